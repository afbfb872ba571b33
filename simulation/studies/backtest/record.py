"""The record of roll calls: what was known before each draft was voted, and how it went."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from typing import overload

from simulation.rollcalls.ballots import UNKNOWN
from simulation.stages.adoption import Outcome, Rules
from simulation.stages.numerics import Ballots, Bools, Floats
from simulation.stages.voting import YES

QUOTAS = {11: 7, 15: 9}
"""Affirmative votes required, by seats: Article 27, and as amended in 1965."""


@dataclass(frozen=True)
class CouncilOnRecord:
    """Who sits; arrays (seat,).

    ``ideal`` is each member's Assembly ideal point of the session before, as
    its authors scale it, NaN where there is none.
    """

    members: tuple[str, ...]
    permanent: Bools
    groups: tuple[str, ...]
    ideal: Floats

    @property
    def quota(self) -> int:
        """Affirmative votes required."""
        return QUOTAS[len(self.members)]

    @property
    def rules(self) -> Rules:
        """The Charter's rule for a substantive draft."""
        return Rules(quota=self.quota, procedural_quota=self.quota, holds_veto=self.permanent)


@dataclass(frozen=True)
class Draft:
    """What is known of a draft the day before it is voted.

    No symbol, title, Chapter VII flag or number of votes on the document: each
    knows whether the draft was adopted.
    """

    date: date
    topic: str
    council: CouncilOnRecord

    @property
    def year(self) -> int:
        """The year in which it is voted."""
        return self.date.year


@dataclass(frozen=True)
class RollCall:
    """A draft and how it went.

    ``ballots`` (seat,) in the order of the council's members, ``UNKNOWN``
    where one is not known.
    """

    vote_id: int | str
    draft: Draft
    ballots: Ballots
    outcome: Outcome

    @property
    def contested(self) -> bool:
        """Whether some member did not vote yes."""
        return bool(((self.ballots != YES) & (self.ballots != UNKNOWN)).any())


class PastRollCalls(Sequence[RollCall]):
    """The first so many roll calls of a record, in the order of their dates.

    A view: the histories of one record share its roll calls, so a predictor
    that has read one need read only what a longer one adds.
    """

    def __init__(self, record: Sequence[RollCall], length: int | None = None) -> None:
        self._record = record
        self._length = len(record) if length is None else length

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, which: int) -> RollCall: ...

    @overload
    def __getitem__(self, which: slice) -> Sequence[RollCall]: ...

    def __getitem__(self, which: int | slice) -> RollCall | Sequence[RollCall]:
        if isinstance(which, slice):
            return [self._record[n] for n in range(*which.indices(self._length))]
        return self._record[range(self._length)[which]]

    def before(self, day: date) -> PastRollCalls:
        """What was voted before that day."""
        return PastRollCalls(
            self._record, bisect_left(self._record, day, 0, self._length, key=voted_on)
        )

    def until(self, year: int) -> PastRollCalls:
        """What was voted up to the end of that year."""
        return self.before(date(min(max(year + 1, MINYEAR), MAXYEAR), 1, 1))


class Rolling(ABC):
    """A state that rolls on with the history; what a longer one adds is added, once.

    Another history is recognised by the last roll call that was read.
    """

    read_so_far = 0
    last: RollCall | None = None

    def read(self, history: PastRollCalls) -> None:
        """Take in what this history adds to the last one; from the start, if it is another."""
        known = self.read_so_far
        if len(history) < known or (known and history[known - 1] is not self.last):
            self.clear()
            known = 0
        for n in range(known, len(history)):
            self.add(history[n])
        self.read_so_far = len(history)
        self.last = history[-1] if len(history) else None

    @abstractmethod
    def clear(self) -> None:
        """Forget everything."""

    @abstractmethod
    def add(self, roll_call: RollCall) -> None:
        """Take in one roll call."""


def voted_on(roll_call: RollCall) -> date:
    """The day of the vote."""
    return roll_call.draft.date
