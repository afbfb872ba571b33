"""The surprise of the record: how likely the recorded roll call and outcome are under the model."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulation.analysis.chances import before_the_vote
from simulation.scenario.scenario import Scenario, ScriptedDraft
from simulation.stages.decision import Outcome
from simulation.stages.numerics import Floats


@dataclass(frozen=True)
class Surprise:
    """Chances under the model, tempers and luck integrated out.

    ``ballots`` (seat, 4) are each member's chances of yes, no, abstain, not
    voting; ``roll_call`` is the chance of exactly the recorded ballots,
    ``outcomes`` of adopted, vetoed and fell short, ``outcome`` of the recorded
    one.
    """

    ballots: Floats
    roll_call: float
    outcomes: dict[str, float]
    outcome: float

    @property
    def roll_call_bits(self) -> float:
        """-log₂ of the chance of the roll call; infinite where the model rules it out."""
        return bits(self.roll_call)

    @property
    def outcome_bits(self) -> float:
        """-log₂ of the chance of the outcome."""
        return bits(self.outcome)


def bits(chance: float) -> float:
    """-log₂ of a chance, without a minus sign before 0."""
    return math.inf if chance <= 0.0 else -math.log2(min(chance, 1.0)) + 0.0


def surprise(scenario: Scenario, draft: ScriptedDraft) -> Surprise | None:
    """The surprise of a recorded vote, given its draft as recorded; None without a record.

    Given the penholder and the strength, members' ballots are independent, so
    the roll call is a product over members and the outcome a sum over the tally
    distribution; what else is taken as given, :func:`chances.before_the_vote` says.
    """
    if draft.record is None or draft.strength is None:
        return None
    ahead = before_the_vote(scenario, draft)
    chances = ahead.ballots(np.array([draft.strength]))
    ballots, recorded = chances[..., 0], draft.record.ballots
    roll_call = float(np.prod(ballots[np.arange(recorded.size), recorded]))
    outcomes = {name: float(chance[0]) for name, chance in ahead.outcomes(chances).items()}
    name = Outcome[draft.record.published.outcome.upper()].name.lower()
    return Surprise(ballots, roll_call, outcomes, outcomes[name])
