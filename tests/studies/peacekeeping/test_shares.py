"""Shares by period, concentration and correlation, against what is counted by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from simulation.studies.peacekeeping.shares import (
    correlation,
    gini,
    gini_by_year,
    largest,
    mean_by_state,
    of_period,
    rank_correlations,
    share_of_largest,
    share_of_seats,
    share_of_state,
)

TWO_YEARS = pd.DataFrame(
    {
        "year": [1999, 1999, 1999, 2000, 2000, 2000],
        "state": ["A", "B", "C", "A", "B", "C"],
        "seat": ["permanent", "elected", "other", "permanent", "other", "other"],
        "personnel": [0.5, 0.3, 0.2, 0.1, 0.3, 0.6],
        "money": [0.6, 0.2, 0.2, 0.6, 0.2, 0.2],
    }
)


def test_shares_by_seat_are_means_over_years_with_the_lowest_and_the_highest():
    found = share_of_seats(TWO_YEARS, "personnel")
    values = {seat: (s.value, s.low, s.high) for seat, s in found.items()}
    assert values["permanent"] == pytest.approx((0.3, 0.1, 0.5))
    assert values["elected"] == pytest.approx((0.15, 0.0, 0.3))  # B is elected in one year only
    assert values["other"] == pytest.approx((0.55, 0.2, 0.9))


def test_a_state_that_is_no_member_in_a_year_bears_nothing_in_it():
    found = share_of_state(TWO_YEARS.drop(index=0), "personnel", "A")
    assert (found.value, found.low, found.high) == pytest.approx((0.05, 0.0, 0.1))


def test_those_that_bear_most_come_first_and_of_two_alike_the_first_by_code():
    assert largest(TWO_YEARS, "personnel", 2) == [
        ("C", pytest.approx(0.4)),
        ("A", pytest.approx(0.3)),
    ]
    assert [state for state, _ in largest(TWO_YEARS, "money")] == ["A", "B", "C"]


def test_gini_is_that_of_all_pairs():
    shares = np.array([0.1, 0.2, 0.7, 0.0])
    pairs = np.abs(shares[:, None] - shares[None, :]).sum() / (2 * shares.size**2 * shares.mean())
    assert gini(pd.Series(shares)) == pytest.approx(pairs)
    assert gini_by_year(TWO_YEARS, "money").low == gini_by_year(TWO_YEARS, "money").high


def test_a_correlation_lies_in_its_interval_and_knows_its_direction(panel):
    means = mean_by_state(panel)
    rich = correlation(means, "money", "income")
    assert rich.value == pytest.approx(1.0, abs=1e-3)  # assessed by income, rounded
    sent = correlation(means, "personnel", "income_a_head")
    assert sent.low < sent.value < sent.high
    assert sent.states == len(means)
    assert correlation(means, "personnel", "income_a_head") == sent  # the same samples again


def test_rank_correlations_are_spearmans_ties_and_all():
    rng = np.random.default_rng(1)
    one, other = rng.integers(4, size=(2, 6, 20)).astype(float)
    by_scipy = [spearmanr(x, y).statistic for x, y in zip(one, other, strict=True)]
    assert rank_correlations(one, other) == pytest.approx(by_scipy)


def test_states_of_which_nothing_is_known_are_left_out(panel):
    means = mean_by_state(panel)
    means.loc[means.index[:5], "military"] = np.nan
    assert correlation(means, "personnel", "military").states == len(means) - 5


def test_a_period_holds_both_its_ends(panel):
    assert set(of_period(panel, 1999, 2001)["year"]) == {1999, 2000, 2001}


def test_what_the_largest_bear_together_is_that_of_the_same_states_in_every_year():
    found = share_of_largest(TWO_YEARS, "personnel", 2)
    assert (found.value, found.low, found.high) == pytest.approx((0.7, 0.7, 0.7))  # C and A
    alone = share_of_largest(TWO_YEARS, "personnel", 1)
    assert (alone.value, alone.low, alone.high) == pytest.approx((0.4, 0.2, 0.6))  # C
    together = sum(share for _, share in largest(TWO_YEARS, "personnel", 2))
    assert found.value == pytest.approx(together)


def test_what_is_level_has_no_correlation_and_leaves_samples_without_it_out():
    level = rank_correlations(np.ones((1, 4)), np.array([[1.0, 2.0, 3.0, 4.0]]))
    assert np.isnan(level).all()
    means = pd.DataFrame({"personnel": [1.0, *[0.0] * 11], "income": np.arange(12.0)})
    found = correlation(means, "personnel", "income")
    assert found.low < found.high < 0.0
    assert found.value < 0.0
    nobody = correlation(means.assign(personnel=0.0), "personnel", "income")
    assert np.isnan([nobody.value, nobody.low, nobody.high]).all()
