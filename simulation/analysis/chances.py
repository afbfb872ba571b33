"""A draft before its vote: exact chances of ballots and outcomes, tempers integrated out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulation.engine.decisions import chances, prefer
from simulation.engine.draws import PURPOSES, Draws
from simulation.engine.knowledge import look
from simulation.engine.situation import Situation, situation
from simulation.engine.state import NO_PEN, initial_state
from simulation.engine.views import Motion
from simulation.scenario.scenario import Scenario, ScriptedDraft
from simulation.stages.numerics import Floats
from simulation.stages.tally import Tally
from simulation.stages.voting import NO, YES, chances_of_ballots

WIDEST_TEMPER = 8.0
NODES = 2001
"""Tempers are integrated by the trapezoid rule over ±8 standard deviations."""


@dataclass(frozen=True)
class Ahead:
    """A scripted draft that is before its council, at any strength.

    The histories of ``situation`` are the nodes of the tempers.
    """

    draft: ScriptedDraft
    situation: Situation

    def ballots(self, strengths: Floats) -> Floats:
        """Each member's chances of the four ballots at each strength, (seat, 4, strength)."""
        before, (_, weights) = self.situation, tempers()
        view = before.view
        motion = Motion(strengths[:, None, None], before.sponsors)
        yes, no = ((chance @ weights).T for chance in chances(view, motion))
        # Whether a member is away or bound does not depend on its temper.
        absent, bound = view.absent[:, :1], before.bound[:, :1]
        return chances_of_ballots(yes, no, absent, bound, view.parameters)

    def tally(self, ballots: Floats) -> Tally:
        """How many say yes and how many block, for chances (seat, 4, ...)."""
        uncounted, spared = self.situation.uncounted[:, :1], self.situation.spared[:, :1]
        rules = self.draft.sitting.rules
        return rules.distribution(ballots[:, YES], ballots[:, NO], uncounted, spared)

    def blocking(self, ballots: Floats) -> Floats:
        """The chance that each member blocks, (seat,), 0 without a veto; chances (seat, 4)."""
        exempt = self.situation.uncounted[:, :1] | self.situation.spared[:, :1]
        out = np.zeros(ballots.shape[0])
        rules = self.draft.sitting.rules
        out[rules.holds_veto] = rules.blocking(ballots[:, [YES]], ballots[:, [NO]], exempt)[:, 0]
        return out

    def outcomes(self, ballots: Floats) -> dict[str, Floats]:
        """Chances of adopted, vetoed and fell short, for chances (seat, 4, ...)."""
        adopted, enough = self.draft.sitting.rules.adopted_and_enough(self.tally(ballots))
        vetoed, short = (np.maximum(x, 0.0) for x in (enough - adopted, 1.0 - enough))
        return {"adopted": adopted, "vetoed": vetoed, "fell_short": short}

    def if_sure(self, ballots: Floats, ballot: int) -> Floats:
        """P(adopted), (seat,), were each member alone sure of this ballot; chances (seat, 4)."""
        seats = np.arange(ballots.shape[0])
        sure = np.repeat(ballots[..., None], seats.size, axis=2)
        sure[seats, :, seats] = np.eye(ballots.shape[1])[ballot]
        return self.outcomes(sure)["adopted"]


def tempers() -> tuple[Floats, Floats]:
    """Nodes and weights over which a standard normal temper is integrated."""
    nodes = np.linspace(-WIDEST_TEMPER, WIDEST_TEMPER, NODES)
    weights = np.exp(-0.5 * nodes**2)
    weights[[0, -1]] /= 2.0
    return nodes, weights / weights.sum()


def before_the_vote(scenario: Scenario, draft: ScriptedDraft) -> Ahead:
    """A scripted draft before its council.

    Beliefs, legitimacy and trust stand at their priors, and nobody is expected
    to act outside. Where no penholder is named, rivalry and its certain yes are
    left out.
    """
    seats = len(draft.sitting.council.seats)
    nodes, _ = tempers()
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
    pen = np.full(NODES, NO_PEN if draft.penholder is None else draft.penholder)
    return Ahead(draft, situation(view, prefer(view), pen, draft))
