"""The Council as a Mesa model: what can be watched, stepped and replaced."""

import doctest
import math
import pickle

import numpy as np
import pytest

from simulation.analysis.story import story
from simulation.engine import mesa_model
from simulation.engine.delegations import Delegation
from simulation.engine.mesa_model import ROUND_VALUES, CouncilModel, Member
from simulation.scenario.files import find
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError
from simulation.stages.adoption import End
from simulation.stages.voting import ABSTAIN, LETTERS, NO


class Bystander(Delegation):
    def vote(self, view, motion):
        return ABSTAIN


@pytest.fixture
def model():
    return CouncilModel("horseshoe", seed=7)


def test_the_examples_of_the_module_run():
    tried = doctest.testmod(mesa_model)
    assert tried.attempted >= 8
    assert tried.failed == 0


def test_each_seat_is_an_agent_in_the_order_of_the_council(model):
    seats = load("horseshoe").sitting.council.seats
    for order in (list(model.agents), list(model.members)):
        assert [agent.seat for agent in order] == list(range(15))
        for attribute in ("member", "name", "permanent", "alignment"):
            there = [getattr(agent, attribute) for agent in order]
            assert there == [getattr(seat, attribute) for seat in seats]


def test_before_the_first_round_nobody_wanted_or_voted_anything(model):
    assert set(model.agents.get("wanted")) == {None}
    assert set(model.agents.get("ballot")) == {None}
    assert not any(model.agents.get("holds_pen"))
    assert model.played == []


def test_a_scenario_may_be_given_by_name_by_path_or_ready():
    ready = load("horseshoe")
    played = [
        CouncilModel(given, seed=3).run().ballots
        for given in ("horseshoe", find("scenario", "horseshoe"), ready)
    ]
    assert np.array_equal(played[0], played[1])
    assert np.array_equal(played[0], played[2])


def test_agents_tell_what_they_wanted_and_voted_in_the_last_round(model):
    seen = set()
    while model.running:
        model.step()
        taken = model.played[-1].taken
        if not taken.histories.size:
            assert set(model.agents.get(["wanted", "ballot", "holds_pen"])[0]) == {None, False}
            seen.add("nothing")
            continue
        assert model.agents.get("wanted") == taken.situation.view.wanted[:, 0].tolist()
        assert [m.seat for m in model.members if m.holds_pen] == taken.situation.pen.tolist()
        if math.isnan(taken.tabled[0]):
            assert set(model.agents.get("ballot")) == {None}
            seen.add("withheld")
        else:
            assert model.agents.get("ballot") == [LETTERS[b] for b in taken.ballots[:, 0]]
            seen.add("voted")
    assert seen == {"nothing", "withheld", "voted"}


def test_stepping_and_running_give_the_same_history(model):
    for _ in range(13):
        model.step()
    assert np.array_equal(model.run().ballots, CouncilModel("horseshoe", seed=7).run().ballots)


def test_after_the_last_round_a_step_changes_nothing(model):
    whole = model.run()
    assert not model.running
    model.step()
    model.run_for(5)
    assert len(model.played) == whole.scenario.rounds
    assert len(model.datacollector.get_model_vars_dataframe()) == whole.scenario.rounds
    assert np.array_equal(model.run().ballots, whole.ballots)


def test_mesas_own_run_until_plays_as_many_rounds_as_it_says(model):
    model.run_until(4)
    assert len(model.played) == 4
    assert model.running


def test_mesas_generators_play_no_part(model):
    before = model.rng.bit_generator.state, model.random.getstate()
    model.run()
    assert (model.rng.bit_generator.state, model.random.getstate()) == before


def test_an_agents_own_draws_differ_from_run_to_run():
    draws = [CouncilModel("horseshoe", seed=7, run=run).rng.random() for run in (0, 1, 0)]
    assert draws[0] == draws[2] != draws[1]


def test_the_collector_keeps_the_columns_of_the_history(model):
    history, members = model.run(), model.council_scenario.sitting.council.members
    frame = model.datacollector.get_model_vars_dataframe()
    assert list(frame) == list(ROUND_VALUES)
    assert frame["round"].tolist() == list(range(40))
    assert frame["end"].tolist() == [End(end).name.lower() for end in history["end"][:, 0]]
    pens = ["nobody" if seat < 0 else members[seat] for seat in history["penholder"][:, 0]]
    assert frame["penholder"].fillna("nobody").tolist() == pens
    for name in ("wanted", "tabled", "twin", "severity", "mandate"):
        assert np.array_equal(frame[name], history[name][:, 0], equal_nan=True), name
    for name in ("yes", "no", "abstain"):
        assert np.array_equal(frame[name].fillna(-1), history[name][:, 0]), name


def test_the_collector_keeps_each_agents_ballots(model):
    history = model.run()
    frame = model.datacollector.get_agent_vars_dataframe()
    letters = frame["ballot"].unstack()
    for number, cast in enumerate(history.ballots[..., 0]):
        printed = letters.loc[number + 1]
        if cast[0] < 0:
            assert printed.isna().all()
        else:
            assert printed.tolist() == [LETTERS[ballot] for ballot in cast]


def test_the_collector_keeps_plain_values_that_later_rounds_leave_alone(model):
    for _ in range(10):
        model.step()
    early = {name: list(values) for name, values in model.datacollector.model_vars.items()}
    assert {type(v) for values in early.values() for v in values} == {int, float, str, type(None)}
    agents = model.datacollector.get_agent_vars_dataframe()
    model.run()
    for name, values in early.items():
        assert model.datacollector.model_vars[name][:10] == values
    assert model.datacollector.get_agent_vars_dataframe()[: len(agents)].equals(agents)


