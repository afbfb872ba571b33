"""What tests do in a lesson, in few words."""

from simulation.classroom.events import EVENT
from simulation.classroom.play import applied
from simulation.classroom.state import State

GUESS = {"yes": 10, "no": 2, "abstain": 3, "outcome": "vetoed", "blocks": ["RUS"]}


def happen(lesson, *events, state=None):
    """The state after events, each a dict."""
    state = state or State()
    for number, event in enumerate(events):
        state = applied(lesson, state, EVENT.validate_python({"at": float(number), **event}))
    return state


def join(number, name=""):
    return {"do": "join", "seat": f"seat-{number}", "name": name, "digest": f"{number:064x}"}


def answer(seat, step, value, *, request=1, branch=0):
    return {
        "do": "answer", "seat": f"seat-{seat}", "branch": branch, "step": step,
        "request": request, "value": value,
    }  # fmt: skip


def step_of(lesson, kind, nth=0):
    return lesson.all_of(kind)[nth]


def go(step):
    return {"do": "go", "step": step}
