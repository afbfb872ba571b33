"""Who drafts, and what it sees of the others."""

import numpy as np

from simulation.stages.drafting import holder_of_the_pen, perceived
from simulation.stages.parameters import Parameters

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
    sight = perceived(wanted, error, pen, P)
    own = np.arange(15)[:, None] == pen
    assert np.array_equal(sight[own], wanted[own])
    assert np.array_equal(sight[~own], (wanted + P.perception_sd * error)[~own])
