"""What a class decided at the steps of a lesson, as decisions in its history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from simulation.classroom.chairs import answers_by_member
from simulation.classroom.human import MODEL, Question, Replay, Value, replay
from simulation.classroom.once import once
from simulation.classroom.pledges import effort_of
from simulation.classroom.table import Table
from simulation.scenario.words import STRENGTHS
from simulation.stages.voting import LETTERS

if TYPE_CHECKING:
    from simulation.classroom.kinds.base import Room

DECIDED_AT = {"want": "prefer", "draft": "draft", "vote": "vote", "pledge": "contribute"}
"""By kind of step the decision that is taken at it."""

LADDER = (0.0, *STRENGTHS)
"""Strengths that people choose among: nothing, then the scale of texts."""

type Given = tuple[tuple[int, str, frozenset[tuple[str, int | str]]], ...]
"""What was answered: the meeting, the decision, and pairs of member and answer."""


def table_of(room: Room) -> Table:
    """The table of a class: its council and seed, and what the lesson's steps ask."""
    council = room.lesson.council
    assert council is not None
    asked = {
        (step.crisis, DECIDED_AT[step.kind])
        for step in room.lesson.steps
        if step.kind in DECIDED_AT and step.crisis is not None
    }
    return Table(
        council.setting, room.seed, council.people, frozenset(asked), secret=council.secret
    )


def closed(room: Room, step: int) -> bool:
    """Whether a step takes no more decisions: it is locked, or the class has gone on."""
    return room.state.locked(step) or step < room.number


def taken(room: Room, *kinds: str) -> frozenset[int]:
    """The steps of some kinds that are closed in this line, so that it is known how they ended."""
    return frozenset(k for kind in kinds for k in room.lesson.all_of(kind) if room.state.locked(k))


def course(room: Room) -> Replay:
    """The history of a class as far as its closed steps decide it."""
    table = table_of(room)
    given = tuple(
        (step.crisis, DECIDED_AT[step.kind], answers_at(room, table, number))
        for number, step in enumerate(room.lesson.steps)
        if step.kind in DECIDED_AT and step.crisis is not None and closed(room, number)
    )
    return decided(table, given)


def answers_at(room: Room, table: Table, step: int) -> frozenset[tuple[str, int | str]]:
    """What was answered for each member at a step, by its only word or number.

    Who has no chair answers too, by a prediction; that is none of these.
    """
    found = answers_by_member(room.state, table.humans, step)
    return frozenset(
        (member, answer["decision"])
        for member, answer in found.items()
        if answer.get("decision") is not None
    )


@once(256)
def decided(table: Table, given: Given) -> Replay:
    """The history of a table with these answers; the model decides where one is missing."""
    answers = {(meeting, kind): dict(said) for meeting, kind, said in given}
    found = replay(table)
    while found.waiting:
        first = found.waiting[0]
        here = answers.get((first.meeting, first.kind))
        if here is None:
            break
        values = {(q.place, value_of(q, here)) for q in found.waiting}
        found = replay(table, found.decisions | values)
    return found


def value_of(question: Question, answers: Mapping[str, Any]) -> Value:
    """The decision of a member, from what was answered for it."""
    if question.member not in answers:
        return MODEL
    answer = answers[question.member]
    match question.kind:
        case "vote":
            return float(LETTERS.index(answer))
        case "contribute":
            means = float(question.seen[0].means.item())
            return effort_of(answer, means)
        case "draft":
            return None if answer < 0 else float(LADDER[answer])
        case _:
            return float(LADDER[answer])
