"""The model as a predictor: what it is made of, its limits, and what it recovers."""

from datetime import date, timedelta

import numpy as np
import pytest
from scipy.optimize import check_grad
from scipy.special import expit

from simulation.stages.adoption import Outcome
from simulation.stages.preferences import Outside, gain
from simulation.stages.voting import ABSTAIN, NO, YES
from simulation.studies.backtest.model import classes, contention
from simulation.studies.backtest.model.kinds import (
    BONUS,
    NOISE,
    STRENGTH,
    DraftKinds,
    from_leanings,
    from_shares,
)
from simulation.studies.backtest.model.precedents import precedents, returning
from simulation.studies.backtest.model.record_arrays import RecordArrays
from simulation.studies.backtest.model.structural import ENOUGH, PARTS, Structural, parts, unanimity
from simulation.studies.backtest.record import CouncilOnRecord, Draft, PastRollCalls, RollCall

PERMANENT = ("AAA", "BBB")
ELECTED = ("CCC", "DDD", "EEE", "FFF", "GGG")
COUNCIL = CouncilOnRecord(
    members=(*PERMANENT, *ELECTED),
    permanent=np.array([True, True, False, False, False, False, False]),
    groups=("WEOG", "EEG", "AFR", "AFR", "APG", "GRULAC", "WEOG"),
    ideal=np.array([2.0, -1.0, -0.8, -0.5, -0.9, 0.2, 1.5]),
)


def roll_call(n, day, topic, ballots):
    ballots = np.array(ballots, dtype=np.int8)
    vetoed = (ballots[:2] == NO).any()
    outcome = Outcome.VETOED if vetoed else Outcome.ADOPTED
    return RollCall(n, Draft(day, topic, COUNCIL), ballots, outcome)


def invented(drafts=480, seed=1):
    """Two kinds of contested draft, one the West opposes, one the East; disputes last a year."""
    rng = np.random.default_rng(seed)
    record = []
    disputed = {"desert": 0.0, "island": 0.0}
    for n in range(drafts):
        topic = "desert" if n % 2 else "island"
        if n % 40 < 2:
            disputed[topic] = rng.choice([0.05, 0.8])
        kind = rng.random() < (0.8 if topic == "desert" else 0.2)
        lean = (-2.0 if kind else 2.0) * COUNCIL.ideal + 1.5
        if rng.random() > disputed[topic]:
            ballots = np.zeros(7)
        else:
            yes, no = expit(lean), expit(-1.0 - lean)
            luck = rng.random(7)
            ballots = np.where(luck < yes, YES, np.where(luck > 1.0 - no, NO, ABSTAIN))
        record.append(roll_call(n, date(1960, 1, 1) + timedelta(days=20 * n), topic, ballots))
    return PastRollCalls(record)


@pytest.fixture(scope="module")
def history():
    return invented()


@pytest.fixture(scope="module")
def fitted(history):
    return Structural().fit(history.until(1975))


@pytest.fixture
def draft(history):
    return history[-1].draft


def test_ballots_are_those_of_the_simulations_stages():
    lean = np.array([[-3.0, 0.0, 4.0]])
    kinds = from_leanings(np.ones(1), lean, np.full((1, 3), 2.0), np.zeros((1, 3)))
    nothing = Outside(np.zeros(()), np.zeros(()))
    gains = gain(np.asarray(STRENGTH), kinds.wanted, np.zeros(()), nothing)
    assert (gains + BONUS) / NOISE == pytest.approx(lean)
    assert kinds.chances()[..., YES] == pytest.approx(expit(lean))
    assert kinds.chances()[..., NO] == pytest.approx(expit(-2.0 - lean))
    assert kinds.chances().sum(axis=-1) == pytest.approx(1.0)


def test_shares_of_ballots_come_back_as_chances():
    shares = np.array([[[0.7, 0.1, 0.15, 0.05], [0.1, 0.8, 0.06, 0.04]]])
    assert from_shares(np.ones(1), shares).chances() == pytest.approx(shares)


