"""The file of a lesson: what is shipped can be played, and every mistake is said at once."""

import tomllib

import pytest

from simulation.classroom.lesson import lesson_of, load_lesson
from simulation.classroom.lesson_file import lessons
from simulation.scenario.mistakes import InputError

WHOLE = """
title = "Mine"
[[vote]]
name = "a"
case = "syria-2011"
symbol = "S/2012/77"
[[step]]
kind = "join"
[[step]]
kind = "predict"
vote = "a"
"""


def mistakes(text):
    with pytest.raises(InputError) as caught:
        lesson_of(tomllib.loads(text), "mine.toml")
    return caught.value.mistakes


@pytest.mark.parametrize("name", lessons())
def test_a_lesson_of_the_package_can_be_played(name):
    lesson = load_lesson(name)
    assert lesson.steps[0].kind == "join"
    assert 15 <= sum(step.minutes for step in lesson.steps) <= 50
    assert all(step.notes for step in lesson.steps)


def test_a_lesson_of_ones_own_is_found_by_its_path(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(WHOLE, encoding="utf-8")
    assert load_lesson(str(path)).title == "Mine"


def test_a_session_can_keep_a_lesson_and_play_it_again():
    lesson = load_lesson("why-did-it-fail")
    assert lesson_of(dict(lesson.content), "kept") == lesson


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"syria-2011"', '"syria-2012"', "mine.toml: vote[1].case = 'syria-2012': there is no scenario"),
        ("S/2012/77", "S/2012/78", "mine.toml: vote[1].symbol = 'S/2012/78': syria-2011 has 9 drafts"),
        ("S/2012/77", "S/RES/2043", "nobody is known to have held the pen"),
        ('kind = "join"', 'kind = "text"\ntext = ["a"]', "must be of kind join"),
        ('vote = "a"', 'vote = "b"', "mine.toml: step[2].vote = 'b': there is no [[vote]] of that name"),
        ('vote = "a"', "", "a step of kind predict needs vote"),
        ('vote = "a"', 'vote = "a"\ntext = ["a"]', "takes no text; leave it out"),
        ('kind = "predict"', 'kind = "reveal"', "no step of kind predict for this vote stands before"),
        ('kind = "predict"', 'kind = "rules"\nrule_sets = ["no-vetos"]', "step[2].rule_sets = 'no-vetos'"),
        ('kind = "predict"', 'kind = "predcit"', "mine.toml: step[2].kind = 'predcit'"),
        ('title = "Mine"', 'title = "Mine"\nminuets = 3', "mine.toml: minuets = 3: there is no such key"),
        ('title = "Mine"', 'title = "Mine"\n[pack]\nshort = "why-did-it-fial"', "mine.toml: pack.short = 'why-did-it-fial': there is no lesson named 'why-did-it-fial'; did you mean why-did-it-fail"),
        ('title = "Mine"', 'title = "Mine"\n[[pack.talk]]\nstep = "Talk"\nminutes = 1\nask = "a"\nlisten = "b"', "mine.toml: pack.talk[1].step = 'Talk': there is no step of that title"),
        ('title = "Mine"', 'title = "Mine"\n[[pack.question]]\nquestion = "a"\nchoices = ["b", "c"]\nkey = 3\nexplained = "d"', "there are 2 choices"),
        ('title = "Mine"', 'title = "Mine"\n[[pack.question]]\nquestion = "a"\nchoices = ["b", "c"]\nkey = 1\nexplained = "d"\nbeliefs = ["e", "f"]', "write one for each wrong choice, 1 and not 2"),
        ('title = "Mine"', 'title = "Mine"\n[[pack.criterion]]\nname = "a"\nlevels = ["b"]', "mine.toml: pack.criterion[1].levels"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_key_value_and_remedy(old, new, said):
    assert old in WHOLE
    assert any(said in mistake for mistake in mistakes(WHOLE.replace(old, new)))


def test_all_mistakes_are_said_at_once():
    text = WHOLE.replace('"syria-2011"', '"nowhere"').replace('vote = "a"', 'vote = "b"')
    said = mistakes(text.replace('kind = "join"', 'kind = "join"\nminutes = 999'))
    assert len(said) == 3


def test_a_lesson_that_there_is_not_is_said_with_those_there_are():
    with pytest.raises(InputError, match="did you mean why-did-it-fail"):
        load_lesson("why-did-it-fial")
