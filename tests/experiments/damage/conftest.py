"""A stored batch of small parts, and copies of it to be spoilt."""

import shutil

import pytest
from experiments.damage.spoilt import play

from simulation.experiments import layout


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """A part every second history or so."""
    monkeypatch.setattr(layout, "ROUNDS_A_BLOCK", 16)
    monkeypatch.setattr(layout, "ROUNDS_A_PART", 32)


@pytest.fixture(scope="module")
def whole():
    """The batch as it is if nothing goes wrong."""
    return play()


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """The same in a folder, which nobody changes."""
    folder = tmp_path_factory.mktemp("stored") / "b"
    patch = pytest.MonkeyPatch()
    with patch.context() as small:
        small.setattr(layout, "ROUNDS_A_BLOCK", 16)
        small.setattr(layout, "ROUNDS_A_PART", 32)
        play(folder)
    return folder


@pytest.fixture
def folder(stored, tmp_path):
    """A copy of it, to be spoilt."""
    return shutil.copytree(stored, tmp_path / "b")
