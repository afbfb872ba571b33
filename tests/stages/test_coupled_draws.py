"""The same draws under other rules: what a reform does to drafts that are otherwise the same."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from simulation.engine.arrays import play
from simulation.scenario.load import load
from simulation.stages.adoption import ADOPTED, End

CASES = ("korea-1950", "kuwait-1990", "bosnia-1992", "libya-2011")
"""Scripted cases: the texts put to the vote are the recorded ones whatever the rules."""

NOTHING_LEARNT = {"learning_rate": 0.0, "legitimacy_rate": 0.0, "overreach": 0.0}
"""So that every draft of a case meets the same state, whatever became of those before it."""


def under(scenario, **changes):
    """A scenario with the rules of each of its sittings changed."""

    def reformed(sitting):
        return replace(sitting, rules=replace(sitting.rules, **changes))

    script = tuple(replace(d, sitting=reformed(d.sitting)) for d in scenario.script)
    return replace(scenario, sitting=reformed(scenario.sitting), script=script)


@pytest.fixture(scope="module", params=CASES)
def ladder(request):
    """The case under rules that block less and less, on the same draws."""
    scenario = load(request.param, choice_noise=0.5, **NOTHING_LEARNT)
    nobody = np.zeros_like(scenario.sitting.rules.holds_veto)
    rules = [
        {"abstention_blocks": True},
        {},
        {"vetoes_to_block": 2},
        {"vetoes_to_block": 3},
        {"holds_veto": nobody},
    ]
    return [play(under(scenario, **changes), seed=37, runs=range(300)) for changes in rules]


def test_fixed_drafts_get_the_same_ballots_whatever_the_rules(ladder):
    for reformed in ladder[1:]:
        assert np.array_equal(reformed.ballots, ladder[0].ballots)
        assert np.array_equal(reformed["tabled"], ladder[0]["tabled"])


def test_adopted_drafts_stay_adopted_as_vetoes_are_taken_away(ladder):
    """No veto ⊇ triple ⊇ double ⊇ single, and practice ⊇ a veto by abstention."""
    adopted = [played.is_end(*ADOPTED) for played in ladder]
    for fewer, more in pairwise(adopted):
        assert (more | ~fewer).all()
    assert adopted[-1].sum() > adopted[1].sum() > adopted[0].sum()


def test_without_vetoes_only_votes_are_missing(ladder):
    without = ladder[-1]
    assert not without.is_end(End.VETOED).any()
    assert np.array_equal(
        without.is_end(*ADOPTED),
        without["yes"] >= 9 if without.ballots.shape[1] == 15 else without["yes"] >= 7,
    )


@pytest.mark.parametrize("name", CASES)
def test_where_members_learn_the_first_draft_still_meets_the_same_ballots(name):
    """And later ones need not: legitimacy and beliefs follow from what became of the first."""
    scenario = load(name, choice_noise=0.5)
    nobody = np.zeros_like(scenario.sitting.rules.holds_veto)
    with_vetoes, without = (
        play(under(scenario, **changes), seed=37, runs=range(300))
        for changes in ({}, {"holds_veto": nobody})
    )
    assert np.array_equal(with_vetoes.ballots[0], without.ballots[0])
    assert without.is_end(*ADOPTED)[0][with_vetoes.is_end(*ADOPTED)[0]].all()
    assert not np.array_equal(with_vetoes["legitimacy"], without["legitimacy"])


@pytest.fixture(scope="module")
def first_rounds():
    """The first round of generated crises, under the Charter and without vetoes."""
    return [
        play(replace(load("horseshoe", rules=rules), rounds=1), seed=38, runs=range(8_000))
        for rules in ("charter", "no-veto")
    ]


def test_a_draft_of_the_same_strength_never_fails_for_want_of_a_veto(first_rounds):
    charter, without = first_rounds
    same = charter.voted & without.voted & (charter["tabled"] == without["tabled"])
    assert same.sum() > 500
    adopted = charter.is_end(*ADOPTED) & same
    assert without.is_end(*ADOPTED)[adopted].all()
    assert adopted.sum() < without.is_end(*ADOPTED)[same].sum()


def test_a_council_without_vetoes_tables_what_the_twin_said(first_rounds):
    charter, without = first_rounds
    assert np.array_equal(charter["twin"], without["proposed"], equal_nan=True)
    assert np.array_equal(charter["penholder"], without["penholder"])
    assert np.array_equal(charter["wanted"], without["wanted"], equal_nan=True)
