"""What an answer consists of, what each state could give to it, and what it is worth."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from simulation.stages.answers import (
    INSTRUMENTS,
    Kind,
    Means,
    defended,
    distances,
    effect,
    kind_in_force,
    kind_of_answer,
    kind_of_text,
    kind_outside,
    near,
    own_forces,
    share_sent,
    standing_with,
    worth_in_itself,
)
from simulation.stages.burden import assessed
from simulation.stages.bypass import Action
from simulation.stages.numerics import sum_seats
from simulation.stages.parameters import Parameters

P = Parameters()

strengths = st.floats(0.0, 1.0)
consents = st.floats(0.0, 1.0)
flags = st.booleans()
texts = st.sampled_from(Kind).filter(lambda kind: kind != Kind.AID)
"""The Council's texts ask for no aid."""


def of(value):
    """One history."""
    return np.array([value])


# Kinds


@examples
@given(strengths, consents, strengths, strengths)
def test_a_text_asks_for_more_the_stronger_it_is_and_for_peacekeepers_where_the_host_consents(
    strength, consent, one, other
):
    words_below, force_from = sorted((one, other))
    p = replace(P, words_below=words_below, force_from=force_from)
    if strength == 0.0:
        expected = Kind.NOTHING
    elif strength >= force_from:
        expected = Kind.FORCE
    elif consent > 0.5:
        expected = Kind.PEACEKEEPING
    else:
        expected = Kind.WORDS if strength < words_below else Kind.SANCTIONS
    assert kind_of_text(of(strength), of(consent), p)[0] == expected


@pytest.mark.parametrize(
    ("strength", "refused", "consented"),
    [
        (0.2, Kind.WORDS, Kind.PEACEKEEPING),
        (0.35, Kind.WORDS, Kind.PEACEKEEPING),
        (0.5, Kind.SANCTIONS, Kind.PEACEKEEPING),
        (0.65, Kind.SANCTIONS, Kind.PEACEKEEPING),
        (0.8, Kind.FORCE, Kind.FORCE),
        (1.0, Kind.FORCE, Kind.FORCE),
    ],
)
def test_the_scale_of_strengths_has_its_kinds(strength, refused, consented):
    """Demand, provisional measures, an embargo, wide sanctions, enforced ones, all means."""
    assert kind_of_text(of(strength), of(0.0), P)[0] == refused
    assert kind_of_text(of(strength), of(1.0), P)[0] == consented


@examples
@given(strengths, consents, st.sampled_from(sorted(INSTRUMENTS)))
def test_an_instrument_says_what_a_text_asks_for_whatever_its_strength(strength, consent, name):
    found = kind_of_text(of(strength), of(consent), P, INSTRUMENTS[name])[0]
    assert found == (INSTRUMENTS[name] if strength > 0.0 else Kind.NOTHING)


@examples
@given(st.sampled_from(Kind), texts)
def test_peacekeepers_and_force_take_the_place_of_a_mandate_and_less_adds_to_it(before, text):
    found = kind_in_force(of(before), of(text))[0]
    if text in (Kind.PEACEKEEPING, Kind.FORCE):
        assert found == text
    else:
        assert found == max(before, text)


def test_words_end_no_mandate_and_peacekeepers_follow_a_war():
    for before in (Kind.SANCTIONS, Kind.PEACEKEEPING, Kind.FORCE):
        assert kind_in_force(of(before), of(Kind.WORDS))[0] == before
    assert kind_in_force(of(Kind.FORCE), of(Kind.PEACEKEEPING))[0] == Kind.PEACEKEEPING
    assert kind_in_force(of(Kind.PEACEKEEPING), of(Kind.SANCTIONS))[0] == Kind.PEACEKEEPING


@examples
@given(st.sampled_from(Action), texts, consents, flags, flags, flags)
def test_what_is_done_is_what_the_actor_can_do(action, text, consent, restrained, attacked, led):
    found = kind_of_answer(
        of(action), of(text), of(consent), of(restrained), of(attacked), of(led)
    )[0]
    instead = Kind.AID if attacked else Kind.SANCTIONS
    match action:
        case Action.NONE:
            expected = Kind.NOTHING
        case Action.COUNCIL if text != Kind.FORCE:
            expected = text
        case Action.COUNCIL if restrained:
            expected = instead
        case Action.COUNCIL:
            expected = Kind.FORCE if led else Kind.PEACEKEEPING
        case Action.ASSEMBLY:
            expected = Kind.PEACEKEEPING if consent > 0.5 else Kind.WORDS
        case _:
            expected = instead if restrained else Kind.FORCE
            assert kind_outside(of(restrained), of(attacked))[0] == expected
    assert found == expected
    if restrained:
        assert found != Kind.FORCE


