"""Pledges: points as a class sees them, who rides on whom, and the class among a thousand."""

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from classroom.people import ALONE, MEMBERS, decide, table, up_to
from hypothesis import given, settings
from hypothesis import strategies as st
from stages.games import games
from strategies import examples

from simulation.classroom import paths, pledges
from simulation.classroom.human import completed, replay
from simulation.classroom.paths import after, path_of, percentile
from simulation.classroom.pledges import Game, effort_of, most_units, shared
from simulation.classroom.table import Setting, scenario_of
from simulation.engine.arrays import play
from simulation.stages.voting import NO


def as_shown(game):
    return Game(game.stakes, game.capability, game.private_benefit, game.satiation, game.unit_cost)


@examples
@given(games(), st.integers(0, 14), st.integers(0, 3000))
def test_no_seat_gains_points_by_leaving_the_nash_vector(drawn, seat, pledged):
    game = as_shown(drawn)
    nash = game.nash()
    seat %= nash.size
    left = nash.copy()
    left[seat] = pledged / pledges.UNITS
    assert game.points(left)[seat, 0] <= game.points(nash)[seat, 0]


START = up_to(replay(table()), "contribute")
IN_EQUILIBRIUM = shared(decide(START, {}), 1)


@settings(deadline=None, derandomize=True, max_examples=40)
@given(st.sampled_from(MEMBERS), st.floats(0.0, 1.0))
def test_no_pupil_gains_by_leaving_what_the_model_gives_alone(member, share):
    question = next(q for q in START.waiting if q.member == member)
    means = question.seen[0].means.item()
    pledge = effort_of(round(share * most_units(means)), means)
    left = shared(decide(START, {member: pledge}), 1)
    before, now = (
        next(row["points"] for row in found["rows"] if row["member"] == member)
        for found in (IN_EQUILIBRIUM, left)
    )
    assert now <= before


@pytest.mark.parametrize("burden", ["voluntary", "assessed", "optimum"])
def test_what_is_shown_beside_the_pledges_is_what_the_burdens_rules_give(burden):
    by_rule = {
        each: replay(
            table(kinds=(), setting=Setting("horseshoe", alone=True, rounds=1, burden=each))
        ).rounds[0].round.answer
        for each in ("voluntary", "optimum")
    }  # fmt: skip
    setting = Setting("horseshoe", alone=True, rounds=1, burden=burden)
    found = shared(completed(table(setting=setting), frozenset()), 1)
    assert found["nash"] == pytest.approx(1000 * by_rule["voluntary"].provision[0], abs=0.06)
    assert found["best"] == pytest.approx(1000 * by_rule["optimum"].provision[0], abs=0.06)
    assert found["nash"] < found["best"]
    assert sum(row["best"] for row in found["rows"]) == pytest.approx(found["best"], abs=1.0)
    assert found["points_nash"] < found["points_best"]
    if burden == "voluntary":
        assert found["given"] == found["nash"]
        assert all(row["points"] == row["points_nash"] for row in found["rows"])


def test_who_gives_nothing_and_gains_rides_free():
    found = shared(decide(START, {"hegemon": 0.0}), 1)
    (row,) = (row for row in found["rows"] if row["member"] == "hegemon")
    assert (row["rides"], row["given"], row["person"]) == ("free", 0.0, True)
    assert found["given"] < IN_EQUILIBRIUM["given"]


def test_nothing_is_shown_before_all_have_pledged():
    assert shared(START, 1) is None
    assert shared(replay(table()), 1) is None
    assert shared(START, 9) is None


def test_where_nothing_is_done_nobody_pledges():
    vetoed = (
        decide(up_to(replay(table(seed=seed)), "vote"), {"ally": float(NO)}) for seed in range(9)
    )
    found = next(each for each in vetoed if each.waiting[0].meeting == 2)
    assert shared(found, 1) == {
        "action": "none", "round": found.meeting(1).round.number, "rows": [],
    }  # fmt: skip


@examples
@given(st.floats(0.0, 2.0))
def test_a_pledge_in_units_is_never_beyond_the_means(means):
    assert 0.0 <= effort_of(most_units(means), means) <= means


def test_without_people_the_class_walks_the_path_of_history_0(monkeypatch):
    monkeypatch.setattr(paths, "COUNCILS", 30)
    found = completed(table(seed=5), frozenset())
    theirs = paths.thousand(ALONE, 5)
    assert theirs.shape == (14, 30)
    assert path_of(found) == pytest.approx(theirs[:, 0], nan_ok=True, abs=0.0)
    where = paths.standing(found)
    assert where["percentile"] == pytest.approx(percentile(theirs[-1, 0], theirs[-1]))
    assert len(where["path"]) == 14
    assert [len(band) for band in where["bands"]] == [14] * 5


def test_a_class_that_gives_less_falls_behind_and_one_that_gives_more_gets_ahead(monkeypatch):
    monkeypatch.setattr(paths, "COUNCILS", 30)
    start = up_to(replay(table(seed=1)), "contribute")
    most = {q.member: q.seen[0].means.item() for q in start.waiting}
    found = [
        paths.standing(decide(start, given)) for given in (dict.fromkeys(MEMBERS, 0.0), {}, most)
    ]
    at = START.meeting(1).round.number
    low, middle, high = (each["path"][at] for each in found)
    assert low < middle < high


def test_the_percentile_counts_half_of_the_equal_ones():
    assert percentile(1.0, np.array([0.0, 1.0, 1.0, 2.0])) == 50.0
    assert percentile(9.0, np.array([0.0, 1.0])) == 100.0
    assert np.isnan(percentile(1.0, np.array([np.nan])))


def test_what_is_learnt_is_what_the_history_has():
    assert after(START, 1) is None
    found = decide(START, {})
    history = play(scenario_of(ALONE), seed=1, runs=range(1))
    learnt = after(found, 1)
    last = found.meeting(2).round.number - 1
    assert learnt["after"]["legitimacy"] == history["legitimacy"][last, 0]
    assert learnt["before"]["legitimacy"] == 0.5
    assert len(learnt["ends"]) >= 1


def test_the_thousand_councils_are_simulated_once_for_all_who_ask_at_a_time(monkeypatch):
    simulated = []

    def slow(*args, **words):
        simulated.append(words["seed"])
        time.sleep(0.2)
        return play(*args, **words)

    monkeypatch.setattr(paths, "COUNCILS", 5)
    monkeypatch.setattr(paths, "play", slow)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: paths.thousand(ALONE, 987), range(6)))
    assert simulated == [987]
    assert all(each is found[0] for each in found)
