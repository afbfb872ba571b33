"""Who plays the parts of a batch: this process, several of this machine, or a cluster's."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import resource_tracker
from multiprocessing.connection import wait as wait_for_end
from typing import Any

from simulation.experiments.work import Done, Failed, Task, play_part
from simulation.scenario.mistakes import InputError

ATTEMPTS = 3
"""A part whose worker dies so often is given up as failed, and the rest goes on."""

AHEAD = 2
"""Parts in hand for each worker: one being played, one waiting."""

WARNINGS = "PYTHONWARNINGS"

type Open = Callable[[], Executor]
type Heard = Callable[[Done | Failed], None]
type Told = Callable[[str], None]


def played_here(tasks: Iterable[Task], heard: Heard) -> None:
    """Play the parts one after another in this process."""
    for task in tasks:
        heard(play_part(task))


def played_by(open_: Open, hands: int, tasks: Iterable[Task], heard: Heard, told: Told) -> None:
    """Play the parts by an executor of so many workers, a few in hand at a time.

    ``heard`` is called with what came of each part, ``told`` with a sentence where
    workers died; then ``open_`` makes a new executor, and their parts are played again.

    Raises
    ------
    InputError
        If a worker says that no part can be played there.
    """
    waiting, attempts = iter(tasks), dict[str, int]()
    again: list[Task] = []
    while True:
        executor = open_()
        in_hand: dict[Future[Done | Failed], Task] = {}
        try:
            broken = False
            while not broken:
                while len(in_hand) < AHEAD * hands:
                    task = again.pop() if again else next(waiting, None)
                    if task is None:
                        break
                    in_hand[executor.submit(play_part, task)] = task
                if not in_hand:
                    return
                for future in wait(in_hand, return_when=FIRST_COMPLETED).done:
                    task = in_hand.pop(future)
                    try:
                        heard(future.result())
                    except InputError:
                        raise
                    except Exception as error:
                        again += retried(task, error, attempts, heard)
                        broken = True
            told("a worker died; its parts are played again by new workers")
            again += in_hand.values()
        finally:
            for future in in_hand:
                future.cancel()
            # Nothing is waited for: what was heard of is on the disk.
            executor.shutdown(wait=False)


def retried(task: Task, error: Exception, attempts: dict[str, int], heard: Heard) -> list[Task]:
    """The part once more, or nothing where it has been given up."""
    name = task.part.name
    attempts[name] = attempts.get(name, 0) + 1
    if attempts[name] < ATTEMPTS:
        return [task]
    block = task.part.blocks[0]
    why = "".join(traceback.format_exception_only(error)).strip()
    heard(
        Failed(name, block.point, block.start, task.part.blocks[-1].stop - 1,
               f"{why}\nWorkers died {ATTEMPTS} times while they had this part in hand.")
    )  # fmt: skip
    return []


@contextmanager
def processes(workers: int) -> Iterator[Open]:
    """Pools of so many fresh processes; what is still alive at the end is ended."""
    before = set(multiprocessing.active_children())
    start_tracker()
    context = multiprocessing.get_context("spawn")

    def opened() -> Executor:
        return ProcessPoolExecutor(workers, mp_context=context, initializer=in_a_worker)

    try:
        yield opened
    finally:
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()


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


@contextmanager
def cluster(address: str) -> Iterator[tuple[Open, int]]:
    """A Dask cluster's executor, and how many threads its workers have.

    Raises
    ------
    InputError
        If Dask is not installed, nobody answers, or there is no worker.
    """
    try:
        distributed: Any = import_module("distributed")
    except ModuleNotFoundError as error:
        raise InputError(
            ["--scheduler needs Dask: pip install 'unsc-simulation[cluster]' on every machine"]
        ) from error
    # What Dask logs of a lost connection is told below, in a sentence.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    try:
        client = distributed.Client(address, timeout="10s", set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(
            [f"--scheduler {address}: nobody answers; start one with `dask scheduler` and give "
             "the address that it prints (docs/cluster.md)"]
        ) from error  # fmt: skip
    try:
        hands = sum(client.nthreads().values())
        if hands == 0:
            raise InputError(
                [f"--scheduler {address}: has no worker; start some with "
                 f"`dask worker {address}` (docs/cluster.md)"]
            )  # fmt: skip

        def opened() -> Executor:
            if client.status != "running":
                raise InputError(
                    [f"--scheduler {address}: the scheduler is gone; start it anew, and the same "
                     "call goes on"]
                )  # fmt: skip
            executor: Executor = client.get_executor(pure=False)
            return executor

        yield opened, hands
    finally:
        client.close()
