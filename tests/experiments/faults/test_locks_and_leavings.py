"""What is no lock is left as it is; of unfinished files only this program's own are removed."""

import os
import stat

import pytest

from simulation.experiments import work
from simulation.experiments.batch import run_batch
from simulation.scenario.mistakes import InputError


def lock_that_is(kind, folder, victim):
    """Something else under the name of the lock."""
    lock = folder / ".lock"
    lock.unlink()
    match kind:
        case "a symbolic link":
            lock.symlink_to(victim)
        case "a link to nothing":
            lock.symlink_to(victim.with_name("nothing"))
        case "a hard link":
            os.link(victim, lock)
        case "a pipe":
            os.mkfifo(lock)
        case "a device":
            lock.symlink_to("/dev/zero")
        case "a text":
            lock.write_text("two years of work")
        case "a socket":
            os.mknod(lock, stat.S_IFSOCK | 0o600)


@pytest.mark.parametrize(
    "kind",
    ["a symbolic link", "a link to nothing", "a hard link", "a pipe", "a device", "a text",
     "a socket"],
)  # fmt: skip
def test_what_is_no_lock_of_this_program_is_refused_and_left_as_it_is(tmp_path, kind):
    folder, victim = tmp_path / "b", tmp_path / "thesis.txt"
    victim.write_text("two years of work")
    run_batch("horseshoe", 1, out=folder, detail="runs")
    lock_that_is(kind, folder, victim)
    with pytest.raises(InputError, match=r"\.lock: is .*; remove it, or choose another folder"):
        run_batch("horseshoe", 1, out=folder, detail="runs")
    assert victim.read_text() == "two years of work"
    assert not (tmp_path / "nothing").exists()
    if kind == "a text":
        assert (folder / ".lock").read_text() == "two years of work"
    (folder / ".lock").unlink()
    run_batch("horseshoe", 1, out=folder, detail="runs")
    run_batch("horseshoe", 2, out=folder, detail="runs")


MARK = "0123456789abcdef" * 2

OTHERS = [
    "thesis.partial", "rounds/download.partial", "report/figure.png.partial",
    f"rounds/.mine.{MARK}.partial", "sub/deep/film.partial", f".manifest.json.{MARK}.partial.txt",
    ".manifest.json.999.partial", f"report/.part-0000000000-0000000001.parquet.{MARK}.partial",
]  # fmt: skip
"""Files that end as unfinished ones do, and are somebody's own."""

LEFT = [
    f".manifest.json.{MARK}.partial",
    f"rounds/.part-0000000000-0000000001.parquet.{MARK}.partial",
    f"seats/.part-0000000002-0000000003.parquet.{MARK}.partial",
    f"parts/.part-0000000000-0000000001.json.{MARK}.partial",
    f"points/.points.parquet.{MARK}.partial",
]
"""Files that this program left unfinished."""


def test_only_what_this_program_left_unfinished_is_removed(tmp_path):
    run_batch("horseshoe", 2, out=tmp_path)
    for name in (*OTHERS, *LEFT):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    run_batch("horseshoe", 2, out=tmp_path)
    assert {name for name in (*OTHERS, *LEFT) if (tmp_path / name).exists()} == {*OTHERS}


@pytest.mark.parametrize("name", LEFT)
def test_what_a_dead_worker_left_is_removed_at_the_end_of_the_batch(tmp_path, monkeypatch, name):
    """It is left while the batch is under way, so that its beginning cannot have removed it."""
    honest = work.ENGINES["arrays"]

    def leaving(scenario, seed, runs):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
        return honest(scenario, seed, runs)

    monkeypatch.setitem(work.ENGINES, "arrays", leaving)
    run_batch("horseshoe", 2, out=tmp_path)
    assert (tmp_path / "manifest.json").is_file()
    assert not list(tmp_path.rglob("*.partial"))
