"""The shape of a lesson's file, which a teacher copies and changes; checked like every file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from simulation.classroom.council_file import CouncilPart
from simulation.classroom.pack_file import PackPart, check_question
from simulation.scenario.files import is_file, is_path
from simulation.scenario.mistakes import InputError, nearest, shortened
from simulation.scenario.reading import check
from simulation.scenario.schema import FilePart
from simulation.scenario.values import Text, Texts, repeated

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

OWN = {"kind", "title", "minutes", "notes"}
"""Keys that any step may have."""


class VoteFile(FilePart):
    """A vote of the lesson: a draft that is on record, and what a class is told of it."""

    name: Text
    case: Text = ""
    symbol: Text = ""
    history: Texts = Field(default_factory=list, max_length=6)


class StepFile(FilePart):
    """One step of a lesson."""

    kind: Kind
    title: str = ""
    minutes: Annotated[float, Field(ge=0, le=180)] = 0.0
    notes: str = ""
    vote: Text | None = None
    crisis: Annotated[int, Field(ge=1, le=20)] | None = None
    rule_sets: Annotated[Texts, Field(max_length=6)] | None = None
    text: Texts | None = None
    question: Text | None = None
    choices: Annotated[Texts, Field(min_length=2, max_length=6)] | None = None
    key: Annotated[int, Field(ge=1, le=6)] | None = None
    explained: Text | None = None
    beliefs: Texts | None = None

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


class LessonFile(FilePart):
    """A whole lesson: its votes, and its steps in their order."""

    title: Text
    description: str = ""
    language: Literal["en"] = "en"
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
