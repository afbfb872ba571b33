"""What is predicted of one draft before it is voted: a mixture of kinds of draft.

Ballots of one draft are strongly dependent, so a prediction is never a table of
marginals alone: given the kind of draft the members' ballots are independent,
and the kind is not known. Latent classes and the nodes of a quadrature over a
shared effect are both kinds. Everything that is scored follows exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.stages.adoption import Rules
from simulation.stages.numerics import Ballots, Floats
from simulation.stages.voting import LETTERS, NO, YES

ROUNDING = 1e-6
"""By so much may chances miss a sum of 1."""


@dataclass(frozen=True)
class Prediction:
    """Chances of the ballots on one draft.

    ``weights`` (kind,) are the chances of the kinds of draft; ``chances``
    (kind, seat, 4) those of each ballot, in the order of ``voting.LETTERS``,
    given the kind.

    Raises
    ------
    ValueError
        If the shapes do not fit, or chances are negative, not numbers or do not sum to 1.
    """

    weights: Floats
    chances: Floats

    def __post_init__(self) -> None:
        kinds = len(self.weights)
        if self.chances.ndim != 3 or self.chances.shape[::2] != (kinds, len(LETTERS)):
            raise ValueError(
                f"chances are {self.chances.shape}, but must be ({kinds}, seats, {len(LETTERS)})"
            )
        for name, values in (("weights", self.weights), ("chances", self.chances)):
            if not (values >= 0.0).all():
                raise ValueError(f"{name} must be numbers, 0 or more")
            if not np.allclose(values.sum(axis=-1), 1.0, rtol=0.0, atol=ROUNDING):
                raise ValueError(f"{name} must sum to 1")

    def ballots(self) -> Floats:
        """Each member's chances whatever the kind, (seat, 4)."""
        return np.asarray(np.einsum("k,ksb->sb", self.weights, self.chances))

    def log_chance(self, ballots: Ballots) -> float:
        """The log of the joint chance of these ballots (seat,); unknown ones are summed out."""
        known = np.flatnonzero(ballots < len(LETTERS))
        with np.errstate(divide="ignore"):
            of_each = np.log(self.chances[:, known, ballots[known]]).sum(axis=1)
            return float(np.logaddexp.reduce(np.log(self.weights) + of_each))

    def contested(self) -> float:
        """The chance that not every member votes yes."""
        return float(self.weights @ (1.0 - self.chances[:, :, YES].prod(axis=1)))

    def ballots_if_contested(self) -> Floats:
        """Each member's chances given that not every member votes yes, (seat, 4).

        Raises
        ------
        ValueError
            If every member is certain to vote yes.
        """
        contested = self.contested()
        if contested <= 0.0:
            raise ValueError("a draft that cannot be contested has no ballots given that it is")
        joint = self.ballots()
        everyone = float(self.weights @ self.chances[:, :, YES].prod(axis=1))
        joint[:, YES] = np.maximum(joint[:, YES] - everyone, 0.0)
        return np.asarray(joint / joint.sum(axis=1, keepdims=True))

    def given(self, ballots: Ballots) -> Prediction:
        """What it becomes once some ballots (seat,) are known, the others ``UNKNOWN``.

        The kinds weigh more the likelier they made these ballots, which are then certain.

        Raises
        ------
        ValueError
            If the ballots were held impossible.
        """
        known = np.flatnonzero(ballots < len(LETTERS))
        likely = self.weights * self.chances[:, known, ballots[known]].prod(axis=1)
        if not likely.sum() > 0.0:
            raise ValueError("these ballots were held impossible; nothing follows from them")
        chances = self.chances.copy()
        chances[:, known] = np.eye(len(LETTERS))[ballots[known]]
        return Prediction(likely / likely.sum(), chances)

    def without_yes(self) -> Floats:
        """The chances that so many members do not vote yes, (seats + 1,)."""
        kinds, seats, _ = self.chances.shape
        counts = np.zeros((kinds, seats + 1))
        counts[:, 0] = 1.0
        for yes in self.chances[:, :, YES].T[:, :, None]:
            counts[:, 1:] = yes * counts[:, 1:] + (1.0 - yes) * counts[:, :-1]
            counts[:, :1] *= yes
        return np.asarray((self.weights[:, None] * counts).sum(axis=0))

    def outcomes(self, rules: Rules) -> Floats:
        """Chances of adopted, vetoed, fell short, in the order of ``adoption.Outcome``; (3,)."""
        p_yes, p_no = self.chances[:, :, YES].T, self.chances[:, :, NO].T
        nobody = np.zeros(p_yes.shape, dtype=bool)
        distribution = rules.distribution(p_yes, p_no, nobody, nobody)
        adopted, enough = rules.adopted_and_enough(distribution)
        each = np.stack([adopted, enough - adopted, 1.0 - enough])
        return np.asarray(np.maximum(each @ self.weights, 0.0))


@dataclass(frozen=True)
class OutcomePrediction:
    """Chances of adopted, vetoed and fell short, (3,), where nothing is said about ballots."""

    chances: Floats
