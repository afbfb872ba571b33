"""Ballots explained: each term of what a member wanted, the cutpoints, luck; the tally."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import logit

from simulation.engine.council import Taken
from simulation.engine.decisions import chances, prefer, vote
from simulation.engine.views import View
from simulation.scenario.words import counted
from simulation.stages.numerics import SMALLEST_UNIFORM, Floats
from simulation.stages.parameters import Parameters
from simulation.stages.voting import LETTERS, NOT_VOTING, luck_of_the_present, sure_of_a_yes

GREATEST_TIE = 1.5
"""Ties are looked for between 0 and this."""

BESIDE = 1e-7
"""How far beyond a cutpoint's tie the other ballot is looked up."""

WORDS = ("yes", "no", "abstain", "not voting")
"""Ballots in words, by code."""


@dataclass(frozen=True)
class Flip:
    """A client tie that would have changed the ballot, and to what."""

    tie: float
    ballot: str


@dataclass(frozen=True)
class Explanation:
    """Why one member cast its ballot on one draft.

    ``terms`` add up to ``wanted``, rivalry last; ``gain`` is what the draft is
    worth to it over the status quo, ``luck`` the draw of its ballot, ``leaning`` the gain with
    the noise that luck gives, NaN where ballots are coin tosses or nothing was drawn. A yes needs a
    leaning above ``yes_above`` (-b), a no one at or below
    ``no_below`` (-c). ``bound`` says where sponsorship, absence or a duty
    decides instead, or is empty; ``unbound`` is then the ballot that the same
    luck gives without it, None where absence left nothing to draw or the member
    was free. A ballot that is not ``counted`` is that of a party, where the rules
    leave it out. ``p_yes`` and ``p_no`` are chances of a member that is free.
    """

    member: str
    terms: dict[str, float]
    wanted: float
    strength: float
    status_quo: float
    gain: float
    p_yes: float
    p_no: float
    luck: float
    leaning: float
    yes_above: float
    no_below: float
    ballot: str
    bound: str
    unbound: str | None
    counted: bool
    tie: float
    flips: list[Flip]


def explain(taken: Taken, seat: int, member: str | None = None) -> Explanation:
    """Why a seat voted as it did, in the one history of ``taken``.

    Raises
    ------
    ValueError
        If no vote was held.
    """
    if np.isnan(taken.tabled[0]):
        raise ValueError("no vote was held in this round")
    view, lost = taken.situation.view.of_seat(seat), taken.situation.lost[[seat]]
    p, strength = view.parameters, taken.tabled
    terms = {name: float(value[0, 0]) for name, value in all_terms(view, lost).items()}
    stranger = replace(taken.motion, sponsors=np.zeros_like(taken.motion.sponsors)).of_seat(seat)
    yes, no = chances(view, stranger)
    luck = float(luck_of_the_present(view.luck, p)[0, 0])
    noise = noise_of(luck, p)
    gain = float(view.gain(strength)[0, 0])
    ballot = int(taken.ballots[seat, 0])
    bound = why_bound(taken, seat)
    free = vote(replace(view, absent=np.zeros_like(view.absent)), stranger)
    return Explanation(
        member=member or view.sitting.council.members[seat],
        terms=terms,
        wanted=float(view.wanted[0, 0]),
        strength=float(strength[0]),
        status_quo=float(view.status_quo[0]),
        gain=gain,
        p_yes=float(yes[0, 0]),
        p_no=float(no[0, 0]),
        luck=luck,
        leaning=gain - noise,
        yes_above=-float(view.bonus[0]),
        no_below=-float(view.cost[0, 0]),
        ballot=LETTERS[ballot],
        bound=bound,
        unbound=WORDS[int(free[0, 0])] if bound and luck >= 0.0 else None,
        counted=not taken.situation.uncounted[seat, 0],
        tie=float(view.tie[0, 0]),
        flips=[] if bound or math.isnan(noise) else flips(taken, seat, lost, noise),
    )


def noise_of(luck: float, p: Parameters) -> float:
    """The noise of the ballot that luck gives; NaN where none is drawn or it decides alone."""
    if luck < 0.0 or not math.isfinite(p.choice_noise):
        return math.nan
    return p.choice_noise * float(logit(min(max(luck, SMALLEST_UNIFORM), 1.0 - 2.0**-53)))


def all_terms(view: View, lost: Floats) -> dict[str, Floats]:
    """The terms of what is wanted, each (row, history), with what rivalry takes off at the end."""
    return view.terms() | {"rivalry with the penholder": -lost}


def why_bound(taken: Taken, seat: int) -> str:
    """What decided the ballot in place of the member's own leaning; empty if nothing did."""
    before, view = taken.situation, taken.situation.view
    absent = bool(view.absent[seat, 0])
    if not absent and view.luck[seat, 0] < view.parameters.absence_probability:
        return "absent by chance"
    return bound_by(
        absent=absent,
        must_abstain=bool(before.bound[seat, 0]),
        sure=bool(sure_of_a_yes(before.sponsors[seat, 0], view.parameters)),
        has_pen=bool(before.pen[0] == seat),
    )


def bound_by(*, absent: bool, must_abstain: bool, sure: bool, has_pen: bool) -> str:
    """What is known of a ballot before any leaning counts; empty where that decides."""
    if absent:
        return "absent"
    if must_abstain:
        return "a party to the dispute must abstain under Chapter VI"
    if sure:
        return "holds the pen" if has_pen else "sponsors the draft"
    return ""


def flips(taken: Taken, seat: int, lost: Floats, noise: float) -> list[Flip]:
    """The client ties in [0, 1.5] beside which this member would have voted otherwise.

    Leaning is linear in the tie, so two evaluations of the model's own stages
    give the line, and each cutpoint the tie at which it is crossed; the ballot
    beyond it is the one that those stages then cast.
    """
    view, motion = taken.situation.view.of_seat(seat), taken.motion.of_seat(seat)

    def tied(tie: float) -> View:
        changed = replace(view, tie=np.full_like(view.tie, tie))
        return replace(changed, wanted=prefer(changed) - lost)

    def leaning(tie: float) -> float:
        return float(tied(tie).gain(taken.tabled)[0, 0]) - noise

    start = leaning(0.0)
    slope = leaning(1.0) - start
    if slope == 0.0:
        return []
    now, cast = float(view.tie[0, 0]), int(taken.ballots[seat, 0])
    cuts = [-float(view.bonus[0]), -float(view.cost[0, 0])]
    if not view.sitting.rules.abstention_allowed:
        cuts = [sum(cuts) / 2.0]
    found = []
    for tie in sorted((cut - start) / slope for cut in cuts):
        beyond = tie + math.copysign(BESIDE, tie - now)
        ballot = int(vote(tied(beyond), motion)[0, 0])
        if 0.0 <= beyond <= GREATEST_TIE and ballot != cast:
            found.append(Flip(tie, WORDS[ballot]))
    return found


def tally_words(ballots: Sequence[str], yes: int, no: int, abstain: int) -> str:
    """A tally as the rules count it, and how many of the ballots cast they leave out.

    >>> tally_words(["Y"] * 14 + ["N"], 13, 0, 0)
    '13 yes, 0 no, 0 abstaining, 2 ballots of parties not counted'
    """
    left = sum(letter != LETTERS[NOT_VOTING] for letter in ballots) - yes - no - abstain
    besides = f", {counted(left, 'ballot')} of parties not counted" if left > 0 else ""
    return f"{yes} yes, {no} no, {abstain} abstaining{besides}"
