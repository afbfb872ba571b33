"""How pieces of work are played: here one by one, or by workers, of whom some may die."""

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

from simulation.scenario.mistakes import InputError

ATTEMPTS = 3
"""A piece that is alone in hand when workers die, so often, is given up, and the rest goes on."""

AHEAD = 2
"""Pieces in hand for each worker: one being played, one waiting."""

LOOK = 10.0
"""Seconds without news after which one looks whether there are workers still."""

type Received[Came] = Callable[[Came], None]

type Progress = Callable[[int], None]
"""Called with the number of histories, or of other units, that were just finished."""

type Notify = Callable[[str], None]


class Task[Came](Protocol):
    """What is played as one, as a part of a batch: it and what comes of it can be pickled."""

    @property
    def name(self) -> str:
        """What it is called where a worker dies of it."""

    def play(self) -> Came:
        """Play it, in whatever process; InputError if no other piece would fare better."""

    def given_up(self, why: str) -> Came:
        """What comes of it where no worker could play it; or an error, if that ends all."""


class Workers(Protocol):
    """Who plays pieces: an executor of so many hands, renewed where it breaks."""

    hands: int
    executor: Executor

    def renew(self, error: Exception) -> None:
        """Have another executor, since this one broke; InputError if there can be none."""

    def look(self, notify: Notify) -> None:
        """After a while without news, say or raise what is the matter, if anything is."""

    def close(self) -> None:
        """Have no more played; twice does no harm."""


class Lent:
    """Somebody's executor, which is not ours to shut down or to renew."""

    def __init__(self, executor: Executor, hands: int) -> None:
        self.executor, self.hands = executor, hands

    def renew(self, error: Exception) -> None:
        """Refuse."""
        raise InputError(
            [f"executor: the {type(self.executor).__name__} that was given takes no more parts "
             f"({described(error)}) and cannot be renewed from here; give a new one, and the same "
             "call goes on"]
        ) from error  # fmt: skip

    def look(self, notify: Notify) -> None:
        """Nothing can be known of any executor whatever."""

    def close(self) -> None:
        """Leave it to its owner."""


@dataclass(frozen=True)
class Lost[Came]:
    """A piece that was in hand when something went wrong, and what that was."""

    piece: Task[Came]
    error: Exception


def play_all[Came](
    workers: Workers | None, pieces: Iterable[Task[Came]], received: Received[Came], notify: Notify
) -> None:
    """Play the pieces, by workers a few in hand at a time, or where there are none, here.

    ``received`` is called with what came of each, as it comes, ``notify`` with a sentence where
    workers died and pieces are played again.

    Raises
    ------
    InputError
        If none can be played there any more.
    """
    if workers is None:
        for piece in pieces:
            received(piece.play())
    else:
        Crew(workers, received, notify).play(iter(pieces), AHEAD * workers.hands)


class Crew[Came]:
    """Workers at work on pieces."""

    def __init__(self, workers: Workers, received: Received[Came], notify: Notify) -> None:
        self.workers, self.received, self.notify = workers, received, notify

    def play(self, pieces: Iterator[Task[Came]], at_once: int) -> None:
        """Play the pieces, at most so many in hand at once.

        Where the executor breaks, any piece in hand may be the cause. They are played
        again half as many at once, and so on, so that a piece which ends its worker
        is soon alone: only then is it counted against it.
        """
        while True:
            lost, broken = self.until_lost(pieces, at_once)
            if not lost:
                return
            self.notify(replayed(lost, broken))
            half = len(lost) // 2
            if broken and half > 1:
                self.play(iter([one.piece for one in lost]), half)
            else:
                for one in lost:
                    self.alone(one.piece)

    def alone(self, piece: Task[Came]) -> None:
        """Play a piece with no other in hand, and give it up if that ends workers too."""
        for attempt in range(1, ATTEMPTS + 1):
            lost, broken = self.until_lost(iter([piece]), 1)
            if not lost:
                return
            error = lost[0].error
            if not broken:
                # The executor is whole and has judged the piece itself, as Dask does.
                self.received(piece.given_up(described(error)))
                return
            self.notify(f"a worker died with {piece.name} alone in hand, {attempt} of {ATTEMPTS}")
        why = f"its worker died {ATTEMPTS} times while it was alone in hand"
        self.received(piece.given_up(f"{described(error)}\n{why}"))

    def until_lost(
        self, pieces: Iterator[Task[Came]], at_once: int
    ) -> tuple[list[Lost[Came]], bool]:
        """Play until no piece is left or the executor breaks; what was lost, and whether it did."""
        in_hand: dict[Future[Came], Task[Came]] = {}
        lost: list[Lost[Came]] = []
        broken = False
        try:
            while True:
                while not broken and len(in_hand) < at_once and (piece := next(pieces, None)):
                    try:
                        in_hand[self.workers.executor.submit(piece.play)] = piece
                    except Exception as error:
                        lost.append(Lost(piece, error))
                        broken = True
                if not in_hand:
                    break
                done = wait(in_hand, timeout=LOOK, return_when=FIRST_COMPLETED).done
                if not done:
                    self.workers.look(self.notify)
                for future in done:
                    piece = in_hand.pop(future)
                    try:
                        came = future.result()
                    except InputError:
                        raise
                    except Exception as error:
                        lost.append(Lost(piece, error))
                        broken = broken or isinstance(error, BrokenExecutor | CancelledError)
                    else:
                        self.received(came)
        finally:
            for future in in_hand:
                future.cancel()
        if broken:
            self.workers.renew(lost[-1].error)
        return lost, broken


def replayed[Came](lost: list[Lost[Came]], broken: bool) -> str:
    """That parts are played again, and why."""
    error = lost[-1].error
    pieces = "1 part is" if len(lost) == 1 else f"{len(lost)} parts are"
    why = "a worker died" if isinstance(error, BrokenExecutor) else described(error).rstrip(".")
    return f"{why}; {pieces} played again{'' if broken else ', alone'}"


def described(error: Exception) -> str:
    """An error's name and words."""
    return "".join(traceback.format_exception_only(error)).strip()
