"""The roll calls of a history as arrays, and who sits around the table that is to vote.

Rows are roll calls in the order of their dates, seats are padded to the largest
council there has been. Days are years since 1946. The arrays grow with the
history: what a longer one adds is added, and nothing else is read again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.rollcalls.ballots import UNKNOWN
from simulation.stages.adoption import Outcome
from simulation.stages.numerics import Bools, Floats, Ints
from simulation.stages.voting import LETTERS, YES
from simulation.studies.backtest.past_ballots import MISSING, SEATS, benches, years_since
from simulation.studies.backtest.record import Draft, RollCall, Rolling

NOBODY = MISSING
"""The number of who sits where no seat is, and of a ballot that is not known."""


@dataclass(frozen=True)
class Voters:
    """Who votes on a draft; arrays (seat,), members and benches by number.

    A bench is a permanent member's own, or an elected one's regional group.
    ``ideal`` has the council's mean where a member has no ideal point.
    """

    day: float
    topic: int
    member: Ints
    bench: Ints
    permanent: Bools
    ideal: Floats


class RecordArrays(Rolling):
    """The roll calls so far; arrays (row,) or (row, seat).

    Attributes
    ----------
    day, topic, contested, failed, short : (row,)
        When, on what, whether some member did not vote yes, whether it was not adopted, whether
        for want of votes.
    member, bench, permanent, ideal, ballot : (row, seat)
        Who sat, and how each voted, in the order of ``voting.LETTERS``.
    """

    def __init__(self) -> None:
        self.topics: dict[str, int] = {}
        self.members: dict[str, int] = {}
        self.benches: dict[str, int] = {}
        self.clear()

    def clear(self) -> None:
        """Forget every roll call."""
        self.rows = 0
        self.make_room(256)

    def make_room(self, rows: int) -> None:
        """Lay out arrays of so many rows, keeping what is written."""
        shapes: dict[str, tuple[tuple[int, ...], object, type]] = {
            "day": ((rows,), np.inf, np.float64),
            "topic": ((rows,), NOBODY, np.int64),
            "contested": ((rows,), False, np.bool_),
            "failed": ((rows,), False, np.bool_),
            "short": ((rows,), False, np.bool_),
            "member": ((rows, SEATS), NOBODY, np.int64),
            "bench": ((rows, SEATS), NOBODY, np.int64),
            "permanent": ((rows, SEATS), False, np.bool_),
            "ideal": ((rows, SEATS), 0.0, np.float64),
            "ballot": ((rows, SEATS), NOBODY, np.int64),
        }
        for name, (shape, empty, kind) in shapes.items():
            values: NDArray[Any] = np.full(shape, empty, dtype=kind)
            if self.rows:
                values[: self.rows] = getattr(self, name)[: self.rows]
            setattr(self, name, values)

    day: Floats
    topic: Ints
    contested: Bools
    failed: Bools
    short: Bools
    member: Ints
    bench: Ints
    permanent: Bools
    ideal: Floats
    ballot: Ints

    def add(self, roll_call: RollCall) -> None:
        """Add one roll call."""
        if self.rows == len(self.day):
            self.make_room(2 * self.rows)
        n, table = self.rows, self.table(roll_call.draft)
        seats = len(table.member)
        self.day[n], self.topic[n] = table.day, table.topic
        self.contested[n] = roll_call.contested
        self.failed[n] = roll_call.outcome != Outcome.ADOPTED
        self.short[n] = roll_call.outcome == Outcome.FELL_SHORT
        self.member[n, :seats] = table.member
        self.bench[n, :seats] = table.bench
        self.permanent[n, :seats] = table.permanent
        self.ideal[n, :seats] = table.ideal
        ballots = roll_call.ballots.astype(np.int64)
        self.ballot[n, :seats] = np.where(ballots == UNKNOWN, NOBODY, ballots)
        self.rows += 1

    def table(self, draft: Draft) -> Voters:
        """Who votes on a draft, by number."""
        council = draft.council
        return Voters(
            day=years_since(draft.date),
            topic=self.topics.setdefault(draft.topic, len(self.topics)),
            member=numbers(self.members, council.members),
            bench=numbers(self.benches, benches(council)),
            permanent=council.permanent,
            ideal=filled(council.ideal),
        )

    def table_of(self, row: int) -> Voters:
        """Who voted on a past draft."""
        seats = int((self.member[row] != NOBODY).sum())
        return Voters(
            day=float(self.day[row]),
            topic=int(self.topic[row]),
            member=self.member[row, :seats],
            bench=self.bench[row, :seats],
            permanent=self.permanent[row, :seats],
            ideal=self.ideal[row, :seats],
        )

    def before(self, day: float) -> int:
        """How many roll calls were before that day."""
        return int(np.searchsorted(self.day[: self.rows], day))

    def dissent(self, rows: Ints) -> Floats:
        """Who did not vote yes, as 0 and 1, (row, seat)."""
        return np.asarray(self.ballot[rows] > YES, dtype=np.float64)

    def cast(self, rows: Ints) -> Floats:
        """Each ballot as a unit of its kind, (row, seat, 4); nothing where it is not known."""
        kinds = np.arange(len(LETTERS))
        return np.asarray(self.ballot[rows][..., None] == kinds, dtype=np.float64)


def numbers(known: dict[str, int], names: Iterable[str]) -> Ints:
    """A number for each name, new ones in the order of their coming."""
    return np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)


def filled(ideal: Floats) -> Floats:
    """Ideal points with the mean of those known where there is none, 0 where there are none."""
    known = ~np.isnan(ideal)
    mean = float(ideal[known].mean()) if known.any() else 0.0
    return np.where(known, ideal, mean)


def fading(age: Floats, half_life: float) -> Floats:
    """What something so many years old still counts, halved after every half-life."""
    return np.asarray(2.0 ** (-age / half_life))
