"""Rounds a second on one core, all mechanisms on; run by `make bench`.

Every contender plays once in each lap, so that ratios compare neighbours in time. "stored" is a
whole batch: draws, twin, ballots, dataset on disk. "played" leaves the dataset out.
"""

import time
from functools import cache

import mesa
import pandas as pd
import pytest
from benchmarks.ceiling import Ceiling
from benchmarks.plain_mesa import Council
from benchmarks.vectorised_mesa import VectorisedCouncil

from simulation import load, play, run_batch
from simulation.engine.draws import draw
from simulation.experiments.dataset import tables
from simulation.experiments.work import parquet_writer
from simulation.stages import compiled

SCENARIO = load("repeated-crises")
LAPS = 5
MANY = 2000


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


def by_engine(engine, *, fast=False):
    """A batch of ours, with the compiled loops of [fast] or without."""

    def batch(runs, seed, folder):
        compiled.enabled = fast
        run_batch(SCENARIO, runs, seed=seed, out=folder / "batch", engine=engine)

    return batch


def by_playing(*, fast):
    """The histories alone."""

    def histories(runs, seed, _):
        compiled.enabled = fast
        play(SCENARIO, seed=seed, runs=range(runs))

    return histories


def store(history, folder):
    """Write what a batch writes of these histories."""
    for level, table in tables(history, "ballots").items():
        with parquet_writer(folder / f"{level}.parquet", level) as writer:
            writer.write_table(table, row_group_size=table.num_rows)


@cache
def ceiling():
    """The compiled loop, compiled once."""
    return Ceiling(SCENARIO)


@cache
def played():
    """Histories to be stored, as many as the other contenders play."""
    return ceiling().play(0, range(MANY))


def by_drawing(runs, seed, _):
    """The draws, and nothing played with them."""
    draw(seed, range(runs), rounds=SCENARIO.rounds, seats=15)


def by_storing(runs, seed, folder):
    """Histories that are there already, stored."""
    store(played(), folder)


def by_ceiling(runs, seed, folder):
    """The compiled loop, its histories stored as ours are."""
    store(ceiling().play(seed, range(runs)), folder)


CONTENDERS = {
    "plain Mesa, stored": (by_yardstick(Council), 40),
    "vectorised Mesa, stored": (by_yardstick(VectorisedCouncil), 80),
    "our Mesa engine, stored": (by_engine("mesa"), 10),
    "array engine, stored": (by_engine("arrays"), MANY),
    "array engine with [fast], stored": (by_engine("arrays", fast=True), MANY),
    "array engine, played": (by_playing(fast=False), MANY),
    "array engine with [fast], played": (by_playing(fast=True), MANY),
    "ceiling, stored": (by_ceiling, MANY),
    "draws alone": (by_drawing, MANY),
    "storing alone": (by_storing, MANY),
    "ceiling, played": (lambda runs, seed, _: ceiling().play(seed, range(runs)), MANY),
}
"""What plays, and how many histories of 40 rounds."""


@pytest.mark.parametrize(
    ("lap", "contender"), [(lap, name) for lap in range(LAPS) for name in CONTENDERS]
)
def test_rounds_a_second(lap, contender, benchmark, one_core, idle, tmp_path):
    batch, runs = CONTENDERS[contender]
    if lap == 0:
        (tmp_path / "warm").mkdir()
        batch(min(runs, 2 * compiled.WORTHWHILE), 0, tmp_path / "warm")
    benchmark.extra_info |= {"what": contender, "amount": runs * SCENARIO.rounds}
    begun = time.process_time()
    benchmark.pedantic(batch, args=(runs, lap, tmp_path), rounds=1, iterations=1)
    benchmark.extra_info["processor"] = time.process_time() - begun
