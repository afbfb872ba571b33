"""Lessons at whose council people sit, played from the door to the debrief."""

import csv
import io
import json

import pytest

pytest.importorskip("starlette", reason="needs the extra [classroom]")

from classroom.at_council import at, entered, here
from classroom.steps import answer, go, happen, join, step_of

from simulation.classroom import paths, views
from simulation.classroom.catalogue import words_of
from simulation.classroom.chairs import about_chair, chair_of
from simulation.classroom.course import course
from simulation.classroom.events import EVENT
from simulation.classroom.export import answers
from simulation.classroom.human import MODEL
from simulation.classroom.lesson import lesson_of, load_lesson
from simulation.classroom.pages import Door, Pages
from simulation.classroom.play import applied
from simulation.classroom.room import Classroom
from simulation.classroom.session import begin, read_session
from simulation.classroom.state import Refused
from simulation.classroom.table import scenario_of
from simulation.engine.arrays import play
from simulation.scenario.mistakes import InputError

PAGES = Pages(words_of("en"))
SHOWN = ("seat-1", "seat-2", "seat-17", "seat-33")
"""The phones whose pages are made; the views of all are."""

DOOR = {"addresses": (), "code": "ABCDE", "local": True, "qr": "", "path": "", "picture": ""}


@pytest.fixture(autouse=True)
def few_councils(monkeypatch):
    monkeypatch.setattr(paths, "COUNCILS", 20)


@pytest.fixture(scope="module")
def riders():
    return load_lesson("free-riders-council")


@pytest.fixture(scope="module")
def five():
    return load_lesson("five-seats")


def look(lesson, state):
    """All pages as they are now; that they can be made at all is part of every test."""
    room = here(lesson, state)
    out = {"projector": views.projector(room), "teacher": views.teacher(room)}
    PAGES.fragment("projector", out["projector"], door=DOOR, lesson=lesson.title)
    PAGES.fragment("teacher", out["teacher"], door=DOOR, lesson=lesson.title)
    for key in state.sitting:
        out[key] = views.phone(room, key)
        if key in SHOWN:
            PAGES.fragment("phone", out[key], door=DOOR, lesson=lesson.title)
    json.dumps(out)
    return out


def to_do(lesson, state, event):
    return applied(lesson, state, EVENT.validate_python({"at": 1.0, **event}))


def played_through(lesson, state, decide):
    """Every step in its order; ``decide`` says what each phone answers, or None."""
    request = 0
    for number, step in enumerate(lesson.steps):
        state = to_do(lesson, state, go(number))
        seen = look(lesson, state)
        for key in state.sitting:
            value = decide(step, seen[key])
            if value is not None:
                request += 1
                event = answer(int(key.removeprefix("seat-")), number, value, request=request)
                state = to_do(lesson, state, event)
        while seen["teacher"]["reveals"] > state.revealed(number):
            state = to_do(lesson, state, {"do": "reveal"})
            look(lesson, state)
        if seen["teacher"]["answers"]:
            state = to_do(lesson, state, {"do": "lock"})
            look(lesson, state)
    return state


