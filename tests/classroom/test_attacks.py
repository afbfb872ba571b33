"""Attacks on the classroom: refused, a line logged, the session unharmed."""

import logging

import pytest

pytest.importorskip("starlette", reason="needs the extra [classroom]")

from classroom.pages import Class, answer, do
from classroom.steps import GUESS, step_of
from starlette.requests import Request
from starlette.testclient import TestClient

from simulation.classroom.requests import check_sender
from simulation.classroom.room import JOINS_IN, MOST_JOINS
from simulation.classroom.state import Refused

TEACHERS_REQUESTS = [
    {"do": "next"}, {"do": "reveal_all"}, {"do": "kick", "seat": "seat-1"}, {"do": "undo"},
    {"do": "hands", "step": 2, "counts": {"outcome": {"adopted": 99}}}, {"do": "go", "step": 3},
]  # fmt: skip


@pytest.fixture
def school(lesson):
    return Class(lesson)


@pytest.fixture
def unharmed(school, caplog):
    """Whatever is tried, the state is as before, and every refusal is a line of the log."""
    caplog.set_level(logging.WARNING, "unsc.classroom")

    def check(response, status, *, state=school.session.state):
        assert response.status_code == status, response.text
        assert school.session.state is state
        assert any("refused" in line for line in caplog.messages)

    return check


@pytest.mark.parametrize("body", TEACHERS_REQUESTS)
def test_a_pupil_does_not_reach_the_teachers_actions(school, unharmed, body):
    phone = school.phone()
    state = school.session.state
    unharmed(phone.post("/teacher/do", json=body), 403, state=state)
    phone.cookies.set("unsc_teacher", phone.token, path="/teacher")
    unharmed(phone.post("/teacher/do", json=body), 403, state=state)


@pytest.mark.parametrize("url", ["/teacher", "/teacher/view", "/teacher/answers.csv",
                                 "/teacher/votes.csv", "/projector", "/projector/view",
                                 "/projector/picture/5-350.svg"])  # fmt: skip
def test_a_page_of_another_role_is_refused(school, unharmed, url):
    phone = school.phone()
    unharmed(phone.get(url), 403, state=school.session.state)


def test_the_tokens_of_projector_and_teacher_do_not_stand_for_each_other(school, unharmed):
    browser = school.browser()
    unharmed(browser.get(f"/teacher/{school.projectors_token}"), 403)
    unharmed(browser.get(f"/teacher/{school.session.code}"), 403)
    unharmed(browser.get(f"/projector/{school.teachers_token}"), 403)
    projector = school.projector()
    projector.cookies.set("unsc_teacher", school.projectors_token, path="/teacher")
    unharmed(projector.post("/teacher/do", json={"do": "next"}), 403)


def test_a_second_teacher_who_guesses_is_stopped(school, unharmed):
    browser = school.browser()
    for number in range(20):
        unharmed(browser.get(f"/teacher/guess-{number}"), 403)
    unharmed(browser.get("/teacher/guess-20"), 429)
    school.clock.now += 61
    unharmed(browser.get("/teacher/guess-21"), 403)


def test_who_guesses_shuts_nobody_else_out(school):
    stranger = school.browser()
    for number in range(250):
        stranger.get(f"/teacher/guess-{number}")
        for role in ("teacher", "projector"):
            stranger.cookies.set(f"unsc_{role}", f"old-{number}", path=f"/{role}")
            assert stranger.get(f"/{role}/view").status_code == 403
    assert stranger.get(f"/teacher/{school.teachers_token}").status_code == 200
    school.projector()
    code = {"code": school.session.code}
    assert (
        TestClient(school.app, client=("192.0.2.9", 1)).post("/join", json=code).status_code == 200
    )


def test_an_old_tab_of_the_console_does_not_shut_the_new_one_out(school):
    old = school.browser()
    old.cookies.set("unsc_teacher", "of-the-last-start", path="/teacher")
    for _ in range(40):
        assert old.get("/teacher/view").status_code == 403
    school.teacher()
    school.phone()


def test_room_codes_cannot_be_guessed_one_after_another(school, unharmed):
    browser = school.browser()
    for _ in range(20):
        unharmed(browser.post("/join", json={"code": "AAAAA"}), 403)
    unharmed(browser.post("/join", json={"code": school.session.code}), 429)


def test_a_forged_seat_token_is_no_seat(school, unharmed):
    browser = school.browser()
    browser.cookies.set("unsc_seat", "seat-1")
    unharmed(browser.get("/seat/view"), 403)
    unharmed(browser.post("/return", json={"token": "A" * 32}), 403)
    unharmed(answer(browser, 2, GUESS), 403)


def test_a_phone_cannot_answer_for_another_seat(school, lesson):
    teacher, one, two = school.teacher(), school.phone(), school.phone()
    step = step_of(lesson, "predict")
    do(teacher, "go", step=step)
    body = {"branch": 0, "step": step, "request": 1, "value": GUESS, "seat": "seat-2"}
    assert one.post("/seat/answer", json=body).status_code == 400
    answer(one, step, GUESS)
    assert set(school.session.state.answers_at(step)) == {"seat-1"}
    written = 'name="yes" type="number" inputmode="numeric" min="0" max="15" value="10"'
    assert written in one.get("/seat/view").json()["html"]
    other = two.get("/seat/view").json()["html"]
    assert written.replace('"10"', '"0"') in other
    assert "checked" not in other


