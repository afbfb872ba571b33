"""Long analyses that are stopped or killed go on from what they keep, to the same numbers."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import psutil
import pytest

from simulation.analysis import stretches
from simulation.analysis.compare import compare
from simulation.analysis.stretches import Stretch, play_measures
from simulation.cli.endings import what_is_kept
from simulation.experiments import kept as module
from simulation.experiments.cluster import lent
from simulation.experiments.kept import FILE, Kept
from simulation.scenario.load import load
from simulation.studies.tables import invented

SLOWLY = """
import time
from simulation.analysis import stretches
from simulation.experiments.kept import Kept
stretches.ROUNDS_A_BLOCK = 200
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
@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("name", LONG)
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
    out, err = again.communicate(timeout=600)
    assert again.returncode == 0, err
    assert f"{folder / FILE} keeps finished pieces" in err
    assert out == whole.communicate(timeout=600)[0]
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

    monkeypatch.setattr(Stretch, "play", interrupted)
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
    from simulation.cli import demo
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
    monkeypatch.setattr(Stretch, "play", interrupted)
    monkeypatch.setattr(report, "png", interrupted)
    monkeypatch.setattr("simulation.analysis.forecast.forecast", interrupted)
    monkeypatch.setattr("simulation.analysis.story.story", interrupted)
    status, _, err = unsc(*words)
    assert status == 130
    assert err.strip() == SAID[name].format(out=out)


RUNS = {"runs": 50, "seed": 3}
ASKED = ["vetoed", "provision", "legitimacy", "easy_riding"]


@pytest.fixture
def small(monkeypatch):
    """Stretches of five histories."""
    monkeypatch.setattr(stretches, "ROUNDS_A_BLOCK", 20)


@pytest.fixture
def plays(monkeypatch):
    """The names of the stretches that are played."""
    honest, names = Stretch.play, []

    def counted(stretch):
        names.append(stretch.name)
        return honest(stretch)

    monkeypatch.setattr(Stretch, "play", counted)
    return names


def councils():
    return [short(rules) for rules in ("charter", "no-veto")]


def short(rules, **parameters):
    """A year."""
    return load("horseshoe", rules=rules, settings={"rounds": 4}, **parameters)


def same(some, others):
    """Whether sums are the same to the last bit and kind."""
    for one, other in zip(some, others, strict=True):
        assert one.keys() == other.keys()
        for name in one:
            for here, there in zip(one[name], other[name], strict=True):
                assert here.dtype == there.dtype
                assert here.tobytes() == there.tobytes()


def whole(path):
    """The sums of both councils, all kept."""
    with Kept(path) as keep:
        return play_measures(councils(), ASKED, keep=keep, **RUNS)


def test_what_is_kept_is_the_same_to_the_last_bit_and_not_played_again(small, plays, tmp_path):
    path = tmp_path / "new" / FILE
    first = whole(path)
    assert len(plays) == 20
    same(whole(path), first)
    assert len(plays) == 20
    same(play_measures(councils(), ASKED, **RUNS), first)


@pytest.mark.parametrize(
    ("changed", "played"),
    [
        ({"seed": 4}, 20),
        ({"runs": 60}, 4),
        ({"runs": 45}, 0),
        ({"runs": 48}, 4),
        ({"measures": ASKED[:3]}, 20),
        ({"scenarios": ["no-veto", "charter"]}, 0),
        ({"scenarios": ["double-veto", "charter"]}, 10),
        ({"cost": 0.31}, 20),
        ({"program": "another"}, 20),
    ],
)
def test_only_the_very_same_histories_are_taken_from_what_is_kept(
    small, plays, tmp_path, monkeypatch, changed, played
):
    whole(tmp_path / FILE)
    plays.clear()
    more = {"veto_cost": changed["cost"]} if "cost" in changed else {}
    rules = changed.get("scenarios", ["charter", "no-veto"])
    made = [short(name, **more) for name in rules]
    if "program" in changed:
        monkeypatch.setattr(module, "program", lambda: {"version": "another"})
    asked = changed.get("measures", ASKED)
    numbers = {name: changed.get(name, RUNS[name]) for name in RUNS}
    with Kept(tmp_path / FILE) as keep:
        found = play_measures(made, asked, keep=keep, **numbers)
    assert len(plays) == played
    same(found, play_measures(made, asked, **numbers))


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-40],
        lambda content: content[:200],
        lambda content: content.replace(b"0.", b"1.", 1),
        lambda content: content.replace(b"<f8", b"<f4"),
        lambda content: b"\xff\xfe" + content,
        lambda content: content.replace(b"\n", b"\r\n", 3),
        lambda content: b"{}\n\n" + content[500:],
        lambda content: b"",
    ],
)
def test_a_torn_or_changed_line_is_played_again_and_the_rest_is_used(
    small, plays, tmp_path, damage
):
    path = tmp_path / FILE
    first = whole(path)
    path.write_bytes(damage(path.read_bytes()))
    plays.clear()
    same(whole(path), first)
    again = len(plays)
    assert 1 <= again <= 20
    same(whole(path), first)
    assert len(plays) == again


