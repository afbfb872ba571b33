"""Scores are exact on small cases, and honest about predictions drawn from."""

from datetime import date, timedelta

import numpy as np
import pytest

from simulation.rollcalls.ballots import UNKNOWN
from simulation.stages.adoption import Outcome, decide
from simulation.stages.voting import ABSTAIN, NO, NOT_VOTING, YES
from simulation.studies.backtest.prediction import OutcomePrediction, Prediction
from simulation.studies.backtest.record import CouncilOnRecord, Draft, RollCall
from simulation.studies.backtest.run import (
    BINS,
    Score,
    calibration,
    compared,
    curve,
)
from simulation.studies.backtest.scores import (
    Scored,
    Truth,
    auc,
    classes,
    ranked,
    recall,
    scored,
    scores,
    three,
    truth_of,
)
from simulation.studies.tables.invented import PERMANENT

SITTING = CouncilOnRecord(
    members=(*PERMANENT, *"ABCDEFGHIJ"),
    permanent=np.arange(15) < 5,
    groups=("WEOG",) * 15,
    ideal=np.zeros(15),
)


def drawn(prediction, rng, n=0):
    """A roll call drawn from a prediction."""
    kind = rng.choice(len(prediction.weights), p=prediction.weights)
    ballots = np.array([rng.choice(4, p=p) for p in prediction.chances[kind]], dtype=np.int8)
    nobody = np.zeros((15, 1), dtype=bool)
    outcome = decide(ballots[:, None], SITTING.rules, nobody, nobody[:1]).outcome[0]
    draft = Draft(date(2000, 1, 1) + timedelta(days=n), "desert", SITTING)
    return RollCall(n, draft, ballots, Outcome(int(outcome)))


def some_prediction(rng):
    """Three kinds: all agree, all but agree, a permanent member is against."""
    dissent = rng.uniform(0.0, 0.3, size=(15, 3))
    kinds = np.zeros((3, 15, 4))
    kinds[0, :, YES] = 1.0
    kinds[1, :, 1:] = dissent * 0.2
    kinds[2, :, 1:] = dissent
    kinds[2, rng.integers(5), 1:] = [0.7, 0.2, 0.05]
    kinds[1:, :, YES] = 1.0 - kinds[1:, :, 1:].sum(axis=2)
    return Prediction(rng.dirichlet([6.0, 2.0, 2.0]), kinds)


@pytest.fixture(scope="module")
def honest():
    """Predictions, and roll calls drawn from them."""
    rng = np.random.default_rng(8)
    predictions = [some_prediction(rng) for _ in range(800)]
    return predictions, [drawn(p, rng, n) for n, p in enumerate(predictions)]


@pytest.fixture(scope="module")
def honest_scored(honest):
    """What honest predictions add to the scores, and how the drafts went."""
    return scored(*honest), truth_of(honest[1])


def whole(predictions, roll_calls):
    one = scored(predictions, roll_calls)
    return scores(one, truth_of(roll_calls), np.ones((1, len(roll_calls))))


def test_losses_of_one_draft_by_hand():
    chances = np.zeros((1, 15, 4))
    chances[..., YES], chances[..., NO], chances[..., NOT_VOTING] = 0.5, 0.25, 0.25
    ballots = np.array([YES] * 12 + [NO, ABSTAIN, UNKNOWN], dtype=np.int8)
    draft = Draft(date(2000, 1, 1), "desert", SITTING)
    found = whole([Prediction(np.ones(1), chances)], [RollCall(1, draft, ballots, Outcome.ADOPTED)])
    loss = (12 * np.log(2) + 2 * np.log(4)) / 14
    assert found["ballots"]["log_loss"] == pytest.approx(loss)
    assert found["roll_calls"]["log_loss"] == pytest.approx(14 * loss)
    contested = 1.0 - 0.5**15
    yes = (0.5 - 0.5**15) / contested
    given = -(12 * np.log(yes) + 2 * np.log(0.25 / contested)) / 14
    assert found["contested_ballots"]["log_loss"] == pytest.approx(given)


