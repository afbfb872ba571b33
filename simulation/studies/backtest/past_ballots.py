"""Ballots so far, by member, group, topic and both, the older counting for less.

A ballot counts half as much after every half-life. The state rolls on by date:
what a longer history adds is added, and nothing is counted twice. Abstaining and
not taking part are counted as one here, as the record does not keep them apart
throughout.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np

from simulation.rollcalls.ballots import UNKNOWN
from simulation.stages.numerics import Bools, Floats, Ints
from simulation.stages.voting import ABSTAIN, NOT_VOTING
from simulation.studies.backtest.record import (
    CouncilOnRecord,
    Draft,
    PastRollCalls,
    RollCall,
    Rolling,
)

KINDS = 3
"""Yes, no, neither: the first three ballots of ``voting.LETTERS``, the last for the fourth too."""

MISSING = -1
"""How a ballot that is not known, or of a seat that is not there, is held."""

SEATS = 15
"""The largest council there has been; arrays over seats are as long."""

DAYS = 365.25
EPOCH = date(1946, 1, 1)


def years_since(day: date) -> float:
    """Years since the Council's first."""
    return (day - EPOCH).days / DAYS


def three_kinds(roll_call: RollCall) -> Ints:
    """Ballots (seat,) as yes, no, neither, or ``MISSING``."""
    ballots = roll_call.ballots.astype(np.int64)
    ballots[ballots == NOT_VOTING] = ABSTAIN
    ballots[ballots == UNKNOWN] = MISSING
    return ballots


def benches(council: CouncilOnRecord) -> tuple[str, ...]:
    """Where each member sits: a permanent one for itself, elected ones by regional group."""
    places = zip(council.members, council.groups, council.permanent, strict=True)
    return tuple(member if permanent else group for member, group, permanent in places)


@dataclass(frozen=True)
class Evidence:
    """What the past says about drafts: weighted counts, the last axis yes, no, neither.

    ``everyone`` (draft, seat, 3) are the ballots of all members as permanent or
    elected as this one, ``topic`` the same on this topic, ``bench`` those of its
    regional group (of itself if permanent), ``member`` its own, ``member_topic``
    its own on this topic. ``drafts`` and ``topic_drafts`` (draft, 2) count
    uncontested and contested ones. Seats beyond a council's are not in ``sits``.
    """

    sits: Bools
    everyone: Floats
    topic: Floats
    bench: Floats
    member: Floats
    member_topic: Floats
    drafts: Floats
    topic_drafts: Floats

    def where(self, chosen: Bools | Ints) -> Evidence:
        """The evidence about some of the drafts."""
        return Evidence(*(getattr(self, field.name)[chosen] for field in fields(self)))


def stack(each: Sequence[Evidence]) -> Evidence:
    """The evidence about many drafts as one."""
    names = [field.name for field in fields(Evidence)]
    return Evidence(*(np.concatenate([getattr(one, name) for one in each]) for name in names))


class Counts:
    """Weighted counts under some keys, each an array of one shape."""

    def __init__(self, shape: int | tuple[int, ...]) -> None:
        self.shape = shape
        self.nothing = np.zeros(shape)
        self.at: dict[Hashable, Floats] = {}

    def add(self, key: Hashable, amount: Floats) -> None:
        """Count something under a key."""
        held = self.at.get(key)
        if held is None:
            self.at[key] = amount.copy()
        else:
            held += amount

    def get(self, keys: Iterable[Hashable]) -> Floats:
        """What stands under each key, nothing where there is none; (key, ...)."""
        return np.array([self.at.get(key, self.nothing) for key in keys])


class PastBallots(Rolling):
    """Weighted counts of the ballots so far, with one half-life in years.

    With ``contested_only`` ballots on uncontested drafts are left out; drafts are
    counted all the same.
    """

    def __init__(self, half_life: float, *, contested_only: bool = False) -> None:
        self.half_life = half_life
        self.contested_only = contested_only
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.ballots = Counts(KINDS)
        self.drafts = Counts(2)

    def weight(self, day: date) -> float:
        """What a ballot of that day counts, in units that do not change as time goes on."""
        return float(2.0 ** (years_since(day) / self.half_life))

    def add(self, roll_call: RollCall) -> None:
        """Count one roll call."""
        draft, weight = roll_call.draft, self.weight(roll_call.draft.date)
        how = np.zeros(2)
        how[int(roll_call.contested)] = weight
        self.drafts.add(None, how)
        self.drafts.add(draft.topic, how)
        if self.contested_only and not roll_call.contested:
            return
        ballots = three_kinds(roll_call)
        council = draft.council
        seats = zip(council.members, benches(council), council.permanent, ballots, strict=True)
        units = np.eye(KINDS) * weight
        for member, bench, permanent, ballot in seats:
            if ballot == MISSING:
                continue
            unit = units[ballot]
            self.ballots.add(bool(permanent), unit)
            self.ballots.add((draft.topic, bool(permanent)), unit)
            self.ballots.add(("bench", bench), unit)
            self.ballots.add(("member", member), unit)
            self.ballots.add((draft.topic, member), unit)

    def about(self, draft: Draft) -> Evidence:
        """What was counted that bears on a draft, (1, seat, ...)."""
        council, topic = draft.council, draft.topic
        now = 1.0 / self.weight(draft.date)
        permanent = [bool(flag) for flag in council.permanent]
        sits = np.zeros((1, SEATS), dtype=bool)
        sits[0, : len(permanent)] = True

        def counted(keys: Iterable[Hashable]) -> Floats:
            padded = np.zeros((1, SEATS, KINDS))
            padded[0, : len(permanent)] = self.ballots.get(keys) * now
            return padded

        return Evidence(
            sits=sits,
            everyone=counted(permanent),
            topic=counted((topic, flag) for flag in permanent),
            bench=counted(("bench", bench) for bench in benches(council)),
            member=counted(("member", member) for member in council.members),
            member_topic=counted((topic, member) for member in council.members),
            drafts=self.drafts.get([None]) * now,
            topic_drafts=self.drafts.get([topic]) * now,
        )


def hindsight_free(past: PastRollCalls, ledger: PastBallots) -> Evidence:
    """What stood in the ledger before the day of each past draft."""
    ledger.clear()
    each = []
    for roll_call in past:
        ledger.read(past.before(roll_call.draft.date))
        each.append(ledger.about(roll_call.draft))
    return stack(each)


def cast(past: PastRollCalls) -> Ints:
    """The ballots of roll calls as yes, no, neither or ``MISSING``, (draft, seat)."""
    ballots = np.full((len(past), SEATS), MISSING, dtype=np.int64)
    for n, roll_call in enumerate(past):
        ballots[n, : len(roll_call.ballots)] = three_kinds(roll_call)
    return ballots


def recency(past: PastRollCalls, half_life: float) -> Floats:
    """A weight for each past draft, 1 for the last day and half as much a half-life before."""
    years = np.array([years_since(roll_call.draft.date) for roll_call in past])
    return np.asarray(2.0 ** ((years - years.max(initial=0.0)) / half_life))
