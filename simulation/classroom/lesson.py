"""A lesson that can be played: its steps, and the votes that they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from simulation.classroom.cases import Case, case_of, scenario_under
from simulation.classroom.catalogue import Words, words_of
from simulation.classroom.council_file import Council, council_of
from simulation.classroom.lesson_file import (
    OF_A_COUNCIL,
    OF_A_VOTE,
    LessonFile,
    StepFile,
    find_lesson,
    of_content,
)
from simulation.classroom.lesson_words import in_language, missing_words
from simulation.classroom.pack_file import PackPart
from simulation.scenario.files import is_path, read, shown_path
from simulation.scenario.mistakes import Gathered, InputError, Mistake, nearest
from simulation.scenario.salvage import ShapeError


@dataclass(frozen=True)
class Lesson:
    """A checked lesson.

    Its texts are in ``language``. ``content`` is what its file holds, as plain data, so that a
    session can keep the whole of it, in all its languages. ``name`` is the name of one that the
    package carries, empty for another.
    """

    title: str
    description: str
    language: str
    steps: tuple[StepFile, ...]
    cases: Mapping[str, Case]
    content: Mapping[str, Any]
    council: Council | None = None
    pack: PackPart = field(default_factory=PackPart)
    name: str = field(default="", compare=False)

    @property
    def words(self) -> Words:
        """The words of its language."""
        return words_of(self.language)

    def case_at(self, step: int) -> Case:
        """The vote that a step is about."""
        name = self.steps[step].vote
        assert name is not None
        return self.cases[name]

    def last_before(self, step: int, kind: str, vote: str | None) -> int | None:
        """The nearest step of a kind before this one that is about the same vote."""
        found = [
            k for k, each in enumerate(self.steps[:step]) if each.kind == kind and each.vote == vote
        ]
        return found[-1] if found else None

    def all_of(self, kind: str) -> tuple[int, ...]:
        """The steps of a kind, in their order."""
        return tuple(k for k, each in enumerate(self.steps) if each.kind == kind)


def load_lesson(name: str, language: str | None = None) -> Lesson:
    """A lesson by its name or the path of its file; in its own language if none is named.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    path = find_lesson(name)
    found = lesson_of(read(path), shown_path(path), language)
    return replace(found, name="" if is_path(name) else name)


def lesson_of(raw: dict[str, Any], file: str, language: str | None = None) -> Lesson:
    """The lesson of a file's content; in its own language if none is named.

    Raises
    ------
    InputError
        With a sentence for every mistake, in its shape and in what it names.
    """
    gathered = Gathered()
    checked: LessonFile | None
    try:
        checked = of_content(raw, file)
    except ShapeError as error:
        gathered.add(error.mistakes)
        checked = error.usable
    cases: dict[str, Case] = {}
    council, told = None, checked
    if checked is not None:
        told = gathered.take(in_language, checked, language, file) or checked
        if checked.council is not None:
            council = gathered.take(council_of, checked.council, file)
        for number, vote in enumerate(told.vote, start=1):
            with gathered.kept():
                cases[vote.name] = case_of(
                    vote, file=file, key=f"vote[{number}]", language=told.language
                )
        gathered.add(wrong_steps(checked, cases, file))
        gathered.add(wrong_pack(checked, file))
        gathered.add(missing_words(checked, file))
    gathered.stop()
    assert checked is not None and told is not None  # noqa: PT018
    return Lesson(
        title=told.title,
        description=told.description,
        language=told.language,
        steps=tuple(told.step),
        cases=cases,
        content=checked.model_dump(exclude_unset=True),
        council=council,
        pack=checked.pack or PackPart(),
    )


def wrong_steps(checked: LessonFile, cases: Mapping[str, Case], file: str) -> list[str]:
    """A sentence for each step that names a vote or a rule set that there is not."""
    gathered = Gathered()
    names = [vote.name for vote in checked.vote]
    if checked.step[0].kind != "join":
        why = "the first step must be of kind join, which lets the class in"
        gathered.note(Mistake(file, "step[1].kind", why, value=repr(checked.step[0].kind)))
    for number, step in enumerate(checked.step, start=1):
        if step.kind in OF_A_COUNCIL and checked.council is None:
            why = 'needs a council at which people sit; add [council] with scenario = "horseshoe"'
            gathered.note(Mistake(file, f"step[{number}].kind", why, value=repr(step.kind)))
        if step.kind not in OF_A_VOTE or step.vote is None:
            continue
        if step.vote not in names:
            why = f"there is no [[vote]] of that name; {nearest(step.vote, names)}"
            gathered.note(Mistake(file, f"step[{number}].vote", why, value=repr(step.vote)))
            continue
        if step.kind == "reveal" and not any(
            other.kind == "predict" and other.vote == step.vote
            for other in checked.step[: number - 1]
        ):
            why = "no step of kind predict for this vote stands before; add one"
            gathered.note(Mistake(file, f"step[{number}].kind", why, value="'reveal'"))
        case = cases.get(step.vote)
        for rules in step.rule_sets or []:
            if case is None:
                continue
            try:
                scenario_under(case.case, rules)
            except InputError as error:
                key = f"step[{number}].rule_sets"
                gathered.add(Mistake(file, key, str(m), value=repr(rules)) for m in error.mistakes)
    return gathered.mistakes


def wrong_pack(checked: LessonFile, file: str) -> list[str]:
    """A sentence for each lesson or step that the part for print names and that there is not."""
    gathered = Gathered()
    pack = checked.pack or PackPart()
    for key in ("of", "short"):
        name = getattr(pack, key)
        if name is None:
            continue
        try:
            find_lesson(name)
        except InputError as error:
            key = f"pack.{key}"
            gathered.add(Mistake(file, key, str(m), value=repr(name)) for m in error.mistakes)
    titles = [step.title for step in checked.step if step.title]
    for number, talk in enumerate(pack.talk, start=1):
        if talk.step not in titles:
            why = f"there is no step of that title; {nearest(talk.step, titles)}"
            gathered.note(Mistake(file, f"pack.talk[{number}].step", why, value=repr(talk.step)))
    return gathered.mistakes
