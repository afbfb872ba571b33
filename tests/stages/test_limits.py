"""Limits that are known exactly, reached through the stages and through the engine."""

import csv
import math
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product
from math import comb
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import FROM_1946, SINCE_1966, charter, eighths, examples, nobody

from simulation.engine.arrays import play
from simulation.scenario.load import load
from simulation.stages.adoption import ADOPTED, End, Outcome, decide
from simulation.stages.parameters import Parameters
from simulation.stages.preferences import gain, no_outside
from simulation.stages.voting import ballots, chances

P = Parameters()
COIN_TOSS = math.inf
SHARP = 1e-9
"""The least choice noise there is: ballots go by the cutpoints."""

POWER = list(
    csv.DictReader(
        (Path(__file__).parents[1] / "golden" / "power.csv").read_text("utf-8").splitlines()
    )
)


def chance_of(rules, p_yes, p_no):
    """P(adopted) and P(vetoed) with the same chances in every seat, or (seat,) chances."""
    shape = (rules.holds_veto.size,)
    none = np.zeros(shape, dtype=bool)
    distribution = rules.distribution(
        np.broadcast_to(p_yes, shape), np.broadcast_to(p_no, shape), none, none
    )
    adopted, enough = rules.adopted_and_enough(distribution)
    return float(adopted), float(enough - adopted)


def assert_share(happened, times, chance):
    """A count of independent events within four standard errors of its chance."""
    error = math.sqrt(chance * (1.0 - chance) / times)
    assert abs(happened / times - chance) <= 4.0 * error


@pytest.mark.parametrize("row", POWER, ids=lambda row: f"{row['council']}, {row['ballots']} ways")
def test_the_power_to_act_is_the_one_published(row):
    seats, kinds = int(row["seats"]), int(row["ballots"])
    rules = charter(
        seats,
        int(row["quota"]),
        veto_holders=int(row["veto_holders"]),
        vetoes_to_block=int(row["vetoes_to_block"]),
    )
    adopted, _ = chance_of(rules, 1.0 / kinds, 1.0 / kinds)
    digits = len(row["printed"].partition(".")[2])
    assert f"{adopted:.{digits}f}" == row["printed"]
    if row["passing"]:
        exact = Fraction(int(row["passing"]), kinds**seats)
        # Halves are exact in binary; thirds carry one rounding a product and sum.
        rounding = 0 if kinds == 2 else Fraction(4 * seats, 2**53)
        assert abs(Fraction(adopted) - exact) <= rounding * exact


def test_a_coin_flip_council_ends_as_counted():
    adopted, vetoed = chance_of(SINCE_1966, 0.5, 0.5)
    assert adopted == 53 / 2048
    assert vetoed == 9101 / 32768
    assert adopted + vetoed == 9949 / 32768
    assert f"{vetoed / (adopted + vetoed):.6f}" == "0.914765"


def test_every_way_fifteen_coins_fall_ends_as_counted():
    """All 32768, through the ballots of a council without a mind of its own."""
    coins = np.array(list(product((0.25, 0.75), repeat=15))).T
    yes, no = chances(np.zeros(coins.shape), P.consensus_bonus, P.veto_cost, COIN_TOSS, True)
    cast = ballots(coins, yes, no, nobody(coins), P)
    outcome = decide(cast, SINCE_1966, nobody(cast), nobody(cast)).outcome
    assert (outcome == Outcome.ADOPTED).sum() == 848
    assert (outcome == Outcome.VETOED).sum() == 9101
    assert (outcome == Outcome.FELL_SHORT).sum() == 32768 - 9949


@pytest.mark.parametrize("noise", [0.033, 1.0])
def test_three_ways_are_a_third_each_at_their_cutpoints(noise):
    """G = 0, b = -λ ln 2, c = λ ln 2."""
    cut = noise * math.log(2.0)
    yes, no = chances(np.zeros(1), -cut, cut, noise, True)
    # exp(ln 2) is 2 to one rounding or two.
    assert yes[0] == no[0] == pytest.approx(1.0 / 3.0, rel=5e-16)
    assert 1.0 - yes[0] - no[0] == pytest.approx(1.0 / 3.0, rel=1e-15)


def test_every_way_eleven_members_vote_yes_no_or_abstain_ends_as_counted():
    """All 3¹¹ ballot papers, each third of the unit interval by its middle."""
    thirds = np.array(list(product((1 / 6, 3 / 6, 5 / 6), repeat=11))).T
    cut = P.choice_noise * math.log(2.0)
    yes, no = chances(np.zeros(thirds.shape), -cut, cut, P.choice_noise, True)
    cast = ballots(thirds, yes, no, nobody(thirds), P)
    verdict = decide(cast, FROM_1946, nobody(cast), nobody(cast))
    assert (verdict.outcome == Outcome.ADOPTED).sum() == 2503