def test_a_unit_of_effort_is_worth_less_in_sanctions_and_aid_alone():
    kinds = np.array(Kind)
    slow = np.isin(kinds, (Kind.SANCTIONS, Kind.AID))
    assert (effect(kinds, P) == np.where(slow, P.sanctions_effect, 1.0)).all()


def test_an_attacked_state_adds_to_force_and_aid_and_to_nothing_else():
    kinds = np.array(Kind)
    attacked = np.ones(kinds.size, dtype=bool)
    helped = np.isin(kinds, (Kind.FORCE, Kind.AID))
    assert (defended(kinds, attacked, P) == np.where(helped, P.own_defence, 0.0)).all()
    assert not defended(kinds, ~attacked, P).any()


# Places

CITIES = {
    "Paris": (48.857, 2.352),
    "New York": (40.713, -74.006),
    "London": (51.507, -0.128),
    "Sydney": (-33.868, 151.209),
    "Pole": (90.0, 0.0),
    "Quito": (0.0, -78.5),
    "Suva": (0.0, 179.0),
    "Apia": (0.0, -179.0),
}


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ("Paris", "New York", 5837),
        ("London", "Sydney", 16994),
        ("London", "Paris", 344),
        # A quarter of the circle, and two degrees of it across the date line.
        ("Pole", "Quito", 10008),
        ("Suva", "Apia", 222),
    ],
)
def test_distances_are_those_of_the_globe(one, other, km):
    found = distances(np.array([CITIES[one]]), np.array([CITIES[other]]))[0, 0]
    # The earth is no sphere: half a percent.
    assert found == pytest.approx(km / 1000.0, rel=0.005)


places = st.tuples(st.floats(-90.0, 90.0), st.floats(-180.0, 180.0))


@examples
@given(st.lists(places, min_size=1, max_size=6))
def test_distances_are_the_same_both_ways_and_never_more_than_half_way_round(points):
    points = np.array(points)
    found = distances(points, points)
    assert np.allclose(found, found.T, rtol=0.0, atol=1e-12)
    assert not np.diag(found).any()
    assert ((found >= 0.0) & (found <= np.pi * 6.371 + 1e-12)).all()


def test_what_is_near_concerns_a_state_and_fades_with_distance():
    """A third and a little more at the distance d₁."""
    distance = np.array([0.0, P.nearness, 2.0 * P.nearness, 20.0])
    assert near(distance, P)[:3] == pytest.approx([1.0, np.exp(-1.0), np.exp(-2.0)], rel=1e-15)
    assert near(distance, P)[3] < 1e-5


# Means

amounts = st.floats(0.01, 40.0)


