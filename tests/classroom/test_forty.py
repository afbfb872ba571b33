"""Forty phones at a real server, and servers that are killed: nothing is lost, in any lesson.

Nothing here is timed; how soon the slowest phone shows what is shown is printed (pytest -s).
"""

import asyncio
import random
import re
import time
from collections import Counter
from contextlib import suppress

import pytest
from classroom.live import started
from classroom.steps import step_of

from simulation.classroom.course import course
from simulation.classroom.lesson import load_lesson
from simulation.classroom.session import read_session

pytest.importorskip("starlette", reason="needs the extra [classroom]")
httpx = pytest.importorskip("httpx2", reason="needs httpx2, which the developers' set-up has")

pytestmark = pytest.mark.long

PHONES, RELOADING, ROUNDS = 40, 10, 5
POLL, AGAIN = 1.5, 2.0
"""Seconds, as classroom.js has them: between two looks, and before a phone tries to join again."""


class Phone:
    """A scripted phone: it joins, polls, answers, and may lose its page."""

    def __init__(self, home, number):
        self.number, self.request, self.seen, self.tries = number, 0, {}, 0
        self.client = httpx.AsyncClient(base_url=home, timeout=60)

    async def reach(self, way, url, body=None):
        """Send until there is an answer: a page asks again where a connection broke."""
        while True:
            with suppress(httpx.TransportError):
                return await self.client.request(way, url, json=body)
            await asyncio.sleep(POLL)

    async def join(self, code):
        """Join as the page does: again where many come in, and once more as after a lost answer."""
        body = {"code": code, "name": f"p{self.number}", "number": f"{self.number:048x}"}
        while True:
            self.tries += 1
            found = await self.reach("POST", "/join", body)
            if found.status_code == 200:
                break
            assert (found.status_code, found.json()["why"]) == (429, "too_many_joins")
            await asyncio.sleep(AGAIN)
        self.client.cookies.clear()
        assert (await self.reach("POST", "/join", body)).json() == found.json()

    async def poll(self):
        news = (await self.reach("GET", "/seat/view")).json()["html"]
        return int(news.partition('data-step="')[2].partition('"')[0]), news

    async def until(self, says):
        """Poll as a page does until it says something; when that was."""
        while True:
            _, html = await self.poll()
            if says(html):
                return time.monotonic()
            await asyncio.sleep(POLL)

    async def answer(self, step, value):
        self.request += 1
        body = {"branch": 0, "step": step, "request": self.request, "value": value}
        for _ in range(2):  # the second as where the first answer was lost on its way
            found = await self.reach("POST", "/seat/answer", body)
            assert found.status_code == 200, found.text
        self.seen[step] = value

    async def decide(self, kind):
        """Answer what the page asks a state, or a pupil without one."""
        step, html = await self.poll()
        value = decision_of(kind, html, self.number)
        if value is not None:
            await self.answer(step, value)

    async def reload(self):
        page = await self.reach("GET", "/")
        assert f"p{self.number}" in page.text


def value_of(kind, number, round_number):
    return {
        "predict": {
            "yes": number % 16, "no": 15 - number % 16, "abstain": 0,
            "outcome": ("adopted", "vetoed", "fell_short")[number % 3], "blocks": [],
        },
        "question": {"choice": 1 + (number + round_number) % 4},
        "amend": {"clause": (number + round_number) % 6},
    }[kind]  # fmt: skip


def decision_of(kind, html, number):
    """What a phone sends where its page has a form; None where it has none."""
    if 'name="choice"' in html:
        return {"choice": 1 + number % 4}
    if 'name="decision"' in html:
        most = int((re.search(r'name="decision"[^>]*max="(\d+)"', html) or [0, 0])[1])
        sent = {"vote": "N" if number % 16 == 14 else "Y", "pledge": min(number, most)}
        return {"decision": sent.get(kind, 1 + number % 5)}
    if 'name="predicted"' in html:
        return {"predicted": {"vote": "adopted", "pledge": 10 * number}[kind]}
    return None


