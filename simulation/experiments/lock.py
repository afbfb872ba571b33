"""One command a folder: a lock that is gone with its owner, however that ends."""

from __future__ import annotations

import os
import re
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from simulation.experiments.files import kind_of
from simulation.scenario.mistakes import InputError

try:
    import fcntl
except ImportError:  # pragma: no cover  (Windows)
    fcntl = None  # type: ignore[assignment]

FILE = ".lock"

OWNER = re.compile(r"process \d{1,20} on [^\x00-\x1f\x7f-\x9f]{0,255}")
"""What the file says: who holds the lock, or held it last."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder while the block runs.

    The operating system lets go of the lock when its owner ends, killed or not,
    so that a file left behind means nothing. Where the file system has no locks
    two commands may do the same work twice; each part still appears whole.
    Nothing is written through a link, or over a file that this program did not make.

    Raises
    ------
    InputError
        If another process holds it (the sentence says which), or if something else
        than a lock of this program has its name.
    """
    path = folder / FILE
    with lock_file(path) as file:
        said = owner_in(file)
        if not taken(file):
            raise held(folder, said)
        if said and not OWNER.fullmatch(said):
            raise foreign(path, "is not a lock of this program")
        file.seek(0)
        file.truncate(0)
        file.write(f"process {os.getpid()} on {socket.gethostname()}".encode())
        file.flush()
        yield


@contextmanager
def lock_file(path: Path) -> Iterator[BinaryIO]:
    """The file of the lock, made if there is none, open for reading and writing.

    Raises
    ------
    InputError
        If something else than a regular file of one name is there.
    """
    check_ours(path)
    careful = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | careful, 0o666), "r+b") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
            raise foreign(path, "is not a file of its own")
        yield file


def check_free(folder: Path) -> None:
    """Refuse a folder that another process holds; nothing in it changes.

    Raises
    ------
    InputError
        If another process holds it.
    """
    path = folder / FILE
    if not os.path.lexists(path):
        return
    with suppress(OSError), lock_file(path) as file:
        said = owner_in(file)
        if not taken(file):
            raise held(folder, said)


def owner_in(file: BinaryIO) -> str:
    """What the file of a lock says, as far as an owner's name can go."""
    return file.read(300).decode("utf-8", errors="replace")


def held(folder: Path, said: str) -> InputError:
    """That another process holds the folder; its lock says who."""
    owner = said if OWNER.fullmatch(said) else "another process"
    return InputError(
        [f"{folder}: {owner} is writing this batch; wait for it or choose another folder"]
    )


def taken(file: BinaryIO) -> bool:
    """Whether the lock is this process's now; so it is where the file system has no locks."""
    if fcntl is not None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            pass
    return True


def check_ours(path: Path) -> None:
    """Refuse what has the name of the lock and is no regular file, before it is opened."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise foreign(path, f"is {kind_of(mode)}, not a lock of this program")


def foreign(path: Path, why: str) -> InputError:
    """That something else has the name of the lock."""
    return InputError([f"{path}: {why}; remove it, or choose another folder"])
