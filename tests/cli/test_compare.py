"""``unsc compare`` as people read it: at eighty columns, no interval broken over lines."""

import io
import re

import pytest
from rich.console import Console
from rich.text import Text

from simulation.analysis.compare import compare
from simulation.cli.commands.compare import print_comparison
from simulation.measures.names import label
from simulation.measures.table import MEASURES

DIFFERENCE = re.compile(r"([+-]\d\.\d{3} (± \d\.\d{3}\*?|no history differs)|not defined)")


@pytest.fixture(scope="module")
def found():
    several = {"rules": "no-veto", "veto_cost": 0.4, "interdependence": 0.9}
    return compare("horseshoe", against=[several, {"decisiveness": 1.0}], runs=8)


@pytest.mark.parametrize("precision", [None, 0.00123])
@pytest.mark.parametrize("terminal", [False, True], ids=["piped", "terminal"])
def test_every_measure_stands_on_one_line_of_eighty_columns(found, terminal, precision):
    printed = io.StringIO()
    console = Console(file=printed, width=80, force_terminal=terminal, highlight=False)
    print_comparison(found, precision, console)
    lines = [Text.from_ansi(line).plain for line in printed.getvalue().splitlines()]
    assert max(map(len, lines)) <= 80
    assert "…" not in "".join(lines)
    for setting in found.settings[1:]:
        start = lines.index(f"{setting} less as it is") + 1
        rows = [line for line in lines[start : start + 16] if DIFFERENCE.search(line)]
        measures = [row.measure.replace("_", " ") for row in found.rows if row.setting == setting]
        assert [re.split(r"  ", row.strip())[0] for row in rows] == measures
        if precision is not None:
            assert all(re.search(r"(\d+|–) \((\d+|–)\)$", row.strip()) for row in rows)


def test_a_setting_with_a_short_name_has_it_over_its_column(unsc):
    _, out, _ = unsc(
        "compare", "horseshoe", "--rules", "charter,no-veto", "-n", "4", "-m", "vetoed"
    )
    heads = next(line for line in out.splitlines() if line.split()[:1] == ["measure"])
    assert heads.split() == ["measure", "charter", "no-veto", "difference"]


def test_a_measure_is_named_by_its_key_or_as_the_table_names_it(unsc):
    asked = ["compare", "horseshoe", "--rules", "charter,no-veto", "-n", "4"]
    printed = [unsc(*asked, "-m", name)[:2] for name in ("paralysis_clients", "paralysis clients")]
    assert printed[0] == printed[1]
    assert printed[0][0] == 0


@pytest.mark.parametrize("words", [["compare"], ["sensitivity", "horseshoe"]])
def test_a_question_mark_lists_the_measures_with_their_meanings(unsc, words):
    status, out, err = unsc(*words, "-m", "?")
    assert (status, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    shown = " ".join(out.split())
    assert all(f"{name} {measure.words}" in shown for name, measure in MEASURES.items())


def test_sensitivity_takes_a_measure_as_tables_name_it(unsc):
    _, _, err = unsc("sensitivity", "horseshoe", "-m", label("easy_riding"), "--base", "8")
    assert err.startswith("--base 8")
