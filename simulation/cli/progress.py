"""Progress on long work: a bar on standard error, where that is a terminal, and how long it takes.

How long is said once, on a line of standard error, if it is more than a minute: measured by
the first pieces of the work on the machine that does it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic as now
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn

MEASURED = 5.0
"""Seconds of work, at least, from which the rest is estimated."""

LONG = 60.0
"""Seconds from which on the rest is worth a line."""


class TimeLeft:
    """Says how long the rest of some work will take, once, if that is long.

    ``hands`` work side by side, so that their first pieces come together. With
    ``taken_up`` the first number reported was done before.
    """

    def __init__(
        self, total: int, what: str, say: Callable[[str], None], *, hands: int, taken_up: bool
    ) -> None:
        self.left, self.what, self.say, self.hands = total, what, say, hands
        self.skip, self.done, self.pieces, self.said = taken_up, 0, 0, False
        self.begun = now()

    def __call__(self, done: int) -> None:
        """Note that so many are done; say how long the rest takes once that can be known."""
        self.left -= done
        if self.skip:
            self.skip, self.begun = False, now()
            return
        self.done += done
        self.pieces += 1
        spent = now() - self.begun
        if self.said or not self.done or self.pieces < self.hands or spent < MEASURED:
            return
        self.said = True
        if (rest := spent * self.left / self.done) > LONG:
            self.say(
                f"about {duration(rest)} for the {self.left:,} {self.what} left, at the speed of "
                f"the first {self.done:,}"
            )


def duration(seconds: float) -> str:
    """A time to two digits at most, in the unit that people would use.

    >>> duration(61), duration(1000), duration(30_000), duration(1e7)
    ('1 minute', '17 minutes', '8 hours', '120 days')
    """
    units = (("day", 86_400), ("hour", 3_600), ("minute", 60))
    unit, size = next((pair for pair in units if seconds >= 2 * pair[1]), units[-1])
    many = round(seconds / size)
    many = many if many < 100 else round(many, 2 - len(str(many)))
    return f"{many:,} {unit}{'' if many == 1 else 's'}"


def counting(*more: ProgressColumn) -> Progress:
    """A bar that counts, with more columns behind it; on standard error, if that is a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from simulation.cli.terminal import Terminal

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        *more,
        console=Terminal(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


@contextmanager
def histories(
    total: int, what: str = "histories", *, hands: int = 1, taken_up: bool = False
) -> Iterator[Callable[[int], None]]:
    """A bar over histories, or what else is counted; yields what to call with each number done.

    ``hands`` and ``taken_up`` are those of :class:`TimeLeft`.
    """
    from rich.progress import TimeRemainingColumn

    bar = counting(TimeRemainingColumn())
    with bar:
        task = bar.add_task(what, total=total)
        estimate = TimeLeft(total, what, bar.console.print, hands=hands, taken_up=taken_up)

        def advance(done: int) -> None:
            bar.advance(task, done)
            estimate(done)

        yield advance


@contextmanager
def working(words: str) -> Iterator[None]:
    """Say on standard error, where that is a terminal, what is being done, until it is."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.text import Text

    from simulation.cli.terminal import Terminal

    with Terminal(stderr=True).status(Text(words)):
        yield
