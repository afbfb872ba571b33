"""What the model would have done in a person's chair, and what that would have changed."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.classroom.human import (
    MODEL,
    Decisions,
    Played,
    Question,
    Replay,
    played,
    until,
)
from simulation.classroom.once import once
from simulation.classroom.pledges import units
from simulation.classroom.table import Table
from simulation.engine.history import end_word
from simulation.stages.voting import LETTERS

SAME = 1e-9
"""Strengths and efforts closer than this are the same decision."""


def debrief(replay: Replay, member: str | None = None) -> list[dict[str, Any]]:
    """Each decision of people beside the model's own, and the crisis as it was and would have been.

    Plain data, a row for each decision that a person took: ``mine`` and ``model`` as
    :func:`shown`, ``same`` where they are the same, ``then`` and ``instead`` as
    :func:`came_of`, ``changed`` what differs between the two. ``instead`` comes of the same
    decisions of everybody but this one, in whose place the model decides.
    """
    return [row for row in whole(replay) if member in (None, row["member"])]


@once(64)
def whole(replay: Replay) -> tuple[dict[str, Any], ...]:
    """The rows of all members."""
    return tuple(
        row_of(replay.table, replay.decisions, question)
        for question in replay.questions
        if not question.waiting
        and question.answer != MODEL
        and replay.passed(question.meeting, "contribute")
    )


def row_of(table: Table, decisions: Decisions, question: Question) -> dict[str, Any]:
    """One decision, beside the model's."""
    by_rule, mine = question.by_rule, question.decided
    same = alike(mine, by_rule)
    then = came_of(table, decisions, question.round)
    instead = then if same else came_of(table, without(decisions, question), question.round)
    return {
        "meeting": question.meeting,
        "round": question.round,
        "member": question.member,
        "kind": question.kind,
        "mine": shown(question.kind, mine),
        "model": shown(question.kind, by_rule),
        "same": same,
        "then": then,
        "instead": instead,
        "changed": [key for key in then if then[key] != instead[key]],
    }


def alike(one: float | None, other: float | None) -> bool:
    """Whether two decisions are the same."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= SAME


def without(decisions: Decisions, question: Question) -> Decisions:
    """The same decisions with the model's in place of one."""
    kept = frozenset(item for item in decisions if item[0] != question.place)
    return kept | {(question.place, MODEL)}


def shown(kind: str, value: float | None) -> str | float | None:
    """A decision as a class sees it: a ballot's letter, a strength, units of effort."""
    if value is None:
        return None
    if kind == "vote":
        return LETTERS[int(value)]
    return units(value) if kind == "contribute" else round(min(max(value, 0.0), 1.0), 3)


@once(2048)
def crisis_from(table: Table, decisions: Decisions, number: int) -> tuple[Played, ...]:
    """The rounds of a crisis from one on, to its close; the model decides what nobody did."""
    found: list[Played] = []
    while number < table.scenario.rounds:
        one = played(table, number, until(decisions, number))
        if one.waiting:
            decisions |= {(question.place, MODEL) for question in one.waiting}
            continue
        found.append(one)
        number += 1
        if one.round.closed[0]:
            break
    return tuple(found)


def came_of(table: Table, decisions: Decisions, number: int) -> dict[str, Any]:
    """What came of a crisis from a round on.

    ``end`` is how the round ended, ``tabled`` the text's strength or None, ``given`` what was
    provided in it, ``later`` how the crisis's further rounds ended, ``settled`` whether it was
    settled in the end.
    """
    first, *later = crisis_from(table, decisions, number)
    script = table.scenario.script
    taken = first.round.taken
    tabled = np.nan if taken is None or not taken.histories.size else taken.tabled[0]
    return {
        "end": end_word(int(first.round.ends[0]), script[number] if script else None),
        "tabled": None if np.isnan(tabled) else round(float(tabled), 3),
        "given": units(float(first.round.answer.provision[0])),
        "later": [
            end_word(int(one.round.ends[0]), script[one.round.number] if script else None)
            for one in later
        ],
        "settled": bool([first, *later][-1].round.settled[0]),
    }
