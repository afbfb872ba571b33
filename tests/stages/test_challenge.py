"""Who acts against the peace, who is deterred from it, and what crises are like."""

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from simulation.engine.arrays import play
from simulation.scenario.load import load
from simulation.scenario.scenario import TYPE_NAMES
from simulation.scenario.schema import REGIONS
from simulation.stages.adoption import End
from simulation.stages.challenge import (
    CLIENT,
    NO_PATRON,
    OTHER,
    SLOTS,
    Hazards,
    acts,
    arise,
    belief_in_an_answer,
    gains,
)
from simulation.stages.parameters import Parameters

P = Parameters()
HORSESHOE = load("horseshoe")
MANY = 40_000


@pytest.fixture(scope="module")
def crises():
    uniforms = np.random.default_rng(22).random((len(SLOTS), MANY))
    return arise(uniforms, HORSESHOE.hazards, P)


def assert_frequency(happened, chance):
    """Within four standard errors."""
    error = np.sqrt(chance * (1.0 - chance) / happened.size)
    assert abs(happened.mean() - chance) <= 4.0 * error


def test_by_state_a_tie_stands_where_the_state_is_that_holds_the_seat(crises):
    """Whoever holds a seat: here seat k is held by state 40 - k, in other histories by k."""
    some = crises.at(np.arange(300))
    seats = some.ties.shape[0]
    here = np.arange(seats)[:, None]
    occupants = np.where(np.arange(300) % 2 == 0, here, 40 - here)
    moved = some.by_state(occupants, 41)
    histories = np.arange(300)
    assert np.array_equal(moved.ties[occupants, histories], some.ties)
    assert np.array_equal(moved.parties[occupants, histories], some.parties)
    assert (moved.ties.dtype, moved.parties.dtype) == (float, bool)
    assert moved.ties.sum() == pytest.approx(some.ties.sum(), rel=1e-12)
    assert np.array_equal(moved.patron == NO_PATRON, some.patron == NO_PATRON)
    has = np.flatnonzero(some.patron != NO_PATRON)
    assert np.array_equal(moved.patron[has], occupants[some.patron[has], has])


def by_hand():
    """Three crises of three seats: luck of ¼; of ½; and of ¼ but for type, region and party."""
    yes_no = np.array([True, False])
    hazards = Hazards(
        patrons=np.array([0.25, 0.5, 1.0]),
        types=np.array([0.5, 1.0]),
        regions=np.array([0.5, 1.0]),
        intrastate=~yes_no,
        threat=yes_no,
        atrocity=~yes_no,
        deterrable=yes_no,
        attribution=np.array([0.25, 0.75]),
    )
    luck = np.tile([0.25, 0.5, 0.25], (len(SLOTS), 1))
    luck[[SLOTS[slot] for slot in ("type", "region", "party")], 2] = 0.5
    chances = ("patron_probability", "party_probability", "bloc_probability", "consent_probability")
    ends = {
        f"{of}_{end}": value
        for of in ("severity", "tie", "bloc", "resistance")
        for end, value in (("min", 0.25), ("max", 0.75))
    }
    p = replace(P, **dict.fromkeys(chances, 0.5), **ends, statement_value=0.5, party_tie=2.0)
    return arise(luck, hazards, p)


def test_every_draw_of_a_crisis_makes_what_it_should():
    """An interval of luck holds its lower end alone: at ½ nothing happens that has chance ½."""
    found = {name: values.tolist() for name, values in vars(by_hand()).items()}
    assert found == {
        "type": [0, 1, 1],
        "region": [0, 1, 1],
        "severity": [0.375, 0.5, 0.375],
        "patron": [1, NO_PATRON, 1],
        "ties": [[0.0, 0.0, 0.0], [2.0, 0.0, 0.375], [0.0, 0.0, 0.0]],
        "parties": [[False] * 3, [True, False, False], [False] * 3],
        "bloc": [0.0, 0.0, 0.375],
        "consent": [1.0, 0.0, 1.0],
        "statement": [0.25, 0.5, 0.25],
        "resistance": [0.375, 0.5, 0.375],
        "intrastate": [False, True, True],
        "threat": [True, False, False],
        "atrocity": [False, True, True],
        "attribution": [0.25, 0.75, 0.75],
    }


