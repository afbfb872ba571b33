"""Estimates of measures, alone and as contrasts of settings played under common draws."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.measures.rates import Sums, rate, student
from simulation.measures.ratios import ratio


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval over histories; NaN where there is none."""

    value: float
    low: float
    high: float

    @property
    def half(self) -> float:
        """Half the interval's width."""
        return (self.high - self.low) / 2.0


def level(cell: Sums, *, share: bool) -> Estimate:
    """A measure under one setting; shares as :func:`simulation.measures.rates.rate` has them."""
    found = rate(*cell) if share else ratio(*cell)
    numbers = (found.value, found.low, found.high)
    return Estimate(*(math.nan if number is None else number for number in numbers))


def contrast(cells: Sequence[Sums], weights: Sequence[float]) -> Estimate:
    """A weighted sum of ratios Σa/Σb over cells played under common draws, with its interval.

    Linearised: in each cell a history's influence on the ratio is
    (a - ratio·b)/Σb; histories are paired over cells, so their influences are
    added up before their spread is taken. Student's t with histories - 1 degrees
    of freedom. NaN where a cell has nothing to divide by, or for an interval of
    one history.
    """
    value, influence = 0.0, np.zeros(cells[0][0].size)
    for (part, whole), weight in zip(cells, weights, strict=True):
        if weight == 0.0:
            continue
        if whole.sum() == 0.0:
            return Estimate(math.nan, math.nan, math.nan)
        ratio = part.sum() / whole.sum()
        value += weight * float(ratio)
        influence += weight * (part - ratio * whole) / whole.sum()
    histories = influence.size
    if histories == 1:
        return Estimate(value, math.nan, math.nan)
    spread = math.sqrt(histories / (histories - 1) * float(np.sum(influence**2)))
    half = student(histories) * spread
    return Estimate(value, value - half, value + half)


def differing(here: Sums, base: Sums) -> int:
    """In how many histories, played under common draws, the two sums are not the same."""
    return int(((here[0] != base[0]) | (here[1] != base[1])).sum())


def paired(here: Sums, base: Sums) -> Estimate:
    """How much higher a ratio is here than in the base, paired history by history.

    Where no history differs, the spread of differences is not known, and there is no
    interval.
    """
    found = contrast([here, base], [1.0, -1.0])
    return found if differing(here, base) else Estimate(found.value, math.nan, math.nan)
