"""What ballots alone say: the abstention bands of the vote model, by maximum likelihood.

Given a draft, the vote model is an ordered logit with two cutpoints (7.5 of docs/model.md).
What a draft is worth to each member is not recorded, so it is integrated out: with chance π
a draft is consensual and every member votes yes; otherwise the gain in units of noise is
α + β·x, where x is the member's alignment, α and β are normal, and ballots are independent
given them. A shift of α is a shift of both cutpoints, so what is identified is the width of
the band between them: (b+c)/λ, of permanent and of elected members. Tempers are part of the
noise here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logsumexp

from simulation.rollcalls.ballots import UNKNOWN
from simulation.scenario.words import counted
from simulation.stages.numerics import Bools, Floats, Ints
from simulation.stages.voting import ABSTAIN, NO, NOT_VOTING, YES, chances
from simulation.studies.backtest.reading import IdealPoints
from simulation.studies.calibration.moments import RollCalls
from simulation.studies.profiles.profile import SCALE

NAMES = ("consensual", "mean", "spread", "tilt_mean", "tilt_spread", "permanent", "elected")
"""The parameters of :func:`unpacked`, in the order of a point."""

NODES = (101, 101)
"""Of α and β: more of them change no log likelihood of an era by a tenth."""

NEGLIGIBLE = 1e-14
"""Of the heaviest node: the weight below which one is left out."""

LEAST = 1e-12
"""The least chance of a ballot, so that no logarithm is infinite."""

START = (0.0, 3.0, 1.0, 0.0, 0.0, 1.0, 1.5)
BOUNDS = ((-6, 6), (-10, 30), (-3, 4), (-15, 15), (-3, 4), (-2, 4), (-2, 4))
"""Where the climb begins, and which points it may come to."""

STEP = 1e-3
"""Of the differences that give scores and curvature at the optimum."""

LONGEST = 3.0
"""The longest step along a logarithm or logit that a resampled record may take."""

SOLVE: Any = minimize
"""Its published types are those of one array shape each; ours are of any."""


class NoBandsError(ValueError):
    """The likelihood of roll calls has no top that can be found; the message says why."""


@dataclass(frozen=True)
class Bands:
    """The estimates: ``permanent`` and ``elected`` are widths (b+c)/λ of the abstention band.

    ``errors`` holds standard errors; ``nonparticipation`` is the share of ballots neither
    yes nor no that were not cast.
    """

    values: dict[str, float]
    errors: dict[str, float]
    nonparticipation: float
    nonparticipation_error: float
    log_likelihood: float

    @property
    def dissent_ratio(self) -> float:
        """The elected band over the permanent one."""
        return self.values["elected"] / self.values["permanent"]


@dataclass(frozen=True)
class Cells:
    """Roll calls by what their likelihood depends on.

    Cells are distinct kinds of ballot: ``alignment``, ``permanent`` and ``ballot``, each
    (cell,). ``holds`` (cell, row) counts them in distinct drafts, ``agreed`` (row,) are
    those without dissent; ``row`` (draft,) finds a draft's.
    """

    alignment: Floats
    permanent: Bools
    ballot: Ints
    holds: Floats
    agreed: Bools
    row: Ints

    @classmethod
    def of(cls, roll_calls: RollCalls, alignment: Floats) -> Cells:
        """Those of roll calls; a member that does not vote counts as one that abstains."""
        ballot = np.where(roll_calls.ballots == NOT_VOTING, ABSTAIN, roll_calls.ballots).astype(
            np.int64
        )
        known = ballot != UNKNOWN
        ballots = [np.where(known, alignment, 0.0), roll_calls.permanent & known, ballot]
        cells, cell = np.unique(
            np.stack([part.ravel() for part in ballots], axis=1), axis=0, return_inverse=True
        )
        cell = np.sort(cell.reshape(ballot.shape), axis=1)
        rows, first, row = np.unique(cell, axis=0, return_index=True, return_inverse=True)
        holds = np.stack([(rows == k).sum(axis=1) for k in range(len(cells))]).astype(float)
        agreed = ((ballot == YES) | ~known).all(axis=1)[first]
        return cls(
            cells[:, 0], cells[:, 1] > 0.0, cells[:, 2].astype(np.int64), holds, agreed, row.ravel()
        )


def unpacked(point: Floats) -> dict[str, float]:
    """The parameters of a point of the whole space: shares by logit, scales by logarithm."""
    return {
        "consensual": float(expit(point[0])),
        "mean": float(point[1]),
        "spread": math.exp(point[2]),
        "tilt_mean": float(point[3]),
        "tilt_spread": math.exp(point[4]),
        "permanent": math.exp(point[5]),
        "elected": math.exp(point[6]),
    }


def log_likelihoods(point: Floats, cells: Cells, nodes: tuple[int, int] = NODES) -> Floats:
    """The log likelihood of each draft's ballots, (draft,)."""
    p = unpacked(point)
    draft, tilt, weight = normal_grid(*nodes)
    mean = p["mean"] + p["spread"] * draft[:, None]
    gain = mean + (p["tilt_mean"] + p["tilt_spread"] * tilt[:, None]) * cells.alignment
    yes, no = chances(
        gain, np.zeros(1), np.where(cells.permanent, p["permanent"], p["elected"]), 1.0, True
    )
    cast = np.where(cells.ballot == YES, yes, np.where(cells.ballot == NO, no, 1.0 - yes - no))
    logs = np.where(cells.ballot == UNKNOWN, 0.0, np.log(np.maximum(cast, LEAST)))
    divided = logsumexp(np.log(weight)[:, None] + logs @ cells.holds, axis=0)
    agreed = np.where(cells.agreed, math.log(p["consensual"]), -np.inf)
    return np.logaddexp(agreed, math.log1p(-p["consensual"]) + divided)[cells.row]


