"""The session of a class and its file: every event a line, so that nothing is lost."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulation.classroom.events import EVENT, Event
from simulation.classroom.kinds.base import Room
from simulation.classroom.lesson import Lesson, lesson_of, load_lesson
from simulation.classroom.lesson_file import lessons
from simulation.classroom.origin import origin_of
from simulation.classroom.play import applied
from simulation.classroom.state import Refused, State
from simulation.classroom.tokens import digest, new_code, new_token
from simulation.experiments.files import UnusableFileError, open_regular, read_regular, reason
from simulation.experiments.lock import taken
from simulation.scenario.mistakes import InputError

FORMAT = 2
PACKAGE = "unsc-simulation"

LARGEST_SESSION = 50_000_000
"""Bytes of a session file, at most."""


class Head(BaseModel):
    """The first line: what is played, by which version, and the room code.

    ``origin`` is the digest of the code and the cases (:mod:`simulation.classroom.origin`),
    ``name`` that of a lesson of the package, empty for another.
    """

    model_config = ConfigDict(extra="forbid", strict=True)
    unsc_classroom: int
    version: str
    origin: str = Field(pattern=r"^[0-9a-f]{64}$")
    name: str = ""
    lesson: dict[str, Any]
    language: str | None = None
    seed: int = Field(ge=0, le=2**63 - 1)
    code: str = Field(pattern=r"^[A-Z]{4,8}$")


class Opened(BaseModel):
    """A line at every start: the digests of the tokens that it printed."""

    model_config = ConfigDict(extra="forbid", strict=True)
    opened: float
    teacher: str = Field(pattern=r"^[0-9a-f]{64}$")
    projector: str = Field(pattern=r"^[0-9a-f]{64}$")


@dataclass
class Session:
    """A class at its lesson; an event is on the disk before it counts.

    ``teachers`` and ``projectors`` are the digests of tokens that were given out. ``version`` is
    that of the program that began it, ``elsewhere`` whether other code or other cases did.
    """

    lesson: Lesson
    seed: int
    code: str
    clock: Callable[[], float]
    file: int | None = None
    path: Path | None = None
    state: State = field(default_factory=State)
    teachers: set[str] = field(default_factory=set)
    projectors: set[str] = field(default_factory=set)
    version: str = field(default_factory=lambda: version(PACKAGE))
    elsewhere: bool = False

    def __post_init__(self) -> None:
        """Let the state know the seed, on which it depends what may be answered."""
        self.state = replace(self.state, seed=self.seed)

    @property
    def room(self) -> Room:
        """The class as it is now."""
        return Room(self.lesson, self.state)

    def do(self, event: Event) -> None:
        """Let an event happen, its time set by the clock.

        Raises
        ------
        Refused
            If it cannot be done now; nothing changes then.
        OSError
            If the disk does not take it; nothing changes then either.
        """
        event = event.model_copy(update={"at": self.clock()})
        after = applied(self.lesson, self.state, event)
        if after is self.state:
            return
        self.write(event.model_dump(mode="json"))
        self.state = after

    def write(self, line: dict[str, Any]) -> None:
        """Put one line on the disk, or none of it."""
        if self.file is None:
            return
        whole = json.dumps(line, ensure_ascii=False, allow_nan=False).encode() + b"\n"
        end = os.lseek(self.file, 0, os.SEEK_END)
        try:
            left = whole
            while left:
                left = left[os.write(self.file, left) :]
            os.fsync(self.file)
        except OSError:
            os.ftruncate(self.file, end)
            raise

    def give_tokens(self) -> tuple[str, str]:
        """New tokens for the teacher and the projector, of which the file keeps the digests."""
        teacher, projector = new_token(), new_token()
        line = Opened(opened=self.clock(), teacher=digest(teacher), projector=digest(projector))
        self.write(line.model_dump())
        self.teachers.add(line.teacher)
        self.projectors.add(line.projector)
        return teacher, projector

    def close(self) -> None:
        """Let go of the file."""
        if self.file is not None:
            os.close(self.file)
            self.file = None


def begin(
    lesson: Lesson, *, seed: int, clock: Callable[[], float], path: Path | None = None
) -> Session:
    """A new session, kept in a file if one is named.

    Raises
    ------
    InputError
        If the file is there already or cannot be written.
    """
    session = Session(lesson, seed, new_code(), clock, path=path)
    if path is not None:
        session.file = opened(path, os.O_RDWR | os.O_CREAT | os.O_EXCL)
    head = Head(
        unsc_classroom=FORMAT,
        version=session.version,
        origin=origin_of(lesson),
        name=lesson.name,
        lesson=dict(lesson.content),
        language=lesson.language,
        seed=seed,
        code=session.code,
    )
    session.write(head.model_dump(mode="json"))
    return session


def go_on(path: Path, *, clock: Callable[[], float]) -> Session:
    """The session of a file, as it was when its last whole line was written.

    A last line that was torn by a crash is taken away. A class goes on only by the same code and
    the same cases, so that no vote that it has seen becomes another.

    Raises
    ------
    InputError
        If the file is none of a session, was changed, is used by another process, or was begun
        by another version.
    """
    file = opened(path, os.O_RDWR)
    with os.fdopen(os.dup(file), "rb") as held:
        if not taken(held):
            os.close(file)
            raise InputError([f"{path}: another program uses this session; end it first"])
    try:
        session, good = replayed(path, content_of(path), clock)
        if session.elsewhere:
            raise InputError([f"{path}: {began(session)}; go on with that version, or begin anew"])
    except BaseException:
        os.close(file)
        raise
    os.ftruncate(file, good)
    session.file, session.path = file, path
    return session


def opened(path: Path, flags: int) -> int:
    """A descriptor of the session file, for its owner's eyes alone.

    Raises
    ------
    InputError
        If it cannot be opened so.
    """
    try:
        if flags & os.O_CREAT:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(os.dup(file), "rb") as held:
                taken(held)
            return file
        return open_regular(path, flags)
    except (OSError, UnusableFileError) as error:
        why = str(error) if isinstance(error, UnusableFileError) else reason(error)
        raise InputError([f"{path}: cannot be used as a session file: {why}"]) from error


def content_of(path: Path) -> bytes:
    """The whole of a session file.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    try:
        return read_regular(path, LARGEST_SESSION)
    except (OSError, UnusableFileError) as error:
        why = str(error) if isinstance(error, UnusableFileError) else reason(error)
        raise InputError([f"{path}: cannot be read: {why}"]) from error