def test_abstaining_and_not_taking_part_are_one_ballot():
    prediction = some_prediction(np.random.default_rng(1))
    merged = three(prediction).ballots()
    assert merged[:, ABSTAIN] == pytest.approx(prediction.ballots()[:, 2:].sum(axis=1))
    assert not merged[:, NOT_VOTING].any()


def test_outcome_scores_of_two_drafts_by_hand():
    outcomes = np.array([[0.8, 0.1, 0.1], [0.6, 0.3, 0.1]])
    truth = Truth(np.array([0, 1]), np.array([False, True]))
    found = scores(Scored(outcomes, None), truth, np.ones((1, 2)))["outcomes"]
    assert found["log_loss"] == pytest.approx(-np.log(0.8 * 0.3) / 2)
    assert found["brier"] == pytest.approx((0.04 + 0.01 + 0.01 + 0.36 + 0.49 + 0.01) / 2)
    assert found["auc_vetoed"] == 1.0
    assert found["veto_recall_at_5"] == 1.0


def test_an_auc_counts_pairs_and_ties_by_half():
    chances, happened = np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, True, False, False])
    above = ranked(chances, happened)
    assert auc(above, happened, np.ones((1, 4))) == pytest.approx(3.5 / 4)
    # The other draft drawn twice and the last not at all: its ties weigh more.
    assert auc(above, happened, np.array([[1.0, 1.0, 2.0, 0.0]])) == pytest.approx(3 / 4)


def test_recall_is_at_so_many_false_alarms():
    others = np.linspace(0.0, 1.0, 100)
    vetoes = np.array([0.999, 0.96, 0.92, 0.5])
    chances = np.concatenate([vetoes, others])
    happened = np.arange(104) < 4
    above, ones = ranked(chances, happened), np.ones((1, 104))
    assert recall(above, happened, ones, 0.05) == pytest.approx(0.5)
    assert recall(above, happened, ones, 0.10) == pytest.approx(0.75)


def test_precision_recall_and_f1_by_hand():
    confusion = np.array([[[80, 0, 0], [6, 4, 0], [10, 0, 0]]])
    found = classes(confusion, np.ones((1, 1)))
    assert found["precision_yes"] == pytest.approx(80 / 96)
    assert found["recall_no"] == pytest.approx(0.4)
    assert np.isnan(found["precision_neither"])
    assert found["macro_f1"] == pytest.approx((160 / 176 + 8 / 14 + 0.0) / 3)


def test_a_chance_of_nothing_for_what_happened_is_an_infinite_loss():
    chances = np.zeros((1, 15, 4))
    chances[..., YES] = 1.0
    draft = Draft(date(2000, 1, 1), "desert", SITTING)
    ballots = np.array([NO] + [YES] * 14, dtype=np.int8)
    found = whole([Prediction(np.ones(1), chances)], [RollCall(1, draft, ballots, Outcome.VETOED)])
    for table in ("ballots", "roll_calls", "contested_ballots", "outcomes"):
        assert np.isposinf(found[table]["log_loss"]), table


def test_the_loss_of_honest_predictions_is_their_entropy(honest, honest_scored):
    predictions = honest[0]
    found = scores(*honest_scored, np.ones((1, len(predictions))))
    marginals = np.array([three(p).ballots()[:, :3] for p in predictions])
    with np.errstate(divide="ignore", invalid="ignore"):
        entropy = -np.nansum(marginals * np.log(marginals)) / marginals[..., 0].size
    assert found["ballots"]["log_loss"][0] == pytest.approx(entropy, rel=0.06)
    outcomes = np.array([p.outcomes(SITTING.rules) for p in predictions])
    with np.errstate(divide="ignore", invalid="ignore"):
        entropy = -np.nansum(outcomes * np.log(outcomes)) / len(outcomes)
    assert found["outcomes"]["log_loss"][0] == pytest.approx(entropy, rel=0.1)


def test_honest_predictions_are_calibrated(honest_scored):
    for bins in calibration(*honest_scored).values():
        assert sum(one.drafts for one in bins) == len(honest_scored[1].outcome)
        for one in bins:
            assert one.low - 0.02 <= one.predicted <= one.high + 0.02


