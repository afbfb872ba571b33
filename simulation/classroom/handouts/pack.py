"""The pack for print of a lesson: sheets for the teacher, sheets and cards for pupils."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulation.classroom.handouts.case_sheets import case_sheet
from simulation.classroom.handouts.council_sheets import council_sheet, slips
from simulation.classroom.handouts.page import STATIC, whole
from simulation.classroom.kinds.base import Room
from simulation.classroom.lesson import Lesson, load_lesson
from simulation.classroom.lesson_file import StepFile
from simulation.classroom.pack_file import QuestionPart
from simulation.classroom.pages import Pages

STYLE = STATIC / "pack.css"
SLIPS = 16
"""So many empty slips for ballots and pledges are on a sheet."""


def pack(lesson: Lesson, seed: int) -> str:
    """The pack of a lesson as one HTML file, printed on A4 or Letter.

    Parameters
    ----------
    lesson : Lesson
        A lesson; one that shares the pack of another has that one's.
    seed : int
        Seed of the votes and of the history, as the lesson will be started with.

    Raises
    ------
    InputError
        If a lesson that it names cannot be read.
    """
    pages = Pages(lesson.words)
    return whole(pages, "handouts/pack.html", STYLE, p=content(lesson, seed))


def slips_of(room: Room) -> str:
    """The slips of a step at which states decide, as one HTML file."""
    pages = Pages(room.words)
    return whole(
        pages, "handouts/slips.html", STYLE, title=room.step.title, cards=slips(room),
        simulated=room_mark(room),
    )  # fmt: skip


def room_mark(room: Room) -> str:
    """That real states are simulated, where there are any."""
    from simulation.analysis.caveat import mark

    return mark(room.lesson.council.members).strip() if room.lesson.council else ""


def content(lesson: Lesson, seed: int) -> dict[str, Any]:
    """All that a pack holds, as plain data and lines of the catalogue."""
    if lesson.pack.of is not None:
        return content(load_lesson(lesson.pack.of, lesson.language), seed)
    plans = [lesson]
    if lesson.pack.short is not None:
        plans.append(load_lesson(lesson.pack.short, lesson.language))
    rule_sets = {step.vote: step.rule_sets or [] for step in lesson.steps if step.kind == "rules"}
    votes = [case_sheet(case, seed, rule_sets.get(name, [])) for name, case in lesson.cases.items()]
    council = None if lesson.council is None else council_sheet(lesson, seed)
    return {
        "title": lesson.title,
        "description": lesson.description,
        "seed": seed,
        "aims": lesson.pack.aims,
        "plans": [plan(each) for each in plans],
        "questions": questions(lesson),
        "votes": votes,
        "council": council,
        "tasks": lesson.pack.tasks,
        "criteria": lesson.pack.criterion,
        "slips": SLIPS,
    }


def plan(lesson: Lesson) -> dict[str, Any]:
    """The plan of a lesson by the minute, and its debrief."""
    rows, now = [], 0.0
    for step in lesson.steps:
        rows.append(
            {"begins": clock(now), "ends": clock(now + step.minutes), "title": step.title,
             "notes": step.notes}
        )  # fmt: skip
        now += step.minutes
    return {
        "minutes": now,
        "rows": rows,
        "talk": lesson.pack.talk,
        "talk_minutes": sum(each.minutes for each in lesson.pack.talk),
    }


def clock(minutes: float) -> str:
    """Minutes since the lesson began.

    >>> clock(3.5), clock(0.0)
    ('3:30', '0:00')
    """
    seconds = round(60 * minutes)
    return f"{seconds // 60}:{seconds % 60:02d}"


def questions(lesson: Lesson) -> list[dict[str, Any]]:
    """The concept questions: those of the lesson's steps, then those that are printed alone."""
    asked: Sequence[StepFile | QuestionPart] = [
        *(lesson.steps[k] for k in lesson.all_of("question")),
        *lesson.pack.question,
    ]
    return [with_beliefs(each) for each in asked]


def with_beliefs(question: StepFile | QuestionPart) -> dict[str, Any]:
    """A question, its choices each with the belief behind it if it is wrong."""
    choices, beliefs = question.choices or [], iter(question.beliefs or [])
    rows = [
        {"words": words, "right": number == question.key,
         "belief": None if number == question.key else next(beliefs, None)}
        for number, words in enumerate(choices, start=1)
    ]  # fmt: skip
    return {
        "question": question.question,
        "choices": rows,
        "key": question.key,
        "explained": question.explained,
    }
