"""Rates with intervals over histories; rounds of one history are not independent."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import stdtrit

from simulation.measures.totals import Totals

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.95
"""Of every interval."""

NORMAL = 1.959963984540054
"""Standard errors in half an interval of ``LEVEL`` where nothing is to be estimated first."""

NO_INTERVAL = "A single history gives no interval."

NOT_DEFINED = "not defined"
"""What is printed for a share or ratio that has nothing to divide by."""

NOTHING_COUNTED = f"{NOT_DEFINED}: nothing to count"
"""Why it is not; stands once under tables in which something is not defined."""

BY_RULE = "The rules leave no other shares, so that there is no interval."

NOTHING_VARIES = "No interval: the same in every history, to the digits shown."
"""Stands once under tables with such values, of more than one history."""


def with_ends(value: str, low: str, high: str) -> str:
    """A printed value with its interval; alone where both ends are printed alike: nothing varies.

    >>> with_ends("31.2 %", "30.1", "32.4"), with_ends("82.2 %", "82.2", "82.2")
    ('31.2 % [30.1, 32.4]', '82.2 %')
    """
    return value if low == high else f"{value} [{low}, {high}]"


type Sums = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]
"""Part and whole of a share or ratio, each summed history by history; (history,)."""


RATE = ("value", "low", "high", "count", "total", "histories")
"""Columns of a share: NaN for an interval or a value that is not there."""


@dataclass(frozen=True)
class Rate:
    """A share: ``count`` of ``total``, with the interval that simulation error leaves.

    ``low`` and ``high`` are None where a single history gives no interval or the rules
    leave no other value, and all three where nothing was counted.
    """

    value: float | None
    low: float | None
    high: float | None
    count: int
    total: int
    histories: int

    def __str__(self) -> str:
        """As ``31.2 % [30.1, 32.4]``."""
        if self.value is None:
            return NOT_DEFINED
        value = f"{100 * self.value:.1f} %"
        if self.low is None or self.high is None:
            return value
        return with_ends(value, f"{100 * self.low:.1f}", f"{100 * self.high:.1f}")

    def plain(self) -> dict[str, Any]:
        """As plain data."""
        return dict(vars(self))

    def without_interval(self) -> Rate:
        """The same, as it is where the rules leave no other value."""
        return replace(self, low=None, high=None)


def rate(successes: np.ndarray[Any, Any], cases: np.ndarray[Any, Any]) -> Rate:
    """The share of successes among cases, both counted history by history."""
    return rate_from(Totals.of(successes, cases))


def rate_from(counted: Totals) -> Rate:
    """The share of successes among cases, from their totals.

    A Wilson interval on the effective number of cases: their number divided by
    the design effect of clustering (linearised variance of the ratio over
    histories), never more than the cases and, where all or none succeed, the
    number of histories. Student's t with histories - 1 degrees of freedom.
    """
    count, total = map(int, counted.sums)
    histories = counted.above[1]
    if total == 0:
        return Rate(None, None, None, 0, 0, 0)
    p = count / total
    if histories == 1:
        return Rate(p, None, None, count, total, 1)
    clustered = histories / (histories - 1) * counted.squares_of_ratio()
    independent = p * (1.0 - p) / total
    if independent == 0.0:
        effective = float(histories)
    elif clustered == 0.0:
        effective = float(total)
    else:
        effective = min(total * independent / clustered, float(total))
    return Rate(p, *wilson(p, effective, student(histories)), count, total, histories)


def student(units: int) -> float:
    """Standard errors in half an interval of ``LEVEL`` over so many independent units.

    The quantile of Student's t with units - 1 degrees of freedom.
    """
    return float(stdtrit(units - 1, 0.5 + LEVEL / 2.0))


def wilson(p: float, n: float, t: float) -> tuple[float, float]:
    """Wilson's interval for a share p of n cases at t standard errors."""
    centre = (p + t * t / (2.0 * n)) / (1.0 + t * t / n)
    half = t / (1.0 + t * t / n) * math.sqrt(p * (1.0 - p) / n + t * t / (4.0 * n * n))
    # Rounding may not put an end on the wrong side of the share itself.
    return min(max(centre - half, 0.0), p), max(min(centre + half, 1.0), p)


def rate_of(rounds: pd.DataFrame, success: pd.Series, among: pd.Series) -> Rate:
    """The share of rounds with ``success`` among those with ``among``; flags by round.

    Intervals are over histories, distinguished by the column ``run``.
    """
    return rate(*sums_of(rounds, success & among, among))


def sums_of(rounds: pd.DataFrame, part: pd.Series, whole: pd.Series) -> Sums:
    """Two columns summed over the rounds of each history, distinguished by ``run``; (history,)."""
    _, index = np.unique(rounds["run"].to_numpy(), return_inverse=True)
    parts, wholes = (
        np.bincount(index, weights=values.to_numpy(dtype=float)) for values in (part, whole)
    )
    return parts, wholes


@dataclass(frozen=True)
class Difference:
    """The difference of two shares over independent histories, with its interval."""

    value: float
    low: float
    high: float


def difference(first: Rate, second: Rate) -> Difference:
    """First minus second, by Newcombe's hybrid of their intervals.

    Raises
    ------
    ValueError
        If either has no interval.
    """
    (a, a_low, a_high), (b, b_low, b_high) = interval(first), interval(second)
    value = a - b
    below = math.hypot(a - a_low, b_high - b)
    above = math.hypot(a_high - a, b - b_low)
    return Difference(value, value - below, value + above)


def interval(of: Rate) -> tuple[float, float, float]:
    """A rate with its ends, where it has them.

    Raises
    ------
    ValueError
        If it has no interval.
    """
    if of.value is None or of.low is None or of.high is None:
        raise ValueError("an interval needs two or more histories on each side")
    return of.value, of.low, of.high
