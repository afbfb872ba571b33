"""The lessons run as stored, without outputs, and draw their pictures.

What their prose claims is held in tests/lessons/, that of lesson 6 in tests/studies/record/test_lesson.py.
"""

import re
import shutil
from pathlib import Path

import nbclient
import nbformat
import pytest

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
