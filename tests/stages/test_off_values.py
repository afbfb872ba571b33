"""Every mechanism vanishes exactly at its off value, and is there when it is on."""

import functools
import math
from dataclasses import fields, replace

import numpy as np
import pytest
from strategies import profiles_of_all_sorts

from simulation.engine.arrays import play, rounds_of
from simulation.engine.means import means
from simulation.engine.state import initial_state
from simulation.scenario.load import load
from simulation.stages import attention, burden, bypass, learning, outcome
from simulation.stages.bypass import Action
from simulation.stages.challenge import (
    NO_PATRON,
    SLOTS,
    acts,
    arise,
    belief_in_an_answer,
    gains,
)
from simulation.stages.decision import End
from simulation.stages.drafting import Outlook, draft, grid, holder_of_the_pen, perceived, values
from simulation.stages.parameters import TABLE, WHOLE_NUMBERS, Parameters
from simulation.stages.preferences import (
    PreferencesParameters,
    no_outside,
    rivalry,
    terms,
    ties,
)
from simulation.stages.voting import (
    NOT_VOTING,
    ballots,
    chances,
    consensus_bonus,
    cost_of_no,
    with_sponsors,
)

HORSESHOE = load("horseshoe")
SITTING = HORSESHOE.sitting
PERMANENT = SITTING.council.permanent[:, None]
HISTORIES = 500
SEATS = 15
U = np.random.default_rng(50).random((len(SLOTS), HISTORIES))
BY_SEAT = np.random.default_rng(51).random((SEATS, HISTORIES))
NOBODY = np.zeros((SEATS, HISTORIES), dtype=bool)

YES, NO = np.ones(HISTORIES, dtype=bool), np.zeros(HISTORIES, dtype=bool)
PROFILES = profiles_of_all_sorts(np.random.default_rng(52), np.arange(SEATS) % 5)

ALL_OFF = {
    name: int(row["off"]) if name in WHOLE_NUMBERS else float(row["off"])
    for name, row in TABLE.items()
    if row["off"] is not None
}


def crises(p, **fixed):
    """New crises; a slot may be fixed at one uniform."""
    uniforms = U.copy()
    for slot, value in fixed.items():
        uniforms[SLOTS[slot]] = value
    return arise(uniforms, HORSESHOE.hazards, p)


def seated(crisis):
    """The profiles around the table before these crises."""
    return PROFILES.seated(np.arange(SEATS)[:, None], crisis.region, ~PERMANENT)


def trust_of(p):
    return np.full(HISTORIES, p.r2p_trust)


def terms_under(p):
    """The terms of what members want, in many crises."""
    crisis = crises(Parameters())
    tie = ties(crisis, seated(crisis), Parameters())
    return terms(seated(crisis), tie, BY_SEAT - 0.5, crisis, U[0], trust_of(p), p)


def term(p, name):
    """One of them."""
    return terms_under(p)[name]


def is_zero(p, name):
    return bool((term(p, name) == 0.0).all())


def switched(name):
    """The parameters with one of them on, and with it off.

    On is its default, or the end of its range where it is off by default.
    """
    default, row = getattr(Parameters(), name), TABLE[name]
    on = row["high"] if default == ALL_OFF[name] else default
    return (replace(Parameters(), **{name: value}) for value in (on, ALL_OFF[name]))


def terms_weighed():
    """The terms that are there with a parameter on and nothing with it off, by parameter.

    So a weight of a term is tested without a line here. Which term is whose, the equation in
    test_preferences.py says.
    """
    found = {}
    for name in {field.name for field in fields(PreferencesParameters)} & set(ALL_OFF):
        on, off = (terms_under(p) for p in switched(name))
        gone = [term for term in on if on[term].any() and not off[term].any()]
        if gone:
            (found[name],) = gone
    return found


def ties_do_not_escalate(p):
    crisis = crises(Parameters())
    tie = ties(crisis, seated(crisis), Parameters())
    return np.array_equal(term(p, "client tie"), -tie)


def nobody_inherits(p, seats):
    crisis, rows = crises(p), np.flatnonzero(seats)
    return np.array_equal(ties(crisis, seated(crisis), p)[rows], crisis.ties[rows])