def test_replayed_and_late_requests_change_nothing(school, lesson):
    teacher, phone = school.teacher(), school.phone()
    step = step_of(lesson, "predict")
    do(teacher, "go", step=step)
    answer(phone, step, GUESS, request=5)
    state = school.session.state
    for request in (5, 1, 4):
        answer(phone, step, {**GUESS, "outcome": "adopted"}, request=request)
        assert school.session.state is state
    do(teacher, "next")
    assert answer(phone, step, GUESS, request=6).status_code == 409
    assert school.session.state.answer_of(step, "seat-1") == GUESS


@pytest.mark.parametrize(
    "value",
    [
        {}, {"yes": "10"}, {**GUESS, "yes": 10**6}, {**GUESS, "yes": -5, "no": 17},
        {**GUESS, "yes": 9}, {**GUESS, "outcome": "won"}, {**GUESS, "blocks": ["RUS"] * 20},
        {**GUESS, "blocks": ["x" * 5000]}, {**GUESS, "points": 5}, {**GUESS, "yes": True},
    ],
)  # fmt: skip
def test_a_value_out_of_type_range_or_length_is_refused(school, lesson, unharmed, value):
    teacher, phone = school.teacher(), school.phone()
    step = step_of(lesson, "predict")
    do(teacher, "go", step=step)
    unharmed(answer(phone, step, value), 409, state=school.session.state)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"{", b"[" * 9000, b'{"code": 5}', b"\xff\xfe", b'{"code":"A","x":1}',
        b'{"code":"' + b"A" * 13 + b'"}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(school, unharmed, body):
    headers = {"content-type": "application/json"}
    unharmed(school.browser().post("/join", content=body, headers=headers), 400)


def test_ten_megabytes_of_a_name_are_refused_before_they_are_read(school, unharmed):
    name = "A" * 10_000_000
    body = {"code": school.session.code, "name": name}
    unharmed(school.browser().post("/join", json=body), 413)


def test_markup_in_a_name_is_text_for_everybody(school):
    phone = school.phone("<script>alert(1)</script>")
    school.phone("a\x00b\u202e\nc" + "x" * 90)
    page, console = phone.get("/").text, school.teacher().get("/teacher").text
    assert "<script>alert" not in page + console
    assert "&lt;script&gt;" in page
    assert "&lt;script&gt;" in console
    second = school.session.state.seats["seat-2"].name
    assert second.startswith("a b c")
    assert len(second) == 24


def test_a_code_in_the_address_is_letters_alone(school):
    page = school.browser().get('/?code="><script>x</script>').text
    assert "<script>x" not in page
    assert 'value="SCRIPTXSCRIP"' in page


def test_a_room_takes_so_many_and_a_phone_answers_so_often(school, lesson):
    for number in range(120):
        if number % 30 == 0:
            school.clock.now += 31
        phone = school.phone()
    school.clock.now += 31
    full = school.browser().post("/join", json={"code": school.session.code})
    assert full.status_code == 409
    do(school.teacher(), "go", step=step_of(lesson, "predict"))
    statuses = [answer(phone, 2, GUESS, request=n).status_code for n in range(1, 60)]
    assert statuses.count(429) == 19
    looks = [phone.get("/seat/view").status_code for _ in range(70)]
    assert looks.count(429) == 10
    school.clock.now += 11
    assert answer(phone, 2, GUESS, request=99).status_code == 200
    assert phone.get("/seat/view").status_code == 200


def test_another_sites_page_does_not_act_with_the_teachers_cookie(school, unharmed):
    teacher = school.teacher()
    headers = {"sec-fetch-site": "cross-site"}
    unharmed(teacher.post("/teacher/do", json={"do": "next"}, headers=headers), 403)
    cookie = school.browser().get(
        f"/teacher/{school.teachers_token}", follow_redirects=False
    ).headers["set-cookie"]  # fmt: skip
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()


@pytest.mark.parametrize("host", [
    "evil.example", "evil.example:8000", "192.0.2.8:8000", "localhost.evil.example", "", "[", "a b",
    "192.0.2.7.evil.example:8000",
])  # fmt: skip
@pytest.mark.parametrize("url", ["/", "/seat/view", "/teacher/view", "/static/classroom.js"])
def test_a_page_whose_name_was_turned_to_this_address_reaches_nothing(school, unharmed, host, url):
    teacher = school.teacher()
    unharmed(teacher.get(url, headers={"host": host}), 421)
    unharmed(teacher.post("/teacher/do", json={"do": "next"}, headers={"host": host}), 421)


