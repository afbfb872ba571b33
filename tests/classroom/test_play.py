"""The lesson as a state machine: what happens, and what each role sees of it."""

import json
from contextlib import suppress
from dataclasses import replace

import pytest

pytest.importorskip("babel", reason="needs the extra [classroom]")
from classroom.steps import GUESS, answer, go, happen, join, step_of
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.classroom import views
from simulation.classroom.events import EVENT
from simulation.classroom.kinds import KINDS
from simulation.classroom.kinds.base import Room
from simulation.classroom.play import applied
from simulation.classroom.state import Refused, State


def at(lesson, state, seed=1):
    return Room(lesson, replace(state, seed=seed))


def test_a_later_answer_of_a_seat_takes_the_place_of_its_earlier_one(lesson):
    step = step_of(lesson, "predict")
    state = happen(
        lesson, join(1), go(step), answer(1, step, GUESS),
        answer(1, step, {**GUESS, "outcome": "adopted"}, request=2),
    )  # fmt: skip
    assert [a["outcome"] for a in state.answers_at(step).values()] == ["adopted"]


@pytest.mark.parametrize("request_number", [1, 2, 3])
def test_a_replayed_or_late_request_changes_nothing(lesson, request_number):
    step = step_of(lesson, "predict")
    state = happen(lesson, join(1), go(step), answer(1, step, GUESS, request=3))
    again = happen(
        lesson, answer(1, step, {**GUESS, "outcome": "adopted"}, request=request_number),
        state=state,
    )  # fmt: skip
    assert again is state


def test_the_same_phone_does_not_sit_twice(lesson):
    state = happen(lesson, join(1))
    with pytest.raises(Refused, match="seat_taken"):
        happen(lesson, {**join(1), "seat": "seat-2"}, state=state)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"yes": 11}, "tally_does_not_add_up"),
        ({"blocks": ["TGO"]}, "wrong_answer"),
        ({"blocks": ["RUS", "RUS"]}, "wrong_answer"),
        ({"outcome": "<b>"}, "wrong_answer"),
        ({"yes": -1, "no": 13}, "wrong_answer"),
        ({"yes": 10.0}, "wrong_answer"),
        ({"more": 1}, "wrong_answer"),
    ],
)
def test_a_prediction_that_cannot_be_is_refused(lesson, change, why):
    step = step_of(lesson, "predict")
    with pytest.raises(Refused, match=why):
        happen(lesson, join(1), go(step), answer(1, step, {**GUESS, **change}))


def test_a_locked_step_takes_no_answer_until_it_is_opened_again(lesson):
    step = step_of(lesson, "predict")
    state = happen(lesson, join(1), go(step), {"do": "lock"})
    with pytest.raises(Refused, match="locked"):
        happen(lesson, answer(1, step, GUESS), state=state)
    state = happen(lesson, {"do": "undo"}, answer(1, step, GUESS), state=state)
    assert state.answer_of(step, "seat-1") == GUESS


@pytest.mark.parametrize("way", [{"do": "next"}, go(3)])
def test_who_has_seen_the_result_answers_no_more(lesson, way):
    predict, reveal = step_of(lesson, "predict"), step_of(lesson, "reveal")
    assert reveal == predict + 1 == 3
    state = happen(
        lesson, join(1), go(predict), answer(1, predict, GUESS), way, {"do": "reveal_all"},
        {"do": "back"},
    )  # fmt: skip
    with pytest.raises(Refused, match="shown"):
        happen(lesson, answer(1, predict, GUESS, request=2), state=state)
    with pytest.raises(Refused, match="shown"):
        happen(lesson, {"do": "unlock"}, state=state)
    assert views.teacher(at(lesson, state))["over"] is True


def test_a_step_that_was_passed_but_not_shown_is_opened_again(lesson):
    predict = step_of(lesson, "predict")
    state = happen(lesson, join(1), go(predict), {"do": "next"}, {"do": "back"})
    with pytest.raises(Refused, match="locked"):
        happen(lesson, answer(1, predict, GUESS), state=state)
    opened = happen(lesson, {"do": "unlock"}, answer(1, predict, GUESS), state=state)
    assert opened.answer_of(predict, "seat-1") == GUESS
    assert happen(lesson, {"do": "next"}, state=opened).locked(predict)


def test_a_question_whose_key_was_shown_takes_no_answer_in_any_line(lesson):
    step = step_of(lesson, "question")
    state = happen(lesson, join(1), go(step), {"do": "lock"})
    for way in ({"do": "undo"}, {"do": "fork"}):
        branch = 1 if way["do"] == "fork" else 0
        after = happen(lesson, way, state=state)
        with pytest.raises(Refused, match="shown"):
            happen(lesson, answer(1, step, {"choice": 2}, branch=branch), state=after)


