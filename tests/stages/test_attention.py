"""Stage 2: what is seen, what reaches the agenda, what good offices settle."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from simulation.engine.arrays import play
from simulation.scenario.load import load
from simulation.stages.adoption import Cause, End
from simulation.stages.attention import (
    admitted,
    mediated,
    raised_by_members,
    raised_under_article_99,
)
from simulation.stages.parameters import Parameters

GRID = (np.arange(10_000) + 0.5) / 10_000
"""Every ten-thousandth of luck."""

SHARES = st.floats(0.0, 1.0)


@examples
@given(SHARES, SHARES)
def test_members_see_their_reach_and_the_secretary_general_a_part_of_what_they_miss(reach, part):
    p = Parameters(reach=reach, article_99=part)
    members, secretariat = raised_by_members(GRID, p), raised_under_article_99(GRID, p)
    assert not (members & secretariat).any()
    # Each end of an interval is good to one step of the grid.
    assert members.mean() == pytest.approx(reach, abs=1e-4)
    assert secretariat.mean() == pytest.approx((1.0 - reach) * part, abs=2e-4)


@examples
@given(st.lists(st.floats(-1.0, 1.0), min_size=15, max_size=15), st.integers(0, 2**15 - 1))
def test_the_agenda_takes_nine_present_that_want_something_and_knows_no_veto(wanted, away):
    absent = np.array([bool(away >> seat & 1) for seat in range(15)])[:, None]
    theta = np.array(wanted)[:, None]
    keen = sum(w > 0.0 and not gone for w, gone in zip(wanted, absent[:, 0], strict=True))
    assert admitted(theta, absent, 9)[0] == (keen >= 9)
    # Whose seats they are makes no difference: a permanent member's no is one vote.
    assert admitted(theta[::-1], absent[::-1], 9)[0] == (keen >= 9)


@examples
@given(SHARES, SHARES)
def test_mediation_settles_by_skill_and_the_less_the_graver_a_crisis_is(skill, severity):
    p = Parameters(mediation=skill)
    settled = mediated(GRID, np.full(GRID.size, severity), p)
    assert settled.mean() == pytest.approx(skill * (1.0 - severity), abs=1e-4)
    assert not mediated(GRID, np.ones(GRID.size), p).any()


@pytest.mark.parametrize("reach", [0.0, 0.125, 0.25, 0.5, 0.75, 1.0])
def test_the_least_luck_never_makes_the_impossible_happen(reach):
    """Luck is drawn from [0, 1), so an interval holds its lower end and not its upper one."""
    ends = np.array([0.0, reach, reach + (1.0 - reach) * 0.5])
    p = Parameters(reach=reach, article_99=0.5)
    assert raised_by_members(ends, p).tolist() == [reach > 0.0, False, False]
    assert raised_under_article_99(ends, p).tolist() == [reach == 0.0, reach < 1.0, False]


@pytest.mark.parametrize("severity", [0.0, 0.25, 0.5, 0.75, 1.0])
def test_luck_of_exactly_the_chance_of_mediation_settles_nothing(severity):
    chance = np.array([0.5 * (1.0 - severity)])
    p = Parameters(mediation=0.5)
    assert not mediated(chance, np.array([severity]), p)[0]
    assert mediated(np.nextafter(chance, -1.0), np.array([severity]), p)[0]


@pytest.mark.parametrize(
    ("least", "passes"), [(-1.0, False), (-0.0, False), (0.0, False), (5e-324, True), (0.5, True)]
)
def test_a_member_that_wants_nothing_at_all_does_not_vote_for_the_agenda(least, passes):
    """Eight members do, and the ninth decides."""
    wanted = np.array([1.0] * 8 + [least] + [-1.0] * 6)[:, None]
    assert admitted(wanted, np.zeros((15, 1), dtype=bool), 9)[0] == passes


@pytest.mark.parametrize(
    ("keen", "away", "passes"),
    [(9, 0, True), (8, 0, False), (10, 1, True), (9, 1, False), (15, 6, True), (15, 7, False)],
)
def test_the_agenda_takes_exactly_as_many_as_its_quota(keen, away, passes):
    """The first so many want something; the first so many are away."""
    seats = np.arange(15)[:, None]
    assert admitted(np.where(seats < keen, 0.5, -0.5), seats < away, 9)[0] == passes


def test_what_too_few_want_to_discuss_is_kept_off_the_agenda():
    """The cause is told apart from a crisis that nobody raised."""
    history = play(load("horseshoe", baseline_strength=0.05), seed=3, runs=range(60))
    kept_out = (history["cause"] == Cause.NOT_ADMITTED) & history.is_end(End.UNSEEN)
    unraised = (history["cause"] == Cause.NOT_RAISED) & history.is_end(End.UNSEEN)
    assert kept_out.any()
    assert unraised.any()
    assert np.array_equal(kept_out | unraised, history.is_end(End.UNSEEN))
    assert not history.voted[kept_out].any()
    assert (history["action"][unraised] == 0).all()
