"""Rounds a second on one core, all mechanisms on; run by `make bench`.

Every contender plays once in each lap, so that ratios compare neighbours in time. "stored" is a
whole batch: draws, twin, ballots, dataset on disk. "played" leaves the dataset out.
"""

import time

import mesa
import pandas as pd
import pyarrow.parquet as pq
import pytest
from benchmarks.compiled_round import Ceiling
from benchmarks.plain_mesa import Council
from benchmarks.vectorised_mesa import VectorisedCouncil

from simulation import load, play, run_batch
from simulation.experiments.dataset import tables

SCENARIO = load("repeated-crises")
LAPS = 5


def by_yardstick(model):
    """A batch as Mesa's users run it, its rows in one file."""

    def batch(runs, seed, folder):
        rows = mesa.batch_run(
            model,
            {"scenario": "repeated-crises"},
            number_processes=1,
            rng=[1000 * seed + run for run in range(runs)],
            data_collection_period=1,
            display_progress=False,
        )
        pd.DataFrame(rows).to_parquet(folder / "rounds.parquet")

    return batch


def by_engine(engine):
    """A batch of ours."""

    def batch(runs, seed, folder):
        run_batch(SCENARIO, runs, seed=seed, out=folder / "batch", engine=engine)

    return batch


CEILING = Ceiling(SCENARIO)


def by_ceiling(runs, seed, folder):
    """The compiled loop, its histories stored as ours are."""
    for level, table in tables(CEILING.play(seed, range(runs)), "ballots").items():
        pq.write_table(table, folder / f"{level}.parquet", compression="zstd")


CONTENDERS = {
    "plain Mesa, stored": (by_yardstick(Council), 40),
    "vectorised Mesa, stored": (by_yardstick(VectorisedCouncil), 80),
    "our Mesa engine, stored": (by_engine("mesa"), 10),
    "array engine, stored": (by_engine("arrays"), 2000),
    "array engine, played": (
        lambda runs, seed, _: play(SCENARIO, seed=seed, runs=range(runs)),
        2000,
    ),
    "ceiling, stored": (by_ceiling, 2000),
    "ceiling, played": (lambda runs, seed, _: CEILING.play(seed, range(runs)), 2000),
}
"""What plays, and how many histories of 40 rounds."""


@pytest.mark.parametrize(
    ("lap", "contender"), [(lap, name) for lap in range(LAPS) for name in CONTENDERS]
)
def test_rounds_a_second(lap, contender, benchmark, one_core, idle, tmp_path):
    batch, runs = CONTENDERS[contender]
    if lap == 0:
        (tmp_path / "warm").mkdir()
        batch(1, 0, tmp_path / "warm")
    benchmark.extra_info |= {"what": contender, "amount": runs * SCENARIO.rounds}
    begun = time.process_time()
    benchmark.pedantic(batch, args=(runs, lap, tmp_path), rounds=1, iterations=1)
    benchmark.extra_info["processor"] = time.process_time() - begun
