"""What a kind of step is: what may be answered at it, what is revealed, and what each role sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from simulation.classroom.cases import Case
from simulation.classroom.catalogue import Words
from simulation.classroom.lesson import Lesson
from simulation.classroom.lesson_file import StepFile
from simulation.classroom.state import Answer, Refused, State


@dataclass(frozen=True)
class Room:
    """A class at one moment of a lesson; what is shown follows from it and from nothing else."""

    lesson: Lesson
    state: State

    @property
    def seed(self) -> int:
        """The seed of its draws."""
        return self.state.seed

    @property
    def words(self) -> Words:
        """The words of the lesson's language."""
        return self.lesson.words

    @property
    def step(self) -> StepFile:
        """The step at which the class is."""
        return self.lesson.steps[self.number]

    @property
    def number(self) -> int:
        """Its number, from 0."""
        return self.state.here.step

    @property
    def case(self) -> Case:
        """The vote that the step is about."""
        return self.lesson.case_at(self.number)

    @property
    def locked(self) -> bool:
        """Whether the step takes no more answers."""
        return self.state.locked(self.number)

    @property
    def revealed(self) -> int:
        """How much of the step is revealed."""
        return self.state.revealed(self.number)


class AnswerShape(BaseModel):
    """What a phone sends: every value checked, none converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


@dataclass(frozen=True)
class Group:
    """One question of a step as hands are counted: its name, and its choices with their words."""

    name: str
    choices: tuple[tuple[str, str], ...]


class Kind:
    """A kind of step. One without answers and reveals shows what it has at once.

    ``shape`` checks the form of an answer; :meth:`fits` what depends on the lesson.
    """

    shape: type[AnswerShape] | None = None
    timed = False
    """Whether its answers are closed when the timer ends."""

    only_guesses = False
    """Whether every answer is a guess of what is shown later: it is closed for good then."""

    @property
    def answers(self) -> bool:
        """Whether phones answer at it."""
        return self.shape is not None

    def checked(self, lesson: Lesson, step: int, value: Mapping[str, Any]) -> Answer:
        """An answer, once it is checked.

        Raises
        ------
        Refused
            If it is none that can be given here.
        """
        if self.shape is None:
            raise Refused("no_answer_here")
        try:
            found = self.shape.model_validate(dict(value))
        except ValidationError as error:
            raise Refused("wrong_answer") from error
        self.fits(lesson, step, found)
        return found.model_dump(mode="json")

    def fits(self, lesson: Lesson, step: int, answer: Any) -> None:
        """Refuse an answer of the right form that cannot be given at this step."""

    def permits(self, room: Room, seat: str, answer: Answer) -> None:
        """Refuse a checked answer that this seat cannot give at this moment of the lesson."""

    def guesses(self, answer: Answer) -> bool:
        """Whether a checked answer guesses what is shown later."""
        return self.only_guesses

    def gives_away(self, room: Room) -> frozenset[int]:
        """The steps whose right answer the class sees while it is at this one."""
        return frozenset()

    def groups(self, lesson: Lesson, step: int) -> tuple[Group, ...]:
        """The questions for which hands can be counted."""
        return ()

    def checked_hands(
        self, lesson: Lesson, step: int, counts: Mapping[str, Mapping[str, int]]
    ) -> Answer:
        """Counts of hands, once it is checked that they are of questions and choices of the step.

        Raises
        ------
        Refused
            If they are not.
        """
        known = {
            group.name: {value for value, _ in group.choices} for group in self.groups(lesson, step)
        }
        for name, given in counts.items():
            if name not in known or set(given) - known[name]:
                raise Refused("wrong_hands")
        return {name: dict(given) for name, given in counts.items()}

    def paper(self, room: Room) -> dict[str, Any] | None:
        """The form for what states decide on paper; None where they decide nothing now."""
        return None

    def checked_paper(self, room: Room, decisions: Mapping[str, int | str]) -> Mapping[str, Answer]:
        """What states decided on paper, by member, once it is checked.

        Raises
        ------
        Refused
            If it is nothing that they can decide here.
        """
        raise Refused("no_answer_here")

    def reveals(self, lesson: Lesson, step: int) -> int:
        """How many things the teacher reveals one by one."""
        return 0

    def shown(self, room: Room) -> dict[str, Any]:
        """What the projector shows: nothing that is not revealed."""
        return {}

    def shown_to_phones(self, room: Room) -> dict[str, Any]:
        """What of it a phone needs too; less where it takes long and the phone does not show it."""
        return self.shown(room)

    def form(self, room: Room, seat: str) -> dict[str, Any]:
        """What a phone needs beside what all see: its form, its own answer."""
        return {}

    def private(self, room: Room) -> dict[str, Any]:
        """What the teacher alone sees."""
        return {}


def tally_of(values: list[str], hands: Mapping[str, int], choices: Group) -> list[dict[str, Any]]:
    """How many chose each choice, phones and hands together, in the order of the choices."""
    counts = [values.count(value) + hands.get(value, 0) for value, _ in choices.choices]
    most = max([*counts, 1])
    return [
        {"value": value, "words": words, "count": count, "width": round(100 * count / most)}
        for (value, words), count in zip(choices.choices, counts, strict=True)
    ]
