"""The chances of each ballot, what a no costs, and the ballots that uniforms become."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples, many_examples

from simulation.stages.challenge import Crisis
from simulation.stages.parameters import Parameters
from simulation.stages.voting import (
    ABSTAIN,
    NO,
    NOT_VOTING,
    YES,
    ballots,
    chances,
    chances_of_ballots,
    consensus_bonus,
    cost_of_no,
    cutpoints_cross,
    duty_to_abstain,
    legitimacy_ratio,
    with_sponsors,
)

P = Parameters()
FROM_YES = {YES: 0, ABSTAIN: 1, NOT_VOTING: 2, NO: 3}

sixteenths = st.integers(0, 16).map(lambda k: k / 16.0)


def midpoints(cells):
    """Uniforms in the middle of equal cells of the unit interval."""
    return (np.arange(cells) + 0.5) / cells


def crisis(histories, *, atrocity=False):
    """Crises of which only the mass atrocity matters to the cost of a no."""
    none = np.zeros(histories)
    whole = np.zeros(histories, dtype=np.int64)
    off = np.zeros(histories, dtype=bool)
    return Crisis(
        type=whole,
        region=whole,
        severity=none,
        patron=whole - 1,
        ties=none[None, :],
        parties=off[None, :],
        bloc=none,
        consent=none,
        statement=none,
        resistance=none,
        intrastate=off,
        threat=off,
        atrocity=np.full(histories, atrocity),
        attribution=none,
    )


def cost(p, *, legitimacy, permanent, party=False, signatory=False, atrocity=False):
    """The cost of one member's no at each legitimacy."""
    one = np.array([[True]])
    return cost_of_no(
        permanent & one,
        signatory & one,
        party & np.ones((1, legitimacy.size), dtype=bool),
        crisis(legitimacy.size, atrocity=atrocity),
        legitimacy,
        p,
    )[0]


@st.composite
def kinds_in_sixteenths(draw):
    """P(yes) and P(no), in sixteenths."""
    yes = draw(st.integers(0, 16))
    return yes / 16.0, draw(st.integers(0, 16 - yes)) / 16.0


@examples
@given(kinds_in_sixteenths(), st.sampled_from((0.0, 0.25, 0.5, 1.0)), sixteenths)
def test_the_four_ballots_share_the_unit_interval_as_their_chances_say(
    kinds, absent, takes_no_part
):
    """Every boundary is a multiple of 1/4096, so that the midpoints of such cells count exactly."""
    p_yes, p_no = kinds
    p = replace(P, absence_probability=absent, nonparticipation=takes_no_part)
    u = midpoints(4096)
    there = np.zeros(u.shape, dtype=bool)
    cast = ballots(u, np.full(u.shape, p_yes), np.full(u.shape, p_no), there, p)
    shares = [(cast == kind).mean() for kind in (YES, NO, ABSTAIN, NOT_VOTING)]
    present, rest = 1.0 - absent, 1.0 - p_yes - p_no
    assert shares == [
        present * p_yes,
        present * p_no,
        present * rest * (1.0 - takes_no_part),
        absent + present * rest * takes_no_part,
    ]
    if 0.0 < absent < 1.0:
        assert (cast[u < absent] == NOT_VOTING).all()


@examples
@given(
    st.tuples(st.integers(-640, 640), st.integers(-640, 640)).map(sorted),
    st.sampled_from((1e-9, 0.033, 0.3, math.inf)),
    sixteenths,
    st.booleans(),
)
def test_who_gains_more_never_votes_further_from_yes_on_the_same_uniform(
    gains, noise, takes_no_part, abstention_allowed
):
    low, high = (g / 320.0 for g in gains)
    p = replace(P, absence_probability=0.125, nonparticipation=takes_no_part)
    u = midpoints(1023)
    cast = {}
    for gain in (low, high):
        yes, no = chances(np.full(u.shape, gain), 0.08, 0.2, noise, abstention_allowed)
        cast[gain] = ballots(u, yes, no, np.zeros(u.shape, dtype=bool), p)
    by_chance_away = u < p.absence_probability
    assert (cast[low][by_chance_away] == NOT_VOTING).all()
    rank = np.vectorize(FROM_YES.__getitem__)
    assert (rank(cast[high]) <= rank(cast[low]))[~by_chance_away].all()


