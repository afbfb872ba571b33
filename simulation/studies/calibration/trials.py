"""Settings of an era, tried: played for their moments, here or by workers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.engine.arrays import play
from simulation.experiments.description import description, digest_of
from simulation.experiments.kept import NOT_KEPT, Kept
from simulation.experiments.workforce import Notify, Progress, Workers
from simulation.scenario.mistakes import InputError
from simulation.stages.numerics import Floats
from simulation.studies.calibration.eras import Space, scenario_of, setting
from simulation.studies.calibration.moments import simulated, sums_of

SEED = 7
"""Of the histories that all settings meet."""

STEP = 0.06
"""Differences are taken over this share of a parameter's range, beyond the noise of ballots."""

type Played = Callable[[Sequence[Floats]], Floats]


@dataclass(frozen=True)
class Trial:
    """A point of a space to be played; ``number`` counts those played together."""

    number: int
    space: Space
    nonparticipation: float
    point: Floats
    runs: int

    @property
    def name(self) -> str:
        """Which it is."""
        return f"{self.space.era.name}, setting {self.number + 1}"

    def play(self) -> tuple[int, Floats]:
        """Its number, and the moments of its histories, (moment,); NaN where nothing is tabled."""
        made = setting(self.space.values(self.point), self.nonparticipation)
        history = play(scenario_of(self.space.era, made), seed=SEED, runs=range(self.runs))
        return self.number, sums_of(simulated(history)).moments()

    def decided_by(self) -> Any:
        """The scenario, and which histories of it."""
        made = setting(self.space.values(self.point), self.nonparticipation)
        return [digest_of(description(scenario_of(self.space.era, made))), SEED, self.runs]

    def as_plain(self, came: tuple[int, Floats]) -> Any:
        """The moments."""
        return came[1].tolist()

    def from_plain(self, plain: Any) -> tuple[int, Floats]:
        """The same moments, under the number that it has here."""
        return self.number, np.array(plain)

    def given_up(self, why: str) -> tuple[int, Floats]:
        """End it all: without this setting there is no slope.

        Raises
        ------
        InputError
            Always.
        """
        last = why.splitlines()[-1]
        raise InputError([f"{self.name}: no worker could play it: {last}; ask with workers = 1"])


@dataclass
class Trials:
    """Plays points of a space, the same ``runs`` histories each; ``played`` counts them.

    ``who`` plays, this process if nobody is given; the moments are the same. What ``keep``
    has is not played again.
    """

    space: Space
    nonparticipation: float
    runs: int
    who: Workers | None = None
    progress: Progress = lambda _: None
    notify: Notify = lambda _: None
    keep: Kept = NOT_KEPT
    played: int = 0

    def at(self, points: Sequence[Floats]) -> Floats:
        """The moments at these points, (point, moment)."""
        found: dict[int, Floats] = {}

        def received(came: tuple[int, Floats]) -> None:
            number, found[number] = came
            self.played += 1
            self.progress(1)

        trials = (
            Trial(number, self.space, self.nonparticipation, point, self.runs)
            for number, point in enumerate(points)
        )
        self.keep.play(self.who, trials, received, self.notify)
        return np.stack([found[number] for number in range(len(points))])


def one_sided(played: Played, point: Floats) -> tuple[Floats, Floats]:
    """The moments at a point, and how they move along each parameter, (moment, parameter).

    By a step towards the middle of the cube.
    """
    steps = np.where(point < 0.5, STEP, -STEP)
    here, *there = played([point, *(point + np.diag(steps))])
    return here, (np.stack(there, axis=1) - here[:, None]) / steps


def two_sided(played: Played, point: Floats) -> tuple[Floats, Floats]:
    """The same by a step to either side, as far as the cube goes."""
    right, left = (np.clip(point + step * np.eye(point.size), 0.0, 1.0) for step in (STEP, -STEP))
    here, *sides = played([point, *right, *left])
    there, back = np.stack(sides[: point.size], axis=1), np.stack(sides[point.size :], axis=1)
    return here, (there - back) / np.diag(right - left)
