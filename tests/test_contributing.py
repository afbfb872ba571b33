"""CONTRIBUTING.md: its paths and commands exist, and its examples run."""

import re
from dataclasses import fields
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
import typer

from simulation import load, run_batch
from simulation.cli.commands import app
from simulation.engine.arrays import play
from simulation.measures.rounds import played
from simulation.scenario.reading import load_rules
from simulation.stages.parameters import STAGES, Parameters
from simulation.stages.voting import ABSTAIN

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = dict(
    part.split("\n", 1) for part in re.split(r"^### ", PAGE, flags=re.MULTILINE)[1:]
)  # fmt: skip
FOLDERS = ("simulation", "tests", "docs", "scenarios")
PATHS = sorted(
    {path for path in re.findall(r"`((?:\w+/)[\w./-]*)`", PAGE) if path.startswith(FOLDERS)}
    | set(re.findall(r"\]\(([^)#]+)\)", PAGE))
)
TARGETS = sorted(set(re.findall(r"\bmake ([a-z][a-z-]*)", PAGE)))
COMMANDS = sorted(set(re.findall(r"`unsc ([a-z]+)", PAGE)))


def example(heading, language="python"):
    """The one example of a recipe."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", RECIPES[heading], flags=re.DOTALL)
    return found


def run(heading):
    """The names that the Python of a recipe defines."""
    names = {"__name__": "example"}
    exec(compile(example(heading), f"CONTRIBUTING.md, {heading}", "exec"), names)
    return names


def test_there_are_eight_recipes_and_a_row_for_each():
    assert len(RECIPES) == 8
    rows = re.findall(r"^\| (an? [^|]+?) \|", PAGE, flags=re.MULTILINE)
    kinds = {heading.split(":")[0].removeprefix("A ").lower() for heading in RECIPES}
    assert kinds == {
        "parameter", "measure", "figure", "stage", "command", "behaviour", "case", "rule set",
    }  # fmt: skip
    assert all(any(kind in row for row in rows) for kind in kinds)


@pytest.mark.parametrize("path", PATHS)
def test_every_path_exists(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_of_make_exists(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_exists(command):
    assert command in typer.main.get_command(app).commands


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("simulation/stages/preferences.py", ("class PreferencesParameters", "def terms(")),
        ("simulation/stages/parameters.py", ("STAGES = (", "class Parameters(")),
        ("simulation/engine/draws.py", ("class Draws",)),
        ("simulation/figures/report_figure.py", ("class ReportFigure",)),
        ("tests/figures/test_figures.py", ("DRAWN = {",)),
    ],
)
def test_every_name_that_a_recipe_sends_to_is_there(module, names):
    text = (ROOT / module).read_text(encoding="utf-8")
    assert module in PAGE
    assert all(name in text for name in names)


def test_the_parameter_declares_what_a_row_of_the_table_needs():
    declared = run("A parameter: a term of the vote")["atrocity_weight"]
    row = fields(Parameters)[0].metadata
    assert set(declared.metadata) == set(row)
    assert declared.default == declared.metadata["off"] == 0
    assert declared.metadata["provenance"].startswith("judged: ")


def test_the_measure_gives_two_sums_a_history():
    names = run("A measure")
    history = play("kuwait-1990", seed=1, runs=range(5))
    rounds = played(history)
    assert np.array_equal(names["part"], history["casualties"].sum(axis=0))
    assert np.array_equal(names["whole"], (rounds["episode"] > 0).sum(axis=0))


def test_the_figure_is_drawn_and_described():
    names = run("A figure")
    results = run_batch(load("horseshoe", rounds=3), 4, seed=1)
    table = names["harm_over_time"](results)
    harm = play(load("horseshoe", rounds=3), seed=1, runs=range(4))["harm"].mean(axis=1)
    ax = names["plot_harm"](table)
    assert ax.lines[0].get_ydata() == pytest.approx(harm)
    assert f"{harm[2]:.2f}" in names["describe_harm"](table)
    plt.close("all")


def test_the_stage_declares_and_decides():
    names = run("A stage")
    numbers = names["FatigueParameters"]
    assert names["staying_power"](np.arange(3), numbers(fatigue=0.5)).tolist() == [1, 0.5, 0.25]
    assert (names["staying_power"](np.arange(3), numbers()) == 1.0).all()
    assert all(stage.__name__.startswith("simulation.stages.") for stage in STAGES)


def test_the_command_prints_who_sits(capsys):
    before = list(app.registered_commands)
    try:
        council = run("A command")["council"]
        assert len(app.registered_commands) == len(before) + 1
        council("1990")
    finally:
        app.registered_commands[:] = before
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 15
    assert "YEM Yemen" in lines


def test_the_behaviour_decides_its_seat_alone():
    history = run("A behaviour")["history"]
    seat = history.scenario.sitting.council.members.index("rival")
    cast = history.ballots[:, seat][history.voted]
    assert cast.size
    assert (cast == ABSTAIN).all()


def test_the_case_plays(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(example("A case", "toml"), encoding="utf-8")
    history = play(load(path), seed=1, runs=range(2))
    assert history["episode"].tolist() == [[1, 1]]
    assert history.scenario.script[0].symbol == "draft A"


def test_the_rule_set_counts_to_its_quota(tmp_path):
    path = tmp_path / "eleven.toml"
    path.write_text(example("A rule set", "toml"), encoding="utf-8")
    assert load_rules(str(path)).quota == 11


def test_the_commit_shown_keeps_to_its_own_rule():
    subject, blank, *body = re.search(r"```text\n(Hold .*?)```", PAGE, re.DOTALL)[1].splitlines()
    assert len(subject) <= 72
    assert blank == ""
    assert body
