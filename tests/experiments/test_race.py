"""Two commands that begin at once on one folder: one does the work, the other is told."""

import re
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from stored import same

from simulation.experiments import layout
from simulation.experiments.batch import run_batch
from simulation.experiments.design import grid, points_of
from simulation.experiments.lock import locked
from simulation.experiments.results import Results
from simulation.scenario.mistakes import InputError

RUNS, SEED, SMALL, TIMES = 160, 2, 1000, 2
ROOT = Path(__file__).parents[2]

RACER = f"""
import sys
from simulation.cli import commands, main
from simulation.experiments import batch, layout

layout.ROUNDS_A_BLOCK = {SMALL}
honest = batch.Keeper.begin

def told_to_begin(keep, played):
    sys.stdin.readline()
    return honest(keep, played)

batch.Keeper.begin = told_to_begin
print("ready", flush=True)
sys.stdin.readline()
main()
"""
"""The command, which waits for a line before it begins, and for another once it has the folder."""

VARIED = {"veto_cost": [0.2, 0.4]}


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """As small parts in this process as in the commands."""
    monkeypatch.setattr(layout, "ROUNDS_A_BLOCK", SMALL)


def racers(folder, *more):
    """Two processes of the same command, ready to begin."""
    words = ["batch", "horseshoe", "-n", str(RUNS), "-s", str(SEED), "-o", str(folder), *more]
    both = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, *words], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]  # fmt: skip
    for racer in both:
        assert racer.stdout.readline() == "ready\n"
    return both


def go(racer):
    """Let it take its next step."""
    racer.stdin.write("\n")
    racer.stdin.flush()


def parted(both):
    """The one that stands still in the folder, and the one that has ended meanwhile."""
    for _ in range(15000):
        ended = [racer.poll() is not None for racer in both]
        if any(ended):
            assert not all(ended), [racer.communicate() for racer in both]
            return both[ended.index(False)], both[ended.index(True)]
        time.sleep(0.02)
    raise AssertionError("both have the folder")


@contextmanager
def won(folder, *more):
    """The one that has the folder, once the other has been told all that it should be."""
    both = racers(folder, *more)
    try:
        for racer in both:
            go(racer)
        winner, loser = parted(both)
        out, err = loser.communicate()
        assert (loser.returncode, out) == (2, "")
        owner = rf"(process {winner.pid} on \S+|another process)"
        shown = rf"{re.escape(str(folder))}: {owner} is writing this batch; wait for it or choose"
        assert re.fullmatch(rf"{shown} another folder\n", err), err
        yield winner
    finally:
        for racer in both:
            racer.kill()
            racer.communicate()


@pytest.mark.long
@pytest.mark.parametrize("case", ["new", "begun", "workers", "design"])
def test_of_two_commands_at_once_one_makes_the_batch_and_one_is_told(tmp_path, case):
    more = {"workers": ["--workers", "2"], "design": ["--vary", "veto_cost=0.2,0.4"]}.get(case, [])
    points = points_of("horseshoe", grid(VARIED)) if case == "design" else None
    whole = run_batch("horseshoe", RUNS, seed=SEED, points=points)
    for number in range(TIMES):
        folder = tmp_path / f"b{number}"
        if case == "begun":
            run_batch("horseshoe", RUNS // 2, seed=SEED, out=folder)
        with won(folder, *more) as winner:
            out, err = winner.communicate("\n")
        assert (winner.returncode, err) == (0, "")
        assert f"{whole.runs.count_rows()} histories" in " ".join(out.split())
        found = Results.open(folder)
        assert found.manifest.finished == [part.name for part in found.manifest.parts()]
        assert found.manifest.failed == []
        same(found, whole)
        assert not list(folder.rglob("*.partial"))


@pytest.mark.long
def test_the_lock_of_a_command_that_is_killed_does_not_stick(tmp_path):
    folder = tmp_path / "b"
    with won(folder) as winner:
        winner.kill()
        winner.wait()
    assert (folder / ".lock").read_text().startswith(f"process {winner.pid} on ")
    found = run_batch("horseshoe", RUNS, seed=SEED, out=folder)
    same(found, run_batch("horseshoe", RUNS, seed=SEED))


@pytest.mark.parametrize("torn", ["points.parquet", "rounds", "receipts", "manifest.json"])
def test_who_is_writing_is_told_whatever_is_written_so_far(tmp_path, torn):
    folder = tmp_path / "b"
    folder.mkdir()
    with locked(folder):
        (folder / torn).write_bytes(b"half")
        before = {path: path.read_bytes() for path in folder.iterdir()}
        with pytest.raises(InputError) as shown:
            run_batch("horseshoe", 2, seed=SEED, out=folder)
        assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert re.fullmatch(
        rf"{re.escape(str(folder))}: process \d+ on \S+ is writing this batch; wait for it or "
        "choose another folder",
        str(shown.value),
    )
    with pytest.raises(InputError, match="another folder|damaged|manifest|choose|not"):
        run_batch("horseshoe", 2, seed=SEED, out=folder)
