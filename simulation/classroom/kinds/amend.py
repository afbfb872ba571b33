"""Amend the draft in words, and vote each amendment a thousand times; then other rules."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from pydantic import Field

from simulation.analysis.caveat import mark
from simulation.classroom.cases import Case, scenario_under
from simulation.classroom.kinds.base import AnswerShape, Group, Kind, Room
from simulation.classroom.lesson import Lesson
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
            "draft": case.draft.title,
            "clauses": clauses_of(case, case.as_tabled),
            "simulated": mark(case.members).strip(),
        }
        if room.locked:
            found["texts"] = [text_row(case, text, many) for text, many in texts_of(room)]
            found["runs"] = RUNS
            found["picture"] = f"amendments-{'-'.join(str(r) for r in rungs_of(room)) or 'none'}"
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


def rungs_of(room: Room) -> list[int]:
    """The rungs that somebody chose, the weakest first."""
    return sorted(choices_of(room))


def choices_of(room: Room) -> Counter[int]:
    """How many chose each rung, phones and hands together."""
    counts = Counter(int(a[CLAUSE]) for a in room.state.answers_at(room.number).values())
    for rung, many in room.state.hands(room.number).get(CLAUSE, {}).items():
        counts[int(rung)] += many
    return +counts


def texts_of(room: Room) -> list[tuple[Thousand, int | None]]:
    """The draft as tabled, then each text that somebody chose, with how many did."""
    case, counts = room.case, choices_of(room)
    own: list[tuple[Thousand, int | None]] = [(thousand(case, room.seed), None)]
    return own + [
        (thousand(case, room.seed, case.ladder[rung][0]), counts[rung]) for rung in sorted(counts)
    ]


def text_row(case: Case, voted: Thousand, many: int | None) -> dict[str, Any]:
    """One text: its words, how many chose it, what became of it."""
    words = dict(case.ladder).get(voted.strength, "")
    return {
        "words": words if many is not None else "",
        "chosen": many,
        "strength": voted.strength,
        **outcome_counts(voted),
        "exact": voted.exact,
    }


def outcome_counts(voted: Thousand) -> dict[str, int]:
    """How many of the votes ended in each way."""
    return {outcome: voted.count(outcome) for outcome in OUTCOMES}


class OtherRules(Kind):
    """The draft before the same members, tempers and luck, under other rules."""

    def reveals(self, lesson: Lesson, step: int) -> int:
        """One rule set after another."""
        return len(lesson.steps[step].rule_sets or [])

    def shown(self, room: Room) -> dict[str, Any]:
        """The rules of the case, then those that are revealed, on the same draws."""
        case = room.case
        own = thousand(case, room.seed)
        rows = [self.row(case, own, own, None)]
        for rules in (room.step.rule_sets or [])[: room.revealed]:
            rows.append(self.row(case, thousand(case, room.seed, None, rules), own, rules))
        return {
            "draft": case.draft.title,
            "rows": rows,
            "runs": RUNS,
            "simulated": mark(case.members).strip(),
            "more": room.revealed < len(room.step.rule_sets or []),
            "picture": f"rules-{room.revealed}",
        }

    def row(self, case: Case, voted: Thousand, own: Thousand, rules: str | None) -> dict[str, Any]:
        """One rule set: its title, what became of the draft, and in how many votes it mattered."""
        scenario = scenario_under(case.case, rules)
        return {
            "title": scenario.script[case.number].sitting.rules_file.title,
            **outcome_counts(voted),
            "exact": voted.exact,
            "changed": int((voted.outcome != own.outcome).sum()),
        }
