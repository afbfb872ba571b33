"""A classroom that listens: its socket, its addresses, and what is computed ahead."""

from __future__ import annotations

import errno
import logging
import socket
import threading
import time
from contextlib import suppress
from ipaddress import ip_address

import uvicorn

from simulation.classroom.cases import badge
from simulation.classroom.lesson import Lesson
from simulation.classroom.pages import Door
from simulation.classroom.paths import thousand as councils
from simulation.classroom.room import Classroom
from simulation.classroom.server import application
from simulation.classroom.session import Session
from simulation.classroom.votes import single, thousand
from simulation.scenario.mistakes import InputError, Mistake

BACKLOG = 256

NOWHERE = ("192.0.2.1", 9)
"""An address that is nobody's: nothing is sent to it."""


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Raises
    ------
    InputError
        If the address is not this computer's, or the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(BACKLOG)  # who comes before the pages are ready waits for them
    except OSError as error:
        found.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            why = "is used or not allowed; choose another, as 8080"
            raise InputError([Mistake("", "port", why, value=str(port))]) from error
        why = "is no address of this computer; write 127.0.0.1, or 0.0.0.0 to let phones in"
        raise InputError([Mistake("", "host", why, value=repr(host))]) from error
    return found


def is_local(host: str) -> bool:
    """Whether only this computer can reach what listens there."""
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return False


def addresses(host: str, port: int) -> tuple[str, ...]:
    """The addresses at which phones find what listens there."""
    if host not in ("0.0.0.0", "::"):
        return (address(host, port),)
    found = []
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(NOWHERE)
        found.append(str(probe.getsockname()[0]))
    with suppress(OSError):
        found += [str(one) for one in socket.gethostbyname_ex(socket.gethostname())[2]]
    reachable = [one for one in dict.fromkeys(found) if not ip_address(one).is_loopback]
    return tuple(address(one, port) for one in reachable) or (address("127.0.0.1", port),)


def address(host: str, port: int) -> str:
    """An address as a browser takes it."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def warm(lesson: Lesson, seed: int) -> None:
    """Compute what the lesson will show, so that no step of it waits."""
    if lesson.council is not None:
        councils(lesson.council.setting, seed)
    for step, each in enumerate(lesson.steps):
        if each.vote is None:
            continue
        case = lesson.case_at(step)
        if each.kind == "crisis":
            badge(case)
        elif each.kind == "reveal":
            single(case, seed)
        elif each.kind == "amend":
            thousand(case, seed)
            for strength, _ in case.ladder:
                thousand(case, seed, strength)
        elif each.kind == "rules":
            for rules in each.rule_sets or []:
                thousand(case, seed, None, rules)


def serve(session: Session, door: Door, projector: str, found: socket.socket) -> None:
    """Serve a class until it is stopped by Ctrl-C; ``projector`` is the token of its page."""
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    room = Classroom(session, door, projector, time.time)
    threading.Thread(target=warm, args=(session.lesson, session.seed), daemon=True).start()
    config = uvicorn.Config(
        application(room), log_level="warning", access_log=False, server_header=False, ws="none",
        lifespan="off", http="h11", loop="asyncio", timeout_keep_alive=5, limit_concurrency=600,
        h11_max_incomplete_event_size=32_768, timeout_graceful_shutdown=1,
    )  # fmt: skip
    try:
        uvicorn.Server(config).run(sockets=[found])
    finally:
        session.close()
        found.close()
