"""Matching moments: the setting whose simulated roll calls are most like an era's.

The simulated method of moments (McFadden 1989, Econometrica). All settings meet the same draws,
so that the distance is as smooth in the parameters as ballots allow.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import least_squares
from scipy.stats import beta

from simulation.stages.numerics import Bools, Floats
from simulation.studies.calibration.eras import Space
from simulation.studies.calibration.moments import Sums, resampled
from simulation.studies.calibration.trials import Trials, one_sided, two_sided

FLOOR = 0.002
"""Least standard error of a recorded moment in the distance: no nearer is worth the search."""

PRIOR = 0.35
"""How far from its default each parameter is looked for, a standard deviation as a share of its
range: judged. What moments say nothing of stays at its default."""

APART = 0.2
"""Later searches begin so far from the defaults, a standard deviation as a share of each range."""

EDGE = 0.02
"""No search begins nearer to an end of a range than this share of it."""

SEED = 7
"""Of where later searches begin."""

NORMAL = 1.96
"""Half of a 95 % interval, in standard errors."""

FAR = 20.0
"""The residual of a moment that a setting has no instance of."""

SOLVE: Any = least_squares
"""Its published types are those of one array shape each; ours are of any."""


@dataclass(frozen=True)
class SearchEffort:
    """How hard to look.

    So many ``searches``, each of at most so many ``steps`` tried with ``runs`` histories a
    setting; ``samples`` of the record.
    """

    searches: int = 4
    steps: int = 20
    runs: int = 400
    samples: int = 1000

    def settings(self, parameters: int) -> int:
        """How many settings are played at most for so many parameters."""
        return self.searches * self.steps * (2 + parameters) + 1 + 2 * parameters


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

        Intervals of counted drafts are exact, since resampling tells little of what is rare
        and nothing of what never happened; those of ballots and means come from resampling
        whole drafts.
        """
        drawn = resampled(sums, samples=samples, seed=seed)
        with warnings.catch_warnings():
            # A moment that no draft bears on has no spread.
            warnings.simplefilter("ignore", RuntimeWarning)
            low, high = np.nanpercentile(drawn, [2.5, 97.5], axis=0)
            spread = np.nanstd(drawn, axis=0)
        found, trials = sums.moments(), sums.below.sum(axis=0)
        hits = sums.above.sum(axis=0)
        counted = counts(sums)
        least, most = exact(hits, trials)
        low, high = np.where(counted, least, low), np.where(counted, most, high)
        errors = np.where(counted, (high - low) / (2.0 * NORMAL), spread)
        return cls(found, np.maximum(errors, FLOOR), low, high, drawn)

    def holds(self, moments: Floats) -> Bools:
        """Which of these moments lie inside the record's interval, (moment,)."""
        return np.asarray((moments >= self.low) & (moments <= self.high))


def counts(sums: Sums) -> Bools:
    """Which moments are shares of counted drafts, (moment,)."""
    drafts = [np.isin(part, (0.0, 1.0)).all(axis=0) for part in (sums.above, sums.below)]
    return np.asarray(drafts[0] & drafts[1] & sums.below.any(axis=0))


def exact(hits: Floats, trials: Floats) -> tuple[Floats, Floats]:
    """The exact 95 % interval of shares of counts (Clopper and Pearson 1934, Biometrika)."""
    least = np.where(hits > 0, beta.ppf(0.025, hits, trials - hits + 1.0), 0.0)
    most = np.where(hits < trials, beta.ppf(0.975, hits + 1.0, trials - hits), 1.0)
    return least, most


@dataclass(frozen=True)
class Ended:
    """How a search ended: at this sum of squares, and whether of itself.

    ``tries`` are the settings weighed, refused ones too; ``slopes`` how often slopes were
    taken.
    """

    distance: float
    tries: int
    slopes: int
    settled: bool


@dataclass(frozen=True)
class Match:
    """A matched era.

    ``point``, ``others`` (search, parameter) and ``slopes`` (moment, parameter) are of the
    unit cube; ``others`` is where the searches ended that did not come nearest.
    ``moments`` (moment,) are those at the point; ``ended`` tells of each search, the
    nearest first.
    """

    space: Space
    nonparticipation: float
    point: Floats
    moments: Floats
    slopes: Floats
    others: Floats
    ended: tuple[Ended, ...]

    @property
    def values(self) -> dict[str, float]:
        """The parameters."""
        return self.space.values(self.point)


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


def match(target: Target, trials: Trials, effort: SearchEffort) -> Match:
    """The setting nearest to the target and to what its parameters are drawn to.

    Nonlinear least squares by trust regions inside bounds (Branch, Coleman and Li 1999, SIAM
    Journal on Scientific Computing) over what moments and parameters lie apart, each in its own
    spread, as if what they are drawn to were a prior. The searches begin there and at other
    places; the nearest counts.
    """
    space = trials.space

    def apart(point: Floats) -> Floats:
        found = residuals(trials.at([point])[0], target)
        return np.concatenate([found, (point - space.centre) / PRIOR])

    def bend(point: Floats) -> Floats:
        here, changes = one_sided(trials.at, point)
        found = residual_slopes(here, changes, target)
        return np.vstack([found, np.eye(point.size) / PRIOR])

    found = [
        SOLVE(apart, start, jac=bend, bounds=(0.0, 1.0), max_nfev=effort.steps)
        for start in starts(space, effort.searches)
    ]
    found.sort(key=lambda one: float(one.cost))
    point = np.asarray(found[0].x)
    moments, slopes = two_sided(trials.at, point)
    others = np.array([one.x for one in found[1:]]).reshape(-1, point.size)
    # The solver's cost is half the sum of squares.
    ended = tuple(
        Ended(2.0 * float(one.cost), int(one.nfev), int(one.njev), bool(one.status > 0))
        for one in found
    )
    return Match(space, trials.nonparticipation, point, moments, slopes, others, ended)


def starts(space: Space, searches: int) -> list[Floats]:
    """Where searches begin: at the defaults, then around them."""
    generator = np.random.default_rng(np.random.SeedSequence(SEED))
    moved = APART * generator.standard_normal((searches - 1, space.centre.size))
    return list(np.clip([space.centre, *(space.centre + moved)], EDGE, 1.0 - EDGE))
