"""Any recorded draft can be a lesson's: Councils of eleven and fifteen, adopted, vetoed, short."""

import pytest

pytest.importorskip("starlette", reason="needs the extra [classroom]")

from classroom.pages import Class, answer, do, text_of

from simulation.classroom.lesson import lesson_of
from simulation.scenario.load import load

CASES: dict[str, tuple[int, str]] = {
    "hungary-1956": (0, "no-veto-1946"),
    "kuwait-1990": (10, "double-veto"),
    "gaza-2023": (4, "no-veto"),
    "ukraine-2022": (0, "double-veto"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_lesson_on_another_case_is_shown_whole(case):
    number, rules = CASES[case]
    symbol = load(case).script[number].symbol
    steps = [
        {"kind": "join"}, {"kind": "crisis", "vote": "a"}, {"kind": "predict", "vote": "a"},
        {"kind": "reveal", "vote": "a"}, {"kind": "amend", "vote": "a"},
        {"kind": "rules", "vote": "a", "rule_sets": [rules]}, {"kind": "scores"},
    ]  # fmt: skip
    raw = {"title": "T", "vote": [{"name": "a", "case": case, "symbol": symbol}], "step": steps}
    lesson = lesson_of(raw, "mine.toml")
    school = Class(lesson)
    teacher, projector, phone = school.teacher(), school.projector(), school.phone()
    seats = len(lesson.cases["a"].members)
    guess = {"yes": seats, "no": 0, "abstain": 0, "outcome": "adopted", "blocks": []}
    for number, step in enumerate(steps):
        do(teacher, "go", step=number)
        if step["kind"] == "predict":
            assert answer(phone, number, guess).status_code == 200
            do(teacher, "lock")
        if step["kind"] == "amend":
            assert answer(phone, number, {"clause": 5}, request=2).status_code == 200
            do(teacher, "lock")
        if step["kind"] == "reveal":
            do(teacher, "reveal_all")
        shown = text_of(projector.get("/projector/view").json()["html"])
        assert (
            phone.get("/seat/view").status_code == teacher.get("/teacher/view").status_code == 200
        )
    assert "of 5" in shown
