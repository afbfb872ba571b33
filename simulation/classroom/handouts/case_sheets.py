"""What is printed of a lesson's vote: the crisis, who sits there, cards, and the teacher's key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.analysis.chances import NODES, before_the_vote
from simulation.classroom import cards
from simulation.classroom.cases import Case, scenario_under
from simulation.classroom.human import MODEL, Question
from simulation.classroom.kinds.amend import clauses_of
from simulation.classroom.kinds.plain import case_facts, table_of
from simulation.classroom.kinds.predict import result_of
from simulation.classroom.spoken import Line, line
from simulation.classroom.votes import OUTCOMES, exact, single

OTHERWISE = {"card.friends": "card.near"}
"""What a card of a real state says in place of a line: how it votes makes no friends."""


@dataclass(frozen=True)
class Holder:
    """Whose card it is: the title, what it says, and whether its member holds a veto."""

    member: str
    name: str
    veto: bool
    lines: tuple[Line, ...]
    later: tuple[Line, ...] = ()
    """What concerns one crisis alone."""


def case_cards(case: Case) -> list[Holder]:
    """A card for each member before the vote: friends, wish, red line, what a veto costs it."""
    ahead = before_the_vote(case.scenario, case.draft)
    even = np.array([NODES // 2])
    view, council = ahead.situation.view.at(even), case.draft.sitting.council
    found: list[Holder] = []
    for seat, state in enumerate(council.seats):
        own = view.of_seat(seat)
        asked = Question(
            meeting=1, round=case.number, kind="vote", member=state.member, seat=seat, view=own,
            seen=(), answer=MODEL, waiting=True,
        )  # fmt: skip
        always = [
            each | {"key": OTHERWISE.get(each["key"], each["key"])}
            for each in cards.card(council, state.member)
            if not each["key"].startswith("card.means")
        ]
        found.append(
            Holder(
                state.member,
                case.names[state.member],
                state.member in case.permanent,
                tuple(always),
                (*role_lines(case, seat), *cards.crisis_lines(asked)),
            )
        )
    return found


def role_lines(case: Case, seat: int) -> tuple[Line, ...]:
    """Whether a member holds the pen or stands by the text, which binds it to a yes."""
    if case.draft.penholder == seat:
        return (line("card.pen"),)
    return (line("card.sponsor"),) if case.draft.sponsors[seat] else ()


def case_sheet(case: Case, seed: int, rule_sets: list[str]) -> dict[str, Any]:
    """All that is printed of a vote.

    ``key`` is for the teacher alone: the simulated vote of the seed beside the record, seat by
    seat, and the exact chances by clause and by rule set.
    """
    facts = single(case, seed)
    cast = {each["member"]: each["ballot"] for each in facts["draft"]["vote"]["roll_call"]}
    on_record = facts["recorded"]["ballots"]
    foreseen = {each.member: each.chances for each in exact(case).members}
    return {
        **case_facts(case),
        "name": case.name,
        "quota": case.draft.sitting.rules.quota,
        "seats": len(case.members),
        "table": table_of(case),
        "clauses": clauses_of(case, case.as_tabled),
        "rules": [title_of(case, rules) for rules in rule_sets],
        "cards": case_cards(case),
        "key": {
            "result": result_of(case, facts),
            "ballots": [
                {"name": name, "here": cast[member], "record": on_record[member],
                 "yes": foreseen[member]["yes"], "no": foreseen[member]["no"]}
                for member, name in case.names.items()
            ],
            "texts": [
                {"words": words, **chances(case, strength)} for strength, words in case.ladder
            ],
            "rules": [
                {"title": title_of(case, rules), **chances(case, None, rules)}
                for rules in (None, *rule_sets)
            ],
        },
    }  # fmt: skip


def chances(case: Case, strength: float | None, rules: str | None = None) -> dict[str, float]:
    """The exact chances of the draft at a strength, under a rule set, as a forecast has them."""
    found = exact(case, strength, rules).outcomes
    return {outcome: found[outcome] for outcome in OUTCOMES}


def title_of(case: Case, rules: str | None) -> str:
    """The title of a rule set; the case's own where none is given."""
    scenario = scenario_under(case.case, rules)
    title = scenario.script[case.number].sitting.rules_file.title
    return case.words.rule_set(rules or scenario.rules_name, title)
