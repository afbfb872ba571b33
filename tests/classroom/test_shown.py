"""At a council, who has seen how a vote ended or what all gave predicts it no more."""

import pytest

pytest.importorskip("segno", reason="needs the extra [classroom]")

from classroom.at_council import at, entered, here
from classroom.steps import answer, happen

from simulation.classroom import views
from simulation.classroom.catalogue import words_of
from simulation.classroom.lesson import load_lesson
from simulation.classroom.pages import Pages
from simulation.classroom.state import Refused

PAGES = Pages(words_of("en"))
DOOR = {"addresses": (), "code": "ABCDE", "local": True, "qr": "", "path": "", "picture": ""}


@pytest.fixture(scope="module")
def riders():
    return load_lesson("free-riders-council")


@pytest.mark.parametrize("way", [
    [{"do": "lock"}, {"do": "undo"}], [{"do": "lock"}, {"do": "unlock"}],
    [{"do": "next"}, {"do": "undo"}], [{"do": "next"}, {"do": "back"}, {"do": "unlock"}],
])  # fmt: skip
def test_who_has_seen_how_a_vote_ended_predicts_no_more_and_states_may_vote_again(riders, way):
    state, step = at(riders, entered(riders, 31), "vote")
    state = happen(riders, *way, state=state)
    assert views.projector(here(riders, state))["status"] == "open"
    assert views.phone(here(riders, state), "seat-31")["over"] is True
    assert "predicted" not in html_of_phone(riders, state, "seat-31")
    with pytest.raises(Refused, match="shown"):
        happen(riders, answer(31, step, {"predicted": "adopted"}), state=state)
    happen(riders, answer(1, step, {"decision": "N"}), state=state)


def test_who_has_seen_what_all_gave_predicts_it_no_more(riders):
    state, step = at(riders, entered(riders, 31), "pledge")
    assert 'name="predicted"' in html_of_phone(riders, state, "seat-31")
    passed = happen(riders, {"do": "next"}, state=state)
    back = happen(riders, {"do": "undo"}, state=passed)
    happen(riders, answer(31, step, {"predicted": 5}), state=back)
    shown = happen(riders, {"do": "reveal"}, {"do": "undo"}, {"do": "undo"}, state=passed)
    assert shown.here.step == step
    assert 'name="predicted"' not in html_of_phone(riders, shown, "seat-31")
    with pytest.raises(Refused, match="shown"):
        happen(riders, answer(31, step, {"predicted": 5}), state=shown)
    happen(riders, answer(1, step, {"decision": 5}), state=shown)


def html_of_phone(lesson, state, seat):
    view = views.phone(here(lesson, state), seat)
    return PAGES.fragment("phone", view, door=DOOR, lesson=lesson.title)[0]
