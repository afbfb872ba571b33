"""How a command ends otherwise than well: stopped by Ctrl-C, or unable to write its pictures."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from simulation.cli.options import on_the_side
from simulation.cli.statuses import NOTHING_KEPT

if TYPE_CHECKING:
    from simulation.experiments.kept import Kept


class Stopped(Exception):  # noqa: N818  it is the reader's wish, not an error
    """Ctrl-C, with a sentence on what is kept; typer would lose one of KeyboardInterrupt's."""


@contextmanager
def stopping(kept: Callable[[], str]) -> Iterator[None]:
    """Say, where Ctrl-C ends what runs in here, what is kept and how to go on.

    Raises
    ------
    Stopped
        With what ``kept`` then returns.
    """
    try:
        yield
    except KeyboardInterrupt as stop:
        raise Stopped(kept()) from stop


@contextmanager
def keeping(folder: Path | None) -> Iterator[Kept]:
    """Keep finished pieces of the work in a folder, until all that is in here is done.

    Without a folder nothing is kept. Ctrl-C says what is.
    """
    from simulation.experiments.kept import FILE, Kept

    with Kept(None if folder is None else folder / FILE, on_the_side) as kept:
        if kept.found:
            on_the_side(f"{kept.path} keeps finished pieces: the same ones are not played again")
        with stopping(lambda: what_is_kept(kept)):
            yield kept
            kept.forget()


def what_is_kept(kept: Kept) -> str:
    """What is there when Ctrl-C comes, and how to go on."""
    from simulation.scenario.words import counted

    if kept.path is None:
        return f"{NOTHING_KEPT}; with --out DIR finished pieces would be kept there"
    count = kept.count()
    if not count:
        return "nothing is finished yet, and the same command begins from the start"
    have = "is" if count == 1 else "are"
    return (
        f"{counted(count, 'finished piece')} of the work {have} kept in {kept.path}, "
        "and the same command goes on from there"
    )


@contextmanager
def writing(folder: Path, kept: Kept | None = None) -> Iterator[None]:
    """Write what goes with a result once that has been printed, so that it cannot be lost.

    What fails in here is said in a sentence; with what is ``kept`` the files can be made
    without the work.

    Raises
    ------
    typer.Exit
        With status 1 if anything failed.
    """
    from simulation.cli.help import as_typed
    from simulation.experiments.files import refused
    from simulation.scenario.mistakes import InputError

    sys.stdout.flush()
    try:
        yield
    except InputError as error:
        failed = error
    except OSError as error:
        failed = refused(folder, error)
    except Exception as error:
        failed = InputError([f"{folder}: a file cannot be made: {type(error).__name__}: {error}"])
    else:
        return
    for sentence in failed.mistakes:
        on_the_side(as_typed(sentence))
    on_the_side(f"The result is printed in full; files are missing in {folder}.")
    if kept is not None and kept.used:
        on_the_side(f"The same command makes them from what {kept.path} keeps.")
    raise typer.Exit(1)
