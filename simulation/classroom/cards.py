"""Secret cards: what a member has at stake, whom it stands by, what it can give, in words.

All of it is made from the scenario's numbers. Lines of a crisis come from the member's own view
alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.classroom.human import RULES, Question
from simulation.classroom.pledges import POINTS, most_units, units
from simulation.classroom.spoken import Line, line, member, on_scale, strength
from simulation.engine.views import View
from simulation.scenario.means import military_of
from simulation.scenario.scenario import TYPE_NAMES, Council
from simulation.scenario.schema import REGIONS
from simulation.scenario.words import STRENGTHS
from simulation.stages import burden as burdens
from simulation.stages import preferences
from simulation.stages.challenge import Crisis

MOST, MANY, SOME = 20.0, 5.0, 1.0
"""Percent of the table's means from which a member has most, many, some of them."""

STRONG_TIE, WEAK_TIE = 0.5, 0.1
"""Ties to a challenger from which it is a friend, or a friend's friend."""

SERIOUS = 2.0 / 3.0
"""Share of a grave severity from which a crisis is called serious."""

FRIENDS = 2
"""So many friends are named."""

BIG_STAKE = 0.5
"""Economic stake in a region from which a card names it."""


def card(council: Council, code: str) -> list[Line]:
    """What a member is all through the lesson: stake, means, friends."""
    seat = council.seats[council.seat_of(code)]
    found = [
        line("card.region", region=region_of(seat.group)),
        means_line(council, code),
        line("card.friends", names=friends_of(council, code)),
        line("card.far", name=farthest_from(council, code)),
    ]
    near = [
        region_of(region)
        for region, stake in seat.economic_stake.items()
        if stake >= BIG_STAKE and region != seat.group
    ]
    if near:
        found.insert(1, line("card.trade", regions=near))
    if seat.permanent:
        found.append(line("card.permanent"))
    return found


def region_of(region: str) -> Line:
    """A region in words."""
    return line(f"region.{region}")


def means_line(council: Council, code: str) -> Line:
    """How much a member can give, beside the others at the table."""
    all_of_them = sum(military_of(seat) for seat in council.seats)
    own = military_of(council.seats[council.seat_of(code)])
    share = 100.0 * own / all_of_them
    key = (
        "card.means_most"
        if share >= MOST
        else "card.means_many"
        if share >= MANY
        else "card.means_some"
        if share >= SOME
        else "card.means_few"
    )
    number = round(share, 0 if share >= SOME else 1)
    return line(key, share=line("language.per_cent", number=number))


def by_distance(council: Council, code: str) -> list[Line]:
    """The names of the others, those of the nearest alignment first."""
    x = council.profiles.alignment
    own = council.seat_of(code)
    order = np.argsort(np.abs(x - x[own]), kind="stable")
    return [member(council.seats[k]) for k in order if k != own]


def friends_of(council: Council, code: str) -> list[Line]:
    """The members nearest to one in alignment."""
    return by_distance(council, code)[:FRIENDS]


def farthest_from(council: Council, code: str) -> Line:
    """The member farthest from one in alignment; itself where it sits alone."""
    others = by_distance(council, code)
    return others[-1] if others else member(council.seats[council.seat_of(code)])


def crisis_facts(crisis: Crisis, grave: float) -> list[Line]:
    """What all know of a crisis (arrays of one history), which is grave from a severity on."""
    severity = float(crisis.severity[0])
    how = "grave" if severity >= grave else "serious" if severity >= SERIOUS * grave else "small"
    kind = TYPE_NAMES[int(crisis.type[0])].replace("-", "_")
    region = REGIONS[int(crisis.region[0])]
    return [
        line(
            "meeting.crisis",
            how=line(f"severity.{how}"),
            kind=line(f"type.{kind}"),
            region=region_of(region),
        )
    ]


