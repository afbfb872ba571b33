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

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import logsumexp

from simulation.evidence.calibration.moments import UNKNOWN, Roll
from simulation.stages.numerics import Floats, Ints
from simulation.stages.voting import ABSTAIN, NO, NOT_VOTING, YES, chances

NAMES = ("consensual", "mean", "spread", "tilt_mean", "tilt_spread", "permanent", "elected")
NODES = (21, 11)
LEAST = 1e-12

ALIGNMENT_UNIT = 2.5
"""Alignment is the ideal point divided by this."""

TAIWAN_UNTIL = 1971
"""The Republic of China held China's seat until October of this year."""

SOLVE: Any = minimize
"""Its published types are those of one array shape each; ours are of any."""


@dataclass(frozen=True)
class Bands:
    """The estimates: ``permanent`` and ``elected`` are widths (b+c)/λ of the abstention band.

    ``errors`` holds standard errors, of the outer product of scores, so that they take the
    form of the likelihood for true; ``nonparticipation`` is the share of ballots neither yes
    nor no that were not cast.
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


def unpacked(point: Floats) -> dict[str, float]:
    """The parameters of a point of the whole space: shares by logit, scales by logarithm."""
    return {
        "consensual": float(1.0 / (1.0 + np.exp(-point[0]))),
        "mean": float(point[1]),
        "spread": float(np.exp(point[2])),
        "tilt_mean": float(point[3]),
        "tilt_spread": float(np.exp(point[4])),
        "permanent": float(np.exp(point[5])),
        "elected": float(np.exp(point[6])),
    }


def log_likelihoods(point: Floats, roll: Roll, alignment: Floats) -> Floats:
    """The log likelihood of each draft's ballots, (draft,); not voting counts as abstaining."""
    p = unpacked(point)
    nodes, weights = zip(*(hermite(count) for count in NODES), strict=True)
    draft, tilt = np.meshgrid(*nodes, indexing="ij")
    weight = np.log(np.multiply.outer(*weights)).ravel()
    gain = (p["mean"] + p["spread"] * draft).ravel()[:, None, None] + (
        p["tilt_mean"] + p["tilt_spread"] * tilt
    ).ravel()[:, None, None] * alignment
    band = np.where(roll.permanent, p["permanent"], p["elected"])
    yes, no = chances(gain, np.zeros(1), band, 1.0, True)
    logs = np.where(
        roll.ballots == YES,
        np.log(np.maximum(yes, LEAST)),
        np.where(
            roll.ballots == NO,
            np.log(np.maximum(no, LEAST)),
            np.log(np.maximum(1.0 - yes - no, LEAST)),
        ),
    )
    divided = logsumexp(
        weight[:, None] + np.where(roll.ballots == UNKNOWN, 0.0, logs).sum(axis=2), axis=0
    )
    agreed = np.where(((roll.ballots == YES) | (roll.ballots == UNKNOWN)).all(axis=1), 0.0, -np.inf)
    with np.errstate(divide="ignore"):
        mixed = np.stack([np.log(p["consensual"]) + agreed, np.log1p(-p["consensual"]) + divided])
    return np.asarray(logsumexp(mixed, axis=0))


def hermite(count: int) -> tuple[Floats, Floats]:
    """Nodes and weights that integrate a standard normal."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(count)
    return nodes, weights / weights.sum()


def lagged_alignment(points: pd.DataFrame, roll: Roll, years: Ints) -> Floats:
    """Each member's last ideal point before the draft's year, in the model's units.

    An array (draft, seat).
    ``points`` has columns year, iso3 and ideal_point_fp. A state without an earlier one
    has its first, one without any the mean of those at the table.
    """
    known = points.dropna(subset=["ideal_point_fp"]).sort_values("year")
    series = {
        member: (rows["year"].to_numpy(), rows["ideal_point_fp"].to_numpy())
        for member, rows in known.groupby("iso3")
    }
    found = np.full(roll.member.shape, np.nan)
    for draft, year in enumerate(years):
        for seat, member in enumerate(roll.member[draft]):
            name = "TWN" if member == "CHN" and year <= TAIWAN_UNTIL else member
            if name in series:
                when, values = series[name]
                found[draft, seat] = values[max(int(np.searchsorted(when, year)) - 1, 0)]
    missing = np.isnan(found)
    mean = np.where(missing, 0.0, found).sum(axis=1) / np.maximum((~missing).sum(axis=1), 1)
    return np.where(missing, mean[:, None], found) / ALIGNMENT_UNIT


def bands(roll: Roll, alignment: Floats, *, samples: int = 500, seed: int = 1) -> Bands:
    """The estimates for these roll calls; ``alignment`` is (draft, seat), lagged by its maker.

    Errors are the spread of one Newton step from the optimum over resampled drafts.
    """
    start = np.array([0.0, 3.0, 1.0, 0.0, 0.0, 1.0, 1.5])
    found = SOLVE(
        lambda point: -float(log_likelihoods(point, roll, alignment).sum()),
        start,
        method="L-BFGS-B",
        bounds=[(-6, 6), (-10, 30), (-3, 4), (-15, 15), (-3, 4), (-2, 4), (-2, 4)],
    )
    best = np.asarray(found.x)
    scores = np.stack(
        [
            (
                log_likelihoods(best + move, roll, alignment)
                - log_likelihoods(best - move, roll, alignment)
            )
            / (2.0 * move.sum())
            for move in 1e-4 * np.eye(best.size)
        ],
        axis=1,
    )
    # The outer product of scores stands for the curvature (Berndt, Hall, Hall and Hausman 1974).
    inverse = np.linalg.pinv(scores.T @ scores)
    generator = np.random.default_rng(np.random.SeedSequence(seed))
    drafts = len(roll)
    drawn = generator.multinomial(drafts, np.full(drafts, 1.0 / drafts), size=samples)
    moved = np.clip((drawn @ scores) @ inverse, -3.0, 3.0)
    tried = [unpacked(best + move) for move in moved]
    aside = (roll.ballots == ABSTAIN) | (roll.ballots == NOT_VOTING)
    unused = (roll.ballots == NOT_VOTING).sum(axis=1)
    shares = (drawn @ unused) / np.maximum(drawn @ aside.sum(axis=1), 1)
    return Bands(
        values=unpacked(best),
        errors={name: float(np.std([one[name] for one in tried])) for name in NAMES},
        nonparticipation=float(unused.sum() / max(aside.sum(), 1)),
        nonparticipation_error=float(shares.std()),
        log_likelihood=-float(found.fun),
    )