@pytest.mark.parametrize("place", ["a folder", "a link", "a pipe", "no disk", "full"])
def test_where_nothing_can_be_kept_it_is_said_once_and_the_result_is_the_same(
    small, tmp_path, monkeypatch, place
):
    path, said = tmp_path / FILE, []
    (tmp_path / "mine").write_text("mine")
    if place == "a folder":
        path.mkdir()
    elif place == "a link":
        path.symlink_to(tmp_path / "mine")
    elif place == "a pipe":
        os.mkfifo(path)
    elif place == "no disk":
        path = tmp_path / "mine" / FILE
    else:
        honest = os.write

        def full(number, content):
            if b'"vetoed"' in content:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return honest(number, content)

        monkeypatch.setattr(os, "write", full)
    with Kept(path, said.append) as keep:
        found = play_measures(councils(), ASKED, keep=keep, **RUNS)
        keep.forget()
    same(found, play_measures(councils(), ASKED, **RUNS))
    assert len(said) == 1
    assert said[0].startswith(f"{path}: cannot be written: ")
    assert said[0].endswith("the work goes on, but what is played from now on is not kept")
    assert (tmp_path / "mine").read_text() == "mine"


MINE = [
    b"mine",
    b"mine\n",
    b'{"a": 1}\n{"a": 2}\n',
    b"0123 4567 {}\n" * 3,
    b"a" * 63 + b" " + b"b" * 64 + b" {}\n",
    b"\xff\xfe\x00\n",
    b"\n",
]


@pytest.mark.parametrize("content", MINE)
def test_a_file_of_somebody_elses_is_neither_written_nor_removed(small, tmp_path, content):
    path, said = tmp_path / FILE, []
    path.write_bytes(content)
    with Kept(path, said.append) as keep:
        found = play_measures(councils()[:1], ASKED, keep=keep, **RUNS)
        keep.forget()
    same(found, play_measures(councils()[:1], ASKED, **RUNS))
    assert path.read_bytes() == content
    [sentence] = said
    assert "is no file of finished pieces" in sentence


@pytest.mark.parametrize("workers", [0, 4])
@pytest.mark.parametrize("settings", [2, 3, 4, 5, 6])
def test_settings_that_are_the_same_are_kept_once_whether_in_hand_together_or_not(
    small, tmp_path, settings, workers
):
    many = councils()[:1] * settings
    alone = play_measures(many, ASKED, **RUNS)
    with Kept(tmp_path / "one.jsonl") as keep:
        play_measures(many[:1], ASKED, keep=keep, **RUNS)
    with ThreadPoolExecutor(4) as pool, Kept(tmp_path / FILE) as keep:
        who = lent(pool, workers) if workers else None
        same(play_measures(many, ASKED, keep=keep, who=who, **RUNS), alone)
        assert keep.count() == len((tmp_path / FILE).read_bytes().splitlines())
    one, several = ((tmp_path / name).read_bytes() for name in ("one.jsonl", FILE))
    assert sorted(several.splitlines()) == sorted(one.splitlines())
    with Kept(tmp_path / FILE) as keep:
        same(play_measures(many, ASKED, keep=keep, **RUNS), alone)


def test_two_that_keep_in_one_file_do_not_harm_each_other(small, plays, tmp_path):
    path = tmp_path / FILE
    with Kept(path) as one, Kept(path) as other:
        first = play_measures(councils()[:1], ASKED, keep=one, **RUNS)
        second = play_measures(councils()[1:], ASKED, keep=other, **RUNS)
    plays.clear()
    same(whole(path), [*first, *second])
    assert not plays


def test_a_comparison_is_the_same_with_what_is_kept(tmp_path):
    asked = {"rules": ["charter", "no-veto"], "runs": 8}
    alone = compare("horseshoe", **asked)
    for _ in range(2):
        with Kept(tmp_path / FILE) as keep:
            assert repr(compare("horseshoe", **asked, keep=keep)) == repr(alone)


def test_moments_of_a_trial_are_kept_with_those_that_are_not_defined(tmp_path):
    from simulation.studies.calibration.eras import ERAS, Space
    from simulation.studies.calibration.trials import Trials

    space = Space.of(ERAS[0])
    points = [space.centre, np.clip(space.centre + 0.1, 0.0, 1.0)]
    alone = Trials(space, 0.1, 20).at(points)
    with Kept(tmp_path / FILE) as keep:
        Trials(space, 0.1, 20, keep=keep).at(points)
    done = []
    with Kept(tmp_path / FILE) as keep:
        again = Trials(space, 0.1, 20, progress=done.append, keep=keep).at(points[::-1])
        assert len(keep.used) == len(done) == 2
    assert again[::-1].tobytes() == alone.tobytes()