@pytest.mark.parametrize(
    ("luck", "ballot"),
    [(0.0, YES), (0.25, ABSTAIN), (0.5, NOT_VOTING), (0.75, NO)],
)
def test_luck_at_the_lower_end_of_a_ballots_interval_belongs_to_it(luck, ballot):
    """Yes and no with ¼ each; half of those in between take no part."""
    p = replace(P, absence_probability=0.0, nonparticipation=0.5)
    there, quarter = np.array([[False]]), np.array([[0.25]])
    assert ballots(np.array([[luck]]), quarter, quarter, there, p)[0, 0] == ballot


def test_ballots_are_kept_in_a_byte_each():
    cast = ballots(np.full((2, 3), 0.5), np.zeros((2, 3)), np.ones((2, 3)), np.eye(2, 3) > 0, P)
    assert cast.dtype == np.int8
    assert duty_to_abstain(cast, cast == NO).dtype == np.int8


def test_who_is_known_to_be_away_takes_no_part_whatever_the_uniform():
    u = midpoints(64)
    away = np.ones(u.shape, dtype=bool)
    assert (ballots(u, np.full(64, 0.5), np.full(64, 0.25), away, P) == NOT_VOTING).all()


@examples
@given(st.floats(-3, 3), sixteenths, sixteenths, st.floats(0.01, 1.0))
def test_the_ordered_logit_treats_yes_and_no_alike(gain, bonus, cost_, noise):
    """With the gain turned around and the cutpoints swapped, yes and no change places."""
    yes, no = chances(np.array(gain), bonus, cost_, noise, True)
    mirrored_yes, mirrored_no = chances(np.array(-gain), -cost_, -bonus, noise, True)
    assert yes == mirrored_no
    assert no == mirrored_yes


@examples
@given(st.floats(-5, 5), sixteenths, sixteenths, st.sampled_from((1e-9, 0.033, 0.5, math.inf)))
def test_chances_are_chances_while_the_cutpoints_do_not_cross(gain, bonus, wider, noise):
    for allowed in (True, False):
        yes, no = chances(np.array(gain), bonus, np.nextafter(bonus + wider, 2.0), noise, allowed)
        assert 0.0 <= yes <= 1.0
        assert 0.0 <= no <= 1.0
        # Three roundings of numbers up to 1.
        assert yes + no <= 1.0 + 4e-16


def test_the_cutpoints_lie_at_minus_the_bonus_and_minus_the_cost():
    yes, no = chances(np.array([-0.08, -0.2]), 0.08, 0.2, 0.033, True)
    assert yes[0] == 0.5
    assert no[1] == 0.5


def test_without_noise_the_ballot_goes_by_the_cutpoints():
    gain = np.array([-0.3, -0.19, -0.09, -0.07, 0.5])
    yes, no = chances(gain, 0.08, 0.2, 1e-9, True)
    cast = ballots(np.full(5, 0.5), yes, no, np.zeros(5, dtype=bool), P)
    assert list(cast) == [NO, ABSTAIN, ABSTAIN, YES, YES]


def test_nobody_abstains_where_abstention_is_not_allowed():
    gain = np.linspace(-1, 1, 201)
    u = midpoints(997)[:, None]
    yes, no = chances(gain, 0.08, 0.2, 0.1, False)
    assert np.array_equal(yes + no, np.ones(201))
    cast = ballots(u, yes, no, np.zeros(u.shape, dtype=bool), replace(P, nonparticipation=0.5))
    assert set(np.unique(cast)) == {YES, NO}


def test_the_one_cutpoint_of_a_forced_vote_lies_halfway():
    yes, _ = chances(np.array([-0.14]), 0.08, 0.2, 0.033, False)
    assert abs(yes[0] - 0.5) <= 1e-15  # one rounding of (b + c) / 2