@pytest.mark.parametrize("host", [
    "192.0.2.7:8000", "192.0.2.7", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST",
    "testserver",
])  # fmt: skip
def test_the_addresses_that_are_served_are_let_through(school, host):
    assert school.browser().get("/", headers={"host": host}).status_code == 200
    headers = {"host": host, "origin": f"http://{host}"}
    body = {"code": school.session.code}
    assert school.browser().post("/join", json=body, headers=headers).status_code == 200


@pytest.mark.parametrize("arrived", [("192.168.7.9", 8000), ("::ffff:192.168.7.9", 8000)])
def test_the_address_at_which_a_request_arrives_is_served(arrived):
    def request(host):
        scope = {"type": "http", "method": "GET", "server": arrived, "headers": [(b"host", host)]}
        return Request(scope)

    check_sender(request(b"192.168.7.9:8000"), ())
    with pytest.raises(Refused, match="wrong_host"):
        check_sender(request(b"192.168.7.10:8000"), ())


@pytest.mark.parametrize("origin", [
    "http://evil.example", "null", "http://testserver.evil.example", "http://testserver:1", "",
    "testserver",
])  # fmt: skip
def test_what_a_page_of_another_origin_sends_is_refused(school, unharmed, origin):
    teacher, phone = school.teacher(), school.phone()
    state = school.session.state
    headers = {"origin": origin}
    unharmed(teacher.post("/teacher/do", json={"do": "next"}, headers=headers), 403, state=state)
    body = {"code": school.session.code}
    unharmed(school.browser().post("/join", json=body, headers=headers), 403, state=state)
    unharmed(phone.post("/return", json={"token": phone.token}, headers=headers), 403, state=state)


@pytest.mark.parametrize("kind", [
    "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "",
    "application/jsonp",
])  # fmt: skip
def test_what_a_form_of_another_site_can_send_is_refused(school, unharmed, kind):
    teacher = school.teacher()
    headers = {"content-type": kind}
    unharmed(teacher.post("/teacher/do", content=b'{"do": "next"}', headers=headers), 415)


def test_json_with_its_letters_named_is_read(school):
    headers = {"content-type": "Application/JSON; charset=utf-8"}
    found = school.teacher().post("/teacher/do", content=b'{"do": "next"}', headers=headers)
    assert found.status_code == 200


def test_one_address_takes_only_so_many_new_seats_at_a_time(school, unharmed):
    body = {"code": school.session.code}
    for _ in range(MOST_JOINS):
        school.phone()
    state = school.session.state
    refused = school.browser().post("/join", json=body)
    unharmed(refused, 429, state=state)
    assert refused.json()["why"] == "too_many_joins"
    elsewhere = TestClient(school.app, client=("192.0.2.9", 1))
    assert elsewhere.post("/join", json=body).status_code == 200
    school.clock.now += JOINS_IN + 1
    assert school.browser().post("/join", json=body).status_code == 200


def test_a_phone_that_has_its_seat_is_no_new_one(school):
    body = {"code": school.session.code, "number": "5f" * 24}
    first = school.browser().post("/join", json=body).json()
    for _ in range(MOST_JOINS):
        assert school.browser().post("/join", json=body).json() == first
    assert len(school.session.state.seats) == 1


def test_nobody_new_comes_in_where_the_door_is_closed_and_who_has_a_seat_comes_back(
    school, unharmed
):
    teacher, phone = school.teacher(), school.phone("Ada")
    body = {"code": school.session.code, "number": "60" * 24}
    assert do(teacher, "close_door").status_code == 200
    unharmed(school.browser().post("/join", json=body), 409, state=school.session.state)
    again = school.browser()
    assert again.post("/return", json={"token": phone.token}).status_code == 200
    assert "Ada" in again.get("/").text
    assert phone.get("/seat/view").status_code == 200
    for page in (teacher.get("/teacher/view"), school.projector().get("/projector/view")):
        assert "The door is closed" in page.json()["html"]
    assert do(teacher, "undo").status_code == 200
    assert school.browser().post("/join", json=body).status_code == 200


@pytest.mark.parametrize("url", ["/", "/static/style.css", "/teacher", "/no/such/page"])
def test_every_answer_has_the_headers_of_safety(school, url):
    headers = school.browser().get(url).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["../server.py", "..%2fserver.py", "x", "%2e%2e/words/en.toml"])
def test_no_file_but_those_of_the_pages_is_served(school, name):
    assert school.browser().get(f"/static/{name}").status_code == 404


def test_no_token_stands_in_the_log(school, caplog):
    caplog.set_level(logging.WARNING, "unsc.classroom")
    school.browser().get(f"/projector/{school.teachers_token}")
    assert caplog.messages
    assert school.teachers_token not in caplog.text


def test_the_session_goes_on_where_its_disk_is_full(lesson, tmp_path, monkeypatch):
    school = Class(lesson, tmp_path / "class.jsonl")
    teacher = school.teacher()
    state = school.session.state

    def full(number):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("simulation.classroom.session.os.fsync", full)
        assert do(teacher, "next").status_code == 507
    assert school.session.state is state
    assert do(teacher, "next").status_code == 200