def read_session(path: Path) -> Session:
    """A session for reading alone: what is played there is kept nowhere.

    One that another version began is played by this one: ``elsewhere`` says so.

    Raises
    ------
    InputError
        If the file is none of a session.
    """
    session = replayed(path, content_of(path), lambda: 0.0)[0]
    session.path = path
    return session


def replayed(path: Path, content: bytes, clock: Callable[[], float]) -> tuple[Session, int]:
    """The session that lines make again, and how many bytes of them are whole."""
    good = content.rfind(b"\n") + 1
    lines = content[:good].split(b"\n")[:-1]
    session = headed(path, lines[:1], clock)
    for number, line in enumerate(lines[1:], start=2):
        try:
            plain = json.loads(line)
            if isinstance(plain, dict) and "opened" in plain:
                given = Opened.model_validate(plain)
                session.teachers.add(given.teacher)
                session.projectors.add(given.projector)
                continue
            session.state = applied(session.lesson, session.state, EVENT.validate_python(plain))
        except (ValueError, ValidationError, Refused) as error:
            why = f"line {number} was changed or torn; restore a copy of the file"
            if session.elsewhere:
                why = f"line {number} cannot be played: the session {began(session)}"
            raise InputError([f"{path}: {why}"]) from error
    return session, good


def headed(path: Path, lines: Iterable[bytes], clock: Callable[[], float]) -> Session:
    """The session that the first line begins."""
    why = f"{path}: is no session of a classroom; name another file, or one that is not there"
    for line in lines:
        try:
            head = Head.model_validate(json.loads(line))
        except (ValueError, ValidationError) as error:
            raise InputError([why]) from error
        if head.unsc_classroom != FORMAT:
            raise InputError([f"{path}: was written by another version, {head.version}; use that"])
        lesson = replace(lesson_of(head.lesson, str(path), head.language), name=head.name)
        session = Session(lesson, head.seed, head.code, clock, version=head.version)
        session.elsewhere = head.origin != origin_of(lesson)
        return session
    raise InputError([why])


def began(session: Session) -> str:
    """That another version began a session, as the end of a sentence about its file."""
    here = version(PACKAGE)
    by = f"version {session.version}" if session.version != here else f"other code of {here}"
    return f"was begun by {by} of this program or with other cases; its votes may be others now"


def lesson_changed(session: Session) -> bool:
    """Whether the package now carries another version of the lesson that a session plays."""
    name = session.lesson.name
    return name in lessons() and load_lesson(name).content != session.lesson.content