class Teacher:
    """A scripted console."""

    def __init__(self, live):
        self.live = live
        # A connection a request: what a teacher does is sent once, and never on one that broke.
        once = httpx.Limits(max_keepalive_connections=0)
        self.client = httpx.AsyncClient(
            base_url=live.home, follow_redirects=True, timeout=60, limits=once
        )

    async def enter(self):
        await self.client.get(self.live.console)

    async def do(self, what, **rest):
        found = await self.client.post("/teacher/do", json={"do": what, **rest})
        assert found.status_code == 200, found.text


async def come_in(live):
    teacher = Teacher(live)
    await teacher.enter()
    phones = [Phone(live.home, number) for number in range(PHONES)]
    await asyncio.gather(*(phone.join(live.code) for phone in phones))
    assert max(phone.tries for phone in phones) > 1, "forty of one address are not let in at once"
    return teacher, phones


async def leave(teacher, phones):
    for each in (teacher, *phones):
        await each.client.aclose()


async def shown_to_all(teacher, phones, luck, says, what):
    """Let something be shown while all poll; how long the slowest phone waited."""
    waiting = [asyncio.create_task(phone.until(says)) for phone in phones]
    await asyncio.sleep(POLL * luck.random())
    shown = time.monotonic()
    await teacher.do(what)
    return max(await asyncio.gather(*waiting)) - shown


async def lesson_with_forty(live, lesson):
    luck = random.Random(1)
    teacher, phones = await come_in(live)
    kinds = ("predict", "question", "amend", "predict")
    slowest = 0.0
    for number, kind in enumerate(kinds):
        step = step_of(lesson, kind, 1 if number == 3 else 0)
        await teacher.do("go", step=step)
        await asyncio.gather(
            *(phone.answer(step, value_of(kind, phone.number, number)) for phone in phones),
            *(phone.reload() for phone in luck.sample(phones, RELOADING)),
        )
        waited = await shown_to_all(teacher, phones, luck, lambda html: "Closed" in html, "lock")
        slowest = max(slowest, waited)
    await teacher.do("go", step=step_of(lesson, "reveal", 1))
    waited = await shown_to_all(
        teacher, phones, luck, lambda html: "points against the record" in html, "reveal_all"
    )
    await leave(teacher, phones)
    return phones, max(slowest, waited)


def test_forty_phones_lose_and_double_no_answer_and_see_what_is_shown(lesson, tmp_path):
    path = tmp_path / "class.jsonl"
    live = started(tmp_path, "--session", str(path))
    try:
        phones, slowest = asyncio.run(lesson_with_forty(live, lesson))
    finally:
        live.kill()
    print(f"\nlesson A: what is shown stood on all {PHONES} phones after {slowest:.2f} s")
    check(path, phones)


def check(path, phones):
    """Every answer of every phone is in the file, and no other."""
    state = read_session(path).state
    assert len(state.seats) == PHONES
    by_name = {seat.name: key for key, seat in state.seats.items()}
    for phone in phones:
        for step, value in phone.seen.items():
            answer = state.answer_of(step, by_name[f"p{phone.number}"])
            assert {key: answer[key] for key in value} == value
    assert len(state.answers) == sum(len(phone.seen) for phone in phones)


DECIDES = ("want", "draft", "vote", "pledge", "question")


async def council_with_forty(live, lesson):
    luck = random.Random(1)
    teacher, phones = await come_in(live)
    slowest = 0.0
    for number, step in enumerate(lesson.steps):
        await teacher.do("go", step=number)
        if step.kind in DECIDES:
            await asyncio.gather(
                *(phone.decide(step.kind) for phone in phones),
                *(phone.reload() for phone in luck.sample(phones, RELOADING)),
            )
            waited = await shown_to_all(
                teacher, phones, luck, lambda html: "Closed" in html, "lock"
            )
            slowest = max(slowest, waited)
        elif step.kind == "burden":
            await teacher.do("reveal_all")
            await asyncio.gather(*(phone.poll() for phone in phones))
    await leave(teacher, phones)
    return phones, slowest


