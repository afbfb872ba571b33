"""Councils at which pupils sit, played with slips and hands: as the same decisions by phones."""

import csv
import io
import json

import pytest

pytest.importorskip("starlette", reason="needs the extra [classroom]")

from classroom.at_council import at, entered, here
from classroom.pages import Class, do
from classroom.pages import answer as send
from classroom.steps import answer, go, happen

from simulation.classroom import paths, views
from simulation.classroom.course import course
from simulation.classroom.debrief import debrief
from simulation.classroom.events import EVENT
from simulation.classroom.export import answers
from simulation.classroom.human import MODEL
from simulation.classroom.lesson import load_lesson
from simulation.classroom.play import applied
from simulation.classroom.session import begin, read_session
from simulation.classroom.state import Refused, State

COUNTED = ("answered", "of", "paper", "seats")
"""What pages say of who has answered: it differs between phones and paper."""


@pytest.fixture(autouse=True)
def few_councils(monkeypatch):
    monkeypatch.setattr(paths, "COUNCILS", 20)


@pytest.fixture(scope="module")
def riders():
    return load_lesson("free-riders-council")


def to_do(lesson, state, event):
    return applied(lesson, state, EVENT.validate_python({"at": 1.0, **event}))


def paper(step, **decisions):
    return {"do": "paper", "step": step, "decisions": decisions}


def chosen(kind, number, form):
    """What the state of a chair decides; every third of them nothing, so that the model does."""
    if number % 3 == 2:
        return None
    if kind == "pledge":
        return form["most"] * number // 20
    return {"want": 2 + number % 4, "draft": 3, "vote": "YNA"[number % 2]}[kind]


def seen(lesson, state):
    found = views.projector(here(lesson, state))
    return {key: value for key, value in found.items() if key not in COUNTED and key != "rows"} | (
        {} if found["kind"] == "cards" else {"rows": found.get("rows")}
    )


@pytest.mark.parametrize("name", ["free-riders-council", "five-seats"])
def test_decisions_on_paper_are_those_of_phones_event_for_event(name):
    lesson = load_lesson(name)
    people = lesson.council.people
    phones, sheets = entered(lesson, len(people)), State(seed=1)
    decided, request = 0, 0
    for number, step in enumerate(lesson.steps):
        phones, sheets = (to_do(lesson, each, go(number)) for each in (phones, sheets))
        form = views.teacher(here(lesson, sheets))["paper"]
        if form is not None:
            given = {}
            for row in form["rows"]:
                place = people.index(row["member"])
                decision = chosen(step.kind, place, row)
                if decision is None:
                    continue
                request += 1
                given[row["member"]] = decision
                event = answer(place + 1, number, {"decision": decision}, request=request)
                phones = to_do(lesson, phones, event)
            sheets = to_do(lesson, sheets, paper(number, **given))
            decided += len(given)
        assert seen(lesson, phones) == seen(lesson, sheets), step.title
        for event in ({"do": "lock"}, {"do": "reveal_all"}):
            try:
                phones = to_do(lesson, phones, event)
            except Refused as refused:
                with pytest.raises(Refused, match=str(refused)):
                    to_do(lesson, sheets, event)
                continue
            sheets = to_do(lesson, sheets, event)
            assert seen(lesson, phones) == seen(lesson, sheets), step.title
    by_phone, by_paper = (course(here(lesson, each)) for each in (phones, sheets))
    assert by_phone == by_paper
    assert len([value for _, value in by_paper.decisions if value != MODEL]) == decided
    assert decided > 40 if name == "free-riders-council" else decided > 20
    assert debrief(by_phone) == debrief(by_paper)
    json.dumps(views.teacher(here(lesson, sheets)))


