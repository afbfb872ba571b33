"""Finished pieces of a long analysis, kept in a file, so that the same call goes on from them.

A line of the file holds one piece: the digest of what decides it, the digest of what came of
it, and that itself as JSON. Whole lines are appended; one that was torn or changed afterwards
is no line, and its piece is played again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self

from simulation.experiments.description import digest_of
from simulation.experiments.files import reason
from simulation.experiments.manifest import program
from simulation.experiments.source import source_digest
from simulation.experiments.workforce import Notify, Received, Task, Workers, play_all

OURS = re.compile(rb"[0-9a-f]{64}( |$)")
"""How a line begins, even one that was torn."""

FILE = "kept.jsonl"
"""Its name in the folder that a command writes to."""


class Keepable[Came](Task[Came], Protocol):
    """A piece that can be kept."""

    def decided_by(self) -> Any:
        """All that decides what comes of it besides the program, as plain data."""

    def as_plain(self, came: Came) -> Any:
        """What came of it, as plain data."""

    def from_plain(self, plain: Any) -> Came:
        """The same again."""


@dataclass(frozen=True)
class Keyed[Came]:
    """A piece with the digest by which it is found again."""

    piece: Keepable[Came]
    key: str

    @property
    def name(self) -> str:
        """The piece's."""
        return self.piece.name

    def play(self) -> tuple[str, Came]:
        """Play it."""
        return self.key, self.piece.play()

    def given_up(self, why: str) -> tuple[str, Came]:
        """As the piece itself ends."""
        return self.key, self.piece.given_up(why)


@dataclass(eq=False)
class Kept:
    """A file of finished pieces, open within a ``with`` block; without a path none is kept.

    Two commands may share a file, since each appends whole lines and the same key means the
    same piece. Where the disk refuses, the work goes on, and the rest is not kept.

    Parameters
    ----------
    path : Path or None
        The file; made, with its folder, by the first piece that is finished.
    notify : callable
        Called with a sentence where the disk refuses.
    """

    path: Path | None
    notify: Notify = lambda _: None
    found: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    number: int | None = None
    opened: bool = False
    refused: bool = False

    def __enter__(self) -> Self:
        """Read what is there."""
        if self.path is not None and self.path.exists():
            self.open()
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the file."""
        self.close()

    def open(self) -> None:
        """Read the file, made if there is none, and be ready to append."""
        assert self.path is not None
        careful = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.number = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | careful, 0o666)
            if not stat.S_ISREG(os.fstat(self.number).st_mode):
                raise OSError("it is no regular file")
            with open(self.number, "rb", closefd=False) as file:
                lines = file.readlines()
            self.found = dict(filter(None, map(pair_of, lines)))
            if lines and not any(map(OURS.match, lines)):
                raise OSError("it is no file of finished pieces")
            self.opened = True
            if lines and not lines[-1].endswith(b"\n"):
                os.write(self.number, b"\n")
        except OSError as error:
            self.refuse(error)

    def close(self) -> None:
        """Let go of the file."""
        if self.number is not None:
            os.close(self.number)
            self.number = None

    def forget(self) -> None:
        """Remove the file: what it was kept for is done."""
        self.close()
        if self.path is not None and self.opened:
            with suppress(OSError):
                self.path.unlink()

    def refuse(self, error: OSError) -> None:
        """Keep no more, and say so once."""
        self.close()
        self.refused = True
        self.notify(
            f"{self.path}: cannot be written: {reason(error)}; the work goes on, but what is "
            "played from now on is not kept"
        )

    def add(self, key: str, plain: Any) -> None:
        """Keep what came of a piece, in one line however often it is played."""
        if self.path is None or self.refused or key in self.used:
            return
        if self.number is None:
            self.open()
        if self.number is None:
            return
        text = json.dumps(plain, separators=(",", ":"))
        line = f"{key} {hashlib.sha256(text.encode()).hexdigest()} {text}\n".encode()
        self.used.add(key)
        try:
            written = os.write(self.number, line)
            if written < len(line):
                os.write(self.number, line[written:])
        except OSError as error:
            self.used.discard(key)
            self.refuse(error)

    def count(self) -> int:
        """How many pieces of this call the file holds.

        Ctrl-C may come just before or just after a line is written, so the file is read.
        """
        if self.number is None:
            return len(self.used)
        with open(self.number, "rb", closefd=False) as file:
            file.seek(0)
            return len(self.used & dict(filter(None, map(pair_of, file))).keys())

    def play[Came](
        self,
        who: Workers | None,
        pieces: Iterable[Keepable[Came]],
        received: Received[Came],
        notify: Notify,
    ) -> None:
        """Play those that are not kept, as :func:`play_all` does; ``received`` gets all."""
        if self.path is None:
            play_all(who, pieces, received, notify)
            return
        in_hand: dict[str, Keepable[Came]] = {}

        def left() -> Iterator[Keyed[Came]]:
            for piece in pieces:
                key = key_of(piece)
                if key in self.found:
                    self.used.add(key)
                    received(piece.from_plain(json.loads(self.found[key])))
                else:
                    in_hand[key] = piece
                    yield Keyed(piece, key)

        def played(came: tuple[str, Came]) -> None:
            key, result = came
            # Two settings that are the same are one piece to keep, however many are in hand.
            if (piece := in_hand.pop(key, None)) is not None:
                self.add(key, piece.as_plain(result))
            received(result)

        play_all(who, left(), played, notify)


NOT_KEPT = Kept(None)
"""Nothing is kept."""


def key_of(piece: Keepable[Any]) -> str:
    """The digest of all that decides a piece: what computes, its own source, its arguments."""
    kind = type(piece)
    own = source_digest(kind.__module__)
    return digest_of([program(), own, kind.__name__, piece.decided_by()])


def pair_of(line: bytes) -> tuple[str, str] | None:
    """Key and JSON of a line, None if it is not whole."""
    try:
        key, digest, text = line.decode().rstrip("\n").split(" ", 2)
    except ValueError:
        return None
    return (key, text) if hashlib.sha256(text.encode()).hexdigest() == digest else None