@pytest.mark.parametrize("name", ["free-riders-council", "five-seats"])
def test_forty_phones_hold_states_and_predict_and_no_decision_is_lost(name, tmp_path):
    lesson, path = load_lesson(name), tmp_path / "class.jsonl"
    live = started(tmp_path, name, "--session", str(path))
    try:
        phones, slowest = asyncio.run(council_with_forty(live, lesson))
    finally:
        live.kill()
    print(f"\n{name}: what is shown stood on all {PHONES} phones after {slowest:.2f} s")
    check(path, phones)
    session = read_session(path)
    found = course(session.room)
    decided = Counter(q.member for q in found.questions if q.answer != "model")
    assert set(decided) == set(lesson.council.people)
    assert found.passed(3, "contribute")


class Room:
    """The pages of a class whose program is killed and started again."""

    def __init__(self, folder, name, phones):
        self.folder, self.words = folder, (name, "--session", str(folder / "class.jsonl"))
        self.live = started(folder, *self.words)
        self.code = self.live.code
        self.teacher, self.projector, *self.phones = (
            httpx.Client(
                base_url=self.live.home,
                timeout=60,
                follow_redirects=True,
                limits=httpx.Limits(max_keepalive_connections=0),
            )
            for _ in range(2 + phones)
        )
        self.teacher.get(self.live.console)
        self.projector.get(re.search(r"http://\S+/projector/\S+", self.live.said)[0])
        for number, phone in enumerate(self.phones):
            body = {"code": self.code, "name": f"p{number}"}
            assert phone.post("/join", json=body).status_code == 200

    def kill_and_start(self):
        self.live.kill()
        self.live = started(self.folder, *self.words)
        assert self.live.code == self.code
        for client in (self.teacher, self.projector, *self.phones):
            client.base_url = self.live.home

    def do(self, what, **rest):
        found = self.teacher.post("/teacher/do", json={"do": what, **rest})
        assert found.status_code == 200, found.text

    def pages(self):
        """What stands on every page; addresses, which have another port, left out."""
        clients = [(self.teacher, "teacher"), (self.projector, "projector")]
        clients += [(phone, "seat") for phone in self.phones]
        texts = [client.get(f"/{role}/view").json()["html"] for client, role in clients]
        assert all(texts)
        return [re.sub(r"http://[\d.]+:\d+/|<svg.*?</svg>", "", text) for text in texts]

    def close(self):
        self.live.kill()
        for client in (self.teacher, self.projector, *self.phones):
            client.close()


@pytest.mark.parametrize("name", ["why-did-it-fail", "free-riders-council", "five-seats"])
def test_a_class_whose_program_is_killed_at_every_step_goes_on_with_its_pages(name, tmp_path):
    lesson, phones = load_lesson(name), 6 if name == "five-seats" else 3
    room = Room(tmp_path, name, phones)
    try:
        for number, step in enumerate(lesson.steps):
            room.do("go", step=number)
            for seat, phone in enumerate(room.phones):
                html = phone.get("/seat/view").json()["html"]
                value = decision_of(step.kind, html, seat)
                if step.kind in ("predict", "amend"):
                    value = value_of(step.kind, seat, number)
                if value is not None:
                    body = {"branch": 0, "step": number, "request": number + 1, "value": value}
                    assert phone.post("/seat/answer", json=body).status_code == 200
            if step.kind in ("reveal", "burden"):
                room.do("reveal")
            before = room.pages()
            room.kill_and_start()
            assert room.pages() == before, step.title
    finally:
        room.close()
    assert len(read_session(tmp_path / "class.jsonl").state.sitting) == phones
