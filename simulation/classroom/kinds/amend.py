"""Amend the draft in words, and vote each amendment a thousand times; then other rules."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from pydantic import Field

from simulation.analysis.caveat import mark
from simulation.classroom.cases import Case, scenario_under
from simulation.classroom.kinds.base import AnswerShape, Group, Kind, Room
from simulation.classroom.lesson import Lesson
from simulation.classroom.spoken import said, strength
from simulation.classroom.state import Refused
from simulation.classroom.votes import OUTCOMES, RUNS, Thousand, thousand

CLAUSE = "clause"


class Amendment(AnswerShape):
    """The strongest clause that is to stand in the text: its rung on the ladder, from 0."""

    clause: Annotated[int, Field(ge=0, le=20)]


class Amend(Kind):
    """Groups choose the strongest clause; each text that is chosen is put to the vote."""

    shape = Amendment

    def fits(self, lesson: Lesson, step: int, answer: Amendment) -> None:
        """Refuse a clause that is not on the ladder."""
        if answer.clause >= len(lesson.case_at(step).ladder):
            raise Refused("wrong_answer")

    def groups(self, lesson: Lesson, step: int) -> tuple[Group, ...]:
        """Hands for each rung of the ladder."""
        ladder = lesson.case_at(step).ladder
        return (Group(CLAUSE, tuple((str(k), words) for k, (_, words) in enumerate(ladder))),)

    def shown(self, room: Room) -> dict[str, Any]:
        """How many have answered; once no more are taken, what became of each text."""
        case = room.case
        found: dict[str, Any] = {
            "answered": len(room.state.answers_at(room.number)),
            "of": len(room.state.sitting),
            "draft": case.title,
            "clauses": clauses_of(case, case.as_tabled),
            "simulated": mark(case.members).strip(),
        }
        if room.locked:
            found["texts"] = [
                text_row(case, text, many, as_tabled=number == 0)
                for number, (text, many) in enumerate(texts_of(room))
            ]
            found["runs"] = RUNS
        return found

    def form(self, room: Room, seat: str) -> dict[str, Any]:
        """What this seat chose."""
        return {"mine": room.state.answer_of(room.number, seat)}


def clauses_of(case: Case, strongest: int) -> list[dict[str, Any]]:
    """The clauses of the ladder, and which of them stand in a text."""
    return [
        {"rung": rung, "words": words, "there": rung <= strongest}
        for rung, (_, words) in enumerate(case.ladder)
    ]


def choices_of(room: Room) -> Counter[int]:
    """How many chose each rung, phones and hands together."""
    counts = Counter(int(a[CLAUSE]) for a in room.state.answers_at(room.number).values())
    for rung, many in room.state.hands(room.number).get(CLAUSE, {}).items():
        counts[int(rung)] += many
    return +counts


def texts_of(room: Room) -> list[tuple[Thousand, int | None]]:
    """The draft as tabled, then each other text that somebody chose; with how many did."""
    case, counts = room.case, choices_of(room)
    own = case.ladder[case.as_tabled][0] == case.draft.strength
    as_tabled = counts.pop(case.as_tabled, None) if own else None
    return [(thousand(case, room.seed), as_tabled)] + [
        (thousand(case, room.seed, case.ladder[rung][0]), counts[rung]) for rung in sorted(counts)
    ]


def text_row(case: Case, voted: Thousand, many: int | None, *, as_tabled: bool) -> dict[str, Any]:
    """One text: its words, how many chose it, what became of it."""
    return {
        "words": said(case.words, strength(voted.strength)),
        "as_tabled": as_tabled,
        "chosen": many or 0,
        "strength": voted.strength,
        **outcome_counts(voted),
        "exact": voted.exact,
    }


def outcome_counts(voted: Thousand) -> dict[str, int]:
    """How many of the votes ended in each way."""
    return {outcome: voted.count(outcome) for outcome in OUTCOMES}


class OtherRules(Kind):
    """The draft before the same members, tempers and luck, under other rules."""

    def shown(self, room: Room) -> dict[str, Any]:
        """The rules of the case, then the others, on the same draws."""
        case = room.case
        own = thousand(case, room.seed)
        rows = [self.row(case, own, own, None)]
        for rules in room.step.rule_sets or []:
            rows.append(self.row(case, thousand(case, room.seed, None, rules), own, rules))
        return {
            "draft": case.title,
            "rows": rows,
            "runs": RUNS,
            "simulated": mark(case.members).strip(),
        }

    def row(self, case: Case, voted: Thousand, own: Thousand, rules: str | None) -> dict[str, Any]:
        """One rule set: its title, what became of the draft, and in how many votes it mattered."""
        scenario = scenario_under(case.case, rules)
        title = scenario.script[case.number].sitting.rules_file.title
        return {
            "title": case.words.rule_set(rules or scenario.rules_name, title),
            **outcome_counts(voted),
            "exact": voted.exact,
            "changed": int((voted.outcome != own.outcome).sum()),
        }
