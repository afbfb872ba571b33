"""Who acts where the Council has not: on what authority, by whose vote, and how strongly."""

from dataclasses import replace
from itertools import combinations
from math import ceil, log

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import examples

from simulation.scenario.load import load
from simulation.scenario.world import QUOTAS
from simulation.stages.burden import nash
from simulation.stages.bypass import (
    NO_LEADER,
    Readiness,
    assembly_recommends,
    called,
    force_is_lawful,
    goes_beyond,
    leader_of,
    on_its_own_basis,
    organisation_acts,
    readiness,
    success,
    taken_to_the_assembly,
)
from simulation.stages.bypass import alone as effort_alone
from simulation.stages.challenge import SLOTS, arise
from simulation.stages.parameters import Parameters

P = Parameters()
KEEN, COOL = P.minimum_strength, np.nextafter(P.minimum_strength, 0.0)

wishes = st.floats(-1.0, 1.5)


def one(value):
    """One seat in one history."""
    return np.array([[value]])


def alone(
    theta=0.8,
    stake=0.96,
    k=2.0,
    joint=1.0,
    weight=0.5,
    lawful=True,
    r=0.5,
    u=1.0,
    defence=0.0,
    aided=False,
    away=False,
    p=P,
):
    """The readiness of a member that is the only one."""
    return readiness(
        one(theta),
        one(stake),
        one(k),
        one(joint),
        one(weight),
        np.array([lawful]),
        np.array([r]),
        np.array([u]),
        np.array([defence]),
        np.array([aided]),
        one(away),
        p,
    )


@examples
@given(
    st.floats(0.35, 1.5),
    st.floats(0.0, 3.0),
    st.floats(0.01, 5.0),
    st.floats(1.0, 9.0),
    st.floats(0, 1),
    st.booleans(),
    st.floats(0.2, 0.8),
    st.floats(0.1, 1),
    st.floats(0, 1),
    st.booleans(),
)
def test_a_member_weighs_stake_and_prospect_against_what_leading_costs(
    theta, stake, k, joint, weight, lawful, r, u, defence, aided
):
    """B·p_win - κ_out(1 + l·norm·[unlawful])e, written out; aid costs nothing of the kind."""
    effort = max(0.0, k * (stake * P.satiation + P.private_benefit - P.unit_cost)) / (1 + stake * k)
    together = u * effort * joint + defence
    p_win = together / (together + r)
    price = 0.0 if aided else 1.0 + (0.0 if lawful else weight * P.norm)
    worth = stake * p_win - P.outside_cost * price * effort
    assume(abs(p_win - P.prospect) > 1e-9)
    found = alone(theta, stake, k, joint, weight, lawful, r, u, defence, aided)
    assert found.strength[0, 0] == min(theta, 1.0)
    if effort > 0.0 and (aided or p_win > P.prospect):
        # A handful of operations on numbers of order one.
        assert found.worth[0, 0] == pytest.approx(worth, abs=1e-13)
    else:
        assert found.worth[0, 0] == -np.inf
    leads = found.leads()
    assert leads.ready[0] == (found.worth[0, 0] > 0.0)
    assert leads.strength[0] == (min(theta, 1.0) if leads.ready[0] else 0.0)


def test_where_force_is_of_little_use_a_member_that_would_lead_holds_back():
    assert alone(u=1.0).leads().ready[0]
    assert not alone(u=0.2).leads().ready[0]


def test_nobody_leads_an_expedition_that_hardly_can_succeed_and_aid_is_sent_all_the_same():
    """Alone e = 0.8 here, so that p_win is 0.8u/(0.8u + R): just at the threshold, and below."""
    p = replace(P, private_benefit=0.0, unit_cost=0.0, satiation=1.2, outside_cost=0.0)
    p = replace(p, decisiveness=1.0, prospect=0.25)
    game = {"stake": 1.0, "k": 2.0, "u": 0.75, "p": p}
    # e = 2·1.2/3 = 0.8, uE = 0.6; R = 1.8 gives 0.25.
    assert alone(r=1.79, **game).leads().ready[0]
    assert not alone(r=1.81, **game).leads().ready[0]
    assert alone(r=1.81, aided=True, **game).leads().ready[0]
    assert alone(r=1.81, joint=2.0, **game).leads().ready[0]
    assert alone(r=1.81, defence=0.1, **game).leads().ready[0]


