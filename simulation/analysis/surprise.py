"""The surprise of the record: how likely the recorded roll call and outcome are under the model."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulation.analysis.chances import before_the_vote
from simulation.analysis.chosen_draft import number_of
from simulation.scenario.load import loaded
from simulation.scenario.scenario import Scenario, ScriptedDraft
from simulation.stages.adoption import Outcome
from simulation.stages.numerics import Floats


@dataclass(frozen=True)
class Surprise:
    """Chances under the model, tempers and luck integrated out.

    Attributes
    ----------
    ballots : array of float, (seat, 4)
        Each member's chances of yes, no, abstain, not voting.
    roll_call : float
        The chance of exactly the recorded ballots.
    outcomes : dict of str to float
        The chances of adopted, vetoed and fell_short.
    outcome : float
        The chance of the recorded one.
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


def surprise(scenario: Scenario | str | Path, draft: ScriptedDraft | int | str) -> Surprise | None:
    """The surprise of a recorded vote, given its draft as recorded.

    Given the penholder and the strength, members' ballots are independent, so
    the roll call is a product over members and the outcome a sum over the tally
    distribution; what else is taken as given, :func:`chances.before_the_vote` says.

    Parameters
    ----------
    scenario : Scenario, str or Path
        One with a script: a scenario, the name of one that is shipped, or the path of a file.
    draft : ScriptedDraft, int or str
        The draft, its number counted from 1, or its symbol or date.

    Returns
    -------
    Surprise or None
        None where no vote is on record.

    Raises
    ------
    InputError
        If there is no such scenario or draft, or the scenario has no script.

    Examples
    --------
    >>> found = surprise("kuwait-1990", "S/RES/678")
    >>> 0.0 < found.roll_call < found.outcome < 1.0
    True
    """
    made = loaded(scenario)
    script = draft if isinstance(draft, ScriptedDraft) else made.script[number_of(made, draft)]
    if script.record is None or script.strength is None:
        return None
    ahead = before_the_vote(made, script)
    chances = ahead.ballots(np.array([script.strength]))
    ballots, recorded = chances[..., 0], script.record.ballots
    roll_call = float(np.prod(ballots[np.arange(recorded.size), recorded]))
    outcomes = {name: float(chance[0]) for name, chance in ahead.outcomes(chances).items()}
    name = Outcome[script.record.published.outcome.upper()].name.lower()
    return Surprise(ballots, roll_call, outcomes, outcomes[name])
