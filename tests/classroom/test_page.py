"""The page for teachers says what is there: minutes, keys, kinds of step, points, pictures."""

import re
from pathlib import Path

import pytest

from simulation.classroom import lesson_file
from simulation.classroom.kinds import KINDS
from simulation.classroom.lesson_file import StepFile, VoteFile
from simulation.classroom.pages import HERE
from simulation.classroom.predictions import CLOSE, POINTS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = " ".join((DOCS / "classroom.md").read_text(encoding="utf-8").split())


def test_the_minutes_of_each_step_are_those_of_the_lesson(lesson):
    shown = dict(re.findall(r"([A-Z][^.*()]+?[?.]?) \((\d+)(?: minutes)?\)", PAGE))
    for step in lesson.steps:
        assert shown[step.title] == f"{step.minutes:g}", step.title
    assert sum(step.minutes for step in lesson.steps) == 50


def test_every_kind_of_step_and_every_key_is_named():
    for kind in KINDS:
        assert f'"{kind}"' in PAGE
    for key in (*VoteFile.model_fields, *StepFile.model_fields):
        assert f"`{key}`" in PAGE or f"`{key} = " in PAGE, key
    assert set(lesson_file.KEYS) <= set(KINDS)


def test_the_points_are_those_that_are_given():
    assert POINTS == {"outcome": 2, "yes": 2, "blocks": 1}
    assert CLOSE == 1
    assert (
        "two for the outcome, two for the number of yes (one if it is off by one), one for who"
        in PAGE
    )


def test_every_key_of_the_console_is_explained():
    console = (HERE / "templates" / "teacher.html").read_text(encoding="utf-8")
    assert len(re.findall(r"data-key=", console)) == 9
    for key in (
        "→ or page down",
        "← or page up",
        "L",
        "space",
        "shift and space",
        "U",
        "T",
        "B",
        "K",
        "D",
        "F",
    ):
        assert f"| {key} |" in PAGE, key


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\((?!http)([^)#]+)\)", PAGE))))
def test_every_link_leads_somewhere(target):
    assert (DOCS / target).exists()
