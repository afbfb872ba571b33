"""The shape of a lesson's file, which a teacher copies and changes; checked like every file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from simulation.classroom.catalogue import ENGLISH, languages
from simulation.classroom.council_file import CouncilPart
from simulation.classroom.pack_file import PackPart, check_question
from simulation.scenario.files import is_file, is_path
from simulation.scenario.mistakes import InputError, nearest, shortened
from simulation.scenario.reading import check
from simulation.scenario.schema import FilePart
from simulation.scenario.values import Text, Texts, repeated
from simulation.scenario.words import listed

FOLDER = Path(__file__).parent / "lessons"
"""Where the lessons are that the package carries."""

Kind = Literal[
    "join", "crisis", "predict", "reveal", "amend", "rules", "question", "scores", "text",
    "cards", "want", "draft", "vote", "pledge", "burden", "learnt", "debrief",
]  # fmt: skip

OF_A_VOTE = ("crisis", "predict", "reveal", "amend", "rules")
"""Kinds of step that are about one of the lesson's votes."""

OF_A_MEETING = ("want", "draft", "vote", "pledge", "burden", "learnt")
"""Kinds of step that are about one crisis of the lesson's council, counted from 1."""

OF_A_COUNCIL = (*OF_A_MEETING, "cards", "debrief")
"""Kinds of step that need a council at which people sit."""

KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    **dict.fromkeys(OF_A_VOTE, (("vote",), ())),
    "rules": (("vote", "rule_sets"), ()),
    "question": (("question", "choices", "key"), ("explained", "beliefs")),
    "scores": ((), ("text",)),
    **dict.fromkeys(OF_A_MEETING, (("crisis",), ())),
    **dict.fromkeys(("cards", "debrief"), ((), ("text",))),
    "text": (("text",), ()),
}
"""By kind of step the keys that it must have and those that it may have, beside all steps' own."""

OWN = {"kind", "title", "minutes", "notes", "words"}
"""Keys that any step may have."""


def known_language(language: str) -> str:
    """A language in which there are words."""
    if language not in languages():
        raise ValueError(f"there are no words in this language; there are {listed(languages())}")
    return language


Language = Annotated[str, AfterValidator(known_language)]


class VoteWords(FilePart):
    """What a class is told of a vote; ``crisis`` and ``draft`` are what they are called."""

    crisis: Text | None = None
    draft: Text | None = None
    history: Annotated[Texts, Field(max_length=6)] = Field(default_factory=list)


class VoteFile(VoteWords):
    """A vote of the lesson: a draft that is on record, and what a class is told of it."""

    name: Text
    case: Text = ""
    symbol: Text = ""
    words: dict[Language, VoteWords] = Field(default_factory=dict)


class StepWords(FilePart):
    """The texts of a step."""

    title: str = ""
    notes: str = ""
    text: Texts | None = None
    question: Text | None = None
    choices: Annotated[Texts, Field(min_length=2, max_length=6)] | None = None
    explained: Text | None = None
    beliefs: Texts | None = None


class LessonWords(FilePart):
    """The texts of a lesson itself."""

    title: Text
    description: str = ""


class StepFile(StepWords):
    """One step of a lesson."""

    kind: Kind
    minutes: Annotated[float, Field(ge=0, le=180)] = 0.0
    vote: Text | None = None
    crisis: Annotated[int, Field(ge=1, le=20)] | None = None
    rule_sets: Annotated[Texts, Field(max_length=6)] | None = None
    key: Annotated[int, Field(ge=1, le=6)] | None = None
    words: dict[Language, StepWords] = Field(default_factory=dict)

    @model_validator(mode="after")
    def keys_of_its_kind(self) -> StepFile:
        """The keys are those that its kind of step needs."""
        needed, allowed = KEYS.get(self.kind, ((), ()))
        if missing := [key for key in needed if getattr(self, key) is None]:
            raise ValueError(f"a step of kind {self.kind} needs {' and '.join(missing)}; add it")
        extra = self.model_fields_set - OWN - {*needed, *allowed}
        if extra:
            raise ValueError(
                f"a step of kind {self.kind} takes no {', '.join(sorted(extra))}; leave it out"
            )
        if self.key is not None and self.choices is not None:
            check_question(self.choices, self.key, self.beliefs or [])
        return self


def votes_once(rows: list[VoteFile]) -> list[VoteFile]:
    """Votes, no two of one name."""
    if twice := repeated(row.name for row in rows):
        raise ValueError(f"{', '.join(twice)} stands twice; give each vote its own name")
    return rows


class LessonFile(LessonWords):
    """A whole lesson: its votes, and its steps in their order.

    Its texts are in ``language``; ``words`` of the lesson, its votes and its steps are the same
    texts in other languages.
    """

    language: Language = ENGLISH
    words: dict[Language, LessonWords] = Field(default_factory=dict)
    vote: Annotated[list[VoteFile], AfterValidator(votes_once)] = Field(
        default_factory=list, max_length=8
    )
    council: CouncilPart | None = None
    pack: PackPart | None = None
    step: list[StepFile] = Field(default_factory=list, max_length=60)

    @model_validator(mode="after")
    def has_steps(self) -> LessonFile:
        """There is a step, and the first lets the class in."""
        if not self.step:
            raise ValueError("has no step; add [[step]] with a kind, the first of kind join")
        return self


def lessons() -> dict[str, Path]:
    """The lessons that the package carries, by name."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.toml"))}


def find_lesson(name: str) -> Path:
    """The file of a lesson, by its name or path.

    Raises
    ------
    InputError
        If there is none.
    """
    known = lessons()
    if is_path(name):
        path = Path(name)
        if is_file(path):
            return path
        there = nearest("", known)
        raise InputError(
            [f"{shortened(name)}: no such file; a lesson is a TOML file or a name: {there}"]
        )
    if name not in known:
        raise InputError([f"there is no lesson named {shortened(name)!r}; {nearest(name, known)}"])
    return known[name]


def of_content(raw: dict[str, Any], file: str) -> LessonFile:
    """The content of a lesson's file, checked in its shape."""
    return check(LessonFile, raw, file)
