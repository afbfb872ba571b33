"""A council of a real case shows what each state gave on record, and says that it simulates."""

import re

import pytest

pytest.importorskip("starlette", reason="needs the extra [classroom]")

from classroom.pages import Class, do, text_of

from simulation.classroom import paths
from simulation.classroom.lesson import lesson_of, load_lesson
from simulation.classroom.recorded import name_of, recorded
from simulation.scenario.load import load
from simulation.scenario.on_record import COMPARED


@pytest.fixture(autouse=True)
def few_councils(monkeypatch):
    monkeypatch.setattr(paths, "COUNCILS", 20)


def lesson_on(case, meetings, people):
    steps = [{"kind": "join"}]
    for crisis in range(1, meetings + 1):
        steps += [{"kind": kind, "crisis": crisis} for kind in ("vote", "pledge", "burden")]
    return lesson_of(
        {"title": "T", "council": {"scenario": case, "people": people}, "step": steps}, "mine.toml"
    )


def at_burden(school, meeting):
    """All pages at the burdens of a meeting, the states revealed."""
    teacher, projector, phone = school.teacher(), school.projector(), school.phone()
    for number in range(len(school.lesson.steps)):
        step = school.lesson.steps[number]
        do(teacher, "go", step=number)
        if (step.kind, step.crisis) == ("burden", meeting):
            break
    seen = []
    for _ in range(4):
        do(teacher, "reveal")
        seen.append(
            [
                c.get(f"/{r}/view").json()["html"]
                for c, r in ((projector, "projector"), (phone, "seat"))
            ]
        )
    return seen


def cells(html):
    """The projector's table: the words of each row."""
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', html, flags=re.S)
    return {
        text_of(head): [text_of(cell) for cell in re.findall(r"<td>(.*?)</td>", tail)]
        for head, tail in rows
    }


def test_projector_and_phone_show_the_record_beside_what_was_given():
    case = load("libya-2011")
    school = Class(lesson_on("libya-2011", 2, ["FRA", "GBR"]))
    totals, states, *_, path = at_burden(school, 2)
    listed = next(
        one for one in case.file.crisis[0].contribution if one.compared and one.currency == "forces"
    )
    assert "on record" not in totals[0]
    projector, phone = states
    assert "simulated" in projector
    assert "simulated" in phone
    rows = cells(projector)
    names = {seat.member: seat.name for seat in case.script[1].sitting.council.seats}
    at_the_table = [code for code in listed.amounts if code in names]
    assert at_the_table
    for code, name in names.items():
        (row,) = (cells for label, cells in rows.items() if label.startswith(name))
        amount = listed.amounts.get(code)
        assert row[1] == ("–" if amount is None else f"{amount:,g}"), code
    said = text_of(projector)
    assert f"Column “on record”: {listed.what}, in {listed.unit}" in said
    assert "Not at the table:" in said
    assert f"On record your state gave {listed.amounts['FRA']:,g} ({listed.unit})" in text_of(phone)
    assert "On record" not in text_of(path[0])


def test_where_no_list_is_known_the_page_says_so():
    school = Class(lesson_on("libya-2011", 1, ["FRA"]))
    states = at_burden(school, 1)[1]
    said = text_of(states[0])
    assert "On record: " in said
    assert "Who bore how much is on no list for this draft." in said
    assert '<th scope="col">on record</th>' not in states[0]


def test_an_invented_council_has_no_record():
    lesson = load_lesson("free-riders-council")
    states = at_burden(Class(lesson), 1)[1]
    assert "record" not in text_of(states[0]).lower()


@pytest.mark.parametrize("case", ["mali-2012", "kuwait-1990", "congo-1960", "korea-1950"])
def test_what_is_shown_is_what_the_file_of_the_case_has(case):
    scenario = load(case)
    for number, draft in enumerate(scenario.script):
        found = recorded(scenario, number)
        assert found["done"] == (draft.followed and draft.followed.done)
        whole = scenario.file.crisis[draft.crisis_number].contribution
        for one in found["lists"]:
            (same,) = (each for each in whole if each.what == one["what"])
            assert same.compared
            assert same.currency in COMPARED
            assert one["amounts"] == same.amounts
            assert set(one["names"]) == set(same.amounts)
    assert any(recorded(scenario, number)["lists"] for number in range(len(scenario.script)))


def test_a_state_has_its_latest_name_and_generated_crises_have_no_record():
    assert (name_of("RUS"), name_of("XYZ")) == ("Russian Federation", "XYZ")
    assert recorded(load("horseshoe"), 0) is None
