"""Totals over histories: all that a rate or a ratio keeps of them, the same however they are cut.

Sums are exact, so that those of blocks add up to those of all, whatever the blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.stages.numerics import Floats, Ints

DIGITS = 53
"""Binary digits of a number in double precision."""

HALF = 27
"""And of its lower half."""


def exact_sum(values: Floats, power: Ints | int = 0) -> Fraction:
    """The sum of finite numbers, each times two to a power, without rounding; at most 2^26.

    Numbers are whole multiples of a power of two. Those of one power are added up as
    whole numbers, in two halves, whose sums double precision holds exactly.
    """
    if values.size == 0:
        return Fraction(0)
    mantissa, own = np.frexp(values)
    upper = np.rint(np.ldexp(mantissa, DIGITS - HALF))
    lower = np.ldexp(mantissa, DIGITS) - np.ldexp(upper, HALF)
    # Nothing has no power of its own.
    place = np.where(mantissa == 0.0, 0, own + power)
    least = int(place.min())
    above = np.bincount(place - least, weights=upper)
    below = np.bincount(place - least, weights=lower)
    whole = sum(
        (int(above[k]) << HALF) + int(below[k]) << int(k)
        for k in np.flatnonzero((above != 0.0) | (below != 0.0))
    )
    return Fraction(whole) * Fraction(2) ** (least - DIGITS)


@dataclass(frozen=True)
class Cut:
    """Numbers as sums of ``parts``, times two to a ``power``; products of parts are exact."""

    parts: list[Floats]
    power: Ints

    @classmethod
    def of(cls, values: Floats) -> Cut:
        """Each number in two (Dekker 1971); in one where all are so short, as counts are."""
        mantissa, power = np.frexp(values)
        large = (2.0**HALF + 1.0) * mantissa
        upper = large - (large - mantissa)
        lower = mantissa - upper
        return cls([upper, lower] if lower.any() else [upper], power)

    def product(self, other: Cut) -> Fraction:
        """The sum of these numbers' products with others, without rounding; at most 2^24."""
        products = [one * its for one in self.parts for its in other.parts]
        power = np.tile(self.power + other.power, len(products))
        return exact_sum(np.concatenate(products), power)


@dataclass(frozen=True)
class Totals:
    """Sums over histories of columns and of their products.

    ``above`` counts the histories in which each column is above 0; ``products`` has a row
    and a place for each column.
    """

    above: tuple[int, ...]
    sums: tuple[Fraction, ...]
    products: tuple[tuple[Fraction, ...], ...]

    @classmethod
    def of(cls, *columns: NDArray[Any]) -> Totals:
        """Of columns (history,)."""
        floats = [np.asarray(column, dtype=np.float64) for column in columns]
        cut = [Cut.of(column) for column in floats]
        products = [[a.product(b) for b in cut[:k]] for k, a in enumerate(cut, 1)]
        return cls(
            above=tuple(int(np.count_nonzero(column > 0)) for column in floats),
            sums=tuple(map(exact_sum, floats)),
            products=tuple(
                tuple(products[max(j, k)][min(j, k)] for k in range(len(floats)))
                for j in range(len(floats))
            ),
        )

    def __add__(self, other: Totals) -> Totals:
        """Of these histories and others."""
        return Totals(
            above=tuple(a + b for a, b in zip(self.above, other.above, strict=True)),
            sums=tuple(a + b for a, b in zip(self.sums, other.sums, strict=True)),
            products=tuple(
                tuple(a + b for a, b in zip(mine, its, strict=True))
                for mine, its in zip(self.products, other.products, strict=True)
            ),
        )

    def only(self, *columns: int) -> Totals:
        """Of some of the columns."""
        return Totals(
            above=tuple(self.above[k] for k in columns),
            sums=tuple(self.sums[k] for k in columns),
            products=tuple(tuple(self.products[j][k] for k in columns) for j in columns),
        )

    def squares(self, *weights: Fraction) -> float:
        """The sum over histories of the square of the columns so weighted and added up."""
        return float(
            sum(
                one * other * self.products[j][k]
                for j, one in enumerate(weights)
                for k, other in enumerate(weights)
            )
        )

    def squares_of_ratio(self) -> float:
        """The same of each history's influence on the ratio of two columns' sums."""
        part, whole = self.sums
        return self.squares(1 / whole, -part / whole**2)
