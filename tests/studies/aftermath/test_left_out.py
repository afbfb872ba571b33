"""Numbers are chosen on the other cases alone, and scored on the one that was left out."""

import math

import pytest

from simulation.stages.parameters import Parameters
from simulation.studies.aftermath import left_out as study
from simulation.studies.aftermath.rounds import rounds_beside
from simulation.studies.aftermath.scores import estimate
from simulation.studies.findings.plausible import plausible

NONE_GAVE = "on non-bearers, forces"

TABLES = [
    {"leader right": {"a": 0.5, "b": 0.5, "c": 0.5}, NONE_GAVE: {"a": 0.5, "b": 0.5}},
    {"leader right": {"a": 1.0, "b": 0.4, "c": 0.4}, NONE_GAVE: {"a": 0.5, "b": 0.5}},
    {"leader right": {"a": 0.4, "b": 0.8, "c": 0.8}, NONE_GAVE: {"a": 0.5, "b": 0.5}},
]
"""The second is best at a alone, the third at the others."""


def test_a_case_is_scored_by_the_setting_that_is_best_without_it():
    found = study.left_out(TABLES)
    assert found.chosen == {"a": 2, "b": 1, "c": 1}
    assert found.without["leader right"].values == (0.4, 0.4, 0.4)
    assert found.default["leader right"].values == (0.5, 0.5, 0.5)
    assert found.hindsight == 2
    assert found.span["leader right"] == pytest.approx((0.5, 2.0 / 3.0))
    assert found.best["leader right"].values == (0.4, 0.8, 0.8)


def test_less_on_states_that_gave_none_is_better():
    better, worse = ({NONE_GAVE: {"a": value}} for value in (0.1, 0.6))
    assert study.merit(better) == pytest.approx(0.9)
    assert study.best_of([worse, better]) == 1


def test_a_case_without_a_score_stays_without_one():
    found = study.left_out(TABLES)
    assert math.isnan(found.without[NONE_GAVE].values[2])
    assert estimate(found.without[NONE_GAVE]).cases == 2


def test_settings_are_compared_at_the_cases_that_all_of_them_score():
    led = {"leader right": {"a": 0.5, "b": 0.5}}
    idle, busy = led | {NONE_GAVE: {"a": 0.1}}, led | {NONE_GAVE: {"a": 0.05, "b": 0.9}}
    found = study.left_out([idle, busy])
    assert found.hindsight == 1
    assert estimate(found.best[NONE_GAVE]).cases == 1
    assert found.span[NONE_GAVE] == (0.05, 0.1)


def test_the_default_is_first_and_all_settings_are_plausible():
    first, *others = study.tuned_settings(9, seed=1)
    assert first == {}
    assert len(others) == 8
    ranges = {one.key: one for one in plausible()}
    for setting in others:
        assert {*setting} == {*study.TUNED}
        for key, value in setting.items():
            assert ranges[key].low <= value <= ranges[key].high


def test_the_tuned_numbers_are_parameters_whose_ranges_hold_the_default():
    ranges = {one.key: one for one in plausible()}
    for key in study.TUNED:
        assert ranges[key].low <= getattr(Parameters(), key) <= ranges[key].high


def test_a_setting_is_what_the_cases_are_played_with():
    (idle,) = rounds_beside(
        runs=4, seed=1, scenarios=["hungary-1956"], setting={"words_below": 1.0}
    )[:1]
    assert idle.chances["none"] == 1.0


@pytest.mark.long
def test_nothing_set_is_the_model_as_shipped():
    default = study.played({}, 3, 1)
    assert default == study.scores_by_case(rounds_beside(runs=3, seed=1))
    assert isinstance(default["nobody acted"]["Hungary 1956"], float)