def crisis_lines(question: Question) -> list[Line]:
    """What a crisis is to the member asked: its friend, its wish, its red line, its veto."""
    view = question.view
    return [tie_line(view), want_line(view), red_line(question), *veto_lines(question)]


def tie_line(view: View) -> Line:
    """Whether the challenger is a friend; only its own member reads this."""
    tie = float(view.tie.item())
    if tie >= STRONG_TIE:
        return line("card.client")
    return line("card.friends_client") if tie >= WEAK_TIE else line("card.no_client")


def wanted_by(view: View) -> float:
    """The strength that the model wants in this chair, before rivalry with a penholder."""
    return float(np.asarray(RULES.prefer(view)).item())


def want_line(view: View) -> Line:
    """How strong a text the member's interests want."""
    wanted = wanted_by(view)
    if wanted <= 0.0:
        return line("card.want_nothing")
    return line("card.want", words=strength(min(wanted, preferences.FORCE)))


def strongest_borne(question: Question) -> float:
    """The strongest text to which the model would not say no in this chair, without noise.

    For a member with a veto that is the text from which it blocks; beyond 1 there is none.
    """
    view = question.view
    wanted = view.wanted if question.kind in ("vote", "contribute") else np.asarray(
        [[wanted_by(view)]]
    )  # fmt: skip
    return float(preferences.veto_proof_strength(wanted, view.cost, view.outside)[0])


def red_line(question: Question) -> Line:
    """The weakest words of the scale that go too far."""
    borne = strongest_borne(question)
    if borne >= preferences.FORCE:
        return line("card.no_red_line")
    if borne <= 0.0:
        return line("card.red_line_any")
    return line("card.red_line", words=on_scale(min(y for y in STRENGTHS if y > borne)))


def veto_lines(question: Question) -> list[Line]:
    """What a no costs a member whose no blocks; nothing for the others."""
    view, rules = question.view, question.view.sitting.rules
    if not rules.holds_veto[question.seat]:
        return []
    usual = view.parameters.veto_cost
    cost = float(view.cost.item())
    key = (
        "card.veto_dear"
        if cost > 1.1 * usual
        else "card.veto_cheap"
        if cost < 0.9 * usual
        else "card.veto_usual"
    )
    return [line(key, points=round(POINTS * cost))]


def burden_lines(question: Question) -> list[Line]:
    """What giving is worth to a member and costs it, at the pledge."""
    burden, p = question.seen[0], question.view.parameters
    stake, able = float(burden.stakes.item()), float(burden.capability.item())
    means = float(burden.means.item())
    private = float(burden.private_benefit.item())

    def gained(own: float, others: float, stake: float) -> float:
        """What is gained where the member and all others give so much."""
        effort = np.array([[own], [others]])
        return float(
            burdens.utilities(
                effort, np.array([[stake], [0.0]]), np.array([[able], [1.0]]),
                np.array([[private], [0.0]]), satiation=p.satiation, unit_cost=p.unit_cost,
            )[0, 0]
        )  # fmt: skip

    found = [line("card.stake", points=round(POINTS * gained(0.0, p.satiation, stake)))]
    if able > 0.0:
        some = min(means, 0.1)
        alone = round(POINTS * gained(some, 0.0, 0.0))
        terms = {"most": most_units(means), "some": int(units(some))}
        found.append(
            line("card.giving", **terms, cost=-alone)
            if alone <= 0
            else line("card.giving_gains", **terms, gain=alone)
        )
    return found


def decision_line(kind: str, value: Any) -> Line:
    """A decision in words; ``value`` as :func:`simulation.classroom.debrief.shown` has it."""
    if kind == "vote":
        return line(f"ballot.{value}")
    if kind == "contribute":
        return line("decision.gives", units=value)
    if value is None:
        return line("decision.withholds")
    return strength_line(value)


def strength_line(value: float) -> Line:
    """A strength that is wanted or tabled in words, nothing too."""
    return line("decision.nothing") if value == 0.0 else strength(value)