def test_who_wants_more_says_yes_more_and_no_less():
    wanted = np.linspace(-0.5, 1.0, 40)[None, :]
    flat = np.ones_like(wanted)
    each = DraftKinds(np.ones(1), wanted, 0.2 * flat, 0.3 * flat).chances()[0]
    assert (np.diff(each[:, YES]) > 0.0).all()
    assert (np.diff(each[:, NO]) < 0.0).all()


def test_a_precedent_comes_back_sooner_on_its_own_topic_and_while_it_is_new():
    age, on_topic = np.array([0.5, 0.5, 5.0, 5.0]), np.array([True, False, True, False])
    enough = np.zeros(4, dtype=bool)
    here, elsewhere, old_here, old_elsewhere = returning(age, on_topic, enough)
    assert here > elsewhere
    assert here > old_here
    assert elsewhere > old_elsewhere
    assert returning(age, on_topic, enough).sum() == pytest.approx(1.0)


def test_who_lacked_the_votes_seldom_asks_for_them_again():
    age, on_topic = np.array([0.5, 0.5]), np.array([True, True])
    enough, short = returning(age, on_topic, np.array([False, True]))
    assert short < enough


def test_a_member_repeats_its_ballot_on_a_precedent():
    record = RecordArrays()
    ballots = [NO, YES, YES, YES, ABSTAIN, YES, YES]
    record.read(PastRollCalls([roll_call(0, date(1990, 1, 1), "desert", ballots)]))
    table = record.table(Draft(date(1990, 6, 1), "desert", COUNCIL))
    [chances] = precedents(record, table, 1).chances()
    assert (chances.argmax(axis=1) == ballots).all()


def test_without_a_contested_draft_there_is_no_precedent():
    record = RecordArrays()
    record.read(PastRollCalls([roll_call(0, date(1990, 1, 1), "desert", np.zeros(7))]))
    assert precedents(record, record.table(Draft(date(1990, 6, 1), "desert", COUNCIL)), 1) is None


def test_rates_without_a_history_are_the_prior():
    record = RecordArrays()
    table = record.table(Draft(date(1990, 6, 1), "desert", COUNCIL))
    found = contention.rates(record, table, 0)
    assert (found.council, found.topic, found.topic_lately) == pytest.approx((1 / 3, 1 / 3, 1 / 3))


def test_without_a_history_the_prediction_is_the_prior_of_every_member(fitted, draft):
    prediction = fitted.predict(draft, PastRollCalls([]))
    assert 0.1 < prediction.contested() < 0.6
    assert (prediction.ballots()[:, YES] > 0.5).all()
    assert (prediction.ballots() > 0.0).all()


def test_a_renewal_looks_back_half_a_year_and_a_year():
    age = np.array([0.1, 0.5, 0.75, 1.0])
    weight = contention.renewal_weight(age)
    assert weight[0] == 0.0
    assert weight[1] > 100.0 * weight[2]
    assert weight[3] > 100.0 * weight[2]


def test_the_logit_of_contention_recovers_what_drafts_were_drawn_from():
    rng = np.random.default_rng(7)
    features = np.column_stack([np.ones(4000), rng.normal(size=(4000, 2))])
    chance = expit(features @ [-1.0, 0.8, -0.5])
    contested = rng.random(4000) < chance
    found = contention.fit(features, contested, np.zeros(4000))
    within = (np.abs(features) < 2.5).all(axis=1)  # further out features are cut
    assert found.chance(features)[within] == pytest.approx(chance[within], abs=0.06)


def test_the_slope_of_the_general_kinds_is_that_of_their_likelihood(history):
    record = RecordArrays()
    record.read(history)
    rows = np.flatnonzero(record.contested[: record.rows])[:12]
    benches = len(record.benches)
    seen = classes.cases(record, rows, benches)
    shape = classes.ClassSizes(seen.features.shape[2], seen.context.shape[1])
    ridge, centre = classes.penalty(shape, benches)
    numbers = centre + np.random.default_rng(2).normal(0.0, 0.2, shape.size)

    def value(at):
        return classes.loss(at, seen, shape, ridge, centre)[0]

    def slope(at):
        return classes.loss(at, seen, shape, ridge, centre)[1]

    assert check_grad(value, slope, numbers) < 1e-4 * np.linalg.norm(slope(numbers))


