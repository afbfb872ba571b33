"""Ratios of sums with intervals over histories."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from simulation.engine.history import Column
from simulation.measures.rates import NOT_DEFINED, student, sums_of, with_ends
from simulation.measures.totals import Totals

if TYPE_CHECKING:
    import pandas as pd

RATIO = ("value", "low", "high", "histories")
"""Columns of a ratio."""

ANSWERS = ("council", "assembly", "regional", "coalition")
"""Whose decision an answer is."""


@dataclass(frozen=True)
class Ratio:
    """A ratio of two sums, with the interval that simulation error leaves.

    ``low`` and ``high`` are None where a single history gives no interval, all
    three where the lower sum is 0.
    """

    value: float | None
    low: float | None
    high: float | None
    histories: int

    def __str__(self) -> str:
        """As ``0.312 [0.301, 0.324]``."""
        if self.value is None:
            return NOT_DEFINED
        if self.low is None or self.high is None:
            return f"{self.value:.3f}"
        return with_ends(f"{self.value:.3f}", f"{self.low:.3f}", f"{self.high:.3f}")

    def plain(self) -> dict[str, Any]:
        """As plain data."""
        return dict(vars(self))


def ratio(part: Column, whole: Column) -> Ratio:
    """Σ part by Σ whole, both summed history by history; where whole is 0, part is."""
    return ratio_from(Totals.of(part, whole))


def ratio_from(summed: Totals) -> Ratio:
    """Σ part by Σ whole, from their totals.

    The interval is that of the linearised ratio over histories, Student's t
    with histories - 1 degrees of freedom.
    """
    part, whole = summed.sums
    histories = summed.above[1]
    if histories == 0:
        return Ratio(None, None, None, 0)
    value = float(part / whole)
    return with_interval(value, summed.squares_of_ratio(), histories)


def bounded(found: Ratio, least: float = 0.0) -> Ratio:
    """A share, or a difference of shares, whose interval ends where shares do."""
    if found.low is None or found.high is None:
        return found
    return replace(found, low=max(found.low, least), high=min(found.high, 1.0))


def ratio_of(rounds: pd.DataFrame, part: pd.Series, whole: pd.Series) -> Ratio:
    """The ratio of two columns summed over rounds; histories distinguished by ``run``."""
    return ratio(*sums_of(rounds, part, whole))


def with_interval(value: float, squares: float, histories: int) -> Ratio:
    """An estimate with its interval, from the squares of its errors by history, added up.

    The errors themselves add up to 0.
    """
    if histories < 2:
        return Ratio(value, None, None, histories)
    variance = histories / (histories - 1) * squares
    half = student(histories) * math.sqrt(variance)
    return Ratio(value, value - half, value + half, histories)
