"""A class behind a test client: a teacher, a projector and phones, without a socket."""

import re
from dataclasses import dataclass, field

from starlette.testclient import TestClient

from simulation.classroom.pages import Door
from simulation.classroom.room import Classroom
from simulation.classroom.server import application
from simulation.classroom.session import begin


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self):
        return self.now


@dataclass
class Class:
    """The application of a class, its clock, and the tokens that were printed."""

    lesson: object
    path: object = None
    seed: int = 1
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self):
        self.session = begin(self.lesson, seed=self.seed, clock=self.clock, path=self.path)
        self.teachers_token, self.projectors_token = self.session.give_tokens()
        door = Door(("http://192.0.2.7:8000/",), self.session.code, local=False)
        self.room = Classroom(self.session, door, self.projectors_token, self.clock)
        self.app = application(self.room)

    def browser(self):
        return TestClient(self.app, base_url="http://testserver", follow_redirects=True)

    def teacher(self):
        found = self.browser()
        assert found.get(f"/teacher/{self.teachers_token}").status_code == 200
        return found

    def projector(self):
        found = self.browser()
        assert found.get(f"/projector/{self.projectors_token}").status_code == 200
        return found

    def phone(self, name=""):
        found = self.browser()
        joined = found.post("/join", json={"code": self.session.code, "name": name})
        assert joined.status_code == 200, joined.text
        found.token = joined.json()["token"]
        return found


def do(teacher, what, **rest):
    return teacher.post("/teacher/do", json={"do": what, **rest})


def answer(phone, step, value, *, request=1, branch=0):
    body = {"branch": branch, "step": step, "request": request, "value": value}
    return phone.post("/seat/answer", json=body)


def text_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
