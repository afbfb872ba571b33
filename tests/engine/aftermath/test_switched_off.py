"""What follows the vote, switched off in played histories."""

from dataclasses import replace

import numpy as np
import pytest
from engine.aftermath.long_run import LEARNT

from simulation.engine.arrays import play
from simulation.scenario.load import load
from simulation.stages.adoption import End
from simulation.stages.answers import Kind
from simulation.stages.bypass import Action


def without(scenario, **changes):
    """The same scenario and histories with some parameters changed."""
    return play(
        replace(scenario, parameters=replace(scenario.parameters, **changes)),
        seed=61,
        runs=range(150),
    )


def test_with_no_openings_and_no_assembly_nobody_acts_beside_the_council_but_to_aid(scenario):
    """Aid to an attacked state waits for no opening."""
    closed = without(scenario, openings=0.0, uniting_for_peace=0.0)
    action = closed["action"]
    assert set(np.unique(action)) == {Action.NONE, Action.COUNCIL, Action.COALITION}
    assert (closed["done"][action == Action.COALITION] == Kind.AID).all()


def test_each_way_past_the_council_is_switched_off_alone(scenario, history):
    expeditions = (history["action"] == Action.COALITION) & (history["done"] != Kind.AID)
    assert expeditions.any()
    closed = without(scenario, openings=0.0)
    assert not ((closed["action"] == Action.COALITION) & (closed["done"] != Kind.AID)).any()
    assert not (without(scenario, uniting_for_peace=0.0)["action"] == Action.ASSEMBLY).any()


def test_where_nobody_learns_or_forgets_beliefs_stay(scenario):
    fixed = without(scenario, learning_rate=0.0, forgetting=0.0)
    for name in LEARNT:
        assert np.unique(fixed[name]).size == 1, name
    assert np.unique(fixed["legitimacy"]).size > 1


def test_without_mediation_nothing_is_mediated(scenario, history):
    assert not without(scenario, mediation=0.0).is_end(End.MEDIATED).any()
    assert history.is_end(End.MEDIATED).any()


VOTE_COLUMNS = ("severity", "end", "cause", "penholder", "wanted", "tabled", "twin", "yes", "no")

LATER_MECHANISMS = {
    "openings": 0.0,
    "uniting_for_peace": 0.0,
    "stake_scale": 0.0,
    "casualty_rate": 0.0,
    "learning_rate": 0.0,
    "forgetting": 0.0,
    "legitimacy_rate": 0.0,
    "overreach": 0.0,
}
"""Everything after the vote, at its off value."""


@pytest.mark.parametrize("name", LATER_MECHANISMS)
def test_what_follows_the_vote_changes_nothing_of_the_first_round_before_it(
    scenario, history, name
):
    changed = without(scenario, **{name: LATER_MECHANISMS[name]})
    assert np.array_equal(changed.ballots[0], history.ballots[0])
    for column in VOTE_COLUMNS:
        kept, there = changed[column][0], history[column][0]
        assert np.array_equal(kept, there, equal_nan=kept.dtype.kind == "f"), column


def test_switching_off_casualties_changes_nothing_of_the_first_round(scenario, history):
    """But what is felt of them after it; support falls in later rounds only."""
    bloodless = without(scenario, casualty_rate=0.0)
    assert np.array_equal(bloodless.effort[0], history.effort[0])
    for name in set(history.columns) - {"casualties"}:
        kept, there = bloodless[name][0], history[name][0]
        assert np.array_equal(kept, there, equal_nan=kept.dtype.kind == "f"), name
    assert history["casualties"][0].any()
    assert not np.array_equal(bloodless.effort, history.effort)


def test_with_all_that_follows_the_vote_off_each_crisis_meets_a_council_without_a_memory(scenario):
    """What members want then depends on draws, crisis and members alone, whatever came before.

    So without elections the same draws make the same new crisis and the same
    first vote on it, under rules that change every history, where both have one.
    """
    off = replace(load("horseshoe").parameters, **LATER_MECHANISMS, reach=1.0, mediation=0.0)
    charter, free = (
        play(replace(load("horseshoe", rules=rules), parameters=off), seed=65, runs=range(200))
        for rules in ("charter", "no-veto")
    )
    new = charter["onset"] & free["onset"]
    assert new[5:].any()
    for name in ("severity", "type", "region", "patron", "penholder", "wanted", "twin"):
        there, other = charter[name][new], free[name][new]
        assert np.array_equal(there, other, equal_nan=there.dtype.kind == "f"), name
    same = new & charter.voted & free.voted & (charter["tabled"] == free["tabled"])
    assert same[5:].any()
    ballots = (h.ballots.transpose(0, 2, 1)[same] for h in (charter, free))
    assert np.array_equal(*ballots)