def test_what_the_class_expects_is_not_the_answer_so_that_the_step_opens_again(lesson):
    step = step_of(lesson, "predict")
    state = happen(lesson, join(1), go(step), {"do": "lock"}, {"do": "unlock"})
    assert happen(lesson, answer(1, step, GUESS), state=state).answer_of(step, "seat-1") == GUESS


def test_what_was_passed_without_a_stop_is_closed_too_and_what_comes_is_open(lesson):
    amend, question = step_of(lesson, "amend"), step_of(lesson, "question")
    state = happen(lesson, go(amend))
    assert state.locked(question)
    assert not state.locked(amend)
    assert happen(lesson, {"do": "undo"}, state=state).here.locked == frozenset()


def test_an_answer_for_another_step_is_too_late(lesson):
    first, second = step_of(lesson, "predict"), step_of(lesson, "predict", 1)
    with pytest.raises(Refused, match="too_late"):
        happen(lesson, join(1), go(second), answer(1, first, GUESS))


def test_a_seat_that_was_taken_away_answers_no_more_and_comes_back_with_undo(lesson):
    step = step_of(lesson, "predict")
    state = happen(
        lesson, join(1), go(step), answer(1, step, GUESS), {"do": "kick", "seat": "seat-1"}
    )
    assert state.answers_at(step) == {}
    with pytest.raises(Refused, match="no_seat"):
        happen(lesson, answer(1, step, GUESS, request=2), state=state)
    assert happen(lesson, {"do": "undo"}, state=state).answers_at(step) == {"seat-1": GUESS}


def test_undo_takes_back_what_the_teacher_did_and_no_answer(lesson):
    step = step_of(lesson, "predict")
    state = happen(lesson, join(1), go(step), answer(1, step, GUESS), {"do": "next"})
    undone = happen(lesson, {"do": "undo"}, state=state)
    assert undone.here.step == step
    assert undone.answers_at(step) == {"seat-1": GUESS}


def test_another_line_keeps_what_was_answered_before_it_and_begins_empty(lesson):
    predict, amend = step_of(lesson, "predict"), step_of(lesson, "amend")
    state = happen(
        lesson, join(1), go(predict), answer(1, predict, GUESS),
        go(amend), answer(1, amend, {"clause": 0}, request=2), {"do": "lock"}, {"do": "fork"},
    )  # fmt: skip
    assert state.answers_at(predict) == {"seat-1": GUESS}
    assert state.answers_at(amend) == {}
    assert not state.locked(amend)
    there = happen(lesson, answer(1, amend, {"clause": 5}, request=3, branch=1), state=state)
    back = happen(lesson, {"do": "branch", "branch": 0}, state=there)
    assert back.answers_at(amend) == {"seat-1": {"clause": 0}}
    assert back.locked(amend)


def test_the_timer_ends_by_the_clock_of_its_event(lesson):
    state = happen(lesson, {"do": "timer", "seconds": 60, "at": 100.0})
    assert state.here.ends == 160.0


def test_hands_are_counted_beside_phones(lesson):
    step = step_of(lesson, "question")
    state = happen(
        lesson, join(1), go(step), answer(1, step, {"choice": 2}),
        {"do": "hands", "step": step, "counts": {"choice": {"2": 7, "4": 3}}}, {"do": "lock"},
    )  # fmt: skip
    counts = views.projector(at(lesson, state))["counts"]
    assert [row["count"] for row in counts] == [0, 8, 0, 3]


@pytest.mark.parametrize("counts", [{"nothing": {"1": 1}}, {"choice": {"9": 1}}])
def test_hands_for_what_is_no_choice_are_refused(lesson, counts):
    step = step_of(lesson, "question")
    with pytest.raises(Refused, match="wrong_hands"):
        happen(lesson, go(step), {"do": "hands", "step": step, "counts": counts})


def test_the_projector_holds_no_ballot_that_is_not_revealed(lesson):
    step = step_of(lesson, "reveal")
    state = happen(lesson, go(step))
    seats = len(lesson.case_at(step).members)
    for shown in range(seats + 1):
        for seen in (
            views.projector(at(lesson, state)),
            views.phone(at(lesson, happen(lesson, join(1), state=state)), "seat-1")["show"],
        ):
            ballots = [row["ballot"] for row in seen["rows"] if row["ballot"]]
            recorded = [row["recorded"] for row in seen["rows"] if row["recorded"]]
            assert len(ballots) == len(recorded) == shown
            assert "result" not in seen
            assert sum(seen["so_far"].values()) == shown
        state = happen(lesson, {"do": "reveal"}, state=state)
    assert views.projector(at(lesson, state))["result"]["outcome"] in ("adopted", "vetoed")
    with pytest.raises(Refused, match="nothing_to_reveal"):
        happen(lesson, {"do": "reveal"}, state=state)


