"""The README says what the commands give."""

import re
from pathlib import Path

import pytest

from simulation.experiments.batch import run_batch
from simulation.experiments.summary import OUTCOMES
from simulation.measures.rates import Rate
from simulation.scenario.files import names
from simulation.scenario.load import load

ROOT = Path(__file__).parents[1]
README = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
RUNS = 1000


def summary(**changes):
    return run_batch(load("repeated-crises", **changes), RUNS, seed=1, detail="rounds").summary()


@pytest.fixture(scope="module")
def demo():
    return summary()


def test_each_outcome_stands_with_its_share_and_interval(demo):
    for name in OUTCOMES:
        assert f"| {name.replace('_', ' ')} | {Rate(**demo['measures'][name])} |" in README


def test_paralysis_stands_with_its_intervals(demo):
    untied = summary(tie_min=0, tie_max=0, party_tie=0)
    no_veto = summary(rules="no-veto")
    for found, name in (
        (demo, "paralysis_clients"),
        (demo, "paralysis_others"),
        (untied, "paralysis_clients"),
        (no_veto, "paralysis_clients"),
    ):
        assert str(Rate(**found["measures"][name])) in README
    assert f"({Rate(**untied['measures']['vetoed_of_tabled'])} of drafts tabled)" in README


def test_vetoes_visible_and_hidden_stand_with_their_intervals(demo):
    untied = summary(tie_min=0, tie_max=0, party_tie=0)["measures"]
    for name in ("hidden_large", "hidden"):
        assert str(Rate(**untied[name])) in README
    for name in ("hidden_large", "vetoed_of_tabled", "vetoed", "hidden", "hidden_withheld"):
        assert str(Rate(**demo["measures"][name])) in README


def test_every_command_shown_is_understood(unsc, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^unsc (.+?)(?:\s+#.*)?$", text, flags=re.MULTILINE)
    assert len(commands) >= 7
    for command in commands:
        arguments = re.findall(r'"[^"]*"|\S+', command)
        status, _, err = unsc(*(argument.strip('"') for argument in arguments))
        assert (status, err) == (0, ""), command


def test_every_scenario_and_rule_set_is_named_and_every_link_leads_somewhere():
    for kind in ("scenario", "rule set"):
        for name in names(kind):
            assert f"`{name}`" in README
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_python_shown_runs():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    assert len(blocks) == 2
    for code in blocks:
        exec(compile(code, "README.md", "exec"), {})


def test_the_findings_told_are_those_of_their_page():
    page = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    sentences = ("Of grave crises,", "Vetoes change the share")
    classes = ("- clients: ", "- others: ", "- all crises: ")
    told = [line for line in page.splitlines() if line.startswith((*sentences, *classes))]
    assert len(told) == 5
    for line in told:
        assert line in README
    table = page.split("| finding | here |")[1].split("\n\n")[0]
    depending = [line for line in page.splitlines() if " and surely fails at " in line]
    findings = table.count("\n| ") - 1
    assert f"{len(depending)} of its {findings} findings hold at fewer than 80 %" in README
