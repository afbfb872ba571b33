"""Ratios of sums with intervals over histories, and the burdens and risks they measure."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from simulation.analysis.rates import LEVEL, Sums, sums_of
from simulation.engine.history import Column

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
            return "none"
        if self.low is None or self.high is None:
            return f"{self.value:.3f}"
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"

    def plain(self) -> dict[str, Any]:
        """As plain data."""
        return dict(vars(self))

    def less_than_one(self) -> Ratio:
        """What is missing to 1, as easy-riding is of provision to its optimum."""
        if self.value is None:
            return self
        if self.low is None or self.high is None:
            return Ratio(1.0 - self.value, None, None, self.histories)
        return Ratio(1.0 - self.value, 1.0 - self.high, 1.0 - self.low, self.histories)


def ratio(part: Column, whole: Column) -> Ratio:
    """Σ part by Σ whole, both summed history by history; whole at least 0.

    The interval is that of the linearised ratio over histories, Student's t
    with histories - 1 degrees of freedom.
    """
    counted = whole > 0
    a, b = part[counted].astype(float), whole[counted].astype(float)
    histories, total = int(counted.sum()), float(b.sum())
    if histories == 0:
        return Ratio(None, None, None, 0)
    value = float(a.sum()) / total
    if histories == 1:
        return Ratio(value, None, None, 1)
    variance = histories / (histories - 1) * float(np.sum((a - value * b) ** 2)) / total**2
    half = float(stdtrit(histories - 1, 0.5 + LEVEL / 2.0)) * math.sqrt(variance)
    return Ratio(value, value - half, value + half, histories)


def bounded(found: Ratio, least: float = 0.0) -> Ratio:
    """A share, or a difference of shares, whose interval ends where shares do."""
    if found.low is None or found.high is None:
        return found
    return replace(found, low=max(found.low, least), high=min(found.high, 1.0))


def ratio_of(rounds: pd.DataFrame, part: pd.Series, whole: pd.Series) -> Ratio:
    """The ratio of two columns summed over rounds; histories told apart by ``run``."""
    return ratio(*sums_of(rounds, part, whole))


def provided_in(rounds: pd.DataFrame) -> Sums:
    """ΣE* and ΣE° of these rounds, by history; what is missing of their ratio is easy-riding."""
    return sums_of(rounds, rounds["provision"], rounds["optimal"])


def easy_riding_in(rounds: pd.DataFrame) -> Ratio:
    """Easy-riding 1 - ΣE*/ΣE° of these rounds."""
    return ratio(*provided_in(rounds)).less_than_one()


def per_severity_in(rounds: pd.DataFrame) -> Sums:
    """ΣE and Σs of these rounds by history, those without a crisis left out."""
    standing = rounds[rounds["episode"] > 0]
    return sums_of(standing, standing["provision"], standing["severity"])


def provision_in(rounds: pd.DataFrame) -> Ratio:
    """Provision per severity ΣE/Σs of these rounds."""
    return ratio(*per_severity_in(rounds))


def gap_in(rounds: pd.DataFrame, grave: float) -> Sums:
    """Σ(1 - p_win) over the rounds of grave episodes, and their number, by history.

    p_win is 0 where nothing was done. Rounds in which the Secretary-General settled
    the crisis are left out.
    """
    live = (rounds["episode"] > 0) & (rounds["onset_severity"] >= grave)
    here = rounds[live & (rounds["end"] != "mediated")]
    return sums_of(here, 1.0 - here["p_win"].fillna(0.0), pd.Series(1.0, here.index))


def with_interval(value: float, errors: np.ndarray[Any, Any], histories: int) -> Ratio:
    """An estimate with the interval that its errors by history, which add up to 0, leave."""
    if histories < 2:
        return Ratio(value, None, None, histories)
    variance = histories / (histories - 1) * float(np.sum(errors**2))
    half = float(stdtrit(histories - 1, 0.5 + LEVEL / 2.0)) * math.sqrt(variance)
    return Ratio(value, value - half, value + half, histories)
