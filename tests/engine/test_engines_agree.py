"""The two engines play the same histories, vote for vote and contribution for contribution."""

from dataclasses import replace

import numpy as np
import pytest
from engine.signed import SIGNED

from simulation.engine.arrays import play, rounds_of
from simulation.engine.delegations import Delegation, Seats
from simulation.engine.mesa_model import CouncilModel
from simulation.scenario.files import names
from simulation.scenario.load import load
from simulation.scenario.reading import load_rules
from simulation.stages.voting import ABSTAIN, NO

SCENARIOS = sorted(names("scenario"))
WATCHED_LONG = ("horseshoe", "kuwait-1990", "cold-war", "repeated-crises")
BURDENS = ("optimum", "assessed")
RULE_SETS_OF_FIFTEEN = [n for n in sorted(names("rule set")) if load_rules(n).seats in (None, 15)]

RULE_SETS_OF_ELEVEN = [n for n in sorted(names("rule set")) if load_rules(n).seats == 11]


def assert_same(one, many, history):
    """One history alone is this one of many: ballots, burdens, members, columns and their types."""
    assert one.ballots.dtype == many.ballots.dtype
    assert one.effort.dtype == many.effort.dtype == one.stakes.dtype
    for burdens in ("effort", "forces", "money"):
        alone, among = (getattr(played, burdens) for played in (one, many))
        assert np.array_equal(alone[..., 0], among[..., history]), burdens
    assert np.array_equal(one.stakes[..., 0], many.stakes[..., history])
    place = history if many.occupants.shape[-1] > 1 else 0
    assert np.array_equal(one.occupants[..., 0], many.occupants[..., place])
    for number, (alone, together) in enumerate(
        zip(one.ballots[..., 0], many.ballots[..., history], strict=True)
    ):
        assert np.array_equal(alone, together), f"round {number}: {alone} is not {together}"
    assert list(one.columns) == list(many.columns)
    for name, column in one.columns.items():
        alone, together = column[:, 0], many[name][:, history]
        assert alone.dtype == together.dtype, name
        floats = alone.dtype.kind == "f"
        assert np.array_equal(alone, together, equal_nan=floats), f"{name}: {alone} {together}"


def compare_runs(scenario, *, seed, runs, overrides=None):
    """Play runs of one seed, at once in the array engine and one by one in Mesa."""
    together = play(scenario, seed=seed, runs=runs, delegations=Seats(overrides or {}))
    for place, run in enumerate(runs):
        alone = CouncilModel(scenario, seed=seed, run=run, seats=overrides).run()
        assert_same(alone, together, place)


def compare_seeds(scenario, seeds):
    """Play the first run of each seed in either engine."""
    for seed in seeds:
        together = play(scenario, seed=seed, runs=range(1))
        assert_same(CouncilModel(scenario, seed=seed).run(), together, 0)


@pytest.mark.parametrize("name", SCENARIOS)
def test_engines_agree_on_five_runs_of_one_seed(name):
    compare_runs(load(name), seed=20, runs=range(5))


@pytest.mark.parametrize("name", SCENARIOS)
def test_engines_agree_on_ten_seeds(name):
    compare_seeds(load(name), [0, 1, 2, 3, 5, 7, 11, 13, 2**31, 2**63 - 1])


@pytest.mark.long
@pytest.mark.parametrize("name", WATCHED_LONG)
def test_engines_agree_on_a_hundred_runs_of_one_seed(name):
    compare_runs(load(name), seed=4, runs=range(1000, 1100))


@pytest.mark.long
@pytest.mark.parametrize("name", WATCHED_LONG)
def test_engines_agree_on_two_hundred_seeds(name):
    compare_seeds(load(name), range(100, 300))


@pytest.mark.parametrize("rules", RULE_SETS_OF_FIFTEEN)
def test_engines_agree_under_every_rule_set_of_fifteen_seats(rules):
    scenario = load("horseshoe", rules=rules)
    compare_runs(scenario, seed=11, runs=range(3))
    compare_seeds(scenario, [12, 13])


@pytest.mark.parametrize("rules", RULE_SETS_OF_ELEVEN)
def test_engines_agree_under_every_rule_set_of_eleven_seats(rules):
    compare_runs(load("korea-1950", rules=rules, redraft=True), seed=11, runs=range(3))


