"""What the lessons of the package hold for print is whole, and fits their steps."""

import pytest

from simulation.classroom.lesson import load_lesson
from simulation.classroom.lesson_file import lessons

WHOLE = [name for name in lessons() if load_lesson(name).pack.of is None]


@pytest.mark.parametrize("name", lessons())
def test_a_third_of_the_time_is_talk_within_the_minutes_of_its_steps(name):
    lesson = load_lesson(name)
    minutes = {step.title: step.minutes for step in lesson.steps}
    assert all(talk.minutes <= minutes[talk.step] for talk in lesson.pack.talk)
    share = sum(talk.minutes for talk in lesson.pack.talk) / sum(minutes.values())
    assert 1 / 3 <= share <= 0.36


@pytest.mark.parametrize("name", WHOLE)
def test_a_lesson_has_aims_three_questions_tasks_and_a_rubric(name):
    lesson = load_lesson(name)
    asked = [lesson.steps[k] for k in lesson.all_of("question")] + lesson.pack.question
    assert len(asked) == 3
    for each in asked:
        assert len(each.choices) == 4
        assert len(each.beliefs) == 3
        assert each.explained
    assert min(len(lesson.pack.aims), len(lesson.pack.tasks), len(lesson.pack.criterion)) >= 3


def test_the_keys_of_the_questions_are_not_all_at_one_place():
    keys = [
        each.key
        for name in WHOLE
        for lesson in [load_lesson(name)]
        for each in [*(lesson.steps[k] for k in lesson.all_of("question")), *lesson.pack.question]
    ]
    assert len(set(keys)) >= 3


def test_the_short_lesson_shares_the_pack_of_the_long_one():
    long, short = load_lesson("why-did-it-fail"), load_lesson("why-did-it-fail-20")
    assert (long.pack.short, short.pack.of) == ("why-did-it-fail-20", "why-did-it-fail")
