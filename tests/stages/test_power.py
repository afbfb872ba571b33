"""Power counted by kinds of seat is the power counted vote by vote, and moves as theorems say."""

import time
from dataclasses import replace
from fractions import Fraction
from itertools import permutations, product
from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import SINCE_1966, charter, examples

from simulation.stages.adoption import Outcome, decide
from simulation.stages.power import THREE_WAYS, TWO_WAYS, kinds_of, three_ways, two_ways
from simulation.stages.voting import NO, YES


def none_of(rules):
    return np.zeros(rules.holds_veto.size, dtype=bool)


@st.composite
def small_rules(draw, largest=6):
    """Rules of every kind for a small council, and whose veto is suspended."""
    seats = draw(st.integers(1, largest))
    quota = draw(st.integers(1, seats))
    rules = charter(
        seats,
        quota,
        veto_holders=draw(st.integers(0, seats)),
        vetoes_to_block=draw(st.integers(1, 3)),
        abstention_blocks=draw(st.booleans()),
        override=draw(st.none() | st.integers(quota, seats)),
    )
    order = draw(st.permutations(range(seats)))
    spared = draw(st.lists(st.booleans(), min_size=seats, max_size=seats))
    return replace(rules, holds_veto=rules.holds_veto[list(order)]), np.array(spared)


def listed(rules, spared, ballots):
    """Every way to vote (seat, way), and its outcome."""
    ways = np.array(list(product(ballots, repeat=spared.size)), dtype=np.int8).T
    nobody = np.zeros(ways.shape, dtype=bool)
    return ways, decide(ways, rules, nobody, spared[:, None]).outcome


def first_of_each_kind(rules, spared):
    """A seat of each kind, in the order of the kinds."""
    able = rules.holds_veto & ~spared
    return [int(np.flatnonzero(able == kind.blocks)[0]) for kind in kinds_of(rules, spared)]


def adopted_where(ways, outcome, seat, ballot):
    """Of the ways in which the seat casts the ballot, which adopt; in the order of the others."""
    return outcome[ways[seat] == ballot] == Outcome.ADOPTED


@examples
@given(small_rules())
def test_two_ways_are_those_of_every_vote_written_out(drawn):
    rules, spared = drawn
    found = two_ways(rules, spared)
    ways, outcome = listed(rules, spared, TWO_WAYS)
    adopted = int((outcome == Outcome.ADOPTED).sum())
    assert found.adopted == Fraction(adopted, outcome.size)
    assert found.vetoed == Fraction(int((outcome == Outcome.VETOED).sum()), outcome.size)
    for seat, index in zip(first_of_each_kind(rules, spared), found.seats, strict=True):
        with_yes = adopted_where(ways, outcome, seat, YES)
        critical = with_yes & ~adopted_where(ways, outcome, seat, NO)
        swings = int(critical.sum())
        others = (np.delete(ways, seat, 0)[:, ways[seat] == YES] == YES).sum(axis=0)
        orders = sum(
            factorial(int(size)) * factorial(spared.size - 1 - int(size))
            for size in others[critical]
        )
        assert index.shapley_shubik == Fraction(orders, factorial(spared.size))
        assert index.penrose == Fraction(2 * swings, outcome.size)
        assert index.prevent == Fraction(swings, adopted)
        assert index.initiate == Fraction(swings, outcome.size - adopted)


@examples
@given(small_rules())
def test_coalitions_are_shared_as_when_each_is_written_out(drawn):
    rules, spared = drawn
    found = two_ways(rules, spared)
    ways, outcome = listed(rules, spared, TWO_WAYS)
    wins = {
        tuple(way): bool(end == Outcome.ADOPTED) for way, end in zip(ways.T, outcome, strict=True)
    }
    johnston, packel = np.full((2, spared.size), Fraction(0))
    for way in (way for way, won in wins.items() if won):
        members = [seat for seat, ballot in enumerate(way) if ballot == YES]
        enders = [
            s for s in members if not wins[tuple(NO if n == s else b for n, b in enumerate(way))]
        ]
        if enders:
            johnston[enders] += Fraction(1, len(enders))
        if enders == members:
            packel[members] += Fraction(1, len(members))
    for seat, index in zip(first_of_each_kind(rules, spared), found.seats, strict=True):
        assert index.johnston == johnston[seat] / johnston.sum()
        assert index.deegan_packel == packel[seat] / packel.sum()


@examples
@given(small_rules())
def test_three_ways_are_those_of_every_vote_written_out(drawn):
    rules, spared = drawn
    found = three_ways(rules, spared)
    ways, outcome = listed(rules, spared, THREE_WAYS)
    assert found.adopted == Fraction(int((outcome == Outcome.ADOPTED).sum()), outcome.size)
    assert found.vetoed == Fraction(int((outcome == Outcome.VETOED).sum()), outcome.size)
    for seat, index in zip(first_of_each_kind(rules, spared), found.seats, strict=True):
        yes, abstain, no = (adopted_where(ways, outcome, seat, b) for b in THREE_WAYS)
        assert index.penrose == Fraction(int((yes & ~no).sum()), yes.size)
        assert index.yes_to_abstain == Fraction(int((yes & ~abstain).sum()), yes.size)
        assert index.abstain_to_no == Fraction(int((abstain & ~no).sum()), yes.size)


def settles(rules, spared, order, way):
    """The seat by whose ballot the outcome of a roll call is settled."""
    for called in range(1, len(order) + 1):
        ends = set()
        for waiting in (YES, NO):
            cast = np.full((len(order), 1), waiting, dtype=np.int8)
            cast[list(order[:called]), 0] = [way[seat] for seat in order[:called]]
            nobody = np.zeros(cast.shape, dtype=bool)
            ends.add(decide(cast, rules, nobody, spared[:, None]).outcome[0] == Outcome.ADOPTED)
        if len(ends) == 1:
            return order[called - 1]
    raise AssertionError("the last ballot settles what the others have not")


