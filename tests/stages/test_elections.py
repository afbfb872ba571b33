"""Who is elected to the Council: rotation, quotas, turns, and what makes a candidate likely."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stages.world import ELEVEN, FIFTEEN, MEMBERSHIP, SMALL, START, World, fifteen
from strategies import examples

from simulation.stages.elections import (
    COHORTS_1946_1965,
    COHORTS_SINCE_1966,
    NEVER,
    NOBODY,
    draw,
    elect,
    eligible,
    shares,
    utilities,
    waiting_years,
)


@pytest.mark.parametrize(
    ("council", "cohorts", "membership", "half"),
    [(FIFTEEN, COHORTS_SINCE_1966, MEMBERSHIP, 5), (ELEVEN, COHORTS_1946_1965, SMALL, 3)],
    ids=["fifteen", "eleven"],
)
def test_rotation_keeps_every_rule_over_ten_thousand_years(council, cohorts, membership, half):
    histories, years = 50, 200
    world = World(council, cohorts, membership, histories)
    rng = np.random.default_rng(3)
    for _ in range(years):
        before, seats = world.elect(rng.random((half, histories)))
        now = world.occupants
        fixed = np.setdiff1d(np.arange(len(council)), seats)
        assert seats.size == half
        assert not world.permanent[seats].any()
        assert (now >= 0).all(), "a seat is empty"
        assert (now[fixed] == before[fixed]).all(), "a seat that was not up changed hands"
        assert not (now[seats][:, None] == before[None]).any(), "re-elected immediately"
        assert (np.diff(np.sort(now, axis=0), axis=0) > 0).all(), "a state sits twice"
        assert (world.state_groups[now] == world.seat_groups[:, None]).all(), "a quota is broken"


def test_every_elected_seat_changes_hands_every_second_year():
    world = fifteen(histories=20)
    start = world.occupants
    for _ in range(2):
        world.elect(np.random.default_rng(4).random((5, 20)))
    assert (world.occupants[5:] != start[5:]).all()
    assert (world.occupants[:5] == start[:5]).all()


def test_whoever_sits_may_not_stand():
    occupants = np.array([[0, 3], [2, NOBODY]])
    assert eligible(occupants, 4).T.tolist() == [
        [False, True, False, True],
        [True, True, True, False],
    ]


def test_a_state_that_never_served_waits_since_the_base_year():
    last = np.array([[NEVER], [1990], [2010]])
    assert waiting_years(last, 2010, base_year=1960).ravel().tolist() == [50, 20, 1]


def test_shares_are_the_closed_form_of_the_logit():
    population, income = np.array([10.0, 40.0, 5.0]), np.array([2.0, 1.0, 8.0])
    at_war, waiting = np.array([False, True, False]), np.array([[4], [9], [16]])
    got = shares(
        utilities(
            population, income, at_war, waiting,
            population_weight=1.0, turn_weight=0.5, war_weight=-np.log(3), income_weight=2.0,
        ),
        np.array([[True], [True], [True]]),
    )  # fmt: skip
    odds = np.array([10 * 2 * 4, 40 * 3 / 3 * 1, 5 * 4 * 64])
    np.testing.assert_allclose(got.ravel(), odds / odds.sum(), rtol=1e-14)


def test_a_choice_does_not_hang_on_those_that_do_not_stand():
    """Independence of irrelevant alternatives: the odds of two candidates stay."""
    utility = np.random.default_rng(5).normal(size=(6, 1))
    everyone = shares(utility, np.ones((6, 1), dtype=bool))
    some = shares(utility, np.array([[True], [True], [False], [False], [True], [False]]))
    assert (some[[2, 3, 5]] == 0.0).all()
    np.testing.assert_allclose(some[0] / some[1], everyone[0] / everyone[1], rtol=1e-14)
    np.testing.assert_allclose(some.sum(), 1.0, rtol=1e-15)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"population": 2.0}, {"population": 1.0}),
        ({"income": 2.0}, {"income": 1.0}),
        ({"waiting": 9}, {"waiting": 3}),
        ({"at_war": False}, {"at_war": True}),
    ],
)
def test_the_populous_the_rich_the_patient_and_the_peaceful_are_likelier(better, worse):
    same = {"population": 1.0, "income": 1.0, "waiting": 5, "at_war": False}
    pair = [same | better, same | worse]
    population, income, waiting, at_war = (
        np.array([state[key] for state in pair])
        for key in ("population", "income", "waiting", "at_war")
    )
    got = shares(
        utilities(population, income, at_war, waiting[:, None]), np.ones((2, 1), dtype=bool)
    )
    assert got[0] > got[1]


def test_with_every_weight_off_all_candidates_are_alike():
    world = fifteen()
    utility = utilities(
        world.population, world.income, world.at_war, np.arange(1, world.states + 1)[:, None],
        population_weight=0, turn_weight=0, war_weight=0, income_weight=0,
    )  # fmt: skip
    candidates = eligible(world.occupants, world.states)
    got = shares(utility, candidates)[candidates]
    assert (got == 1.0 / candidates.sum()).all()


@pytest.mark.parametrize("name", ["population", "income"])
def test_a_population_or_income_of_nothing_is_refused(name):
    state = {"population": np.array([1.0]), "income": np.array([1.0]), name: np.array([0.0])}
    message = "^population and income must be above 0, since their logarithms are taken$"
    with pytest.raises(ValueError, match=message):
        utilities(**state, at_war=np.array([False]), waiting=np.array([[1]]))


def test_a_seat_goes_to_each_candidate_as_often_as_its_share():
    chances = np.array([0.5, 0.0, 0.3, 0.2])
    cells = 10_000
    uniform = (np.arange(cells) + 0.5) / cells
    chosen = draw(np.tile(chances[:, None], (1, cells)), uniform)
    assert np.bincount(chosen, minlength=4).tolist() == [5000, 0, 3000, 2000]


def test_the_largest_uniform_elects_a_candidate_all_the_same():
    world = fifteen()
    candidates = eligible(world.occupants, world.states)
    utility = utilities(
        world.population, world.income, world.at_war, np.ones((world.states, 1), int)
    )
    last = np.flatnonzero(candidates)[-1]
    assert draw(shares(utility, candidates), np.array([np.nextafter(1.0, 0.0)])) == last
    assert draw(shares(utility, candidates), np.array([0.0])) == np.flatnonzero(candidates)[0]


def test_nobody_is_drawn_where_nobody_stands():
    got = shares(np.zeros((3, 2)), np.array([[False, True]] * 3))
    assert got[:, 0].tolist() == [0.0] * 3
    assert draw(got, np.array([0.5, 0.5])).tolist() == [NOBODY, 1]


def test_populous_states_serve_more_often():
    world = fifteen(histories=50)
    terms = world.run(200).sum(axis=1)
    for group in range(5):
        states = np.flatnonzero((world.state_groups == group) & (np.arange(world.states) > 9))
        by_size = states[np.argsort(world.population[states])]
        third = states.size // 3
        assert terms[by_size[-third:]].mean() > 2.0 * terms[by_size[:third]].mean()


def test_taking_turns_spreads_service():
    deviation, served = [], []
    for weight in (0.0, 0.55, 3.0):
        terms = fifteen(histories=40, turn_weight=weight).run(150)
        deviation.append(terms.std(axis=0).mean())
        served.append((terms > 0).sum(axis=0).mean())
    assert deviation[0] > deviation[1] > deviation[2]
    assert served[0] < served[1] < served[2]


def test_a_very_strong_norm_of_turns_is_a_queue():
    """Whoever waited longest is elected: over a full cycle no African state serves twice."""
    world = fifteen(turn_weight=500.0, population_weight=0.0, war_weight=0.0, income_weight=0.0)
    terms = world.run(30).ravel()
    african = terms[world.state_groups == 0]
    assert african.max() == 1
    assert african.sum() == 45


def test_one_history_is_the_same_alone_and_among_many():
    many, rng = fifteen(histories=33), np.random.default_rng(7)
    draws = rng.random((40, 5, 33))
    for uniforms in draws:
        many.elect(uniforms)
    for history in (0, 13, 32):
        alone = fifteen()
        for uniforms in draws:
            alone.elect(uniforms[:, [history]])
        assert (alone.occupants[:, 0] == many.occupants[:, history]).all()
        assert (alone.last_served[:, 0] == many.last_served[:, history]).all()


@pytest.mark.parametrize("histories", [2, 7, 64])
def test_shares_are_the_same_to_the_bit_alone_and_among_many(histories):
    world = fifteen(histories=histories)
    world.run(30)
    waiting = waiting_years(world.last_served, world.year)
    candidates = eligible(world.occupants, world.states)
    state = (world.population, world.income, world.at_war)
    many = shares(utilities(*state, waiting), candidates)
    for h in range(histories):
        alone = shares(utilities(*state, waiting[:, [h]]), candidates[:, [h]])
        assert (alone[:, 0] == many[:, h]).all()


def test_one_groups_draw_changes_no_other_groups_winner():
    uniforms = np.random.default_rng(8).random((5, 1))
    one, other = fifteen(), fifteen()
    _, seats = one.elect(uniforms)
    african = one.seat_groups[seats] == 0
    other.elect(np.where(african[:, None], 1.0 - uniforms, uniforms))
    assert (one.occupants[seats[~african]] == other.occupants[seats[~african]]).all()
    assert (one.occupants[seats[african]] != other.occupants[seats[african]]).any()


def test_service_is_remembered_by_all_who_sit_and_those_who_leave():
    world = fifteen()
    before, seats = world.elect(np.random.default_rng(9).random((5, 1)))
    last = world.last_served[:, 0]
    assert (last[world.occupants[:, 0]] == START + 1).all()
    assert (last[before[seats, 0]] == START).all()
    rest = np.setdiff1d(np.arange(world.states), np.union1d(before, world.occupants))
    assert (last[rest] == NEVER).all()


def test_a_group_short_of_candidates_lends_its_seat_to_another():
    """One African state, and it sits: the seat goes to a newcomer, never to the retiring member."""
    winner, _ = elect(
        np.array([[0], [1]]), np.full((4, 1), NEVER), np.array([[0.1]]),
        year=2001, seats=np.array([0]), seat_groups=np.array([0, 1]),
        state_groups=np.array([0, 1, 1, 1]), utility=np.zeros((4, 1)),
    )  # fmt: skip
    assert winner.ravel().tolist() == [2, 1]


def test_a_group_lends_its_seat_in_those_histories_alone_in_which_it_is_short():
    """In the second history both states of group 0 sit, one of them on a seat of group 1."""
    winner, _ = elect(
        np.array([[0, 0], [2, 1]]), np.full((4, 2), NEVER), np.array([[0.0, 0.0]]),
        year=2001, seats=np.array([0]), seat_groups=np.array([0, 1]),
        state_groups=np.array([0, 0, 1, 1]), utility=np.zeros((4, 2)),
    )  # fmt: skip
    assert winner.T.tolist() == [[1, 2], [2, 1]]


def test_a_borrowed_seat_never_takes_another_groups_last_candidate():
    """Group 1 has one newcomer and a seat to fill; group 0 borrows from group 2 instead."""
    winner, _ = elect(
        np.array([[0], [1]]), np.full((4, 1), NEVER), np.array([[0.0], [0.0]]),
        year=2001, seats=np.array([0, 1]), seat_groups=np.array([0, 1]),
        state_groups=np.array([0, 1, 1, 2]), utility=np.array([[0.0], [0.0], [9.0], [0.0]]),
    )  # fmt: skip
    assert winner.ravel().tolist() == [3, 2]


@pytest.mark.parametrize("uniforms", [(0.9, 0.2), (0.0, 0.0), (0.0, 0.9), (0.9, 0.9)])
def test_with_nobody_else_in_the_pool_a_retiring_member_of_the_group_stays(uniforms):
    """Whatever is drawn: each group has one retiring member, and its seat is its own."""
    occupants = np.array([[2], [0], [1]])
    winners, last = elect(
        occupants, np.full((3, 1), NEVER), np.array(uniforms)[:, None],
        year=2001, seats=np.array([0, 1]), seat_groups=np.array([1, 0, 1]),
        state_groups=np.array([0, 1, 1]), utility=np.zeros((3, 1)),
    )  # fmt: skip
    assert (winners == occupants).all()
    assert (last == 2001).all()


@st.composite
def tight(draw_from):
    """A Council all of whose states sit, and a pool hardly larger than it."""
    seats = draw_from(st.integers(1, 8))
    extra = draw_from(st.integers(0, 5))
    group = st.integers(0, 2)
    return (
        np.array(draw_from(st.lists(group, min_size=seats, max_size=seats))),
        np.array(draw_from(st.lists(group, min_size=seats + extra, max_size=seats + extra))),
        np.array(draw_from(st.permutations(range(seats + extra))))[:seats],
        np.flatnonzero(draw_from(st.lists(st.booleans(), min_size=seats, max_size=seats))),
        draw_from(st.integers(0, 2**32)),
    )


@examples
@given(tight())
def test_every_seat_is_filled_once_and_re_election_is_the_last_resort(case):
    seat_groups, state_groups, occupants, seats, seed = case
    rng = np.random.default_rng(seed)
    histories = 4
    before = np.tile(occupants[:, None], (1, histories))
    after, _ = elect(
        before, np.full((state_groups.size, histories), NEVER), rng.random((seats.size, histories)),
        year=2001, seats=seats, seat_groups=seat_groups, state_groups=state_groups,
        utility=rng.normal(size=(state_groups.size, histories)),
    )  # fmt: skip
    outsiders = state_groups.size - seat_groups.size
    for h in range(histories):
        assert len(set(after[:, h])) == seat_groups.size
        assert after[:, h].min() >= 0
        returned = np.intersect1d(after[seats, h], before[:, h])
        assert returned.size == max(0, seats.size - outsiders)
        for group in range(3):
            of_group = seats[seat_groups[seats] == group]
            candidates = np.setdiff1d(np.flatnonzero(state_groups == group), before[:, h])
            kept = np.count_nonzero(state_groups[after[of_group, h]] == group)
            assert kept >= min(of_group.size, candidates.size)


def test_a_member_outside_the_pool_keeps_its_seat_and_blocks_no_one():
    winner, _ = elect(
        np.array([[NOBODY], [0]]), np.full((2, 1), NEVER), np.array([[0.5]]),
        year=2001, seats=np.array([1]), seat_groups=np.array([0, 0]),
        state_groups=np.array([0, 0]), utility=np.zeros((2, 1)),
    )  # fmt: skip
    assert winner.ravel().tolist() == [NOBODY, 1]


def test_a_pool_smaller_than_the_council_is_refused():
    with pytest.raises(ValueError, match="cannot fill"):
        elect(
            np.array([[0], [1]]), np.full((1, 1), NEVER), np.array([[0.5]]),
            year=2001, seats=np.array([1]), seat_groups=np.array([0, 0]),
            state_groups=np.array([0]), utility=np.zeros((1, 1)),
        )  # fmt: skip


def test_a_missing_draw_is_refused():
    world = fifteen()
    with pytest.raises(ValueError, match="rows of uniforms"):
        world.elect(np.full((4, 1), 0.5))
