"""How well a matched setting is known, and what the moments cannot tell apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.stages.numerics import Floats
from simulation.studies.calibration.match import PRIOR, Match, Target, residual_slopes

ALIKE = 0.9
"""Slopes at a smaller angle than of this cosine act alike, or oppositely."""

UNSEEN, SEEN = 0.1, 0.7
"""A parameter of which moments tell less than the first share stands where its default does;
one of which they tell more than the second is known by them."""


@dataclass(frozen=True)
class Uncertainty:
    """How well each parameter is known.

    ``errors`` (parameter,) are standard errors in each parameter's unit; they are small too
    where a parameter is held by its default. ``spread`` (parameter,) is how far it may lie
    away, given moments and default. ``learned`` (parameter,) is how much of a parameter comes
    from moments, where the rest is its default: from 0, not moved by any, to 1; their sum is
    how many numbers the moments tell in all. ``alike`` are the pairs whose slopes all but
    agree, with the cosine.
    """

    errors: Floats
    spread: Floats
    learned: Floats
    alike: list[tuple[str, str, float]]


def uncertainty(found: Match, target: Target) -> Uncertainty:
    """By bootstrap of whole drafts, one Gauss-Newton step from the match.

    A resampled record moves the estimate by (J'J + P)⁻¹J' times the change of its
    residuals (Gouriéroux and Monfort 1996, Simulation-Based Econometric Methods), where P
    is the pull of the defaults. What is learned is the diagonal of (J'J + P)⁻¹J'J, the
    resolution, and the spread that of (J'J + P)⁻¹ (Tarantola 2005, Inverse Problem
    Theory). Simulation error is not in it.
    """
    scaled = residual_slopes(found.moments, found.slopes, target)
    around = np.linalg.inv(scaled.T @ scaled + np.eye(scaled.shape[1]) / PRIOR**2)
    back = around @ scaled.T
    resampled = (target.samples - target.moments).T
    changes = residual_slopes(found.moments, resampled, target).T
    wide = found.space.high - found.space.low
    return Uncertainty(
        errors=(changes @ back.T).std(axis=0) * wide,
        spread=np.sqrt(np.diag(around)) * wide,
        learned=np.diag(back @ scaled),
        alike=pairs(scaled, found.space.names),
    )


def pairs(slopes: Floats, names: tuple[str, ...]) -> list[tuple[str, str, float]]:
    """The parameters whose slopes (moment, parameter) all but agree, strongest first."""
    length = np.sqrt((slopes**2).sum(axis=0))
    cosine = slopes.T @ slopes / np.maximum(np.multiply.outer(length, length), 1e-300)
    found = [
        (names[i], names[j], float(cosine[i, j]))
        for i in range(len(names))
        for j in range(i)
        if abs(cosine[i, j]) > ALIKE
    ]
    return sorted(found, key=lambda pair: -abs(pair[2]))