def by_card(step, phone):
    """A pupil that decides something wherever it is asked."""
    if phone.get("show", {}).get("status") != "open":
        return None
    if not phone["asked"]:
        spare = {"vote": {"predicted": "adopted"}, "pledge": {"predicted": 500}}
        return spare.get(step.kind) if phone["chair"]["member"] is None else None
    decision = {"want": 4, "draft": 3, "vote": "Y"}.get(step.kind)
    return {"decision": phone["most"] // 3 if step.kind == "pledge" else decision}


@pytest.mark.parametrize(
    ("name", "many"), [("free-riders-council", 8), ("free-riders-council", 33), ("five-seats", 12)]
)
def test_a_class_plays_from_the_door_to_the_debrief(name, many):
    lesson = load_lesson(name)
    state = played_through(lesson, entered(lesson, many), by_card)
    found = course(here(lesson, state))
    assert found.meeting(3) is not None
    assert found.passed(3, "contribute")
    debrief = look(lesson, state)["seat-1"]
    assert debrief["rows"]
    assert {row["kind"] for row in debrief["rows"]} >= {"vote"}


def test_a_class_that_decides_nothing_has_the_history_of_a_run(riders):
    state = played_through(riders, entered(riders, 3, seed=4), lambda *_: None)
    history = play(scenario_of(riders.council.setting), seed=4, runs=range(1))
    for number, one in enumerate(course(here(riders, state)).rounds):
        assert one.round.ends[0] == history["end"][number, 0]
        assert one.round.answer.provision[0] == history["provision"][number, 0]


def test_a_session_with_a_council_replays_exactly(riders, tmp_path):
    session = begin(riders, seed=6, clock=lambda: 1.0, path=tmp_path / "class.jsonl")
    for number in range(1, 10):
        session.do(EVENT.validate_python(join(number)))
    step = step_of(riders, "vote")
    session.do(EVENT.validate_python(go(step)))
    session.do(EVENT.validate_python(answer(2, step, {"decision": "N"})))
    session.do(EVENT.validate_python({"do": "lock"}))
    session.close()
    again = read_session(tmp_path / "class.jsonl")
    assert again.state == session.state
    assert views.projector(again.room) == views.projector(session.room)
    assert views.projector(again.room)["persons"] == ["ally"]


def test_nothing_of_a_step_is_shown_before_it_is_closed(riders):
    state, step = at(riders, entered(riders, 15), "vote")
    state = happen(riders, answer(1, step, {"decision": "N"}), state=state)
    seen = look(riders, state)
    for role in ("projector", "seat-2"):
        assert '"N"' not in json.dumps({k: v for k, v in seen[role].items() if k != "ballots"})
    state, _ = at(riders, state, "pledge", 2)
    assert "pledged" not in look(riders, state)["projector"]


def test_no_phone_but_its_own_has_a_card(riders):
    state, _ = at(riders, entered(riders, 40), "vote")
    seen = look(riders, state)
    lines = {key: json.dumps(seen[key].get("lines", [])) for key in state.sitting}
    for role in ("projector", "teacher"):
        assert "card." not in json.dumps(seen[role])
    assert lines["seat-31"] == "[]"
    assert lines["seat-1"] == lines["seat-16"]
    for key, phone in seen.items():
        if key.startswith("seat-") and phone["chair"]["member"] is not None:
            (own,) = (
                q for q in course(here(riders, state)).waiting
                if q.member == phone["chair"]["member"]
            )  # fmt: skip
            tie = own.view.tie.item()
            said = (
                "card.client"
                if tie >= 0.5
                else "card.friends_client"
                if tie >= 0.1
                else "card.no_client"
            )
            assert f'"{said}"' in lines[key]


def test_ties_and_others_numbers_are_sent_to_nobody(riders):
    state, _ = at(riders, entered(riders, 15), "pledge")
    for key, phone in look(riders, state).items():
        if key.startswith("seat-"):
            text = json.dumps(phone)
            assert "ties" not in text
            assert "patron" not in text


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"decision": 10_000}, "beyond_means"),
        ({"decision": -1}, "wrong_answer"),
        ({"decision": 1.5}, "wrong_answer"),
        ({"decision": 10**9}, "wrong_answer"),
        ({"decision": "9"}, "wrong_answer"),
        ({"predicted": 5}, "wrong_answer"),
        ({}, "wrong_answer"),
        ({"decision": 1, "member": "ally"}, "wrong_answer"),
        ({"decision": 1, "predicted": 5}, "wrong_answer"),
    ],
)
def test_a_pledge_that_cannot_be_is_refused(riders, value, why):
    state, step = at(riders, entered(riders, 15), "pledge")
    with pytest.raises(Refused, match=why):
        happen(riders, answer(2, step, value), state=state)
    happen(riders, answer(2, step, {"decision": 1}), state=state)


def test_who_is_not_asked_decides_nothing(five):
    state, step = at(five, entered(five, 12), "vote")
    with pytest.raises(Refused, match="not_asked"):
        happen(five, answer(11, step, {"decision": "N"}), state=state)
    happen(five, answer(11, step, {"predicted": "vetoed"}), state=state)
    with pytest.raises(Refused, match="wrong_answer"):
        happen(five, answer(1, step, {"decision": "N", "predicted": "vetoed"}), state=state)
    state, step = at(five, state, "draft")
    state = happen(five, {"do": "unlock"}, state=state)
    (pen,) = course(here(five, state)).waiting
    other = next(
        number for number in range(1, 6) if chair_of(number, five.council.people) != pen.member
    )
    with pytest.raises(Refused, match="not_asked"):
        happen(five, answer(other, step, {"decision": 2}), state=state)


def test_a_step_waits_for_the_one_before_it(riders):
    state = entered(riders, 15)
    second, step = at(riders, state, "vote", 2)
    first, vote = at(riders, state, "vote")
    assert views.projector(here(riders, first))["status"] == "open"
    assert views.projector(here(riders, second))["status"] == "open"
    passed = happen(riders, go(vote), state=second)
    assert views.projector(here(riders, passed))["status"] == "done"
    back = happen(riders, {"do": "unlock"}, state=passed)
    assert views.projector(here(riders, back))["status"] == "open"
    with pytest.raises(Refused, match="too_late"):
        happen(riders, answer(1, step, {"decision": "Y"}), state=back)


def test_the_model_decides_for_a_pupil_that_is_taken_away(riders):
    state, step = at(riders, entered(riders, 4), "vote")
    state = happen(riders, {"do": "kick", "seat": "seat-3"}, {"do": "lock"}, state=state)
    vote = views.projector(here(riders, state))
    assert vote["persons"] == []
    assert about_chair(state, riders.council.people, "seat-4")["member"] == "rival"
    partner = course(here(riders, state)).question(1, "vote", "partner")
    assert (partner.answer, state.here.step) == (MODEL, step)


def test_what_did_not_come_in_time_is_the_models_and_the_phone_says_so(riders):
    state, _ = at(riders, entered(riders, 2), "vote")
    state = happen(riders, answer(1, _, {"decision": "Y"}), {"do": "lock"}, state=state)
    seen = look(riders, state)
    assert seen["seat-2"]["by_model"] is True
    assert seen["seat-1"]["by_model"] is False
    assert seen["projector"]["persons"] == ["hegemon"]


