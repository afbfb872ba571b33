"""A class at a lesson whose council it plays, in few words."""

from classroom.steps import go, happen, join

from simulation.classroom.kinds.base import Room
from simulation.classroom.state import State


def here(lesson, state):
    return Room(lesson, state)


def seats_of(many, seed=1):
    return State(seed=seed), [join(number) for number in range(1, many + 1)]


def entered(lesson, many, seed=1):
    start, joins = seats_of(many, seed)
    return happen(lesson, *joins, state=start)


def at(lesson, state, kind, crisis=1):
    """The class at a step, those before it passed."""
    found = [k for k in lesson.all_of(kind) if lesson.steps[k].crisis == crisis]
    return happen(lesson, go(found[0]), state=state), found[0]
