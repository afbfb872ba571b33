"""What strength each member wants, gains from a draft, and the strongest text nobody vetoes."""

from dataclasses import fields, replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples, profiles_of_all_sorts

from simulation.scenario.load import load
from simulation.scenario.schema import REGIONS
from simulation.stages.challenge import NO_PATRON, SLOTS, arise
from simulation.stages.parameters import Parameters
from simulation.stages.preferences import (
    Outside,
    PreferencesParameters,
    Profiles,
    gain,
    no_outside,
    off_mean,
    rivalry,
    terms,
    ties,
    veto_proof_strength,
    wanted,
)
from simulation.stages.voting import NO, ballots, chances

P = replace(
    Parameters(),
    **{
        field.name: field.metadata["high"]
        for field in fields(PreferencesParameters)
        if field.default == field.metadata["off"]
    },
)
"""Everything on, so that no term is nothing."""
HORSESHOE = load("horseshoe")
COUNCIL = HORSESHOE.sitting.council
HISTORIES = 400


SEATS = len(COUNCIL.seats)
PROFILES = profiles_of_all_sorts(
    np.random.default_rng(28), [REGIONS.index(seat.group) for seat in COUNCIL.seats]
)
SUCCESS = np.random.default_rng(29).random(HISTORIES)
TRUST = np.random.default_rng(30).random(HISTORIES)

thetas = st.lists(st.integers(-16, 24).map(lambda k: k / 16.0), min_size=1, max_size=5)
credibilities = st.integers(0, 8).map(lambda k: k / 8.0)
outside_strengths = st.integers(0, 16).map(lambda k: k / 16.0)
costs = st.integers(1, 12).map(lambda k: k / 16.0)


def around_the_table(crisis, profiles=PROFILES, elected=~COUNCIL.permanent[:, None]):
    """These states in their seats before the crises, (seat, history)."""
    everyone = np.arange(elected.size)[:, None]
    return profiles.of_seats(everyone, crisis.region, elected)


def outside(credibility, strength):
    """The same action outside the Council in view in one history."""
    return Outside(np.array([credibility]), np.array([strength]))


NOBODY_OUTSIDE = no_outside(1)


def crises(p=P):
    uniforms = np.random.default_rng(26).random((len(SLOTS), HISTORIES))
    return arise(uniforms, HORSESHOE.hazards, p)


@pytest.fixture
def shown():
    """Terms of every member in many crises, and those crises."""
    crisis = crises()
    temper = np.random.default_rng(27).standard_normal((len(COUNCIL.seats), HISTORIES))
    profiles = around_the_table(crisis)
    return terms(profiles, ties(crisis, profiles, P), temper, crisis, SUCCESS, TRUST, P), crisis


def test_the_strength_wanted_is_the_sum_of_its_terms(shown):
    addends, _ = shown
    before = {name: term.copy() for name, term in addends.items()}
    total = wanted(addends)
    # Twelve terms of order one: the sum in another order differs by a few roundings.
    assert np.abs(total - np.sum(list(addends.values()), axis=0)).max() <= 1e-14
    assert all(np.array_equal(addends[name], before[name]) for name in before)


@pytest.mark.parametrize("held_by", ["the same states throughout", "other states in each history"])
def test_the_alignment_of_a_seat_is_that_of_whoever_holds_it_then(held_by):
    everyone = np.arange(SEATS)[:, None]
    occupants = everyone if held_by.startswith("the same") else (everyone + np.arange(3)) % SEATS
    profiles = PROFILES.of_seats(occupants, np.zeros(3, dtype=int), ~COUNCIL.permanent[:, None])
    seat = np.array([4, 0, SEATS - 1])
    states = [occupants[of, history % occupants.shape[1]] for history, of in enumerate(seat)]
    assert np.array_equal(profiles.alignment_of(seat), PROFILES.alignment[states])


def test_some_rows_of_the_table_are_those_seats_alone():
    profiles = around_the_table(crises())
    some = profiles.rows(slice(2, 5))
    assert all(np.array_equal(getattr(some, of), all_[2:5]) for of, all_ in vars(profiles).items())


def test_some_histories_of_the_table_are_those_alone_in_their_order():
    """What is the same in every history, as who is elected, stays one column."""
    profiles = around_the_table(crises())
    some = profiles.at(np.array([7, 2, 7]))
    for of, whole in vars(profiles).items():
        expected = whole if whole.shape[1] == 1 else whole[:, [7, 2, 7]]
        assert np.array_equal(getattr(some, of), expected), of
    assert (some.kinship.shape, some.elected.shape) == ((SEATS, 3), (SEATS, 1))


def test_every_term_has_the_name_that_reports_give_it(shown):
    assert list(shown[0]) == [
        "baseline",
        "severity",
        "will to intervene",
        "regional exposure",
        "economic stake",
        "threat",
        "prospect of success",
        "doubt who did it",
        "client tie",
        "sovereignty",
        "bloc solidarity",
        "temper",
    ]


