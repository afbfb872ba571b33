"""Files that appear whole or not at all: written aside, synced, then given their name."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from simulation.scenario.mistakes import InputError

PARTIAL = ".partial"
"""Ending of what is not whole yet; whatever carries it may be removed."""

PROBE = 65_536
"""Bytes that a disk must have room for before work begins."""


def write_in_place(path: Path, content: bytes) -> None:
    """Write a file aside, make sure of it, and only then give it its name."""
    with aside(path) as unfinished:
        unfinished.write_bytes(content)
        settle({path: unfinished})


def check_writable(folder: Path, *names: str) -> None:
    """Find out, before long work begins, whether files of these names can be written there.

    A file is written and removed again, with folders that were made for it.

    Raises
    ------
    InputError
        If they cannot.
    """
    made: list[Path] = []
    try:
        for missing in [each for each in (folder, *folder.parents) if not each.exists()][::-1]:
            missing.mkdir()
            made.append(missing)
        with aside(folder / "probe") as trial:
            trial.write_bytes(bytes(PROBE))
            sync(trial)
        for path in (folder / name for name in names):
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    except OSError as error:
        raise refused(folder, error) from error
    finally:
        for one in reversed(made):
            with suppress(OSError):
                one.rmdir()


def refused(path: Path, error: OSError) -> InputError:
    """That a file or folder cannot be written, with the remedy."""
    # A file of a temporary name says nothing to anybody; a name that is taken does.
    named = error.filename if isinstance(error, IsADirectoryError) else path
    return InputError([f"{named}: cannot be written: {reason(error)}; choose another folder"])


def reason(error: OSError) -> str:
    """Why the system refuses, in its own words alone."""
    # Arrow wraps them in words of its own; the number tells them alone.
    return os.strerror(error.errno) if error.errno else str(error)


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A place beside ``path`` to write to; what is still there afterwards is removed."""
    # Its own at every call: two threads, or workers of two machines, may write the same part.
    unfinished = path.with_name(f".{path.name}.{uuid4().hex}{PARTIAL}")
    try:
        yield unfinished
    finally:
        unfinished.unlink(missing_ok=True)


def settle(files: dict[Path, Path]) -> None:
    """Give finished files their names (the keys), once the disk has all of them."""
    for unfinished in files.values():
        sync(unfinished)
    for path, unfinished in files.items():
        unfinished.replace(path)
    for folder in {path.parent for path in files}:
        sync(folder)


def sync(path: Path) -> None:
    """Make sure that a file's content, or a folder's list of names, is on the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot open a folder, and renames durably without.
    number = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def remove_partial(folder: Path) -> None:
    """Remove what an interruption left unfinished."""
    for left in folder.rglob(f"*{PARTIAL}"):
        left.unlink(missing_ok=True)


def unwritable(folder: Path | str, error: OSError) -> InputError:
    """That a folder cannot be written, as a mistake somebody can mend."""
    return InputError(
        [
            f"{folder}: cannot be written: {reason(error)}; what is whole is kept, and the same "
            "call goes on"
        ]
    )