def atrocities_are_as_others(p):
    crisis = crises(Parameters())
    calm = replace(crisis, atrocity=np.zeros(HISTORIES, dtype=bool))
    zeros = np.zeros((SEATS, HISTORIES))
    here, there = (
        terms(seated(c), zeros, zeros, c, U[0], trust_of(p), p)["sovereignty"]
        for c in (crisis, calm)
    )
    return np.array_equal(here, there)


def no_party(p):
    return not crises(p).parties.any()


def only_parties_have_ties(p):
    crisis = crises(p, party=1.0 - 2.0**-53)
    return not crisis.ties.any()


def weakest_tie_is_none(p):
    return not crises(p, tie=0.0, party=1.0 - 2.0**-53).ties.any()


def parties_have_no_tie(p):
    crisis = crises(p)
    return not crisis.ties[crisis.parties].any()


def everybody_acts(p):
    belief = np.full(HISTORIES, p.belief_response * p.belief_success)
    return bool(acts(gains(U[0], p), belief, p).all())


def attribution_is_nothing_to_a_challenger(p):
    crisis = crises(p)
    unsure, sure = (
        belief_in_an_answer(U[0], U[1], attribution, YES, p)
        for attribution in (crisis.attribution, np.ones(HISTORIES))
    )
    return np.array_equal(unsure, sure)


def cost(p, *, legitimacy=0.5, party=False, signatory=False, atrocity=False):
    """The cost of a permanent and of an elected member's no."""
    crisis = replace(crises(p).at(np.array([0])), atrocity=np.array([atrocity]))
    who = np.array([[True], [False]])
    flag = np.ones((2, 1), dtype=bool)
    return cost_of_no(who, signatory & flag, party & flag, crisis, np.array([legitimacy]), p)[:, 0]


def only_floor_for(seat):
    """Whether a no costs no more than the bonus forgone, for a permanent or an elected member."""
    return lambda p: cost(p)[seat] == np.nextafter(consensus_bonus(np.array([0.5]), p)[0], math.inf)


def ballots_cast(p):
    """Ballots of members that have thirty in a hundred of any, on many uniforms."""
    return ballots(BY_SEAT, np.full(BY_SEAT.shape, 0.3), np.full(BY_SEAT.shape, 0.3), NOBODY, p)


def hopeless():
    """A draft that only its penholder wants, in the eyes of that penholder."""
    wanted = np.full((SEATS, 1), -1.0)
    wanted[0] = 0.8
    nobody = np.zeros((SEATS, 1), dtype=bool)
    none = np.zeros(1)
    return Outlook(
        pen=np.array([0]),
        wanted=wanted,
        cost=np.full((SEATS, 1), 0.2),
        sponsors=np.arange(SEATS)[:, None] == 0,
        silent=nobody,
        uncounted=nobody,
        spared=nobody,
        status_quo=none,
        bonus=none,
        statement=none,
        outside=no_outside(1),
    )


def sharp(p):
    return replace(p, choice_noise=1e-9, perception_sd=0.0)


def shortfalls_cost_nothing(p):
    strengths = grid(np.array([0.8]), p)
    real, twin = values(strengths, hopeless(), SITTING.rules, sharp(p))
    return not real.any() and not twin.any()


def hopeless_drafts_are_tabled(p):
    return bool(np.isfinite(draft(hopeless(), SITTING.rules, sharp(p)).strength).all())


def only_elected_members_draft(p):
    pen = holder_of_the_pen(U[0], BY_SEAT, SITTING.council.may_hold_pen[:, None], ~PERMANENT, p)
    return not SITTING.council.permanent[pen].any()


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
    roll, given, own = scenario.sitting.membership, [], []
    for played in rounds_of(scenario, seed=54, runs=range(100)):
        answer, before = played.answer, played.before
        who = means(before, roll, np.arange(before.standing.size), scenario)
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


def sight_is_perfect(p):
    pen = np.zeros(HISTORIES, dtype=np.int64)
    return np.array_equal(perceived(BY_SEAT, BY_SEAT - 0.5, pen, p), BY_SEAT)


