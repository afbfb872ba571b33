"""Other rules, texts and costs change what is expected of drafts in the direction they should."""

import numpy as np
import pytest

from simulation.evidence.backtest.counterfactuals import CHANGES, counterfactuals
from simulation.evidence.backtest.structural import Structural
from simulation.stages.decision import Outcome


@pytest.fixture(scope="module")
def expected(small_record):
    history = small_record.roll_calls
    past = history.until(1993)
    later = history[len(past) : len(past) + 12]
    found = counterfactuals(Structural().fit(past), later, history)
    return {one.words: one.outcomes for one in found}


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
