"""Who sends peacekeepers in the model: counted round by round, against what a dataset holds."""

from types import SimpleNamespace

import numpy as np
import pytest

from simulation import load
from simulation.engine.arrays import play, rounds_of
from simulation.stages.answers import Kind
from simulation.studies.peacekeeping.model import ERA, Peacekeepers, peacekeeper_shares, shares_of


def none(histories):
    return Peacekeepers.none(load(ERA), histories)


def a_round(kinds, rows, states):
    """A round of which only what is counted is known."""
    done = np.flatnonzero(np.array(kinds) > Kind.WORDS)
    given = SimpleNamespace(histories=done, forces=states[:, done])
    return SimpleNamespace(answer=SimpleNamespace(kind=np.array(kinds), forces=rows, given=given))


def test_only_forces_in_peacekeeping_are_counted_in_the_history_in_which_they_are_sent():
    sent = none(3)
    rows, states = np.ones_like(sent.rows), np.ones_like(sent.states)
    first = a_round([Kind.PEACEKEEPING, Kind.FORCE, Kind.WORDS], rows, states)
    second = a_round([Kind.PEACEKEEPING, Kind.WORDS, Kind.PEACEKEEPING], 2.0 * rows, 2.0 * states)
    assert list(sent.counted([first, second])) == [first, second]
    assert (sent.rows == [3.0, 0.0, 2.0]).all()
    assert (sent.states == [3.0, 0.0, 2.0]).all()


def test_seats_members_and_the_largest_five_have_the_shares_counted_by_hand():
    sent = none(2)
    permanent = sent.scenario.sitting.council.permanent
    sent.rows[:, :] = 0.0
    sent.rows[np.flatnonzero(permanent)[0]] = [1.0, 3.0]
    sent.rows[np.flatnonzero(~permanent)[0]] = [2.0, 2.0]
    sent.rows[-1] = [7.0, 5.0]
    for place, amounts in enumerate([(1, 3), (2, 2), (4, 0), (0, 4), (2, 0), (1, 1)]):
        sent.states[place] = amounts
    found = shares_of(sent)
    shares = {seat: share.value for seat, share in found.seats.items()}
    assert shares == pytest.approx({"permanent": 0.2, "elected": 0.2, "other": 0.6})
    first, *others = found.members.values()
    assert first.value == pytest.approx(0.2)
    assert [other.value for other in others] == [0.0] * 4
    assert found.top_five.value == pytest.approx(0.9)
    assert sum(found.states.values()) == pytest.approx(1.0)
    assert found.states[sent.codes[0]] == pytest.approx(0.2)


def test_gini_is_that_of_each_history_and_a_history_without_peacekeepers_has_none():
    sent = none(3)
    n = len(sent.codes)
    sent.states[:, 0] = 1.0
    sent.states[4, 1] = 1.0
    sent.rows[-1] = sent.states.sum(axis=0)
    assert shares_of(sent).gini.value == pytest.approx((0.0 + (n - 1) / n) / 2)
    assert shares_of(sent).gini.histories == 2


def test_where_nobody_sends_any_there_are_no_shares():
    found = shares_of(none(4))
    assert found.seats["permanent"].value is None
    assert found.top_five.value is None
    assert found.gini.value is None
    assert found.states == {}


def test_they_are_those_of_the_columns_of_a_dataset():
    sent = none(20)
    for _ in sent.counted(rounds_of(sent.scenario, seed=5, runs=range(20))):
        pass
    history = play(sent.scenario, seed=5, runs=range(20))
    peacekeeping = (history["done"] == Kind.PEACEKEEPING)[:, None]
    assert sent.rows == pytest.approx((peacekeeping * history.forces).sum(axis=0), rel=1e-5)
    assert sent.states.sum(axis=0) == pytest.approx(sent.rows.sum(axis=0))
    assert sent.rows.any()


def test_histories_in_two_lots_are_those_in_one():
    lots = []
    for runs in (range(6), range(6, 15)):
        lot = none(len(runs))
        lots.append(lot)
        for _ in lot.counted(rounds_of(lot.scenario, seed=2, runs=runs)):
            pass
    assert shares_of(Peacekeepers.together(lots)) == peacekeeper_shares(ERA, 15, 2)
