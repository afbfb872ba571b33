"""The record by period counts every draft once, and every veto with whoever cast it."""

from datetime import date

import numpy as np
import pytest

from simulation.stages.adoption import Outcome
from simulation.stages.voting import ABSTAIN, NO, YES
from simulation.studies.backtest.dissent import GROUPS, dissent
from simulation.studies.backtest.prediction import Prediction
from simulation.studies.backtest.record import CouncilOnRecord, Draft, RollCall
from simulation.studies.record.periods import ENDS, blocking, ends_by_period, periods

COUNCIL = CouncilOnRecord(
    members=("P1", "P2", *"ABCDE"),
    permanent=np.arange(7) < 2,
    groups=("WEOG",) * 7,
    ideal=np.zeros(7),
)


def call(year, outcome, *ballots):
    return RollCall(1, Draft(date(year, 5, 1), "desert", COUNCIL), np.array(ballots), outcome)


Y, N, A = YES, NO, ABSTAIN
CALLS = [
    call(1960, Outcome.ADOPTED, *[Y] * 7),
    call(1961, Outcome.ADOPTED, Y, Y, Y, Y, Y, Y, A),
    call(1962, Outcome.VETOED, N, Y, Y, Y, Y, Y, Y),
    call(1963, Outcome.VETOED, N, N, Y, Y, Y, Y, Y),
    call(1964, Outcome.FELL_SHORT, N, Y, A, A, A, A, A),
    call(1990, Outcome.ADOPTED, *[Y] * 7),
]


def test_each_draft_ends_in_one_way():
    table = ends_by_period(CALLS, [1946, 1966])
    early = table[table["period"] == "1960–1965"].set_index("end")["count"]
    assert early.to_dict() == dict(zip(ENDS, (1, 1, 1, 2), strict=True))
    late = table[table["period"] == "1966–1990"]
    assert late["total"].eq(1).all()
    assert late["count"].sum() == 1
    assert ((table["low"] <= table["value"]) & (table["value"] <= table["high"])).all()


def test_a_no_on_a_draft_that_fell_short_blocks_nothing():
    table = blocking(CALLS, [1946, 1966]).set_index(["period", "member"])
    assert table.loc[("1960–1965", "P1")].to_list() == [1, 1]
    assert table.loc[("1960–1965", "P2")].to_list() == [0, 1]
    assert table.loc["1966–1990"].to_numpy().sum() == 0


def test_a_year_before_all_periods_is_refused():
    with pytest.raises(ValueError, match="1946"):
        periods([1945, 1950], [1946])


def test_dissent_is_counted_as_it_was_and_as_it_was_expected():
    sure = np.zeros((1, 7, 4))
    sure[..., YES] = 1.0
    half = np.zeros((2, 7, 4))
    half[0, :, YES] = half[1, :, NO] = 1.0
    table = dissent(
        CALLS,
        {
            "sure": [Prediction(np.ones(1), sure)] * 6,
            "all or none": [Prediction(np.array([0.75, 0.25]), half)] * 6,
        },
    )
    assert len(table) == len(GROUPS)
    assert table["recorded"].to_list() == pytest.approx([2 / 6, 2 / 6, 1 / 6, 1 / 6, 0.0])
    assert table["sure"].to_list() == [1.0, 0.0, 0.0, 0.0, 0.0]
    assert table["all or none"].to_list() == [0.75, 0.0, 0.0, 0.0, 0.25]
