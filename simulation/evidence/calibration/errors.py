"""How well a matched setting is known, and which parameters the moments cannot tell apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.evidence.calibration.match import Match, Target
from simulation.stages.numerics import Floats

ALIKE = 0.9
"""Slopes at a smaller angle than of this cosine act alike, or oppositely."""

RIDGE = 0.05
"""A direction whose slope is below this share of the steepest is one that moments do not see."""

SEEN = 0.9
"""A parameter of which less lies in directions that moments see has no error that can be told."""


@dataclass(frozen=True)
class Uncertainty:
    """How well each parameter is known, and what moments are blind to.

    ``errors`` (parameter,) are standard errors in each parameter's unit, NaN where too
    little of it is ``seen`` (parameter,), a share. ``directions`` are the blind ones that a
    slope was found for, each with its share of the steepest slope and the weight of each
    parameter in it; ``alike`` the pairs whose slopes all but agree, with the cosine.
    """

    errors: Floats
    seen: Floats
    directions: list[tuple[float, dict[str, float]]]
    alike: list[tuple[str, str, float]]


def uncertainty(found: Match, target: Target) -> Uncertainty:
    """By bootstrap of whole drafts, one Gauss-Newton step from the match.

    A resampled record moves the estimate by (J'WJ)⁻¹J'W times the change of its moments
    (Gouriéroux and Monfort 1996, Simulation-Based Econometric Methods). Blind directions
    are left where they are. Simulation error is not in it.
    """
    names = found.space.names
    scaled = np.nan_to_num(found.slopes / target.errors[:, None])
    left, slopes, right = np.linalg.svd(scaled, full_matrices=False)
    steep = slopes > RIDGE * slopes[0]
    back = (right[steep].T / slopes[steep]) @ left[:, steep].T
    changes = np.nan_to_num((target.samples - target.moments) / target.errors)
    spread = (changes @ back.T).std(axis=0) * (found.space.high - found.space.low)
    seen = (right[steep] ** 2).sum(axis=0)
    directions = [
        (float(slope / slopes[0]), dict(zip(names, map(float, row), strict=True)))
        for slope, row in zip(slopes[~steep], right[~steep], strict=True)
    ]
    errors = np.where(seen >= SEEN, spread, np.nan)
    return Uncertainty(errors, seen, directions, pairs(scaled, names))


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
