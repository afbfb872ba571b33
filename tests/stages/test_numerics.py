"""Sums over seats, and shares of a whole."""

import numpy as np
import pytest

from simulation.stages.numerics import count_seats, quotient, sum_seats


@pytest.mark.parametrize(
    "seats",
    [
        np.array([[True, False], [True, False], [True, True]]),
        np.array([[1, 0], [1, 0], [1, 1]], dtype=np.int8),
        np.array([[1, 0], [1, 0], [1, 1]], dtype=np.uint8),
        np.array([[1, 0], [1, 0], [1, 1]]),
        np.array([[1, 0], [1, 0], [1, 1]], dtype=np.float32),
        np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0]]),
    ],
    ids=lambda seats: seats.dtype.name,
)
def test_a_sum_over_seats_is_a_float_of_whatever_is_summed(seats):
    before = seats.copy()
    total = sum_seats(seats)
    assert (total.dtype, total.tolist()) == (np.float64, [3.0, 1.0])
    assert np.array_equal(seats, before)


@pytest.mark.parametrize(
    ("flags", "counted"),
    [
        ([[True, False], [True, False], [True, True]], [3, 1]),
        ([[False, False]], [0, 0]),
        ([True, False, True], 2),
        (np.ones((255, 1), dtype=bool), [255]),
        (np.ones((2, 2, 2), dtype=bool), [[2, 2], [2, 2]]),
    ],
    ids=["three seats", "no flag", "one history", "as many as a byte counts", "more axes"],
)
def test_flags_over_seats_are_counted_in_whole_numbers(flags, counted):
    found = count_seats(np.array(flags))
    assert (found.dtype, found.tolist()) == (np.int64, counted)


def test_a_part_of_nothing_is_no_share():
    assert quotient(np.array([1.0, 0.0]), np.array([4.0, 0.0])).tolist() == [0.25, 0.0]
