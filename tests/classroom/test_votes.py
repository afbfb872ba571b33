"""The votes of the classroom are those of the commands, to the last digit."""

import math

import pytest

import simulation
from simulation.analysis.story import story
from simulation.classroom.cases import badge
from simulation.classroom.predictions import Happened, as_recorded, total
from simulation.classroom.votes import RUNS, exact, single, thousand


@pytest.fixture(params=["first", "second"])
def case(request, lesson):
    return lesson.cases[request.param]


@pytest.mark.parametrize("seed", [1, 7])
def test_the_vote_of_the_class_is_that_of_unsc_run(case, seed):
    told = story(case.case, seed=seed)[case.number]
    shown = single(case, seed)
    assert shown["draft"] == told["draft"]
    assert len(shown["ways"]) == len(told["draft"]["vote"]["smallest_changes"])


@pytest.mark.parametrize("strength", [None, 0.2, 0.35, 0.5, 1.0])
@pytest.mark.parametrize("rules", [None, "no-veto", "double-veto"])
def test_the_exact_chance_is_that_of_unsc_forecast(case, strength, rules):
    scenario = simulation.load(case.case, rules=rules)
    found = simulation.forecast(scenario, draft=case.draft.symbol, strength=strength)
    assert exact(case, strength, rules).outcomes == found.outcomes
    assert thousand(case, 1, strength, rules).exact == found.outcomes["adopted"]


@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("strength", [None, 0.2, 0.3])
def test_a_thousand_votes_agree_with_the_exact_chance_within_their_error(lesson, seed, strength):
    voted = thousand(lesson.cases["first"], seed, strength)
    error = math.sqrt(RUNS * voted.exact * (1 - voted.exact))
    assert abs(voted.adopted - RUNS * voted.exact) < 4 * error


def test_a_stronger_text_and_another_rule_meet_the_same_tempers_and_luck(lesson):
    case = lesson.cases["first"]
    weak, strong = thousand(case, 1, 0.2), thousand(case, 1, 0.5)
    free = thousand(case, 1, None, "no-veto")
    own = thousand(case, 1)
    assert (strong.yes <= weak.yes).all()
    assert (free.yes == own.yes).all()
    assert (free.no == own.no).all()


def test_the_first_draft_of_a_case_is_voted_in_the_thousand_as_in_the_story(lesson):
    from dataclasses import replace

    first = replace(lesson.cases["first"], number=0)
    told = story(first.case, seed=3)[0]["draft"]["vote"]
    voted = thousand(first, 3)
    assert (voted.yes[0], voted.no[0]) == (told["yes"], told["no"])


def test_a_badge_counts_as_the_page_of_cases(lesson):
    found = badge(lesson.cases["first"])
    assert (found.drafts_right, found.drafts, found.right) == (5, 9, True)
    assert badge(lesson.cases["second"]).drafts_right == 2


def test_dots_are_all_the_votes(lesson):
    assert sum(many for _, _, many in thousand(lesson.cases["first"], 1).dots()) == RUNS


def test_a_prediction_that_is_the_record_has_all_points(lesson):
    case = lesson.cases["first"]
    happened = as_recorded(single(case, 1)["recorded"], case.permanent)
    assert happened == Happened("vetoed", 13, frozenset({"CHN", "RUS"}))
    assert total({"yes": 13, "outcome": "vetoed", "blocks": ["RUS", "CHN"]}, happened) == 5
    assert total({"yes": 15, "outcome": "adopted", "blocks": []}, happened) == 0
