"""Delegations that remember: a history of its own object, so that no history knows another."""

import itertools
import random
from typing import ClassVar

import numpy as np
import pytest

from simulation.engine.arrays import play
from simulation.engine.delegations import Delegation, Delegations, Seats
from simulation.engine.mesa_model import CouncilModel
from simulation.experiments import layout
from simulation.experiments.batch import run_batch
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError
from simulation.stages.voting import ABSTAIN, NO, YES

SCENARIO = load("horseshoe", settings={"rounds": 12})


class Counter(Delegation):
    """Objects to every third draft that it votes on."""

    def __init__(self):
        self.votes = 0

    def vote(self, view, motion):
        self.votes += 1
        return NO if self.votes % 3 == 0 else YES


class FromTheClass(Delegation):
    """The same, with a number that the class begins with."""

    votes = 0

    def vote(self, view, motion):
        self.votes += 1
        return NO if self.votes % 3 == 0 else YES


class Diary(Delegation):
    """Objects where it objected to nothing for three votes."""

    def __init__(self):
        self.past = []

    def vote(self, view, motion):
        self.past.append(YES if NO in self.past[-3:] else NO)
        return self.past[-1]


class Weighing(Delegation):
    """Wants the mean of what it saw."""

    def __init__(self):
        self.seen = np.zeros(0)

    def prefer(self, view):
        self.seen = np.append(self.seen, view.crisis.severity)
        return float(self.seen.mean())


class Drawing(Delegation):
    """Draws from a generator of its own."""

    def __init__(self):
        self.chance = np.random.default_rng(3)

    def vote(self, view, motion):
        return int(self.chance.integers(3))


class Stubborn(Delegation):
    """Tables less each time that it holds the pen."""

    def __init__(self):
        self.kept = {"texts": []}

    def draft(self, view, outlook):
        self.kept["texts"].append(0.9 ** len(self.kept["texts"]))
        return self.kept["texts"][-1]


REMEMBERING = [Counter, FromTheClass, Diary, Weighing, Drawing, Stubborn]


def ballots(results):
    """The ballots of each run, by round."""
    votes, cast = results.ballots()
    return {
        (run, number): tuple(row)
        for (run, number), row in zip(votes.to_numpy().tolist(), cast.tolist(), strict=True)
    }


@pytest.mark.parametrize("kind", REMEMBERING)
@pytest.mark.parametrize("how", ["class", "function"])
def test_a_run_is_the_same_among_few_among_many_and_in_mesa(kind, how, monkeypatch):
    seats = dict.fromkeys(("rival", "hegemon"), kind if how == "class" else lambda: kind())
    few = ballots(run_batch(SCENARIO, 4, seed=1, delegations=Seats(seats)))
    many = ballots(run_batch(SCENARIO, 13, seed=1, delegations=Seats(seats)))
    monkeypatch.setattr(layout, "ROUNDS_A_BLOCK", 60)
    cut = ballots(run_batch(SCENARIO, 13, seed=1, delegations=Seats(seats)))
    assert cut == many
    assert few == {(run, number): row for (run, number), row in many.items() if run < 4}
    by_rules = ballots(run_batch(SCENARIO, 13, seed=1))
    assert many != by_rules
    for run in (0, 3, 12):
        alone = CouncilModel(SCENARIO, seed=1, run=run, seats=seats).run()
        held = np.flatnonzero(alone.voted[:, 0])
        assert [tuple(alone.ballots[number, :, 0]) for number in held] == [
            row for (other, _), row in many.items() if other == run
        ]


@pytest.mark.parametrize("kind", REMEMBERING)
@pytest.mark.parametrize("engine", ["arrays", "batch", "mesa"])
def test_one_object_that_remembers_is_refused_with_the_remedy(kind, engine):
    one = kind()
    ways = {
        "arrays": lambda: play(SCENARIO, seed=1, runs=range(3), delegations=Seats({"rival": one})),
        "batch": lambda: run_batch(SCENARIO, 3, seed=1, delegations=Seats({"rival": one})),
        "mesa": lambda: CouncilModel(SCENARIO, seed=1, seats={"rival": one}).run(),
    }
    if kind is Stubborn:
        everybody = dict.fromkeys(SCENARIO.sitting.council.members, one)
        ways = {
            "arrays": lambda: play(SCENARIO, seed=1, runs=range(3), delegations=Seats(everybody)),
            "batch": lambda: run_batch(SCENARIO, 3, seed=1, delegations=Seats(everybody)),
            "mesa": lambda: CouncilModel(SCENARIO, seed=1, seats=everybody).run(),
        }
    with pytest.raises(InputError) as caught:
        ways[engine]()
    said = caught.value.mistakes[0]
    assert f"the {kind.__name__} that was given changed while it played" in said
    assert "give its class, as Seats({" in said
    assert f": {kind.__name__}}})" in said


