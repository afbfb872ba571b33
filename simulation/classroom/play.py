"""What an event makes of the state of a class; pure, and the same whenever it is played again."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

from simulation.classroom import events
from simulation.classroom.kinds import KINDS
from simulation.classroom.kinds.base import Kind, Room
from simulation.classroom.lesson import Lesson
from simulation.classroom.state import Branch, Position, Refused, Seat, State

MOST_UNDONE = 200
MOST_BRANCHES = 20


def applied(lesson: Lesson, state: State, event: Any) -> State:
    """The state after an event, with what the class has seen of right answers by then.

    Raises
    ------
    Refused
        If it cannot be done now; the state stays as it is.
    """
    return seen(lesson, happened(lesson, state, event))


def happened(lesson: Lesson, state: State, event: Any) -> State:
    """The state after an event.

    Raises
    ------
    Refused
        If it cannot be done now.
    """
    match event:
        case events.Join():
            return joined(state, event)
        case events.Answered():
            return answered(lesson, state, event)
        case events.Undo():
            if not state.past:
                raise Refused("nothing_to_undo")
            return replace(state, here=state.past[-1], past=state.past[:-1])
        case events.Fork():
            if len(state.branches) > MOST_BRANCHES:
                raise Refused("too_many_branches")
            forked = replace(
                state, branches=(*state.branches, Branch(state.here.branch, state.here.step))
            )
            return moved(forked, replace(state.here, branch=len(state.branches), ends=None))
    return moved(state, by_teacher(lesson, state, event))


def seen(lesson: Lesson, state: State) -> State:
    """The state in which the right answers that the class now sees count as shown, for good."""
    now = kind_at(lesson, state.here.step).gives_away(Room(lesson, state)) - state.shown
    if not now:
        return state
    over = {step for step in now if kind_at(lesson, step).only_guesses}
    return replace(state, shown=state.shown | now, over=state.over | over)


def moved(state: State, here: Position) -> State:
    """The state at another position; the one before is kept for an undo."""
    return replace(state, here=here, past=(*state.past, state.here)[-MOST_UNDONE:])


def kind_at(lesson: Lesson, step: int) -> Kind:
    """What kind of step it is."""
    return KINDS[lesson.steps[step].kind]


def joined(state: State, event: events.Join) -> State:
    """The state with one more seat; the same phone again is no second one."""
    if state.here.shut:
        raise Refused("door_closed")
    if event.seat in state.seats:
        raise Refused("seat_taken")
    if any(seat.digest == event.digest for seat in state.seats.values()):
        raise Refused("seat_taken")
    if len(state.sitting) >= events.MOST_SEATS:
        raise Refused("room_full")
    number = int(event.seat.removeprefix("seat-"))
    taken = {seat.chair for seat in state.sitting.values()}
    chair = next(k for k in count(1) if k not in taken)
    seat = Seat(number=number, name=event.name, digest=event.digest, chair=chair)
    return replace(state, seats={**state.seats, event.seat: seat})


def answered(lesson: Lesson, state: State, event: events.Answered) -> State:
    """The state with an answer, which takes the place of an earlier one at the same step."""
    seat = state.sitting.get(event.seat)
    if seat is None:
        raise Refused("no_seat")
    if event.request <= seat.last:
        return state
    if event.step != state.here.step or event.branch != state.branch_of(event.step):
        raise Refused("too_late")
    if event.step in state.over:
        raise Refused("shown")
    if state.locked(event.step):
        raise Refused("locked")
    kind = kind_at(lesson, event.step)
    if kind.timed and state.here.ends is not None and event.at > state.here.ends:
        raise Refused("time_over")
    checked = kind.checked(lesson, event.step, event.value)
    if event.step in state.shown and kind.guesses(checked):
        raise Refused("shown")
    kind.permits(Room(lesson, state), event.seat, checked)
    return replace(
        state,
        answers={**state.answers, (event.branch, event.step, event.seat): checked},
        seats={**state.seats, event.seat: replace(seat, last=event.request)},
    )


def by_teacher(lesson: Lesson, state: State, event: Any) -> Position:
    """Where the teacher's event leads."""
    here = state.here
    match event:
        case events.Move(do=way):
            step = here.step + (1 if way == "next" else -1)
            if not 0 <= step < len(lesson.steps):
                raise Refused("last_step" if way == "next" else "first_step")
            return gone(lesson, state, here.branch, step)
        case events.Go(step=step):
            if step >= len(lesson.steps):
                raise Refused("last_step")
            return gone(lesson, state, here.branch, step)
        case events.Lock(do=way):
            if not kind_at(lesson, here.step).answers:
                raise Refused("nothing_to_lock")
            place = {state.place(here.step)}
            if way == "lock":
                return replace(here, locked=here.locked | place, ends=None)
            if here.step in state.over:
                raise Refused("shown")
            return unseated(state, replace(here, locked=here.locked - place))
        case events.Reveal(do=way):
            return revealed(lesson, state, everything=way == "reveal_all")
        case events.Timer(seconds=seconds):
            return replace(here, ends=event.at + seconds if seconds else None)
        case events.Blank():
            return replace(here, blank=not here.blank)
        case events.Door(do=way):
            return replace(here, shut=way == "close_door")
        case events.Kick(seat=seat):
            if seat not in state.sitting:
                raise Refused("no_seat")
            return unseated(state, replace(here, kicked=here.kicked | {seat}))
        case events.Hands(step=step, counts=counts):
            if step != here.step:
                raise Refused("too_late")
            checked = kind_at(lesson, step).checked_hands(lesson, step, counts)
            return replace(here, hands={**here.hands, state.place(step): checked})
        case events.Paper(step=step, decisions=decisions):
            if step != here.step:
                raise Refused("too_late")
            if state.locked(step):
                raise Refused("locked")
            decided = kind_at(lesson, step).checked_paper(Room(lesson, state), decisions)
            return replace(here, paper={**here.paper, state.place(step): decided})
        case events.ToBranch(branch=branch):
            if branch >= len(state.branches):
                raise Refused("no_such_branch")
            step = max(here.step, state.branches[branch].step)
            return gone(lesson, state, branch, step)
    raise TypeError(f"no rule for {type(event).__name__}")


def gone(lesson: Lesson, state: State, branch: int, step: int) -> Position:
    """The position at another step; what is passed on the way to it takes no more answers.

    So nobody answers who has seen what came of it, until the teacher opens the step again.
    """
    there = replace(state.here, branch=branch, step=step, ends=None)
    after = replace(state, here=there)
    passed = {
        after.place(k) for k in range(state.here.step, step) if kind_at(lesson, k).answers
    }  # fmt: skip
    return replace(there, locked=there.locked | passed)


def unseated(state: State, here: Position) -> Position:
    """The position in which open steps no longer count the answers of seats taken away."""
    void = {
        key for key in state.answers if key[2] in here.kicked and key[:2] not in here.locked
    }  # fmt: skip
    return replace(here, void=here.void | void)


def revealed(lesson: Lesson, state: State, *, everything: bool) -> Position:
    """The position with the next thing of the step shown, or all."""
    here = state.here
    most = kind_at(lesson, here.step).reveals(lesson, here.step)
    shown = state.revealed(here.step)
    if shown >= most:
        raise Refused("nothing_to_reveal")
    place = state.place(here.step)
    return replace(here, revealed={**here.revealed, place: most if everything else shown + 1})
