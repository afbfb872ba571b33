"""Matching moments: the setting whose simulated roll calls are most like an era's.

The simulated method of moments (McFadden 1989, Econometrica). All settings meet the same draws,
so that the distance is as smooth in the parameters as ballots allow.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import least_squares
from scipy.stats import beta

from simulation.engine.arrays import play
from simulation.evidence.calibration.eras import Space, scenario_of, setting
from simulation.evidence.calibration.moments import Sums, resampled, simulated, sums_of
from simulation.stages.numerics import Bools, Floats

FLOOR = 0.003
"""Least standard error of a recorded moment in the distance: no nearer is worth the search."""

STEP = 0.04
"""Differences are taken over this share of a parameter's range, beyond the noise of ballots."""

PRIOR = 0.35
"""How far from its default each parameter is looked for, a standard deviation as a share of its
range: judged. What moments say nothing of stays at its default."""

APART = 0.2
"""Later searches begin so far from the defaults, a standard deviation as a share of each range."""

EDGE = 0.02
"""No search begins nearer to an end of a range than this share of it."""

SEED = 7
"""Of the histories that all settings meet, and of where later searches begin."""

NORMAL = 1.96
"""Half of a 95 % interval, in standard errors."""

FAR = 20.0
"""The residual of a moment that a setting has no instance of."""

SOLVE: Any = least_squares
"""Its published types are those of one array shape each; ours are of any."""

type Progress = Callable[[int], None]


@dataclass(frozen=True)
class Effort:
    """How hard to look.

    So many ``searches``, each of at most so many ``steps`` with ``runs`` histories a
    setting; from the best of them ``last_steps`` more with ``last_runs``, four times as
    many, which the slopes at the end have too; ``samples`` of the record.
    """

    searches: int = 2
    steps: int = 16
    runs: int = 100
    last_steps: int = 4
    samples: int = 1000

    @property
    def last_runs(self) -> int:
        """Histories a setting at the end."""
        return 4 * self.runs

    def settings(self, parameters: int) -> int:
        """How many settings are played at most for so many parameters."""
        one = self.steps * (2 + parameters)
        last = self.last_steps * (2 + parameters) + 1 + 2 * parameters
        return self.searches * one + last


@dataclass(frozen=True)
class Target:
    """What is to be matched: moments (moment,), their errors, their 95 % intervals."""

    moments: Floats
    errors: Floats
    low: Floats
    high: Floats
    samples: Floats

    @classmethod
    def of(cls, sums: Sums, *, samples: int = 1000, seed: int = 1) -> Target:
        """From recorded roll calls.

        Intervals of counted drafts are exact (Clopper and Pearson 1934), since resampling
        tells little of what is rare and nothing of what never happened; those of ballots and
        means come from resampling whole drafts.
        """
        drawn = resampled(sums, samples=samples, seed=seed)
        with warnings.catch_warnings():
            # A moment that no draft bears on has no spread.
            warnings.simplefilter("ignore", RuntimeWarning)
            low, high = np.nanpercentile(drawn, [2.5, 97.5], axis=0)
            spread = np.nanstd(drawn, axis=0)
        found, trials = sums.moments(), sums.below.sum(axis=0)
        hits = sums.above.sum(axis=0)
        counted = np.isin(sums.above, (0.0, 1.0)).all(axis=0)
        counted &= np.isin(sums.below, (0.0, 1.0)).all(axis=0) & (trials > 0)
        least = np.where(hits > 0, beta.ppf(0.025, hits, trials - hits + 1.0), 0.0)
        most = np.where(hits < trials, beta.ppf(0.975, hits + 1.0, trials - hits), 1.0)
        low, high = np.where(counted, least, low), np.where(counted, most, high)
        errors = np.where(counted, (high - low) / (2.0 * NORMAL), spread)
        return cls(found, np.maximum(errors, FLOOR), low, high, drawn)

    def holds(self, moments: Floats) -> Bools:
        """Which of these moments lie inside the record's interval, (moment,)."""
        return np.asarray((moments >= self.low) & (moments <= self.high))


@dataclass(frozen=True)
class Match:
    """A matched era.

    ``point``, ``others`` (search, parameter) and ``slopes`` (moment, parameter) are of the
    unit cube; ``others`` is where the searches came to that were not gone on with.
    ``moments`` (moment,) are those at the point, ``distances`` the sums of squares at which
    searches ended: of the one gone on with, of the others, and where the former came to.
    """

    space: Space
    fixed: Mapping[str, float]
    point: Floats
    moments: Floats
    slopes: Floats
    others: Floats
    distances: tuple[float, ...]

    @property
    def values(self) -> dict[str, float]:
        """The parameters."""
        return self.space.values(self.point)


