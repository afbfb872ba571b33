"""How a command ends otherwise than well: stopped by Ctrl-C, or unable to write its pictures."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from simulation.cli.options import on_the_side


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
def writing(folder: Path) -> Iterator[None]:
    """Write what goes with a result once that has been printed, so that it cannot be lost.

    What fails in here is said in a sentence.

    Raises
    ------
    typer.Exit
        With status 1 if anything failed.
    """
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
        on_the_side(sentence)
    on_the_side(f"The result is printed in full; files are missing in {folder}.")
    raise typer.Exit(1)
