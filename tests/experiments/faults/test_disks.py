"""A disk that is full or may only be read is told, and what is whole is kept."""

import re
import signal
import subprocess
import sys

import pytest
from experiments.faults.begun import COMMAND, ROOT, RUNS, SEED, command, finished
from stored import same

from simulation.experiments import work
from simulation.experiments.batch import run_batch
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError

WHOLE = 3

FILL = f"""
import resource
from simulation.experiments import work

honest, whole = work.play_part, []

def filling(task):
    if len(whole) == {WHOLE}:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
    whole.append(honest(task))
    return whole[-1]

work.play_part = filling
{COMMAND}"""
"""The command on a disk that has room for so many parts."""


def test_a_disk_without_room_is_told_and_keeps_what_is_whole(tmp_path, whole):
    """A limit on the size of files stands for the disk: writes fail as there."""
    folder = tmp_path / "b"
    words = command(folder)[3:]
    stopped = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FILL, *words],
        cwd=ROOT, capture_output=True, text=True, check=False,
        preexec_fn=lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
    )  # fmt: skip
    assert stopped.returncode == 2, stopped.stderr
    assert "cannot be written" in stopped.stderr
    assert "the same call goes on" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    assert finished(folder) == WHOLE
    for path in folder.rglob("*.parquet"):
        # Where nobody is elected, the first part alone says who sits.
        assert work.pq.read_table(path).num_rows > 0 or path.parent.name == "seats"
    assert not list(folder.rglob("*.partial"))
    same(run_batch("horseshoe", RUNS, seed=SEED, out=folder), whole)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_full_disk_is_told_and_the_same_call_goes_on_once_there_is_room(
    tiny_disk, whole, workers
):
    disk, mount = tiny_disk
    folder = disk / "b"
    with pytest.raises(InputError, match="cannot be written: No space left on device"):
        run_batch("horseshoe", RUNS, seed=SEED, out=folder, workers=workers)
    assert 0 < finished(folder) < 16
    mount("size=64m")
    same(run_batch("horseshoe", RUNS, seed=SEED, out=folder), whole)
    assert not list(folder.rglob("*.partial"))


@pytest.mark.parametrize("begun", [False, True])
def test_a_disk_that_is_full_from_the_start_is_told(unsc, tiny_disk, begun):
    disk, _ = tiny_disk
    folder = disk / "b"
    words = ("batch", "horseshoe", "--runs", "2", "--detail", "runs", "--out", folder)
    if begun:
        assert unsc(*words)[0] == 0
    with pytest.raises(OSError, match="No space left"):
        (disk / "film").write_bytes(bytes(4_000_000))
    more = ("--runs", "3") if begun else ()
    status, out, err = unsc(*words, *more)
    assert (status, out) == (2, "")
    assert f"{folder}: cannot be written: No space left on device" in " ".join(err.split())


@pytest.mark.parametrize("begun", [False, True])
def test_a_disk_that_may_only_be_read_is_told(unsc, tiny_disk, begun):
    disk, mount = tiny_disk
    folder = disk / "b"
    words = ("batch", "horseshoe", "--runs", "2", "--detail", "runs", "--out", folder)
    if begun:
        assert unsc(*words)[0] == 0
    mount("ro")
    status, out, err = unsc(*words)
    assert (status, out) == (2, "")
    assert f"{folder}: cannot be written: Read-only file system" in " ".join(err.split())


@pytest.mark.parametrize("name", [".lock", "manifest.json", "points/points.parquet"])
def test_a_folder_in_the_place_of_a_file_is_told(tmp_path, name):
    from simulation.experiments.points import Point

    points = [Point({"veto_cost": cost}, load("horseshoe", veto_cost=cost)) for cost in (0.2, 0.4)]
    run_batch("horseshoe", 1, points=points, out=tmp_path, detail="runs")
    (tmp_path / name).unlink()
    (tmp_path / name).mkdir()
    said = {
        ".lock": r"\.lock: is a folder, not a lock of this program; remove it, or choose",
        "manifest.json": r"manifest\.json: is a folder, not a regular file; choose another folder",
    }.get(name, f"^{re.escape(str(tmp_path))}: cannot be written: Is a directory")
    with pytest.raises(InputError, match=said):
        run_batch("horseshoe", 1, points=points, out=tmp_path, detail="runs")
