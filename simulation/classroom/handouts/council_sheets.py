"""What is printed of a lesson's council: cards of all states, and what the model alone would do."""

from __future__ import annotations

from typing import Any

from simulation.analysis.caveat import mark
from simulation.classroom import cards
from simulation.classroom.course import DECIDED_AT, LADDER, course
from simulation.classroom.handouts.case_sheets import Holder
from simulation.classroom.human import Question, Replay, Value, completed, replay
from simulation.classroom.kinds import KINDS
from simulation.classroom.kinds.base import Room
from simulation.classroom.kinds.council import Decide, motion_of, named, table_council
from simulation.classroom.lesson import Lesson
from simulation.classroom.pledges import shared
from simulation.classroom.spoken import Line
from simulation.classroom.state import State
from simulation.classroom.table import Table
from simulation.engine.history import end_word
from simulation.stages.voting import YES


def table_for(lesson: Lesson, seed: int) -> Table:
    """The table of a lesson before anybody has come in."""
    return course(Room(lesson, State(seed=seed))).table


def council_sheet(lesson: Lesson, seed: int) -> dict[str, Any]:
    """All that is printed of a council; ``key`` is for the teacher alone."""
    table = table_for(lesson, seed)
    council = table.scenario.sitting_at(0).council
    first = replay(table)
    decided = [step.kind for step in lesson.steps if step.kind in DECIDED_AT]
    crises = sorted({step.crisis for step in lesson.steps if step.crisis is not None})
    return {
        "members": list(council.members),
        "simulated": mark(council.members).strip(),
        "crisis": crisis_of(first, 1),
        "kinds": list(dict.fromkeys(decided)),
        "crises": crises,
        "rungs": list(LADDER[1:]),
        "cards": council_cards(lesson, seed),
        "people": [s.member for s in council.seats if s.member in table.humans],
        "key": [row for number in crises if (row := alone(lesson, seed, number)) is not None],
    }


def crisis_of(found: Replay, meeting: int) -> list[Line]:
    """What all know of the crisis of a meeting."""
    one = found.meeting(meeting)
    assert one is not None
    return cards.crisis_facts(one.round.before.crisis, found.table.scenario.parameters.grave)


def council_cards(lesson: Lesson, seed: int) -> list[Holder]:
    """A card for each state that pupils hold: stake, means, friends, and the first crisis.

    What the first crisis is worth, and what giving costs, is that of an answer which the Council
    gives with the strongest text: everybody says yes to it.
    """
    table, words = table_for(lesson, seed), lesson.words
    council = table.scenario.sitting_at(0).council
    found = agreed(table)
    holders = []
    for seat in council.seats:
        if seat.member not in table.humans:
            continue
        asked = [q for q in found.questions if q.member == seat.member and q.meeting == 1]
        voted = [q for q in asked if q.kind != "contribute"][-1:]
        giving = [q for q in asked if q.kind == "contribute"]
        later = [line for q in voted for line in cards.crisis_lines(q)]
        later += [line for q in giving for line in cards.burden_lines(q)]
        rules = table.scenario.sitting_at(0).rules
        holders.append(
            Holder(
                seat.member,
                words.member(seat.member, seat.name),
                bool(rules.holds_veto[council.seat_of(seat.member)]),
                tuple(cards.card(council, seat.member)),
                tuple(later),
            )
        )
    return holders


def agreed(table: Table) -> Replay:
    """The first crisis if the strongest text is wanted and tabled, and everybody says yes."""
    found = replay(table)
    while found.waiting and found.waiting[0].meeting == 1:
        if found.waiting[0].kind == "contribute":
            break
        found = replay(table, found.decisions | {(q.place, at_most(q)) for q in found.waiting})
    return found


def at_most(question: Question) -> Value:
    """The strongest text, or a yes."""
    return float(YES) if question.kind == "vote" else float(LADDER[-1])


def alone(lesson: Lesson, seed: int, meeting: int) -> dict[str, Any] | None:
    """What the model alone makes of a crisis of the lesson; None where there is no such crisis."""
    room = Room(lesson, State(seed=seed))
    table = table_for(lesson, seed)
    found = completed(table, frozenset())
    one = found.meeting(meeting)
    if one is None:
        return None
    share, script = shared(found, meeting) or {}, table.scenario.script
    number = one.round.number
    return {
        "crisis": crisis_of(found, meeting),
        **motion_of(room, one),
        "end": end_word(int(one.round.ends[0]), script[number] if script else None),
        **{key: share.get(key) for key in ("needed", "given", "best", "p_win")},
    }


def slips(room: Room) -> list[Holder]:
    """What each state is to know before it decides at this step: a slip for each that is asked."""
    kind = KINDS[room.step.kind]
    if not isinstance(kind, Decide) or room.locked:
        return []
    found = course(room)
    one = found.meeting(kind.meeting(room))
    if one is None or kind.status(room, found) != "open":
        return []
    council = table_council(room, one)
    return [
        Holder(
            member,
            named(room, council.seats[question.seat]),
            bool(question.view.sitting.rules.holds_veto[question.seat]),
            (),
            tuple(kind.lines(question)),
        )
        for member, question in kind.asked(room, found).items()
    ]