def test_paper_is_corrected_undone_and_taken_back_like_the_rest(riders):
    state, step = at(riders, State(seed=1), "vote")
    first = happen(riders, paper(step, rival="N", ally="Y"), state=state)
    second = happen(riders, paper(step, rival="Y"), state=first)
    assert second.paper(step) == {"rival": {"decision": "Y", "predicted": None}}
    assert happen(riders, {"do": "undo"}, state=second).paper(step) == first.paper(step)
    shut = happen(riders, {"do": "lock"}, state=second)
    with pytest.raises(Refused, match="locked"):
        happen(riders, paper(step, rival="N"), state=shut)
    again = happen(riders, {"do": "unlock"}, paper(step, rival="N"), {"do": "lock"}, state=shut)
    assert course(here(riders, again)).question(1, "vote", "rival").decided == 1.0
    assert views.projector(here(riders, again))["persons"] == ["rival"]


def test_what_is_typed_in_counts_before_a_phone_and_both_may_be_mixed(riders):
    state, step = at(riders, entered(riders, 3), "vote")
    state = happen(
        riders,
        answer(1, step, {"decision": "N"}),
        answer(2, step, {"decision": "N"}),
        paper(step, hegemon="Y"),
        {"do": "lock"},
        state=state,
    )
    found = course(here(riders, state))
    assert found.question(1, "vote", "hegemon").decided == 0.0
    assert found.question(1, "vote", "ally").decided == 1.0
    assert found.question(1, "vote", "rival").answer == MODEL


@pytest.mark.parametrize(
    ("kind", "decisions", "names"),
    [
        ("vote", {"rival": "X"}, None),
        ("vote", {"rival": 1, "ally": "Y", "hegemon": 2}, "The rival and The hegemon"),
        ("vote", {"nobody": "Y"}, "nobody"),
        ("pledge", {"rival": 90_000, "ally": -1}, "The rival and The old ally"),
        ("pledge", {"rival": "Y"}, "The rival"),
        ("pledge", {"rival": True}, None),
    ],
)
def test_a_wrong_decision_is_refused_whole_with_the_names_of_all(riders, kind, decisions, names):
    state, step = at(riders, State(seed=1), kind)
    if names is None:
        with pytest.raises(ValueError, match="decisions"):
            EVENT.validate_python(paper(step, **decisions))
        return
    with pytest.raises(Refused, match="paper") as caught:
        happen(riders, paper(step, **decisions), state=state)
    assert caught.value.values == {"names": names}


def test_paper_is_taken_where_states_decide_and_nowhere_else(riders):
    state = State(seed=1)
    with pytest.raises(Refused, match="no_answer_here"):
        happen(riders, paper(0, rival="Y"), state=state)
    later, step = at(riders, state, "vote", 2)
    with pytest.raises(Refused, match="too_late"):
        happen(riders, paper(step - 1, rival="Y"), state=later)


def test_a_session_with_paper_replays_exactly_and_is_exported(riders, tmp_path):
    session = begin(riders, seed=6, clock=lambda: 1.0, path=tmp_path / "class.jsonl")
    step = riders.all_of("vote")[0]
    for event in (go(step), paper(step, rival="N"), {"do": "lock"}):
        session.do(EVENT.validate_python(event))
    session.close()
    again = read_session(tmp_path / "class.jsonl")
    assert again.state == session.state
    assert views.projector(again.room)["persons"] == ["rival"]
    (row,) = csv.DictReader(io.StringIO(answers(again.room)))
    assert (row["seat"], row["member"], row["decision"], row["crisis"]) == ("", "rival", "N", "1")


def test_the_console_shows_the_form_and_no_card_and_says_what_is_wrong(riders):
    room = Class(riders)
    teacher = room.teacher()
    step = riders.all_of("pledge")[0]
    html = do(teacher, "go", step=step).json()["html"]
    assert 'data-form="paper"' in html
    assert "The rival (0 to" in html
    refused = do(teacher, "paper", step=step, decisions={"rival": 99_999})
    assert refused.status_code == 409
    assert refused.json()["said"] == (
        "Nothing was taken: this cannot be decided by The rival. Correct it and send it again."
    )
    taken = do(teacher, "paper", step=step, decisions={"rival": 3}).json()["html"]
    assert 'name="p-rival" type="number" min="0"' in taken
    assert 'value="3" data-member="rival"' in taken
    assert "Decided on paper: 1." in room.projector().get("/projector").text
    assert send(room.phone(), step, {"decision": 1}).status_code == 200
