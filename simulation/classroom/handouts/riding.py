"""Free-riding in small: what is given and what would be best, by how many, how grave, how unequal.

All numbers come from the functions of the burden's and of the outcome's stage, on a council whose
members have means in proportion to their size, and gain by size as the model has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.classroom.pledges import Game, units
from simulation.stages import burden, outcome
from simulation.stages.numerics import Floats, sum_seats
from simulation.stages.parameters import Parameters

CONTRIBUTORS = (2, 3, 5, 8, 11, 15, 25, 40)
"""So many states share the gain."""

GRAVITY = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Severity of the crisis, answered with full force: it scales the gain of all."""

INEQUALITY = (1, 2, 5, 10, 30, 100)
"""So many times as large as the smallest is the largest; those between in equal ratios."""


@dataclass(frozen=True)
class Point:
    """What comes of one setting; efforts in units, points of all together."""

    contributors: int
    gravity: float
    inequality: int
    needed: float
    given: float
    best: float
    p_win: float
    p_best: float
    givers: int
    largest: float
    points: int
    points_best: int


def sizes(contributors: int, inequality: float) -> Floats:
    """Shares of all size (contributor, 1), each larger than the one before in the same ratio.

    >>> sizes(3, 4).round(3).tolist()
    [[0.143], [0.286], [0.571]]
    """
    found = np.geomspace(1.0, inequality, contributors)
    return np.asarray(found / found.sum())[:, None]


def point(contributors: int, gravity: float, inequality: int, p: Parameters) -> Point:
    """The equilibrium and the best for all at one setting.

    Nobody is nearer to the crisis than others, so that gains go by size; means do too. The answer
    is the Council's: giving is worth nothing beside it. The challenger resists as in the middle of
    the model's range.
    """
    size = sizes(contributors, inequality)
    nobody = np.zeros_like(size)
    shares = burden.benefit_shares(
        nobody, size, interdependence=p.interdependence, elasticity=p.stake_elasticity
    )
    stakes = burden.stakes(shares, np.array([gravity]), np.array([1.0]), scale=p.stake_scale)
    game = Game(stakes, p.total_capability * size, nobody, p.satiation, p.unit_cost)
    given, best = game.nash(), game.optimum()
    resistance = np.array([(p.resistance_min + p.resistance_max) / 2.0])
    chances = [
        float(
            outcome.chance_of_success(
                sum_seats(effort), resistance, np.array([1.0]), np.array([0.0]), p
            )[0]
        )
        for effort in (given, best)
    ]
    total = float(sum_seats(given)[0])
    return Point(
        contributors, gravity, inequality,
        needed=units(float(resistance[0])),
        given=units(total),
        best=units(float(sum_seats(best)[0])),
        p_win=chances[0],
        p_best=chances[1],
        givers=int((given > 0.0).sum()),
        largest=float(given[-1, 0] / total) if total else 0.0,
        points=int(game.points(given).sum()),
        points_best=int(game.points(best).sum()),
    )  # fmt: skip


def grid(p: Parameters) -> dict[str, Any]:
    """Every setting, contributors outermost and inequality innermost."""
    return {
        "contributors": CONTRIBUTORS,
        "gravity": GRAVITY,
        "inequality": INEQUALITY,
        "points": [
            point(many, gravity, ratio, p)
            for many in CONTRIBUTORS
            for gravity in GRAVITY
            for ratio in INEQUALITY
        ],
    }
