"""Public goods of other kinds than the sum: equilibria by brute force, and closed forms."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stages.games import (
    ROUNDING,
    between,
    column,
    public_games,
    shared_games,
)
from strategies import examples

from simulation.stages.numerics import sum_seats
from simulation.stages.public_goods import (
    best_shot,
    cobb_douglas,
    cobb_douglas_optimum,
    level_wanted,
    quasi_linear,
    quasi_linear_optimum,
    weakest_link,
)

# Cobb-Douglas

wealths = st.lists(between(0.1, 10.0), min_size=1, max_size=6).map(column)
weights = between(0.05, 0.95)


@examples
@given(wealths, weights)
def test_cobb_douglas_best_responses_end_in_the_equilibrium(wealth, a):
    """gᵢ = max(0, a wᵢ - (1-a)G₋ᵢ), in turn until nobody changes anything."""
    given_by = [0.0] * wealth.size
    for _ in range(20000):
        moved = 0.0
        for i, w in enumerate(wealth[:, 0].tolist()):
            others = sum(given_by) - given_by[i]
            reply = max(0.0, a * w - (1.0 - a) * others)
            moved, given_by[i] = max(moved, abs(reply - given_by[i])), reply
        if moved < 1e-14:
            break
    assert moved < 1e-14
    assert np.abs(cobb_douglas(wealth, public_weight=a) - column(given_by)).max() < 1e-9


@examples
@given(wealths, weights)
def test_cobb_douglas_contributors_are_those_rich_enough(wealth, a):
    contributions = cobb_douglas(wealth, public_weight=a)
    total = sum_seats(contributions)[0]
    gives = contributions > 0.0
    closed = a * wealth[gives].sum() / (gives.sum() * (1.0 - a) + a)
    assert total == pytest.approx(closed, rel=ROUNDING)
    threshold = (1.0 - a) * total / a
    assert (wealth[gives] > threshold).all()
    # Whoever stands exactly at the threshold gives nothing; rounding puts it on either side.
    assert (wealth[~gives] <= threshold * (1.0 + ROUNDING)).all()


@pytest.mark.parametrize("a", [0.1, 0.3, 0.9])
def test_cobb_douglas_equals_ride_the_more_the_more_they_are(a):
    riding = []
    for n in range(1, 20):
        wealth = np.full((n, 1), 2.0)
        voluntary = sum_seats(cobb_douglas(wealth, public_weight=a))
        best = cobb_douglas_optimum(wealth, public_weight=a)
        share = (voluntary / best)[0]
        assert share == pytest.approx(1.0 / (n * (1.0 - a) + a), abs=ROUNDING)
        riding.append(1.0 - share)
    assert (np.diff(riding) > 0.0).all()
    assert riding[0] == pytest.approx(0.0, abs=ROUNDING)
    if a == 0.3:
        assert f"{1.0 - riding[14]:.4f}" == "0.0926"


@examples
@given(wealths, weights, between(0.0, 0.9))
def test_income_moved_between_contributors_leaves_provision_as_it_was(wealth, a, part):
    contributions = cobb_douglas(wealth, public_weight=a)
    gives = np.flatnonzero(contributions[:, 0] > 1e-6)
    assume(gives.size >= 2)
    # Less than it contributes, so that the giver goes on contributing.
    moved = part * contributions[gives[0], 0]
    after = wealth.copy()
    after[gives[0]] -= moved
    after[gives[1]] += moved
    changed = cobb_douglas(after, public_weight=a)
    assert sum_seats(changed)[0] == pytest.approx(sum_seats(contributions)[0], abs=1e-10)
    difference = changed - contributions
    assert difference[gives[0], 0] == pytest.approx(-moved, abs=1e-10)
    assert difference[gives[1], 0] == pytest.approx(moved, abs=1e-10)


def test_income_moved_from_who_gives_nothing_to_a_contributor_adds_to_provision():
    poor, after = column((10.0, 9.0, 1.0)), column((10.5, 9.0, 0.5))
    before = cobb_douglas(poor, public_weight=0.5)
    assert before[2, 0] == 0.0
    more = sum_seats(cobb_douglas(after, public_weight=0.5)) - sum_seats(before)
    assert more[0] == pytest.approx(0.5 * 0.5 / 1.5, abs=ROUNDING)


@examples
@given(wealths, weights)
def test_cobb_douglas_optimum_makes_marginal_rates_add_up_to_one(wealth, a):
    """Samuelson: Σ a(w-g) / ((1-a)G) = 1, whoever pays."""
    best = cobb_douglas_optimum(wealth, public_weight=a)[0]
    private = wealth.sum() - best
    assert a * private / ((1.0 - a) * best) == pytest.approx(1.0, abs=1e-9)


# Quasi-linear, best shot, weakest link

benefits = st.lists(between(0.0, 5.0), min_size=1, max_size=15).map(column)


@examples
@given(benefits)
def test_quasi_linear_provision_is_the_work_of_who_benefits_most(benefit):
    contributions = quasi_linear(benefit)
    assume(benefit.max() > 1e-3)
    assert ((contributions > 0.0) == (benefit == benefit.max())).all()
    share = sum_seats(contributions) / quasi_linear_optimum(benefit)
    assert share[0] == pytest.approx((benefit.max() / benefit.sum()) ** 2, abs=ROUNDING)


@examples
@given(benefits, st.integers(0, 14), between(0.0, 10.0))
def test_in_quasi_linear_equilibrium_nobody_gains_by_giving_anything_else(benefit, seat, other):
    contributions = quasi_linear(benefit)[:, 0]
    seat %= contributions.size
    others = contributions.sum() - contributions[seat]

    def utility(gift):
        return benefit[seat, 0] * math.sqrt(max(others, 0.0) + gift) - gift

    # The square root turns a last bit of the others' sum into its own root.
    assert utility(other) <= utility(contributions[seat]) + 1e-7


def test_one_provides_the_best_shot_if_it_is_worth_the_cost_to_one():
    benefit = np.array([[0.2, 0.9, 0.9], [0.7, 0.6, 0.9], [0.3, 0.1, 0.1]])
    assert best_shot(benefit, cost=0.5).T.tolist() == [[0, 1, 0], [1, 0, 0], [1, 0, 0]]
    assert not best_shot(benefit, cost=0.9).any()
    assert not best_shot(np.full((15, 1), 0.9), cost=1.0).any()


@examples
@given(benefits, between(0.1, 5.0), st.integers(0, 14))
def test_nobody_gains_by_leaving_or_doubling_the_best_shot(benefit, cost, seat):
    contributions = best_shot(benefit, cost=cost)
    seat %= contributions.size
    changed = contributions.copy()
    changed[seat] = 1.0 - changed[seat]

    def utility(given_by):
        return (benefit * given_by.max() - cost * given_by)[seat, 0]

    assert contributions.sum() == float(benefit.max() > cost)
    assert utility(changed) <= utility(contributions)


@examples
@given(shared_games, st.integers(0, 14), between(0.0, 2.0), between(0.0, 1.0))
def test_any_level_up_to_the_least_wanted_holds_the_weakest_link(game, seat, other, part):
    wanted = level_wanted(game.stakes, game.capability, **game.terms)
    upper = weakest_link(wanted)
    seat %= upper.size

    def utility(given_by):
        least = given_by.min()
        value = game.stakes * (game.satiation * least - least**2 / 2.0)
        own = given_by[seat]
        cost = game.unit_cost * own + own**2 / (2.0 * game.capability[seat])
        return (value[seat] - cost)[0]

    assert (upper == wanted.min()).all()
    for level in (upper, part * upper):
        changed = level.copy()
        changed[seat] = other
        assert utility(changed) <= utility(level) + ROUNDING
        assert utility(level) <= utility(upper) + ROUNDING


@examples
@given(public_games)
def test_beyond_the_least_wanted_somebody_would_rather_give_less(game):
    wanted = level_wanted(game.stakes, game.capability, **game.terms)
    seat = int(np.argmin(wanted))
    b, k = game.stakes[seat, 0], game.capability[seat, 0]
    above = wanted[seat, 0] + 0.01
    assert b * (game.satiation - above) - game.unit_cost - above / k < 0.0


@pytest.mark.parametrize(
    ("stake", "capability", "satiation", "unit_cost", "level"),
    [
        (0.5, 2.0, 1.0, 0.125, 0.375),
        (0.5, 2.0, 2.0, 0.125, 0.875),
        (0.5, 2.0, 1.0, 0.5, 0.0),
        (0.5, 2.0, 1.0, 0.75, 0.0),
        (1.0, 3.0, 1.0, 0.0, 0.75),
    ],
)
def test_the_level_a_member_wants_of_all_is_the_closed_form(
    stake, capability, satiation, unit_cost, level
):
    """max(0, k(Bβ-φ)/(1+Bk)): as 2·(½-⅛)/(1+1)."""
    found = level_wanted(
        column([stake]), column([capability]), satiation=satiation, unit_cost=unit_cost
    )
    assert found[0, 0] == level
