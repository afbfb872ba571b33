"""A lesson played in this process: what its cells leave behind, and what its prose says."""

import os
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from simulation.studies.tables.reading import VARIABLE

FOLDER = Path(__file__).parents[2] / "notebooks"


def read(name):
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def played(name, folder, tables=()):
    """What the cells of a lesson leave behind, run in a folder on these folders of tables."""
    left = {"display": lambda *shown: None}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv(VARIABLE, os.pathsep.join(map(str, tables)))
        for cell in read(name).cells:
            if cell.cell_type == "code":
                exec(cell.source.replace("%matplotlib inline", ""), left)
    return SimpleNamespace(**left)


def prose(name):
    """Everything a lesson says between its cells, with single blanks."""
    said = [cell.source for cell in read(name).cells if cell.cell_type == "markdown"]
    return " ".join(" ".join(said).split())


def signed(found):
    """A difference as lessons write it."""
    return f"{found.value:+.3f} ± {found.half:.3f}"


def holds_0(found):
    return found.low <= 0.0 <= found.high
