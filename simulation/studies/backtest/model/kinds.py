"""Kinds of draft as the simulation sees them: what each member wants, and what a no costs it.

Ballots are those of the simulation's own stages: the gain of ``preferences.gain``
from a text of some strength, and the ordered logit of ``voting.chances``. Roll calls
tell gains apart, not strengths: so every draft of the record has the same strength
by convention, half of the scale, and what a kind of draft changes is the strength
that members want, θ. Gains are in the units of the stylised parameters λ and b.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from simulation.stages.numerics import Floats
from simulation.stages.parameters import Parameters
from simulation.stages.preferences import Outside, gain
from simulation.stages.voting import ABSTAIN, LETTERS, NO, NOT_VOTING, YES, chances
from simulation.studies.backtest.prediction import Prediction

STRENGTH = 0.5
"""y of every draft of the record, by convention."""

NOISE = Parameters().choice_noise
BONUS = Parameters().consensus_bonus

LEAST = 1e-5
"""No chance of a ballot is taken as smaller, or what is wanted would be infinite."""


@dataclass(frozen=True)
class DraftKinds:
    """What kinds of draft the next may be.

    ``weights`` (kind,) are their chances; ``wanted`` θ, ``cost`` c of a no and
    ``away``, the part of dissent short of a no that is not taking part, are
    (kind, seat).
    """

    weights: Floats
    wanted: Floats
    cost: Floats
    away: Floats

    def chances(self, strength: float = STRENGTH) -> Floats:
        """Chances of each ballot were the text so strong, (kind, seat, 4)."""
        nothing = np.zeros(())
        gains = gain(np.asarray(strength), self.wanted, nothing, Outside(nothing, nothing))
        yes, no = chances(gains, np.asarray(BONUS), self.cost, NOISE, abstention_allowed=True)
        rest = np.maximum(1.0 - yes - no, 0.0)
        each = np.empty((*yes.shape, len(LETTERS)))
        each[..., YES], each[..., NO] = yes, no
        each[..., ABSTAIN], each[..., NOT_VOTING] = rest * (1.0 - self.away), rest * self.away
        return each

    def prediction(self, strength: float = STRENGTH) -> Prediction:
        """The ballots on a text so strong, the kind not being known."""
        return Prediction(self.weights, self.chances(strength))


def from_leanings(weights: Floats, leaning: Floats, reluctance: Floats, away: Floats) -> DraftKinds:
    """Kinds from log-odds of a yes and how far those of a no lie from their opposite.

    P(yes) = Λ(leaning) and P(no) = Λ(-reluctance-leaning), so G = λ·leaning - b,
    c = λ·reluctance + b, and θ = (G+y²)/2y from a clean slate. Arrays (kind, seat).
    """
    gains = NOISE * leaning - BONUS
    wanted = (gains + STRENGTH**2) / (2.0 * STRENGTH)
    return DraftKinds(weights, wanted, NOISE * reluctance + BONUS, away)


def from_shares(weights: Floats, shares: Floats) -> DraftKinds:
    """Kinds from the chance of each ballot, (kind, seat, 4)."""
    shares = np.maximum(shares, LEAST)
    shares = shares / shares.sum(axis=-1, keepdims=True)
    leaning = logit(shares[..., YES])
    away = shares[..., NOT_VOTING] / (shares[..., ABSTAIN] + shares[..., NOT_VOTING])
    return from_leanings(weights, leaning, -logit(shares[..., NO]) - leaning, away)


def mixed(parts: Sequence[DraftKinds], weights: Sequence[float] | Floats) -> DraftKinds:
    """The kinds of several lists, each list with a chance."""
    return DraftKinds(
        np.concatenate([w * part.weights for w, part in zip(weights, parts, strict=True)]),
        np.concatenate([part.wanted for part in parts]),
        np.concatenate([part.cost for part in parts]),
        np.concatenate([part.away for part in parts]),
    )