def test_engines_agree_where_the_veto_of_some_is_suspended(tmp_path):
    path = tmp_path / "signed.toml"
    path.write_text(SIGNED, encoding="utf-8")
    scenario = load(path, rules="act-code")
    compare_runs(scenario, seed=11, runs=range(3))
    charter = play(load(path), seed=11, runs=range(50))
    assert not np.array_equal(play(scenario, seed=11, runs=range(50)).ballots, charter.ballots)


def test_engines_agree_where_members_stay_away_by_chance():
    scenario = load("horseshoe", absence_probability=0.1, nonparticipation=0.3)
    compare_runs(scenario, seed=5, runs=range(10))
    assert (play(scenario, seed=5, runs=range(10))["not_voting"] > 0).any()


def shared_by(scenario, burden):
    """The scenario under another way to share burdens."""
    return replace(scenario, file=scenario.file.model_copy(update={"burden": burden}))


@pytest.mark.parametrize("burden", BURDENS)
@pytest.mark.parametrize("name", SCENARIOS)
def test_engines_agree_however_burdens_are_shared(name, burden):
    scenario = shared_by(load(name), burden)
    assert scenario.file.burden == burden
    compare_runs(scenario, seed=21, runs=range(2))


@pytest.mark.parametrize("burden", BURDENS)
def test_the_way_burdens_are_shared_changes_contributions(burden):
    """So that agreement under it says something."""
    scenario = load("repeated-crises")
    voluntary = play(scenario, seed=21, runs=range(5))
    other = play(shared_by(scenario, burden), seed=21, runs=range(5))
    assert not np.array_equal(voluntary.effort, other.effort)


@pytest.mark.parametrize("name", [name for name in SCENARIOS if load(name).script])
def test_engines_agree_where_penholders_draft_anew(name):
    compare_runs(load(name, redraft=True), seed=6, runs=range(5))


class Obstructive(Delegation):
    """Wants a little less than the rules say, tables the least or nothing, opposes other texts."""

    def prefer(self, view):
        return 0.9 * super().prefer(view)

    def draft(self, view, outlook):
        return view.parameters.minimum_strength if view.luck[0, 0] < 0.7 else None

    def vote(self, view, motion):
        return ABSTAIN if motion.sponsors[0, 0] else NO


@pytest.mark.parametrize("name", WATCHED_LONG)
def test_the_same_delegation_plays_the_same_in_either_engine(name):
    scenario = load(name, redraft=bool(load(name).script))
    by_rules = play(scenario, seed=8, runs=range(6))
    members = scenario.sitting_at(0).council.members
    # Where members are elected, only permanent ones may be replaced.
    seats = 5 if scenario.world.pool else 15
    held = by_rules["penholder"][(by_rules["penholder"] >= 0) & (by_rules["penholder"] < seats)]
    busiest = np.bincount(held).argmax()
    replaced = {members[busiest]: Obstructive(), members[(busiest + 7) % seats]: Obstructive()}
    assert len(replaced) == 2
    compare_runs(scenario, seed=8, runs=range(6), overrides=replaced)
    changed = play(scenario, seed=8, runs=range(6), delegations=Seats(replaced))
    held = (changed["penholder"] == busiest) & ~np.isnan(changed["tabled"])
    assert (changed["tabled"][held] == scenario.parameters.minimum_strength).all()
    assert held.any()


@pytest.mark.parametrize("name", WATCHED_LONG)
def test_a_run_is_the_same_whatever_range_it_is_asked_in(name):
    scenario = load(name)
    whole = play(scenario, seed=9, runs=range(100))
    first, rest = (play(scenario, seed=9, runs=r) for r in (range(37), range(37, 100)))
    assert np.array_equal(np.concatenate([first.ballots, rest.ballots], axis=-1), whole.ballots)
    for column, values in whole.columns.items():
        joined = np.concatenate([first[column], rest[column]], axis=-1)
        assert np.array_equal(joined, values, equal_nan=values.dtype.kind == "f"), column
    for burdens in ("effort", "forces", "money", "stakes"):
        joined = np.concatenate([getattr(first, burdens), getattr(rest, burdens)], axis=-1)
        assert np.array_equal(joined, getattr(whole, burdens)), burdens


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_two_runs_of_a_seed_are_the_same(name):
    """So that agreeing engines have something to agree on."""
    shown = [[] for _ in range(20)]
    for played in rounds_of(load(name), seed=9, runs=range(20)):
        for run in range(20):
            shown[run].append(played.before.crisis.severity[run])
        if played.taken is not None:
            for place, run in enumerate(played.taken.histories):
                shown[run] += played.taken.situation.view.wanted[:, place].tolist()
    assert len(set(map(tuple, shown))) == 20
