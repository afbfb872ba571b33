"""Predict a vote, then see it seat by seat, and how close the class came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from simulation.analysis.caveat import mark
from simulation.classroom.cases import Case
from simulation.classroom.kinds.amend import clauses_of
from simulation.classroom.kinds.base import AnswerShape, Group, Kind, Room, tally_of
from simulation.classroom.kinds.plain import table_of
from simulation.classroom.lesson import Lesson
from simulation.classroom.predictions import MOST_POINTS, as_recorded, as_simulated, total
from simulation.classroom.spoken import remedy, said
from simulation.classroom.state import Answer, Refused
from simulation.classroom.votes import OUTCOMES, exact, single

Votes = Annotated[int, Field(ge=0, le=32)]
OUTCOME_GROUP, BLOCKS_GROUP, NOBODY = "outcome", "blocks", "nobody"


class Prediction(AnswerShape):
    """A tally that adds up to the table, an outcome, and who blocks."""

    yes: Votes
    no: Votes
    abstain: Votes
    outcome: Literal["adopted", "vetoed", "fell_short"]
    blocks: Annotated[list[Annotated[str, Field(max_length=24)]], Field(max_length=32)]


class Predict(Kind):
    """The class says what it expects."""

    shape = Prediction
    only_guesses = True

    def fits(self, lesson: Lesson, step: int, answer: Prediction) -> None:
        """Refuse a tally that does not add up to the table, and blockers without a veto."""
        case = lesson.case_at(step)
        if answer.yes + answer.no + answer.abstain != len(case.members):
            raise Refused("tally_does_not_add_up")
        blocks = answer.blocks
        if len(set(blocks)) < len(blocks) or set(blocks) - set(case.permanent):
            raise Refused("wrong_answer")

    def groups(self, lesson: Lesson, step: int) -> tuple[Group, ...]:
        """Hands for the outcome, and for each member that may block."""
        case = lesson.case_at(step)
        blockers = tuple((member, case.names[member]) for member in case.permanent)
        return (
            Group(OUTCOME_GROUP, tuple((outcome, outcome) for outcome in OUTCOMES)),
            Group(BLOCKS_GROUP, (*blockers, (NOBODY, NOBODY))),
        )

    def shown(self, room: Room) -> dict[str, Any]:
        """How many have answered; what, once no more answers are taken."""
        answers = room.state.answers_at(room.number)
        found = {
            "answered": len(answers),
            "of": len(room.state.sitting),
            "seats": len(room.case.members),
            "quota": room.case.draft.sitting.rules.quota,
            "draft": room.case.title,
            "clauses": clauses_of(room.case, room.case.as_tabled),
            "table": table_of(room.case),
        }
        return found | (self.histogram(room) if room.locked else {})

    def histogram(self, room: Room) -> dict[str, Any]:
        """What the class expects: outcomes, yeses, and who blocks."""
        answers = list(room.state.answers_at(room.number).values())
        hands = room.state.hands(room.number)
        outcome, blocks = self.groups(room.lesson, room.number)
        said = [member for answer in answers for member in answer["blocks"] or [NOBODY]]
        yes = Counter(int(answer["yes"]) for answer in answers)
        most = max([*yes.values(), 1])
        return {
            "outcomes": tally_of(
                [a["outcome"] for a in answers], hands.get(OUTCOME_GROUP, {}), outcome
            ),
            "blocks": tally_of(said, hands.get(BLOCKS_GROUP, {}), blocks),
            "yes": [
                {"yes": n, "count": yes[n], "width": round(100 * yes[n] / most)}
                for n in range(len(room.case.members) + 1)
            ],
        }

    def form(self, room: Room, seat: str) -> dict[str, Any]:
        """What can be chosen, and what this seat chose."""
        mine = room.state.answer_of(room.number, seat)
        return {
            "mine": mine,
            "who": names_of(room.case, mine),
            "outcome_choices": list(OUTCOMES),
            "permanent": [(member, room.case.names[member]) for member in room.case.permanent],
        }


class Reveal(Kind):
    """The vote, seat by seat, and then what came of it."""

    def reveals(self, lesson: Lesson, step: int) -> int:
        """Each seat, and the result."""
        return len(lesson.case_at(step).members) + 1

    def gives_away(self, room: Room) -> frozenset[int]:
        """Every prediction of this vote, from the first ballot on."""
        if not room.revealed:
            return frozenset()
        steps = room.lesson.all_of("predict")
        return frozenset(k for k in steps if room.lesson.steps[k].vote == room.step.vote)

    def shown(self, room: Room) -> dict[str, Any]:
        """The seats that are revealed; the result once all are."""
        case, shown = room.case, room.revealed
        open_seats = set(case.reveal_order[:shown])
        facts = single(case, room.seed) if shown else None
        cast = facts["draft"]["vote"]["roll_call"] if facts else []
        record = facts["recorded"]["ballots"] if facts else {}
        latest = case.reveal_order[shown - 1] if 0 < shown <= len(case.members) else None
        rows = [
            {
                "name": case.names[seat.member],
                "member": seat.member,
                "veto": seat.member in case.permanent,
                "ballot": cast[k]["ballot"] if k in open_seats else None,
                "recorded": record[seat.member] if k in open_seats else None,
                "latest": k == latest,
            }
            for k, seat in enumerate(case.draft.sitting.council.seats)
        ]
        ballots = Counter(row["ballot"] for row in rows if row["ballot"])
        found: dict[str, Any] = {
            "rows": rows,
            "draft": case.title,
            "quota": case.draft.sitting.rules.quota,
            "so_far": {letter: ballots[letter] for letter in ("Y", "N", "A", "NV")},
            "simulated": mark(case.members).strip(),
            "done": shown > len(case.members),
        }
        if facts is not None and found["done"]:
            found["result"] = result_of(case, facts)
            found["points"] = class_points(room, room.number)
        return found

    def form(self, room: Room, seat: str) -> dict[str, Any]:
        """The seat's own prediction, and its points once all is revealed."""
        predicted = prediction_of(room, room.number, seat)
        if predicted is None or room.revealed < self.reveals(room.lesson, room.number):
            return {"mine": predicted, "who": names_of(room.case, predicted)}
        who = names_of(room.case, predicted)
        return {"mine": predicted, "who": who, "my_points": points_of(room, room.number, predicted)}

    def private(self, room: Room) -> dict[str, Any]:
        """What the model gives the outcome that is on record."""
        found = exact(room.case)
        return {"exact": found.outcomes}


