"""The pages: each role sees its own through the whole lesson, and phones lose nothing."""

import csv
import io
import re

import pytest

pytest.importorskip("starlette", reason="needs the extra [classroom]")

from classroom.pages import Class, answer, do, text_of
from classroom.steps import GUESS, step_of

from simulation.classroom.kinds import KINDS
from simulation.classroom.session import read_session

ANSWERS = {"predict": GUESS, "question": {"choice": 3}, "amend": {"clause": 0}}


@pytest.fixture
def school(lesson):
    return Class(lesson)


def views(*clients):
    """What stands on each client's page now."""
    found = []
    for client, url in clients:
        news = client.get(url)
        assert news.status_code == 200, news.text
        found.append(text_of(news.json()["html"]))
    return found


def test_the_whole_lesson_is_shown_to_each_role(school, lesson):
    teacher, projector, phone = school.teacher(), school.projector(), school.phone("Ada")
    pages = [(teacher, "/teacher/view"), (projector, "/projector/view"), (phone, "/seat/view")]
    clicks = 0
    for number, step in enumerate(lesson.steps):
        kind = KINDS[step.kind]
        for text in views(*pages):
            assert step.title in text
        if kind.answers:
            assert answer(phone, number, ANSWERS[step.kind], request=number + 1).status_code == 200
            assert do(teacher, "lock").status_code == 200
            clicks += 1
        if kind.reveals(lesson, number):
            assert do(teacher, "reveal_all").status_code == 200
            clicks += 1
        views(*pages)
        if number + 1 < len(lesson.steps):
            assert do(teacher, "next").status_code == 200
            clicks += 1
    assert clicks <= 15


def test_what_the_projector_says_at_the_end_of_a_vote(school, lesson):
    teacher, projector, phone = school.teacher(), school.projector(), school.phone()
    answer_step, step = step_of(lesson, "predict"), step_of(lesson, "reveal")
    do(teacher, "go", step=answer_step)
    answer(phone, answer_step, GUESS)
    do(teacher, "go", step=step)
    do(teacher, "reveal_all")
    (said,) = views((projector, "/projector/view"))
    assert "VETOED. 13 yes, 9 needed; blocked by Russian Federation." in said
    assert "It would have passed if: Russian Federation abstains instead of voting no." in said
    assert "On record: vetoed, 13 yes, 2 no" in said
    assert "simulated" in said
    (mine,) = views((phone, "/seat/view"))
    assert "Your prediction has 2 of 5 points against the record" in mine


def test_amendments_are_shown_with_their_thousand_votes_exact_chance_and_picture(school, lesson):
    from simulation.classroom.votes import exact

    teacher, projector, phone = school.teacher(), school.projector(), school.phone()
    step = step_of(lesson, "amend")
    do(teacher, "go", step=step)
    answer(phone, step, {"clause": 0})
    do(teacher, "lock")
    html = projector.get("/projector/view").json()["html"]
    chance = exact(lesson.cases["first"], 0.2).outcomes["adopted"]
    assert f"{100 * chance:.1f} %" in text_of(html)
    picture = re.search(r'src="(/projector/picture/[^"]+)"', html)[1]
    svg = projector.get(picture)
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert svg.text.rstrip().endswith("</svg>")


def test_paper_mode_plays_the_lesson_without_a_phone(school, lesson):
    teacher, projector = school.teacher(), school.projector()
    step = step_of(lesson, "predict")
    do(teacher, "go", step=step)
    counts = {"outcome": {"vetoed": 20, "adopted": 7}, "blocks": {"RUS": 18, "CHN": 11}}
    assert do(teacher, "hands", step=step, counts=counts).status_code == 200
    do(teacher, "lock")
    (said,) = views((projector, "/projector/view"))
    assert "vetoed 20" in said
    assert "Russian Federation 18" in said


def test_a_phone_that_reloads_closes_or_loses_its_cookie_keeps_seat_step_and_answer(school, lesson):
    teacher, phone = school.teacher(), school.phone("Zoë")
    step = step_of(lesson, "predict")
    do(teacher, "go", step=step)
    answer(phone, step, GUESS)
    again = school.browser()
    assert "Room code" in again.get("/").text
    assert again.post("/return", json={"token": phone.token}).status_code == 200
    page = again.get("/").text
    assert "Seat 1" in page
    assert "Zoë" in page
    assert re.search(r'name="yes"[^>]*value="10"', page)
    assert len(school.session.state.seats) == 1


def test_a_phone_that_joins_again_has_its_seat_already(school):
    phone = school.phone()
    again = phone.post("/join", json={"code": school.session.code, "name": "two"})
    assert again.json()["token"] == phone.token
    assert len(school.session.state.seats) == 1


