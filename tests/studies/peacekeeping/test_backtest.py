"""Scores against what is counted by hand."""

import numpy as np
import pandas as pd
import pytest

from simulation import play
from simulation.stages.answers import Kind
from simulation.studies.peacekeeping.backtest import (
    among_seats,
    backtest,
    constant,
    divergence,
    misplaced,
    of_permanent,
    of_top_five,
)
from simulation.studies.peacekeeping.model import peacekeeper_shares
from simulation.studies.peacekeeping.rules import Rule, by_column, equal

ROWS = pd.DataFrame(
    {
        "year": [2010] * 4,
        "state": ["A", "B", "C", "D"],
        "seat": ["permanent", "elected", "other", "other"],
        "share": [0.1, 0.2, 0.3, 0.4],
    }
)


def known(both):
    """A rule that knows what came: it reads a column that no rule may."""
    rows = both.assign(came=both["share"])
    return rows, Rule("oracle", True, by_column("came"))


def test_misplaced_is_what_would_have_to_change_hands():
    came, expected = np.array([[0.1], [0.2], [0.7]]), np.array([[0.4], [0.2], [0.4]])
    assert misplaced(came, expected, np.ones(3)) == pytest.approx(0.3)
    # A state that is drawn twice counts twice, and shares come to 1 again.
    doubled = misplaced(came, expected, np.array([2.0, 0.0, 1.0]))
    assert doubled == pytest.approx(abs(0.2 / 0.9 - 0.8 / 1.2))


def test_a_rule_that_knows_all_misplaces_nothing(both):
    rows, oracle = known(both)
    found = backtest(rows, 2003, (oracle, Rule("equal", False, equal)), "oracle")
    best, naive = found.scores
    assert best.misplaced.value == best.among_seats == best.of_permanent == 0.0
    assert best.rank_correlation == pytest.approx(1.0)
    assert best.top_five == 5.0
    assert best.against is None
    assert naive.against.value == naive.misplaced.value > naive.against.low > 0.0
    assert naive.rank_correlation == 0.0
    assert best.divergence < naive.divergence


def test_a_split_predicts_only_from_origins_since_the_fitting_years(both):
    found = backtest(both, 2003, (Rule("persistence", True, by_column("sent")),), "persistence")
    assert found.years == (2008, 2009, 2010)
    assert found.fitted == 2003 - 1995 + 1
    assert found.states == both["state"].nunique()


def test_errors_among_seats_and_of_permanent_members_are_by_hand():
    predicted = np.array([0.3, 0.1, 0.2, 0.4])
    assert among_seats(ROWS, predicted) == pytest.approx((0.2 + 0.1 + 0.1) / 2)
    assert of_permanent(ROWS, predicted) == pytest.approx(0.2)
    among, permanent = constant(
        ROWS, {"permanent": 0.9, "elected": 0.1, "other": 0.0}, {"A": 0.6, "E": 0.3}
    )
    assert among == pytest.approx((0.8 + 0.1 + 0.7) / 2)
    assert permanent == pytest.approx(0.5)


def test_divergence_is_zero_for_what_came_and_finite_for_a_surprise():
    came = np.array([0.25, 0.25, 0.25, 0.25])
    assert divergence(came, came) == pytest.approx(0.0)
    assert np.isfinite(divergence(np.array([1.0, 0.0]), np.array([0.0, 1.0])))
    assert divergence(np.array([1.0, 0.0]), np.array([0.0, 1.0])) == pytest.approx(-np.log2(0.005))


def test_ties_for_the_fifth_place_are_split_evenly():
    came = np.array([0.3, 0.2, 0.2, 0.1, 0.1, 0.05, 0.05])
    assert of_top_five(came, np.ones(7) / 7) == pytest.approx(5 * 5 / 7)
    assert of_top_five(came, came) == 5.0
    assert of_top_five(came, np.array([0, 0, 0.2, 0.2, 0.2, 0.2, 0.2])) == 3.0


def test_shares_of_peacekeepers_come_to_one_and_members_to_their_seats():
    found = peacekeeper_shares("horseshoe", 40, 1)
    assert sum(share.value for share in found.seats.values()) == pytest.approx(1.0)
    of_members = sum(share.value for share in found.members.values())
    assert of_members == pytest.approx(found.seats["permanent"].value)
    assert len(found.members) == 5


def test_nobody_but_the_states_that_send_peacekeepers_is_counted():
    history = play("repeated-crises", seed=1, runs=range(20))
    sent = np.zeros(history.forces.shape[1:])
    for number, kinds in enumerate(history["done"]):
        sent[:, kinds == Kind.PEACEKEEPING] += history.forces[number][:, kinds == Kind.PEACEKEEPING]
    found = peacekeeper_shares("repeated-crises", 20, 1)
    assert found.seats["other"].value == pytest.approx(sent[-1].sum() / sent.sum())
    assert found.seats["permanent"].value < found.seats["other"].value
