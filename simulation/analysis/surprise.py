"""The surprise of the record: how likely the recorded roll call and outcome are under the model."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from simulation.engine.delegations import Motion, chances, prefer
from simulation.engine.draws import PURPOSES, Draws
from simulation.engine.sight import look
from simulation.engine.state import initial_state
from simulation.scenario.scenario import Scenario, ScriptedDraft
from simulation.stages import preferences
from simulation.stages.decision import Outcome
from simulation.stages.numerics import Floats
from simulation.stages.voting import ABSTAIN, NO, NOT_VOTING, YES

WIDEST_TEMPER = 8.0
NODES = 2001
"""Tempers are integrated by the trapezoid rule over ±8 standard deviations."""


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


def tempers() -> tuple[Floats, Floats]:
    """Nodes and weights over which a standard normal temper is integrated."""
    nodes = np.linspace(-WIDEST_TEMPER, WIDEST_TEMPER, NODES)
    weights = np.exp(-0.5 * nodes**2)
    weights[[0, -1]] /= 2.0
    return nodes, weights / weights.sum()


def surprise(scenario: Scenario, draft: ScriptedDraft) -> Surprise | None:
    """The surprise of a recorded vote, given its draft as recorded; None without a record.

    Given the penholder and the strength, members' ballots are independent, so
    the roll call is a product over members and the outcome a sum over the tally
    distribution. Beliefs, legitimacy and trust stand at their priors, and nobody
    is expected to act outside. Where no penholder is recorded, rivalry and its certain yes
    are left out.
    """
    if draft.record is None or draft.strength is None:
        return None
    chances = ballot_chances(scenario, draft)
    recorded = draft.record.ballots
    roll_call = float(np.prod(chances[np.arange(recorded.size), recorded]))
    rules = draft.sitting.rules
    uncounted = draft.sitting.uncounted(draft.crisis)
    spared = np.broadcast_to(draft.sitting.spared(draft.crisis), uncounted.shape)
    tally = rules.distribution(chances[:, [YES]], chances[:, [NO]], uncounted, spared)
    adopted, enough = (float(x[0]) for x in rules.adopted_and_enough(tally))
    outcomes = {"adopted": adopted, "vetoed": enough - adopted, "fell_short": 1.0 - enough}
    name = Outcome[draft.record.published.outcome.upper()].name.lower()
    return Surprise(chances, roll_call, outcomes, outcomes[name])


def ballot_chances(scenario: Scenario, draft: ScriptedDraft) -> Floats:
    """Each member's chances of the four ballots on a scripted draft, (seat, 4)."""
    p = scenario.parameters
    council = draft.sitting.council
    seats = len(council.seats)
    nodes, weights = tempers()
    state = initial_state(NODES, scenario)
    everywhere = np.zeros(NODES, dtype=np.int64)
    state = replace(
        state,
        crisis=draft.crisis.at(everywhere),
        status_quo=np.full(NODES, draft.status_quo),
    )
    nothing = {purpose: np.zeros((slots, NODES)) for purpose, slots in PURPOSES.items()}
    nothing |= {"taste": np.tile(nodes, (seats, 1)), "ballot": np.zeros((seats, NODES))}
    view = look(state, Draws(**nothing), scenario, np.arange(NODES), draft)
    wanted = prefer(view)
    sponsors = draft.sponsors.copy()
    if draft.penholder is not None:
        sponsors[draft.penholder] = True
        pen = np.full(NODES, draft.penholder)
        profiles = view.profiles
        wanted = wanted - preferences.rivalry(profiles.alignment, profiles.alignment_of(pen), p)
    assert draft.strength is not None
    motion = Motion(np.full(NODES, draft.strength), np.tile(sponsors[:, None], NODES))
    yes, no = chances(replace(view, wanted=wanted), motion)
    present = np.where(draft.absent, 0.0, 1.0 - p.absence_probability)
    free = ~draft.must_abstain
    out = np.empty((seats, 4))
    out[:, YES] = (yes @ weights) * present * free
    out[:, NO] = (no @ weights) * present * free
    undecided = present - out[:, YES] - out[:, NO]
    takes_no_part = np.where(free, p.nonparticipation, 0.0) * undecided
    out[:, ABSTAIN] = np.maximum(undecided - takes_no_part, 0.0)
    out[:, NOT_VOTING] = 1.0 - present + np.maximum(takes_no_part, 0.0)
    return out