@examples
@given(st.floats(0.1, 3.0), st.floats(0.01, 5.0))
def test_the_effort_alone_is_the_equilibrium_of_a_game_of_one(stake, k):
    """So that the worth of acting and the burden game speak of the same effort."""
    game = {"satiation": P.satiation, "unit_cost": P.unit_cost}
    effort = nash(one(stake), one(k), P.private_benefit, **game)
    assert effort_alone(one(stake), one(k), P)[0, 0] == pytest.approx(effort[0, 0], abs=1e-12)


def test_who_wants_less_than_is_worth_tabling_is_away_or_has_no_means_never_leads():
    assert alone(theta=KEEN).leads().ready[0]
    assert not alone(theta=COOL).leads().ready[0]
    assert not alone(away=True).leads().ready[0]
    assert not alone(k=0.0).leads().ready[0]


def test_a_member_without_means_has_no_worth_of_acting_to_compare():
    assert alone(k=0.0).worth[0, 0] == -np.inf
    assert alone(k=0.0, defence=1.0, aided=True).worth[0, 0] == -np.inf


def test_where_twice_as_much_is_wanted_before_all_are_sated_a_member_alone_does_more():
    """B = 2, k = 1, no other benefit and no cost: e = Bβ/(1 + B), so 2/3, and 4/3 where β = 2."""
    p = replace(P, private_benefit=0.0, unit_cost=0.0, decisiveness=1.0, outside_cost=0.0)
    sated, greedy = (
        alone(theta=1.0, stake=2.0, k=1.0, r=2.0 / 3.0, p=replace(p, satiation=beta))
        for beta in (1.0, 2.0)
    )
    # B·e/(e + R): 2·½, and 2·⅔.
    assert sated.worth[0, 0] == pytest.approx(1.0, rel=1e-15)
    assert greedy.worth[0, 0] == pytest.approx(4.0 / 3.0, rel=1e-15)


def test_the_member_with_most_to_gain_leads_and_the_first_of_equals():
    def leader(*stakes, among=None):
        seats = len(stakes)
        ones = np.ones((seats, 1))
        found = readiness(
            0.8 * ones,
            np.array(stakes)[:, None],
            2.0 * ones,
            ones,
            0.5 * ones,
            np.array([True]),
            np.array([0.4]),
            np.ones(1),
            np.zeros(1),
            np.array([False]),
            np.zeros((seats, 1), dtype=bool),
            P,
        )
        return found.leads(among if among is None else np.array(among)[:, None]).leader[0]

    assert leader(0.2, 1.0, 0.4) == 1
    assert leader(0.2, 0.8, 0.8) == 1
    assert leader(0.2, 1.0, 0.4, among=[True, False, True]) == 2
    assert leader(0.2, 1.0, 0.4, among=[False, False, False]) == NO_LEADER


@pytest.mark.parametrize(
    ("worth", "leader"),
    [
        ((0.0, -1.0), NO_LEADER),
        ((-np.inf, 0.0), NO_LEADER),
        ((np.nextafter(0.0, 1.0), 0.0), 0),
        ((0.0, np.nextafter(0.0, 1.0)), 1),
        ((-0.5, 0.5), 1),
    ],
)
def test_a_member_leads_only_where_it_gains_something(worth, leader):
    ready = Readiness(np.full((2, 1), 0.8), np.array(worth)[:, None])
    found = ready.leads()
    assert found.leader[0] == leader
    assert found.strength[0] == (0.0 if leader == NO_LEADER else 0.8)


def test_law_holds_back_those_who_heed_it_and_only_from_unlawful_force():
    lawful = alone(weight=1.0, lawful=True).worth[0, 0]
    assert lawful > 0.0
    heeds, heedless = (alone(weight=w, lawful=False).worth[0, 0] for w in (1.0, 0.0))
    assert heeds < heedless == lawful
    assert alone(weight=1.0, lawful=False, p=replace(P, norm=0.0)).worth[0, 0] == lawful
    assert alone(lawful=False, aided=True).worth == alone(lawful=True, aided=True).worth


