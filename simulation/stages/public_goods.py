"""Public goods whose equilibria are known: yardsticks for how burdens are shared."""

from __future__ import annotations

import numpy as np

from simulation.stages.burden import consistent_contributions
from simulation.stages.numerics import Floats, sum_seats


def cobb_douglas(wealth: Floats, *, public_weight: float) -> Floats:
    """Voluntary contributions (contributor, history) if Uᵢ = (wᵢ-gᵢ)^(1-a) · G^a.

    Contributors, those with wᵢ > (1-a)G/a, give wᵢ - (1-a)G/a, and
    G* = aΣ_M w / (m(1-a)+a). Income that moves between contributors changes
    nothing (Warr's neutrality).

    Parameters
    ----------
    wealth : (contributor, history)
        w, at least 0.
    public_weight : float
        a, above 0 and at most 1.
    """
    withdrawal = np.full(wealth.shape, (1.0 - public_weight) / public_weight)
    return consistent_contributions(wealth, withdrawal)


def cobb_douglas_optimum(wealth: Floats, *, public_weight: float) -> Floats:
    """Efficient provision G° = aΣw of the game of :func:`cobb_douglas`, (history,).

    Whoever pays for it: with these utilities only the sum is determined.
    """
    return public_weight * sum_seats(wealth)


def quasi_linear(benefit: Floats) -> Floats:
    """Voluntary contributions (contributor, history) if Uᵢ = bᵢ√G - gᵢ, with b at least 0.

    Only who benefits most gives, G* = (b_max/2)²; equals share it evenly.
    """
    greatest = benefit.max(axis=0)
    keenest = benefit == greatest
    return np.where(keenest, (greatest / 2.0) ** 2 / np.count_nonzero(keenest, axis=0), 0.0)


def quasi_linear_optimum(benefit: Floats) -> Floats:
    """Efficient provision G° = (Σb/2)² of the game of :func:`quasi_linear`, (history,)."""
    return np.asarray((sum_seats(benefit) / 2.0) ** 2)


def best_shot(benefit: Floats, *, cost: Floats | float) -> Floats:
    """Contributions (contributor, history), 0 or 1, where one provider is enough for all.

    Uᵢ = bᵢ·max(g) - cost·gᵢ. One provides if b_max > cost, else nobody. Any member
    with b above the cost could be the one in an equilibrium; here it is
    the one that benefits most, the first of equals.
    """
    provider = np.arange(benefit.shape[0])[:, None] == np.argmax(benefit, axis=0)
    return np.where(provider & (benefit > cost), 1.0, 0.0)


def level_wanted(
    stakes: Floats, capability: Floats, *, satiation: float, unit_cost: float
) -> Floats:
    """The level (contributor, history) that each would choose for all if all had to match it.

    max(0, k(Bβ-φ)/(1+Bk)): best for Uᵢ = Bᵢ(βg - g²/2) - φg - g²/(2kᵢ), the
    game of :func:`nash` with the least contribution g in the place of the sum.
    Without private benefits, which would make somebody give more than counts.
    """
    most = capability * (stakes * satiation - unit_cost)
    return np.asarray(np.maximum(0.0, most / (1.0 + stakes * capability)))


def weakest_link(level_wanted: Floats) -> Floats:
    """Contributions (contributor, history) where only the least counts: all give the same.

    Any common level from 0 to the least of those wanted is an equilibrium among
    two or more; this is the upper end, which every member prefers to the others.
    """
    return np.broadcast_to(level_wanted.min(axis=0), level_wanted.shape).copy()
