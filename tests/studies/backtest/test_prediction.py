"""Everything that is scored follows exactly from the chances given the kind of draft."""

import itertools

import numpy as np
import pytest
from strategies import charter

from simulation.rollcalls.ballots import UNKNOWN
from simulation.stages.adoption import Outcome, decide
from simulation.stages.voting import NO, YES
from simulation.studies.backtest.prediction import Prediction

SEATS, KINDS = 4, 3
RULES = charter(SEATS, 3, veto_holders=2)


@pytest.fixture
def prediction():
    rng = np.random.default_rng(5)
    chances = rng.dirichlet(np.ones(4), size=(KINDS, SEATS))
    return Prediction(rng.dirichlet(np.ones(KINDS)), chances)


@pytest.fixture
def table(prediction):
    """Every way of voting, one a row, with its chance by plain multiplication."""
    ways = np.array(list(itertools.product(range(4), repeat=SEATS)), dtype=np.int8)
    chance = [
        sum(
            w * np.prod([p[seat, b] for seat, b in enumerate(way)])
            for w, p in zip(prediction.weights, prediction.chances, strict=True)
        )
        for way in ways
    ]
    return ways, np.array(chance)


def test_the_chances_of_all_ways_of_voting_are_the_mixtures(prediction, table):
    ways, chance = table
    assert chance.sum() == pytest.approx(1.0)
    assert np.exp([prediction.log_chance(way) for way in ways]) == pytest.approx(chance)


def test_a_members_chances_are_sums_over_the_ways_of_voting(prediction, table):
    ways, chance = table
    for seat, ballot in np.ndindex(SEATS, 4):
        expected = chance[ways[:, seat] == ballot].sum()
        assert prediction.ballots()[seat, ballot] == pytest.approx(expected)


def test_contested_means_that_not_every_member_votes_yes(prediction, table):
    ways, chance = table
    contested = ~(ways == YES).all(axis=1)
    assert prediction.contested() == pytest.approx(chance[contested].sum())
    for seat, ballot in np.ndindex(SEATS, 4):
        expected = chance[contested & (ways[:, seat] == ballot)].sum() / chance[contested].sum()
        assert prediction.ballots_if_contested()[seat, ballot] == pytest.approx(expected)


def test_outcomes_are_decided_by_the_simulations_own_rule(prediction, table):
    ways, chance = table
    nobody = np.zeros(ways.T.shape, dtype=bool)
    decided = decide(ways.T, RULES, nobody, nobody[:1]).outcome
    expected = [chance[decided == outcome].sum() for outcome in Outcome]
    assert prediction.outcomes(RULES) == pytest.approx(expected)


def test_a_ballot_that_is_not_known_is_summed_out(prediction, table):
    ways, chance = table
    seen = np.array([2, UNKNOWN, 0, UNKNOWN], dtype=np.int8)
    expected = chance[(ways[:, 0] == 2) & (ways[:, 2] == 0)].sum()
    assert prediction.log_chance(seen) == pytest.approx(np.log(expected))


def test_what_follows_from_some_ballots_is_conditional_chance(prediction, table):
    ways, chance = table
    seen = np.array([2, UNKNOWN, 0, UNKNOWN], dtype=np.int8)
    fits = (ways[:, 0] == 2) & (ways[:, 2] == 0)
    given = prediction.given(seen).ballots()
    for seat, ballot in np.ndindex(SEATS, 4):
        expected = chance[fits & (ways[:, seat] == ballot)].sum() / chance[fits].sum()
        assert given[seat, ballot] == pytest.approx(expected)


def test_so_many_without_a_yes_are_sums_over_the_ways_of_voting(prediction, table):
    ways, chance = table
    without = (ways != YES).sum(axis=1)
    expected = [chance[without == number].sum() for number in range(SEATS + 1)]
    assert prediction.without_yes() == pytest.approx(expected)


def test_nothing_follows_from_ballots_held_impossible():
    certain = np.zeros((1, SEATS, 4))
    certain[..., YES] = 1.0
    seen = np.array([NO, UNKNOWN, UNKNOWN, UNKNOWN], dtype=np.int8)
    with pytest.raises(ValueError, match="held impossible"):
        Prediction(np.ones(1), certain).given(seen)


def test_a_draft_that_nobody_can_contest_says_so():
    certain = np.zeros((1, SEATS, 4))
    certain[..., YES] = 1.0
    prediction = Prediction(np.ones(1), certain)
    assert prediction.contested() == 0.0
    with pytest.raises(ValueError, match="cannot be contested"):
        prediction.ballots_if_contested()


@pytest.mark.parametrize(
    ("weights", "chances", "said"),
    [
        ([0.5, 0.4], np.full((2, 3, 4), 0.25), "weights must sum to 1"),
        ([1.0], np.full((1, 3, 4), 0.2), "chances must sum to 1"),
        ([1.0], np.full((1, 3, 4), np.nan), "chances must be numbers"),
        ([1.0], np.full((2, 3, 4), 0.25), "must be"),
        ([1.0], np.full((1, 3, 3), 1 / 3), "must be"),
    ],
)
def test_what_is_no_distribution_is_refused(weights, chances, said):
    with pytest.raises(ValueError, match=said):
        Prediction(np.array(weights), chances)
