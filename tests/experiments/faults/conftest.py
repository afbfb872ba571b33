"""Small parts, the batch as it is if nothing goes wrong, and a disk that is soon full."""

import shutil
import subprocess

import pytest
from experiments.faults.begun import RUNS, SEED, SMALL

from simulation.experiments import layout
from simulation.experiments.batch import run_batch


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """The same parts in this process."""
    monkeypatch.setattr(layout, "ROUNDS_A_BLOCK", SMALL)


@pytest.fixture(scope="module")
def whole():
    """The batch as it is if nothing goes wrong."""
    return run_batch("horseshoe", RUNS, seed=SEED)


@pytest.fixture
def tiny_disk(tmp_path):
    """A disk of three megabytes, some five parts, and what mounts it otherwise."""
    where = tmp_path / "disk"
    where.mkdir()

    def mount(options):
        return subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", where], capture_output=True, check=False
        )  # fmt: skip

    if shutil.which("mount") is None or mount("size=3m").returncode:
        pytest.skip("nobody but root may mount a disk")
    yield where, lambda options: mount(f"remount,{options}")
    subprocess.run(["umount", where], check=True)
