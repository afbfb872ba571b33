"""Histories played for the sums of measures alone: task by task, here or by workers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.engine.arrays import play
from simulation.experiments.description import description, digest_of
from simulation.experiments.kept import NOT_KEPT, Kept
from simulation.experiments.layout import ROUNDS_A_BLOCK, blocks
from simulation.experiments.workforce import Notify, Progress, Workers
from simulation.measures.rates import Sums
from simulation.measures.rounds import played
from simulation.measures.table import MEASURES
from simulation.scenario.mistakes import InputError
from simulation.scenario.scenario import Scenario
from simulation.scenario.words import counted

MOST_ROUNDS, MOST_SUMS = 10_000_000_000, 100_000_000
"""Rounds that are played, as many as a batch may have, and sums that are held, at most."""


@dataclass(frozen=True)
class SumsTask:
    """Histories of one setting that are played together; ``setting`` counts from 0.

    ``digest`` is that of the scenario's description, where what comes of it is kept.
    """

    setting: int
    scenario: Scenario
    measures: tuple[str, ...]
    seed: int
    runs: range
    digest: str = ""

    @property
    def name(self) -> str:
        """Which histories these are."""
        return (
            f"{self.scenario.name}, setting {self.setting + 1}, "
            f"histories {self.runs.start} to {self.runs.stop - 1}"
        )

    def play(self) -> Summed:
        """Play them, and keep their sums alone."""
        rounds = played(play(self.scenario, seed=self.seed, runs=self.runs))
        sums = {name: MEASURES[name].sums(rounds) for name in self.measures}
        return Summed(self.setting, self.runs, sums)

    def decided_by(self) -> Any:
        """Scenario, measures, seed and histories."""
        return [self.digest, self.measures, self.seed, self.runs.start, self.runs.stop]

    def as_plain(self, came: Summed) -> Any:
        """Both sums of each measure, with the kind of number that they hold."""
        return {
            name: [[column.dtype.str, column.tolist()] for column in sums]
            for name, sums in came.sums.items()
        }

    def from_plain(self, plain: Any) -> Summed:
        """The same sums again."""
        sums: dict[str, Sums] = {}
        for name, (part, whole) in plain.items():
            sums[name] = np.array(part[1], dtype=part[0]), np.array(whole[1], dtype=whole[0])
        return Summed(self.setting, self.runs, sums)

    def given_up(self, why: str) -> Summed:
        """End it all: without these histories there is no answer.

        Raises
        ------
        InputError
            Always.
        """
        last = why.splitlines()[-1]
        raise InputError([f"{self.name}: no worker could play them: {last}; ask with workers = 1"])


@dataclass(frozen=True)
class Summed:
    """The two sums of each history of a task, by the name of the measure."""

    setting: int
    runs: range
    sums: dict[str, Sums]


def check_total(histories: int, rounds: int, measures: int) -> None:
    """Refuse so many histories, over all settings, as no machine plays or holds.

    Raises
    ------
    InputError
        With as many as there may be.
    """
    most = min(MOST_ROUNDS // rounds, MOST_SUMS // measures)
    if histories > most:
        raise InputError(
            [
                f"runs: makes {histories:,} histories of {rounds} rounds over all settings, for "
                f"{counted(measures, 'measure')}; write fewer, at most {most:,} in all"
            ]
        )


def play_measures(
    scenarios: Sequence[Scenario],
    measures: Sequence[str],
    *,
    runs: int,
    seed: int,
    who: Workers | None = None,
    keep: Kept = NOT_KEPT,
    progress: Progress = lambda _: None,
    notify: Notify = lambda _: None,
) -> list[dict[str, Sums]]:
    """The sums of each measure over the histories of every scenario, the same histories each.

    ``who`` plays them, this process if not given; the sums are the same. Tasks that
    ``keep`` has are not played again.
    """
    came: list[dict[int, Summed]] = [{} for _ in scenarios]

    def received(summed: Summed) -> None:
        came[summed.setting][summed.runs.start] = summed
        progress(len(summed.runs))

    pieces = tasks_of(scenarios, tuple(measures), runs, seed, keep=keep.path is not None)
    keep.play(who, pieces, received, notify)
    return [joined([by_start[start] for start in sorted(by_start)]) for by_start in came]


def tasks_of(
    scenarios: Sequence[Scenario], measures: tuple[str, ...], runs: int, seed: int, *, keep: bool
) -> Iterator[SumsTask]:
    """Every scenario's histories, cut as the blocks of a batch are."""
    for number, scenario in enumerate(scenarios):
        digest = digest_of(description(scenario)) if keep else ""
        size = max(1, ROUNDS_A_BLOCK // scenario.rounds)
        for block in blocks(0, runs, range(runs), size):
            yield SumsTask(number, scenario, measures, seed, block.runs, digest)


def joined(pieces: Sequence[Summed]) -> dict[str, Sums]:
    """The sums of tasks one after another."""
    return {
        name: (
            np.concatenate([piece.sums[name][0] for piece in pieces]),
            np.concatenate([piece.sums[name][1] for piece in pieces]),
        )
        for name in pieces[0].sums
    }
