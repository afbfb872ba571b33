"""Where no draft of a script is strong enough, paralysis is decided, and is said to be."""

import re
from dataclasses import replace

import pytest

from simulation.analysis.compare import compare
from simulation.experiments.batch import run_batch
from simulation.experiments.manifest import Manifest
from simulation.experiments.record import too_weak
from simulation.scenario.load import changed, load, names

SAID = (
    "No draft of this script reaches the adequate strength of {:g}, so that paralysis is 100 % "
    "whatever the vote."
)
SCRIPTS = [name for name in names("scenario") if load(name).script]


def strongest(scenario):
    return max(draft.strength for draft in scenario.script if draft.withheld is None)


WEAK = [name for name in SCRIPTS if strongest(load(name)) < load(name).parameters.adequate]


def said_of(scenario):
    return too_weak(Manifest.of(scenario, runs=2, seed=1, detail="rounds", engine="arrays"))


@pytest.mark.parametrize("name", SCRIPTS)
def test_of_every_shipped_script_it_is_said_where_it_is_so(name):
    scenario = load(name)
    assert said_of(scenario) == (SAID.format(0.6) if name in WEAK else None)


@pytest.mark.parametrize("name", WEAK)
def test_what_is_said_holds_in_every_history(name):
    paralysis = run_batch(name, 20, seed=3).summary()["measures"]["paralysis_both"]
    assert paralysis["value"] in (None, 1.0)


@pytest.mark.parametrize("adequate", [0.0, 0.2, 0.4, 0.9, 1.0])
def test_the_bar_is_that_of_the_scenario(adequate):
    for name in SCRIPTS:
        made = changed(load(name), {"adequate": adequate})
        weak = strongest(made) < adequate
        assert said_of(made) == (SAID.format(adequate) if weak else None)


def test_nothing_is_said_where_a_script_decides_no_strengths():
    assert said_of(replace(load(WEAK[0]), redraft=True)) is None
    assert said_of(load("horseshoe")) is None


OF_FIFTEEN = next(name for name in WEAK if len(load(name).sitting.council.seats) == 15)


def test_a_comparison_says_it_of_the_settings_of_which_it_holds():
    measures = ["paralysis_both"]
    name = OF_FIFTEEN
    both = compare(name, rules=["charter", "no-veto"], measures=measures, runs=2)
    assert both.too_weak == SAID.format(0.6)
    one = compare(name, against=[{"adequate": 0.0}], measures=measures, runs=2)
    assert one.too_weak == f"Under as it is: {SAID.format(0.6)}"


def test_batch_report_and_compare_say_it(unsc, tmp_path):
    commands = (
        ["batch", OF_FIFTEEN, "--runs", 3, "--out", tmp_path / "b"],
        ["report", tmp_path / "b", "--out", tmp_path / "r"],
        ["compare", OF_FIFTEEN, "--rules", "charter,no-veto", "--runs", 2, "--out", tmp_path / "c"],
    )
    for command in commands:
        status, out, _ = unsc(*command)
        assert status == 0
        assert SAID.format(0.6) in re.sub(r"\s+", " ", out)
    assert SAID.format(0.6) in (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    text = (tmp_path / "c" / "comparison.txt").read_text(encoding="utf-8")
    assert SAID.format(0.6) in re.sub(r"\s+", " ", text)
