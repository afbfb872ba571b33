"""Veto paralysis on the default scenario, and how it is counted."""

import pandas as pd
import pytest

from simulation.experiments.batch import run_batch
from simulation.experiments.reading import read
from simulation.experiments.summary import OUTCOMES
from simulation.measures.rates import Rate, difference, rate
from simulation.measures.table import MEASURES
from simulation.scenario.load import load

DEFAULT = "repeated-crises"
RUNS = 1000


@pytest.fixture(scope="module")
def summary():
    return run_batch(DEFAULT, RUNS, seed=1, detail="rounds").summary()


@pytest.fixture(scope="module")
def without_ties():
    scenario = load(DEFAULT, tie_min=0.0, tie_max=0.0, party_tie=0.0)
    return run_batch(scenario, RUNS, seed=1, detail="rounds").summary()


def test_most_grave_crises_of_clients_close_without_an_adequate_mandate(summary):
    for name in ("paralysis_clients", "paralysis_unmediated_clients"):
        assert summary["measures"][name]["low"] > 0.5


def test_clients_are_at_least_thirty_points_worse_off_with_ties_than_without(summary, without_ties):
    tied = Rate(**summary["measures"]["paralysis_clients"])
    untied = Rate(**without_ties["measures"]["paralysis_clients"])
    assert difference(tied, untied).low > 0.3


def test_without_ties_visible_vetoes_are_under_one_percent_of_drafts(without_ties):
    assert without_ties["measures"]["vetoed_of_tabled"]["high"] < 0.01


def test_hidden_vetoes_outnumber_visible_ones(summary):
    vetoes = summary["measures"]
    assert vetoes["hidden"]["low"] > vetoes["vetoed"]["high"]


def test_large_hidden_vetoes_outnumber_visible_ones_too_and_need_ties(summary, without_ties):
    large = Rate(**summary["measures"]["hidden_large"])
    assert large.low > summary["measures"]["vetoed"]["high"]
    untied = Rate(**without_ties["measures"]["hidden_large"])
    assert difference(large, untied).low > 0.3


def test_drafts_withheld_for_a_veto_alone_outnumber_half_the_visible_vetoes(summary):
    vetoes = summary["measures"]
    assert vetoes["hidden_withheld"]["low"] > 0.5 * vetoes["vetoed"]["high"]


def test_the_outcomes_of_drafts_considered_add_up_to_one(summary):
    outcomes = [summary["measures"][name] for name in OUTCOMES]
    assert sum(rate["value"] for rate in outcomes) == pytest.approx(1.0, abs=1e-12)
    assert all(0.0 <= rate["low"] <= rate["value"] <= rate["high"] <= 1.0 for rate in outcomes)


def test_without_vetoes_there_is_neither_a_visible_nor_a_hidden_one():
    vetoes = run_batch(load(DEFAULT, rules="no-veto"), 100, seed=1).summary()["measures"]
    assert vetoes["vetoed_of_tabled"]["count"] == 0
    assert vetoes["hidden"]["count"] == 0
    assert vetoes["size_of_hidden"]["value"] is None


def test_automatic_rules_leave_no_grave_crisis_without_an_adequate_mandate():
    summary = run_batch(load(DEFAULT, rules="automatic"), 100, seed=1).summary()
    assert summary["measures"]["paralysis_unmediated_both"]["count"] == 0
    assert summary["measures"]["adopted_in_full"]["value"] == 1.0
    assert summary["measures"]["vetoed_of_tabled"]["value"] == 0.0


def test_an_episode_counts_once_when_it_closes_and_mediated_ones_apart():
    rounds = pd.DataFrame(
        {
            "run": [0, 0, 0, 1, 1, 1],
            "episode": [1, 1, 2, 1, 2, 3],
            "closed": [False, True, True, True, True, False],
            "settled": [False, False, True, False, True, False],
            "onset_severity": [0.7, 0.7, 0.8, 0.5, 0.9, 0.9],
            "best_mandate": [0.0, 0.5, 0.7, 0.0, 0.0, 0.0],
            "client": [True, True, False, True, True, True],
            "end": ["withheld", "vetoed", "adopted_diluted", "vetoed", "mediated", "vetoed"],
        }
    )
    here = read(rounds, run_batch(load(DEFAULT, grave=0.6, adequate=0.6), 1).manifest)
    found = {name: rate(*MEASURES[name].sums(here)) for name in MEASURES if name[-4:] == "both"}
    assert (found["paralysis_both"].count, found["paralysis_both"].total) == (2, 3)
    unmediated = found["paralysis_unmediated_both"]
    assert (unmediated.count, unmediated.total) == (1, 2)
    assert (found["unsettled_both"].count, found["unsettled_both"].total) == (1, 3)
    assert rate(*MEASURES["paralysis_others"].sums(here)).total == 1
