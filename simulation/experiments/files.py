"""Files that appear whole or not at all: written aside, synced, then given their name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from simulation.scenario.mistakes import InputError

PARTIAL = ".partial"
"""Ending of what is not whole yet; whatever carries it may be removed."""


def write_in_place(path: Path, content: bytes) -> None:
    """Write a file aside, make sure of it, and only then give it its name."""
    with aside(path) as unfinished:
        unfinished.write_bytes(content)
        settle({path: unfinished})


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
    # Arrow wraps the system's reason in words of its own; the number tells it alone.
    why = os.strerror(error.errno) if error.errno else str(error)
    return InputError(
        [f"{folder}: cannot be written: {why}; what is whole is kept, and the same call goes on"]
    )
