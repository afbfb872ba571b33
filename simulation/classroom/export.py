"""Tables of a session: what was answered, and the votes; columns as docs/data.md has them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from typing import Any

from simulation.classroom.chairs import chair_of
from simulation.classroom.kinds.base import Room
from simulation.classroom.kinds.predict import points_of, prediction_of
from simulation.classroom.lesson_file import OF_A_VOTE
from simulation.classroom.votes import OUTCOMES, RUNS, thousand

ANSWERS = (
    "seed", "branch", "step", "kind", "case", "symbol", "seat", "name", "outcome", "yes", "no",
    "abstain", "blocks", "clause", "choice", "points_recorded", "points_simulated", "crisis",
    "member", "decision", "predicted",
)  # fmt: skip
"""Columns of the table of answers; ``yes``, ``no`` and ``abstain`` as those of a round."""

VOTES = ("seed", "run", "round", "case", "symbol", "tabled", "rules", "yes", "no", "abstain",
         "not_voting", "outcome")  # fmt: skip
"""Columns of the table of votes; all but ``case``, ``symbol`` and ``rules`` as in a batch, where
``end`` has one more word for an adoption than ``outcome``."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def safe(value: Any) -> Any:
    """A cell that no spreadsheet runs."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def as_csv(columns: Iterable[str], rows: Iterable[dict[str, Any]]) -> str:
    """Rows as CSV, empty where a row has nothing."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: safe(value) for key, value in row.items()})
    return out.getvalue()


def answers(room: Room) -> str:
    """Every answer that counts, a row each; with the points of predictions whose vote is shown."""
    return as_csv(ANSWERS, answer_rows(room))


def answer_rows(room: Room) -> Iterable[dict[str, Any]]:
    """The rows of the table of answers, those of paper last."""
    state = room.state
    for (branch, number, key), answer in sorted(state.answers.items()):
        if key not in state.sitting:
            continue
        step, seat = room.lesson.steps[number], state.seats[key]
        row = {
            "seed": room.seed, "branch": branch, "step": number + 1, "kind": step.kind,
            "seat": seat.number, "name": seat.name,
        }  # fmt: skip
        if step.kind in OF_A_VOTE:
            case = room.lesson.case_at(number)
            row |= {"case": case.case, "symbol": case.draft.symbol}
        row |= {name: value for name, value in answer.items() if name != "blocks"}
        if "blocks" in answer:
            row["blocks"] = " ".join(answer["blocks"])
        if step.crisis is not None and room.lesson.council is not None:
            member = chair_of(seat.chair, room.lesson.council.people)
            row |= {"crisis": step.crisis, "member": member or ""}
        if step.kind == "predict":
            row |= shown_points(room, number, key)
        yield row
    yield from paper_rows(room)


def paper_rows(room: Room) -> Iterable[dict[str, Any]]:
    """What states decided on paper: rows without a seat."""
    for (branch, number), decided in sorted(room.state.here.paper.items()):
        step = room.lesson.steps[number]
        for member, answer in decided.items():
            yield {
                "seed": room.seed, "branch": branch, "step": number + 1, "kind": step.kind,
                "crisis": step.crisis, "member": member, **answer,
            }  # fmt: skip


def shown_points(room: Room, number: int, seat: str) -> dict[str, Any]:
    """The points of a prediction, once its vote was shown whole."""
    for later in room.lesson.all_of("reveal"):
        step = room.lesson.steps[later]
        whole = len(room.lesson.case_at(later).members) + 1
        if (
            room.lesson.last_before(later, "predict", step.vote) == number
            and room.state.revealed(later) >= whole
            and (predicted := prediction_of(room, later, seat)) is not None
        ):
            found = points_of(room, later, predicted)
            return {
                "points_recorded": found["recorded"], "points_simulated": found["simulated"],
            }  # fmt: skip
    return {}


def votes(room: Room) -> str:
    """A thousand votes of each draft of the lesson as it was tabled, a row each."""
    return as_csv(VOTES, vote_rows(room))


def vote_rows(room: Room) -> Iterable[dict[str, Any]]:
    """The rows of the table of votes."""
    for case in room.lesson.cases.values():
        voted = thousand(case, room.seed)
        for run in range(RUNS):
            yield {
                "seed": room.seed, "run": run, "round": case.number, "case": case.case,
                "symbol": case.draft.symbol, "tabled": voted.strength, "rules": voted.rules,
                "yes": int(voted.yes[run]), "no": int(voted.no[run]),
                "abstain": int(voted.abstain[run]), "not_voting": int(voted.not_voting[run]),
                "outcome": OUTCOMES[int(voted.outcome[run])],
            }  # fmt: skip


TABLES: dict[str, Callable[[Room], str]] = {"answers.csv": answers, "votes.csv": votes}
"""By the name of their file."""
