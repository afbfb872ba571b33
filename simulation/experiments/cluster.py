"""Workers of other machines: those of a Dask scheduler, by its address or by a lent executor."""

from __future__ import annotations

import logging
import socket
import time
from concurrent.futures import Executor
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from simulation.experiments.workforce import Lent, Notify
from simulation.scenario.mistakes import InputError, Mistake, shown

PATIENCE = 600.0
"""Seconds that a batch waits for new workers once all are gone.

Long enough for a queue to start them again, short enough not to hold a machine for a
night in vain. Nothing is lost by giving up: the same call goes on.
"""


ANSWERS = 10.0
"""Seconds in which a scheduler answers."""

HEAD = 8
"""Bytes with which a scheduler's first message begins: how long the message is."""

LONGEST_HEAD = 1 << 32
"""No first message is as long; of what is no scheduler, words read as a number are longer."""


def is_address(text: str) -> bool:
    """Whether this is the address of a scheduler, tcp://HOST:PORT."""
    try:
        parts = urlsplit(text)
        return parts.scheme == "tcp" and bool(parts.hostname and parts.port) and not parts.path
    except ValueError:
        return False


NOBODY = (
    "nobody answers; start one with `dask scheduler` and give the address that it prints "
    "(docs/cluster.md)"
)


def at(address: str, why: str) -> InputError:
    """What is wrong with a scheduler that was named."""
    return InputError([Mistake("", "scheduler", why, value=shown(address))])


def check_scheduler(address: str) -> None:
    """Refuse an address where nobody answers, or something that is no scheduler.

    A scheduler speaks first. Dask itself waits without end for one that never does,
    as a web server: so does the dashboard of Dask, whose address is next to the right one.

    Raises
    ------
    InputError
        Saying which it is.
    """
    parts = urlsplit(address)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 0), ANSWERS) as there:
            there.settimeout(ANSWERS)
            said = there.recv(HEAD, socket.MSG_WAITALL)
    except TimeoutError:
        said = b""
    except OSError as error:
        raise at(address, NOBODY) from error
    if len(said) < HEAD or int.from_bytes(said, "little") >= LONGEST_HEAD:
        raise at(
            address,
            "something answers there that is no Dask scheduler, perhaps its dashboard "
            "(a web page, usually port 8787); give the address that `dask scheduler` prints "
            'after "Scheduler at", usually port 8786',
        )


class Watch:
    """Looks whether a client's scheduler and its workers are still there; ``where`` names it."""

    def __init__(self, client: Any, where: str) -> None:
        self.client, self.where = client, where
        self.address = client.scheduler.address
        self.alone_since: float | None = None

    def threads(self) -> int:
        """How many threads the workers have that are there now.

        Raises
        ------
        InputError
            If the scheduler is gone.
        """
        try:
            if self.client.status == "running":
                return sum(self.client.nthreads().values())
        except (OSError, TimeoutError):
            pass
        raise self.mistake("the scheduler is gone; start it again, and the same call goes on")

    def look(self, notify: Notify) -> None:
        """Say so once if no worker is left, and give up after a while."""
        if self.threads():
            self.alone_since = None
        elif self.alone_since is None:
            self.alone_since = time.monotonic()
            notify(
                f"{self.where}: no worker is left; waiting {PATIENCE / 60:.0f} minutes for new "
                f"ones (`dask worker {self.address}`)"
            )
        elif time.monotonic() - self.alone_since > PATIENCE:
            raise self.mistake(
                f"no worker came in {PATIENCE / 60:.0f} minutes; what is whole is kept, and the "
                "same call goes on once there are some"
            )

    def mistake(self, what: str) -> InputError:
        """What is wrong there, as a mistake somebody can mend."""
        return InputError([f"{self.where}: {what}"])


class LentCluster(Lent):
    """Somebody's executor of a Dask client, of whose workers more can be known than of others'."""

    def __init__(self, executor: Executor, hands: int, client: Any) -> None:
        super().__init__(executor, hands)
        self.watch = Watch(client, f"executor of {client.scheduler.address}")

    def look(self, notify: Notify) -> None:
        """Say so once if no worker is left, and give up after a while."""
        self.watch.look(notify)


def lent(executor: Executor, hands: int) -> Lent:
    """Somebody's executor as workers."""
    client: Any = getattr(executor, "_client", None)  # Dask has no public name for it.
    if type(executor).__module__ == "distributed.cfexecutor" and client.status == "running":
        return LentCluster(executor, hands, client)
    return Lent(executor, hands)


class Cluster:
    """The workers of a Dask scheduler, as many hands as they have threads.

    Raises
    ------
    InputError
        If Dask is not installed, nobody answers, or there is no worker.
    """

    def __init__(self, address: str) -> None:
        try:
            distributed: Any = import_module("distributed")
        except ModuleNotFoundError as error:
            why = "needs Dask: pip install 'unsc-simulation[cluster]' on every machine"
            raise at(address, why) from error
        # What Dask logs of a lost connection is said below, in a sentence.
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
        check_scheduler(address)
        try:
            self.client = distributed.Client(address, timeout="10s", set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise at(address, NOBODY) from error
        self.watch = Watch(self.client, f"scheduler {address}")
        self.executor = self.new_executor()
        try:
            self.hands = self.watch.threads()
            if self.hands == 0:
                raise self.watch.mistake(
                    f"has no worker; start some with `dask worker {address}` (docs/cluster.md)"
                )
        except InputError:
            self.close()
            raise

    def new_executor(self) -> Executor:
        """What hands parts to the scheduler."""
        executor: Executor = self.client.get_executor(pure=False)
        return executor

    def renew(self, error: Exception) -> None:
        """Go on if the scheduler is there; it cancels what is in hand when it ends."""
        self.watch.threads()
        self.executor = self.new_executor()

    def look(self, notify: Notify) -> None:
        """Say so once if no worker is left, and give up after a while."""
        self.watch.look(notify)

    def close(self) -> None:
        """Leave the cluster as it is."""
        if self.client.status != "closed":
            self.client.close()
