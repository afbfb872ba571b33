"""Stories and explanations agree with what was played."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.analysis.explain import explain
from simulation.analysis.story import story
from simulation.engine.arrays import play, rounds_of
from simulation.engine.decisions import prefer, vote
from simulation.engine.views import Motion
from simulation.scenario.load import changed, load
from simulation.stages.adoption import END_NAMES
from simulation.stages.preferences import rivalry
from simulation.stages.voting import LETTERS

PARTY = "a party to the dispute must abstain under Chapter VI"
WORDS = {"yes": "Y", "no": "N", "abstain": "A", "not voting": "NV"}


def test_a_story_tells_the_history_that_a_batch_plays():
    scenario = load("horseshoe")
    history = play(scenario, seed=6, runs=range(4, 5))
    shown = story(scenario, seed=6, run=4)
    assert [t["end"] for t in shown] == [END_NAMES[e] for e in history["end"][:, 0]]
    for number, one in enumerate(shown):
        if one["draft"] and one["draft"]["vote"]:
            cast = [seat["ballot"] for seat in one["draft"]["vote"]["roll_call"]]
            assert cast == [LETTERS[b] for b in history.ballots[number, :, 0]]
            assert one["draft"]["tabled"] == history["tabled"][number, 0]


def explained(scenario, seed):
    for played in rounds_of(scenario, seed=seed, runs=range(1)):
        taken = played.taken
        if taken is not None and taken.histories.size and not np.isnan(taken.tabled[0]):
            for seat in range(len(taken.situation.view.seats)):
                yield taken, seat, explain(taken, seat)


@pytest.mark.parametrize("name", ["horseshoe", "kuwait-1990", "korea-1950"])
def test_the_terms_add_up_and_the_leaning_gives_the_ballot(name):
    checked = 0
    for _, _, found in explained(load(name), seed=3):
        assert sum(found.terms.values()) == pytest.approx(found.wanted, abs=1e-12)
        if found.bound:
            assert found.flips == []
            continue
        checked += 1
        if found.leaning > found.yes_above:
            assert found.ballot == "Y"
        elif found.leaning <= found.no_below:
            assert found.ballot == "N"
        else:
            assert found.ballot in ("A", "NV")
    assert checked > 20


@pytest.mark.parametrize("name", ["horseshoe", "kuwait-1990"])
def test_a_flip_is_the_tie_at_which_the_ballot_changes(name):
    checked = 0
    for taken, seat, found in explained(load(name), seed=3):
        for flip in found.flips:
            checked += 1
            here, beyond = (voted_with(taken, seat, flip.tie + d) for d in (-1e-6, 1e-6))
            assert here != beyond
            assert WORDS[flip.ballot] in (here, beyond)
            assert voted_with(taken, seat, found.tie) == found.ballot
    assert checked > 20


def voted_with(taken, seat, tie):
    view = taken.situation.view.of_seat(seat)
    tied = replace(view, tie=np.full_like(view.tie, tie))
    of_pen = taken.situation.view.profiles.alignment_of(taken.situation.pen)
    lost = rivalry(view.profiles.alignment, of_pen, view.parameters)
    tied = replace(tied, wanted=prefer(tied) - lost)
    motion = Motion(taken.tabled, taken.motion.sponsors[seat : seat + 1])
    return LETTERS[vote(tied, motion)[0, 0]]


def test_a_sponsor_is_bound_to_its_text():
    for taken, seat, found in explained(load("kuwait-1990"), seed=3):
        if taken.motion.sponsors[seat, 0]:
            assert found.bound in ("holds the pen", "sponsors the draft")
            assert found.ballot == "Y"


def voted_if_free(taken, seat):
    view = taken.situation.view.of_seat(seat)
    free = replace(view, absent=np.zeros_like(view.absent))
    motion = Motion(taken.tabled, np.zeros_like(taken.motion.sponsors[seat : seat + 1]))
    return LETTERS[vote(free, motion)[0, 0]]


@pytest.mark.parametrize(
    ("name", "setting", "bounds"),
    [
        ("kuwait-1990", {}, {"holds the pen", "sponsors the draft"}),
        ("korea-1950", {}, {"holds the pen", "absent"}),
        ("horseshoe", {"absence_probability": 0.3}, {"holds the pen", "absent by chance"}),
        ("hungary-1956", {"crisis[1].draft[1].chapter": "VI"}, {PARTY}),
        ("suez-1956", {"crisis[1].draft[1].chapter": "VI"}, {PARTY}),
        ("kosovo-1999", {"crisis[2].draft[1].chapter": "VI"}, {PARTY}),
    ],
)
def test_of_a_bound_member_it_is_said_how_it_would_have_voted(name, setting, bounds):
    made = changed(load(name), setting)
    met = set()
    for taken, seat, found in explained(made, seed=3):
        if not found.bound:
            assert found.unbound is None
            continue
        met.add(found.bound)
        if found.bound == "absent by chance":
            assert found.unbound is None
            assert np.isnan(found.leaning)
        else:
            assert WORDS[found.unbound] == voted_if_free(taken, seat)
    assert met >= bounds


def test_nothing_is_explained_where_no_vote_was_held():
    for played in rounds_of(load("horseshoe"), seed=1, runs=range(1)):
        if (
            played.taken is not None
            and played.taken.histories.size
            and np.isnan(played.taken.tabled[0])
        ):
            with pytest.raises(ValueError, match="no vote"):
                explain(played.taken, 0)
            return
    pytest.fail("no draft was withheld")