def test_the_number_of_yeses_is_uniform_among_what_honest_predictions_expect(honest):
    """The randomised probability integral transform of the tally."""
    predictions, roll_calls = honest
    rng = np.random.default_rng(3)
    places = []
    for prediction, call in zip(predictions, roll_calls, strict=True):
        p = prediction.chances
        nobody = np.zeros(p.shape[:2], dtype=bool).T
        table = SITTING.rules.distribution(p[..., YES].T, p[..., NO].T, nobody, nobody)
        chance = table.yes() @ prediction.weights
        yes = int((call.ballots == YES).sum())
        places.append(chance[:yes].sum() + rng.random() * chance[yes])
    counts = np.histogram(places, bins=10, range=(0, 1))[0]
    expected = len(places) / 10
    # Chi-square with 9 degrees of freedom: beyond 27.9 in one of a thousand.
    assert ((counts - expected) ** 2 / expected).sum() < 27.9


def test_a_worse_predictor_is_worse_with_the_paired_interval_above_nothing(honest, honest_scored):
    predictions, roll_calls = honest
    alone = [Prediction(np.ones(1), p.ballots()[None]) for p in predictions]
    one, truth = honest_scored
    each = [one, scored(alone, roll_calls)]
    model, other = compared(["model", "alone"], each, truth, True)
    # The same marginals, so the same loss per ballot; the joint loss shows the difference.
    ballots = other.differences["ballots"]["log_loss"]
    assert (ballots.value, ballots.low, ballots.high) == pytest.approx((0, 0, 0), abs=1e-9)
    joint = other.differences["roll_calls"]["log_loss"]
    assert joint.high < 0
    loss = model.scores["roll_calls"]["log_loss"]
    assert loss.low < loss.value < loss.high
    assert joint.value == pytest.approx(loss.value - other.scores["roll_calls"]["log_loss"].value)
    assert model.differences == {}
    # Pairing pays: the interval is narrower than that of either.
    assert joint.high - joint.low < loss.high - loss.low


def test_intervals_over_drafts_cover():
    """Of the mean loss of many samples of 100 drafts, about 95 % of intervals hold the truth."""
    rng = np.random.default_rng(1)
    losses = rng.exponential(1.0, size=(300, 100))
    resamples = rng.multinomial(100, np.full(100, 0.01), 500)
    hits = 0
    for sample in losses:
        score = Score.of(np.array([sample.mean()]), resamples @ sample / 100)
        hits += score.low <= 1.0 <= score.high
    assert 0.90 <= hits / 300 <= 0.98


def test_predictors_of_outcomes_alone_have_no_scores_of_ballots(honest, honest_scored):
    predictions, roll_calls = honest
    shown = [OutcomePrediction(p.outcomes(SITTING.rules)) for p in predictions]
    found = whole(shown, roll_calls)
    assert set(found) == {"outcomes"}
    same = scores(*honest_scored, np.ones((1, len(predictions))))["outcomes"]
    assert found["outcomes"]["log_loss"] == pytest.approx(same["log_loss"])


def test_without_a_veto_its_scores_are_not_defined(honest):
    predictions, roll_calls = honest
    some = [n for n, c in enumerate(roll_calls) if c.outcome == Outcome.ADOPTED]
    found = whole([predictions[n] for n in some], [roll_calls[n] for n in some])["outcomes"]
    assert np.isnan(found["auc_vetoed"]).all()
    assert np.isnan(found["veto_recall_at_5"]).all()
    assert np.isfinite(found["log_loss"]).all()


def test_a_calibration_curve_bins_by_predicted_chance():
    chances = np.array([0.0, 0.005, 0.02, 0.5, 1.0])
    bins = curve(chances, np.array([False, False, True, True, False]))
    assert [one.drafts for one in bins] == [2, 1, 2]
    assert bins[2].above == BINS[-2]
    assert bins[2].observed == 0.5
    assert bins[2].predicted == pytest.approx(0.75)
