"""docs/designs.md: its commands, Python and SQL run as written, and say what it says they do."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from simulation.experiments.points import OWN_COLUMNS
from simulation.experiments.results import Results

duckdb = pytest.importorskip("duckdb")

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "designs.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^unsc (.+)$", PAGE, flags=re.MULTILINE)


def code(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the page's own table lies, and where its commands write."""
    where = tmp_path_factory.mktemp("designs")
    (table,) = code("csv")
    (where / "mine.csv").write_text(table, encoding="utf-8")
    return where


@pytest.fixture(autouse=True)
def there(folder, monkeypatch):
    monkeypatch.chdir(folder)


@pytest.fixture
def played(unsc, folder):
    """The grid of the page."""
    if not (folder / "out" / "grid").exists():
        assert unsc(*COMMANDS[0].split())[0] == 0
    return Results.open(folder / "out" / "grid")


def test_the_grid_is_the_first_command(played):
    assert COMMANDS[0].endswith("--out out/grid")
    assert played.manifest.experiment["varied"] == ["veto_cost", "rules"]


@pytest.mark.parametrize("command", COMMANDS[1:])
def test_every_command_shown_is_understood(unsc, played, command):
    status, out, err = unsc(*command.split())
    assert (status, err) == (0, "")
    assert out


def test_the_python_shown_runs_and_the_sql_agrees(played):
    names: dict = {}
    for block in code("python"):
        exec(compile(block, "designs.md", "exec"), names)
    shares, paired, changed = (duckdb.sql(query).df() for query in code("sql"))
    for by_pandas, by_sql, keys in (
        (names["answer"], shares, ["veto_cost", "rules"]), (names["paired"], paired, ["point"]),
    ):  # fmt: skip
        assert len(by_pandas) > 2
        pd.testing.assert_frame_equal(
            by_pandas.sort_values(keys, ignore_index=True),
            by_sql.sort_values(keys, ignore_index=True),
            check_dtype=False,
        )
    assert names["paired"]["mean"].abs().min() > 0.0
    assert changed["veto_cost"].dropna().tolist() == ["0.4", "0.4"]
    assert changed["vetoes"].dropna().tolist() == ["none", "none"]
    assert set(names["table"]["point"]) == {0, 1, 2, 3}
    assert {"veto_cost", "rules", "measure", "value"} <= {*names["rates"].columns}
    assert names["design"].keys == ("veto_cost", "rivalry")
    assert names["both"].points.column("cast").to_pylist() == [0, 1]
    assert names["both"].at(0).members != names["both"].at(1).members


def test_the_settings_shown_are_those_stored(played):
    """A row a setting, what a rule set has besides its vetoes left out."""
    head, _, *rows = re.findall(r"^\| .*\|$|^\|---.*\|$", PAGE.split("Of the grid above:")[1], re.M)
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in (head, *rows)]
    columns, shown = cells[0], cells[1:]
    assert columns == played.points.column_names
    assert {*columns} - {*played.manifest.experiment["varied"]} == {*OWN_COLUMNS}
    stored = played.points.to_pylist()
    assert len(shown) == len(stored)
    for texts, row in zip(shown, stored, strict=True):
        assert texts[:-1] == [str(row[name]) for name in columns[:-1]]
        changes = json.loads(row["changes"])
        if "rules" in changes:
            changes["rules"] = {"vetoes": changes["rules"]["vetoes"]}
        assert json.loads(texts[-1].replace(", …", "")) == changes


def test_the_page_is_linked_and_leads_somewhere(unsc):
    assert "(docs/designs.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "docs/designs.md" in unsc("batch", "--help")[1]
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target
