"""Workers of this machine: a pool of fresh processes, made again where one of them dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import resource_tracker
from multiprocessing.connection import wait as wait_for_end

from simulation.experiments.workforce import Notify
from simulation.scenario.mistakes import InputError, Mistake, shown

WARNINGS = "PYTHONWARNINGS"

MOST_WORKERS = 1024

PATIENCE = 5.0
"""Seconds that a worker has to end once it is to end."""


def wrong_number(workers: int) -> list[str]:
    """A sentence if there cannot be so many workers."""
    whole = isinstance(workers, int) and not isinstance(workers, bool)
    if whole and 1 <= workers <= MOST_WORKERS:
        return []
    why = f"must be a whole number from 1 to {MOST_WORKERS}"
    return [Mistake("", "workers", why, value=shown(workers))]


class Processes:
    """So many fresh processes; those still alive at the end are ended."""

    def __init__(self, hands: int) -> None:
        self.hands = hands
        self.before = set(multiprocessing.active_children())
        start_tracker()
        self.executor: Executor = self.pool()

    def pool(self) -> Executor:
        """A pool whose processes start with its first parts."""
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.hands, mp_context=context, initializer=in_a_worker)

    def renew(self, error: Exception) -> None:
        """Put a new pool in place of the broken one, and see that its processes do start.

        Raises
        ------
        InputError
            If they end at once, as those of a script do that begins a batch when it is read.
        """
        self.executor.shutdown(wait=False)
        self.executor = self.pool()
        try:
            self.executor.submit(os.getpid).result()
        except Exception as again:
            raise InputError(
                [f"workers = {self.hands}: new processes end before their first part "
                 f"({type(again).__name__}); a script must keep the call behind "
                 '`if __name__ == "__main__":`, and a machine short of memory needs fewer '
                 "workers (docs/cluster.md)"]
            ) from error  # fmt: skip

    def look(self, notify: Notify) -> None:
        """Nothing to look for: a pool breaks by itself where a process ends."""

    def close(self) -> None:
        """End what is still alive, and wait until it has; what was reported is on the disk."""
        self.executor.shutdown(wait=False, cancel_futures=True)
        children = set(multiprocessing.active_children()) - self.before
        for child in children:
            child.terminate()
        for child in children:
            child.join(PATIENCE)


def start_tracker() -> None:
    """Start the process that removes the pool's semaphores, where there is none yet.

    Where a command is killed it does so and warns of a leak, though nothing is left;
    this program's tracker does not.
    """
    if os.name != "posix":  # pragma: no cover  (Windows removes semaphores itself)
        return
    before = os.environ.get(WARNINGS)
    os.environ[WARNINGS] = ",".join(filter(None, (before, "ignore:resource_tracker:UserWarning")))
    try:
        resource_tracker.ensure_running()
    finally:
        if before is None:
            del os.environ[WARNINGS]
        else:
            os.environ[WARNINGS] = before


def in_a_worker() -> None:
    """What a worker does before its first part: leave Ctrl-C to its parent, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=end_with, args=(parent.sentinel,), daemon=True).start()


def end_with(sentinel: int) -> None:
    """End this process once the one that the sentinel stands for has ended."""
    wait_for_end([sentinel])
    os._exit(1)