class OfAll(Delegation):
    """Keeps its memory where all objects of the class share it."""

    past: ClassVar = []

    def vote(self, view, motion):
        self.past.append(NO)
        return NO if len(self.past) % 3 else YES


class CountedByClass(Delegation):
    votes = 0

    def vote(self, view, motion):
        type(self).votes += 1
        return NO if type(self).votes % 3 else YES


@pytest.mark.parametrize("kind", [OfAll, CountedByClass])
def test_what_all_objects_of_a_class_share_is_refused(kind):
    with pytest.raises(InputError, match="all its objects share it.*keep what is remembered in"):
        play(SCENARIO, seed=1, runs=range(3), delegations=Seats({"rival": kind}))


def test_a_function_that_gives_one_object_twice_is_refused():
    one = Counter()
    with pytest.raises(InputError, match="gives the same object twice; let it make one"):
        play(SCENARIO, seed=1, runs=range(3), delegations=Seats({"rival": lambda: one}))


WORLD = {"votes": 0}


class Worldly(Delegation):
    """Remembers in a table of its module."""

    def vote(self, view, motion):
        WORLD["votes"] += 1
        return NO if WORLD["votes"] > 9 else YES


class Lottery(Delegation):
    """Draws from everybody's generator."""

    def vote(self, view, motion):
        return random.choice([YES, NO, ABSTAIN])


def closing_over():
    """A class whose memory is a variable outside."""
    votes = itertools.count()

    class Closed(Delegation):
        def vote(self, view, motion):
            return NO if next(votes) > 9 else YES

    return Closed


def numbered():
    """A function whose objects differ by how many were made."""
    made = itertools.count()

    class Numbered(Delegation):
        def __init__(self):
            self.number = next(made)

        def vote(self, view, motion):
            return NO if self.number > 3 else YES

    return Numbered


class AllSeats(Delegations):
    """Decides for all seats, and remembers how often."""

    def __init__(self):
        self.votes = 0

    def vote(self, view, motion):
        self.votes += 1
        cast = super().vote(view, motion)
        cast[:] = NO if self.votes % 3 else YES
        return cast


@pytest.mark.parametrize(
    "given",
    [Seats({"rival": Worldly()}), Seats({"rival": Worldly}), Seats({"rival": Lottery()}),
     Seats({"rival": closing_over()()}), Seats({"rival": numbered()})],
    ids=["module", "module, by class", "chance", "closure", "numbered"],
)  # fmt: skip
def test_a_batch_that_could_not_be_made_again_is_refused(given, monkeypatch):
    """Memory that is nowhere in the objects shows in the first history, played twice."""
    monkeypatch.setitem(WORLD, "votes", 0)
    with pytest.raises(InputError, match="history 0 came out otherwise when it was played again"):
        run_batch(SCENARIO, 4, seed=1, delegations=given)


def test_delegations_of_all_seats_that_remember_are_refused():
    with pytest.raises(InputError, match="AllSeats changed while it played"):
        run_batch(SCENARIO, 4, seed=1, delegations=AllSeats())


class Plain(Delegation):
    """Has attributes, and changes none."""

    def __init__(self, ballot=ABSTAIN):
        self.ballot, self.odd = ballot, {"a": [1, lambda: 2], "b": np.arange(3), "c": open}

    def vote(self, view, motion):
        return self.ballot


def test_an_object_that_changes_nothing_plays_all_histories():
    results = run_batch(SCENARIO, 5, seed=1, delegations=Seats({"rival": Plain()}))
    _, cast = results.ballots()
    assert (cast[:, results.members.index("rival")] == ABSTAIN).all()
    model = CouncilModel(SCENARIO, seed=1, seats={"rival": Plain(NO)})
    assert (model.run().ballots[:, results.members.index("rival")] != YES).all()


def test_the_object_of_a_model_can_be_looked_at():
    model = CouncilModel(SCENARIO, seed=1, seats={"rival": Counter})
    history = model.run()
    assert model.seats["rival"].votes == history.voted.sum()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (None, []),
        (Seats({}), []),
        (Seats({"rival": Plain()}), [{"member": "rival", "by": "Plain"}]),
        (Seats({"rival": Counter}), [{"member": "rival", "by": "Counter"}]),
        (
            Seats({"rival": Counter, "ally": Plain()}),
            [{"member": "rival", "by": "Counter"}, {"member": "ally", "by": "Plain"}],
        ),
        (Seats({"ally": lambda: Plain()}), [{"member": "ally", "by": "<lambda>"}]),
        (Delegations(), []),
    ],
)
def test_a_batch_says_whose_behaviour_was_replaced_by_what(given, shown):
    results = run_batch(SCENARIO, 2, seed=1, delegations=given)
    assert results.manifest.experiment["behaviours"] == shown
    assert ("played otherwise" in repr(results)) == bool(shown)