@pytest.mark.parametrize(
    ("council", "why"),
    [
        ({"scenario": "horsesho"}, "horseshoe"),
        ({"scenario": "horseshoe", "people": ["hegemony"]}, "has no seat"),
        ({"scenario": "horseshoe", "people": ["ally", "ally"]}, "stands twice"),
        ({"scenario": "repeated-crises"}, "has elections"),
        ({"scenario": "kuwait-1990", "sizes": "equal"}, "councils are on record"),
        ({"scenario": "horseshoe", "pledges": "loud"}, "pledges"),
        ({"scenario": "horseshoe", "rules": "no-vetoes"}, "no-veto"),
        (None, r"add \[council\]"),
    ],
)
def test_a_council_that_cannot_be_is_refused_in_a_sentence(council, why):
    raw = {
        "title": "mine",
        "step": [{"kind": "join"}, {"kind": "vote", "crisis": 1}],
        **({} if council is None else {"council": council}),
    }
    with pytest.raises(InputError, match=why):
        lesson_of(raw, "mine.toml")


def test_a_case_is_played_too():
    raw = {
        "title": "mine",
        "council": {"scenario": "kuwait-1990", "people": ["YEM", "CUB"], "redraft": True},
        "step": [{"kind": "join"}, {"kind": "cards"}]
        + [{"kind": kind, "crisis": k} for k in (1, 2) for kind in ("want", "draft", "vote", "pledge", "burden")]
        + [{"kind": "debrief"}],
    }  # fmt: skip
    lesson = lesson_of(raw, "mine.toml")
    state = played_through(lesson, entered(lesson, 5), by_card)
    assert course(here(lesson, state)).passed(2, "vote")
    assert marked(lesson, state)


def marked(lesson, state):
    """Whether projector and phones say at every step but the door that real states are simulated."""
    found = []
    for step in range(1, len(lesson.steps)):
        room = here(lesson, happen(lesson, go(step), state=state))
        for role, view in (
            ("projector", views.projector(room)),
            ("phone", views.phone(room, "seat-1")),
        ):
            html, _ = PAGES.fragment(role, view, door=DOOR, lesson=lesson.title)
            found.append('<p class="simulated">simulated</p>' in html)
    assert len(set(found)) == 1
    return found[0]


def test_invented_states_are_not_marked_as_simulated(riders):
    assert not marked(riders, entered(riders, 3))


def test_no_phone_waits_for_the_thousand_councils(riders, monkeypatch):
    state = played_through(riders, entered(riders, 3), lambda *_: None)

    def never(setting, seed):
        raise AssertionError("a phone does not show this")

    monkeypatch.setattr(paths, "thousand", never)
    paths.standing.cache_clear()
    for kind in ("burden", "debrief"):
        room = here(riders, happen(riders, go(step_of(riders, kind)), state=state))
        assert kind == "debrief" or room.revealed == 4
        look_of_phone = views.phone(room, "seat-1")
        PAGES.fragment("phone", look_of_phone, door=DOOR, lesson=riders.title)
        with pytest.raises(AssertionError, match="does not show"):
            views.projector(room)


def test_decisions_are_exported_with_the_member_and_the_crisis(riders):
    state, step = at(riders, entered(riders, 31), "vote")
    state = happen(
        riders, answer(2, step, {"decision": "N"}), answer(31, step, {"predicted": "vetoed"}),
        state=state,
    )  # fmt: skip
    one, other = csv.DictReader(io.StringIO(answers(here(riders, state))))
    assert (one["member"], one["crisis"], one["decision"], one["predicted"]) == (
        "ally",
        "1",
        "N",
        "",
    )
    assert (other["member"], other["decision"], other["predicted"]) == ("", "", "vetoed")


def test_after_the_timer_nothing_is_taken_and_the_model_decides(riders):
    state, step = at(riders, entered(riders, 3), "vote")
    state = to_do(riders, state, {"do": "timer", "seconds": 60, "at": 100.0})
    late, in_time = (
        {**answer(1, step, {"decision": "N"}), "at": when} for when in (161.0, 159.0)
    )  # fmt: skip
    with pytest.raises(Refused, match="time_over"):
        to_do(riders, state, late)
    assert to_do(riders, state, in_time).answers


def test_the_room_closes_a_step_of_people_when_its_timer_ends(riders):
    now = [100.0]
    session = begin(riders, seed=1, clock=lambda: now[0])
    room = Classroom(
        session, Door(("http://127.0.0.1:8000/",), session.code, local=True), "", lambda: now[0]
    )
    step = step_of(riders, "vote")
    for event in (join(1), go(step), {"do": "timer", "seconds": 60}):
        session.do(EVENT.validate_python(event))
    room.fragment("projector")
    assert not session.state.locked(step)
    now[0] = 161.0
    assert "ADOPTED" in room.fragment("projector")["html"]
    assert session.state.locked(step)
