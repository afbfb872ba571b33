"""A shared effect of the draft: members' leanings on it go up and down together.

Each member leans by a normal number; below one cutpoint it votes no, above another
yes, between them neither. A part ρ of the variance of all leanings is one number
of the draft (a one-factor Gaussian copula), so that each member's own chances stay
as they are while dissent comes in company. The shared number is summed over the
nodes of a quadrature: each node is a kind of draft.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import ndtr, ndtri

from simulation.stages.numerics import Floats, Ints
from simulation.stages.voting import NO, YES
from simulation.studies.backtest.baselines.rates import (
    Marginals,
    MarginalsFitted,
    four_kinds,
    log_of_cast,
)
from simulation.studies.backtest.past_ballots import cast
from simulation.studies.backtest.prediction import Prediction
from simulation.studies.backtest.record import Draft, PastRollCalls

NODES = 41
LEAST = 1e-9
"""No chance is taken as smaller, or its cutpoint would be infinite."""

_nodes, _weights = np.polynomial.hermite_e.hermegauss(NODES)
MOST_SHARED = 0.95
"""Beyond it the nodes stand too far apart."""

POINTS: Floats = _nodes
WEIGHTS: Floats = _weights / _weights.sum()


def given_effect(chances: Floats, shared: float) -> Floats:
    """Chances (node, ..., 3) at each value of the shared effect, from those (..., 3) overall."""
    yes = np.clip(chances[..., YES], LEAST, 1.0 - LEAST)
    no = np.clip(chances[..., NO], LEAST, 1.0 - LEAST)
    points = POINTS.reshape(-1, *(1,) * (chances.ndim - 1))
    own = np.sqrt(1.0 - shared)
    says_no = ndtr((ndtri(no) - np.sqrt(shared) * points) / own)
    says_yes = ndtr((np.sqrt(shared) * points + ndtri(yes)) / own)
    each = np.stack([says_yes, says_no, np.maximum(1.0 - says_yes - says_no, LEAST)], axis=-1)
    return np.asarray(each / each.sum(axis=-1, keepdims=True))


def log_joint(weights: Floats, chances: Floats, ballots: Ints) -> Floats:
    """Log chance of each roll call, (draft,).

    ``weights`` (kind,) or (kind, draft), ``chances`` (kind, draft, seat, 3),
    ``ballots`` (draft, seat).
    """
    of_kind = np.stack([log_of_cast(kind, ballots).sum(axis=-1) for kind in chances])
    logs = np.log(weights)
    logs = logs[:, None] if logs.ndim == 1 else logs
    return np.asarray(np.logaddexp.reduce(of_kind + logs, axis=0))


def shared_part(chances: Floats, ballots: Ints, weights: Floats) -> float:
    """The ρ under which roll calls (draft, seat) are likeliest, drafts weighted."""
    counts = weights > 0.0

    def loss(shared: float) -> float:
        given = given_effect(chances[counts], shared)
        return float(-weights[counts] @ log_joint(WEIGHTS, given, ballots[counts]))

    found = minimize_scalar(loss, bounds=(0.0, MOST_SHARED), method="bounded")
    return float(found.x)


@dataclass(frozen=True)
class SharedEffectFitted:
    """Marginals with a shared effect of known size."""

    marginals: MarginalsFitted
    shared: float

    def predict(self, draft: Draft, history: PastRollCalls) -> Prediction:
        """A kind of draft for each node."""
        given = given_effect(self.marginals.chances(draft, history), self.shared)
        return Prediction(WEIGHTS, four_kinds(given))


@dataclass(frozen=True)
class SharedEffect:
    """A predictor that adds a shared effect of the draft to marginals."""

    marginals: Marginals

    @property
    def name(self) -> str:
        """As its marginals are called, and what is added."""
        return f"{self.marginals.name} with draft effect"

    def fit(self, past: PastRollCalls) -> SharedEffectFitted:
        """Fit the marginals, then the effect."""
        trained = self.marginals.train(past)
        shared = shared_part(trained.chances, cast(past), trained.weights)
        return SharedEffectFitted(trained.fitted, shared)
