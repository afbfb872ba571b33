"""Who decides for a member, and what it may decide and reads on its card."""

from dataclasses import replace

import numpy as np
import pytest
from classroom.at_council import at, entered, here
from classroom.steps import answer, happen, join

from simulation.classroom import cards
from simulation.classroom.chairs import about_chair, answers_by_member, chair_of
from simulation.classroom.course import course
from simulation.classroom.lesson import lesson_of, load_lesson
from simulation.classroom.pledges import most_units
from simulation.classroom.state import Refused
from simulation.scenario.files import find
from simulation.stages.voting import NO


@pytest.fixture(scope="module")
def riders():
    return load_lesson("free-riders-council")


@pytest.fixture(scope="module")
def five():
    return load_lesson("five-seats")


def test_of_two_at_a_chair_the_first_to_come_counts_and_else_the_other(riders):
    state, step = at(riders, entered(riders, 17), "vote")
    people = riders.council.people
    second = happen(riders, answer(17, step, {"decision": "N"}), state=state)
    assert answers_by_member(second, people, step)["ally"]["decision"] == "N"
    both = happen(riders, answer(2, step, {"decision": "Y"}), state=second)
    assert answers_by_member(both, people, step)["ally"]["decision"] == "Y"
    assert about_chair(both, people, "seat-2") == {"member": "ally", "pair": True, "first": True}


def test_who_was_taken_away_while_the_step_is_open_decides_nothing(riders):
    state, step = at(riders, entered(riders, 17), "vote")
    people = riders.council.people
    both = happen(
        riders, answer(2, step, {"decision": "Y"}), answer(17, step, {"decision": "N"}),
        state=state,
    )  # fmt: skip
    kick = {"do": "kick", "seat": "seat-2"}
    gone = happen(riders, kick, state=both)
    assert answers_by_member(gone, people, step)["ally"]["decision"] == "N"
    closed = happen(riders, {"do": "lock"}, state=gone)
    assert answers_by_member(closed, people, step)["ally"]["decision"] == "N"
    assert course(here(riders, closed)).question(1, "vote", "ally").answer == NO
    back = happen(riders, {"do": "undo"}, {"do": "undo"}, state=closed)
    assert answers_by_member(back, people, step)["ally"]["decision"] == "Y"
    in_time = happen(riders, {"do": "lock"}, kick, state=both)
    assert answers_by_member(in_time, people, step)["ally"]["decision"] == "Y"
    opened = happen(riders, {"do": "unlock"}, {"do": "lock"}, state=in_time)
    assert answers_by_member(opened, people, step)["ally"]["decision"] == "N"


def test_who_comes_in_takes_the_chair_of_a_seat_that_was_taken_away(five):
    people = five.council.people
    state = happen(five, {"do": "kick", "seat": "seat-3"}, state=entered(five, 12))
    assert about_chair(state, people, "seat-8") == {
        "member": people[2], "pair": False, "first": True,
    }  # fmt: skip
    state = happen(five, join(13), join(14), state=state)
    assert about_chair(state, people, "seat-13")["member"] == people[2]
    assert about_chair(state, people, "seat-14")["member"] is None
    assert {about_chair(state, people, key)["member"] for key in state.sitting} == {*people, None}


def test_no_abstention_where_the_rules_have_none_and_no_text_of_nothing(tmp_path):
    charter = find("rule set", "charter").read_text(encoding="utf-8")
    rules = tmp_path / "no-abstention.toml"
    changed = charter.replace('"does-not-block"', '"not-allowed"')
    rules.write_text(changed.replace("other_sizes", "# "), encoding="utf-8")
    raw = {
        "title": "mine",
        "council": {"scenario": "horseshoe", "alone": True, "rules": str(rules)},
        "step": [{"kind": "join"}] + [{"kind": kind, "crisis": 1} for kind in ("draft", "vote")],
    }
    lesson = lesson_of(raw, "mine.toml")
    state, step = at(lesson, entered(lesson, 15), "draft")
    (pen,) = course(here(lesson, state)).waiting
    (seat,) = (
        seat.number for seat in state.seats.values()
        if chair_of(seat.chair, lesson.council.people) == pen.member
    )  # fmt: skip
    with pytest.raises(Refused, match="wrong_answer"):
        happen(lesson, answer(seat, step, {"decision": 0}), state=state)
    state = happen(lesson, answer(seat, step, {"decision": 2}), state=state)
    state, step = at(lesson, state, "vote")
    with pytest.raises(Refused, match="wrong_answer"):
        happen(lesson, answer(1, step, {"decision": "A"}, request=9), state=state)
    happen(lesson, answer(1, step, {"decision": "N"}, request=9), state=state)


@pytest.mark.parametrize(("private", "key", "word", "sign"), [
    (0.0, "card.giving", "cost", -1), (0.1, "card.giving_gains", "gain", 1),
    (0.04, "card.giving", "cost", -1),
])  # fmt: skip
def test_what_giving_costs_on_the_card_counts_what_a_giver_gains_alone(
    riders, private, key, word, sign
):
    state, _ = at(riders, entered(riders, 15), "pledge")
    question = course(here(riders, state)).question(1, "contribute", "hegemon")
    (burden,) = question.seen
    changed = replace(burden, private_benefit=np.full((1, 1), private))
    stake, giving = cards.burden_lines(replace(question, seen=(changed,)))
    # A tenth of a unit: 1,000 points for (ρ - φ)e - e²/2k, with φ = .04.
    alone = 1000 * ((private - 0.04) * 0.1 - 0.1**2 / (2 * burden.capability.item()))
    values = {"most": most_units(burden.means.item()), "some": 100, word: round(sign * alone)}
    assert giving == {"key": key, "values": values}
    # What an answer as large as is worth anything, β = 1.5, is worth to it: Bβ²/2.
    worth = round(1000 * burden.stakes.item() * 1.5**2 / 2)
    assert stake == {"key": "card.stake", "values": {"points": worth}}
