"""What a lesson's file holds for print: aims, questions, talk, tasks, a rubric."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from simulation.scenario.schema import FilePart
from simulation.scenario.values import Text, Texts

LEVELS = 3
"""So many levels a criterion has."""


class QuestionPart(FilePart):
    """A concept question; ``beliefs`` say what each wrong choice comes from, in their order."""

    question: Text
    choices: Annotated[Texts, Field(min_length=2, max_length=6)]
    key: Annotated[int, Field(ge=1, le=6)]
    explained: Text
    beliefs: Texts = Field(default_factory=list)

    @model_validator(mode="after")
    def fits(self) -> QuestionPart:
        """The key is a choice, and each other choice has a belief or none has."""
        check_question(self.choices, self.key, self.beliefs)
        return self


def check_question(choices: list[str], key: int, beliefs: list[str]) -> None:
    """Refuse a key that is no choice, and beliefs that are not one for each wrong choice.

    Raises
    ------
    ValueError
        If it is so.
    """
    if key > len(choices):
        raise ValueError(f"key = {key}: there are {len(choices)} choices")
    if beliefs and len(beliefs) != len(choices) - 1:
        raise ValueError(
            f"beliefs: write one for each wrong choice, {len(choices) - 1} and not {len(beliefs)}"
        )


class TalkPart(FilePart):
    """Minutes of the debrief: at which step, what to ask, what to listen for."""

    step: Text
    minutes: Annotated[float, Field(gt=0, le=180)]
    ask: Text
    listen: Text


class CriterionPart(FilePart):
    """A row of the rubric: what is looked at, and how it looks at each level, the lowest first."""

    name: Text
    levels: Annotated[Texts, Field(min_length=LEVELS, max_length=LEVELS)]


class PackPart(FilePart):
    """What is printed beside what the lesson shows.

    ``of`` names the lesson whose pack this one shares, ``short`` its shorter version.
    """

    of: Text | None = None
    short: Text | None = None
    aims: Texts = Field(default_factory=list, max_length=8)
    tasks: Texts = Field(default_factory=list, max_length=10)
    question: list[QuestionPart] = Field(default_factory=list, max_length=10)
    talk: list[TalkPart] = Field(default_factory=list, max_length=20)
    criterion: list[CriterionPart] = Field(default_factory=list, max_length=8)
