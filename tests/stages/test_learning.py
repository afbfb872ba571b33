"""What challengers, publics and members make of a round."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from simulation.stages.bypass import Action
from simulation.stages.challenge import CLIENT, OTHER
from simulation.stages.learning import (
    averaged,
    exceeded,
    legitimacy,
    r2p_trust,
    response_belief,
    success_belief,
    support,
    willingness,
)
from simulation.stages.parameters import Parameters

P = Parameters()
shares = st.floats(0.0, 1.0)
YES, NO = np.array([True]), np.array([False])


def beliefs(of_clients, of_others):
    return np.array([[of_clients], [of_others]])


def learnt(belief, group, challenged, answered, p=P, *, settled_in_peace=NO):
    return response_belief(belief, np.array([group]), challenged, answered, settled_in_peace, p)


@examples
@given(shares, shares, st.booleans(), st.sampled_from((CLIENT, OTHER)), shares)
def test_a_class_of_challengers_learns_only_from_what_befalls_it(clients, others, answer, group, w):
    """Selective deterrence: a client's belief never moves with others' answers, nor theirs."""
    before, answered = beliefs(clients, others), np.array([answer])
    whose = np.array([group])
    other_class = OTHER if group == CLIENT else CLIENT
    response = response_belief(before, whose, YES, answered, NO, P)
    success = success_belief(before, whose, YES, answered, np.array([w]), P)
    assert response[other_class, 0] == before[other_class, 0]
    assert success[other_class, 0] == before[other_class, 0]


@examples
@given(shares, st.booleans(), st.integers(1, 40))
def test_a_belief_moves_to_what_is_always_seen_at_the_learning_rate(start, answer, times):
    belief, seen = beliefs(start, 0.5), np.array([answer])
    for _ in range(times):
        belief = learnt(belief, CLIENT, YES, seen)
    left = (1.0 - P.learning_rate) ** times
    # As many roundings as steps.
    assert belief[CLIENT, 0] == pytest.approx(left * start + (1.0 - left) * answer, abs=1e-14)


def test_success_is_learnt_from_answers_only_and_by_their_computed_chance():
    before, whose, odds = beliefs(0.4, 0.4), np.array([CLIENT]), np.array([0.9])
    unanswered = success_belief(before, whose, YES, NO, odds, P)
    assert np.array_equal(unanswered, before)
    after = success_belief(before, whose, YES, YES, odds, P)
    assert after[CLIENT, 0] == pytest.approx(0.8 * 0.4 + 0.2 * 0.9, abs=1e-15)


def test_who_does_not_learn_keeps_every_belief():
    p = replace(P, learning_rate=0.0)
    before = beliefs(0.3, 0.7)
    for answered in (YES, NO):
        assert np.array_equal(learnt(before, CLIENT, YES, answered, p), before)
        odds = np.array([0.9])
        after = success_belief(before, np.array([OTHER]), YES, answered, odds, p)
        assert np.array_equal(after, before)


def test_in_quiet_rounds_beliefs_of_all_drift_to_the_prior():
    before = beliefs(0.0, 1.0)
    after = learnt(before, CLIENT, NO, NO)
    w = P.forgetting
    drifted = [w * P.belief_response, 1.0 - w + w * P.belief_response]
    assert after[:, 0] == pytest.approx(drifted, abs=1e-15)
    success = success_belief(before, np.array([CLIENT]), NO, NO, np.zeros(1), P)
    drifted = [w * P.belief_success, 1.0 - w + w * P.belief_success]
    assert success[:, 0] == pytest.approx(drifted, abs=1e-15)
    long = before
    for _ in range(2_000):
        long = learnt(long, CLIENT, NO, NO)
    assert long[:, 0] == pytest.approx([P.belief_response] * 2, abs=1e-12)
    without = replace(P, forgetting=0.0)
    assert np.array_equal(learnt(before, CLIENT, NO, NO, without), before)


@pytest.mark.parametrize("group", [CLIENT, OTHER])
def test_a_crisis_settled_in_peace_moves_no_belief_about_answers(group):
    before = beliefs(0.3, 0.7)
    assert np.array_equal(learnt(before, group, YES, NO, settled_in_peace=YES), before)
    assert not np.array_equal(learnt(before, group, YES, NO), before)


def test_where_a_crisis_stands_nobody_drifts():
    before = beliefs(0.0, 1.0)
    assert learnt(before, CLIENT, YES, YES)[OTHER, 0] == 1.0


@examples
@given(shares, shares, shares)
def test_an_average_lies_between_what_it_averages(belief, seen, weight):
    after = averaged(np.array([belief]), np.array([seen]), weight, YES)[0]
    # One rounding.
    assert min(belief, seen) - 1e-15 <= after <= max(belief, seen) + 1e-15
    assert averaged(np.array([belief]), np.array([seen]), weight, NO)[0] == belief


@examples
@given(st.floats(0.0, 1e6), st.booleans(), st.booleans(), shares)
def test_support_is_the_formula_of_the_model_kept_to_a_share(dead, mandated, answered, p_win):
    said = (
        P.support_prior
        + P.support_mandate * mandated
        - P.support_casualties * np.log10(1.0 + dead)
        + P.support_success * (p_win - 0.5) * answered
    )
    found = support(np.array([[dead]]), *map(np.array, ([mandated], [answered], [p_win])), P)
    assert found[0, 0] == pytest.approx(min(max(said, 0.0), 1.0), abs=1e-14)


@pytest.mark.parametrize(("prior", "mandated"), [(0.95, True), (1.0, True), (1.0, False)])
def test_support_is_never_more_than_everybodys(prior, mandated):
    p = replace(P, support_prior=prior, support_mandate=0.1, support_success=0.2)
    assert support(np.zeros((1, 1)), np.array([mandated]), YES, np.ones(1), p)[0, 0] == 1.0


def test_each_tenfold_of_casualties_costs_the_same_support():
    dead = np.array([[0.0, 9.0, 99.0, 999.0]])
    off = np.zeros(4, dtype=bool)
    lost = -np.diff(support(dead, off, off, np.full(4, 0.5), P)[0])
    assert lost == pytest.approx([P.support_casualties] * 3, abs=1e-15)


def test_at_rest_the_public_gives_exactly_what_there_is():
    """Willingness 1 at S₀, whatever S₀ is."""
    for prior in (0.45, 0.6, 0.8):
        p = replace(P, support_prior=prior)
        assert willingness(np.array([prior]), p)[0] == 1.0


@examples
@given(shares, shares)
def test_less_support_never_leaves_more_and_too_little_leaves_nothing(one, other):
    low, high = sorted((one, other))
    left = willingness(np.array([low, high]), P)
    assert left[0] <= left[1]
    assert (left[0] == 0.0) == (low < P.withdrawal)


def test_a_contributor_withdraws_just_below_the_threshold():
    at = np.array([np.nextafter(P.withdrawal, 0.0), P.withdrawal])
    left = willingness(at, P)
    assert left[0] == 0.0
    assert left[1] > 0.5


DESERVED = {
    "a mandate that won": (Action.COUNCIL, True, True, False, 1.0),
    "a mandate that did not": (Action.COUNCIL, True, False, False, 0.5),
    "the Assembly in its stead, winning": (Action.ASSEMBLY, True, True, False, 0.5),
    "the Assembly in its stead, losing": (Action.ASSEMBLY, True, False, False, 0.5),
    "an unlawful coalition that won": (Action.COALITION, False, True, False, P.unlawful_target),
    "an unlawful coalition that lost": (Action.COALITION, False, False, False, P.unlawful_target),
    "a grave crisis that nobody answered": (Action.NONE, True, False, True, 0.0),
    "a lawful coalition": (Action.COALITION, True, True, False, None),
    "a lawful organisation": (Action.REGIONAL, True, False, False, None),
    "a quiet round": (Action.NONE, True, False, False, None),
}


@pytest.mark.parametrize("name", DESERVED)
@pytest.mark.parametrize("start", [0.0, 0.3, 0.9])
def test_legitimacy_steps_towards_what_the_round_deserves_or_drifts_to_rest(name, start):
    action, lawful, won, unanswered, target = DESERVED[name]
    flags = (np.array([value]) for value in (lawful, won, unanswered))
    after = legitimacy(np.array([start]), np.array([action]), *flags, P)[0]
    rate, towards = P.legitimacy_rate, target
    if target is None:
        rate, towards = P.forgetting, P.legitimacy_prior
    assert after == pytest.approx((1.0 - rate) * start + rate * towards, abs=1e-15)


def test_only_mandates_against_atrocities_are_exceeded_and_strong_ones_more_often():
    uniform = (np.arange(10_000) + 0.5) / 10_000
    yes = np.ones(10_000, dtype=bool)
    for strength in (0.35, 0.6, 1.0):
        y = np.full(10_000, strength)
        # One cell of the grid on the threshold.
        share = exceeded(uniform, yes, yes, y, P).mean()
        assert share == pytest.approx(P.overreach * strength, abs=1e-4)
        assert not exceeded(uniform, ~yes, yes, y, P).any()
        assert not exceeded(uniform, yes, ~yes, y, P).any()


@pytest.mark.parametrize(
    ("luck", "chance", "strength", "is_exceeded"),
    [
        (0.0, 0.0, 1.0, False),
        (0.5, 0.5, 1.0, False),
        (0.25, 0.5, 0.5, False),
        (np.nextafter(0.25, 0.0), 0.5, 0.5, True),
        (0.0, 0.5, 0.5, True),
    ],
)
def test_luck_of_exactly_its_chance_exceeds_no_mandate(luck, chance, strength, is_exceeded):
    p = replace(P, overreach=chance)
    assert exceeded(np.array([luck]), YES, YES, np.array([strength]), p)[0] == is_exceeded


def test_trust_in_r2p_is_spent_where_a_mandate_is_exceeded_and_drifts_back_after():
    trust = np.array([P.r2p_trust])
    spent = r2p_trust(trust, YES, P)
    assert spent[0] == P.r2p_trust * (1.0 - P.overreach_price)
    back = [spent[0]]
    for _ in range(400):
        back.append(r2p_trust(np.array([back[-1]]), NO, P)[0])
    assert (np.diff(back) > 0.0).all()
    # What is left of the loss after 400 rounds, 0.98 to the 400, is three ten-thousandths.
    assert P.r2p_trust - back[-1] == pytest.approx(0.25 * 0.98**400, rel=1e-9)
    assert r2p_trust(trust, NO, P)[0] == P.r2p_trust
