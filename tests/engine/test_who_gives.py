"""Who gives to an answer of its own will: only those that gain by it, and none of the other side."""

import numpy as np
import pytest

from simulation import load, play
from simulation.engine import aftermath
from simulation.scenario.files import names
from simulation.stages.adoption import End
from simulation.stages.answers import Kind
from simulation.stages.bypass import Action

RUNS = range(12)


@pytest.fixture
def shared(monkeypatch):
    """The burdens shared while histories are played: round, state, contributors, θ, sharing."""
    found = []
    share = aftermath.share_burden

    def watched(state, histories, acting, who, wanted, absent, support, scenario):
        sharing = share(state, histories, acting, who, wanted, absent, support, scenario)
        found.append((state, histories, wanted, sharing))
        return sharing

    monkeypatch.setattr(aftermath, "share_burden", watched)
    return found


@pytest.mark.parametrize("name", sorted(names("scenario")))
def test_only_who_gains_gives(name, shared):
    scenario = load(name)
    play(scenario, seed=3, runs=RUNS)
    for state, histories, wanted, sharing in shared:
        gives = sharing.effort > 0.0
        enough = wanted > sharing.acting.strength / 2.0
        assert not (gives & ~enough).any()
        crisis, here = state.crisis.at(histories), np.arange(histories.size)
        of_seats = gives[sharing.who.held, here]
        seats = np.arange(of_seats.shape[0])[:, None]
        assert not (of_seats & (seats == crisis.patron)).any()
        assert not (of_seats & crisis.parties & (crisis.ties > 0.0)).any()
        if scenario.script:
            draft = scenario.script[state.round]
            codes = [one.member for one in draft.sitting.states]
            if draft.target in codes:
                assert not gives[codes.index(draft.target)].any()


def test_something_is_given_by_most_kinds_of_answers():
    found = set()
    for name in ("repeated-crises", "ukraine-2022", "kuwait-1990", "somalia-1992"):
        history = play(name, seed=3, runs=range(60))
        given = history.effort.sum(axis=1) > 0.0
        found |= set(np.unique(history["done"][given]))
    assert found == {Kind.SANCTIONS, Kind.PEACEKEEPING, Kind.FORCE, Kind.AID}


def test_words_cost_nobody_anything():
    history = play("gaza-2023", seed=3, runs=range(60))
    words = history["done"] == Kind.WORDS
    assert words.any()
    assert np.isin(history["action"][words], (Action.COUNCIL, Action.ASSEMBLY)).all()
    for given in (history.effort, history.forces, history.money, history.stakes):
        assert not given.sum(axis=1)[words].any()
    assert not history["p_win"][words].any()


def test_peacekeepers_are_paid_for_by_the_scale_and_sent_by_others():
    scenario = load("somalia-1992")
    history = play(scenario, seed=3, runs=range(60))
    by_un = (history["done"] == Kind.PEACEKEEPING) & (history["action"] == Action.COUNCIL)
    assert by_un.any()
    number, run = np.argwhere(by_un)[0]
    sitting = scenario.script[number].sitting
    bill = sum(0.0 if s.assessment is None else s.assessment for s in sitting.states)
    usa = next(n for n, seat in enumerate(sitting.states) if seat.member == "USA")
    dues = history.effort[number, :, run].sum() * sitting.states[usa].assessment / bill
    expected = dues * (1.0 - scenario.parameters.arrears)
    assert history.money[number, usa, run] == pytest.approx(expected, rel=1e-2)
    assert history.forces[number, usa, run] < history.money[number, usa, run]


@pytest.mark.parametrize("name", ["red-sea-2024", "kuwait-1990", "repeated-crises"])
def test_forces_are_part_of_the_effort(name):
    history = play(name, seed=3, runs=range(30))
    assert (history.forces <= history.effort * (1.0 + 1e-6)).all()
    force = history["done"] == Kind.FORCE
    assert history.forces.sum(axis=1)[force].any()
    np.testing.assert_allclose(
        history.money.sum(axis=1)[force], history.effort.sum(axis=1)[force], rtol=1e-5
    )


def without_a_draft(history, *kinds):
    """Rounds in which a mandate of a kind is carried out while good offices settle its crisis."""
    by_mandate = history.is_end(End.MEDIATED) & (history["action"] == Action.COUNCIL)
    return by_mandate & np.isin(history["done"], kinds) & (history["contributors"] > 0)


def test_a_mandate_has_its_leader_where_no_draft_is_before_the_council():
    history = play("repeated-crises", seed=3, runs=range(200))
    carried_out = without_a_draft(history, Kind.SANCTIONS, Kind.FORCE)
    assert carried_out.sum() > 10
    assert (history["leader"][carried_out] >= 0).all()


def test_an_organisation_carries_a_mandate_out_where_no_draft_is_before_the_council():
    history = play("regional-organisations", seed=3, runs=range(400))
    carried_out = without_a_draft(history, Kind.FORCE)
    assert (history["organisation"][carried_out] >= 0).any()
