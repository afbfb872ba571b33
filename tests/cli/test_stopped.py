"""A command that is stopped or killed says what it keeps, and goes on to the same numbers."""

import json
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from simulation.analysis.sums_tasks import SumsTask
from simulation.cli.endings import what_is_kept
from simulation.experiments.kept import FILE, Kept
from simulation.studies.tables import invented

SLOWLY = """
import time
from simulation.analysis import sums_tasks
from simulation.experiments.kept import Kept
sums_tasks.ROUNDS_A_BLOCK = 200
honest, added = Kept.add, set()

def slowly(self, key, plain):
    honest(self, key, plain)
    added.add(key)
    if len(added) == MANY:
        time.sleep(3600)

Kept.add = slowly
from simulation.cli import main
if __name__ == "__main__":
    main()
"""
"""The command with small pieces, which waits to be ended once it has kept so many."""

UNTIL_STOPPED, QUICKLY = SLOWLY.replace("MANY", "3"), SLOWLY.replace("MANY", "None")

LONG = {
    "compare": ("compare", "horseshoe", "--rules", "charter,no-veto", "-n", "100", "-m", "vetoed"),
    "sensitivity": (
        "sensitivity", "horseshoe", "-m", "vetoed", "--only", "reach,cover", "--set", "rounds=3",
        "--trajectories", "4", "--base", "16", "--kept", "1", "-n", "4",
    ),
    "calibrate": (
        "calibrate", "--era", "era-1966-1989", "--searches", "1", "--steps", "1", "--runs", "20",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    years = range(1982, 1990)
    return invented.write(tmp_path_factory.mktemp("tables"), *invented.tables(years))


def heeding_ctrl_c():
    """Let a command heed Ctrl-C though the tests run in the background, where a shell ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def begun(program, words, folder):
    """The command under way."""
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", program, *map(str, words), "--out", str(folder),
         "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heeding_ctrl_c,
    )  # fmt: skip


def lines(folder):
    """The pieces that are kept."""
    path = folder / FILE
    return path.read_bytes().count(b"\n") if path.exists() else 0


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "workers"),
    [
        ("compare", "1"),
        ("compare", "2"),
        ("sensitivity", "1"),
        ("sensitivity", "2"),
        ("calibrate", "2"),
    ],
)
def test_what_is_stopped_and_killed_ends_with_the_same_numbers(tmp_path, tables, name, workers):
    words = [*LONG[name], "--workers", workers]
    if name == "calibrate":
        words += ["--data", tables]
    folder, other = tmp_path / "a" / "out", tmp_path / "other"
    for end, status in ((signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)):
        before = lines(folder)
        process = begun(UNTIL_STOPPED, words, folder)
        while lines(folder) < before + 3:
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(end)
        out, err = process.communicate(timeout=300)
        assert (process.returncode, out) == (status, ""), err
        assert "Traceback" not in err
        _, alive = psutil.wait_procs(children, timeout=300)
        assert not alive
        if end == signal.SIGINT:
            said = f"stopped; {lines(folder)} finished pieces of the work are kept in "
            assert said + f"{folder / FILE}, and the same command goes on from there" in err
        assert [path.name for path in folder.iterdir()] == [FILE]
    had = lines(folder)
    assert had >= 6
    again, whole = begun(QUICKLY, words, folder), begun(QUICKLY, words, other)
    out, err = again.communicate(timeout=1800)
    assert again.returncode == 0, err
    assert f"{folder / FILE} keeps finished pieces" in err
    assert out == whole.communicate(timeout=1800)[0]
    assert json.loads(out)
    assert files(folder) == files(other)
    assert FILE not in files(folder)


@pytest.mark.parametrize("place", ["before", "torn", "after"])
@pytest.mark.parametrize("had", [0, 1, 4])
def test_what_is_said_to_be_kept_is_what_the_file_holds_whenever_ctrl_c_comes(
    tmp_path, monkeypatch, had, place
):
    honest = os.write
    with Kept(tmp_path / FILE) as keep:
        for number in range(had):
            keep.add(f"key{number}", number)

        def interrupted(number, content):
            if place != "before":
                honest(number, content if place == "after" else content[:20])
            raise KeyboardInterrupt

        monkeypatch.setattr(os, "write", interrupted)
        with pytest.raises(KeyboardInterrupt):
            keep.add("last", 0)
        monkeypatch.setattr(os, "write", honest)
        assert keep.count() == had + (place == "after")
        said = what_is_kept(keep)
    with Kept(tmp_path / FILE) as again:
        assert len(again.found) == had + (place == "after")
    assert said.startswith(f"{len(again.found)} finished" if again.found else "nothing is finished")


def test_without_a_folder_it_is_said_that_nothing_is_kept(unsc, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(SumsTask, "play", interrupted)
    for name in ("compare", "sensitivity"):
        status, out, err = unsc(*LONG[name])
        assert (status, out) == (130, "")
        assert err.strip().splitlines() == [
            "stopped; nothing is kept, and the same command begins from the start; with --out DIR "
            "finished pieces would be kept there"
        ]


SAID = {
    "batch": "stopped; 2 finished parts are kept in {out}, and the same command goes on",
    "report": "stopped; files written so far are in {out}; the same command writes all",
    "demo": "stopped; files written so far are in {out}; the same command writes all",
    "run": "stopped; nothing is kept, and the same command begins from the start",
    "forecast": "stopped; nothing is kept, and the same command begins from the start",
    "compare": "stopped; nothing is finished yet, and the same command begins from the start",
}


@pytest.mark.parametrize("name", SAID)
def test_ctrl_c_says_of_each_command_what_is_kept(unsc, monkeypatch, tmp_path, name):
    from simulation.cli.commands import demo
    from simulation.experiments import batch, layout
    from simulation.experiments.batch import run_batch
    from simulation.figures import report

    out, stored = tmp_path / "out", tmp_path / "stored"
    run_batch("horseshoe", 2, out=stored)
    words = {
        "batch": ("batch", "horseshoe", "-n", 10, "--out", out),
        "report": ("report", stored, "--out", out),
        "demo": ("demo", "--out", out),
        "run": ("run", "kuwait-1990"),
        "forecast": ("forecast", "kuwait-1990"),
        "compare": (*LONG["compare"], "--out", out),
    }[name]
    monkeypatch.setattr(demo, "RUNS", 2)
    monkeypatch.setattr(layout, "ROUNDS_A_BLOCK", 40)
    honest = batch.Keeper.__call__

    def second(self, came):
        honest(self, came)
        if len(self.manifest.finished) == 2:
            raise KeyboardInterrupt

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(batch.Keeper, "__call__", second)
    monkeypatch.setattr(SumsTask, "play", interrupted)
    monkeypatch.setattr(report, "png", interrupted)
    monkeypatch.setattr("simulation.analysis.forecast.forecast", interrupted)
    monkeypatch.setattr("simulation.analysis.story.story", interrupted)
    status, _, err = unsc(*words)
    assert status == 130
    assert err.strip() == SAID[name].format(out=out)
