"""How well a matched setting is known, and which parameters the moments cannot tell apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.evidence.calibration.match import Match, Target
from simulation.stages.numerics import Floats

ALIKE = 0.9
"""Estimates more strongly correlated than this are told as a pair that moments do not part."""

RIDGE = 0.05
"""A direction whose slope is below this share of the steepest is one that moments do not see."""


@dataclass(frozen=True)
class Uncertainty:
    """Standard errors (parameter,) in each parameter's unit, their correlations, and what is blind.

    ``directions`` are the blind ones, each with its share of the steepest slope and the
    weight of each parameter in it.
    """

    errors: Floats
    correlations: Floats
    directions: list[tuple[float, dict[str, float]]]

    def alike(self, names: tuple[str, ...]) -> list[tuple[str, str, float]]:
        """The pairs that the moments do not part, strongest first."""
        pairs = [
            (names[i], names[j], float(self.correlations[i, j]))
            for i in range(len(names))
            for j in range(i)
            if abs(self.correlations[i, j]) > ALIKE
        ]
        return sorted(pairs, key=lambda pair: -abs(pair[2]))


def uncertainty(found: Match, target: Target) -> Uncertainty:
    """By bootstrap of whole drafts, one Gauss-Newton step from the match.

    A resampled record moves the estimate by (J'WJ)⁻¹J'W times the change of its moments
    (Gouriéroux and Monfort 1996, Simulation-Based Econometric Methods); blind directions
    are left where they are, so that errors there are too small and are told as unknown.
    """
    scaled = found.slopes / target.errors[:, None]
    seen = np.nan_to_num(scaled)
    left, slopes, right = np.linalg.svd(seen, full_matrices=False)
    steep = slopes > RIDGE * slopes[0]
    back = (right[steep].T / slopes[steep]) @ left[:, steep].T
    changes = np.nan_to_num((target.samples - target.moments) / target.errors)
    moved = changes @ back.T
    names = found.space.names
    spread = moved.std(axis=0)
    with np.errstate(invalid="ignore"):
        # What moves no moment has no spread, and no correlation.
        correlations = np.corrcoef(moved.T) if len(names) > 1 else np.ones((1, 1))
    directions = [
        (float(slope / slopes[0]), dict(zip(names, map(float, row), strict=True)))
        for slope, row in zip(slopes[~steep], right[~steep], strict=True)
    ]
    return Uncertainty(
        spread * (found.space.high - found.space.low), np.nan_to_num(correlations), directions
    )
