"""Steps at which nothing is answered: the door, the crisis, words of the lesson."""

from __future__ import annotations

from typing import Any

from simulation.analysis.caveat import mark
from simulation.classroom.cases import Case, badge
from simulation.classroom.kinds.base import Kind, Room
from simulation.classroom.spoken import said, strength


class Join(Kind):
    """The class comes in."""

    def shown(self, room: Room) -> dict[str, Any]:
        """How many are there, and whether more may come in."""
        return {"seats": len(room.state.sitting), "shut": room.state.here.shut}


class Words(Kind):
    """Sentences of the lesson."""

    def shown(self, room: Room) -> dict[str, Any]:
        """The sentences."""
        return {"text": list(room.step.text or [])}


class Crisis(Kind):
    """The crisis, its history, and what the draft is about."""

    def shown(self, room: Room) -> dict[str, Any]:
        """All of it: nothing here is secret."""
        return case_facts(room.case)


def case_facts(case: Case) -> dict[str, Any]:
    """What a class is told of a draft before its vote."""
    draft = case.draft
    assert draft.strength is not None and draft.penholder is not None  # noqa: PT018
    found = badge(case)
    return {
        "crisis": case.crisis,
        "date": draft.date.isoformat(),
        "symbol": draft.symbol,
        "draft": case.title,
        "history": list(case.history),
        "strength_words": said(case.words, strength(draft.strength)),
        "badge": {
            "share": found.share,
            "right": found.right,
            "drafts_right": found.drafts_right,
            "drafts": found.drafts,
        },
        "simulated": mark(case.members).strip(),
    }


def table_of(case: Case) -> list[dict[str, Any]]:
    """Who sits at the table: who has a veto, who holds the pen, who stands by the text."""
    draft = case.draft
    return [
        {
            "member": seat.member,
            "name": case.names[seat.member],
            "veto": seat.member in case.permanent,
            "pen": number == draft.penholder,
            "sponsor": bool(draft.sponsors[number]),
        }
        for number, seat in enumerate(draft.sitting.council.seats)
    ]
