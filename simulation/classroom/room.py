"""One class behind its pages: who may do what, what each role's page holds now."""

from __future__ import annotations

import logging
import threading
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from simulation.classroom import events, pictures, views
from simulation.classroom.catalogue import Words
from simulation.classroom.kinds import KINDS
from simulation.classroom.kinds.amend import Amend, texts_of
from simulation.classroom.kinds.base import Room
from simulation.classroom.pages import Door, Pages
from simulation.classroom.requests import JoinBody, check_sender, host_named
from simulation.classroom.session import Session
from simulation.classroom.state import Refused, State
from simulation.classroom.tokens import Limit, among, digest, new_token, same

MOST_JOINS, JOINS_IN = 30, 30.0
"""New seats that one address takes in so many seconds: a class behind one router comes in."""

LOG = logging.getLogger("unsc.classroom")


@dataclass
class Classroom:
    """One class: its session, its pages, and who may do what.

    ``projector`` is the token of the projector's page, which the teacher's browser gets too.
    No page waits for another; what takes long is computed once (:mod:`simulation.classroom.once`).
    """

    session: Session
    door: Door
    projector: str
    clock: Callable[[], float]
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Set up pages and limits."""
        self.words: Words = self.session.lesson.words
        self.pages = Pages(self.words)
        self.guesses = Limit(most=20, seconds=60.0, of_all=200, clock=self.clock)
        self.answers = Limit(most=40, seconds=10.0, of_all=4000, clock=self.clock)
        self.looks = Limit(most=60, seconds=10.0, of_all=6000, clock=self.clock)
        self.joins = Limit(most=MOST_JOINS, seconds=JOINS_IN, of_all=300, clock=self.clock)
        self.made: dict[tuple[str, str | None], tuple[State, str, str]] = {}
        self.served = frozenset(host_named(each) for each in self.door.addresses)

    # --- who it is

    def seat_of(self, request: Request) -> str | None:
        """The seat whose token a phone has."""
        return self.seat_with(request.cookies.get("unsc_seat", ""))

    def seat_with(self, token: str) -> str | None:
        """The seat of a token; every seat is compared, whichever it is."""
        given = digest(token)
        found = [
            key for key, seat in self.session.state.sitting.items() if same(seat.digest, given)
        ]
        return found[0] if found else None

    def check_sender(self, request: Request) -> None:
        """Refuse what a page of another site may have sent."""
        check_sender(request, self.served)

    def guessed(self, request: Request, who: str) -> Refused:
        """Count a wrong token or code, and say so."""
        self.guesses.count(address_of(request))
        return Refused(who)

    def check_guesses(self, request: Request) -> None:
        """Refuse whoever guessed too often."""
        if self.guesses.reached(address_of(request)):
            raise Refused("too_many_guesses")

    def check_role(self, request: Request, role: str) -> None:
        """Refuse whoever has not the token of the teacher, or of the projector."""
        site = request.headers.get("sec-fetch-site", "same-origin")
        known = self.session.teachers if role == "teacher" else self.session.projectors
        token = request.cookies.get(f"unsc_{role}", "")
        if site not in ("same-origin", "none") or not among(digest(token), known):
            # A token is too long to be guessed; an old one comes from a page that is still open.
            raise Refused("not_yours")

    # --- what is done

    def do(self, event: events.Event) -> None:
        """Let an event happen, one after another."""
        with self.lock:
            try:
                self.session.do(event)
            except OSError as error:
                LOG.error(self.words.say("terminal.disk", why=error.strerror or error))
                raise Refused("disk") from error

    def take_seat(self, body: JoinBody, address: str) -> str:
        """The seat of a phone that joins; its token, which is the phone's own number if it has one.

        The same number twice, as of a double tap or where an answer was lost, is one seat. One
        address takes only so many new seats at a time: a phone tries again by itself.
        """
        token = body.number or new_token()
        with self.lock:
            if self.seat_with(token) is not None:
                return token
            if self.joins.reached(address):
                raise Refused("too_many_joins")
            number = 1 + max((s.number for s in self.session.state.seats.values()), default=0)
            event = events.Join(seat=f"seat-{number}", name=tidy(body.name), digest=digest(token))
            try:
                self.session.do(event)
            except OSError as error:
                raise Refused("disk") from error
            self.joins.count(address)
        return token

    def keep_time(self) -> None:
        """Close the answers of a step whose timer has ended, where the model decides then."""
        state, room = self.session.state, self.session.room
        ends = state.here.ends
        if ends is None or not KINDS[room.step.kind].timed or room.locked:
            return
        if self.clock() > ends:
            with suppress(Refused):
                self.do(events.Lock(do="lock"))

    # --- what is seen

    def fragment(self, role: str, seat: str | None = None) -> dict[str, Any]:
        """What stands inside a role's page now, its digest, and how long the timer still runs."""
        self.keep_time()
        room = self.session.room
        kept = self.made.get((role, seat))
        if kept is None or kept[0] is not room.state:
            kept = (room.state, *self.make(room, role, seat))
            self.made[role, seat] = kept
        _, html, found = kept
        ends = room.state.here.ends
        left = None if ends is None else max(0.0, ends - self.clock())
        return {"html": html, "digest": found, "left": left}

    def make(self, room: Room, role: str, seat: str | None) -> tuple[str, str]:
        """What stands inside a role's page at a moment, and its digest."""
        view = self.view(room, role, seat)
        door = {
            "addresses": self.door.addresses,
            "code": self.door.code,
            "local": self.door.local,
            "qr": self.door.qr if role != "phone" else "",
            "path": self.door.path,
            "picture": picture_of(room) if role == "projector" else "",
        }
        return self.pages.fragment(role, view, door=door, lesson=self.session.lesson.title)

    def view(self, room: Room, role: str, seat: str | None) -> dict[str, Any]:
        """What a role sees at a moment."""
        if role == "phone":
            assert seat is not None
            return views.phone(room, seat)
        return views.teacher(room) if role == "teacher" else views.projector(room)

    def picture(self) -> str:
        """The picture of the projector's step; empty where there is none."""
        room = self.session.room
        if not picture_of(room) or room.state.here.blank:
            return ""
        texts = [voted for voted, _ in texts_of(room)]
        return pictures.amendments(room.case, texts, self.words)

    def page(self, role: str, view_url: str, seat: str | None = None) -> Response:
        """A whole page."""
        found = self.fragment(role, seat)
        title = {
            "teacher": self.words.say("name.console"),
            "projector": self.words.say("name.projector"),
        }.get(role, self.session.lesson.title)
        whole = self.pages.whole(role, title, view_url, found["html"], found["digest"])
        return HTMLResponse(whole)

    def news(self, request: Request, role: str, seat: str | None = None) -> Response:
        """What is new since a page was last swapped; nothing where it is the same."""
        found = self.fragment(role, seat)
        if request.query_params.get("have") == found["digest"]:
            found["html"] = None
        return JSONResponse(found)


def picture_of(room: Room) -> str:
    """A name for the picture of a step that changes with what it shows."""
    if not isinstance(KINDS[room.step.kind], Amend) or not room.locked:
        return ""
    return "-".join(f"{round(1000 * voted.strength)}" for voted, _ in texts_of(room))


def tidy(name: str) -> str:
    """A nickname on one line, without control signs, and short."""
    plain = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in name)
    return " ".join(plain.split())[: events.LONGEST_NAME]


def address_of(request: Request) -> str:
    """The address a request comes from."""
    return request.client.host if request.client else ""