def test_a_phone_whose_answer_to_joining_was_lost_gets_the_same_seat(school):
    body = {"code": school.session.code, "name": "Ada", "number": "5f" * 24}
    first, second = (school.browser().post("/join", json=body).json() for _ in range(2))
    assert first["token"] == second["token"]
    assert len(school.session.state.seats) == 1
    other = school.browser().post("/join", json={**body, "number": "60" * 24}).json()
    assert other["token"] != first["token"]
    assert len(school.session.state.seats) == 2


def test_the_number_of_a_seat_that_was_taken_away_takes_no_seat(school):
    body = {"code": school.session.code, "number": "5f" * 24}
    school.browser().post("/join", json=body)
    do(school.teacher(), "kick", seat="seat-1")
    assert school.browser().post("/join", json=body).status_code == 409
    assert school.browser().post("/join", json={**body, "number": "60" * 24}).status_code == 200


@pytest.mark.parametrize("number", ["5", "x" * 32, "5f" * 40])
def test_a_number_of_a_phone_that_could_be_guessed_is_refused(school, number):
    body = {"code": school.session.code, "number": number}
    assert school.browser().post("/join", json=body).status_code == 400


def test_a_page_is_sent_again_only_where_it_changed(school, lesson):
    teacher, one, two = school.teacher(), school.phone(), school.phone()
    step = step_of(lesson, "predict")
    do(teacher, "go", step=step)
    seen = one.get("/seat/view").json()["digest"]
    answer(two, step, GUESS)
    assert one.get(f"/seat/view?have={seen}").json()["html"] is None
    do(teacher, "lock")
    assert one.get(f"/seat/view?have={seen}").json()["html"] is not None


def test_the_timer_counts_down_by_the_clock_of_this_computer(school):
    teacher, projector = school.teacher(), school.projector()
    do(teacher, "timer", seconds=90)
    school.clock.now += 30
    assert projector.get("/projector/view").json()["left"] == 60.0
    do(teacher, "timer", seconds=0)
    assert projector.get("/projector/view").json()["left"] is None


def test_a_session_that_was_killed_lets_teacher_and_phones_go_on(lesson, tmp_path):
    path = tmp_path / "class.jsonl"
    school = Class(lesson, path)
    phone = school.phone("Ada")
    do(school.teacher(), "next")
    found = read_session(path)
    assert found.state == school.session.state
    assert found.state.seats["seat-1"].name == "Ada"
    school.room.session = found
    assert phone.get("/seat/view").status_code == 200
    assert school.teacher().get("/teacher/view").status_code == 200


def test_tables_are_exported_in_the_columns_of_a_batch(school, lesson):
    from simulation.classroom.votes import thousand
    from simulation.experiments.columns import LEVELS

    teacher, phone = school.teacher(), school.phone("=cmd()")
    step = step_of(lesson, "predict")
    do(teacher, "go", step=step)
    answer(phone, step, GUESS)
    (row,) = csv.DictReader(io.StringIO(teacher.get("/teacher/answers.csv").text))
    assert row["name"] == "'=cmd()"
    assert (row["yes"], row["outcome"], row["blocks"], row["points_recorded"]) == (
        "10", "vetoed", "RUS", "",
    )  # fmt: skip
    votes = list(csv.DictReader(io.StringIO(teacher.get("/teacher/votes.csv").text)))
    voted = thousand(lesson.cases["first"], 1)
    assert [int(vote["yes"]) for vote in votes[:1000]] == voted.yes.tolist()
    same = {"seed", "run", "round", "tabled", "yes", "no", "abstain", "not_voting"}
    assert same == set(votes[0]) & set(LEVELS["rounds"])


def test_the_page_of_a_phone_is_small(school, lesson):
    teacher, phone = school.teacher(), school.phone()
    fixed = sum(len(phone.get(f"/static/{name}").content) for name in ("style.css", "classroom.js"))
    for step in range(len(lesson.steps)):
        do(teacher, "go", step=step)
        assert fixed + len(phone.get("/").content) < 60_000


def test_no_page_names_another_computer(school, lesson):
    teacher, projector, phone = school.teacher(), school.projector(), school.phone()
    texts = [phone.get(f"/static/{name}").text for name in ("style.css", "classroom.js")]
    for step in range(len(lesson.steps)):
        do(teacher, "go", step=step)
        texts += [
            teacher.get("/teacher").text,
            projector.get("/projector").text,
            phone.get("/").text,
        ]
    own = ("http://192.0.2.7:8000/", "http://www.w3.org/2000/svg")
    for text in texts:
        links = re.findall(r"(?:https?:)?//[\w.-]+[^\"'<\s]*", text)
        assert not [link for link in links if not link.startswith(own) and link.startswith("http")]
