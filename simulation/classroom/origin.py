"""What decides a lesson's votes: the code of this program, and the cases and councils it names."""

from __future__ import annotations

from collections.abc import Iterator

from simulation.classroom.cases import scenario_under
from simulation.classroom.lesson import Lesson
from simulation.classroom.table import scenario_of
from simulation.experiments.description import description, digest_of
from simulation.experiments.source import source_digest
from simulation.scenario.scenario import Scenario

BEGINS = ("simulation.classroom.play", "simulation.classroom.views")
"""Where the code begins that decides what a class may do and what it sees."""


def origin_of(lesson: Lesson) -> str:
    """A digest of all that decides what a class sees of a lesson, but seed and answers.

    Two programs with the same digest play a session file alike. Words, pages and looks are no
    part of it.

    Returns
    -------
    str
        SHA-256.
    """
    return digest_of([source_digest(*BEGINS), *map(description, scenarios_of(lesson))])


def scenarios_of(lesson: Lesson) -> Iterator[Scenario]:
    """The scenarios that a lesson plays: its cases, each under all its rules, and its council."""
    for name, case in sorted(lesson.cases.items()):
        rules = {
            each for step in lesson.steps if step.vote == name for each in step.rule_sets or ()
        }  # fmt: skip
        for chosen in (None, *sorted(rules)):
            yield scenario_under(case.case, chosen)
    if lesson.council is not None:
        yield scenario_of(lesson.council.setting)