@pytest.mark.parametrize(
    ("leaves", "patron", "tie", "party"),
    [
        ([False, True, False], [NO_PATRON, NO_PATRON, NO_PATRON], [0.0, 0.0, 0.0], [False] * 3),
        ([True, False, True], [1, NO_PATRON, 1], [2.0, 0.0, 0.375], [True, False, False]),
        ([False, False, False], [1, NO_PATRON, 1], [2.0, 0.0, 0.375], [True, False, False]),
    ],
)
def test_a_patron_that_leaves_takes_its_tie_along_and_no_other_member_does(
    leaves, patron, tie, party
):
    crisis = by_hand()
    left = crisis.vacated(np.tile(np.array(leaves)[:, None], (1, 3)))
    assert left.patron.tolist() == patron
    assert left.ties.tolist() == [[0.0] * 3, tie, [0.0] * 3]
    assert left.parties.tolist() == [[False] * 3, party, [False] * 3]
    assert np.array_equal(left.severity, crisis.severity)


@examples
@given(st.floats(0, 20), st.floats(0, 1), st.floats(0, 5), st.floats(0.01, 10))
def test_a_challenger_acts_where_the_gamble_pays(gain, belief, cost, loss):
    """Γ if unanswered, -L if answered, c_a in any case: it acts iff (1-q)Γ - qL - c_a > 0."""
    payoff = (1.0 - belief) * gain - belief * loss - cost
    p = replace(P, compliance_cost=cost, challenge_loss=loss)
    # A payoff nearer to 0 than rounding of numbers up to 20 goes either way.
    if abs(payoff) > 1e-13:
        assert acts(np.array(gain), np.array(belief), p) == (payoff > 0.0)


@examples
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_challenger_expects_an_answer_as_far_as_it_expects_to_be_named(pi, success, a, cover):
    """q = π̂ p̂ A where cover counts in full; π̂ p̂ where it does not, or nobody doubts."""
    p = replace(P, cover=cover)
    one = [np.array([value]) for value in (pi, success, a)]
    q = belief_in_an_answer(*one, np.array([True]), p)[0]
    # A handful of roundings.
    assert q == pytest.approx(pi * success * (1.0 - cover * (1.0 - a)), abs=1e-15)
    assert q <= pi * success
    assert belief_in_an_answer(*one, np.array([False]), p)[0] == 0.0


def test_cyber_attacks_are_attributed_least_and_aggression_between_states_in_full():
    attribution = dict(zip(TYPE_NAMES, HORSESHOE.hazards.attribution, strict=True))
    assert min(attribution, key=attribution.get) == "cyber"
    assert attribution["interstate"] == 1.0


def test_the_threshold_is_the_belief_at_which_the_gamble_is_fair():
    p = replace(P, compliance_cost=0.25, challenge_loss=1.0)
    threshold = (1.0 - 0.25) / (1.0 + 1.0)
    belief = np.array([np.nextafter(threshold, 0), threshold, np.nextafter(threshold, 1)])
    assert acts(np.array(1.0), belief, p).tolist() == [True, False, False]


@pytest.mark.parametrize("belief", [0.0, 0.1, 0.3, 0.5, 0.8])
def test_with_uniform_gains_the_share_that_acts_is_the_closed_form(belief):
    """max(0, 1 - qL / (1-q)) for Γ ~ U(0, 1), c_a = 0 (counted on a grid of Γ)."""
    cells = 9_999
    gain = (np.arange(cells) + 0.5) / cells
    share = acts(gain, np.full(cells, belief), P).mean()
    closed = max(0.0, 1.0 - belief * P.challenge_loss / (1.0 - belief))
    assert abs(share - closed) <= 0.5 / cells + 1e-12


def test_everyone_acts_where_nobody_is_expected_to_answer():
    gain = gains(np.random.default_rng(23).random(MANY), P)
    assert acts(gain, np.zeros(MANY), P).all()


def test_nobody_acts_where_an_answer_is_certain():
    gain = gains(np.random.default_rng(23).random(MANY), P)
    assert not acts(gain, np.ones(MANY), P).any()


@examples
@given(st.floats(0, 20), st.floats(0, 1), st.floats(0, 1))
def test_a_firmer_belief_in_an_answer_never_provokes(gain, one, other):
    low, high = sorted((one, other))
    assert acts(np.array(gain), np.array(low), P) or not acts(np.array(gain), np.array(high), P)


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.9, 0.99])
def test_gains_are_lognormal(share):
    normal = NormalDist(P.gain_location, P.gain_scale)
    # Two independent inverses of the normal distribution, each good to about 1e-9 and better.
    assert np.log(gains(np.array([share]), P))[0] == pytest.approx(normal.inv_cdf(share), abs=1e-8)


def test_a_patron_stands_behind_as_many_challengers_as_the_parameter_says(crises):
    assert_frequency(crises.patron != NO_PATRON, P.patron_probability)


