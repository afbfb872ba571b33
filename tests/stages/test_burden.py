"""Who gives how much: equilibria found by brute force, closed forms, and who rides on whom."""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import examples

from simulation.stages.burden import (
    assessed,
    benefit_shares,
    best_shot,
    burden_shares,
    cobb_douglas,
    cobb_douglas_optimum,
    easy_riders,
    easy_riding,
    exploitation,
    free_riders,
    level_wanted,
    nash,
    optimum,
    pooled,
    provision_per_severity,
    quasi_linear,
    quasi_linear_optimum,
    stakes,
    weakest_link,
)
from simulation.stages.numerics import sum_seats

ROUNDING = 1e-12
"""A few dozen terms of order one to ten, in another order or form."""

TECHNOLOGY = {"satiation": 1.0, "unit_cost": 0.04}
FREE_OF_COST = {"satiation": 1.0, "unit_cost": 0.0}


@dataclass(frozen=True)
class Game:
    """A summation game in one history; arrays (contributor, 1)."""

    stakes: np.ndarray
    capability: np.ndarray
    private_benefit: np.ndarray
    satiation: float
    unit_cost: float

    @property
    def terms(self):
        return {"satiation": self.satiation, "unit_cost": self.unit_cost}

    def nash(self):
        return nash(self.stakes, self.capability, self.private_benefit, **self.terms)

    def optimum(self):
        return optimum(self.stakes, self.capability, self.private_benefit, **self.terms)

    def marginal(self, contributions, felt):
        """What a unit more is worth to each that feels these stakes: dU/de; means above 0."""
        total = sum_seats(contributions)
        slope = contributions / self.capability
        return felt * (self.satiation - total) + self.private_benefit - self.unit_cost - slope

    def utility(self, contributions):
        """B(βE - E²/2) + (ρ-φ)e - e²/(2k) of each."""
        total = contributions.sum()
        own = (self.private_benefit - self.unit_cost) * contributions
        cost = contributions**2 / (2.0 * self.capability)
        return self.stakes * (self.satiation * total - total**2 / 2.0) + own - cost


def column(values):
    return np.array(values, dtype=float)[:, None]


def between(low, high):
    return st.floats(low, high, allow_subnormal=False)


COUNCIL_SIZES = st.integers(1, 15)
MEANS = between(0.05, 3.0)


@st.composite
def games(draw, sizes=COUNCIL_SIZES, capabilities=MEANS, private=(0.0, 0.3)):
    """Any game; some without a stake, some with a private benefit above the unit cost."""
    n = draw(sizes)

    def numbers(each):
        return column(draw(st.lists(each, min_size=n, max_size=n)))

    return Game(
        stakes=numbers(st.just(0.0) | between(0.0, 1.0)),
        capability=numbers(capabilities),
        private_benefit=numbers(between(*private)),
        satiation=draw(between(0.2, 2.0)),
        unit_cost=draw(st.sampled_from((0.0, 0.04, 0.3))),
    )


public_games = games(private=(0.0, 0.0))
"""Without private benefits."""

shared_games = games(sizes=st.integers(2, 15), private=(0.0, 0.0))
"""Where there is somebody else to wait for."""

small_games = games(sizes=st.integers(1, 6), capabilities=st.just(0.0) | MEANS)
"""Where best responses can be iterated to the end; some have no means."""


def replied_to_the_end(game):
    """Best responses in turn, from nothing, until nobody changes anything."""
    columns = (game.stakes, game.capability, game.private_benefit)
    members = list(zip(*(values[:, 0].tolist() for values in columns), strict=True))
    given_by = [0.0] * len(members)
    for _ in range(20000):
        moved = 0.0
        for i, (stake, capability, private) in enumerate(members):
            others = sum(given_by) - given_by[i]
            will = stake * (game.satiation - others) + private - game.unit_cost
            reply = max(0.0, capability * will / (1.0 + stake * capability))
            moved, given_by[i] = max(moved, abs(reply - given_by[i])), reply
        if moved < 1e-14:
            return column(given_by)
    raise AssertionError("best responses do not settle")


def council(histories, *, seed=8, private=0.0, k=8.0):
    """Fifteen members of equal capability with random shares: stakes, capability, shares."""
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.ones(15), histories).T
    severity, strength = rng.uniform(0.25, 0.9, histories), rng.uniform(0.35, 1.0, histories)
    return stakes(shares, severity, strength, scale=3.0), np.full((15, 1), k / 15), shares