def test_a_pickled_model_goes_on_where_it_was(model):
    for _ in range(5):
        model.step()
    copy = pickle.loads(pickle.dumps(model))
    assert np.array_equal(copy.run().ballots, model.run().ballots)
    assert copy.members[0].model is copy


def test_who_has_a_seat_follows_the_script():
    model = CouncilModel("bosnia-1992", seed=1)
    councils = set()
    for number in range(model.council_scenario.rounds):
        model.step()
        sitting = model.council_scenario.sitting_at(number).council
        assert tuple(model.agents.get("member")) == sitting.members
        assert model.agents.get("alignment") == sitting.profiles.alignment.tolist()
        councils.add(sitting.members)
    assert len(councils) > 1
    frame = model.datacollector.get_agent_vars_dataframe()
    assert frame["member"].nunique() > 15


@pytest.mark.parametrize("redraft", [False, True], ids=["replayed", "redrafted"])
@pytest.mark.parametrize(
    "name", ["kuwait-1990", "libya-2011", "bosnia-1992", "syria-2011", "korea-1950"]
)
def test_a_scripts_outcome_has_the_word_that_the_command_has(name, redraft):
    """A text of the script is adopted; only what a penholder drafts is adopted diluted."""
    made = load(name, redraft=redraft)
    model = CouncilModel(made, seed=7)
    history = model.run()
    ends = list(model.datacollector.get_model_vars_dataframe()["end"])
    assert ends == [printed["end"] for printed in story(made, seed=7)]
    by_number = [End(end).name.lower() for end in history["end"][:, 0]]
    if not redraft:
        by_number = ["adopted" if end.startswith("adopted") else end for end in by_number]
        assert "adopted" in by_number
    assert ends == by_number


def test_under_predefined_rules_nobody_votes():
    model = CouncilModel(load("horseshoe", rules="automatic"), seed=7)
    history = model.run()
    assert not history.voted.any()
    assert history.is_end(End.ADOPTED_IN_FULL).any()
    frame = model.datacollector.get_agent_vars_dataframe()
    assert frame[["wanted", "ballot"]].isna().all(axis=None)


class Watchful(Member):
    """Notes what it is shown, and decides by the rules."""

    def __init__(self, model, seat):
        super().__init__(model, seat)
        self.shown, self.drafted = [], 0

    def prefer(self, view):
        self.shown.append(view)
        return super().prefer(view)

    def draft(self, view, outlook):
        self.drafted += 1
        return super().draft(view, outlook)

    def vote(self, view, motion):
        self.shown.append(view)
        assert motion.sponsors.shape == (1, 1)
        return super().vote(view, motion)


def test_an_agent_is_shown_its_own_row_alone(model):
    watched = CouncilModel("horseshoe", seed=7, member_class=Watchful)
    assert np.array_equal(watched.run().ballots, model.run().ballots)
    for member in watched.members:
        assert len(member.shown) > 20
        for view in member.shown:
            assert view.seats == (member.seat,)
            assert view.profiles.alignment.tolist() == [[member.alignment]]
            for name in view.BY_SEAT:
                assert getattr(view, name).shape == (1, 1), name


def test_the_penholders_agent_drafts():
    watched = CouncilModel("horseshoe", seed=7, member_class=Watchful)
    pens = watched.run()["penholder"][:, 0]
    held = [int((pens == member.seat).sum()) for member in watched.members]
    assert [member.drafted for member in watched.members] == held
    assert sum(held) > 10


class Resentful(Member):
    """Opposes everything for ever once it has been outvoted."""

    outvoted = False

    def remember(self, taken):
        super().remember(taken)
        self.outvoted |= self.ballot == "N" and self.model.last_round["end"].startswith("adopted")

    def vote(self, view, motion):
        return NO if self.outvoted else super().vote(view, motion)


def test_an_agent_may_remember_what_happened():
    rules = load("horseshoe", rules="no-veto")
    model = CouncilModel(rules, seed=7, member_class=Resentful)
    history = model.run()
    adopted = history.is_end(End.ADOPTED_IN_FULL, End.ADOPTED_DILUTED)[:, 0]
    voted = history.voted[:, 0]
    outvoted = 0
    for cast, member in zip(history.ballots[..., 0].T, model.members, strict=True):
        lost = np.flatnonzero((cast == NO) & adopted)
        assert member.outvoted == (lost.size > 0)
        if lost.size:
            outvoted += 1
            assert (cast[lost[0] :][voted[lost[0] :]] == NO).all()
    assert outvoted > 0
    assert outvoted < 15


def test_a_delegation_takes_the_place_of_the_rules_in_its_seat(model):
    replaced = CouncilModel("horseshoe", seed=7, seats={"hegemon": Bystander()})
    history = replaced.run()
    held = history.voted[:, 0]
    assert (history.ballots[held, 0, 0] == ABSTAIN).all()
    assert (model.run().ballots[:, 0] != ABSTAIN).any()


def test_a_delegation_for_a_member_without_a_seat_is_refused_with_the_nearest():
    with pytest.raises(
        InputError, match="'hegemom' has no seat in horseshoe; did you mean hegemon"
    ):
        CouncilModel("horseshoe", seed=7, seats={"hegemom": Bystander()})


def test_a_scenario_that_does_not_exist_is_refused_with_the_nearest():
    with pytest.raises(InputError, match="did you mean horseshoe"):
        CouncilModel("horseshoo", seed=7)