def test_patrons_are_permanent_members_with_equal_chances_unless_weights_say_otherwise(crises):
    permanent = np.flatnonzero(HORSESHOE.sitting.council.permanent)
    patrons = crises.patron[crises.patron != NO_PATRON]
    assert set(patrons) == set(permanent)
    for seat in permanent:
        assert_frequency(patrons == seat, 1.0 / permanent.size)


def test_severity_is_uniform_between_its_ends(crises):
    assert crises.severity.min() >= P.severity_min
    assert crises.severity.max() <= P.severity_max
    for share in (0.1, 0.5, 0.9):
        below = crises.severity < P.severity_min + share * (P.severity_max - P.severity_min)
        assert_frequency(below, share)


def test_kinds_and_regions_come_as_often_as_their_weights(crises):
    for names, cumulative, drawn in (
        (TYPE_NAMES, HORSESHOE.hazards.types, crises.type),
        (REGIONS, HORSESHOE.hazards.regions, crises.region),
    ):
        for place, chance in enumerate(np.diff(cumulative, prepend=0.0)):
            assert_frequency(drawn == place, chance)
        assert set(np.unique(drawn)) == set(range(len(names)))


def test_only_the_patron_has_a_tie_of_its_own(crises):
    seats = np.arange(crises.ties.shape[0])[:, None]
    is_patron = seats == crises.patron
    assert (crises.ties[~is_patron] == 0.0).all()
    own = crises.ties[is_patron & ~crises.parties]
    assert own.min() >= P.tie_min
    assert own.max() <= P.tie_max
    assert (crises.ties[crises.parties] == P.party_tie).all()


def test_only_a_patron_is_ever_a_party(crises):
    has_patron = crises.patron != NO_PATRON
    party = crises.parties.any(axis=0)
    assert not party[~has_patron].any()
    assert_frequency(party[has_patron], P.party_probability)


def test_blocs_are_called_on_inside_states_only(crises):
    assert (crises.bloc[~crises.intrastate] == 0.0).all()
    inside = crises.bloc[crises.intrastate]
    assert_frequency(inside > 0.0, P.bloc_probability)
    assert inside[inside > 0.0].min() >= P.bloc_min
    assert inside.max() <= P.bloc_max


def test_consent_comes_as_often_as_its_probability(crises):
    assert set(np.unique(crises.consent)) == {0.0, 1.0}
    assert_frequency(crises.consent == 1.0, P.consent_probability)


def test_a_lost_vote_is_worth_its_mean_on_average_and_at_most_twice_that(crises):
    assert crises.statement.min() >= 0.0
    assert crises.statement.max() <= 2.0 * P.statement_value
    error = 2.0 * P.statement_value / np.sqrt(12.0 * MANY)
    assert abs(crises.statement.mean() - P.statement_value) <= 4.0 * error


def test_a_challenger_is_a_client_where_it_has_a_patron(crises):
    has_patron = crises.patron != NO_PATRON
    assert (crises.challenger_class[has_patron] == CLIENT).all()
    assert (crises.challenger_class[~has_patron] == OTHER).all()


def test_a_crisis_grows_no_graver_than_the_gravest(crises):
    graver = crises.worsened(np.full(MANY, 0.15))
    assert np.array_equal(graver.severity, np.minimum(crises.severity + 0.15, 1.0))
    assert np.array_equal(graver.patron, crises.patron)


def test_scarcity_cannot_be_deterred():
    """Where an answer is certain, nobody unlearns it, nor has cover, all others stay quiet."""
    sure = load("horseshoe", belief_response=1.0, belief_success=1.0, learning_rate=0.0, cover=0.0)
    played = play(sure, seed=24, runs=range(100))
    assert played["onset"].any()
    assert set(played["type"][played["onset"]]) == {TYPE_NAMES.index("scarcity")}
    assert played.is_end(End.DETERRED).any()


def test_no_round_is_deterred_where_nobody_is_expected_to_answer():
    nobody_learns = load("horseshoe", belief_response=0.0, learning_rate=0.0)
    played = play(nobody_learns, seed=25, runs=range(50))
    assert not played.is_end(End.DETERRED, End.QUIET).any()


def test_only_free_rounds_are_quiet_or_deterred():
    played = play(HORSESHOE, seed=25, runs=range(50))
    quiet = played.is_end(End.DETERRED, End.QUIET)
    assert quiet.any()
    assert (played["episode"][quiet] == 0).all()
    assert (played["episode"][~quiet] > 0).all()


def test_a_challenger_s_gain_is_a_number_at_the_smallest_uniform():
    zero = np.array([0.0])
    assert gains(zero, replace(Parameters(), gain_scale=0.0))[0] > 0
    assert gains(zero, Parameters())[0] > 0
