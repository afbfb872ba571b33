"""What takes long is computed once, and no page waits for what another page needs."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

pytest.importorskip("starlette", reason="needs the extra [classroom]")

from classroom.pages import Class, answer, do
from classroom.steps import step_of

from simulation.classroom import cases, paths, votes
from simulation.classroom.cases import Case
from simulation.classroom.lesson import load_lesson
from simulation.classroom.once import once
from simulation.classroom.votes import thousand

LONG = 30.0
"""Seconds after which a thread that hangs is a failure."""


class Held:
    """A function that goes on only when it is let."""

    def __init__(self, function):
        self.function, self.calls = function, []
        self.begun, self.free = threading.Event(), threading.Event()

    def __call__(self, *args, **words):
        self.calls.append(args)
        self.begun.set()
        assert self.free.wait(LONG)
        return self.function(*args, **words)


@pytest.fixture
def pool():
    with ThreadPoolExecutor(12) as found:
        yield found


def test_many_that_need_one_result_wait_and_it_is_computed_once(pool):
    held = Held(lambda n: [n])
    kept = once()(held)
    found = [pool.submit(kept, 5) for _ in range(6)]
    assert held.begun.wait(LONG)
    assert not wait(found, timeout=0.1).done
    held.free.set()
    results = [each.result(LONG) for each in found]
    assert held.calls == [(5,)]
    assert all(each is results[0] for each in results)


def test_who_needs_another_result_does_not_wait(pool):
    held = Held(lambda n: n)
    kept = once()(lambda n: held(n) if n == 5 else n)
    slow = pool.submit(kept, 5)
    assert held.begun.wait(LONG)
    assert pool.submit(kept, 6).result(LONG) == 6
    assert not slow.done()
    held.free.set()
    assert slow.result(LONG) == 5


def test_what_raised_is_computed_again_and_only_the_latest_are_kept():
    calls = []

    @once(2)
    def halved(n):
        calls.append(n)
        if calls == [1]:
            raise ValueError("not yet")
        return n / 2

    with pytest.raises(ValueError, match="not yet"):
        halved(1)
    assert (halved(1), halved(2), halved(3), halved(1)) == (0.5, 1.0, 1.5, 0.5)
    assert calls == [1, 1, 2, 3, 1]


def view(client, role):
    return client.get(f"/{role}/view").status_code


def test_no_page_waits_while_the_projector_needs_a_thousand_councils(pool, monkeypatch):
    lesson = load_lesson("free-riders-council")
    school = Class(lesson, seed=431)
    teacher, projector, phone = school.teacher(), school.projector(), school.phone()
    monkeypatch.setattr(paths, "COUNCILS", 5)
    held = Held(paths.play)
    monkeypatch.setattr(paths, "play", held)
    for kind in ("vote", "pledge", "burden"):
        do(teacher, "go", step=step_of(lesson, kind))
    assert do(teacher, "reveal_all").status_code == 200
    waiting = pool.submit(view, projector, "projector")
    assert held.begun.wait(LONG)
    for client, role in ((phone, "seat"), (teacher, "teacher")):
        assert pool.submit(view, client, role).result(LONG) == 200
    assert do(teacher, "next").status_code == 200
    assert pool.submit(view, phone, "seat").result(LONG) == 200
    assert not waiting.done()
    held.free.set()
    assert waiting.result(LONG) == 200


def test_no_page_waits_while_a_picture_is_drawn(pool, monkeypatch, lesson):
    school = Class(lesson)
    teacher, projector, phone = school.teacher(), school.projector(), school.phone()
    do(teacher, "go", step=step_of(lesson, "amend"))
    do(teacher, "lock")
    held = Held(lambda *_: "<svg/>")
    monkeypatch.setattr("simulation.classroom.room.pictures.amendments", held)
    drawing = pool.submit(projector.get, "/projector/picture/1.svg")
    assert held.begun.wait(LONG)
    for client, role in ((phone, "seat"), (teacher, "teacher"), (school.projector(), "projector")):
        assert pool.submit(view, client, role).result(LONG) == 200
    assert not drawing.done()
    held.free.set()
    assert drawing.result(LONG).text == "<svg/>"


def test_a_page_is_made_again_only_where_something_happened(lesson, monkeypatch):
    school = Class(lesson)
    teacher, one, two = school.teacher(), school.phone(), school.phone()
    step = step_of(lesson, "predict")
    do(teacher, "go", step=step)
    made = []
    fragment = school.room.pages.fragment

    def counted(role, view, **words):
        made.append((role, view.get("seat")))
        return fragment(role, view, **words)

    monkeypatch.setattr(school.room.pages, "fragment", counted)
    first = one.get("/seat/view").json()
    assert [one.get("/seat/view").json() for _ in range(3)] == [first] * 3
    assert made == [("phone", 1)]
    value = {"yes": 15, "no": 0, "abstain": 0, "outcome": "adopted", "blocks": []}
    answer(two, step, value)
    one.get("/seat/view")
    assert made == [("phone", 1)] * 2


def test_threads_that_load_one_case_have_the_same_one(pool):
    cases.scenario_under.cache_clear()
    found = list(pool.map(lambda _: cases.scenario_under("hungary-1956", None), range(8)))
    assert all(each is found[0] for each in found)


def test_the_thousand_votes_are_voted_once_for_all_who_need_them(pool, lesson, monkeypatch):
    case = lesson.cases["first"]
    case = Case(case.name, case.case, case.number, case.history)
    held = Held(votes.draw)
    monkeypatch.setattr(votes, "draw", held)
    found = [pool.submit(thousand, case, 8_431) for _ in range(5)]
    assert held.begun.wait(LONG)
    held.free.set()
    results = [each.result(LONG) for each in found]
    assert len(held.calls) == 1
    assert all(each is results[0] for each in results)