# Stakes


@examples
@given(st.data())
def test_benefit_shares_add_up_to_one_and_stakes_to_their_total(data):
    n = data.draw(st.integers(1, 15))
    near, size = (
        column(data.draw(st.lists(each, min_size=n, max_size=n)))
        for each in (st.just(0.0) | between(0.0, 1.0), between(0.01, 30.0))
    )
    shares = benefit_shares(near, near / 2, size, interdependence=data.draw(between(0.0, 1.0)))
    assert (shares >= 0.0).all()
    assert sum_seats(shares)[0] == pytest.approx(1.0, abs=ROUNDING)
    of_mandate = stakes(shares, np.array([0.5]), np.array([0.8]), scale=3.0)
    assert sum_seats(of_mandate)[0] == pytest.approx(1.2, abs=ROUNDING)


def test_interdependence_moves_shares_from_the_near_to_all():
    exposure, stake, size = column((1, 0, 0)), column((0, 1, 0)), column((1, 1, 2))
    by_nearness, half, by_size = (
        benefit_shares(exposure, stake, size, interdependence=i)[:, 0] for i in (0.0, 0.5, 1.0)
    )
    assert by_nearness.tolist() == [0.5, 0.5, 0.0]
    assert half.tolist() == [0.375, 0.375, 0.25]
    assert by_size.tolist() == [0.25, 0.25, 0.5]


def test_where_nobody_is_near_everything_goes_by_size():
    exposure = np.array([[0.0, 1.0], [0.0, 0.0]])
    shares = benefit_shares(exposure, 0.0 * exposure, column((1, 3)), interdependence=0.0)
    assert shares.T.tolist() == [[0.25, 0.75], [1.0, 0.0]]


# The summation game


@examples
@given(small_games)
def test_best_responses_end_in_the_equilibrium(game):
    assert np.abs(game.nash() - replied_to_the_end(game)).max() < 1e-9


@examples
@given(games())
def test_in_equilibrium_nobody_wants_to_give_more_and_no_giver_less(game):
    contributions = game.nash()
    wish = game.marginal(contributions, game.stakes)
    assert (contributions >= 0.0).all()
    assert wish.max() <= ROUNDING
    assert np.abs(np.where(contributions > 0.0, wish, 0.0)).max() <= ROUNDING


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

    def everything(at):
        shares = benefit_shares(near[:, at], near[:, at], size[:, at], interdependence=0.3)
        of_mandate = stakes(shares, s[at], y[at], scale=3.0)
        given_by = nash(of_mandate, k[:, at], 0.1 * rho[:, at], **TECHNOLOGY)
        best = optimum(of_mandate, k[:, at], 0.1 * rho[:, at], **TECHNOLOGY)
        return (
            shares,
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


@examples
@given(
    st.lists(st.floats(0.0, 3.0), min_size=4, max_size=16),
    st.integers(0, 2**15),
    st.floats(0.0, 10.0),
)
def test_an_organisation_s_capability_is_its_members_and_comes_out_of_the_rest(k, bits, stated):
    before = np.array(k)[:, None]
    members = np.array([bool(bits >> n & 1) for n in range(len(k))])[:, None]
    members[-1] = False
    after = pooled(before, members, np.array([stated]))
    own, theirs = (float(values[members].sum()) for values in (before, after))
    spare = before[-1, 0]
    # Sixteen terms of order one.
    assert after.sum() == pytest.approx(before.sum(), abs=1e-12)
    assert (after >= 0.0).all()
    expected = own if own == 0.0 else max(own, min(stated, own + spare))
    assert theirs == pytest.approx(expected, abs=1e-12)
    outside = ~members[:-1]
    assert np.array_equal(after[:-1][outside], before[:-1][outside])


def test_a_member_of_an_organisation_brings_more_in_proportion_to_its_own():
    before = np.array([[1.0], [3.0], [2.0], [10.0]])
    members = np.array([[True], [True], [False], [False]])
    assert pooled(before, members, np.array([6.0])).ravel() == pytest.approx([1.5, 4.5, 2.0, 8.0])
    assert np.array_equal(pooled(before, members, np.zeros(1)), before)