def test_what_generated_the_votes_is_found_again(history, fitted):
    """Later roll calls are told nearly as well as by what drew them, and far better than member by
    member: the kinds are found from ballots alone."""
    later = [r for r in history[len(history.until(1975)) :] if r.contested]
    ours, best, apart = 0.0, 0.0, 0.0
    for one in later:
        prediction = fitted.predict(one.draft, history.before(one.draft.date))
        ours -= prediction.log_chance(one.ballots) - np.log(prediction.contested())
        best -= np.log(truth(one))
        marginal = prediction.ballots_if_contested()
        apart -= np.log(marginal[np.arange(7), one.ballots]).sum()
    assert len(later) > 30
    assert best < ours < best + 0.6 * len(later)
    assert ours < apart - 0.3 * len(later)


def truth(one):
    """The chance of a contested roll call under what it was drawn from."""
    first = 0.8 if one.draft.topic == "desert" else 0.2
    total, everyone = 0.0, 0.0
    for share, sign in ((first, -2.0), (1.0 - first, 2.0)):
        lean = sign * COUNCIL.ideal + 1.5
        yes, no = expit(lean), expit(-1.0 - lean)
        each = np.stack([yes, no, 1.0 - yes - no], axis=-1)
        total += share * each[np.arange(7), one.ballots].prod()
        everyone += share * yes.prod()
    return total / (1.0 - everyone)


def test_as_many_drafts_are_contested_and_vetoed_as_was_expected(history, fitted):
    """Calibration on drafts that were drawn: counts within three standard errors."""
    later = history[len(history.until(1975)) :]
    predictions = [fitted.predict(r.draft, history.before(r.draft.date)) for r in later]
    contested = np.array([prediction.contested() for prediction in predictions])
    vetoed = np.array([1.0 - no_permanent_no(prediction) for prediction in predictions])
    for chance, happened in (
        (contested, [r.contested for r in later]),
        (vetoed, [r.outcome == Outcome.VETOED for r in later]),
    ):
        error = np.sqrt((chance * (1.0 - chance)).sum())
        assert abs(chance.sum() - np.sum(happened)) < 3.0 * error


def no_permanent_no(prediction):
    """The chance that neither permanent member says no."""
    return prediction.weights @ (1.0 - prediction.chances[:, :2, NO]).prod(axis=1)


def test_kinds_are_a_mixture_and_contention_its_chance(history, fitted, draft):
    past = history.before(draft.date)
    kinds = fitted.kinds(draft, past)
    assert kinds.weights.sum() == pytest.approx(1.0)
    assert (kinds.cost > BONUS).all()
    record = RecordArrays()
    record.read(past)
    table = record.table(draft)
    seen = contention.features(record, table, record.rows)
    assert 1.0 - unanimity(kinds) == pytest.approx(fitted.contention.chance(seen), abs=1e-3)


def test_the_parts_of_the_lists_go_to_those_that_told_later_years_from_earlier(history, fitted):
    assert fitted.parts.sum() == pytest.approx(1.0)
    assert fitted.parts[-1] < PARTS[-1]  # no draft of this record is one that few want


def test_where_too_few_drafts_were_contested_the_parts_are_the_prior():
    short = invented(drafts=ENOUGH)
    record = RecordArrays()
    record.read(short)
    assert parts(record, short) == pytest.approx(PARTS)


def test_a_new_dispute_is_a_precedent_within_the_month(history, fitted):
    """The state adapts: three votes against by a member that never objected are expected again."""
    day = date(1990, 1, 1)
    quiet = [
        roll_call(900 + n, day + timedelta(days=20 * n), "strait", np.zeros(7)) for n in range(3)
    ]
    loud = [
        roll_call(
            900 + n, day + timedelta(days=20 * n), "strait", [YES, NO, YES, ABSTAIN, YES, YES, YES]
        )
        for n in range(3)
    ]
    next_one = Draft(day + timedelta(days=70), "strait", COUNCIL)
    past = list(history.before(day))
    before, after = (fitted.predict(next_one, PastRollCalls(past + new)) for new in (quiet, loud))
    assert after.contested() > 2.0 * before.contested()
    assert after.ballots()[1, NO] > 5.0 * before.ballots()[1, NO]
