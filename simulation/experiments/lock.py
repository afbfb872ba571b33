"""One command a folder: a lock that is gone with its owner, however that ends."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simulation.scenario.mistakes import InputError

try:
    import fcntl
except ImportError:  # pragma: no cover  (Windows)
    fcntl = None  # type: ignore[assignment]

FILE = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder while the block runs.

    The operating system lets go of the lock when its owner ends, killed or not,
    so that a file left behind means nothing. Where the file system has no locks
    two commands may do the same work twice; each part still appears whole.

    Raises
    ------
    InputError
        If another process holds it; the sentence says which.
    """
    with (folder / FILE).open("a+", encoding="utf-8") as file:
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                file.seek(0)
                owner = file.read().strip() or "another process"
                raise InputError(
                    [f"{folder}: {owner} is writing this batch; wait for it or choose another "
                     "folder"]
                ) from error  # fmt: skip
            except OSError:
                pass
        file.truncate(0)
        file.write(f"process {os.getpid()} on {socket.gethostname()}")
        file.flush()
        yield