@pytest.mark.parametrize("decisiveness", [0.5, 1.0, 2.0, 7.0])
@pytest.mark.parametrize("resistance", [0.2, 0.5, 0.8])
def test_effort_as_great_as_resistance_wins_half_the_time(resistance, decisiveness):
    p = replace(P, decisiveness=decisiveness)
    assert success(np.array([resistance]), np.array([resistance]), p)[0] == 0.5


def test_no_effort_never_wins_not_even_against_nothing():
    assert success(np.zeros(2), np.array([0.0, 0.5]), P).tolist() == [0.0, 0.0]
    assert success(np.array([0.1]), np.zeros(1), P)[0] == 1.0


def crises():
    uniforms = np.random.default_rng(60).random((len(SLOTS), 500))
    return arise(uniforms, load("horseshoe").hazards, P)


def test_force_needs_no_mandate_where_a_victim_asks_for_help_or_the_host_consents():
    crisis = crises()
    interstate = crisis.between_states
    assert np.array_equal(interstate, ~crisis.intrastate & ~crisis.threat)
    lawful = force_is_lawful(crisis)
    assert lawful[interstate].all()
    assert np.array_equal(lawful[~interstate], crisis.consent[~interstate] == 1.0)
    assert 0 < lawful[~interstate].sum() < (~interstate).sum()
    undecided = replace(crisis, consent=np.full(500, 0.5))
    assert not force_is_lawful(undecided)[~interstate].any()


def test_an_organisation_acts_on_its_own_in_self_defence_or_by_consent_and_never_to_enforce():
    crisis = crises()
    attacked, invited = crisis.between_states, crisis.consent == 1.0

    def basis(*bases):
        return on_its_own_basis(frozenset(bases), crisis)

    assert np.array_equal(basis("self-defence"), attacked)
    assert np.array_equal(basis("consent"), invited)
    assert np.array_equal(basis("self-defence", "consent", "enforcement"), attacked | invited)
    assert not basis("enforcement").any()
    assert not basis().any()
    undecided = replace(crisis, consent=np.full(500, 0.5))
    assert not on_its_own_basis(frozenset({"consent"}), undecided).any()


def test_only_a_veto_is_taken_to_the_assembly():
    uniform = np.linspace(0.0, 1.0, 11)[:-1]
    vetoed = np.ones(10, dtype=bool)
    assert not taken_to_the_assembly(uniform, ~vetoed, replace(P, uniting_for_peace=1.0)).any()
    assert taken_to_the_assembly(uniform, vetoed, replace(P, uniting_for_peace=1.0)).all()
    assert taken_to_the_assembly(uniform, vetoed, replace(P, uniting_for_peace=0.5)).sum() == 5


@pytest.mark.parametrize("keen", range(16))
def test_the_emergency_session_takes_the_procedural_quota_and_knows_no_veto(keen):
    """The five permanent members sit first and are the last to want it: none of them counts."""
    wanted = np.where(np.arange(15) >= 15 - keen, KEEN, COOL)[:, None]
    nobody_away = np.zeros((15, 1), dtype=bool)
    assert called(wanted, nobody_away, 9, P)[0] == (keen >= 9)


def test_who_is_absent_does_not_help_to_call_the_session():
    absent = np.zeros((15, 1), dtype=bool)
    absent[:7] = True
    assert not called(np.ones((15, 1)), absent, 9, P)[0]
    absent[0] = False
    assert called(np.ones((15, 1)), absent, 9, P)[0]


@pytest.mark.parametrize("states", [3, 15, 60, 193])
def test_the_assembly_recommends_by_two_thirds(states):
    """Without noise a state that wants what is proposed votes yes, one that wants nothing no."""
    sure = replace(P, choice_noise=1e-9)
    needed = ceil(2 * states / 3)
    for in_favour in (needed - 1, needed):
        wanted = np.where(np.arange(states) < in_favour, 0.8, -0.8)[:, None]
        found = assembly_recommends(wanted, np.array([0.8]), np.zeros(1), sure)
        assert found[0] == (in_favour >= needed)


