"""The record of roll calls out of its tables, and what was left out of it."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from simulation.rollcalls.ballots import OUTCOMES, TABLE_LETTERS, UNKNOWN
from simulation.scenario.states import REPUBLIC_OF_CHINA
from simulation.studies.backtest.record import (
    QUOTAS,
    CouncilOnRecord,
    Draft,
    PastRollCalls,
    RollCall,
)
from simulation.studies.tables.reading import Tables
from simulation.studies.tables.shapes import Kind

SEAT_CHANGED = date(1971, 10, 25)
"""From that day the People's Republic holds China's seat; the Assembly's tables know the
Republic, which held it before, as TWN."""

NOT_RECORDED = "adopted without a recorded vote"
NOT_WHOLE = "without a row for each of 11 or 15 members"
NOT_KNOWN = "with no ballot known"


@dataclass(frozen=True)
class RecordedRollCalls:
    """All roll calls in the order of their dates, and the votes left out, by reason."""

    roll_calls: PastRollCalls
    left_out: Mapping[str, list[int]]


class IdealPoints:
    """Assembly ideal points by state and session."""

    def __init__(self, table: pd.DataFrame) -> None:
        known = table[(table["iso3"] != "") & table["ideal_point_fp"].notna()]
        self.years: dict[str, list[int]] = {}
        self.points: dict[str, list[float]] = {}
        for state, rows in known.sort_values("year").groupby("iso3"):
            self.years[str(state)] = [int(year) for year in rows["year"]]
            self.points[str(state)] = [float(point) for point in rows["ideal_point_fp"]]

    def before(self, member: str, day: date) -> float:
        """The point of the last session in an earlier year, NaN where there is none.

        The points of a year rest on votes cast after most of that year's drafts.
        """
        state = holder(member, day)
        n = bisect_left(self.years.get(state, []), day.year)
        return self.points[state][n - 1] if n else math.nan

    def known(self, member: str, day: date) -> float:
        """The same, or where there is none the state's first point, which is no forecast."""
        earlier = self.before(member, day)
        if not math.isnan(earlier):
            return earlier
        return self.points.get(holder(member, day), [math.nan])[0]


def holder(member: str, day: date) -> str:
    """The state whose Assembly votes are those of a member on a day."""
    return REPUBLIC_OF_CHINA if member == "CHN" and day < SEAT_CHANGED else member


NEEDED: tuple[Kind, ...] = ("votes", "member votes", "ideal points")
"""The tables that the record is read from."""


def read_record(tables: Tables) -> RecordedRollCalls:
    """The roll calls of these tables.

    Of the table of votes only ``vote_id``, ``date``, ``outcome``, ``topic_repaired``
    and ``no_recorded_vote`` are read, so that nothing else can leak. A vote adopted
    without a roll call, or of which no ballot is known, has nothing to predict and is
    left out.

    Raises
    ------
    InputError
        If a table is missing or wrong.
    """
    tables.require(*NEEDED)
    points = IdealPoints(tables.read("ideal points"))
    cast: dict[int, list[tuple[bool, str, str, int]]] = defaultdict(list)
    ballots = tables.read("member votes")
    columns = ("vote_id", "permanent", "iso3", "un_group", "vote")
    for vote, permanent, member, group, letter in zip(*(ballots[c] for c in columns), strict=True):
        cast[int(vote)].append((permanent != 1, member, group, TABLE_LETTERS[letter]))
    left_out: dict[str, list[int]] = {NOT_RECORDED: [], NOT_WHOLE: [], NOT_KNOWN: []}
    found: list[RollCall] = []
    councils: dict[tuple[object, ...], CouncilOnRecord] = {}
    columns = ("vote_id", "date", "outcome", "topic_repaired", "no_recorded_vote")
    votes = tables.read("votes")
    for vote, stamp, outcome, topic, unrecorded in zip(*(votes[c] for c in columns), strict=True):
        seats = sorted(cast.get(int(vote), []))
        if unrecorded == 1:
            left_out[NOT_RECORDED].append(int(vote))
        elif len(seats) not in QUOTAS:
            left_out[NOT_WHOLE].append(int(vote))
        elif all(ballot == UNKNOWN for *_, ballot in seats):
            left_out[NOT_KNOWN].append(int(vote))
        else:
            day = stamp.date()
            elected, members, groups, letters = zip(*seats, strict=True)
            who = (day.year, day < SEAT_CHANGED, members)
            if who not in councils:
                councils[who] = CouncilOnRecord(
                    members=members,
                    permanent=~np.array(elected, dtype=bool),
                    groups=groups,
                    ideal=np.array([points.before(member, day) for member in members]),
                )
            draft = Draft(day, topic, councils[who])
            found.append(
                RollCall(int(vote), draft, np.array(letters, dtype=np.int8), OUTCOMES[outcome])
            )
    found.sort(key=lambda roll_call: (roll_call.draft.date, roll_call.vote_id))
    return RecordedRollCalls(
        PastRollCalls(found), {why: which for why, which in left_out.items() if which}
    )
