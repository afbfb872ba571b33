"""A batch that is killed or of which parts raise keeps what is whole, and the same call ends it."""

import json
import signal

import psutil
import pytest
from experiments.faults.begun import RUNS, SEED, finished, started
from stored import same

from simulation.experiments import layout, work
from simulation.experiments.batch import NothingPlayedError, run_batch
from simulation.experiments.receipts import sealed
from simulation.experiments.results import Results


@pytest.mark.long
@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_a_command_killed_or_stopped_leaves_whole_parts_and_is_finished_by_the_same_call(
    tmp_path, whole, workers, end
):
    folder = tmp_path / "b"
    process = started(folder, "--workers", workers)
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(end)
    _, said = process.communicate(timeout=300)
    assert process.returncode != 0
    assert "Traceback" not in said
    assert "Warning" not in said
    # Workers end with their parent, however it ended.
    _, alive = psutil.wait_procs(children, timeout=20)
    assert not alive
    parts = list(layout.parts(1, RUNS, 40))
    assert 0 < finished(folder) < len(parts)
    for path in folder.rglob("*.parquet"):
        # Where nobody is elected, the first part alone says who sits.
        assert work.pq.read_table(path).num_rows > 0 or path.parent.name == "seats"
    again = run_batch("horseshoe", RUNS, seed=SEED, out=folder, workers=int(workers))
    same(again, whole)
    assert not list(folder.rglob("*.partial"))


@pytest.mark.long
def test_a_worker_that_is_killed_is_replaced_and_nothing_is_lost(tmp_path, whole):
    folder = tmp_path / "b"
    process = started(folder, "--workers", "2")
    workers = [
        child
        for child in psutil.Process(process.pid).children()
        if "spawn_main" in " ".join(child.cmdline())
    ]
    workers[0].send_signal(signal.SIGKILL)
    _, said = process.communicate(timeout=500)
    assert process.returncode == 0, said
    assert "a worker died" in said
    same(Results.open(folder), whole)


def test_a_block_that_raises_is_told_in_the_manifest_and_the_rest_goes_on(
    tmp_path, whole, monkeypatch
):
    honest = work.ENGINES["arrays"]

    def faulty(scenario, seed, runs):
        if 1000 in runs:
            raise ZeroDivisionError("one block is cursed")
        return honest(scenario, seed, runs)

    monkeypatch.setitem(work.ENGINES, "arrays", faulty)
    found = run_batch("horseshoe", RUNS, seed=SEED, out=tmp_path)
    (failure,) = found.manifest.failed
    assert "ZeroDivisionError: one block is cursed" in failure["traceback"]
    assert failure["first"] <= 1000 <= failure["last"]
    parts = list(layout.parts(1, RUNS, 40))
    assert len(found.manifest.finished) == len(parts) - 1
    monkeypatch.setitem(work.ENGINES, "arrays", honest)
    mended = run_batch("horseshoe", RUNS, seed=SEED, out=tmp_path)
    assert mended.manifest.failed == []
    same(mended, whole)


def test_if_every_part_fails_so_does_the_batch(tmp_path, monkeypatch):
    def broken(scenario, seed, runs):
        raise ZeroDivisionError("all is cursed")

    monkeypatch.setitem(work.ENGINES, "arrays", broken)
    with pytest.raises(NothingPlayedError, match="all is cursed"):
        run_batch("horseshoe", 3, out=tmp_path)
    assert json.loads((tmp_path / "manifest.json").read_text())["failed"]


def test_a_command_of_which_every_part_fails_says_so_without_a_traceback(
    unsc, tmp_path, monkeypatch
):
    def broken(scenario, seed, runs):
        raise ZeroDivisionError("all is cursed")

    monkeypatch.setitem(work.ENGINES, "arrays", broken)
    status, out, err = unsc("batch", "horseshoe", "--runs", "3", "--out", str(tmp_path / "b"))
    assert (status, out) == (1, "")
    assert "histories 0 to 2 could not be played: ZeroDivisionError: all is cursed" in err
    assert "Traceback (" not in err


def test_the_status_of_a_command_with_a_failed_part_is_one(unsc, tmp_path, monkeypatch):
    honest = work.ENGINES["arrays"]

    def faulty(scenario, seed, runs):
        if 0 in runs:
            raise ZeroDivisionError("the first is cursed")
        return honest(scenario, seed, runs)

    monkeypatch.setitem(work.ENGINES, "arrays", faulty)
    status, _, err = unsc("batch", "horseshoe", "--runs", "200", "--out", str(tmp_path / "b"))
    assert status == 1
    assert "ZeroDivisionError: the first is cursed" in err
    assert "the same command plays them again" in " ".join(err.split())


def test_a_part_that_is_whole_is_no_longer_told_as_failed(unsc, tmp_path):
    """As where a worker that was cut off finishes a part after it was given up."""
    words = ("batch", "horseshoe", "--runs", "2", "--out", tmp_path)
    assert unsc(*words)[0] == 0
    path = tmp_path / "manifest.json"
    manifest = json.loads(path.read_text())
    failure = {"part": manifest["finished"][0], "point": 0, "first": 0, "last": 1,
               "traceback": "KilledWorker"}  # fmt: skip
    del manifest["sha256"]
    path.write_text(json.dumps(sealed(manifest | {"failed": [failure]})))
    status, _, err = unsc(*words)
    assert (status, err) == (0, "")
    assert json.loads(path.read_text())["failed"] == []