def names_of(case: Case, predicted: Answer | None) -> list[str]:
    """The names of those that a prediction expects to block."""
    return [case.names[member] for member in predicted["blocks"]] if predicted else []


def prediction_of(room: Room, step: int, seat: str) -> Answer | None:
    """What a seat predicted of the vote of a step, before it."""
    before = room.lesson.last_before(step, "predict", room.lesson.steps[step].vote)
    return None if before is None else room.state.answer_of(before, seat)


def result_of(case: Case, facts: Mapping[str, Any]) -> dict[str, Any]:
    """How the vote ended, the smallest changes that would have passed it, and the record."""
    vote, record = facts["draft"]["vote"], facts["recorded"]
    happened = as_recorded(record, case.permanent)
    return {
        "outcome": vote["outcome"],
        "cause": facts["cause"],
        "yes": vote["yes"],
        "no": vote["no"],
        "abstain": vote["abstain"],
        "not_voting": vote["not_voting"],
        "required": vote["required"],
        "blocked_by": [case.names[member] for member in vote["blocked_by"]],
        "ways": ways_of(case, facts),
        "record": {
            "outcome": record["outcome"],
            "yes": record["yes"],
            "no": record["no"],
            "abstain": record["abstain"],
            "not_voting": record["not_voting"],
            "blocked_by": [case.names[m] for m in case.members if m in happened.blocks],
        },
        "record_chance": exact(case).outcomes[record["outcome"]],
    }


def ways_of(case: Case, facts: Mapping[str, Any]) -> list[str]:
    """The smallest changes that would have passed the text, in words."""
    ballots = {cast["member"]: cast["ballot"] for cast in facts["draft"]["vote"]["roll_call"]}
    rules, names = case.draft.sitting.rules, case.names
    return [said(case.words, remedy(way, ballots, rules, names)) for way in facts["ways"]]


def points_of(room: Room, step: int, predicted: Mapping[str, Any]) -> dict[str, int]:
    """The points of a prediction against the simulated vote, and against the record."""
    case = room.lesson.case_at(step)
    facts = single(case, room.seed)
    return {
        "simulated": total(predicted, as_simulated(facts["draft"]["vote"])),
        "recorded": total(predicted, as_recorded(facts["recorded"], case.permanent)),
        "most": MOST_POINTS,
    }


def class_points(room: Room, step: int) -> dict[str, Any] | None:
    """The class's points of the prediction of a step's vote; None where nobody predicted."""
    found = [
        points_of(room, step, predicted)
        for seat in room.state.sitting
        if (predicted := prediction_of(room, step, seat)) is not None
    ]
    if not found:
        return None
    counts = Counter(each["recorded"] for each in found)
    most = max(counts.values())
    return {
        "many": len(found),
        "simulated": sum(each["simulated"] for each in found) / len(found),
        "recorded": sum(each["recorded"] for each in found) / len(found),
        "most": MOST_POINTS,
        "rows": [
            {"points": n, "count": counts[n], "width": round(100 * counts[n] / most)}
            for n in range(MOST_POINTS + 1)
        ],
    }


class Scores(Kind):
    """The predictions of the lesson, one after the other."""

    def shown(self, room: Room) -> dict[str, Any]:
        """The class's mean points at each vote that was revealed whole."""
        votes = [self.row(room, step) for step in self.steps(room)]
        return {"votes": votes, "text": list(room.step.text or [])}

    def steps(self, room: Room) -> list[int]:
        """The steps before this one at which a vote was revealed whole."""
        reveal = Reveal()
        return [
            step
            for step in room.lesson.all_of("reveal")
            if step < room.number and room.state.revealed(step) >= reveal.reveals(room.lesson, step)
        ]

    def row(self, room: Room, step: int) -> dict[str, Any]:
        """One vote: its draft and the class's points."""
        case = room.lesson.case_at(step)
        return {
            "draft": case.title,
            "date": case.draft.date.isoformat(),
            "points": class_points(room, step),
        }

    def form(self, room: Room, seat: str) -> dict[str, Any]:
        """The seat's own points at each vote."""
        mine = []
        for step in self.steps(room):
            predicted = prediction_of(room, step, seat)
            points = None if predicted is None else points_of(room, step, predicted)
            mine.append({"draft": room.lesson.case_at(step).title, "points": points})
        return {"mine": mine}
