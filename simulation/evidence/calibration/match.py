"""Matching moments: the setting whose simulated roll calls are most like an era's.

The simulated method of moments (McFadden 1989, Econometrica). All settings meet the same draws,
so that the distance is as smooth in the parameters as ballots allow.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import beta

from simulation.engine.arrays import play
from simulation.evidence.calibration.eras import Space, scenario_of, setting
from simulation.evidence.calibration.moments import MOMENTS, Sums, resampled, simulated, sums_of
from simulation.scenario.mistakes import InputError
from simulation.stages.numerics import Bools, Floats

FLOOR = 0.003
"""Least standard error of a recorded moment in the distance: no nearer is worth the search."""

STEP = 0.04
"""Differences are taken over this share of a parameter's range, beyond the noise of ballots."""

SEED = 7
"""Of the histories that all settings meet, and of the search."""

SPREAD, BRED = 0.06, 24
"""The search's first spread as a share of each range, and its most settings a generation."""

NORMAL = 1.96
"""Half of a 95 % interval, in standard errors."""

FAR = 20.0
"""The residual of a setting that cannot be played, and of a moment that it has no instance of."""

type Progress = Callable[[int], None]


@dataclass(frozen=True)
class Effort:
    """How hard to look.

    ``runs`` histories a setting; about so many ``settings``, in whole generations;
    ``slope_runs`` histories for each slope at the end; ``samples`` of the record.
    """

    runs: int = 60
    settings: int = 720
    slope_runs: int = 400
    samples: int = 1000


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
    """A matched era; ``point`` and ``slopes`` (moment, parameter) are of the unit cube."""

    space: Space
    fixed: Mapping[str, float]
    point: Floats
    slopes: Floats

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


def match(
    target: Target,
    space: Space,
    fixed: Mapping[str, float],
    effort: Effort,
    progress: Progress = lambda _: None,
) -> Match:
    """The setting nearest to the target.

    Evolution strategy with covariance matrix adaptation (Hansen and Ostermeier 2001,
    Evolutionary Computation), which needs no slopes and bears noise; its mean at the end, not
    the luckiest setting met, is the estimate. ``progress`` is called with 1 after each setting.

    Raises
    ------
    InputError
        If the extra [evidence] is not installed.
    """

    def apart(point: Floats) -> float:
        try:
            found = moments_at(space, fixed, point, runs=effort.runs, seed=SEED)
        except InputError:
            # b ≥ c at some corner of the cube: no such Council can be played.
            return FAR**2 * len(MOMENTS)
        finally:
            progress(1)
        return float(np.sum(residuals(found, target) ** 2))

    point = evolved(apart, space.start, effort.settings)

    def played(at: Floats) -> Floats | None:
        try:
            return moments_at(space, fixed, at, runs=effort.slope_runs, seed=SEED)
        except InputError:
            return None

    here = moments_at(space, fixed, point, runs=effort.slope_runs, seed=SEED)
    slopes = [slope(played, point, here, parameter) for parameter in range(point.size)]
    return Match(space, fixed, point, np.stack(slopes, axis=1))


def slope(
    played: Callable[[Floats], Floats | None], point: Floats, here: Floats, parameter: int
) -> Floats:
    """How moments move along one parameter, (moment,), by a step to either side.

    A side beyond a wall of the cube, or that cannot be played, is left out.
    """
    ends: list[tuple[float, Floats]] = []
    for step in (STEP, -STEP):
        there = point.copy()
        there[parameter] = np.clip(point[parameter] + step, 0.0, 1.0)
        found = played(there)
        ends.append((point[parameter], here) if found is None else (there[parameter], found))
    (right, above), (left, below) = ends
    return np.asarray((above - below) / (right - left)) if right > left else np.zeros_like(here)


def evolved(apart: Callable[[Floats], float], start: Floats, settings: int) -> Floats:
    """The point of the unit cube where an evolution strategy from ``start`` ends.

    Raises
    ------
    InputError
        If the extra [evidence] is not installed.
    """
    try:
        import cma
    except ModuleNotFoundError as error:
        raise InputError(
            ["unsc calibrate needs the extra [evidence]: pip install 'unsc-simulation[evidence]'"]
        ) from error
    generator = np.random.default_rng(np.random.SeedSequence(SEED))
    strategy = cma.CMAEvolutionStrategy(
        start,
        SPREAD,
        {
            "bounds": [0.0, 1.0],
            "popsize": min(BRED, 4 * start.size),
            "maxfevals": settings,
            # Its own draws, and no word to the global generator.
            "randn": lambda *shape: generator.standard_normal(shape),
            "seed": np.nan,
            "verbose": -9,
        },
    )
    while not strategy.stop():
        points = strategy.ask()
        strategy.tell(points, [apart(np.asarray(point)) for point in points])
    return np.clip(np.asarray(strategy.result.xfavorite), 0.0, 1.0)
