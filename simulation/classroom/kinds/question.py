"""A question with choices of which one is right."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from simulation.classroom.kinds.base import AnswerShape, Group, Kind, Room, tally_of
from simulation.classroom.lesson import Lesson
from simulation.classroom.state import Refused

CHOICE = "choice"


class Choice(AnswerShape):
    """The choice, from 1."""

    choice: Annotated[int, Field(ge=1, le=6)]


class Question(Kind):
    """A concept question: the class answers, then sees what all chose, and the key."""

    shape = Choice
    only_guesses = True

    def fits(self, lesson: Lesson, step: int, answer: Choice) -> None:
        """Refuse a choice that is not there."""
        if answer.choice > len(lesson.steps[step].choices or []):
            raise Refused("wrong_answer")

    def groups(self, lesson: Lesson, step: int) -> tuple[Group, ...]:
        """Hands for each choice."""
        choices = lesson.steps[step].choices or []
        return (Group(CHOICE, tuple((str(k), text) for k, text in enumerate(choices, start=1))),)

    def gives_away(self, room: Room) -> frozenset[int]:
        """Its own key, once it is locked."""
        return frozenset({room.number}) if room.locked else frozenset()

    def shown(self, room: Room) -> dict[str, Any]:
        """The question; once no more answers are taken, how the class chose, and the key."""
        step = room.step
        answers = list(room.state.answers_at(room.number).values())
        found: dict[str, Any] = {
            "question": step.question,
            "choices": list(step.choices or []),
            "answered": len(answers),
            "of": len(room.state.sitting),
        }
        if room.locked:
            (group,) = self.groups(room.lesson, room.number)
            hands = room.state.hands(room.number).get(CHOICE, {})
            found["counts"] = tally_of([str(a[CHOICE]) for a in answers], hands, group)
            found["key"] = step.key
            found["explained"] = step.explained
        return found

    def form(self, room: Room, seat: str) -> dict[str, Any]:
        """What this seat chose."""
        return {"mine": room.state.answer_of(room.number, seat)}

    def private(self, room: Room) -> dict[str, Any]:
        """The key, and how the class has chosen so far, so that a teacher may let it talk first."""
        (group,) = self.groups(room.lesson, room.number)
        answers = room.state.answers_at(room.number).values()
        hands = room.state.hands(room.number).get(CHOICE, {})
        counts = tally_of([str(answer[CHOICE]) for answer in answers], hands, group)
        assert room.step.key is not None
        words = (room.step.choices or [])[room.step.key - 1]
        return {
            "key": room.step.key, "words": words, "explained": room.step.explained,
            "counts": counts,
        }  # fmt: skip