def nobody_heeds_rivalry(p):
    alignment = PROFILES.alignment[:, None]
    return not rivalry(alignment, alignment[0], p).any()


def sponsors_vote_as_others(p):
    yes, no = with_sponsors(BY_SEAT / 2, BY_SEAT / 2, ~NOBODY, p)
    return np.array_equal(yes, BY_SEAT / 2) and np.array_equal(no, BY_SEAT / 2)


def texts_go_down_to_nothing(p):
    return grid(np.array([0.8]), p)[-1, 0] == 0.0


VANISHED = {
    "gain_scale": lambda p: np.array_equal(
        gains(U[0], p), np.full(HISTORIES, np.exp(p.gain_location))
    ),
    "compliance_cost": lambda p: np.array_equal(
        acts(gains(U[0], p), U[1], p), U[1] < gains(U[0], p) / (gains(U[0], p) + p.challenge_loss)
    ),
    "patron_probability": lambda p: bool((crises(p).patron == NO_PATRON).all()),
    "tie_min": weakest_tie_is_none,
    "tie_max": only_parties_have_ties,
    "party_probability": no_party,
    "party_tie": parties_have_no_tie,
    "bloc_probability": lambda p: not crises(p).bloc.any(),
    "bloc_min": lambda p: not crises(p, bloc_tie=0.0).bloc.any(),
    "bloc_max": lambda p: not crises(p).bloc.any(),
    "consent_probability": lambda p: not crises(p).consent.any(),
    "worsening": lambda p: np.array_equal(
        crises(p).worsened(np.full(HISTORIES, p.worsening)).severity, crises(p).severity
    ),
    "belief_response": everybody_acts,
    "belief_success": everybody_acts,
    "reach": lambda p: bool(attention.raised_by_members(U[0], p).all()),
    "article_99": lambda p: not attention.raised_under_article_99(U[0], p).any(),
    "mediation": lambda p: not attention.mediated(U[0], U[1], p).any(),
    "cover": attribution_is_nothing_to_a_challenger,
    "tie_escalation": ties_do_not_escalate,
    "kinship_share": lambda p: nobody_inherits(p, ~PERMANENT),
    "permanent_kinship": lambda p: nobody_inherits(p, PERMANENT),
    "rivalry_weight": nobody_heeds_rivalry,
    "rivalry": nobody_heeds_rivalry,
    "r2p_trust": atrocities_are_as_others,
    "outside_credibility": inaction_is_all_there_is_to_compare,
    "permanent_pen": only_elected_members_draft,
    "perception_sd": sight_is_perfect,
    "minimum_strength": texts_go_down_to_nothing,
    "statement_value": lambda p: not crises(p).statement.any(),
    "tabling_threshold": hopeless_drafts_are_tabled,
    "shortfall_cost": shortfalls_cost_nothing,
    "consensus_bonus": lambda p: not consensus_bonus(U[0], p).any(),
    "veto_cost": only_floor_for(0),
    "dissent_cost": only_floor_for(1),
    "legitimacy_veto_cost": lambda p: np.array_equal(
        cost(p, legitimacy=0.3), cost(p, legitimacy=0.8)
    ),
    "assembly_debate_cost": lambda p: cost(p)[0] == p.veto_cost,
    "code_cost": lambda p: np.array_equal(cost(p, signatory=True, atrocity=True), cost(p)),
    "party_relief": lambda p: np.array_equal(cost(p, party=True), cost(p)),
    "choice_noise": lambda p: all(
        (chance == 0.5).all() for chance in chances(BY_SEAT - 0.5, 0.08, 0.2, p.choice_noise, True)
    ),
    "absence_probability": lambda p: not (ballots_cast(p) == NOT_VOTING).any(),
    "nonparticipation": lambda p: not (ballots_cast(p) == NOT_VOTING).any(),
    "sponsors_vote_yes": sponsors_vote_as_others,
    "openings": nobody_acts_alone,
    "norm": law_is_nothing_to_heed,
    "uniting_for_peace": lambda p: not bypass.taken_to_the_assembly(U[0], YES, p).any(),
    "assembly_authority": lambda p: authority_adds_nothing(p, Action.ASSEMBLY),
    "stake_scale": lambda p: not burden.stakes(BY_SEAT, U[0], U[1], scale=p.stake_scale).any(),
    "total_capability": nobody_has_means,
    "unit_cost": whoever_has_a_stake_gives,
    "private_benefit": who_has_no_stake_gives_nothing,
    "interdependence": only_the_near_have_a_stake,
    "mandate_bonus": lambda p: authority_adds_nothing(p, Action.COUNCIL),
    "arrears": assessments_are_paid,
    "consent_easing": lambda p: np.array_equal(
        outcome.resisted(crises(p), NO, p), crises(p).resistance
    ),
    "rapid_response": lambda p: np.array_equal(
        outcome.resisted(crises(p), YES, p), outcome.resisted(crises(p), NO, p)
    ),
    "casualty_rate": lambda p: not outcome.casualties(BY_SEAT, U[1], U[0], p).any(),
    "learning_rate": lambda p: beliefs_stay(p, YES),
    "forgetting": lambda p: beliefs_stay(p, NO),
    "support_mandate": lambda p: supported(p, mandated=YES) == p.support_prior,
    "support_casualties": lambda p: supported(p, dead=100.0) == p.support_prior,
    "support_success": lambda p: supported(p, answered=YES, p_win=0.9) == p.support_prior,
    "casualty_decay": the_dead_are_forgotten_at_once,
    "withdrawal": lambda p: bool((learning.willingness(np.linspace(0, 1, 21), p) > 0.0).all()),
    "legitimacy_rate": legitimacy_stays,
    "overreach": lambda p: not learning.exceeded(U[0], YES, YES, U[1], p).any(),
    "overreach_price": lambda p: np.array_equal(learning.r2p_trust(U[0], YES, p), U[0]),
} | {name: functools.partial(is_zero, name=gone) for name, gone in sorted(terms_weighed().items())}
"""For each parameter with an off value, whether its mechanism is gone."""

