"""The map of beliefs: its bins, its fixed points, and the paths over it."""

import numpy as np
import pytest

from simulation.analysis.tipping import fixed_points, map_of, tipping
from simulation.engine.arrays import play
from simulation.experiments.batch import run_batch
from simulation.scenario.load import load


def bins(*pairs):
    return [{"now": now, "value": then} for now, then in pairs]


def test_a_belief_settles_where_the_map_crosses_from_above():
    (point,) = fixed_points(bins((0.2, 0.4), (0.6, 0.5)))
    # 0.2 above the diagonal at 0.2, 0.1 below it at 0.6: two thirds of the way.
    assert point["belief"] == pytest.approx(0.2 + 0.4 * 2 / 3)
    assert point["stable"]


def test_a_belief_tips_where_it_crosses_from_below():
    found = fixed_points(bins((0.1, 0.15), (0.3, 0.2), (0.7, 0.8), (0.9, 0.85)))
    assert [point["stable"] for point in found] == [True, False, True]


def test_a_map_that_never_crosses_has_no_fixed_point():
    assert fixed_points(bins((0.1, 0.2), (0.5, 0.6))) == []
    assert fixed_points(bins((0.4, 0.4))) == []


def test_bins_hold_the_mean_of_what_follows():
    paths = np.tile([0.41, 0.44, 0.62], (40, 1))
    (low,) = map_of(paths, 1)
    assert low["now"] == pytest.approx((0.41 + 0.44) / 2)
    assert low["value"] == pytest.approx((0.44 + 0.62) / 2)
    assert low["pairs"] == 80


def test_a_map_that_pulls_to_a_half_is_found_out():
    generator = np.random.Generator(np.random.Philox(3))
    beliefs = generator.uniform(size=(400, 1))
    for _ in range(20):
        pulled = 0.5 + 0.8 * (beliefs[:, -1:] - 0.5) + generator.normal(0, 0.05, size=(400, 1))
        beliefs = np.hstack([beliefs, np.clip(pulled, 0, 1)])
    (point,) = fixed_points(map_of(beliefs, 1))
    assert point["stable"]
    assert point["belief"] == pytest.approx(0.5, abs=0.02)


def test_paths_are_those_of_the_histories_from_the_prior_on():
    found = tipping(run_batch("repeated-crises", 30, seed=1))
    history = play(load("repeated-crises"), seed=1, runs=range(30))
    assert found.step == 4
    prior = history.scenario.parameters.belief_response
    for challenger, column in (("client", "response_clients"), ("other", "response_others")):
        paths = found.paths[found.paths["challenger"] == challenger].set_index(["history", "time"])
        assert paths["belief"][0, 0] == prior
        assert paths["belief"][1, 3] == history[column][11, 1]
        assert paths["belief"][-1, 10] == pytest.approx(history[column][39].mean())
    assert found.bins["pairs"].sum() <= 2 * 30 * 37


def test_others_believe_themselves_answered_more_than_clients_do():
    found = tipping(run_batch("repeated-crises", 300, seed=1))
    settled = found.fixed[found.fixed["stable"]].groupby("challenger")["belief"].mean()
    assert settled["other"] > settled["client"] + 0.1


@pytest.mark.parametrize(("name", "runs"), [("libya-2011", 1), ("libya-2011", 20)])
def test_short_scripts_are_followed_round_by_round(name, runs):
    assert tipping(run_batch(name, runs)).step == 1


def test_a_script_settles_nowhere_of_itself():
    found = tipping(run_batch("kosovo-1999", 60, seed=1))
    assert found.scripted
    assert not found.bins.empty
    assert found.fixed.empty
    assert not tipping(run_batch("repeated-crises", 2, seed=1)).scripted