def test_the_strength_wanted_is_the_equation_of_the_model(shown):
    """Written out for one member in one crisis at a time."""
    addends, crisis = shown
    total = wanted(addends)
    tempers = np.random.default_rng(27).standard_normal(total.shape)
    profiles = around_the_table(crisis)
    tie = ties(crisis, profiles, P)
    raw = {
        "h": PROFILES.intervention,
        "sigma": PROFILES.sovereignty,
        "tau": PROFILES.threat_sensitivity,
    }
    h, sigma, tau = (values - values.mean() for values in raw.values())
    r, e = (values - values.mean(axis=0) for values in (PROFILES.exposure, PROFILES.stake))
    for seat, history in product(range(total.shape[0]), range(60)):
        region, s = crisis.region[history], crisis.severity[history] - 0.5
        unwanted = crisis.intrastate[history] * (1.0 - crisis.consent[history])
        theta = (
            P.baseline_strength
            + P.severity_weight * s
            + P.intervention_weight * h[seat] * crisis.intrastate[history]
            + P.exposure_weight * r[seat, region]
            + P.stake_weight * e[seat, region]
            + P.threat_weight * tau[seat] * crisis.threat[history]
            + P.prospect_weight * (SUCCESS[history] - 0.5)
            - P.doubt_weight * (1.0 - crisis.attribution[history])
            - tie[seat, history] * (1.0 + P.tie_escalation * s)
            - P.sovereignty_weight
            * sigma[seat]
            * unwanted
            * (1.0 - TRUST[history] * crisis.atrocity[history])
            - crisis.bloc[history]
            * unwanted
            * (not COUNCIL.permanent[seat])
            * np.exp(-profiles.kinship[seat, history] / P.kinship_scale)
            + P.taste_sd * tempers[seat, history]
        )
        # Twelve terms of order one, in this order too, but for the rounding of exp.
        assert total[seat, history] == pytest.approx(theta, abs=1e-14)


@pytest.mark.parametrize(
    "name", ["will to intervene", "regional exposure", "economic stake", "threat", "sovereignty"]
)
def test_profile_terms_cancel_over_the_council(shown, name):
    addends, _ = shown
    assert np.abs(addends[name]).max() > 0.0
    # Fifteen terms below one.
    assert np.abs(addends[name].sum(axis=0)).max() <= 1e-14


def test_profile_numbers_are_distances_from_the_councils_mean():
    assert off_mean(np.array([1.0, 2.0, 6.0])).tolist() == [-2.0, -1.0, 3.0]


def test_terms_bite_only_in_crises_of_their_type(shown):
    addends, crisis = shown
    for name in ("will to intervene", "sovereignty", "bloc solidarity"):
        assert (addends[name][:, ~crisis.intrastate] == 0.0).all(), name
        assert (addends[name][:, crisis.intrastate] != 0.0).any(), name
    assert (addends["threat"][:, ~crisis.threat] == 0.0).all()


def test_the_hosts_consent_disarms_sovereignty_and_solidarity(shown):
    addends, crisis = shown
    welcome = crisis.consent == 1.0
    assert welcome.any()
    for name in ("sovereignty", "bloc solidarity"):
        assert (addends[name][:, welcome] == 0.0).all(), name


def test_trust_in_the_responsibility_to_protect_disarms_sovereignty_in_atrocities_only(shown):
    addends, crisis = shown
    zeros, none = np.zeros_like(addends["temper"]), np.zeros(HISTORIES)
    free = terms(around_the_table(crisis), zeros, zeros, crisis, none, none, P)
    ratio = np.where(crisis.atrocity, 1.0 - TRUST, 1.0)
    assert crisis.atrocity.any()
    assert np.array_equal(addends["sovereignty"], free["sovereignty"] * ratio)


def test_permanent_members_feel_no_bloc_solidarity(shown):
    addends, crisis = shown
    felt = addends["bloc solidarity"]
    assert (felt[COUNCIL.permanent] == 0.0).all()
    called = (crisis.bloc > 0.0) & (crisis.consent == 0.0)
    assert (felt[~COUNCIL.permanent][:, called] < 0.0).any(axis=0).all()


def test_a_region_nobody_sits_for_has_no_solidarity():
    assert np.isfinite(around_the_table(crises()).kinship).all()
    two = profiles_of_all_sorts(np.random.default_rng(31), [0, 1])
    two = replace(two, alignment=np.array([0.5, -0.5]))
    everyone, elected = np.arange(2)[:, None], np.ones((2, 1), dtype=bool)
    kinship = two.of_seats(everyone, np.arange(5), elected).kinship
    assert np.array_equal(kinship[:, 0], [0.0, 1.0])
    assert np.isinf(kinship[:, 2:]).all()


def test_kinship_is_the_distance_from_the_mean_of_the_group_and_none_inside_it():
    """Two of the first group at ¼ and -¾, whose mean is -¼, and one of the second at 1."""
    three = profiles_of_all_sorts(np.random.default_rng(34), [0, 0, 1])
    three = replace(three, alignment=np.array([0.25, -0.75, 1.0]))
    everyone, elected = np.arange(3)[:, None], np.ones((3, 1), dtype=bool)
    kinship = three.of_seats(everyone, np.array([0, 1]), elected).kinship
    assert kinship.T.tolist() == [[0.0, 0.0, 1.25], [0.75, 1.75, 0.0]]


