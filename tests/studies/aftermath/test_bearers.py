"""Scores of who bears how much, on examples whose values are known."""

import math

import pytest

from simulation.studies.aftermath.bearers import (
    largest,
    largest_right,
    on_non_bearers,
    rank_correlation,
)

SIX = {"A": 60.0, "B": 50.0, "C": 40.0, "D": 30.0, "E": 20.0, "F": 10.0}
REVERSED = dict(zip(SIX, reversed(SIX.values()), strict=True))


def test_what_is_given_as_on_record_is_all_right():
    assert largest_right(SIX, SIX) == 1.0
    assert rank_correlation(SIX, SIX) == 1.0
    assert rank_correlation(SIX, {state: amount**2 for state, amount in SIX.items()}) == 1.0


def test_the_reverse_order_correlates_with_minus_one_and_misses_one_of_the_five_of_six():
    assert rank_correlation(SIX, REVERSED) == -1.0
    assert largest_right(SIX, REVERSED) == pytest.approx(0.8)


def test_two_neighbours_changed_about_cost_what_spearmans_formula_says():
    given = SIX | {"A": 50.0, "B": 60.0}
    assert rank_correlation(SIX, given) == pytest.approx(1 - 6 * 2 / (6 * 35))


def test_fewer_than_five_on_record_are_compared_with_as_many_of_the_largest_given():
    recorded = {"A": 5.0, "B": 3.0, "C": 0.0}
    assert largest_right(recorded, {"A": 0.1, "B": 0.2, "X": 0.05}) == 1.0
    assert largest_right(recorded, {"A": 0.1, "X": 0.2, "B": 0.05}) == 0.5
    assert largest_right(recorded, {"C": 0.5, "X": 0.5}) == 0.0


def test_a_state_that_is_given_nothing_is_never_among_the_largest():
    assert largest_right({"A": 5.0, "B": 3.0}, {"A": 1.0, "B": 0.0}) == 0.5
    assert largest({"A": 0.0}, 1) == {}
    assert largest_right(SIX, {}) == 0.0


def test_states_given_the_same_share_the_last_places_by_lot():
    equal = dict.fromkeys("ABCDEFGHIJ", 0.1)
    assert largest(equal, 5) == dict.fromkeys(equal, 0.5)
    assert largest_right(SIX, equal) == pytest.approx(0.5)
    assert largest({"A": 3.0, "B": 1.0, "C": 1.0}, 1) == {"A": 1.0}


def test_of_states_level_for_the_fifth_place_on_record_any_is_right():
    recorded = {"A": 9.0, "B": 8.0, "C": 7.0, "D": 6.0, "E": 1.0, "F": 1.0}
    assert largest_right(recorded, {"A": 5, "B": 4, "C": 3, "D": 2, "F": 1}) == 1.0


def test_ties_on_record_have_their_mean_rank():
    recorded = {"A": 1.0, "B": 0.0, "C": 0.0}
    assert rank_correlation(recorded, {"A": 0.7, "B": 0.2, "C": 0.1}) == pytest.approx(
        math.sqrt(3) / 2
    )


def test_states_that_are_not_given_anything_count_as_nought_in_the_order():
    assert rank_correlation({"A": 3.0, "B": 2.0, "C": 1.0}, {"A": 0.5, "B": 0.3}) == 1.0


def test_the_same_for_all_says_nothing_of_the_order():
    assert rank_correlation(SIX, dict.fromkeys(SIX, 1.0)) == 0.0
    assert rank_correlation(SIX, {}) == 0.0


def test_a_record_without_an_order_or_of_two_states_is_not_scored():
    assert math.isnan(rank_correlation({"A": 2.0, "B": 1.0}, SIX))
    assert math.isnan(rank_correlation(dict.fromkeys("ABC", 1.0), SIX))
    assert math.isnan(largest_right({"A": 0.0}, SIX))


def test_what_falls_on_states_that_bore_nothing_is_a_share_of_all_that_is_given():
    given = {"A": 2.0, "B": 1.0, "C": 1.0}
    assert on_non_bearers(["B", "C"], given) == 0.5
    assert on_non_bearers(["Z"], given) == 0.0
    assert math.isnan(on_non_bearers([], given))
    assert math.isnan(on_non_bearers(["B"], {"B": 0.0}))
