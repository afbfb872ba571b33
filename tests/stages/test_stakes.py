"""What an answer is worth to states: their shares of its benefit, their gains and their stakes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stages.games import ROUNDING, between, column
from strategies import examples

from simulation.stages.burden import benefit_shares, gains, stakes
from simulation.stages.numerics import sum_seats


def one(value):
    """One state in one history."""
    return np.array([[value]])


@examples
@given(st.data())
def test_benefit_shares_add_up_to_one_and_stakes_to_the_gains_weighed_by_them(data):
    n = data.draw(st.integers(1, 60))
    near, size, gain = (
        column(data.draw(st.lists(each, min_size=n, max_size=n)))
        for each in (st.just(0.0) | between(0.01, 2.0), between(0.01, 30.0), between(0.0, 1.0))
    )
    everybodys = data.draw(between(0.01, 1.0))
    shares = benefit_shares(
        near, size, interdependence=everybodys, elasticity=data.draw(between(0.0, 1.0))
    )
    assert (shares > 0.0).all()
    assert sum_seats(shares)[0] == pytest.approx(1.0, abs=ROUNDING)
    found = stakes(shares, np.array([0.5]), gain, scale=3.0)
    assert np.allclose(found, 1.5 * shares * gain, rtol=1e-14, atol=0.0)


def test_interdependence_moves_shares_from_the_near_to_all():
    near, size = column((1, 1, 0)), column((1, 1, 2))
    by_nearness, half, by_size = (
        benefit_shares(near, size, interdependence=i, elasticity=1.0)[:, 0] for i in (0.0, 0.5, 1.0)
    )
    assert by_nearness.tolist() == [0.5, 0.5, 0.0]
    # 1, 1 and 2·0.5 of 3.
    assert half.tolist() == [1 / 3, 1 / 3, 1 / 3]
    assert by_size.tolist() == [0.25, 0.25, 0.5]


def test_a_share_grows_with_size_by_its_elasticity():
    """Four times the size at elasticity ½ is twice the share."""
    near, size = column((0.5, 0.5, 0.5)), column((1, 4, 16))
    alike, by_root, in_proportion = (
        benefit_shares(near, size, interdependence=0.0, elasticity=e)[:, 0] for e in (0.0, 0.5, 1.0)
    )
    assert alike.tolist() == [1 / 3, 1 / 3, 1 / 3]
    assert by_root.tolist() == [1 / 7, 2 / 7, 4 / 7]
    assert in_proportion.tolist() == [1 / 21, 4 / 21, 16 / 21]


def test_where_nobody_is_near_and_nobody_depends_on_others_nobody_has_a_share():
    near = np.array([[0.0, 1.0], [0.0, 0.0]])
    size = column((1, 3))
    alone = benefit_shares(near, size, interdependence=0.0, elasticity=1.0)
    assert alone.T.tolist() == [[0.0, 0.0], [1.0, 0.0]]
    together = benefit_shares(near, size, interdependence=0.5, elasticity=1.0)
    assert together.T.tolist() == [[0.25, 0.75], [0.4, 0.6]]


@examples
@given(between(0.0, 1.0), between(-1.0, 1.5))
def test_a_state_gains_only_if_it_wants_more_than_half_of_what_is_done(y, theta):
    """G⁺ = θ² - (y-θ)², and nothing below 0."""
    gain = gains(np.array([y]), one(theta))[0, 0]
    assert gain >= 0.0
    assert gain == pytest.approx(max(theta**2 - (y - theta) ** 2, 0.0), abs=ROUNDING)
    if y > 1e-6 and abs(theta - y / 2.0) > 1e-6:
        assert (gain > 0.0) == (theta > y / 2.0)


@examples
@given(between(0.01, 1.0), between(0.0, 1.0), between(0.0, 0.5))
def test_who_wants_more_gains_more_by_the_same_answer(y, theta, more):
    less, most = (gains(np.array([y]), one(t))[0, 0] for t in (theta, theta + more))
    assert less <= most


def test_nobody_gains_by_nothing_and_the_most_by_what_it_wants():
    wanted = column((-1.0, 0.3, 0.9))
    assert not gains(np.zeros(1), wanted).any()
    strengths = np.linspace(0.0, 1.0, 101)
    found = gains(strengths, np.broadcast_to(wanted, (3, 101)))
    assert strengths[found.argmax(axis=1)].tolist() == [0.0, 0.3, 0.9]