def test_a_sponsor_stands_by_its_text_and_nobody_else_changes():
    yes, no = np.array([[0.1], [0.2]]), np.array([[0.7], [0.6]])
    sponsors = np.array([[True], [False]])
    stood_yes, stood_no = with_sponsors(yes, no, sponsors, P)
    assert (stood_yes[0, 0], stood_no[0, 0]) == (1.0, 0.0)
    assert (stood_yes[1, 0], stood_no[1, 0]) == (0.2, 0.6)


def test_who_takes_no_part_is_not_made_to_abstain():
    cast = np.array([[YES], [NO], [ABSTAIN], [NOT_VOTING]], dtype=np.int8)
    bound = np.ones((4, 1), dtype=bool)
    assert duty_to_abstain(cast, bound)[:, 0].tolist() == [ABSTAIN, ABSTAIN, ABSTAIN, NOT_VOTING]


@pytest.mark.parametrize("absence", [0.0, 0.25])
@pytest.mark.parametrize("nonparticipation", [0.0, 0.5])
@pytest.mark.parametrize(("absent", "bound"), [(False, False), (False, True), (True, False)])
@pytest.mark.parametrize(("p_yes", "p_no"), [(0.5, 0.3), (1.0, 0.0), (0.0, 0.9), (0.2, 0.8)])
def test_the_chances_of_ballots_are_those_with_which_they_are_cast(
    absence, nonparticipation, absent, bound, p_yes, p_no
):
    p = Parameters(absence_probability=absence, nonparticipation=nonparticipation)
    yes, no = np.array([[p_yes]]), np.array([[p_no]])
    away, party = np.array([[absent]]), np.array([[bound]])
    cast = duty_to_abstain(ballots(midpoints(100_000)[None, :], yes, no, away, p), party)
    shares = [(cast == kind).mean() for kind in (YES, NO, ABSTAIN, NOT_VOTING)]
    chances = chances_of_ballots(yes, no, away, party, p)[0, :, 0]
    assert chances == pytest.approx(shares, abs=2e-5)
    assert chances.sum() == pytest.approx(1.0, abs=1e-12)


def test_the_chances_of_ballots_of_several_members_are_each_members_own():
    """Present with ¾: of ½, ¼ and ¼ a half takes no part; the next is bound, the last away."""
    p = Parameters(absence_probability=0.25, nonparticipation=0.5)
    yes, no = np.array([[0.5, 1.0]] * 3), np.array([[0.25, 0.0]] * 3)
    away, party = np.array([[False], [False], [True]]), np.array([[False], [True], [False]])
    found = chances_of_ballots(yes, no, away, party, p)
    assert found.shape == (3, 4, 2)
    # YES, NO, ABSTAIN, NOT_VOTING, of both histories.
    assert found[:, :, 0].tolist() == [
        [0.375, 0.1875, 0.09375, 0.34375],
        [0.0, 0.0, 0.65625, 0.34375],
        [0.0, 0.0, 0.0, 1.0],
    ]
    assert found[:, :, 1].tolist() == [
        [0.75, 0.0, 0.0, 0.25],
        [0.0, 0.0, 0.75, 0.25],
        [0.0, 0.0, 0.0, 1.0],
    ]


def test_the_bonus_grows_with_legitimacy_up_to_twice_its_rest_value():
    p = replace(P, legitimacy_prior=0.25)
    legitimacy = np.array([0.0, 0.125, 0.25, 0.5, 0.75, 1.0])
    assert legitimacy_ratio(legitimacy, p).tolist() == [0.0, 0.5, 1.0, 2.0, 2.0, 2.0]
    assert np.array_equal(consensus_bonus(legitimacy, p) / p.consensus_bonus, [0, 0.5, 1, 2, 2, 2])


