"""The baselines are exact where they can be worked out; none, nor the model, sees the future."""

from copy import deepcopy
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from simulation.rollcalls.ballots import UNKNOWN
from simulation.stages.adoption import Outcome
from simulation.studies.backtest.baselines.every import BASELINES
from simulation.studies.backtest.baselines.latent_classes import TwoStageKinds, estimate
from simulation.studies.backtest.baselines.rates import (
    CLASS_RATES,
    Alone,
    class_rates,
    drawn,
    member_rates,
    member_topic_rates,
)
from simulation.studies.backtest.baselines.shared_effect import (
    WEIGHTS,
    given_effect,
    log_joint,
    shared_part,
)
from simulation.studies.backtest.baselines.simple import LastVote, PastOutcomes
from simulation.studies.backtest.baselines.two_stage import TwoStage, with_uncontested
from simulation.studies.backtest.model.structural import Structural
from simulation.studies.backtest.past_ballots import PastBallots, hindsight_free
from simulation.studies.backtest.prediction import OutcomePrediction
from simulation.studies.backtest.record import CouncilOnRecord, Draft, PastRollCalls, RollCall

FIT = 1993
LEARNED = [b for b in BASELINES if b.name.startswith(("multinomial", "gradient"))]
PREDICTORS = [Structural(), *(b for b in BASELINES if b not in LEARNED)]

SITTING = CouncilOnRecord(
    members=tuple("ABCDEFGHIJKLMNO"),
    permanent=np.arange(15) < 5,
    groups=("WEOG",) * 15,
    ideal=np.zeros(15),
)


def call(day, dissent=(), topic="desert", outcome=Outcome.ADOPTED):
    """A roll call: all yes but those named in ``dissent``, as {seat: ballot}."""
    ballots = np.zeros(15, dtype=np.int8)
    for seat, ballot in dict(dissent).items():
        ballots[seat] = ballot
    return RollCall(0, Draft(day, topic, SITTING), ballots, outcome)


def shown(prediction):
    if isinstance(prediction, OutcomePrediction):
        return prediction.chances
    return np.concatenate([prediction.ballots().ravel(), [prediction.contested()]])


def predictions(fitted, history):
    """Of all after the fitting years, by a copy, so that nothing read stays behind."""
    fitted = deepcopy(fitted)
    later = history[len(history.until(FIT)) :]
    return [shown(fitted.predict(c.draft, history.before(c.draft.date))) for c in later]


def test_a_ballot_counts_half_after_a_half_life():
    ledger = PastBallots(half_life=2.0)
    ledger.read(PastRollCalls([call(date(1990, 1, 1), {7: 2})]))
    evidence = ledger.about(Draft(date(1992, 1, 1), "desert", SITTING))
    assert evidence.member[0, 7] == pytest.approx([0, 0, 0.5], abs=1e-3)
    assert evidence.member_topic[0, 0] == pytest.approx([0.5, 0, 0], abs=1e-3)
    assert evidence.everyone[0, 0].sum() == pytest.approx(2.5, abs=1e-2)
    assert evidence.everyone[0, 9].sum() == pytest.approx(5.0, abs=1e-2)
    assert evidence.topic_drafts[0] == pytest.approx([0, 0.5], abs=1e-3)
    other = ledger.about(Draft(date(1992, 1, 1), "harbour", SITTING))
    assert not other.member_topic.any()
    assert other.member.any()


def test_not_taking_part_counts_as_abstaining_and_the_unknown_not_at_all():
    ledger = PastBallots(4.0)
    ledger.read(PastRollCalls([call(date(1990, 1, 1), {1: 3, 2: UNKNOWN})]))
    evidence = ledger.about(Draft(date(1990, 1, 1), "desert", SITTING))
    assert evidence.member[0, 1] == pytest.approx([0, 0, 1])
    assert evidence.member[0, 2] == pytest.approx([0, 0, 0])


def test_a_ledger_read_in_steps_is_one_read_at_once(small_record):
    history = small_record.roll_calls
    steps, once = PastBallots(4.0), PastBallots(4.0)
    for n in (3, 50, 51, 120):
        steps.read(PastRollCalls(history, n))
    once.read(PastRollCalls(history, 120))
    draft = history[120].draft
    for name, value in vars(steps.about(draft)).items():
        assert np.array_equal(value, getattr(once.about(draft), name)), name
    steps.read(PastRollCalls(history, 50))  # an earlier history: it starts again
    assert steps.about(draft).drafts.sum() < once.about(draft).drafts.sum()


