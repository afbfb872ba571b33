"""When seats fall vacant, by the table of the years or by the terms of those who sit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stages.world import FIFTEEN, GROUPS, numbers
from strategies import examples

from simulation.stages.elections import (
    COHORTS_SINCE_1966,
    NEVER,
    PERMANENT,
    cohorts_of_seats,
    cohorts_of_terms,
    opened,
    utilities,
    waiting_years,
)


def table(even, odd):
    """Counts by group of both cohorts, to compare with."""
    return [{g: c for g, c in cohort.items() if c} for cohort in (even, odd)]


def test_the_cohorts_are_those_of_the_charters_practice():
    cohorts = cohorts_of_seats(FIFTEEN, [True] * 5 + [False] * 10, COHORTS_SINCE_1966)
    counts = [
        {
            g: sum(c == k and seat == g for c, seat in zip(cohorts, FIFTEEN, strict=True))
            for g in GROUPS
        }
        for k in (0, 1)
    ]
    assert table(*counts) == table(*COHORTS_SINCE_1966)
    assert (cohorts[:5] == PERMANENT).all()


def test_five_western_and_other_seats_of_the_record_began_in_the_years_the_table_says():
    """Germany and Portugal sat from 2011, Luxembourg and Australia from 2013; Azerbaijan from 2012."""
    cohorts = cohorts_of_seats(["WEOG", "WEOG", "EEG"], [False] * 3, COHORTS_SINCE_1966)
    assert opened(cohorts, 2011).tolist() == opened(cohorts, 2013).tolist() == [0, 1]
    assert opened(cohorts, 2012).tolist() == [2]


@examples
@given(st.lists(st.tuples(st.sampled_from(GROUPS), st.booleans()), min_size=1, max_size=32))
def test_any_council_without_a_table_is_staggered_half_and_half(seats):
    groups, permanent = zip(*seats, strict=True)
    cohorts = cohorts_of_seats(groups, permanent, ({}, {}))
    even, odd = (np.count_nonzero(cohorts == k) for k in (0, 1))
    assert abs(even - odd) <= 1
    assert even + odd == permanent.count(False)
    assert [c == PERMANENT for c in cohorts] == list(permanent)
    for group in set(groups):
        of_group = cohorts[(numbers(groups) == GROUPS.index(group)) & (cohorts != PERMANENT)]
        assert abs(2 * of_group.sum() - of_group.size) <= 1


def test_a_table_of_one_cohort_is_refused():
    with pytest.raises(ValueError, match="has two"):
        cohorts_of_seats(["AFR"], [False], ({"AFR": 1},))


@pytest.mark.parametrize(
    ("groups", "table", "cohorts"),
    [
        # The table's places for a group, the even years' first, in the order of the seats.
        (["AFR", "AFR", "AFR"], COHORTS_SINCE_1966, [0, 0, 1]),
        (["WEOG", "AFR", "GRULAC", "AFR", "GRULAC", "AFR"], COHORTS_SINCE_1966, [1, 0, 0, 0, 1, 1]),
        # Beyond the table the cohort with fewer of the group comes first,
        (["AFR", "APG", "AFR", "APG"], ({"AFR": 1}, {"APG": 1}), [0, 1, 1, 0]),
        # then, where both have as many, the one with fewer in all, and the even one at last.
        (["AFR", "AFR", "APG", "APG"], ({"AFR": 2}, {}), [0, 0, 1, 0]),
        (["AFR", "APG", "AFR", "APG", "AFR", "APG"], ({}, {}), [0, 1, 1, 0, 0, 1]),
    ],
)
def test_a_seat_has_the_cohort_that_the_table_or_else_the_balance_gives_it(groups, table, cohorts):
    found = cohorts_of_seats(groups, [False] * len(groups), table)
    assert (found.tolist(), found.dtype) == (cohorts, np.int64)


def test_a_member_in_its_second_year_leaves_at_the_first_election_and_others_a_year_later():
    cohorts = cohorts_of_terms([None, 2, 1, 2, None, 1], [True, False, False, False, True, False])
    assert cohorts.tolist() == [PERMANENT, 1, 0, 1, PERMANENT, 0]
    assert cohorts.dtype == np.int64
    assert [opened(cohorts, year).tolist() for year in (1, 2, 3)] == [[1, 3], [2, 5], [1, 3]]


@pytest.mark.parametrize(
    ("terms", "permanent"),
    [
        ([1, None, 2], [False, False, False]),
        ([None, 2, None], [True, False, False]),
        ([None, None], [False, False]),
        ([None, None], [True, True]),
        ([1, 2], [True, True]),
        ([], []),
    ],
)
def test_no_cohorts_are_known_where_a_term_is_not_or_nobody_is_elected(terms, permanent):
    assert cohorts_of_terms(terms, permanent) is None


@pytest.mark.parametrize(
    ("terms", "permanent"),
    [([1, 2], [False]), ([1], [False, False]), ([], [False]), ([], [True]), ([None], [])],
)
def test_terms_without_their_seats_are_refused(terms, permanent):
    with pytest.raises(ValueError, match="shorter|longer"):
        cohorts_of_terms(terms, permanent)


def test_turns_are_counted_from_the_last_service_or_the_year_of_the_charter():
    last = np.array([[NEVER, 1964, 1966, 1970]])
    assert waiting_years(last, 1966).tolist() == [[21, 2, 1, 1]]
    assert waiting_years(last, 1966, base_year=1960).tolist() == [[6, 2, 1, 1]]


@pytest.mark.parametrize(
    ("population", "income", "at_war", "waiting", "utility"),
    [
        (1.0, 1.0, False, 1, 0.0),
        (np.e, 1.0, False, 1, 0.65),
        (1.0, np.e, False, 1, 0.5),
        (1.0, 1.0, True, 1, -0.6),
        (1.0, 1.0, False, 2, 0.55 * np.log(2.0)),
        (np.e, np.e, True, 2, 0.55 + 0.55 * np.log(2.0)),
    ],
)
def test_a_candidate_draws_votes_by_the_weights_rounded_from_the_record(
    population, income, at_war, waiting, utility
):
    found = utilities(
        np.array([population]), np.array([income]), np.array([at_war]), np.array([[waiting]])
    )
    assert found[0, 0] == pytest.approx(utility, abs=1e-15)
