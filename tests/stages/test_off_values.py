"""Every mechanism vanishes exactly at its off value, and is there when it is on."""

import math
from dataclasses import fields, replace

import numpy as np
import pytest

from simulation.engine.arrays import play
from simulation.scenario.load import load
from simulation.stages import attention
from simulation.stages.challenge import NO_PATRON, SLOTS, acts, arise, gains
from simulation.stages.decision import End
from simulation.stages.drafting import Outlook, draft, grid, holder_of_the_pen, perceived, values
from simulation.stages.parameters import TABLE, WHOLE_NUMBERS, Parameters
from simulation.stages.preferences import Profiles, gain, rivalry, terms, ties
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

_raw = np.random.default_rng(52)
PROFILES = Profiles.of_council(
    alignment=_raw.uniform(-1, 1, SEATS),
    intervention=_raw.uniform(-1, 1, SEATS),
    sovereignty=_raw.random(SEATS),
    exposure=_raw.random((SEATS, 5)),
    stake=_raw.random((SEATS, 5)),
    threat_sensitivity=_raw.random(SEATS),
    elected=~SITTING.council.permanent,
    group=np.arange(SEATS) % 5,
)

ALL_OFF = {
    name: int(row["off"]) if name in WHOLE_NUMBERS else float(row["off"])
    for name, row in TABLE.items()
    if row["off"] is not None
}


def crises(p, **fixed):
    """New crises; a slot may be fixed at one uniform."""
    uniforms = U.copy()
    for slot, value in fixed.items():
        uniforms[SLOTS.index(slot)] = value
    return arise(uniforms, HORSESHOE.hazards, p)


def term(p, name):
    """One term of what members want, in many crises."""
    crisis = crises(Parameters())
    tie = ties(crisis, PROFILES.alignment, Parameters())
    return terms(PROFILES, tie, BY_SEAT - 0.5, crisis, U[0], p)[name]


def is_zero(p, name):
    return bool((term(p, name) == 0.0).all())


def ties_do_not_escalate(p):
    tie = ties(crises(Parameters()), PROFILES.alignment, Parameters())
    return np.array_equal(term(p, "client tie"), -tie)


def atrocities_are_as_others(p):
    crisis = crises(Parameters())
    calm = replace(crisis, atrocity=np.zeros(HISTORIES, dtype=bool))
    zeros = np.zeros((SEATS, HISTORIES))
    here, there = (terms(PROFILES, zeros, zeros, c, U[0], p)["sovereignty"] for c in (crisis, calm))
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


def inaction_is_all_there_is_to_compare(p):
    y, s = 0.7, 0.1
    return np.array_equal(gain(y, BY_SEAT, s, p), (s - BY_SEAT) ** 2 - (y - BY_SEAT) ** 2)


def sight_is_perfect(p):
    pen = np.zeros(HISTORIES, dtype=np.int64)
    return np.array_equal(perceived(BY_SEAT, BY_SEAT - 0.5, pen, p), BY_SEAT)


def nobody_heeds_rivalry(p):
    return not rivalry(PROFILES.alignment, PROFILES.alignment[0], p).any()


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
    "severity_weight": lambda p: is_zero(p, "severity"),
    "intervention_weight": lambda p: is_zero(p, "will to intervene"),
    "exposure_weight": lambda p: is_zero(p, "regional exposure"),
    "stake_weight": lambda p: is_zero(p, "economic stake"),
    "threat_weight": lambda p: is_zero(p, "threat"),
    "sovereignty_weight": lambda p: is_zero(p, "sovereignty"),
    "prospect_weight": lambda p: is_zero(p, "prospect of success"),
    "tie_escalation": ties_do_not_escalate,
    "kinship_share": lambda p: np.array_equal(
        ties(crises(p), PROFILES.alignment, p), crises(p).ties
    ),
    "rivalry_weight": nobody_heeds_rivalry,
    "rivalry": nobody_heeds_rivalry,
    "taste_sd": lambda p: is_zero(p, "temper"),
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
}
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
    """At its default, or at the end of its range where it is off by default."""
    default, row = getattr(Parameters(), name), TABLE[name]
    on = row["high"] if default == ALL_OFF[name] else default
    assert not VANISHED[name](replace(Parameters(), **{name: on}))


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
        "outside_strength",
        "grid_points",
    }
