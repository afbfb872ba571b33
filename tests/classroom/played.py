"""Session files of classes that played, in few words."""

from classroom.steps import go, join

from simulation.classroom.events import EVENT
from simulation.classroom.session import begin


class Played:
    """A class whose session is kept in a file."""

    def __init__(self, lesson, path, *, seed=1, pupils=3):
        self.lesson, self.path, self.number = lesson, path, 0
        self.session = begin(lesson, seed=seed, clock=lambda: 1.0, path=path)
        for number in range(1, pupils + 1):
            self.do(join(number, f"pupil {number}"))

    def do(self, event):
        self.session.do(EVENT.validate_python(event))

    def go(self, step):
        self.do(go(step))

    def answer(self, seat, step, value):
        self.number += 1
        self.do(
            {
                "do": "answer", "seat": f"seat-{seat}", "branch": 0, "step": step,
                "request": self.number, "value": value,
            }
        )  # fmt: skip

    def at(self, kind, nth=0):
        """Go to a step of a kind; its number."""
        step = self.lesson.all_of(kind)[nth]
        self.go(step)
        return step

    def close(self):
        self.session.close()
        return self.path


def guess(yes, outcome, *blocks):
    return {
        "yes": yes, "no": 15 - yes, "abstain": 0, "outcome": outcome, "blocks": list(blocks)
    }  # fmt: skip


def class_of_a(lesson, path, guesses, *, seed=1, whole=True):
    """Lesson A: ``guesses`` are pairs of predictions, before and after, one a pupil."""
    played = Played(lesson, path, seed=seed, pupils=len(guesses))
    for nth in (0, 1):
        step = played.at("predict", nth)
        for seat, pair in enumerate(guesses, start=1):
            if pair[nth] is not None:
                played.answer(seat, step, pair[nth])
        played.at("reveal", nth)
        played.do({"do": "reveal_all" if whole else "reveal"})
        if nth:
            continue
        step = played.at("question")
        for seat in range(1, len(guesses) + 1):
            played.answer(seat, step, {"choice": 1 + seat % 2})
        played.do({"do": "lock"})
        step = played.at("amend")
        played.answer(1, step, {"clause": 0})
        played.do({"do": "hands", "step": step, "counts": {"clause": {"4": 1}}})
        played.do({"do": "lock"})
    played.at("scores")
    return played.close()
