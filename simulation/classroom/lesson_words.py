"""A lesson in one of its languages: its own, or another in which its file has all its texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from simulation.classroom.catalogue import ENGLISH, languages
from simulation.classroom.lesson_file import (
    LessonFile,
    LessonWords,
    StepFile,
    StepWords,
    VoteFile,
    VoteWords,
)
from simulation.scenario.mistakes import InputError, Mistake
from simulation.scenario.words import listed

IN_ENGLISH = ("crisis", "draft")
"""What of a vote is on record in English, so that a lesson in another language has to say it."""

AS_MANY = ("choices", "beliefs")
"""Lists that have as many entries in every language."""


def languages_of(lesson: LessonFile) -> list[str]:
    """The languages in which a lesson can be taught, its own first."""
    return list(dict.fromkeys([lesson.language, *lesson.words]))


def in_language(lesson: LessonFile, language: str | None, file: str) -> LessonFile:
    """The lesson with its texts in a language; in its own where none is named.

    Raises
    ------
    InputError
        If there is no such language, or the lesson has no texts in it.
    """
    if language is None or language == lesson.language:
        return lesson
    if language not in languages():
        why = f"there are no words in this language; there are {listed(languages())}"
        raise InputError([Mistake("", "language", why, value=repr(language))])
    if language not in lesson.words:
        why = (
            f"{file} has no texts in this language; it has {listed(languages_of(lesson))}, and "
            f"[words.{language}] adds one"
        )
        raise InputError([Mistake("", "language", why, value=repr(language))])
    return in_words(
        lesson, lesson.words[language], language=language,
        vote=[in_words(vote, vote.words.get(language)) for vote in lesson.vote],
        step=[in_words(step, step.words.get(language)) for step in lesson.step],
    )  # fmt: skip


def in_words[T: BaseModel](part: T, words: BaseModel | None, **changes: Any) -> T:
    """A part of a lesson with other texts."""
    found = {} if words is None else {key: getattr(words, key) for key in words.model_fields_set}
    return part.model_copy(update=found | changes)


def missing_words(lesson: LessonFile, file: str) -> Iterator[Mistake]:
    """What a lesson lacks in one of its languages, and what it has there and not in its own."""
    parts = list(parts_of(lesson))
    for place, part, _ in parts:
        for key in IN_ENGLISH if isinstance(part, VoteFile) and lesson.language != ENGLISH else ():
            if getattr(part, key) is None:
                why = f" is missing; on record it is in English: write it in {lesson.language}"
                yield Mistake(file, f"{place}{key}", why)
    for language in dict.fromkeys(each for _, part, _ in parts for each in part.words):
        if language == lesson.language:
            why = f"is the language of the file itself; leave [words.{language}] out"
            yield Mistake(file, "language", why, value=repr(language))
            continue
        for place, part, shape in parts:
            recorded = IN_ENGLISH if isinstance(part, VoteFile) else ()
            for key in shape.model_fields:
                at = f"{place}words.{language}.{key}"
                mine, theirs = getattr(part, key), getattr(part.words.get(language), key, None)
                needed = mine or (key in recorded and language != ENGLISH)
                if needed and not theirs:
                    yield Mistake(file, at, f" is missing; the lesson has texts in {language}")
                elif theirs and not mine and key not in recorded:
                    why = f" has no {place}{key} beside it; add that, or leave this out"
                    yield Mistake(file, at, why)
                elif key in AS_MANY and mine and theirs and len(mine) != len(theirs):
                    why = f" are {len(theirs)} and not {len(mine)}; write as many"
                    yield Mistake(file, at, why)


type Part = LessonFile | VoteFile | StepFile


def parts_of(lesson: LessonFile) -> Iterator[tuple[str, Part, type[BaseModel]]]:
    """The parts of a lesson that have texts: where they stand, and the shape of their texts."""
    yield "", lesson, LessonWords
    for number, vote in enumerate(lesson.vote, start=1):
        yield f"vote[{number}].", vote, VoteWords
    for number, step in enumerate(lesson.step, start=1):
        yield f"step[{number}].", step, StepWords
