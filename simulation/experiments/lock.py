"""One command a folder: a lock that is gone with its owner, however that ends."""

from __future__ import annotations

import os
import re
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    check_ours(path)
    careful = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | careful, 0o666), "r+b") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
            raise foreign(path, "is not a file of its own")
        said = file.read(300).decode("utf-8", errors="replace")
        ours = OWNER.fullmatch(said) is not None
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                owner = said if ours else "another process"
                raise InputError(
                    [f"{folder}: {owner} is writing this batch; wait for it or choose another "
                     "folder"]
                ) from error  # fmt: skip
            except OSError:
                pass
        if said and not ours:
            raise foreign(path, "is not a lock of this program")
        file.seek(0)
        file.truncate(0)
        file.write(f"process {os.getpid()} on {socket.gethostname()}".encode())
        file.flush()
        yield


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
