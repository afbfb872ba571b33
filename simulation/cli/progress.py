"""Progress on long work: a bar on standard error, where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def histories(total: int, what: str = "histories") -> Iterator[Callable[[int], None]]:
    """A bar over histories, or what else is counted; yields what to call with each number done."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from simulation.cli.terminal import Terminal

    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Terminal(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)


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
