"""The map of beliefs: its bins, its fixed points, and the paths over it."""

import re

import numpy as np
import pytest

from simulation.analysis.tipping import fixed_points, map_of, tipping, way
from simulation.engine.arrays import play
from simulation.experiments.batch import run_batch
from simulation.figures.tipping import describe_tipping
from simulation.scenario.load import load


def bins(*pairs, half=0.01):
    return [
        {"now": now, "value": then, "low": then - half, "high": then + half} for now, then in pairs
    ]


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


@pytest.mark.parametrize(
    "pairs",
    [
        ((0.2, 0.205), (0.6, 0.5)),
        ((0.2, 0.4), (0.6, 0.595)),
        ((0.4, 0.4), (0.6, 0.5)),
        ((0.4, 0.40001), (0.41, 0.40999)),
        ((0.3, 0.305), (0.5, 0.505), (0.7, 0.695)),
    ],
)
def test_no_fixed_point_where_an_interval_beside_it_holds_the_diagonal(pairs):
    assert fixed_points(bins(*pairs)) == []


def test_a_crossing_is_found_across_bins_that_say_nothing():
    (point,) = fixed_points(bins((0.2, 0.3), (0.4, 0.405), (0.5, 0.495), (0.7, 0.6)))
    assert (point["low"], point["high"]) == (0.2, 0.7)
    assert point["belief"] == pytest.approx(0.45)


@pytest.mark.parametrize(
    ("now", "value", "low", "high", "expected"),
    [
        (0.4, 0.4, 0.4, 0.4, 0),
        (0.4, 0.3999, 0.3998, 0.39995, 0),
        (0.4, 0.39, 0.37, 0.41, 0),
        (0.4, 0.39, None, None, 0),
        (0.4, 0.39, 0.38, 0.395, -1),
        (0.4, 0.41, 0.405, 0.42, 1),
    ],
)
def test_a_belief_rises_or_falls_only_where_interval_and_print_say_so(
    now, value, low, high, expected
):
    assert way(now, value, low, high) == expected


@pytest.mark.parametrize("name", ["repeated-crises", "cold-war", "era-1946-1965", "syria-2011"])
def test_every_fixed_point_lies_between_sure_bins_and_the_words_fit_the_numbers(name):
    found = tipping(run_batch(name, 40, seed=1))
    rows = found.bins.to_dict("records")
    for point in found.fixed.to_dict("records"):
        ends = [
            row
            for row in rows
            if row["challenger"] == point["challenger"]
            and row["now"] in (point["low"], point["high"])
        ]
        assert len(ends) == 2
        assert all(not row["low"] <= row["now"] <= row["high"] for row in ends)
    for line in describe_tipping(found).splitlines():
        shown = re.match(r"(?:clients|others) +(\S+) +(\S+) \[(\S+), (\S+)\] +(\S+)", line)
        if shown:
            now, later, low, high = map(float, shown.groups()[:4])
            expected = {"rises": now <= low, "falls": now >= high}.get(shown[5], True)
            assert expected
            assert (now != later) or shown[5] not in ("rises", "falls")