def test_what_the_class_chose_and_the_key_are_shown_once_it_is_locked(lesson):
    step = step_of(lesson, "question")
    state = happen(lesson, join(1), go(step), answer(1, step, {"choice": 2}))
    room = at(lesson, state)
    for seen in (views.projector(room), views.phone(room, "seat-1")["show"]):
        assert not {"counts", "key", "explained"} & set(seen)
    assert views.teacher(room)["private"]["counts"][1]["count"] == 1
    state = happen(lesson, {"do": "lock"}, state=state)
    assert views.projector(at(lesson, state))["key"] == 2


def test_a_blank_projector_holds_nothing(lesson):
    state = happen(lesson, go(step_of(lesson, "crisis")), {"do": "blank"})
    assert set(views.projector(at(lesson, state))) == {"kind", "number", "blank"}


def test_a_phone_sees_no_answer_of_another_seat(lesson):
    step = step_of(lesson, "predict")
    state = happen(lesson, join(1, "Ada"), join(2, "Bob"), go(step), answer(2, step, GUESS))
    seen = json.dumps(views.phone(at(lesson, state), "seat-1"))
    assert "Bob" not in seen
    assert views.phone(at(lesson, state), "seat-1")["mine"] is None


SOME_EVENTS = st.sampled_from(
    [
        {"do": "next"}, {"do": "back"}, {"do": "lock"}, {"do": "unlock"}, {"do": "reveal"},
        {"do": "reveal_all"}, {"do": "undo"}, {"do": "blank"}, {"do": "fork"},
        {"do": "timer", "seconds": 30}, {"do": "kick", "seat": "seat-1"},
        {"do": "branch", "branch": 1}, join(1), join(2), answer(1, 2, GUESS),
        answer(2, 2, GUESS, request=4), answer(1, 5, {"clause": 1}, request=5),
        answer(2, 4, {"choice": 1}, request=6),
    ]
)  # fmt: skip


@settings(deadline=None, derandomize=True)
@given(st.lists(SOME_EVENTS, max_size=30))
def test_whatever_happens_each_role_sees_its_page_and_undo_leads_to_the_start(lesson, given_events):
    state = State()
    for event in given_events:
        try:
            state = applied(lesson, state, EVENT.validate_python(event))
        except Refused:
            continue
    room = at(lesson, state)
    json.dumps([views.projector(room), views.teacher(room)])
    json.dumps([views.phone(room, seat) for seat in state.sitting])
    while state.past:
        state = happen(lesson, {"do": "undo"}, state=state)
    assert state.here == State().here


BEFORE_AND_AFTER = st.sampled_from(
    [
        {"do": "next"}, {"do": "back"}, {"do": "lock"}, {"do": "unlock"}, {"do": "reveal"},
        {"do": "reveal_all"}, {"do": "undo"}, {"do": "undo"}, {"do": "undo"}, {"do": "fork"},
        {"do": "branch", "branch": 0}, {"do": "branch", "branch": 1}, go(2), go(3), go(4),
    ]
)  # fmt: skip
"""What a teacher may do about a vote and a question."""


@settings(deadline=None)
@given(st.lists(BEFORE_AND_AFTER, max_size=25))
def test_whatever_the_teacher_does_nobody_answers_what_the_class_has_seen(lesson, given_events):
    """By what the projector showed, not by what the state says of itself."""
    state, number, seen = happen(lesson, join(1)), 0, set()
    values = {2: GUESS, 4: {"choice": 2}}
    for event in given_events:
        with suppress(Refused):
            state = happen(lesson, event, state=state)
        shown = views.projector(at(lesson, state))
        if shown["kind"] == "reveal" and any(row["ballot"] for row in shown["rows"]):
            seen.add(2)
        if shown["kind"] == "question" and "key" in shown:
            seen.add(4)
        step, before = state.here.step, state.answers
        if step in values:
            number += 1
            branch = state.branch_of(step)
            with suppress(Refused):
                sent = answer(1, step, values[step], request=number, branch=branch)
                state = happen(lesson, sent, state=state)
            assert (state.answers is before) == state.locked(step)
            assert step not in seen or state.answers is before


def test_every_kind_of_step_of_a_file_has_its_rules():
    from typing import get_args

    from simulation.classroom.lesson_file import Kind

    assert set(get_args(Kind)) == set(KINDS)