def test_rates_are_drawn_as_by_so_many_more_ballots():
    counts, towards = np.array([6.0, 1.0, 1.0]), np.array([0.5, 0.25, 0.25])
    assert drawn(counts, towards, 4.0) == pytest.approx([8 / 12, 2 / 12, 2 / 12])


def test_with_pulls_of_nearly_nothing_rates_are_shares_and_with_huge_ones_their_target():
    ledger = PastBallots(1e6)
    history = [call(date(1990, 1, n), {0: 1} if n <= 3 else {}) for n in range(1, 11)]
    ledger.read(PastRollCalls(history))
    evidence = ledger.about(Draft(date(1990, 2, 1), "desert", SITTING))
    little, much = np.full(5, 1e-9), np.full(5, 1e12)
    assert class_rates(evidence, little)[0, 0] == pytest.approx([47 / 50, 3 / 50, 0], abs=1e-9)
    assert class_rates(evidence, little)[0, 9] == pytest.approx([1, 0, 0], abs=1e-9)
    for rate in (member_rates, member_topic_rates):
        assert rate(evidence, little)[0, 0] == pytest.approx([0.7, 0.3, 0.0], abs=1e-6)
        assert rate(evidence, little)[0, 1] == pytest.approx([1, 0, 0], abs=1e-6)
        assert rate(evidence, much)[0, 0] == pytest.approx([1 / 3] * 3)


def test_a_shared_effect_leaves_each_members_own_chances():
    chances = np.array([[0.9, 0.02, 0.08], [0.5, 0.3, 0.2], [0.99, 0.005, 0.005]])
    for shared in (0.0, 0.3, 0.7):
        given = given_effect(chances, shared)
        assert np.einsum("k,ksb->sb", WEIGHTS, given) == pytest.approx(chances, abs=2e-4)
    assert given_effect(chances, 0.0)[7] == pytest.approx(chances, abs=1e-8)


def test_under_a_large_shared_effect_dissent_comes_in_company():
    chances = np.tile([0.9, 0.04, 0.06], (15, 1))
    alone, together = (
        1.0 - WEIGHTS @ given_effect(chances, s)[..., 0].prod(axis=1) for s in (0, 0.9)
    )
    assert alone == pytest.approx(1.0 - 0.9**15)
    assert 0.1 < together < 0.45


def test_the_shared_part_of_drawn_leanings_is_found_again():
    rng = np.random.default_rng(2)
    chances, shared = np.tile([0.8, 0.08, 0.12], (400, 15, 1)), 0.5
    leaning = np.sqrt(shared) * rng.normal(size=(400, 1)) + np.sqrt(1 - shared) * rng.normal(
        size=(400, 15)
    )
    cuts = (-1.4050715603096329, -0.8416212335729143)  # of 0.08 and 0.2
    ballots = np.where(leaning < cuts[0], 1, np.where(leaning < cuts[1], 2, 0))
    assert shared_part(chances, ballots, np.ones(400)) == pytest.approx(shared, abs=0.08)


def test_joint_chances_of_roll_calls_are_those_of_predictions(small_record):
    fitted = TwoStage().fit(small_record.roll_calls.until(FIT))
    c = small_record.roll_calls[-1]
    prediction = fitted.predict(c.draft, small_record.roll_calls.before(c.draft.date))
    ballots = np.where(c.ballots == 3, 2, c.ballots)
    joint = log_joint(
        prediction.weights, prediction.chances[:, None, :, :3], ballots[None].astype(int)
    )
    assert joint[0] == pytest.approx(prediction.log_chance(ballots))


def test_two_stages_keep_the_chance_of_being_contested():
    given = given_effect(np.tile([0.8, 0.1, 0.1], (15, 1)), 0.3)
    assert with_uncontested(0.25, WEIGHTS, given).contested() == pytest.approx(0.25)