def moments_at(
    space: Space, fixed: Mapping[str, float], point: Floats, *, runs: int, seed: int
) -> Floats:
    """The moments of so many histories at a point, (moment,); NaN where nothing is tabled."""
    scenario = scenario_of(space.era, setting(space.values(point), fixed))
    return sums_of(simulated(play(scenario, seed=seed, runs=range(runs)))).moments()


def residuals(moments: Floats, target: Target) -> Floats:
    """How far moments lie from the record, in standard errors; large ones count for less.

    2·arsinh(z/2), close to z within two errors and logarithmic far beyond, so that one
    moment that cannot be met does not decide the rest.
    """
    apart = 2.0 * np.arcsinh((moments - target.moments) / target.errors / 2.0)
    # What the record has no instance of cannot be missed.
    return np.where(np.isnan(target.moments), 0.0, np.nan_to_num(apart, nan=FAR))


def residual_slopes(moments: Floats, changes: Floats, target: Target) -> Floats:
    """How residuals move where moments move by ``changes`` (moment, any), of the same shape."""
    apart = (moments - target.moments) / target.errors
    steep = 1.0 / np.sqrt(1.0 + (apart / 2.0) ** 2) / target.errors
    return np.nan_to_num(steep[:, None] * changes)


def match(
    target: Target,
    space: Space,
    fixed: Mapping[str, float],
    effort: Effort,
    progress: Progress = lambda _: None,
) -> Match:
    """The setting nearest to the target and to the model's default values.

    Nonlinear least squares by trust regions inside bounds (Branch, Coleman and Li 1999, SIAM
    Journal on Scientific Computing) over what moments and parameters lie apart, each in its own
    spread, as if the defaults were a prior. The searches begin at the defaults and at other
    places; the best is gone on with. ``progress`` is called with the number of settings just
    played.
    """
    played = 0

    def played_at(point: Floats, runs: int) -> Floats:
        nonlocal played
        played += 1
        progress(1)
        return moments_at(space, fixed, point, runs=runs, seed=SEED)

    def search(start: Floats, steps: int, runs: int) -> Any:
        def apart(point: Floats) -> Floats:
            found = residuals(played_at(point, runs), target)
            return np.concatenate([found, (point - space.centre) / PRIOR])

        def bend(point: Floats) -> Floats:
            here = played_at(point, runs)
            moved = slopes_at(lambda at: played_at(at, runs), point, here)
            found = residual_slopes(here, moved, target)
            return np.vstack([found, np.eye(point.size) / PRIOR])

        return SOLVE(apart, start, jac=bend, bounds=(0.0, 1.0), max_nfev=steps)

    found = [search(start, effort.steps, effort.runs) for start in starts(space, effort.searches)]
    found.sort(key=lambda one: float(one.cost))
    best = search(found[0].x, effort.last_steps, effort.last_runs)
    point = np.asarray(best.x)
    moments = played_at(point, effort.last_runs)
    slopes = slopes_at(lambda at: played_at(at, effort.last_runs), point)
    progress(effort.settings(point.size) - played)
    others = np.array([one.x for one in found[1:]]).reshape(-1, point.size)
    # The solver's cost is half the sum of squares.
    distances = tuple(2.0 * float(one.cost) for one in (*found, best))
    return Match(space, fixed, point, moments, slopes, others, distances)


def starts(space: Space, searches: int) -> list[Floats]:
    """Where searches begin: at the defaults, then around them."""
    generator = np.random.default_rng(np.random.SeedSequence(SEED))
    moved = APART * generator.standard_normal((searches - 1, space.centre.size))
    return list(np.clip([space.centre, *(space.centre + moved)], EDGE, 1.0 - EDGE))


def slopes_at(
    played: Callable[[Floats], Floats], point: Floats, here: Floats | None = None
) -> Floats:
    """How moments move along each parameter, (moment, parameter), inside the cube.

    From the moments ``here`` by a step towards the middle of the cube, or without them by one
    to either side.
    """

    def slope(parameter: int) -> Floats:
        step = STEP if point[parameter] < 0.5 else -STEP
        there, back = (moved(point, parameter, size) for size in (step, -step))
        if here is not None:
            return np.asarray((played(there) - here) / step)
        return np.asarray((played(there) - played(back)) / (there[parameter] - back[parameter]))

    return np.stack([slope(parameter) for parameter in range(point.size)], axis=1)


def moved(point: Floats, parameter: int, step: float) -> Floats:
    """The point with one parameter moved, as far as the cube goes."""
    there = point.copy()
    there[parameter] = np.clip(point[parameter] + step, 0.0, 1.0)
    return there
