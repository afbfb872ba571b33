"""What a text is worth, and why it is withheld or weaker than its penholder wants."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.stages.adoption import Cause, Rules
from simulation.stages.drafting import (
    TIE,
    Choice,
    Outlook,
    Own,
    Prospects,
    as_wanted,
    draft,
    strongest_best,
    worth,
)
from simulation.stages.parameters import Parameters
from simulation.stages.preferences import no_outside

P = replace(
    Parameters(), choice_noise=1e-9, perception_sd=0.0, grid_points=2, minimum_strength=0.25
)
JUST_BELOW, AT = np.nextafter(0.5625, 0.0), 0.5625
"""What a text of ¾ is worth to a penholder that wants it, next to nothing: (¾)²."""


def drafted(wanted, *, quota=2, vetoers=(), threshold=2.0**-10, bonus=0.0, grid_points=2):
    """What the first of these members tables, of texts of all it wants and of ¼."""
    seats = len(wanted)
    nobody = np.zeros((seats, 1), dtype=bool)
    outlook = Outlook(
        pen=np.array([0]),
        perceived=np.array(wanted)[:, None],
        cost=np.full((seats, 1), 0.0625),
        sponsors=np.arange(seats)[:, None] == 0,
        silent=nobody,
        uncounted=nobody,
        spared=nobody,
        status_quo=np.zeros(1),
        bonus=np.array([bonus]),
        statement=np.zeros(1),
        outside=no_outside(1),
    )
    rules = Rules(quota, quota, np.isin(np.arange(seats), vetoers))
    return draft(outlook, rules, replace(P, tabling_threshold=threshold, grid_points=grid_points))


@pytest.mark.parametrize(
    ("wanted", "rest", "strength", "cause"),
    [
        ((0.75, 0.75, -1.0), {}, 0.75, Cause.NONE),
        ((0.75, -1.0, -1.0), {}, None, Cause.SHORTFALL_EXPECTED),
        ((0.75, -1.0, -1.0), {"threshold": JUST_BELOW}, None, Cause.SHORTFALL_EXPECTED),
        ((0.75, -1.0, -1.0), {"threshold": AT}, None, Cause.NO_INTEREST),
        ((0.75, -1.0, -1.0), {"threshold": AT, "bonus": 0.03125}, None, Cause.SHORTFALL_EXPECTED),
        ((0.125, 0.75, 0.75), {}, None, Cause.NO_INTEREST),
        ((0.25, -1.0, -1.0), {}, None, Cause.SHORTFALL_EXPECTED),
        ((0.75, 0.75, -1.0), {"vetoers": (2,)}, None, Cause.VETO_EXPECTED),
        # A member that wants 0.2 gains from ¼, and loses more than a no costs by ¾.
        ((0.75, 0.75, 0.2), {"vetoers": (2,)}, 0.25, Cause.VETO_EXPECTED),
        ((0.75, 0.75, 0.2), {"quota": 3}, 0.25, Cause.SHORTFALL_EXPECTED),
        ((0.75, 0.75, 0.75), {"quota": 3, "vetoers": (0, 1, 2)}, 0.75, Cause.NONE),
    ],
)
def test_the_cause_is_what_keeps_the_penholder_from_its_text(wanted, rest, strength, cause):
    choice = drafted(wanted, **rest)
    assert choice.cause[0] == cause
    assert np.array_equal(choice.strength, [np.nan if strength is None else strength], True)
    assert choice.top[0] == wanted[0]
    assert choice.step[0] == max(wanted[0], 0.25) - 0.25


@pytest.mark.parametrize(("points", "step"), [(2, 0.5), (3, 0.25), (5, 0.125), (9, 0.0625)])
def test_texts_stand_a_step_apart_that_the_number_of_texts_sets(points, step):
    assert drafted((0.75, 0.75, 0.75), grid_points=points).step[0] == step


def test_a_text_is_worth_what_each_end_of_the_vote_is_by_its_chance():
    """Adopted ½, vetoed ¼, short ¼: ½·(G + b/2) + γ/4 - d/4, and ¾·(G + b/2) - d/4."""
    one = np.ones(1)
    own = Own(one, one, bonus=np.array([0.25]), statement=np.array([0.5]), outside=no_outside(1))
    found = Prospects(np.array([0.5]), np.array([0.75]), np.array([0.5]))
    real, twin = worth(np.array([0.5]), own, found, replace(P, shortfall_cost=0.25))
    assert (real[0], twin[0]) == (0.375, 0.40625)


def test_of_texts_worth_the_same_the_strongest_is_tabled():
    strengths = np.array([[0.9, 0.9], [0.6, 0.6], [0.4, 0.4]])
    worth = np.array([[0.1, 0.1], [0.1 + 5e-10, 0.1 + 5e-9], [0.05, 0.1]])
    strength, value = strongest_best(strengths, worth)
    assert strength.tolist() == [0.9, 0.6]
    assert value.tolist() == [0.1 + 5e-10, 0.1 + 5e-9]


def test_texts_as_far_apart_in_worth_as_counts_as_equal_are_worth_the_same():
    """A text next to one worth the tie itself, or the next number above it."""
    strengths = np.array([[0.9, 0.9], [0.6, 0.6]])
    strength, _ = strongest_best(strengths, np.array([[0.0, 0.0], [TIE, np.nextafter(TIE, 1.0)]]))
    assert strength.tolist() == [0.9, 0.6]


@pytest.mark.parametrize(
    ("strength", "step", "full"),
    [
        (0.75, 0.5, True),
        (0.5, 0.5, True),
        (0.5 - TIE, 0.5, True),
        (np.nextafter(0.5 - TIE, 0.0), 0.5, False),
        (0.75 - TIE, 0.0, True),
        (0.5, 0.25, False),
        (np.nan, 0.5, False),
    ],
)
def test_a_text_within_half_a_step_of_all_that_is_wanted_is_all_that_is_wanted(
    strength, step, full
):
    """Of a penholder that wants ¾; half a step, and what counts as equal, still belong to it."""
    one = np.ones(1)
    choice = Choice(strength * one, one, 0.75 * one, step * one, np.zeros(1, dtype=np.int64))
    assert as_wanted(choice.strength, choice).tolist() == [full]


def test_less_than_a_step_of_the_grid_is_no_hidden_veto():
    nan = np.nan
    choice = Choice(
        strength=np.array([0.80, 0.795, 0.76, nan, nan, 0.5]),
        twin=np.array([0.80, 0.80, 0.80, 0.80, nan, nan]),
        top=np.full(6, 0.8),
        step=np.full(6, 0.03),
        cause=np.zeros(6, dtype=np.int64),
    )
    sizes = [0.0, 0.0, 0.04, 0.8, 0.0, 0.0]
    assert choice.hidden_veto == pytest.approx(sizes, abs=1e-15)


def test_exactly_half_a_step_is_no_hidden_veto_and_the_next_number_above_it_is():
    """Texts of ¾ and below, where the twin tables 13/16 and texts stand ⅛ apart."""
    one, strength = np.ones(2), np.array([0.75, np.nextafter(0.75, 0.0)])
    choice = Choice(strength, 0.8125 * one, one, 0.125 * one, np.zeros(2, dtype=np.int64))
    assert choice.hidden_veto.tolist() == [0.0, 0.8125 - strength[1]]
