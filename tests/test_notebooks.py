"""The lessons run as stored, draw their pictures, and what their prose claims is so.

The claims of lessons 1 and 2 are in tests/lessons/, those of lesson 6 in tests/evidence/test_lesson.py.
"""

import re
import shutil
from pathlib import Path

import nbclient
import nbformat
import pytest

from simulation import compare, load, run_batch, sensitivity
from simulation.analysis.burdens import burden_shares
from simulation.analysis.sensitivity import Effort

FOLDER = Path(__file__).parents[1] / "notebooks"
LESSONS = [
    "01-the-first-veto.ipynb",
    "02-drafts-never-tabled.ipynb",
    "03-who-pays.ipynb",
    "04-repeated-crises.ipynb",
    "05-asking-a-batch.ipynb",
    "06-real-votes.ipynb",
]
LONGEST = 60
"""Seconds that one cell may take before the run is given up."""

FORESIGHT = {"perception_sd": 0, "choice_noise": 1e-9, "statement_value": 0}

lessons = pytest.mark.parametrize("name", LESSONS)


def read(name):
    return nbformat.read(FOLDER / name, as_version=4)


def pictures(cell):
    """How many pictures a cell has drawn."""
    outputs = cell.get("outputs", [])
    return sum("image/png" in output.get("data", {}) for output in outputs)


def test_every_lesson_is_tested():
    assert sorted(path.name for path in FOLDER.glob("*.ipynb")) == LESSONS


@lessons
def test_a_stored_lesson_carries_no_outputs(name):
    notebook = read(name)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


@lessons
def test_a_stored_lesson_asks_for_plain_python(name):
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    assert read(name).metadata == {"kernelspec": kernel, "language_info": {"name": "python"}}


@lessons
def test_a_lesson_asks_first_has_an_exercise_and_says_what_it_cannot(name):
    text = "\n".join(cell.source for cell in read(name).cells if cell.cell_type == "markdown")
    assert text.count("**Predict first.**") >= 5
    assert text.count("<details>") == text.count("</details>") == 1
    for heading in ("Exercise", "What the model cannot say", "Further reading"):
        assert re.search(rf"^## \d+\. {heading}$", text, flags=re.MULTILINE), heading


@pytest.mark.long
@lessons
def test_a_lesson_runs_and_draws_pictures_with_words_beside_them(name, tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))  # leaves the user's history alone
    monkeypatch.delenv("UNSC_DATA", raising=False)
    shutil.copy(FOLDER / name, tmp_path)
    notebook = nbformat.read(tmp_path / name, as_version=4)
    where = {"metadata": {"path": str(tmp_path)}}
    nbclient.NotebookClient(notebook, timeout=LONGEST, resources=where).execute()
    assert sum(pictures(cell) for cell in notebook.cells) >= 4
    for number, cell in enumerate(notebook.cells):
        if pictures(cell):
            neighbours = notebook.cells[max(number - 1, 0) : number + 2]
            assert any(near.cell_type == "markdown" for near in neighbours), cell.source
            printed = [o.text for o in cell.outputs if o.output_type == "stream"]
            assert any(words.strip() for words in printed), f"no words for: {cell.source}"
    complaints = [
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.get("name") == "stderr"
    ]
    assert complaints == []


def test_where_stakes_go_by_size_the_large_are_exploited_and_elsewhere_they_are_not():
    kendall = [
        burden_shares(run_batch(name, runs=300, seed=1)).attrs["kendall"]
        for name in ("free-riders", "repeated-crises")
    ]
    assert kendall[0] > 0.5
    assert kendall[1] < 0


def test_interdependence_makes_more_be_given_by_fewer():
    near, far = (
        run_batch(load("interdependence", interdependence=i), runs=100, seed=1).summary()["burden"]
        for i in (0, 1)
    )
    assert near["giving_nothing"]["high"] < far["giving_nothing"]["low"]
    assert near["provision_per_severity"]["high"] < far["provision_per_severity"]["low"]


def test_surer_answers_deter_more_challengers():
    deterred = [
        run_batch(load(name), runs=300, seed=1).summary()["deterred_of_free"]
        for name in ("no-council", "repeated-crises", "automatic-council")
    ]
    assert deterred[0]["high"] < deterred[1]["low"]
    assert deterred[1]["high"] < deterred[2]["low"]


def test_dearer_vetoes_vanish_long_before_paralysis_does():
    found = compare(
        "repeated-crises", against=[{"veto_cost": 0.7}], runs=60,
        measures=["vetoed", "paralysis_clients", "paralysis_others"],
    )  # fmt: skip
    level = {name: found.of(name, "veto_cost=0.7").level for name in
             ("vetoed", "paralysis_clients", "paralysis_others")}  # fmt: skip
    assert level["vetoed"].high < 0.06
    assert level["paralysis_clients"].low > 2 * level["paralysis_others"].high
    assert found.of("vetoed", "veto_cost=0.7").paired.high < 0


def test_common_draws_save_most_where_the_setting_changes_least_of_what_luck_brings():
    found = compare(
        "repeated-crises", against=[{"veto_cost": 0.4}], runs=120,
        measures=["paralysis_clients", "paralysis_others"],
    )  # fmt: skip
    saved = {}
    for name in ("paralysis_clients", "paralysis_others"):
        same, own = found.needed(found.of(name, "veto_cost=0.4"), 0.01)
        saved[name] = own / same
    assert saved["paralysis_others"] > 3
    assert saved["paralysis_clients"] < 2


def test_twelve_histories_tell_two_costs_apart_though_their_intervals_overlap():
    found = compare(
        load("repeated-crises", veto_cost=0.4), against=[{"veto_cost": 0.55}], runs=12,
        measures=["paralysis_clients"],
    )  # fmt: skip
    base, dearer = found.rows
    assert base.level.low < dearer.level.high
    assert dearer.unpaired.high < 0
    assert dearer.paired.high < 0
    assert dearer.differing == 7


def test_where_two_must_block_a_dearer_veto_helps_less_but_helps():
    def moved(rules):
        found = compare(
            load("repeated-crises", rules=rules), against=[{"veto_cost": 0.4}], runs=60,
            measures=["paralysis_clients"],
        )  # fmt: skip
        return found.rows[1].paired

    assert moved("charter").value < 2 * moved("double-veto").value < 0
    assert moved("double-veto").high < 0


@pytest.mark.long
def test_the_cost_of_a_veto_is_third_over_a_wide_range_and_lower_over_a_narrow_one():
    def place(low, high):
        found = sensitivity(
            load("repeated-crises", settings={"rounds": 12}),
            "unanswered",
            only=[
                "patron_probability", "baseline_strength", "severity_weight", "veto_cost",
                "perception_sd", "unit_cost",
            ],
            ranges={"veto_cost": (low, high)},
            effort=Effort(trajectories=12, base=16, kept=1, runs=60),
        )  # fmt: skip
        return list(found.screening["parameter"]).index("veto_cost") + 1

    assert place(0.18, 0.7) == 3
    assert place(0.18, 0.22) == 5


def test_over_a_narrow_range_the_cost_of_a_veto_hardly_matters():
    ends = {"narrow": (0.18, 0.22), "wide": (0.18, 0.7)}
    moved = {}
    for name, (low, high) in ends.items():
        found = compare(
            load("repeated-crises", veto_cost=low), against=[{"veto_cost": high}], runs=60,
            measures=["unanswered"],
        )  # fmt: skip
        moved[name] = found.of("unanswered", f"veto_cost={high:g}").paired
    assert moved["wide"].high < 4 * moved["narrow"].low < 0