def test_simulated_ballots_at_a_third_each_adopt_as_often_as_counted():
    u = np.random.default_rng(29).random((15, 100_000))
    cut = P.choice_noise * math.log(2.0)
    yes, no = chances(np.zeros(u.shape), -cut, cut, P.choice_noise, True)
    cast = ballots(u, yes, no, nobody(u), P)
    outcome = decide(cast, SINCE_1966, nobody(cast), nobody(cast)).outcome
    assert_share((outcome == Outcome.ADOPTED).sum(), outcome.size, 48932 / 4782969)
    assert_share((outcome == Outcome.VETOED).sum(), outcome.size, 0.020597)


SWINGS = {
    # Permanent yes→no, of which yes→abstain and abstain→no, elected yes→no (own exact count).
    "1946": (FROM_1946, "0.0321089", "0.0218293", "0.0102796", "0.0166811"),
    "1966": (SINCE_1966, "0.0226504", "0.0146093", "0.0080410", "0.0111132"),
    "25 seats": (charter(25, 15), "0.0041489", "0.0027222", "0.0014267", "0.0021178"),
}


@pytest.mark.parametrize("council", SWINGS)
def test_the_chance_that_one_ballot_swings_a_three_way_vote_is_the_one_counted(council):
    rules, *published = SWINGS[council]

    def adopted(seat, yes, no):
        p_yes, p_no = np.full((2, rules.holds_veto.size), 1.0 / 3.0)
        p_yes[seat], p_no[seat] = yes, no
        return chance_of(rules, p_yes, p_no)[0]

    permanent_yes, abstain, no = (adopted(0, *kind) for kind in ((1, 0), (0, 0), (0, 1)))
    elected = adopted(-1, 1, 0) - adopted(-1, 0, 1)
    swings = (permanent_yes - no, permanent_yes - abstain, abstain - no, elected)
    assert [f"{swing:.7f}" for swing in swings] == published


@examples
@given(eighths(1), st.integers(0, 8))
def test_any_chances_of_permanent_and_elected_members_follow_the_closed_form(permanent, elected):
    """Σₖ C(5,k) yᵏ a⁵⁻ᵏ · P[Bin(10, e) ≥ 9-k]; eighths stay exact in double precision."""
    y, n = (Fraction(float(chance[0])) for chance in permanent)
    e = Fraction(elected, 8)

    def at_least(k):
        return sum(comb(10, j) * e**j * (1 - e) ** (10 - j) for j in range(max(k, 0), 11))

    closed = sum(comb(5, k) * y**k * (1 - y - n) ** (5 - k) * at_least(9 - k) for k in range(6))
    p_yes = np.array([float(y)] * 5 + [float(e)] * 10)
    p_no = np.array([float(n)] * 5 + [float(1 - e)] * 10)
    assert Fraction(chance_of(SINCE_1966, p_yes, p_no)[0]) == closed


@pytest.mark.parametrize("p", [0.0, 0.125, 0.5, 0.875, 1.0])
def test_where_all_elected_members_say_yes_independent_vetoes_block_as_one_minus_none(p):
    p_yes = np.array([1.0 - p] * 5 + [1.0] * 10)
    p_no = np.array([p] * 5 + [0.0] * 10)
    adopted, vetoed = chance_of(SINCE_1966, p_yes, p_no)
    assert vetoed == 1.0 - (1.0 - p) ** 5
    assert adopted == (1.0 - p) ** 5


@examples
@given(eighths(15), st.permutations(range(15)))
def test_each_added_veto_weakly_lowers_the_chance_of_adoption(chances_, order):
    p_yes, p_no = chances_
    adopted = []
    for holders in range(16):
        holds = np.zeros(15, dtype=bool)
        holds[order[:holders]] = True
        adopted.append(chance_of(replace(SINCE_1966, holds_veto=holds), p_yes, p_no)[0])
    assert all(more <= fewer for fewer, more in pairwise(adopted))


@examples
@given(st.lists(st.integers(-32, 48), min_size=15, max_size=15), st.integers(-40, 56))
def test_a_status_quo_stands_exactly_inside_the_gridlock_interval(ideal, status_quo):
    """min(x₍₇₎, p_min) ≤ s ≤ max(x₍₉₎, p_max), without noise, bonus or cost, for any text.

    Ideal points lie on sixteenths and texts on sixty-fourths: every gain is
    exact, and where a text beats the status quo one of the grid does.
    """
    x = np.array(ideal) / 16.0
    s = status_quo / 16.0
    texts = np.arange(-256, 321) / 64.0
    g = gain(texts, x[:, None], s, no_outside(1))
    yes, no = chances(g, 0.0, np.nextafter(0.0, 1.0), SHARP, True)
    cast = ballots(np.full(g.shape, 0.5), yes, no, nobody(g), P)
    beaten = (decide(cast, SINCE_1966, nobody(g), nobody(g)).outcome == Outcome.ADOPTED).any()
    ordered, permanent = np.sort(x), x[:5]
    gridlock = min(ordered[6], permanent.min()) <= s <= max(ordered[8], permanent.max())
    assert beaten != gridlock