@pytest.mark.parametrize("bonus", [-0.3, -0.05, 0.0, 0.04, 0.2])
@pytest.mark.parametrize("strength", [0.1, 0.4, 0.8, 1.0])
@pytest.mark.parametrize("noise", [0.05, 0.2])
def test_the_assembly_is_just_won_where_each_votes_yes_with_two_thirds(strength, bonus, noise):
    """Λ(x) = 2/3 at x = ln 2, so that 2yθ - y² + b = λ ln 2 where all want the same θ."""
    enough = (noise * log(2.0) - bonus + strength**2) / (2.0 * strength)
    for wanted, recommended in ((enough - 1e-9, False), (enough + 1e-9, True)):
        found = assembly_recommends(
            np.full((7, 1), wanted),
            np.array([strength]),
            np.array([bonus]),
            replace(P, choice_noise=noise),
        )
        assert found[0] == recommended


@pytest.mark.parametrize("against", range(6))
def test_every_state_of_the_assembly_counts_wherever_it_sits(against):
    """Of six states four in favour are enough and three are not, whoever they are."""
    sure = replace(P, choice_noise=1e-9)
    others = [seat for seat in range(6) if seat != against]
    for second, third in combinations(others, 2):
        wanted = np.full((6, 1), 0.8)
        wanted[[against, second]] = -0.8
        assert assembly_recommends(wanted, np.array([0.8]), np.zeros(1), sure)[0]
        wanted[third] = -0.8
        assert not assembly_recommends(wanted, np.array([0.8]), np.zeros(1), sure)[0]


@examples
@given(st.lists(wishes, min_size=3, max_size=60), st.floats(0.0, 1.0), st.floats(0.0, 0.2))
def test_a_stronger_wish_in_the_assembly_never_loses_the_recommendation(wanted, y, bonus):
    now = np.array(wanted)[:, None]
    keener = assembly_recommends(now + 0.1, np.array([y]), np.array([bonus]), P)
    assert keener[0] or not assembly_recommends(now, np.array([y]), np.array([bonus]), P)[0]


@pytest.mark.parametrize(("quota", "needed"), [("all", 6), ("two-thirds", 4), ("half", 3)])
def test_an_organisation_of_six_acts_by_its_own_quota(quota, needed):
    for keen in range(7):
        wanted = np.where(np.arange(6) < keen, KEEN, COOL)[:, None]
        everyone = np.ones((6, 1), dtype=bool)
        acts = organisation_acts(wanted, everyone, everyone, QUOTAS[quota], P)
        assert acts[0] == (keen >= needed)


@pytest.mark.parametrize(("members", "needed"), [(4, 3), (5, 3), (6, 4)])
def test_a_majority_is_more_than_half(members, needed):
    everyone = np.ones((members, 1), dtype=bool)
    for keen in range(members + 1):
        wanted = np.where(np.arange(members) < keen, KEEN, COOL)[:, None]
        acts = organisation_acts(wanted, everyone, everyone, QUOTAS["majority"], P)
        assert acts[0] == (keen >= needed)


def test_only_members_that_are_at_the_table_count():
    """Keen outsiders and absent members neither help nor hinder; an empty body does not act."""
    wanted = np.array([KEEN, COOL, KEEN, COOL])[:, None]
    belongs = np.array([True, True, False, False])[:, None]
    there = np.array([True, False, True, True])[:, None]
    nobody = np.zeros((4, 1), dtype=bool)
    assert organisation_acts(wanted, belongs, there, 1.0, P)[0]
    assert not organisation_acts(wanted, belongs, ~nobody, 1.0, P)[0]
    assert not organisation_acts(wanted, nobody, there, 1.0, P)[0]
    assert not organisation_acts(wanted, belongs, nobody, 0.5, P)[0]


def test_a_leader_would_give_most_alone_the_pen_counting_several_times():
    effort = np.array([[3.0, 3.0, 0.0, 3.0], [1.0, 1.0, 0.0, 0.0]])
    pen = np.array([1, -1, 1, 1])
    led = leader_of(effort, pen, replace(P, pen_leads=4.0))
    assert led.tolist() == [1, 0, NO_LEADER, 0]
    assert leader_of(effort, pen, replace(P, pen_leads=1.0)).tolist() == [0, 0, NO_LEADER, 0]


def test_what_goes_beyond_a_mandate_is_as_much_stronger_as_the_parameter_says():
    strength = np.array([[0.84, 0.36], [0.86, 0.34]])
    beyond = goes_beyond(strength, np.array([0.5, 0.0]), replace(P, beyond=0.35))
    assert beyond.tolist() == [[False, True], [True, False]]
