"""The record by period: how drafts ended, how united the Council was, who blocked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import pandas as pd

from simulation.measures.rates import NORMAL, wilson
from simulation.stages.adoption import Outcome
from simulation.stages.voting import NO
from simulation.studies.backtest.record import RollCall

ENDS = ("every member voted yes", "adopted over dissent", "fell short", "vetoed")
"""Of each draft one is so."""


def end(roll_call: RollCall) -> str:
    """Which of :data:`ENDS` it was."""
    if roll_call.outcome == Outcome.ADOPTED:
        return ENDS[1] if roll_call.contested else ENDS[0]
    return ENDS[3] if roll_call.outcome == Outcome.VETOED else ENDS[2]


def periods(years: Sequence[int], first_years: Sequence[int]) -> list[str]:
    """The period of each year, as ``1966–1989``; the outermost end where the years do.

    Raises
    ------
    ValueError
        If a year is before the first.

    >>> periods([1970, 1995], [1946, 1966, 1990])
    ['1970–1989', '1990–1995']
    """
    begin, end = min(years), max(years)
    if begin < first_years[0]:
        raise ValueError(f"{begin} is before {first_years[0]}, the first year of the first period")
    found = []
    for year in years:
        n = bisect_right(first_years, year)
        until = first_years[n] - 1 if n < len(first_years) else end
        found.append(f"{max(first_years[n - 1], begin)}–{min(until, end)}")
    return found


def ends_by_period(roll_calls: Sequence[RollCall], first_years: Sequence[int]) -> pd.DataFrame:
    """How drafts ended in each period that has any.

    Columns period, end (of :data:`ENDS`), count, total, value, low, high: the share of
    the drafts that were put to a recorded vote, with Wilson's 95 % interval.
    """
    found = pd.DataFrame(
        {
            "period": periods([one.draft.year for one in roll_calls], first_years),
            "end": [end(one) for one in roll_calls],
        }
    )
    rows = []
    for which, drafts in found.groupby("period"):
        for ended in ENDS:
            count, total = int((drafts["end"] == ended).sum()), len(drafts)
            low, high = wilson(count / total, total, NORMAL)
            rows.append((which, ended, count, total, count / total, low, high))
    return pd.DataFrame(rows, columns=["period", "end", "count", "total", "value", "low", "high"])


def blocking(roll_calls: Sequence[RollCall], first_years: Sequence[int]) -> pd.DataFrame:
    """Vetoed drafts that each permanent member voted no on, by period.

    Columns period, member, alone, with_others: nobody else that can block said no, or
    another did. A draft blocked by two counts for both.
    """
    years = [roll_call.draft.year for roll_call in roll_calls]
    counts: dict[tuple[str, str], list[int]] = {}
    for roll_call, when in zip(roll_calls, periods(years, first_years), strict=True):
        council = roll_call.draft.council
        seats = [n for n in range(len(council.members)) if council.permanent[n]]
        against = [n for n in seats if roll_call.ballots[n] == NO]
        for n in seats:
            row = counts.setdefault((when, council.members[n]), [0, 0])
            if roll_call.outcome == Outcome.VETOED and n in against:
                row[len(against) > 1] += 1
    rows = [(*which, *row) for which, row in sorted(counts.items())]
    return pd.DataFrame(rows, columns=["period", "member", "alone", "with_others"])
