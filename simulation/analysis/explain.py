"""One member's ballot explained: each term of what it wanted, the cutpoints, the draw."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import logit

from simulation.engine.delegations import View, chances, prefer
from simulation.engine.draws import SMALLEST_UNIFORM
from simulation.engine.round import Taken
from simulation.stages.numerics import Floats
from simulation.stages.preferences import rivalry
from simulation.stages.voting import ABSTAIN, LETTERS, NO, NOT_VOTING, YES

GREATEST_TIE = 1.5
"""Ties are looked for between 0 and this."""


@dataclass(frozen=True)
class Flip:
    """A client tie that would have changed the ballot, and to what."""

    tie: float
    ballot: str


@dataclass(frozen=True)
class Explanation:
    """Why one member cast its ballot on one draft.

    ``terms`` add up to ``wanted``, rivalry last; ``gain`` is what the draft is
    worth to it over the status quo, ``leaning`` the gain with the noise of the
    draw. A yes needs a leaning above ``yes_above`` (-b), a no one at or below
    ``no_below`` (-c). ``bound`` says where sponsorship, absence or a duty
    decides instead, or is empty.
    """

    member: str
    terms: dict[str, float]
    wanted: float
    strength: float
    status_quo: float
    gain: float
    p_yes: float
    p_no: float
    draw: float
    leaning: float
    yes_above: float
    no_below: float
    ballot: str
    bound: str
    tie: float
    flips: list[Flip]


def explain(taken: Taken, seat: int) -> Explanation:
    """Why a seat voted as it did, in the one history of ``taken``.

    Raises
    ------
    ValueError
        If no vote was held.
    """
    if np.isnan(taken.tabled[0]):
        raise ValueError("no vote was held in this round")
    view = taken.view.of_seat(seat)
    p, strength = view.parameters, taken.tabled
    alignment = view.sitting.council.profiles.alignment
    lost = rivalry(view.profiles.alignment, alignment[taken.pen, 0], p)
    terms = {name: float(value[0, 0]) for name, value in view.terms().items()}
    terms["rivalry with the penholder"] = -float(lost[0, 0])
    stranger = replace(taken.motion, sponsors=np.zeros_like(taken.motion.sponsors))
    yes, no = chances(view, stranger.of_seat(seat))
    draw = (float(view.lot[0, 0]) - p.absence_probability) / (1.0 - p.absence_probability)
    noise = p.choice_noise * float(logit(max(draw, SMALLEST_UNIFORM)))
    gain = float(view.gain(strength)[0, 0])
    ballot = int(taken.ballots[seat, 0])
    bound = why_bound(taken, seat)
    return Explanation(
        member=view.sitting.council.members[seat],
        terms=terms,
        wanted=float(view.wanted[0, 0]),
        strength=float(strength[0]),
        status_quo=float(view.status_quo[0]),
        gain=gain,
        p_yes=float(yes[0, 0]),
        p_no=float(no[0, 0]),
        draw=draw,
        leaning=gain - noise,
        yes_above=-float(view.bonus[0]),
        no_below=-float(view.cost[0, 0]),
        ballot=LETTERS[ballot],
        bound=bound,
        tie=float(view.tie[0, 0]),
        flips=[] if bound else flips(view, strength, lost, noise, ballot),
    )


def why_bound(taken: Taken, seat: int) -> str:
    """What decided the ballot in place of the member's own leaning; empty if nothing did."""
    view = taken.view
    if view.absent[seat, 0]:
        return "absent"
    if view.lot[seat, 0] < view.parameters.absence_probability:
        return "absent by chance"
    if taken.bound[seat, 0]:
        return "a party to the dispute must abstain under Chapter VI"
    if taken.motion.sponsors[seat, 0] and view.parameters.sponsors_vote_yes:
        return "holds the pen" if taken.pen[0] == seat else "sponsors the draft"
    return ""


def flips(view: View, strength: Floats, lost: Floats, noise: float, ballot: int) -> list[Flip]:
    """The nearest client ties in [0, 1.5] at which this member would have voted otherwise.

    Leaning is linear in the tie, so two evaluations of the model's own stages
    give the line, and each cutpoint the tie at which it is crossed.
    """

    def leaning(tie: float) -> float:
        tied = replace(view, tie=np.full_like(view.tie, tie))
        tied = replace(tied, wanted=prefer(tied) - lost)
        return float(tied.gain(strength)[0, 0]) - noise

    start = leaning(0.0)
    slope = leaning(1.0) - start
    if slope == 0.0:
        return []
    yes_above, no_below = -float(view.bonus[0]), -float(view.cost[0, 0])
    neither = "abstain" if view.sitting.rules.abstention_allowed else ""
    ways = {
        YES: [(yes_above, neither or "no")],
        NO: [(no_below, neither or "yes")],
        ABSTAIN: [(yes_above, "yes"), (no_below, "no")],
        NOT_VOTING: [(yes_above, "yes"), (no_below, "no")],
    }[ballot]
    if not neither:
        ways = [((yes_above + no_below) / 2.0, other) for _, other in ways]
    found = [Flip((cut - start) / slope, other) for cut, other in ways]
    return [flip for flip in found if 0.0 <= flip.tie <= GREATEST_TIE]
