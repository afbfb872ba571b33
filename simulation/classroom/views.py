"""What each role may see of a class, as plain data."""

from __future__ import annotations

from typing import Any

from simulation.analysis.caveat import mark
from simulation.classroom.kinds import KINDS
from simulation.classroom.kinds.base import Room
from simulation.classroom.lesson_file import OF_A_COUNCIL, StepFile


def title_of(room: Room, step: StepFile) -> str:
    """The title of a step, or what its kind is called."""
    return step.title or room.words.say(f"kind.{step.kind}")


def common(room: Room) -> dict[str, Any]:
    """What everybody knows of the step."""
    step, council = room.step, room.lesson.council
    return {
        "simulated": mark(council.members).strip() if council and step.kind in OF_A_COUNCIL else "",
        "kind": step.kind,
        "title": step.title,
        "number": room.number,
        "branch": room.state.branch_of(room.number),
        "answers": KINDS[step.kind].answers,
        "locked": room.locked,
    }


def projector(room: Room) -> dict[str, Any]:
    """What the projector shows: nothing that is not revealed, and nothing while it is blank."""
    if room.state.here.blank:
        return {"kind": "blank", "number": room.number, "blank": True}
    return {
        **common(room), "blank": False, "steps": len(room.lesson.steps),
        **KINDS[room.step.kind].shown(room),
    }  # fmt: skip


def phone(room: Room, seat: str) -> dict[str, Any]:
    """What the phone of a seat shows: its own answers and nobody else's."""
    own = room.state.seats[seat]
    return {
        **common(room),
        "seat": own.number,
        "name": own.name,
        "last": own.last,
        "show": KINDS[room.step.kind].shown_to_phones(room),
        **KINDS[room.step.kind].form(room, seat),
    }


def teacher(room: Room) -> dict[str, Any]:
    """What the teacher sees: all."""
    kind, state = KINDS[room.step.kind], room.state
    answered = set(state.answers_at(room.number))
    return {
        **common(room),
        "notes": room.step.notes,
        "minutes": room.step.minutes,
        "blank": state.here.blank,
        "shut": state.here.shut,
        "over": room.number in state.over,
        "steps": [
            {"number": k, "title": title_of(room, each), "minutes": each.minutes}
            for k, each in enumerate(room.lesson.steps)
        ],
        "seats": [
            {"key": key, "number": seat.number, "name": seat.name, "answered": key in answered}
            for key, seat in state.sitting.items()
        ],
        "answered": len(answered),
        "reveals": kind.reveals(room.lesson, room.number),
        "revealed": room.revealed,
        "groups": [
            {
                "name": group.name,
                "choices": [
                    {
                        "value": value,
                        "words": words,
                        "count": state.hands(room.number).get(group.name, {}).get(value, 0),
                    }
                    for value, words in group.choices
                ],
            }
            for group in kind.groups(room.lesson, room.number)
        ],
        "paper": kind.paper(room),
        "branches": [
            {"number": k, "step": branch.step, "here": k == state.here.branch}
            for k, branch in enumerate(state.branches)
        ],
        "can_undo": bool(state.past),
        "private": kind.private(room),
    }
