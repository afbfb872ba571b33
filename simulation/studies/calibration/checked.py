"""Moments of who sends peacekeepers: set beside an era's record, and not matched.

What may be moved (:data:`simulation.studies.calibration.eras.FREE`) makes crises, drafts and votes.
Who sends peacekeepers follows from rules that have numbers of their own (docs/model.md, 7.9), and
these were judged with the record known. Matched, the moments would move numbers of crises and
votes to make up for a fault of those rules. Nor could they be weighed against the moments of
votes: they are of full counts, which have no sampling error. So they are checked: what is on
record, what the matched setting gives, and whether this lies inside.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.measures.ratios import Ratio
from simulation.studies.calibration.eras import Era
from simulation.studies.peacekeeping.model import PeacekeeperShares
from simulation.studies.peacekeeping.panel import NEEDED, SEATS, read_panel
from simulation.studies.peacekeeping.shares import (
    GOES_WITH,
    PERIODS,
    Correlation,
    Spread,
    correlation,
    gini_by_year,
    mean_by_state,
    of_period,
    share_of_largest,
    share_of_seats,
)
from simulation.studies.profiles.states import regional_groups
from simulation.studies.tables.reading import Tables
from simulation.studies.tables.shapes import SHAPES

BURDEN = "personnel"
"""The column of the panel. Money is not compared: in the model the scale of assessments pays."""

CORRELATIONS = {f"with_{means}": means for means in GOES_WITH}
"""Moments that are rank correlations, and the column of the panel that each is with."""

CHECKED: dict[str, str] = {
    "permanent": "sent by permanent members, of peacekeepers",
    "elected": "sent by elected members, of peacekeepers",
    "other": "sent by all other states, of peacekeepers",
    "top_five": "sent by the five states that send most, of peacekeepers",
    "gini": "Gini's coefficient of peacekeepers over states",
    **{
        name: f"rank correlation over states of peacekeepers with {GOES_WITH[means]}"
        for name, means in CORRELATIONS.items()
    },
}
"""The moments by name, and what each is."""


@dataclass(frozen=True)
class Bounded:
    """A value with its bounds; NaN where there is none."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, found: Spread | Correlation | Ratio) -> Bounded:
        """The same of a number that a study found."""
        ends = (found.value, found.low, found.high)
        return cls(*(float("nan") if end is None else float(end) for end in ends))

    @property
    def known(self) -> bool:
        """Whether anything was counted."""
        return not math.isnan(self.value)

    def holds(self, value: float) -> bool:
        """Whether a value lies inside."""
        return self.low <= value <= self.high


UNKNOWN = Bounded(float("nan"), float("nan"), float("nan"))
"""Where nothing was counted."""

type Moments = Mapping[str, Bounded]
"""By name, in the order of :data:`CHECKED`."""


@dataclass(frozen=True)
class SentOnRecord:
    """Who sent peacekeepers in the years of an era.

    Attributes
    ----------
    by_years : mapping of years to moments
        The years of the era first, then every period of docs/un-personnel.md that overlaps it,
        whole.
    means : DataFrame
        What states had in the era, by code, of which the rank correlations are.
    """

    by_years: Mapping[str, Moments]
    means: pd.DataFrame

    @property
    def era(self) -> Moments:
        """Those of the era's own years."""
        return next(iter(self.by_years.values()))


@dataclass(frozen=True)
class Checked:
    """The moments of an era: on record, and in histories of its setting."""

    record: SentOnRecord
    model: Moments

    @property
    def inside(self) -> dict[str, bool]:
        """Which of the model's lie inside the bounds of the record of the era, by name."""
        return {name: self.record.era[name].holds(self.model[name].value) for name in CHECKED}


def concerns(era: Era) -> bool:
    """Whether personnel is on record of some years of an era."""
    return era.last >= PERIODS[0][0]


def missing(tables: Tables) -> list[str]:
    """The patterns of the tables that the record of peacekeepers needs and that are not there."""
    return [SHAPES[kind].pattern for kind in NEEDED if not tables.files(kind)]


def sent_on_record(tables: Tables, era: Era) -> SentOnRecord | None:
    """The record of an era; None where the tables hold none.

    Raises
    ------
    InputError
        If a table is wrong.
    """
    if not concerns(era) or missing(tables):
        return None
    panel = read_panel(tables, regional_groups())
    own = of_period(panel, era.first, era.last)
    if own.empty:
        return None
    periods = [own, *(of_period(panel, *period) for period in PERIODS if overlaps(era, *period))]
    return SentOnRecord(
        by_years={years_of(rows): on_record(rows) for rows in periods if not rows.empty},
        means=mean_by_state(own),
    )


def overlaps(era: Era, first: int, last: int) -> bool:
    """Whether a period has years of an era."""
    return first <= era.last and last >= era.first


def years_of(panel: pd.DataFrame) -> str:
    """The first and the last year of a panel, in words."""
    return f"{panel['year'].min()}-{panel['year'].max()}"


def on_record(panel: pd.DataFrame) -> Moments:
    """The moments of some years, by the functions of docs/un-personnel.md.

    Bounds of shares and of Gini's coefficient are the lowest and the highest year, those of
    correlations the 95 % interval over samples of states.
    """
    seats = share_of_seats(panel, BURDEN)
    nobody = Spread(0.0, 0.0, 0.0)
    found: dict[str, Spread | Correlation] = {seat: seats.get(seat, nobody) for seat in SEATS}
    found["top_five"] = share_of_largest(panel, BURDEN)
    found["gini"] = gini_by_year(panel, BURDEN)
    return bounded(found) | correlations(mean_by_state(panel))


def in_model(sent: PeacekeeperShares, means: pd.DataFrame) -> Moments:
    """The moments of simulated histories.

    Bounds are those of simulation error, but for correlations the 95 % interval over samples of
    states, as on record. Gini's coefficient is taken of each history where on record it is of
    each year. States of the record that the model's membership lacks are left out of correlations.
    """
    found: dict[str, Ratio] = {seat: sent.seats[seat] for seat in SEATS}
    found |= {"top_five": sent.top_five, "gini": sent.gini}
    shares = [sent.states.get(str(state), np.nan) for state in means.index]
    return bounded(found) | correlations(means.assign(**{BURDEN: shares}))


def bounded(found: Mapping[str, Spread | Correlation | Ratio]) -> dict[str, Bounded]:
    """Each as a value with bounds."""
    return {name: Bounded.of(one) for name, one in found.items()}


FEWEST = 10
"""Of fewer states no rank correlation is taken."""


def correlations(means: pd.DataFrame) -> dict[str, Bounded]:
    """The rank correlations, of shares by state; NaN where too few states are known."""
    known = {name: means[[BURDEN, of]].dropna() for name, of in CORRELATIONS.items()}
    return {
        name: Bounded.of(correlation(states, BURDEN, CORRELATIONS[name]))
        if len(states) >= FEWEST
        else UNKNOWN
        for name, states in known.items()
    }