@examples
@given(
    st.lists(st.floats(-1, 1.5), min_size=15, max_size=15), st.floats(0, 1), st.floats(0.05, 0.5)
)
def test_the_chance_of_a_veto_never_rises_with_the_cost_of_a_no(wanted, y, noise):
    g = gain(y, np.array(wanted), 0.0, no_outside(1))
    vetoed = [
        chance_of(SINCE_1966, *chances(g, P.consensus_bonus, cost, noise, True))[1]
        for cost in np.linspace(0.09, 3.0, 30)
    ]
    # Sums of up to a few hundred products of chances.
    assert np.diff(vetoed).max() <= 1e-14


@examples
@given(st.lists(st.floats(-1, 1.5), min_size=15, max_size=15), st.floats(0, 1))
def test_nobody_vetoes_where_a_no_costs_everything(wanted, y):
    g = gain(y, np.array(wanted), 0.0, no_outside(1))
    yes, no = chances(g, P.consensus_bonus, math.inf, P.choice_noise, True)
    cast = ballots(np.array(np.nextafter(1.0, 0.0)), yes, no, nobody(g), P)[:, None]
    assert not decide(cast, SINCE_1966, nobody(cast), nobody(cast)).vetoes.any()
    # The logistic function is floored at exp(-700).
    assert chance_of(SINCE_1966, yes, no)[1] <= 1e-300


def test_the_engine_reaches_the_coin_flip_council():
    """Noise without end, sponsors no more loyal than others, and everything tabled."""
    scenario = load(
        "horseshoe", choice_noise=COIN_TOSS, sponsors_vote_yes=0, tabling_threshold=-1.0
    )
    played = play(scenario, seed=30, runs=range(800))
    votes = played.voted.sum()
    assert votes > 20_000
    assert_share(played.is_end(*ADOPTED).sum(), votes, 53 / 2048)
    assert_share(played.is_end(End.VETOED).sum(), votes, 9101 / 32768)


def test_fixed_drafts_put_to_coin_flippers_end_as_counted():
    """The recorded drafts of a scripted case, whose strengths nobody chooses."""
    scenario = load("libya-2011", choice_noise=COIN_TOSS, sponsors_vote_yes=0)
    played = play(scenario, seed=31, runs=range(5_000))
    assert played.voted.all()
    assert_share(played.is_end(*ADOPTED).sum(), played.voted.size, 53 / 2048)
    assert_share(played.is_end(End.VETOED).sum(), played.voted.size, 9101 / 32768)


def test_perfect_foresight_leaves_no_veto_to_be_seen_and_hides_many():
    """ν = 0, λ → 0, γ = 0: paralysis without vetoes."""
    scenario = load("horseshoe", perception_sd=0.0, choice_noise=SHARP, statement_value=0.0)
    played = play(scenario, seed=32, runs=range(200))
    assert not played.is_end(End.VETOED).any()
    assert (played["blocks"] == 0).all()
    assert (played["hidden_veto"] > 0.0).sum() > 0
    withheld = played.is_end(End.WITHHELD)
    assert (played["hidden_veto"][withheld] > 0.0).any()


def test_the_same_council_with_noise_casts_vetoes():
    """So that the absence of vetoes above says something."""
    assert play(load("horseshoe"), seed=32, runs=range(200)).is_end(End.VETOED).any()


def test_members_that_want_the_same_adopt_it_in_full_fifteen_to_none():
    """Identical θ > 0 without noise: no ties, no tempers, no profiles."""
    scenario = load(
        "horseshoe",
        choice_noise=SHARP,
        patron_probability=0.0,
        bloc_probability=0.0,
        taste_sd=0.0,
        perception_sd=0.0,
        rivalry=0.0,
        intervention_weight=0.0,
        exposure_weight=0.0,
        stake_weight=0.0,
        threat_weight=0.0,
        sovereignty_weight=0.0,
    )
    played = play(scenario, seed=33, runs=range(100))
    voted = played.voted
    assert voted.any()
    assert (played["yes"][voted] == 15).all()
    assert np.array_equal(played["tabled"][voted], played["wanted"][voted])
    assert played.is_end(End.ADOPTED_IN_FULL)[voted].all()
    assert (played["hidden_veto"] == 0.0).all()


def test_costly_noes_leave_no_vetoes_in_play():
    costly = load("horseshoe", veto_cost=5.0, legitimacy_veto_cost=0.0)
    played = play(costly, seed=34, runs=range(100))
    assert played.voted.any()
    assert not played.is_end(End.VETOED).any()
