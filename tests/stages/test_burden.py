"""Who gives how much in the summation game: found by brute force, and closed forms."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stages.games import (
    FREE_OF_COST,
    ROUNDING,
    TECHNOLOGY,
    Game,
    between,
    column,
    council,
    games,
    memberships,
    public_games,
    replied_to_the_end,
    small_games,
)
from strategies import examples

from simulation.stages.burden import (
    assessed,
    benefit_shares,
    burden_shares,
    consistent_contributions,
    contributions_beside,
    easy_riders,
    easy_riding,
    free_riders,
    gains,
    nash,
    optimum,
    stakes,
    utilities,
)
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

# The summation game


@examples
@given(small_games)
def test_best_responses_end_in_the_equilibrium(game):
    assert np.abs(game.nash() - replied_to_the_end(game)).max() < 1e-9


@examples
@given(memberships())
def test_among_sixty_states_best_responses_end_in_the_equilibrium(game):
    """Most of them gain nothing by what is done, or have nothing to give."""
    found = game.nash()
    assert np.abs(found - replied_to_the_end(game)).max() < 1e-9
    nothing = (game.stakes == 0.0) & (game.private_benefit <= game.unit_cost)
    assert not found[nothing | (game.capability == 0.0)].any()


@examples
@given(games())
def test_in_equilibrium_nobody_wants_to_give_more_and_no_giver_less(game):
    contributions = game.nash()
    wish = game.marginal(contributions, game.stakes)
    assert (contributions >= 0.0).all()
    assert wish.max() <= ROUNDING
    assert np.abs(np.where(contributions > 0.0, wish, 0.0)).max() <= ROUNDING


@examples
@given(games(), st.integers(0, 2**32 - 1))
def test_utilities_are_those_of_the_game(game, seed):
    given_by = np.random.default_rng(seed).uniform(0.0, 1.0, game.stakes.shape)
    found = utilities(given_by, game.stakes, game.capability, game.private_benefit, **game.terms)
    assert found == pytest.approx(game.utility(given_by), abs=ROUNDING)


def test_who_gives_without_means_pays_without_end_and_who_gives_nothing_pays_nothing():
    none, some = np.zeros((2, 1)), np.array([[0.1], [0.0]])
    found = utilities(some, none, none, 0.0, **TECHNOLOGY)
    assert found.tolist() == [[-np.inf], [0.0]]


@examples
@given(games(), st.integers(0, 14), between(0.0, 2.0))
def test_nobody_gains_by_giving_anything_else(game, seat, other):
    contributions = game.nash()
    seat %= contributions.size
    changed = contributions.copy()
    changed[seat] = other
    assert game.utility(changed)[seat] <= game.utility(contributions)[seat] + ROUNDING


@examples
@given(games())
def test_the_total_is_the_closed_form_over_those_who_give(game):
    contributions = game.nash()
    gives = contributions > 0.0
    b, k, rho = (v[gives] for v in (game.stakes, game.capability, game.private_benefit))
    total = (k * (b * game.satiation + rho - game.unit_cost)).sum() / (1.0 + (b * k).sum())
    assert sum_seats(contributions)[0] == pytest.approx(total, abs=ROUNDING)


@examples
@given(games())
def test_at_the_optimum_no_change_of_anybodys_share_adds_to_welfare(game):
    contributions = game.optimum()
    gain = game.marginal(contributions, sum_seats(game.stakes))
    assert (contributions >= 0.0).all()
    # With the whole of fifteen stakes felt by each, terms reach some hundreds.
    assert gain.max() <= 1e-10
    assert np.abs(np.where(contributions > 0.0, gain, 0.0)).max() <= 1e-10


@examples
@given(games(), st.integers(0, 2**32 - 1), between(-4.0, 0.0))
def test_no_other_contributions_have_more_welfare_than_the_optimum(game, seed, log_step):
    best = game.optimum()
    step = np.random.default_rng(seed).normal(size=best.shape) * 10.0**log_step
    other = np.maximum(best + step, 0.0)
    assert game.utility(other).sum() <= game.utility(best).sum() + 1e-10


@examples
@given(games())
def test_where_all_contribute_the_optimum_is_samuelsons(game):
    contributions = game.optimum()
    assume((contributions > 0.0).all())
    b, k, rho = game.stakes.sum(), game.capability, game.private_benefit
    total = (k * (b * game.satiation + rho - game.unit_cost)).sum() / (1.0 + b * k.sum())
    assert sum_seats(contributions)[0] == pytest.approx(total, abs=ROUNDING)


@examples
@given(public_games)
def test_voluntary_provision_never_exceeds_the_optimum(game):
    voluntary, best = sum_seats(game.nash())[0], sum_seats(game.optimum())[0]
    assert 0.0 <= voluntary <= best + ROUNDING <= game.satiation + 2.0 * ROUNDING


def test_private_benefits_above_the_cost_can_carry_provision_past_the_optimum():
    """The one way in which easy-riding falls below zero."""
    of_mandate, k, _ = council(50)
    voluntary, best = (
        sum_seats(play(of_mandate, k, 0.3, **TECHNOLOGY)) for play in (nash, optimum)
    )
    assert (voluntary > best).all()
    assert (best > TECHNOLOGY["satiation"]).all()
    assert easy_riding(voluntary.sum(), best.sum()) < 0.0


@examples
@given(games(), st.integers(0, 14), between(0.0, 3.0))
def test_more_capability_never_lowers_total_provision(game, seat, more):
    capability = game.capability.copy()
    capability[seat % capability.size] += more
    for play in (nash, optimum):
        before = sum_seats(play(game.stakes, game.capability, game.private_benefit, **game.terms))
        after = sum_seats(play(game.stakes, capability, game.private_benefit, **game.terms))
        assert after[0] >= before[0] - ROUNDING


@examples
@given(games())
def test_a_mandate_that_multiplies_capability_raises_provision(game):
    without = sum_seats(game.nash())[0]
    assume(without > 1e-6)
    mandate = nash(game.stakes, 1.2 * game.capability, game.private_benefit, **game.terms)
    assert sum_seats(mandate)[0] > without
    assert sum_seats(mandate)[0] <= 1.2 * without + ROUNDING


@examples
@given(small_games)
def test_who_has_no_means_gives_nothing_and_changes_nothing_for_the_rest(game):
    penniless = game.capability[:, 0] == 0.0
    assume(not penniless.all())
    contributions = game.nash()
    assert (contributions[penniless] == 0.0).all()
    columns = (game.stakes, game.capability, game.private_benefit)
    rest = nash(*(values[~penniless] for values in columns), **game.terms)
    assert np.abs(contributions[~penniless] - rest).max() <= ROUNDING


@examples
@given(games(), st.integers(0, 14), between(0.0, 2.0))
def test_beside_what_one_decides_the_others_give_their_best_responses(game, seat, decided):
    seat %= game.stakes.size
    given_ = np.full(game.stakes.shape, np.nan)
    given_[seat] = decided
    together = contributions_beside(
        given_, game.stakes, game.capability, game.private_benefit, **game.terms
    )
    assert together[seat, 0] == decided
    wish = np.delete(game.marginal(together, game.stakes), seat, 0)
    others = np.delete(together, seat, 0)
    assert (others >= 0.0).all()
    assert (wish <= ROUNDING).all()
    assert (np.abs(np.where(others > 0.0, wish, 0.0)) <= ROUNDING).all()


@examples
@given(games(), st.integers(0, 14))
def test_beside_its_share_of_an_equilibrium_the_others_keep_to_it(game, seat):
    seat %= game.stakes.size
    for felt, whole in (
        (game.stakes, game.nash()),
        (np.broadcast_to(sum_seats(game.stakes), game.stakes.shape), game.optimum()),
    ):
        given_ = np.full(whole.shape, np.nan)
        given_[seat] = whole[seat]
        beside = contributions_beside(
            given_, felt, game.capability, game.private_benefit, **game.terms
        )
        assert np.abs(beside - whole).max() <= 1e-9


@pytest.mark.parametrize(
    ("most", "withdrawal", "givers"),
    [
        # One gives 0.6/1.5 = 0.4 alone, and 0.2 less half of 0.4 is nothing.
        ((0.2, 0.6, 0.2), (0.5, 0.5, 0.5), [1]),
        ((0.1, 0.2, 0.6), (0.4, 0.5, 0.5), [2]),
        ((0.3, 0.1, 0.1), (0.5, 0.5, 0.7), [0]),
        ((0.9, 0.8, 0.8), (0.1, 0.6, 0.8), [0, 1]),
        ((0.4, 0.6, 0.6), (0.7, 0.7, 0.4), [1, 2]),
        ((0.2, 0.1, 0.7), (0.2, 0.2, 0.6), [0, 2]),
    ],
)
def test_who_would_give_exactly_nothing_changes_no_bit_of_what_others_give(
    most, withdrawal, givers
):
    found = consistent_contributions(column(most), column(withdrawal))
    alone = consistent_contributions(column(most)[givers], column(withdrawal)[givers])
    assert np.array_equal(found[givers], alone)
    assert np.flatnonzero(found).tolist() == givers


def test_a_council_without_means_provides_nothing():
    of_mandate, _, _ = council(3)
    for play in (nash, optimum):
        assert (play(of_mandate, np.zeros((15, 1)), 0.0, **TECHNOLOGY) == 0.0).all()


@pytest.mark.parametrize("n", [1, 2, 5, 15])
@pytest.mark.parametrize("kappa", [0.01, 0.3, 1.0, 7.0])
def test_equals_ride_on_equals_as_in_the_closed_form(n, kappa):
    """1 - (1+n²κ) / (n(1+nκ)) with κ = bk."""
    b, k = np.full((n, 1), 0.2), np.full((n, 1), kappa / 0.2)
    voluntary, best = (sum_seats(play(b, k, 0.0, **FREE_OF_COST)) for play in (nash, optimum))
    formula = 1.0 - (1.0 + n**2 * kappa) / (n * (1.0 + n * kappa))
    assert easy_riding(voluntary, best)[0] == pytest.approx(formula, abs=ROUNDING)
    if n == 1:
        assert easy_riding(voluntary, best)[0] == 0.0


def test_easy_riding_among_equals_rises_with_their_number_and_falls_again():
    """Because benefits satiate."""
    riding = []
    for n in range(1, 60):
        b, k = np.full((n, 1), 0.1), np.ones((n, 1))
        voluntary, best = (sum_seats(play(b, k, 0.0, **FREE_OF_COST)) for play in (nash, optimum))
        riding.append(easy_riding(voluntary, best)[0])
    peak = int(np.argmax(riding))
    assert 0 < peak < len(riding) - 1
    assert (np.diff(riding[: peak + 1]) > 0.0).all()
    assert (np.diff(riding[peak:]) < 0.0).all()


@examples
@given(between(0.0, 3.0), between(0.05, 8.0), between(0.0, 0.3))
def test_alone_nobody_rides_on_anybody(stake, capability, private):
    game = Game(column((stake,)), column((capability,)), column((private,)), 1.0, 0.04)
    assert np.array_equal(game.nash(), game.optimum())


def test_the_unit_cost_leaves_many_with_nothing_to_give_and_without_it_nobody():
    of_mandate, k, shares = council(2000)
    free = free_riders(nash(of_mandate, k, 0.0, **TECHNOLOGY), shares)
    assert 0.45 < free.mean() < 0.6
    assert not free_riders(nash(of_mandate, k, 0.0, **FREE_OF_COST), shares).any()
    # Some give wherever the greatest stake is above the unit cost.
    assert (~free.all(axis=0) == (of_mandate.max(axis=0) > 0.04)).all()


def test_a_private_benefit_above_the_unit_cost_makes_everybody_give_short_of_satiation():
    of_mandate, k, shares = council(200)
    contributions = nash(of_mandate, k, 0.1, **TECHNOLOGY)
    assert (sum_seats(contributions) < 1.0).all()
    assert not free_riders(contributions, shares).any()


HISTORIES = 7


@examples
@given(st.data())
def test_one_history_alone_is_the_same_to_the_bit_as_among_many(data):
    n = data.draw(st.integers(1, 15))
    numbers = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1))).random
    near, k, rho = numbers((n, HISTORIES)), 2.0 * numbers((n, HISTORIES)), numbers((n, HISTORIES))
    near *= numbers((n, HISTORIES)) < 0.6
    size, s, y = numbers((n, HISTORIES)) + 0.1, numbers(HISTORIES), numbers(HISTORIES)
    theta, elasticity = numbers((n, HISTORIES)), data.draw(st.sampled_from((0.0, 0.6, 1.0)))

    def everything(at):
        shares = benefit_shares(
            near[:, at], size[:, at], interdependence=0.3, elasticity=elasticity
        )
        gain = gains(y[at], theta[:, at])
        of_mandate = stakes(shares, s[at], gain, scale=3.0)
        given_by = nash(of_mandate, k[:, at], 0.1 * rho[:, at], **TECHNOLOGY)
        best = optimum(of_mandate, k[:, at], 0.1 * rho[:, at], **TECHNOLOGY)
        return (
            shares,
            gain,
            of_mandate,
            given_by,
            best,
            burden_shares(given_by),
            free_riders(given_by, shares),
            easy_riders(given_by, shares),
            easy_riding(sum_seats(given_by), sum_seats(best)),
            assessed(shares, sum_seats(best), 0.2),
            cobb_douglas(k[:, at], public_weight=0.3),
            cobb_douglas_optimum(k[:, at], public_weight=0.3),
            quasi_linear(rho[:, at]),
            quasi_linear_optimum(rho[:, at]),
            best_shot(rho[:, at], cost=0.5),
            weakest_link(level_wanted(of_mandate, k[:, at], **TECHNOLOGY)),
        )

    together = everything(slice(None))
    for history in range(HISTORIES):
        alone = everything(slice(history, history + 1))
        for one, among_many in zip(alone, together, strict=True):
            assert one[..., 0].tobytes() == among_many[..., history].tobytes()
