"""Other rules, texts and costs change what is expected of drafts in the direction they should."""

import numpy as np
import pytest

from simulation.stages.adoption import Outcome
from simulation.studies.backtest.model.counterfactuals import (
    CHANGES,
    counterfactuals,
    if_contested,
    replaced,
    strongest_adopted,
    without_vetoes,
)
from simulation.studies.backtest.model.kinds import STRENGTH
from simulation.studies.backtest.model.structural import Structural


@pytest.fixture(scope="module")
def history(small_record):
    return small_record.roll_calls


@pytest.fixture(scope="module")
def fitted(history):
    return Structural().fit(history.until(1993))


@pytest.fixture(scope="module")
def found(fitted, history):
    past = history.until(1993)
    return counterfactuals(fitted, history[len(past) : len(past) + 12], history)


@pytest.fixture(scope="module")
def expected(found):
    return {one.words: one.outcomes for one in found.expected}


def test_every_draft_ends_somehow_under_every_change(expected):
    assert set(expected) == set(CHANGES)
    for outcomes in expected.values():
        assert outcomes.sum() == pytest.approx(12)


def test_fewer_vetoes_count_the_harder_it_is_to_block(expected):
    vetoed = [
        expected[words][Outcome.VETOED]
        for words in ("as they were", "two permanent members needed to block", "no vetoes")
    ]
    assert vetoed[0] > vetoed[1] > vetoed[2] == 0.0


def test_rules_move_no_yes(expected):
    short = [
        expected[words][Outcome.FELL_SHORT]
        for words in ("as they were", "two permanent members needed to block", "no vetoes")
    ]
    assert np.ptp(short) == pytest.approx(0.0, abs=1e-9)


def test_a_dearer_no_is_cast_less(expected):
    dearer = expected["a no costs permanent members half as much again"]
    assert dearer[Outcome.VETOED] < expected["as they were"][Outcome.VETOED]
    assert dearer[Outcome.FELL_SHORT] == pytest.approx(expected["as they were"][Outcome.FELL_SHORT])


def test_without_vetoes_a_text_may_be_as_strong_or_stronger(found):
    assert found.room
    for one in found.room:
        assert 0.0 < one.contested < 1.0
        assert one.without_vetoes >= one.strongest
    assert any(one.without_vetoes > one.strongest for one in found.room)


def test_a_text_a_step_stronger_than_the_strongest_fails_more_often_than_not(fitted, history):
    draft = history[-1].draft
    kinds = if_contested(fitted.kinds(draft, history.before(draft.date)))
    rules = without_vetoes(draft.council.rules)
    strongest = strongest_adopted(kinds, rules)

    def adopted(text):
        return kinds.prediction(text * STRENGTH).outcomes(rules)[Outcome.ADOPTED]

    assert adopted(strongest) >= 0.5 > adopted(strongest + 0.1)


def test_kinds_given_a_contested_draft_say_what_the_prediction_says(fitted, history):
    draft = history[-1].draft
    kinds = fitted.kinds(draft, history.before(draft.date))
    ours = if_contested(kinds).prediction().ballots_if_contested()
    assert ours == pytest.approx(kinds.prediction().ballots_if_contested(), abs=0.01)


def test_another_member_in_a_seat_votes_otherwise(fitted, history):
    draft = history[-1].draft
    elected = [
        m for m, p in zip(draft.council.members, draft.council.permanent, strict=True) if not p
    ]
    other = replaced(draft, elected[0], "NEW", "AFR", 0.3)
    assert "NEW" in other.council.members
    assert elected[0] not in other.council.members
    before = history.before(draft.date)
    as_it_is, changed = (fitted.predict(each, before).ballots() for each in (draft, other))
    seat = draft.council.members.index(elected[0])
    assert changed[seat] != pytest.approx(as_it_is[seat])


def test_only_an_elected_member_that_sits_is_replaced(history):
    draft = history[-1].draft
    with pytest.raises(ValueError, match="permanent"):
        replaced(draft, "P5", "NEW", "AFR", 0.0)
    with pytest.raises(ValueError, match="cannot sit"):
        replaced(draft, "ZZZ", "NEW", "AFR", 0.0)
