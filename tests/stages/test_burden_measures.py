"""Assessed burdens, who rides on whom, and who is exploited."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stages.games import (
    FREE_OF_COST,
    ROUNDING,
    TECHNOLOGY,
    column,
    council,
)
from strategies import examples

from simulation.stages.burden import (
    SAME,
    assessed,
    burden_shares,
    easy_riders,
    easy_riding,
    exploitation,
    free_riders,
    nash,
    optimum,
    provision_per_severity,
)
from simulation.stages.numerics import sum_seats

# Assessment


def test_assessed_contributions_meet_the_target_but_for_arrears():
    scale = column((0.22, 0.18, 0.10))
    target = np.array([1.0, 0.5, 0.0])
    paid = assessed(scale, target, 0.0)
    assert sum_seats(paid) == pytest.approx(0.5 * target, abs=ROUNDING)
    late = assessed(scale, target, column((0.25, 0.0, 1.0)))
    assert late[:, 0].tolist() == pytest.approx([0.165, 0.18, 0.0], abs=ROUNDING)


def test_an_assessment_in_proportion_to_benefits_leaves_nobody_riding():
    of_mandate, k, shares = council(100)
    target = sum_seats(optimum(of_mandate, k, 0.0, **TECHNOLOGY))
    paid = assessed(shares, target, 0.0)
    assert not easy_riders(paid, shares).any()
    assert easy_riding(paid.sum(), target.sum()) == pytest.approx(0.0, abs=ROUNDING)


# Measures


def test_easy_riding_is_a_ratio_of_sums_and_not_a_mean_of_ratios():
    provided, optimal = np.array([0.1, 1.0]), np.array([0.2, 8.0])
    assert easy_riding(provided.sum(), optimal.sum()) == 1.0 - 1.1 / 8.2
    assert easy_riding(provided, optimal).mean() != 1.0 - 1.1 / 8.2


def test_a_ratio_of_one_number_to_many_is_one_for_each():
    found = provision_per_severity(1.0, np.array([2.0, 0.0, 4.0]))
    assert np.array_equal(found, [0.5, np.nan, 0.25], equal_nan=True)


def test_ratios_are_undefined_where_there_is_nothing_to_divide_by():
    assert np.isnan(easy_riding(0.0, 0.0))
    assert np.isnan(provision_per_severity(0.0, 0.0))
    assert np.isnan(burden_shares(np.zeros((3, 2)))).all()
    mixed = easy_riding(np.array([0.0, 0.5]), np.array([0.0, 1.0]))
    assert np.isnan(mixed[0])
    assert mixed[1] == 0.5


def test_provision_per_severity_counts_rounds_without_action():
    assert provision_per_severity(0.6 + 0.0, 0.5 + 0.7) == 0.5


def test_a_free_rider_gives_nothing_and_benefits_and_an_easy_rider_gives_too_little():
    contributions = column((3.0, 1.0, 0.0, 0.0))
    shares = column((0.25, 0.5, 0.25, 0.0))
    assert burden_shares(contributions)[:, 0].tolist() == [0.75, 0.25, 0.0, 0.0]
    assert free_riders(contributions, shares)[:, 0].tolist() == [False, False, True, False]
    assert easy_riders(contributions, shares)[:, 0].tolist() == [False, True, True, False]


def test_a_share_of_the_burden_that_is_the_same_but_for_rounding_is_no_easy_ride():
    """Exactly as much below the benefit as counts as equal, and the next number above that."""
    contributions = column((1.0, 0.0, 0.0))
    shares = column((1.0, SAME, np.nextafter(SAME, 1.0)))
    assert easy_riders(contributions, shares)[:, 0].tolist() == [False, False, True]


def test_where_nobody_gives_there_are_free_riders_and_no_easy_riders():
    nothing, shares = np.zeros((2, 1)), column((1.0, 0.0))
    assert free_riders(nothing, shares)[:, 0].tolist() == [True, False]
    assert not easy_riders(nothing, shares).any()


def test_equal_capability_without_unit_cost_shares_the_burden_as_the_benefit():
    """eᵢ = kᵢBᵢ(β-E): in proportion to the stake, so that rounding alone tells the shares apart."""
    of_mandate, k, shares = council(500)
    assert not easy_riders(nash(of_mandate, k, 0.0, **FREE_OF_COST), shares).any()
    unequal = k * np.arange(1, 16)[:, None]
    assert easy_riders(nash(of_mandate, unequal, 0.0, **FREE_OF_COST), shares).any(axis=0).all()


@examples
@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=15, unique=True))
def test_the_great_are_exploited_exactly_where_stake_goes_by_size_and_means_by_its_root(sizes):
    """b ∝ w, k = √w, ρ = φ = 0: burden e/w rises with w, so both correlations are one."""
    size = np.array(sizes, dtype=float)
    b, k = (size / size.sum())[:, None], np.sqrt(size)[:, None]
    contributions = nash(b, k, 0.0, **FREE_OF_COST)[:, 0]
    # Sizes next to each other differ in burden by more than what counts as equal.
    kendall, spearman = exploitation(size, contributions)
    assert kendall == pytest.approx(1.0, abs=ROUNDING)
    assert spearman == pytest.approx(1.0, abs=ROUNDING)


def test_the_small_are_exploited_where_all_give_alike():
    kendall, spearman = exploitation(np.array([1.0, 2.0, 4.0, 5.0]), np.ones(4))
    assert kendall == pytest.approx(-1.0, abs=ROUNDING)
    assert spearman == pytest.approx(-1.0, abs=ROUNDING)


def test_kendalls_correlation_allows_for_ties():
    """Six pairs: four concordant, none discordant, one tied in size, one in burden: 4/5."""
    size = np.array([1.0, 1.0, 2.0, 4.0])
    burden = np.array([0.1, 0.2, 0.3, 0.3])
    kendall, spearman = exploitation(size, size * burden)
    assert kendall == pytest.approx(4 / math.sqrt(5 * 5), abs=ROUNDING)
    ranks = np.corrcoef([1.5, 1.5, 3, 4], [1, 2, 3.5, 3.5])[0, 1]
    assert spearman == pytest.approx(ranks, abs=ROUNDING)


def test_burdens_that_differ_by_rounding_alone_are_not_ranked():
    size = np.array([0.1, 0.3, 0.7, 1.1, 1.3])
    contributions = assessed((size / size.sum())[:, None], np.array([0.7]), 0.0)[:, 0]
    assert len(set(contributions / size)) > 1
    assert all(map(math.isnan, exploitation(size, contributions)))


def test_a_correlation_with_what_is_the_same_for_all_is_undefined():
    assert all(map(math.isnan, exploitation(np.ones(3), np.arange(3.0))))
    assert all(map(math.isnan, exploitation(np.arange(1.0, 4.0), np.zeros(3))))
    assert all(map(math.isnan, exploitation(np.ones(1), np.ones(1))))
