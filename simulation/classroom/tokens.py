"""The secrets of a room: its code, the tokens of seats and teacher, and how many may be guessed."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

LETTERS = "ABCDEFGHJKMNPQRTUVWXYZ"
"""Of a room code: none that is taken for another, or for a digit."""

CODE_LENGTH = 5
TOKEN_BYTES = 24
LONGEST_TOKEN = 64


def new_code() -> str:
    """A room code that is easy to read aloud."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def new_token() -> str:
    """A token of 192 bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """What is kept of a token: whoever reads the session file cannot use it."""
    return hashlib.sha256(token[:LONGEST_TOKEN].encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two texts are the same, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def among(found: str, known: Iterable[str]) -> bool:
    """Whether a digest is among those known; all are compared, whichever it is."""
    return sum(same(found, each) for each in known) > 0


@dataclass
class Limit:
    """So many events in so many seconds for each name, and so many for all names together."""

    most: int
    seconds: float
    of_all: int
    clock: Callable[[], float]
    seen: dict[str, deque[float]] = field(default_factory=dict)
    all: deque[float] = field(default_factory=deque)

    MOST_NAMES = 5000

    def reached(self, name: str) -> bool:
        """Whether no more is free for a name now."""
        now = self.clock()
        kept = self.seen.get(name, deque())
        for times in (kept, self.all):
            while times and times[0] <= now - self.seconds:
                times.popleft()
        return len(kept) >= self.most or len(self.all) >= self.of_all

    def count(self, name: str) -> None:
        """Count one event of a name."""
        if len(self.seen) >= self.MOST_NAMES and name not in self.seen:
            self.seen.clear()
        now = self.clock()
        self.seen.setdefault(name, deque()).append(now)
        self.all.append(now)
