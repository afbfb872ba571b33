"""Every mechanism vanishes exactly at its off value, and is there when it is on."""

import functools
import math
from dataclasses import fields, replace

import numpy as np
import pytest
from stages.off_values.after_the_vote import (
    KINDS,
    MEANS,
    anybody_with_means_leads_however_hopeless,
    assessments_are_paid,
    authority_adds_nothing,
    beliefs_stay,
    everybody_has_a_share_alike,
    forces_go_by_what_states_have,
    inaction_is_all_there_is_to_compare,
    law_is_nothing_to_heed,
    legitimacy_stays,
    nobody_acts_alone,
    nobody_acts_beyond_a_mandate,
    nobody_has_means,
    nothing_is_worth_standing_with_a_leader,
    only_the_near_have_a_stake,
    permanent_members_send_peacekeepers_as_others,
    reimbursement_is_nothing,
    supported,
    texts,
    the_attacked_has_no_more_than_otherwise,
    the_dead_are_forgotten_at_once,
    the_penholder_leads_as_any_other,
    who_has_no_stake_gives_nothing,
    whoever_has_a_stake_gives,
)
from stages.off_values.at_the_vote import (
    ballots_cast,
    cost,
    hopeless_drafts_are_tabled,
    only_elected_members_draft,
    only_floor_for,
    shortfalls_cost_nothing,
    sight_is_perfect,
    sponsors_vote_as_others,
    texts_go_down_to_nothing,
)
from stages.off_values.before_the_vote import (
    atrocities_are_as_others,
    attribution_is_nothing_to_a_challenger,
    everybody_acts,
    is_zero,
    no_party,
    nobody_heeds_rivalry,
    nobody_inherits,
    only_parties_have_ties,
    parties_have_no_tie,
    terms_weighed,
    ties_do_not_escalate,
    weakest_tie_is_none,
)
from stages.off_values.crises import (
    ALL_OFF,
    BY_SEAT,
    HISTORIES,
    HORSESHOE,
    NO,
    PERMANENT,
    YES,
    U,
    crises,
    switched,
)

from simulation.engine.arrays import play
from simulation.stages import answers, attention, burden, bypass, learning, outcome
from simulation.stages.adoption import End
from simulation.stages.answers import Kind
from simulation.stages.bypass import Action
from simulation.stages.challenge import NO_PATRON, acts, gains
from simulation.stages.parameters import Parameters
from simulation.stages.voting import NOT_VOTING, chances, consensus_bonus

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
    "stake_elasticity": everybody_has_a_share_alike,
    "prospect": anybody_with_means_leads_however_hopeless,
    "beyond": nobody_acts_beyond_a_mandate,
    "words_below": lambda p: Kind.WORDS not in texts(p),
    "force_from": lambda p: not np.isin(texts(p), (Kind.SANCTIONS, Kind.PEACEKEEPING)).any(),
    "sanctions_effect": lambda p: bool((answers.effect(KINDS, p) == 1.0).all()),
    "own_defence": lambda p: not answers.defended(KINDS, KINDS >= 0, p).any(),
    "carry": lambda p: bool((MEANS.carried(p) == 1.0).all()),
    "nearness": lambda p: bool((answers.near(MEANS.distance, p) == 1.0).all()),
    "forces_elasticity": forces_go_by_what_states_have,
    "mobilisation": the_attacked_has_no_more_than_otherwise,
    "impartiality": permanent_members_send_peacekeepers_as_others,
    "allied": nothing_is_worth_standing_with_a_leader,
    "pen_leads": the_penholder_leads_as_any_other,
    "payers": lambda p: not MEANS.by_currency(Kind.FORCE, p)[1].any(),
    "reimbursement": reimbursement_is_nothing,
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
        "resistance_min",
        "resistance_max",
        "decisiveness",
        "standing",
        "support_prior",
        "unlawful_target",
    }