def test_each_part_of_the_cost_of_a_no_falls_on_whom_it_should():
    p = replace(
        P,
        veto_cost=1.0,
        legitimacy_veto_cost=0.5,
        assembly_debate_cost=0.25,
        code_cost=0.125,
        party_relief=0.0625,
        dissent_cost=0.75,
    )
    legitimacy = np.array([0.25, 0.5, 1.0])
    base = np.array([0.75, 1.0, 1.5]) + 0.25
    assert np.array_equal(cost(p, legitimacy=legitimacy, permanent=True), base)
    assert np.array_equal(cost(p, legitimacy=legitimacy, permanent=True, signatory=True), base)
    assert np.array_equal(cost(p, legitimacy=legitimacy, permanent=True, atrocity=True), base)
    bound = cost(p, legitimacy=legitimacy, permanent=True, signatory=True, atrocity=True)
    assert np.array_equal(bound, base + 0.125)
    assert np.array_equal(cost(p, legitimacy=legitimacy, permanent=True, party=True), base - 0.0625)
    for party in (False, True):
        elected = cost(
            p, legitimacy=legitimacy, permanent=False, party=party, signatory=True, atrocity=True
        )
        assert np.array_equal(elected, [0.75] * 3)


def test_a_no_always_costs_more_than_joining_is_worth():
    p = replace(P, veto_cost=0.0, dissent_cost=0.0, consensus_bonus=0.3)
    legitimacy = np.linspace(0.0, 1.0, 101)
    for permanent in (False, True):
        price = cost(p, legitimacy=legitimacy, permanent=permanent)
        assert (price > consensus_bonus(legitimacy, p)).all()


@many_examples
@given(
    consensus_bonus=st.integers(0, 6).map(lambda k: k / 16.0),
    veto_cost=sixteenths,
    dissent_cost=sixteenths,
    legitimacy_veto_cost=sixteenths,
    assembly_debate_cost=sixteenths,
    party_relief=sixteenths,
)
def test_cutpoints_cross_where_the_worst_legitimacy_makes_them(**parameters):
    """The floor of the cost shows where it would cross; sixteenths keep every sum exact."""
    p = replace(P, legitimacy_prior=0.5, **parameters)
    legitimacy = np.arange(65) / 64.0
    floor = np.nextafter(consensus_bonus(legitimacy, p), math.inf)
    crossed = any(
        (cost(p, legitimacy=legitimacy, permanent=permanent, party=party) <= floor).any()
        for permanent in (True, False)
        for party in (True, False)
    )
    assert cutpoints_cross(p) == crossed


@pytest.mark.parametrize(
    ("parameters", "cross"),
    [
        ({}, False),
        ({"consensus_bonus": 0.3}, True),
        # At no legitimacy a party's no costs nothing; at full legitimacy nothing is wrong.
        ({"consensus_bonus": 0.0625, "legitimacy_veto_cost": 1.0, "party_relief": 0.0}, True),
        ({"consensus_bonus": 0.0625, "legitimacy_veto_cost": 0.5, "party_relief": 0.0}, False),
        # At full legitimacy the bonus is twice itself.
        ({"consensus_bonus": 0.16, "legitimacy_veto_cost": 0.0}, True),
        ({"consensus_bonus": 0.08, "dissent_cost": 0.16}, True),
        ({"consensus_bonus": 0.08, "dissent_cost": 0.17}, False),
    ],
)
def test_cutpoints_cross_at_either_end_of_legitimacy(parameters, cross):
    assert cutpoints_cross(replace(P, **parameters)) == cross


def test_coin_tosses_have_no_cutpoints_to_cross():
    off = {"consensus_bonus": 0.0, "veto_cost": 0.0, "dissent_cost": 0.0}
    assert cutpoints_cross(replace(P, **off))
    assert not cutpoints_cross(replace(P, **off, choice_noise=math.inf))


def test_legitimacy_that_cannot_double_is_not_tested_at_twice_its_rest():
    p = replace(P, consensus_bonus=0.16, legitimacy_veto_cost=0.0, party_relief=0.0)
    assert cutpoints_cross(p)
    assert not cutpoints_cross(replace(p, legitimacy_prior=1.0))
