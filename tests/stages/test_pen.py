"""Who drafts, what it sees of the others, and which ballots it expects."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.stages.adoption import Rules
from simulation.stages.drafting import Outlook, expected_ballots, holder_of_the_pen, perceived
from simulation.stages.parameters import Parameters
from simulation.stages.preferences import no_outside

P = Parameters()


def test_the_pen_goes_to_whoever_wants_most_among_those_entitled():
    wanted = np.array([0.5, 0.9, 1.2, 0.3, 0.7])[:, None] * np.ones(2)
    may_hold = np.array([True, True, False, False, False])[:, None]
    elected = np.array([False, False, False, True, True])[:, None]
    turn = np.array([P.permanent_pen - 0.01, P.permanent_pen])
    assert holder_of_the_pen(turn, wanted, may_hold, elected, P).tolist() == [1, 4]


def test_where_nobody_of_one_group_sits_the_other_drafts():
    wanted = np.array([0.5, 0.9, 0.7])[:, None] * np.ones(2)
    turn, none = np.array([0.0, 0.99]), np.zeros((3, 1), dtype=bool)
    assert holder_of_the_pen(turn, wanted, none, ~none, P).tolist() == [1, 1]
    assert holder_of_the_pen(turn, wanted, ~none, none, P).tolist() == [1, 1]


def test_where_everybody_of_one_group_is_away_the_other_drafts():
    """Who is away wants -∞ here, whatever else it wants."""
    wanted = np.array([[0.5, -np.inf], [-np.inf, 0.9]])
    may_hold = np.array([[True], [False]])
    for turn in (0.0, 0.99):
        held = holder_of_the_pen(np.full(2, turn), wanted, may_hold, ~may_hold, P)
        assert held.tolist() == [0, 1]


def test_the_penholder_sees_itself_without_error():
    rng = np.random.default_rng(36)
    wanted, error = rng.random((15, 50)), rng.standard_normal((15, 50))
    pen = rng.integers(0, 15, 50)
    seen = perceived(wanted, error, pen, P)
    own = np.arange(15)[:, None] == pen
    assert np.array_equal(seen[own], wanted[own])
    assert np.array_equal(seen[~own], (wanted + P.perception_sd * error)[~own])


@pytest.mark.parametrize("away", [0.0, 0.25])
def test_where_nobody_may_abstain_whoever_is_there_is_expected_to_say_yes_or_no(away):
    """A text of ½ gains a member θ - ¼, and its cutpoint is halfway, at -(0.1 + 0.3)/2."""
    p = replace(
        P, perception_sd=0.0, choice_noise=0.1, absence_probability=away, sponsors_vote_yes=0
    )
    of_yes = np.array([0.25, 0.5, 0.75, 0.9])
    wanted = 0.25 - 0.2 + 0.1 * np.log(of_yes / (1.0 - of_yes))
    nobody = np.zeros((4, 1), dtype=bool)
    outlook = Outlook(
        pen=np.array([0]),
        perceived=wanted[:, None],
        cost=np.full((4, 1), 0.3),
        sponsors=nobody,
        silent=nobody,
        uncounted=nobody,
        spared=nobody,
        status_quo=np.zeros(1),
        bonus=np.array([0.1]),
        statement=np.zeros(1),
        outside=no_outside(1),
    )
    rules = Rules(3, 3, np.array([False, True, False, True]), abstention_allowed=False)
    yes, no = expected_ballots(np.array([[0.5]]), outlook, rules, p)
    # A handful of roundings of numbers up to two.
    assert yes[:, 0, 0] == pytest.approx(of_yes * (1.0 - away), abs=1e-14)
    assert no[:, 0, 0] == pytest.approx((1.0 - of_yes[[1, 3]]) * (1.0 - away), abs=1e-14)
