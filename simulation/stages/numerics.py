"""Arithmetic that every stage shares, in one fixed order so that engines agree to the bit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Bools = NDArray[np.bool_]
type Ballots = NDArray[np.int8]

LARGEST_EXPONENT = 700.0
"""exp() of this is finite; beyond it a probability is 0 or 1 in double precision."""

SMALLEST_UNIFORM = 2.0**-54
"""Stands for a uniform of exactly 0, whose normal would be infinite."""


def sum_seats(values: NDArray[np.generic]) -> Floats:
    """Sum over axis 0, first seat first.

    ``values.sum(0)`` groups the terms by the array's shape, so that one history
    alone and the same history among many could differ in the last bit.
    """
    total = np.asarray(values[0], dtype=np.float64).copy()
    for row in values[1:]:
        total += row
    return total


def of_histories[T: np.generic](values: NDArray[T], histories: Ints) -> NDArray[T]:
    """Some histories alone, the last axis of an array.

    ``values[..., histories]`` would give the same numbers with the histories
    apart in memory, and every sum with another array would then take twice as long.
    """
    return values.take(histories, axis=-1)


def count_seats(flags: Bools) -> Ints:
    """Number of seats for which the flag is set, over axis 0."""
    # In the smallest numbers that hold any council: a third of the time of count_nonzero.
    return np.asarray(np.sum(flags.view(np.uint8), axis=0, dtype=np.uint8).astype(np.int64))


def quotient(part: Floats, whole: Floats) -> Floats:
    """Part by whole, where a whole of 0 has parts of 0 alone: their share is 0."""
    return np.asarray(part / np.where(whole > 0.0, whole, 1.0))


def or_zero(values: Floats) -> Floats:
    """The values, 0 in the place of NaN."""
    return np.where(np.isnan(values), 0.0, values)


def logistic(z: Floats) -> Floats:
    """1 / (1 + exp(-z)), elementwise, safe at any z including ±infinity."""
    return chance_against(np.asarray(-z))


def chance_against(log_odds: Floats) -> Floats:
    """1 / (1 + exp(x)) of the logarithm x of the odds against it, in the array that is given.

    Without copies: more than half of a draft's time goes into this.
    """
    x = np.minimum(log_odds, LARGEST_EXPONENT, out=log_odds)
    np.exp(x, out=x)
    x += 1.0
    return np.divide(1.0, x, out=x)
