"""Whether what follows a vote is gone: ways past the Council, burdens, learning."""

from dataclasses import replace

import numpy as np
from stages.off_values.crises import (
    BY_SEAT,
    HISTORIES,
    HORSESHOE,
    NO,
    NOBODY,
    SEATS,
    SITTING,
    YES,
    U,
    crises,
)

from simulation.engine.acting import NO_ORGANISATION, Acting
from simulation.engine.arrays import play, rounds_of
from simulation.engine.contributors import contributors, means_for
from simulation.engine.sharing import share_burden
from simulation.engine.state import initial_state, with_new_crises
from simulation.scenario.load import load
from simulation.stages import burden, bypass, learning
from simulation.stages.answers import Kind, Means, kind_of_text, own_forces, share
from simulation.stages.bypass import NO_LEADER, Action
from simulation.stages.parameters import Parameters


def first_round(p, runs=600):
    """The scenario and the first round of many histories, before anything is learnt."""
    scenario = replace(HORSESHOE, parameters=p, rounds=1)
    return scenario, next(rounds_of(scenario, seed=54, runs=range(runs)))


def inaction_is_all_there_is_to_compare(p):
    _, played = first_round(p)
    return not played.taken.situation.view.outside.credibility.any()


MEANS = Means(
    military=10.0 * BY_SEAT[:, 0],
    size=10.0 * BY_SEAT[:, 1],
    capability=10.0 * BY_SEAT[:, 2],
    reach=np.where(np.arange(SEATS) == 0, 1.0, BY_SEAT[:, 3]),
    distance=15.0 * BY_SEAT[:, 4:9],
)
"""What some states have, and where: the first reaches everywhere."""

KINDS = np.array(Kind)


def texts(p):
    """What texts of all strengths ask for, without the host's consent and with it."""
    return np.concatenate([kind_of_text(U[0], np.full(HISTORIES, c), p) for c in (0.0, 1.0)])


def shared(p, action, kind, penholder=1):
    """What is shared in new crises in which the first seat leads, were this done.

    Everybody wants it, and nobody belongs to an organisation.
    """
    scenario = replace(HORSESHOE, parameters=p)
    at = np.arange(HISTORIES)
    state = with_new_crises(initial_state(HISTORIES, scenario), crises(Parameters()), at)
    who = contributors(state, SITTING, at, scenario)
    acting = Acting(
        action=np.full(HISTORIES, action),
        leader=np.full(HISTORIES, 0 if action == Action.COALITION else NO_LEADER),
        organisation=np.full(HISTORIES, NO_ORGANISATION),
        penholder=np.full(HISTORIES, penholder),
        strength=np.full(HISTORIES, 0.8),
        kind=np.full(HISTORIES, kind),
        lawful=YES,
    )
    wanted = np.full((who.states, HISTORIES), 0.8)
    support = np.ones((scenario.world.contributors, HISTORIES))
    return share_burden(state, at, acting, who, wanted, NOBODY, support, scenario)


def authority_adds_nothing(p, action):
    """Whether states that gain are as capable with this authority as in a coalition."""
    with_it, without = (shared(p, one, Kind.FORCE) for one in (action, Action.COALITION))
    gain = with_it.stakes > 0.0
    return np.array_equal(with_it.able[gain], without.able[gain])


def nothing_is_worth_standing_with_a_leader(p):
    return not shared(p, Action.COALITION, Kind.FORCE).private.any()


def reimbursement_is_nothing(p):
    return not shared(p, Action.COUNCIL, Kind.PEACEKEEPING).private.any()


def the_penholder_leads_as_any_other(p):
    first, second = (shared(p, Action.COUNCIL, Kind.FORCE, pen).leader for pen in (0, 1))
    return np.array_equal(first, second)


def permanent_members_send_peacekeepers_as_others(p):
    """Their forces against their means without any such rule."""
    sharing = shared(replace(p, mandate_bonus=0.0), Action.COUNCIL, Kind.PEACEKEEPING)
    scenario = replace(HORSESHOE, parameters=p)
    forces, _ = means_for(sharing.who, np.full(HISTORIES, Kind.PEACEKEEPING), scenario)
    able = forces * learning.willingness(np.ones(1), p)
    return np.allclose(sharing.able, np.where(sharing.may_contribute, able, 0.0), rtol=1e-14)


def everybody_has_a_share_alike(p):
    near, size = np.ones((SEATS, 1)), BY_SEAT[:, :1]
    game = {"interdependence": p.interdependence, "elasticity": p.stake_elasticity}
    return np.array_equal(burden.benefit_shares(near, size, **game), np.full((SEATS, 1), 1 / SEATS))


def forces_go_by_what_states_have(p):
    battalions, _ = MEANS.by_currency(Kind.PEACEKEEPING, p)
    return np.allclose(battalions / battalions.sum(axis=0), share(MEANS.capability), rtol=1e-14)


def the_attacked_has_no_more_than_otherwise(p):
    ordinary, _ = MEANS.by_currency(Kind.FORCE, p)
    return own_forces(MEANS, 0, p) == ordinary[0, 0]


def anybody_with_means_leads_however_hopeless(p):
    hopeless = np.array([1e-6])
    return readiness_of_one(p, usefulness=hopeless).worth[0, 0] > -np.inf


def nobody_acts_beyond_a_mandate(p):
    """Whether no coalition acts where sanctions are in force."""
    scenario = replace(load("repeated-crises"), parameters=replace(p, openings=1.0), rounds=8)
    beyond = False
    for played in rounds_of(scenario, seed=54, runs=range(100)):
        coalition = played.answer.action == Action.COALITION
        beyond |= bool((coalition & (played.after.in_force == Kind.SANCTIONS)).any())
    return not beyond


def nobody_acts_alone(p):
    """Whether no coalition is formed but to aid an attacked state, which needs no opening."""
    answer = first_round(p)[1].answer
    return not ((answer.action == Action.COALITION) & (answer.kind != Kind.AID)).any()


def readiness_of_one(p, *, lawful=YES[:1], usefulness=np.ones(1)):
    """The readiness of one member that wants force and follows nobody."""
    one, none = np.ones((1, 1)), np.zeros(1)
    crisis = lawful, np.array([0.5]), usefulness, none, none > 0.0
    return bypass.readiness(0.8 * one, one, 2 * one, one, one, *crisis, one < 0, p)


def law_is_nothing_to_heed(p):
    unlawful, lawful = (readiness_of_one(p, lawful=law[:1]).worth for law in (NO, YES))
    return np.array_equal(unlawful, lawful)


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
    shares = burden.benefit_shares(
        near, size, interdependence=p.interdependence, elasticity=p.stake_elasticity
    )
    return not shares[3:].any()


def nobody_has_means(p):
    return not any(currency.any() for kind in Kind for currency in MEANS.by_currency(kind, p))


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