def test_who_sits_is_what_counts_whatever_else_the_roll_holds():
    """The same members, found in a longer membership in another order, in every history again."""
    crisis = crises()
    membership = profiles_of_all_sorts(np.random.default_rng(32), np.arange(60) % 5)
    occupants = np.argsort(np.random.default_rng(33).random((60, HISTORIES)), axis=0)[:SEATS]
    elected = ~COUNCIL.permanent[:, None]
    together = membership.of_seats(occupants, crisis.region, elected)
    for history in range(0, HISTORIES, 40):
        states = occupants[:, history]
        council = Profiles(**{name: values[states] for name, values in vars(membership).items()})
        alone = council.of_seats(np.arange(SEATS)[:, None], crisis.region[[history]], elected)
        for name, values in vars(alone).items():
            column = 0 if vars(together)[name].shape[1] == 1 else history
            assert np.array_equal(values[:, 0], vars(together)[name][:, column]), name


def test_neighbours_inherit_part_of_the_patrons_tie_by_their_distance():
    crisis = crises()
    x = PROFILES.alignment
    inherited = ties(crisis, around_the_table(crisis), P)
    for history in range(40):
        patron = crisis.patron[history]
        if patron == NO_PATRON:
            assert (inherited[:, history] == 0.0).all()
            continue
        own = crisis.ties[patron, history]
        assert inherited[patron, history] == own
        for seat in range(x.size):
            if seat != patron:
                share = 0.5 * own * np.exp(-abs(x[seat] - x[patron]) / 0.4)
                assert inherited[seat, history] == pytest.approx(share, rel=1e-14)


def test_rivalry_grows_with_distance_from_the_penholder_who_feels_none():
    x = PROFILES.alignment[:, None]
    lost = rivalry(x, x[[0, 3], 0], P)
    assert (lost[0, 0], lost[3, 1]) == (0.0, 0.0)
    distance = np.abs(x - x[[0, 3], 0])
    assert np.array_equal(np.argsort(lost, axis=0), np.argsort(distance, axis=0))


@examples
@given(st.floats(0, 1), st.floats(-2, 2))
def test_from_a_clean_slate_the_gain_is_two_y_theta_less_y_squared(y, theta):
    # Squares of numbers up to 3, subtracted.
    assert gain(y, theta, 0.0, NOBODY_OUTSIDE) == pytest.approx(2.0 * y * theta - y**2, abs=1e-14)


@examples
@given(st.floats(0, 1), st.floats(-2, 2))
def test_nobody_gains_from_the_status_quo(s, theta):
    assert gain(s, theta, s, NOBODY_OUTSIDE) == 0.0


@examples
@given(outside_strengths, thetas.map(lambda t: t[0]), outside_strengths)
def test_where_action_outside_is_certain_adopting_it_changes_nothing(z, theta, s):
    assert gain(z, theta, s, outside(1.0, z)) == 0.0


def some_holder_says_no(y, theta, cost, beside):
    """Whether a veto holder's noiseless ballot is a no, at each strength y."""
    g = gain(y, np.array(theta)[:, None], 0.0, beside)
    yes, no = chances(g, 0.0, cost, 1e-9, True)
    cast = ballots(np.full(g.shape, 0.5), yes, no, np.zeros(g.shape, dtype=bool), P)
    return (cast == NO).any(axis=0)


@examples
@given(thetas, costs, credibilities, outside_strengths)
def test_the_veto_proof_strength_is_the_strongest_text_nobody_vetoes(theta, cost, o, z):
    """One millionth below it passes, and whatever lies further above is blocked by somebody."""
    beside = outside(o, z)
    top = veto_proof_strength(np.array(theta)[:, None], np.full((len(theta), 1), cost), beside)[0]
    assert not some_holder_says_no(np.array([top - 1e-6]), theta, cost, beside).any()
    above = top + np.concatenate([[1e-6], np.linspace(0.01, 5.0, 500)])
    assert some_holder_says_no(above, theta, cost, beside).all()


@examples
@given(thetas, costs, outside_strengths)
def test_without_an_outside_option_the_formula_is_the_plain_one(theta, cost, z):
    rows = np.array(theta)[:, None]
    top = veto_proof_strength(rows, np.full(rows.shape, cost), outside(0.0, z))
    assert top[0] == np.min(rows + np.sqrt(cost + rows**2))
    assert top[0] >= 0.0


@examples
@given(thetas.map(lambda t: t[0]), costs, outside_strengths)
def test_a_strong_outside_option_moves_the_limit_towards_it(theta, cost, z):
    """For z > 2θ the limit rises with the credibility of acting outside; for z < 2θ it falls."""
    limit = [
        veto_proof_strength(
            np.array([[theta]]),
            np.array([[cost]]),
            outside(o, z),
        )[0]
        for o in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    slope = z * (z - 2.0 * theta)
    if slope > 0.0:
        assert limit == sorted(set(limit))
    elif slope < 0.0:
        assert limit == sorted(set(limit), reverse=True)
    else:
        assert len(set(limit)) == 1
