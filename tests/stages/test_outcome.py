"""Whether an answer succeeds, what it costs in lives, and when a crisis closes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from simulation.scenario.load import load
from simulation.stages.challenge import SLOTS, arise
from simulation.stages.outcome import (
    casualties,
    chance_of_success,
    given_up,
    humanitarian_harm,
    political_success,
    resisted,
)
from simulation.stages.parameters import Parameters

P = Parameters()
HISTORIES = 300
RNG = np.random.default_rng(70)
CRISIS = arise(RNG.random((len(SLOTS), HISTORIES)), load("horseshoe").hazards, P)
EFFORT = RNG.random((6, HISTORIES))
USEFUL = np.ones(HISTORIES)
NOBODY = np.zeros(HISTORIES)
"""No attacked state that defends itself."""
LATE, EARLY = np.zeros(HISTORIES, dtype=bool), np.ones(HISTORIES, dtype=bool)
MET_NOW = resisted(CRISIS, LATE, P)


def consenting(consent):
    return replace(CRISIS, consent=np.full(HISTORIES, consent))


def test_resistance_lies_between_its_ends():
    assert CRISIS.resistance.min() >= P.resistance_min
    assert CRISIS.resistance.max() <= P.resistance_max
    assert np.ptp(CRISIS.resistance) > 0.9 * (P.resistance_max - P.resistance_min)


def test_consent_takes_its_share_of_the_resistance():
    assert np.array_equal(resisted(consenting(0.0), LATE, P), CRISIS.resistance)
    eased = resisted(consenting(1.0), LATE, P)
    assert np.array_equal(eased, CRISIS.resistance * (1.0 - P.consent_easing))
    half = resisted(consenting(0.5), LATE, P)
    assert ((eased < half) & (half < CRISIS.resistance)).all()


def test_forces_on_hand_spare_an_early_answer_their_share_of_the_resistance():
    p = replace(P, rapid_response=0.4)
    assert np.array_equal(resisted(CRISIS, EARLY, p), MET_NOW * 0.6)
    assert np.array_equal(resisted(CRISIS, LATE, p), MET_NOW)
    assert np.array_equal(resisted(CRISIS, EARLY, P), MET_NOW)


def test_consent_makes_every_answer_likelier_to_succeed():
    effort = EFFORT.sum(axis=0)
    against, invited = (
        chance_of_success(effort, resisted(consenting(c), LATE, P), USEFUL, NOBODY, P)
        for c in (0.0, 1.0)
    )
    assert (invited > against).all()


def test_an_answer_as_strong_as_the_resistance_it_meets_wins_half_the_time():
    for decisiveness in (0.5, 1.0, 3.0):
        p = replace(P, decisiveness=decisiveness)
        met = resisted(CRISIS, LATE, p)
        assert (chance_of_success(met, met, USEFUL, NOBODY, p) == 0.5).all()


def test_no_effort_never_succeeds_and_boundless_effort_always_does():
    assert (chance_of_success(np.zeros(HISTORIES), MET_NOW, USEFUL, NOBODY, P) == 0.0).all()
    # R / E is a millionth of a millionth.
    sure = chance_of_success(np.full(HISTORIES, 1e12), MET_NOW, USEFUL, NOBODY, P)
    assert (sure >= 1.0 - 1e-12).all()


@examples
@given(st.floats(0.0, 3.0), st.floats(0.0, 3.0), st.floats(0.5, 3.0))
def test_more_effort_never_lowers_the_chance(one, other, decisiveness):
    p = replace(P, decisiveness=decisiveness)
    low, high = (np.full(HISTORIES, e) for e in sorted((one, other)))
    less, more = (chance_of_success(e, MET_NOW, USEFUL, NOBODY, p) for e in (low, high))
    assert (less <= more).all()
    assert ((more >= 0.0) & (more <= 1.0)).all()


def test_effort_that_is_half_as_useful_is_worth_half_as_much():
    effort = EFFORT.sum(axis=0)
    half = chance_of_success(effort, MET_NOW, np.full(HISTORIES, 0.5), NOBODY, P)
    assert np.array_equal(half, chance_of_success(0.5 * effort, MET_NOW, USEFUL, NOBODY, P))
    assert (chance_of_success(effort, MET_NOW, np.zeros(HISTORIES), NOBODY, P) == 0.0).all()


def test_what_an_attacked_state_adds_is_of_full_use_whatever_its_helpers_send():
    effort, own = EFFORT.sum(axis=0), np.full(HISTORIES, 0.2)
    helped = chance_of_success(effort, MET_NOW, np.full(HISTORIES, 0.5), own, P)
    assert np.allclose(
        helped, chance_of_success(0.5 * effort + 0.2, MET_NOW, USEFUL, NOBODY, P), rtol=1e-15
    )
    alone = chance_of_success(NOBODY, MET_NOW, USEFUL, own, P)
    assert np.allclose(alone, 0.2 / (0.2 + MET_NOW), rtol=1e-15)


def test_a_decisive_contest_goes_to_the_stronger():
    decisive = replace(P, decisiveness=10.0)
    met = resisted(CRISIS, LATE, P)
    assert (chance_of_success(2.0 * met, met, USEFUL, NOBODY, decisive) > 0.999).all()
    assert (chance_of_success(0.5 * met, met, USEFUL, NOBODY, decisive) < 0.001).all()


@pytest.mark.parametrize("strength", [0.35, 0.6, 1.0])
def test_casualties_add_up_to_what_resistance_and_strength_exact(strength):
    borne = casualties(EFFORT, MET_NOW, np.full(HISTORIES, strength), P)
    exacted = P.casualty_rate * MET_NOW * strength**2
    # Six shares that add up to one but for rounding.
    assert borne.sum(axis=0) == pytest.approx(exacted, rel=1e-14)


def test_casualties_fall_on_those_who_make_the_effort_by_their_share_of_it():
    effort = EFFORT.copy()
    effort[2] = 0.0
    effort[3] = 2.0 * effort[1]
    borne = casualties(effort, MET_NOW, np.ones(HISTORIES), P)
    assert (borne[2] == 0.0).all()
    assert np.allclose(borne[3], 2.0 * borne[1], rtol=1e-14)
    assert (borne >= 0.0).all()


def test_nobody_dies_where_nothing_is_done():
    assert not casualties(np.zeros((6, HISTORIES)), MET_NOW, np.ones(HISTORIES), P).any()
    assert not casualties(EFFORT, MET_NOW, np.zeros(HISTORIES), P).any()


def test_a_crisis_is_given_up_once_patience_has_run_out():
    age = np.arange(6)
    assert given_up(age, replace(P, patience=3)).tolist() == [False] * 3 + [True] * 3


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("mediated", [False, True])
@pytest.mark.parametrize("lawful", [False, True])
def test_a_settlement_succeeds_politically_by_mediation_or_by_law(settled, mediated, lawful):
    found = political_success(np.array([settled]), np.array([mediated]), np.array([lawful]))
    assert found.tolist() == [settled and (mediated or lawful)]


def test_a_crisis_harms_by_its_severity_while_it_stands_unsettled():
    standing, settled = np.array([True, True, False, False]), np.array([False, True, False, True])
    harm = humanitarian_harm(np.array([0.7, 0.6, 0.5, 0.4]), standing, settled)
    assert harm.tolist() == [0.7, 0.0, 0.0, 0.0]
