"""When seats fall vacant where the terms of those who sit are known."""

import numpy as np
import pytest

from simulation.stages.elections import (
    NEVER,
    PERMANENT,
    cohorts_of_terms,
    opened,
    utilities,
    waiting_years,
)


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
