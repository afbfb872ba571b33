"""Files that appear whole or not at all, and files of others that are opened with care."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from simulation.scenario.calls import Call
from simulation.scenario.mistakes import InputError, Why

PARTIAL = ".partial"
"""Ending of what is not whole yet."""

OWN_PARTIAL = re.compile(
    r"\.(manifest\.json|points\.parquet|part-\d{10,}-\d{10,}\.(parquet|json))\.[0-9a-f]{32}\.partial"
)
"""Names under which a batch writes aside: these alone are removed, never another's."""

KINDS = {
    stat.S_IFREG: "a file",
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class UnusableFileError(OSError):
    """A file is not a regular one, or larger than it can be; the words say why."""


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
    # Arrow wraps them in words of its own; only the number distinguishes them.
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
    """Give finished files their names (the keys) in order, once the disk has all of them."""
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


def remove_partial(folders: Iterable[Path]) -> None:
    """Remove what an interrupted batch left unfinished in these folders, and nothing else."""
    for folder in folders:
        if folder.is_dir() and not folder.is_symlink():
            for left in folder.iterdir():
                if OWN_PARTIAL.fullmatch(left.name) and stat.S_ISREG(left.lstat().st_mode):
                    left.unlink(missing_ok=True)


def unwritable(folder: Path | str, error: OSError) -> InputError:
    """That a folder cannot be written, as a mistake somebody can mend."""
    kept = "what is whole is kept, and the same call goes on"
    begun = Path(folder).is_dir() and any(Path(folder).rglob("*.parquet"))
    advice = kept if begun else "choose another folder"
    return InputError([f"{folder}: cannot be written: {reason(error)}; {advice}"])


def kind_of(mode: int) -> str:
    """What a file of this mode is, in a word."""
    return KINDS.get(stat.S_IFMT(mode), "no regular file")


def open_regular(path: Path, flags: int = os.O_RDONLY) -> int:
    """A descriptor of a regular file; no link is followed, no pipe waited for, no device opened.

    Raises
    ------
    UnusableFileError
        If it is something else.
    OSError
        If it is not there or cannot be opened.
    """
    mode = path.lstat().st_mode
    if stat.S_ISREG(mode):
        careful = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        number = os.open(path, flags | careful | getattr(os, "O_BINARY", 0))
        mode = os.fstat(number).st_mode  # It may have been exchanged in between.
        if stat.S_ISREG(mode):
            return number
        os.close(number)
    raise UnusableFileError(f"is {kind_of(mode)}, not a regular file")


def read_regular(path: Path, most: int) -> bytes:
    """The content of a regular file of at most so many bytes.

    Raises
    ------
    UnusableFileError
        If it is something else, or larger.
    OSError
        If it is not there or cannot be read.
    """
    with os.fdopen(open_regular(path), "rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise UnusableFileError(f"has more than {most:,} bytes")
    return content


def seal_of(path: Path, length: int | None = None) -> dict[str, int | str]:
    """How many ``bytes`` a regular file has, and their ``sha256``.

    A file of another length than ``length``, where that is given, is not read.

    Raises
    ------
    UnusableFileError
        If it is not a regular file or has another length.
    OSError
        If it is not there or cannot be read.
    """
    with os.fdopen(open_regular(path), "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if length is not None and size != length:
            raise UnusableFileError(f"has {size:,} bytes in place of {length:,}")
        return {"bytes": size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def words_of(error: OSError) -> str:
    """Why a file cannot be used, as the rest of a sentence that begins with its path."""
    if isinstance(error, FileNotFoundError):
        return "is missing"
    if isinstance(error, UnusableFileError) or not error.errno:
        return str(error)
    return f"cannot be read: {os.strerror(error.errno)}"


def why_no_batch(folder: Path, name: str) -> Why:
    """Why a path that has no manifest of this name in it is no batch, and what to name instead."""
    above = next((each for each in folder.absolute().parents if (each / name).is_file()), None)
    if folder.exists() and not folder.is_dir():
        why = f"is {kind_of(folder.stat().st_mode)}, not a folder; name "
        if above:
            return f"{why}that of its batch, {above}"
        return f"{why}the folder that `", Call("run_batch"), "` wrote"
    make = "make one with `", Call("run_batch")
    if not folder.exists():
        return "holds no batch: it is not there; ", *make, "`, or correct the path"
    if above:
        return f"is a folder within a batch; name that of the whole batch, {above}"
    return f"holds no batch (no {name}); ", *make, "`"