def test_the_last_vote_predicts_as_often_as_it_was_repeated():
    days = [date(1990 + n, 1, 1) for n in range(4)]
    history = PastRollCalls([call(day, {0: 1}) for day in days])
    fitted = LastVote().train(history).fitted
    after = fitted.rates
    # After a no, always no: a third of a ballot stands behind each of the three.
    assert after[1, 1].argmax() == 1
    assert after[1, 1, 0] == pytest.approx(after[1, 1, 2])
    assert after[0, 0].argmax() == 0
    chances = fitted.chances(Draft(date(1995, 1, 1), "desert", SITTING), history)
    assert chances[0] == pytest.approx(after[1, 1])
    assert chances[1] == pytest.approx(after[1, 0])
    never = fitted.chances(Draft(date(1995, 1, 1), "island", SITTING), history)
    assert never[0] == pytest.approx(after[1, 3])


def test_past_outcomes_are_weighted_shares_drawn_towards_those_of_all_topics():
    rng = np.random.default_rng(1)
    history = PastRollCalls(
        [
            call(date(1980 + n // 12, 1 + n % 12, 1), topic=topic, outcome=Outcome(int(ended)))
            for n, (topic, ended) in enumerate(
                (topic, rng.choice(3, p=[0.5, 0.5, 0.0] if topic == "desert" else [1.0, 0.0, 0.0]))
                for topic in rng.choice(["desert", "island"], size=240)
            )
        ]
    )
    fitted = PastOutcomes().fit(history)
    later = date(2000, 1, 2)
    desert, island, new = (
        fitted.predict(Draft(later, topic, SITTING), history).chances
        for topic in ("desert", "island", "unheard-of")
    )
    assert desert[Outcome.VETOED] == pytest.approx(0.5, abs=0.12)
    assert island[Outcome.VETOED] < 0.05
    assert island[Outcome.VETOED] < new[Outcome.VETOED] < desert[Outcome.VETOED]
    for chances in (desert, island, new):
        assert chances.sum() == pytest.approx(1.0)


def test_planted_kinds_of_draft_are_told_apart(small_record):
    kinds = estimate(small_record.roll_calls)
    no = kinds.chances[..., 1]
    fourth, fifth = kinds.bench["P4"], kinds.bench["P5"]
    for start in no:
        assert start[:, fourth].max() > 0.4
        assert start[:, fifth].max() > 0.4
        # Never both in one kind.
        assert np.minimum(start[:, fourth], start[:, fifth]).max() < 0.3


def test_kinds_expect_fourth_and_fifth_to_dissent_apart(small_record):
    history = small_record.roll_calls
    fitted = TwoStageKinds().fit(history)
    draft = replace(history[-1].draft, date=date(2000, 6, 1), topic="desert")
    prediction = fitted.predict(draft, history)
    seats = [draft.council.members.index(m) for m in ("P4", "P5")]
    dissent = 1.0 - prediction.chances[:, seats, 0]
    # On contested drafts, whose chance all the dissent shares: six in ten each, two in ten both.
    apart = prediction.weights @ dissent / prediction.contested()
    both = prediction.weights @ dissent.prod(axis=1) / prediction.contested()
    assert both < 0.75 * apart.prod()


@pytest.mark.parametrize("baseline", PREDICTORS, ids=lambda b: b.name)
def test_nothing_that_comes_later_changes_a_prediction(baseline, small_record):
    check_no_hindsight(baseline, small_record.roll_calls)


@pytest.mark.long
@pytest.mark.parametrize("baseline", LEARNED, ids=lambda b: b.name)
def test_nothing_that_comes_later_changes_a_learned_prediction(baseline, small_record):
    check_no_hindsight(baseline, small_record.roll_calls)


def check_no_hindsight(baseline, history):
    past, cut = len(history.until(FIT)), 20
    fitted = baseline.fit(history.until(FIT))
    whole = predictions(fitted, history)
    # The future deleted.
    shorter = predictions(fitted, PastRollCalls(history[: past + cut]))
    assert np.array_equal(shorter, whole[:cut])
    # The future's ballots and outcomes shuffled among its drafts: up to and on the day of the
    # first changed draft nothing moves, later the state has rolled on from other votes.
    rng = np.random.default_rng(4)
    later = history[past + cut :]
    other = [
        replace(c, ballots=later[n].ballots, outcome=later[n].outcome)
        for c, n in zip(later, rng.permutation(len(later)), strict=True)
    ]
    shuffled = predictions(fitted, PastRollCalls([*history[: past + cut], *other]))
    same = sum(c.draft.date <= later[0].draft.date for c in history[past:])
    assert same >= cut
    assert np.array_equal(shuffled[:same], whole[:same])
    assert not np.array_equal(shuffled, whole)


@pytest.mark.parametrize("baseline", PREDICTORS, ids=lambda b: b.name)
def test_fitting_sees_nothing_after_the_fitting_years(baseline, small_record):
    history = small_record.roll_calls
    alone = baseline.fit(PastRollCalls(history[: len(history.until(FIT))]))
    last = history[-1]
    seen, unseen = (
        shown(fitted.predict(last.draft, history.before(last.draft.date)))
        for fitted in (baseline.fit(history.until(FIT)), alone)
    )
    assert np.array_equal(seen, unseen)


@pytest.mark.parametrize("baseline", PREDICTORS, ids=lambda b: b.name)
def test_another_history_of_the_same_length_is_read_afresh(baseline, small_record):
    """Of what was read before nothing stays behind, or the order of questions would matter."""
    history = small_record.roll_calls
    fitted = baseline.fit(history.until(FIT))
    untouched = deepcopy(fitted)
    draft = history[-1].draft
    past = history.before(draft.date)
    turned = PastRollCalls(
        [replace(c, ballots=np.ones_like(c.ballots), outcome=Outcome.VETOED) for c in past]
    )
    first = shown(fitted.predict(draft, past))
    after = shown(fitted.predict(draft, turned))
    assert np.array_equal(after, shown(untouched.predict(draft, turned)))
    assert not np.array_equal(after, first)


@pytest.mark.parametrize("baseline", PREDICTORS, ids=lambda b: b.name)
def test_drafts_of_one_day_do_not_see_each_other(baseline, small_record):
    history = small_record.roll_calls
    fitted = baseline.fit(history.until(FIT))
    untouched = deepcopy(fitted)
    n = next(
        n
        for n in range(len(history.until(FIT)) + 1, len(history))
        if history[n].draft.date == history[n - 1].draft.date
    )
    draft = history[n].draft
    first = shown(fitted.predict(draft, history.before(draft.date)))
    changed = replace(history[n - 1], ballots=np.ones(15, dtype=np.int8), outcome=Outcome.VETOED)
    other = PastRollCalls([*history[: n - 1], changed, *history[n:]])
    again = shown(untouched.predict(draft, other.before(draft.date)))
    assert np.array_equal(first, again)


@pytest.mark.parametrize("baseline", PREDICTORS, ids=lambda b: b.name)
def test_new_members_and_topics_can_be_predicted(baseline, small_record):
    history = small_record.roll_calls
    fitted = baseline.fit(history.until(FIT))
    strangers = CouncilOnRecord(
        members=("P1", "P2", "P3", "P4", "P5", *(f"Z{n}Z" for n in range(10))),
        permanent=np.arange(15) < 5,
        groups=("NEW",) * 15,
        ideal=np.full(15, np.nan),
    )
    prediction = fitted.predict(Draft(date(1999, 12, 31), "the moon", strangers), history)
    assert np.isfinite(shown(prediction)).all()


def test_hindsight_free_evidence_is_that_of_each_day(small_record):
    history = small_record.roll_calls.until(1984)
    evidence = hindsight_free(history, PastBallots(4.0))
    ledger = PastBallots(4.0)
    for n, c in enumerate(history):
        ledger.read(history.before(c.draft.date))
        assert np.array_equal(evidence.member[n], ledger.about(c.draft).member[0])


def test_class_rates_are_close_to_plain_shares(small_record):
    history = small_record.roll_calls
    fitted = Alone(CLASS_RATES).fit(history.until(FIT))
    c = history[-1]
    said = fitted.predict(c.draft, history.before(c.draft.date)).ballots()
    recent = [old for old in history.before(c.draft.date) if old.draft.year >= 1990]
    yes = np.mean([(old.ballots[:5] == 0).mean() for old in recent])
    assert said[0, 0] == pytest.approx(yes, abs=0.06)
    assert np.array_equal(said[0], said[4])
    assert np.array_equal(said[5], said[14])