def normal_grid(first: int, second: int) -> tuple[Floats, Floats, Floats]:
    """Nodes and weights, each (node,), that integrate two independent standard normals.

    Those too far out to matter are left out.
    """
    (one, of_one), (other, of_other) = map(np.polynomial.hermite_e.hermegauss, (first, second))
    weight = np.multiply.outer(of_one / of_one.sum(), of_other / of_other.sum()).ravel()
    held = weight > NEGLIGIBLE * weight.max()
    return np.repeat(one, second)[held], np.tile(other, first)[held], weight[held]


def lagged_alignment(points: IdealPoints, roll_calls: RollCalls, days: Sequence[date]) -> Floats:
    """Each member's alignment on the day of each draft, (draft, seat), of an earlier session.

    A state without an earlier session has its first one's, one without any the mean of
    those at the table, nobody's at all 0.
    """
    found = np.array(
        [
            [points.known(str(member), day) for member in members]
            for members, day in zip(roll_calls.member, days, strict=True)
        ]
    ).reshape(roll_calls.member.shape)
    missing = np.isnan(found)
    mean = np.where(missing, 0.0, found).sum(axis=1) / np.maximum((~missing).sum(axis=1), 1)
    return np.where(missing, mean[:, None], found) / SCALE


def bands(roll_calls: RollCalls, alignment: Floats, *, samples: int = 500, seed: int = 1) -> Bands:
    """The estimates for these roll calls; ``alignment`` is (draft, seat), lagged by its maker.

    Errors are the spread of one Newton step from the optimum over resampled drafts, which
    does not take the form of the likelihood for true (White 1982, Econometrica); NaN for
    what ends at a bound.

    Raises
    ------
    NoBandsError
        If there is no roll call, or the climb ends before a top.
    """
    if not len(roll_calls):
        raise NoBandsError("no draft is put to the vote")
    cells = Cells.of(roll_calls, alignment)
    found = SOLVE(
        lambda point: -float(log_likelihoods(point, cells).sum()),
        np.array(START),
        method="L-BFGS-B",
        bounds=BOUNDS,
    )
    if not found.success:
        raise NoBandsError(
            f"no likeliest width can be found in {counted(len(roll_calls), 'roll call')} "
            f"({found.message})"
        )
    best = np.asarray(found.x)
    least, most = np.array(BOUNDS, dtype=float).T
    free = (best > least) & (best < most)

    def scores(at: Floats) -> Floats:
        """Of each draft, (draft, parameter)."""
        sides = ((at + move, at - move) for move in STEP * np.eye(best.size))
        return np.stack(
            [
                (log_likelihoods(right, cells) - log_likelihoods(left, cells)) / (2.0 * STEP)
                for right, left in sides
            ],
            axis=1,
        )

    curvature = np.stack(
        [
            (scores(best + move) - scores(best - move)).sum(axis=0) / (2.0 * STEP)
            for move in STEP * np.eye(best.size)
        ]
    )
    # What ends at a bound is taken for known there.
    inner = np.outer(free, free) * -(curvature + curvature.T) / 2.0
    inverse = np.linalg.pinv(inner, hermitian=True)
    generator = np.random.default_rng(np.random.SeedSequence(seed))
    drafts = len(roll_calls)
    drawn = generator.multinomial(drafts, np.full(drafts, 1.0 / drafts), size=samples)
    moved = np.clip((drawn @ scores(best)) @ inverse, -LONGEST, LONGEST)
    tried = [unpacked(best + move) for move in moved]
    aside = (roll_calls.ballots == ABSTAIN) | (roll_calls.ballots == NOT_VOTING)
    unused = (roll_calls.ballots == NOT_VOTING).sum(axis=1)
    shares = (drawn @ unused) / np.maximum(drawn @ aside.sum(axis=1), 1)
    return Bands(
        values=unpacked(best),
        errors={
            name: float(np.std([one[name] for one in tried])) if inside else math.nan
            for name, inside in zip(NAMES, free, strict=True)
        },
        nonparticipation=float(unused.sum() / max(aside.sum(), 1)),
        nonparticipation_error=float(shares.std()),
        log_likelihood=-float(found.fun),
    )