COMPANIONS = {"tie_max": {"tie_min": 0.0}, "bloc_max": {"bloc_min": 0.0}}
"""A greatest value of nothing needs a least one of nothing."""


def test_every_parameter_with_an_off_value_is_tested():
    assert set(VANISHED) == set(ALL_OFF)


@pytest.mark.parametrize("name", VANISHED)
def test_a_mechanism_vanishes_at_its_off_value(name):
    off = replace(Parameters(), **{name: ALL_OFF[name]}, **COMPANIONS.get(name, {}))
    assert VANISHED[name](off)


@pytest.mark.parametrize("name", VANISHED)
def test_a_mechanism_is_there_when_it_is_on(name):
    on, _ = switched(name)
    assert not VANISHED[name](on)


def test_with_everything_off_the_council_flips_coins():
    off = replace(HORSESHOE, parameters=replace(HORSESHOE.parameters, **ALL_OFF))
    played = play(off, seed=53, runs=range(800))
    assert played.voted.all()
    assert not (played["abstain"] > 0).any()
    for ends, chance in (
        ((End.ADOPTED_DILUTED, End.ADOPTED_IN_FULL), 53 / 2048),
        ((End.VETOED,), 9101 / 32768),
        ((End.FELL_SHORT,), 1 - 9949 / 32768),
    ):
        error = math.sqrt(chance * (1.0 - chance) / played.voted.size)
        assert abs(played.is_end(*ends).mean() - chance) <= 4.0 * error


def test_what_has_no_off_value_is_a_scale_or_a_threshold():
    """So that a new mechanism is not left without one by mistake."""
    assert {f.name for f in fields(Parameters)} - set(ALL_OFF) == {
        "gain_location",
        "challenge_loss",
        "severity_min",
        "severity_max",
        "patience",
        "grave",
        "adequate",
        "large",
        "legitimacy_prior",
        "baseline_strength",
        "kinship_scale",
        "grid_points",
        "outside_cost",
        "satiation",
        "rest_states",
        "resistance_min",
        "resistance_max",
        "decisiveness",
        "support_prior",
        "unlawful_target",
    }
