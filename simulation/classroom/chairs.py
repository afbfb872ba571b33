"""Who of a class decides for which member: alone, in pairs, or not, and then predicting.

The first pupils to come in take a chair each, in the order of the lesson; the next as many sit
down beside them, so that two discuss what one state does, and nobody's chair depends on a crowd.
More than two at a phone would leave some silent: whoever comes later predicts what the others do.
That somebody is taken away moves nobody; who comes in next has the free chair.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulation.classroom.state import Answer, State

PAIR = 2
"""So many pupils at most decide for one member."""


def chair_of(number: int, humans: tuple[str, ...]) -> str | None:
    """The member for which a chair decides, by its number; None for one that predicts.

    >>> [chair_of(n, ("a", "b")) for n in (1, 2, 3, 4, 5)]
    ['a', 'b', 'a', 'b', None]
    """
    if not humans or number > PAIR * len(humans):
        return None
    return humans[(number - 1) % len(humans)]


def at_chair(state: State, humans: tuple[str, ...], member: str) -> tuple[str, ...]:
    """The seats that now decide for a member, who came first before the other."""
    found = [
        (seat.number, key)
        for key, seat in state.sitting.items()
        if chair_of(seat.chair, humans) == member
    ]
    return tuple(key for _, key in sorted(found))


def answers_by_member(state: State, humans: tuple[str, ...], step: int) -> dict[str, Answer]:
    """What was decided for each member at a step: of two, what the first of them to come in says.

    What the teacher typed in from paper counts before what a phone sent. The answer of a seat
    that was taken away stands if the step was closed before.
    """
    branch = state.branch_of(step)
    found: dict[str, Answer] = {}
    for key, seat in sorted(state.seats.items(), key=lambda item: item[1].number):
        if (branch, step, key) in state.here.void:
            continue
        member = chair_of(seat.chair, humans)
        answer = state.answers.get((branch, step, key))
        if member is not None and answer is not None:
            found.setdefault(member, answer)
    return found | dict(state.paper(step))


def about_chair(state: State, humans: tuple[str, ...], seat: str) -> Mapping[str, Any]:
    """Where a pupil sits: the member or None, whether two do, and whether it is the first."""
    member = chair_of(state.seats[seat].chair, humans)
    if member is None:
        return {"member": None, "pair": False, "first": False}
    here = at_chair(state, humans, member)
    return {"member": member, "pair": len(here) > 1, "first": here[:1] == (seat,)}