@st.composite
def means(draw, sizes=st.integers(1, 60), places=3):
    """What some states have, and how far they are from some places."""
    n = draw(sizes)
    military, size, capability = (
        np.array(draw(st.lists(amounts, min_size=n, max_size=n))) for _ in range(3)
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return Means(military, size, capability, rng.random(n), rng.uniform(0.0, 20.0, (n, places)))


@examples
@given(means(), st.sampled_from([Kind.FORCE, Kind.SANCTIONS, Kind.AID, Kind.PEACEKEEPING]))
def test_where_all_reach_everywhere_all_together_have_the_worlds_capability(owned, kind):
    everywhere = replace(owned, reach=np.ones(owned.reach.size))
    forces, money = everywhere.by_currency(kind, P)
    # Sixty shares that add up to one but for rounding.
    assert (forces + money).sum(axis=0) == pytest.approx(P.total_capability, rel=1e-13)


@examples
@given(means(), st.sampled_from(Kind))
def test_each_kind_is_paid_in_its_own_currency(owned, kind):
    forces, money = owned.by_currency(kind, P)
    assert (forces >= 0.0).all()
    assert (money >= 0.0).all()
    assert forces.any() == (kind in (Kind.FORCE, Kind.PEACEKEEPING))
    assert money.any() == (kind in (Kind.FORCE, Kind.SANCTIONS, Kind.AID))


@examples
@given(means())
def test_what_is_not_carried_is_paid_for_by_income(owned):
    forces, money = owned.by_currency(Kind.FORCE, P)
    carried = owned.carried(P)
    by_military = owned.military**P.forces_elasticity
    by_income = owned.size / owned.size.sum()
    whole = P.total_capability * by_military / by_military.sum()
    assert np.allclose(forces, whole[:, None] * carried, rtol=1e-13)
    paid = P.total_capability * P.payers * by_income[:, None] * (1.0 - carried)
    assert np.allclose(money, paid, rtol=1e-13)


@examples
@given(means())
def test_forces_are_carried_whole_at_hand_and_at_least_as_far_as_a_state_reaches(owned):
    carried = owned.carried(P)
    assert (carried >= owned.reach[:, None]).all()
    assert (carried <= 1.0).all()
    at_hand = replace(owned, distance=np.zeros(owned.distance.shape)).carried(P)
    assert np.allclose(at_hand, 1.0, rtol=1e-15)
    farther = replace(owned, distance=owned.distance + 1.0).carried(P)
    assert (farther <= carried).all()


def test_a_state_is_poor_that_has_less_income_than_means():
    owned = Means(*np.array([[1.0] * 4, [0.0, 1.0, 4.0, 9.0], [4.0, 4.0, 4.0, 0.0], [0.0] * 4]), 0)
    # No income, a quarter of its capability, as much, and no capability at all.
    assert owned.poverty().ravel().tolist() == [1.0, 0.75, 0.0, 0.0]


@examples
@given(means(), st.integers(0, 59))
def test_an_attacked_state_raises_several_times_its_forces(owned, state):
    state %= owned.reach.size
    everywhere = replace(owned, reach=np.ones(owned.reach.size))
    ordinary, _ = everywhere.by_currency(Kind.FORCE, P)
    assert own_forces(owned, state, P) == pytest.approx(P.mobilisation * ordinary[state, 0])


# Leaders


def test_standing_with_an_equal_twin_is_worth_half_and_with_a_far_greater_one_all():
    found = standing_with(np.array([0.3, 0.3, 0.3]), np.array([2.0, 2.0, 2e9]), P)
    assert found[0, 1] == found[1, 0] == 0.5
    assert found[0, 2] == pytest.approx(1.0, abs=1e-8)
    assert found[2, 0] == pytest.approx(0.0, abs=1e-8)


def test_nobody_depends_on_a_leader_without_forces():
    found = standing_with(np.zeros(2), np.zeros(2), P)
    assert not found.any()


@examples
@given(
    st.lists(st.tuples(st.floats(-1.0, 1.0), amounts), min_size=1, max_size=12),
    st.floats(0.01, 5.0),
)
def test_standing_fades_with_the_distance_in_alignment(states, standing):
    """exp(-|x - x_L|/ξ)·m_L/(m_L + m), state by state; what two are worth to each other adds up."""
    alignment, military = np.array(states).T
    p = replace(P, standing=standing)
    found = standing_with(alignment, military, p)
    for one, (x, m) in enumerate(states):
        for leader, (x_l, m_l) in enumerate(states):
            expected = np.exp(-abs(x - x_l) / standing) * m_l / (m_l + m)
            assert found[one, leader] == pytest.approx(expected, rel=1e-12)
    apart = np.abs(alignment[:, None] - alignment)
    assert np.allclose(found + found.T, np.exp(-apart / standing), rtol=1e-12)


# Dues


@examples
@given(means(), st.floats(0.0, 1.0))
def test_peacekeepers_are_paid_for_in_full_but_for_arrears(owned, arrears):
    effort = owned.distance
    scale = (owned.size / owned.size.sum())[:, None]
    paid = assessed(scale, sum_seats(effort), arrears)
    assert paid.sum(axis=0) == pytest.approx((1.0 - arrears) * effort.sum(axis=0), rel=1e-12)
    assert np.allclose(paid[:, 0] * effort[:, 1].sum(), paid[:, 1] * effort[:, 0].sum(), rtol=1e-12)


def test_what_giving_is_worth_in_itself_by_kind():
    kind = np.array([Kind.FORCE, Kind.AID, Kind.SANCTIONS, Kind.PEACEKEEPING])
    standing = np.array([[0.5], [0.2], [0.0]]) * np.ones(4)
    inside = np.array([[False], [True], [True]]) & np.ones(4, dtype=bool)
    poverty = np.array([[0.0], [0.4], [1.0]])
    p = replace(P, allied=0.4, private_benefit=0.1, reimbursement=0.3)
    worth = worth_in_itself(kind, standing, inside, poverty, p)
    assert worth == pytest.approx(
        np.array([[0.2, 0.2, 0.0, 0.0], [0.1, 0.1, 0.0, 0.12], [0.1, 0.1, 0.0, 0.3]])
    )


def test_permanent_members_hold_back_most_of_their_peacekeepers():
    left = share_sent(np.array([[True], [False]]), replace(P, impartiality=0.75))
    assert left.tolist() == [[0.25], [1.0]]
