"""A draft before its vote: exact chances of ballots and outcomes, tempers integrated out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulation.engine.delegations import Motion, View, chances, prefer
from simulation.engine.draws import PURPOSES, Draws
from simulation.engine.sight import look
from simulation.engine.state import initial_state
from simulation.scenario.scenario import Scenario, ScriptedDraft
from simulation.stages import preferences
from simulation.stages.numerics import Bools, Floats
from simulation.stages.tally import Tally
from simulation.stages.voting import ABSTAIN, NO, NOT_VOTING, YES

WIDEST_TEMPER = 8.0
NODES = 2001
"""Tempers are integrated by the trapezoid rule over ±8 standard deviations."""


@dataclass(frozen=True)
class Ahead:
    """A scripted draft that is before its council, at any strength.

    The histories of ``view`` are the nodes of the tempers; ``lost`` is rivalry
    with the penholder, which ``view.wanted`` is without; ``sponsors`` (seat,)
    who stands by the text, the penholder among them.
    """

    draft: ScriptedDraft
    view: View
    lost: Floats
    sponsors: Bools

    def ballots(self, strengths: Floats) -> Floats:
        """Each member's chances of the four ballots at each strength, (seat, 4, strength)."""
        p, (_, weights) = self.view.parameters, tempers()
        motion = Motion(strengths[:, None, None], self.sponsors[:, None])
        yes, no = ((chance @ weights).T for chance in chances(self.view, motion))
        here = np.where(self.draft.absent, 0.0, 1.0 - p.absence_probability)
        present, free = here[:, None], ~self.draft.must_abstain[:, None]
        takes_no_part = p.nonparticipation * np.maximum(1.0 - yes - no, 0.0) * present
        yes, no = yes * present * free, no * present * free
        out = np.empty((yes.shape[0], 4, strengths.size))
        out[:, YES], out[:, NO] = yes, no
        out[:, ABSTAIN] = np.maximum(present - yes - no - takes_no_part, 0.0)
        out[:, NOT_VOTING] = 1.0 - present + takes_no_part
        return out

    def tally(self, ballots: Floats) -> Tally:
        """How many say yes and how many block, for chances (seat, 4, ...)."""
        sitting, crisis = self.draft.sitting, self.draft.crisis
        uncounted, spared = sitting.uncounted(crisis), sitting.spared(crisis)
        return sitting.rules.distribution(ballots[:, YES], ballots[:, NO], uncounted, spared)

    def blocking(self, ballots: Floats) -> Floats:
        """The chance that each member blocks, (seat,), 0 without a veto; chances (seat, 4)."""
        sitting, crisis = self.draft.sitting, self.draft.crisis
        exempt = sitting.uncounted(crisis) | sitting.spared(crisis)
        out = np.zeros(ballots.shape[0])
        holders = sitting.rules.holds_veto
        out[holders] = sitting.rules.blocking(ballots[:, [YES]], ballots[:, [NO]], exempt)[:, 0]
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
    p, seats = scenario.parameters, len(draft.sitting.council.seats)
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
    wanted = prefer(view)
    sponsors, lost = draft.sponsors.copy(), np.zeros((seats, 1))
    if draft.penholder is not None:
        sponsors[draft.penholder] = True
        alignment = view.profiles.alignment
        lost = preferences.rivalry(alignment, alignment[draft.penholder], p)
    return Ahead(draft, replace(view, wanted=wanted - lost), lost, sponsors)
