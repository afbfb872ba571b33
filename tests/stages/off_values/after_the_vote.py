"""Whether what follows a vote is gone: ways past the Council, burdens, learning."""

from dataclasses import replace

import numpy as np
from stages.off_values.crises import (
    BY_SEAT,
    HISTORIES,
    HORSESHOE,
    NO,
    SEATS,
    SITTING,
    YES,
    U,
    crises,
)

from simulation.engine.arrays import play, rounds_of
from simulation.engine.contributors import means
from simulation.engine.state import initial_state
from simulation.scenario.load import load
from simulation.stages import burden, bypass, learning
from simulation.stages.bypass import Action
from simulation.stages.parameters import Parameters


def first_round(p, runs=600):
    """The scenario and the first round of many histories, before anything is learnt."""
    scenario = replace(HORSESHOE, parameters=p, rounds=1)
    return scenario, next(rounds_of(scenario, seed=54, runs=range(runs)))


def inaction_is_all_there_is_to_compare(p):
    _, played = first_round(p)
    return not played.taken.situation.view.outside.credibility.any()


def authority_adds_nothing(p, action):
    """Whether contributors give as their own capability says, without a bonus for a mandate.

    A contributor gives e = k(B(β-E) - φ), so that its gift tells its k.
    """
    scenario = replace(load("repeated-crises"), parameters=p)
    membership, given, own = scenario.sitting.membership, [], []
    for played in rounds_of(scenario, seed=54, runs=range(100)):
        answer, before = played.answer, played.before
        who = means(before, membership, np.arange(before.standing.size), scenario)
        k = who.capability * learning.willingness(answer.support, p)
        keenness = answer.stakes / who.states * (p.satiation - answer.provision) - p.unit_cost
        gives = (answer.effort > 0.0) & (answer.action == action)
        given.append(answer.effort[gives])
        own.append((k * keenness)[gives])
    assert np.concatenate(given).size
    # The solver's total and the formula's differ by roundings.
    return np.allclose(np.concatenate(given), np.concatenate(own), rtol=1e-9)


def nobody_acts_alone(p):
    return not (first_round(p)[1].answer.action == Action.COALITION).any()


def law_is_nothing_to_heed(p):
    def worth(lawful):
        one = np.ones((1, 1))
        crisis = lawful, np.array([0.5]), np.ones(1), np.array([0.8])
        return bypass.readiness(0.8 * one, 0.5 * one, 2 * one, one, *crisis, one < 0, p).worth

    return np.array_equal(worth(np.array([False])), worth(np.array([True])))


def gifts(p, stake):
    """Contributions of members with this stake each, to themselves worth nothing beyond it."""
    stakes = np.full((SEATS, 1), stake)
    return burden.nash(
        stakes, stakes * 0 + 0.5, p.private_benefit, satiation=p.satiation, unit_cost=p.unit_cost
    )


def who_has_no_stake_gives_nothing(p):
    return not gifts(replace(p, unit_cost=0.0), 0.0).any()


def whoever_has_a_stake_gives(p):
    return bool((gifts(replace(p, private_benefit=0.0), 0.02) > 0.0).all())


def only_the_near_have_a_stake(p):
    near = (np.arange(SEATS) < 3).astype(np.float64)[:, None]
    size = np.ones((SEATS, 1))
    shares = burden.benefit_shares(near, near, size, interdependence=p.interdependence)
    return not shares[3:].any()


def nobody_has_means(p):
    scenario = replace(HORSESHOE, parameters=p)
    state = initial_state(1, scenario)
    return not means(state, SITTING.membership, np.array([0]), scenario).capability.any()


def assessments_are_paid(p):
    shares = np.full((4, 1), 0.25)
    return burden.assessed(shares, np.array([0.8]), p.arrears).sum() == 0.8


def supported(p, *, dead=0.0, mandated=NO, answered=NO, p_win=0.5):
    there = np.full((1, HISTORIES), dead), mandated, answered, np.full(HISTORIES, p_win)
    return learning.support(*there, p)[0, 0]


def beliefs_stay(p, challenged):
    """Whether beliefs of either kind survive a round in which there is, or is not, a crisis."""
    before, group = BY_SEAT[:2], crises(Parameters()).challenger_class
    answered = challenged & (U[1] < 0.5)
    response = learning.response_belief(before, group, challenged, answered, NO, p)
    success = learning.success_belief(before, group, challenged, answered, U[2], p)
    return np.array_equal(response, before) and np.array_equal(success, before)


def the_dead_are_forgotten_at_once(p):
    played = play(replace(HORSESHOE, parameters=p), seed=54, runs=range(20))
    idle = played["action"] == Action.NONE
    assert idle.any()
    return not played["casualties"][idle].any()


def legitimacy_stays(p):
    council, before = np.full(HISTORIES, Action.COUNCIL), U[3]
    return np.array_equal(learning.legitimacy(before, council, YES, YES, NO, p), before)
