"""How parts are played: here one by one, or by workers, of whom some may die."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)
from dataclasses import dataclass
from typing import Protocol

from simulation.experiments.work import Done, Failed, Task, play_part
from simulation.scenario.mistakes import InputError

ATTEMPTS = 3
"""A part that is alone in hand when workers die, so often, is given up, and the rest goes on."""

AHEAD = 2
"""Parts in hand for each worker: one being played, one waiting."""

LOOK = 10.0
"""Seconds without news after which one looks whether there are workers still."""

type Heard = Callable[[Done | Failed], None]
type Told = Callable[[str], None]


class Workers(Protocol):
    """Who plays parts: an executor of so many hands, renewed where it breaks."""

    hands: int
    executor: Executor

    def renew(self, error: Exception) -> None:
        """Have another executor, since this one broke; InputError if there can be none."""

    def look(self, told: Told) -> None:
        """After a while without news, say or raise what is the matter, if anything is."""


class Lent:
    """Somebody's executor, which is not ours to shut down or to renew."""

    def __init__(self, executor: Executor, hands: int) -> None:
        self.executor, self.hands = executor, hands

    def renew(self, error: Exception) -> None:
        """Refuse."""
        raise InputError(
            [f"executor: the {type(self.executor).__name__} that was given takes no more parts "
             f"({told_of(error)}) and cannot be renewed from here; give a new one, and the same "
             "call goes on"]
        ) from error  # fmt: skip

    def look(self, told: Told) -> None:
        """Nothing can be known of any executor whatever."""


@dataclass(frozen=True)
class Lost:
    """A part that was in hand when something went wrong, and what that was."""

    task: Task
    error: Exception


def played_here(tasks: Iterable[Task], heard: Heard) -> None:
    """Play the parts one after another in this process."""
    for task in tasks:
        heard(play_part(task))


def played_by(workers: Workers, tasks: Iterable[Task], heard: Heard, told: Told) -> None:
    """Play the parts by workers, a few in hand at a time.

    ``heard`` is called with what came of each part, ``told`` with a sentence where
    workers died and parts are played again.

    Raises
    ------
    InputError
        If no part can be played there any more.
    """
    Crew(workers, heard, told).play(iter(tasks), AHEAD * workers.hands)


class Crew:
    """Workers at work on the parts of a batch."""

    def __init__(self, workers: Workers, heard: Heard, told: Told) -> None:
        self.workers, self.heard, self.told = workers, heard, told

    def play(self, tasks: Iterator[Task], at_once: int) -> None:
        """Play the parts, at most so many in hand at once.

        Where the executor breaks, any part in hand may be the cause. They are played
        again half as many at once, and so on, so that a part which ends its worker
        is soon alone: only then is it counted against it.
        """
        while True:
            lost, broken = self.until_lost(tasks, at_once)
            if not lost:
                return
            self.told(replayed(lost, broken))
            half = len(lost) // 2
            if broken and half > 1:
                self.play(iter([one.task for one in lost]), half)
            else:
                for one in lost:
                    self.alone(one.task)

    def alone(self, task: Task) -> None:
        """Play a part with no other in hand, and give it up if that ends workers too."""
        for attempt in range(1, ATTEMPTS + 1):
            lost, broken = self.until_lost(iter([task]), 1)
            if not lost:
                return
            error = lost[0].error
            if not broken:
                # The executor is whole and has judged the part itself, as Dask does.
                self.heard(given_up(task, told_of(error)))
                return
            self.told(f"a worker died with {task.part.name} alone in hand, {attempt} of {ATTEMPTS}")
        why = f"its worker died {ATTEMPTS} times while it was alone in hand"
        self.heard(given_up(task, f"{told_of(error)}\n{why}"))

    def until_lost(self, tasks: Iterator[Task], at_once: int) -> tuple[list[Lost], bool]:
        """Play until no part is left or the executor breaks; what was lost, and whether it did."""
        in_hand: dict[Future[Done | Failed], Task] = {}
        lost: list[Lost] = []
        broken = False
        try:
            while True:
                while not broken and len(in_hand) < at_once and (task := next(tasks, None)):
                    try:
                        in_hand[self.workers.executor.submit(play_part, task)] = task
                    except Exception as error:
                        lost.append(Lost(task, error))
                        broken = True
                if not in_hand:
                    break
                done = wait(in_hand, timeout=LOOK, return_when=FIRST_COMPLETED).done
                if not done:
                    self.workers.look(self.told)
                for future in done:
                    task = in_hand.pop(future)
                    try:
                        came = future.result()
                    except InputError:
                        raise
                    except Exception as error:
                        lost.append(Lost(task, error))
                        broken = broken or isinstance(error, BrokenExecutor | CancelledError)
                    else:
                        self.heard(came)
        finally:
            for future in in_hand:
                future.cancel()
        if broken:
            self.workers.renew(lost[-1].error)
        return lost, broken


def replayed(lost: list[Lost], broken: bool) -> str:
    """That parts are played again, and why."""
    error = lost[-1].error
    parts = "1 part is" if len(lost) == 1 else f"{len(lost)} parts are"
    why = "a worker died" if isinstance(error, BrokenExecutor) else told_of(error).rstrip(".")
    return f"{why}; {parts} played again{'' if broken else ', alone'}"


def given_up(task: Task, why: str) -> Failed:
    """That a part could not be played; it is found by its histories of its first point."""
    first, last = task.part.blocks[0], task.part.blocks[-1]
    stop = max(block.stop for block in task.part.blocks if block.point == first.point)
    if last.point > first.point:
        why += f" (with histories of points {first.point} to {last.point})"
    return Failed(task.part.name, first.point, first.start, stop - 1, why)


def told_of(error: Exception) -> str:
    """An error's name and words."""
    return "".join(traceback.format_exception_only(error)).strip()