@examples
@given(small_rules(largest=3), st.sampled_from([TWO_WAYS, THREE_WAYS]))
def test_the_share_of_roll_calls_is_that_of_each_roll_call_held(drawn, ballots):
    rules, spared = drawn
    found = (two_ways if ballots == TWO_WAYS else three_ways)(rules, spared)
    seats = range(spared.size)
    pivots = [
        settles(rules, spared, order, way)
        for order in permutations(seats)
        for way in product(ballots, repeat=len(seats))
    ]
    for seat, index in zip(first_of_each_kind(rules, spared), found.seats, strict=True):
        assert index.shapley_shubik == Fraction(pivots.count(seat), len(pivots))


@examples
@given(small_rules(largest=12))
def test_shares_add_up_to_one_over_all_seats(drawn):
    kinds = kinds_of(*drawn)
    two, three = two_ways(*drawn).seats, three_ways(*drawn).seats
    for shares in (
        [index.shapley_shubik for index in two],
        [index.banzhaf for index in two],
        [index.johnston for index in two],
        [index.deegan_packel for index in two],
        [index.shapley_shubik for index in three],
        [index.banzhaf for index in three],
    ):
        assert sum(k.seats * share for k, share in zip(kinds, shares, strict=True)) == 1


@examples
@given(small_rules(largest=12))
def test_a_veto_added_never_raises_the_power_to_act(drawn):
    rules, spared = drawn
    more = rules.holds_veto.copy()
    more[int(np.argmin(more))] = True
    stricter = replace(rules, holds_veto=more)
    for votes in (two_ways, three_ways):
        assert votes(stricter, spared).adopted <= votes(rules, spared).adopted


@examples
@given(small_rules(largest=12))
def test_a_veto_suspended_is_a_veto_not_held(drawn):
    rules, spared = drawn
    never = replace(rules, holds_veto=rules.holds_veto & ~spared)
    for votes in (two_ways, three_ways):
        assert votes(rules, spared) == votes(never, none_of(rules))


@pytest.mark.parametrize("votes", [two_ways, three_ways])
def test_rules_that_ask_for_less_adopt_more_often(votes):
    nobody = none_of(SINCE_1966)
    more_and_more = [
        replace(SINCE_1966, abstention_blocks=True),
        *(replace(SINCE_1966, vetoes_to_block=k) for k in (1, 2, 3, 4, 5)),
        charter(15, 9, veto_holders=0),
    ]
    chances = [votes(rules, nobody).adopted for rules in more_and_more]
    assert chances == sorted(chances)
    assert len(set(chances)) == len(chances) - (
        votes is two_ways
    )  # strict: the same without abstention


@pytest.mark.parametrize(("seats", "quota"), [(25, 14), (26, 14), (26, 15), (26, 16)])
def test_enlargement_with_vetoes_cuts_the_power_to_act_some_fiftyfold(seats, quota):
    now = two_ways(SINCE_1966, none_of(SINCE_1966)).adopted
    enlarged = charter(seats, quota, veto_holders=11)
    assert 50 <= now / two_ways(enlarged, none_of(enlarged)).adopted <= 57


@pytest.mark.parametrize(("seats", "quota"), [(25, 14), (26, 14), (26, 15), (25, 15)])
def test_enlargement_without_new_vetoes_costs_some_two_to_thirty_per_cent_of_it(seats, quota):
    now = two_ways(SINCE_1966, none_of(SINCE_1966)).adopted
    enlarged = charter(seats, quota)
    kept = two_ways(enlarged, none_of(enlarged)).adopted / now
    assert Fraction(7, 10) <= kept <= Fraction(98, 100)


@pytest.mark.parametrize(("seats", "vetoes"), [(15, 5), (11, 5), (25, 11)])
def test_as_the_quota_falls_veto_holders_come_to_all_power(seats, vetoes):
    """Winter 1996: without costs of delay those without a veto are left with nothing."""
    shares = []
    for quota in range(seats, 0, -1):
        rules = charter(seats, quota, veto_holders=vetoes)
        index = two_ways(rules, none_of(rules)).seats[0]
        shares.append(vetoes * index.shapley_shubik)
    assert shares[0] == Fraction(vetoes, seats)
    assert shares == sorted(shares)
    assert [share == 1 for share in shares] == [quota <= vetoes for quota in range(seats, 0, -1)]


def test_where_all_must_agree_all_are_equal():
    rules = charter(8, 8, veto_holders=8)
    [of_two] = two_ways(rules, none_of(rules)).seats
    assert of_two.shapley_shubik == of_two.banzhaf == of_two.johnston == Fraction(1, 8)
    assert (of_two.prevent, of_two.initiate) == (1, Fraction(1, 255))


def test_two_hundred_seats_take_less_than_a_second():
    rules = charter(200, 120)
    began = time.process_time()
    found = two_ways(rules, none_of(rules))
    assert time.process_time() - began < 1.0
    adopted = sum(factorial(195) // (factorial(k) * factorial(195 - k)) for k in range(115, 196))
    assert found.adopted == Fraction(adopted, 2**200)
    veto, other = found.seats
    assert 5 * veto.shapley_shubik + 195 * other.shapley_shubik == 1


def test_an_abstention_of_a_veto_holder_counts_as_the_rules_say():
    strict = replace(SINCE_1966, abstention_blocks=True)
    usual, binding = (three_ways(r, none_of(SINCE_1966)).seats[0] for r in (SINCE_1966, strict))
    assert usual.abstain_to_no > 0
    assert binding.abstain_to_no == 0
