"""No result is lost: folders are tried before the work, results printed before pictures."""

import errno
import json
import os
import shutil
import subprocess

import pytest

from simulation.experiments import files
from simulation.experiments.files import check_writable
from simulation.scenario.mistakes import InputError
from simulation.studies.tables import invented

SMALL = ("--trajectories", 4, "--base", 16, "--kept", 1, "-n", 4)

COMMANDS = {
    "compare": ("compare", "horseshoe", "--rules", "charter,no-veto", "-n", 4, "-m", "vetoed"),
    "sensitivity": (
        "sensitivity",
        "horseshoe",
        "-m",
        "vetoed",
        "--only",
        "reach",
        "--set",
        "rounds=3",
        *SMALL,
    ),
    "forecast": ("forecast", "kuwait-1990", "--draft", 1),
    "demo": ("demo",),
    "run": ("run", "rwanda-1994"),
}
"""Commands that write pictures, with work of a second or two."""

OPTION = {"run": "--figures", "report": "--out"}
PICTURE = {
    "compare": "comparison.png", "sensitivity": "indices.txt", "forecast": "forecast.png",
    "demo": "report.html", "report": "report.html",
}  # fmt: skip
"""A file that the command writes."""

TOLD = {
    "compare": "vetoed", "sensitivity": "Sobol", "forecast": "Affirmative votes", "demo": "measure",
    "run": "ADOPTED", "report": "measure",
}  # fmt: skip
"""A word of what it prints."""

KEYS = {
    "compare": "rows", "sensitivity": "screening", "forecast": "outcomes", "demo": "summary",
    "run": "rounds", "report": "summary",
}  # fmt: skip
"""A key of its JSON."""


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    from simulation.experiments.batch import run_batch

    folder = tmp_path_factory.mktemp("batch") / "b"
    run_batch("horseshoe", 5, out=folder)
    return folder


@pytest.fixture
def words(monkeypatch, stored):
    """The words of a command by its name; reports have two figures."""
    from simulation.cli.commands import demo
    from simulation.figures import parts

    monkeypatch.setattr(demo, "RUNS", 5)
    few = parts.reported()[:2]
    monkeypatch.setattr(parts, "reported", lambda: few)
    return COMMANDS | {"report": ("report", stored)}


def to(name, folder):
    """Its option of where to write."""
    return (OPTION.get(name, "--out"), folder)


@pytest.fixture
def no_work(monkeypatch):
    """Any history that is played, and any draft that is forecast, fails the test."""
    from simulation.analysis import forecast, story, sums_tasks
    from simulation.experiments import work

    def played(*_, **__):
        raise AssertionError("work began")

    monkeypatch.setattr(sums_tasks, "play", played)
    monkeypatch.setattr(work, "play", played, raising=False)
    for module, name in ((forecast, "forecast"), (story, "story")):
        monkeypatch.setattr(module, name, played)
    monkeypatch.setattr("simulation.experiments.batch.run_batch", played)
    monkeypatch.setattr("simulation.figures.report.page_of", played)


EVERY = [*COMMANDS, "report"]


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("way", ["a file", "below a file", "no such disk", "a folder of that name"])
def test_what_cannot_be_written_is_said_before_the_work(unsc, words, no_work, tmp_path, name, way):
    if way == "a folder of that name" and name not in PICTURE:
        pytest.skip("its files are named by rounds")
    (tmp_path / "taken").write_text("mine")
    folder = {
        "a file": tmp_path / "taken",
        "below a file": tmp_path / "taken" / "out",
        "no such disk": "/proc/nowhere/out",
        "a folder of that name": tmp_path / "out",
    }[way]
    if way == "a folder of that name":
        (folder / PICTURE[name]).mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    status, out, err = unsc(*words[name], *to(name, folder))
    assert (status, out) == (2, "")
    assert f"{folder}" in err
    assert "cannot be written: " in err
    assert err.endswith("choose another folder\n")
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("name", EVERY)
def test_a_result_is_printed_though_its_files_cannot_be_written_afterwards(
    unsc, words, monkeypatch, tmp_path, name, as_json
):
    why = errno.EROFS if as_json else errno.ENOSPC

    def full(path, content):
        raise OSError(why, os.strerror(why), str(path))

    monkeypatch.setattr("simulation.figures.files.write_in_place", full)
    json_too = ["--json"] if as_json else []
    status, out, err = unsc(*words[name], *to(name, tmp_path / "out"), *json_too)
    assert status == 1
    assert f"cannot be written: {os.strerror(why)}" in err
    assert "The result is printed in full" in err
    assert "Traceback" not in err
    if as_json:
        assert json.loads(out)[KEYS[name]]
    else:
        assert TOLD[name] in out


@pytest.mark.parametrize("name", EVERY)
def test_a_picture_that_cannot_be_drawn_is_said_after_the_result(
    unsc, words, monkeypatch, tmp_path, name
):
    def broken(_):
        raise ValueError("no such font")

    for module in ("files", "report"):
        monkeypatch.setattr(f"simulation.figures.{module}.png", broken)
    status, out, err = unsc(*words[name], *to(name, tmp_path / "out"))
    assert status == 1
    assert TOLD[name] in out
    assert f"{tmp_path / 'out'}: a file cannot be made: ValueError: no such font" in err


@pytest.mark.parametrize("name", EVERY)
def test_where_the_folder_is_good_a_command_succeeds(unsc, words, tmp_path, name):
    folder = tmp_path / "a" / "b"
    status, out, err = unsc(*words[name], *to(name, folder))
    assert (status, err) == (0, "")
    assert TOLD[name] in out
    assert any(path.suffix == ".png" for path in folder.iterdir())


@pytest.fixture
def small_disk(tmp_path):
    """A disk of a megabyte, and what mounts it otherwise."""
    where = tmp_path / "disk"
    where.mkdir()

    def mount(options):
        return subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", where], capture_output=True, check=False
        )  # fmt: skip

    if shutil.which("mount") is None or mount("size=1m").returncode:
        pytest.skip("nobody but root may mount a disk")
    yield where, lambda options: mount(f"remount,{options}")
    subprocess.run(["umount", where], check=True)


def fill(disk):
    """Leave no room."""
    with pytest.raises(OSError, match="No space left"):
        (disk / "film").write_bytes(bytes(2_000_000))


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("how", ["full", "read-only"])
def test_a_disk_that_takes_nothing_is_said_before_the_work(
    unsc, words, no_work, small_disk, name, how
):
    disk, mount = small_disk
    if how == "full":
        fill(disk)
    else:
        mount("ro")
    status, out, err = unsc(*words[name], *to(name, disk / "out"))
    assert (status, out) == (2, "")
    said = "No space left on device" if how == "full" else "Read-only file system"
    assert err == f"{disk / 'out'}: cannot be written: {said}; choose another folder\n"
    assert not (disk / "out").exists()


@pytest.mark.parametrize("name", ["compare", "sensitivity", "forecast", "demo", "report"])
def test_a_disk_that_fills_up_while_pictures_are_drawn_loses_no_result(
    unsc, words, monkeypatch, small_disk, name
):
    disk, _ = small_disk
    honest = files.settle

    def filling(finished):
        honest(finished)
        if not (disk / "film").exists():
            fill(disk)

    monkeypatch.setattr(files, "settle", filling)
    status, out, err = unsc(*words[name], *to(name, disk / "out"))
    assert status == 1
    assert TOLD[name] in out
    assert "cannot be written: No space left on device" in err
    assert not list(disk.rglob("*.partial"))


def test_a_trial_leaves_what_is_there_and_nothing_else(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "comparison.png").write_text("mine")
    for folder in (tmp_path / "out", tmp_path / "out" / "new" / "newer", tmp_path / "other"):
        check_writable(folder, "comparison.png")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["comparison.png", "out"]
    with pytest.raises(InputError, match=r"a{300}.*File name too long"):
        check_writable(tmp_path / ("a" * 300))
    assert (tmp_path / "out" / "comparison.png").read_text() == "mine"


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    years = range(1982, 1995)
    return invented.write(tmp_path_factory.mktemp("tables"), *invented.tables(years, a_year=10))


EVIDENCE = {
    "calibrate": ("--era", "era-1966-1989", "--searches", "1", "--steps", "1", "--runs", "20"),
    "backtest": ("--fit-until", 1992),
}


@pytest.mark.long
@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("name", EVIDENCE)
def test_what_is_estimated_is_printed_though_it_cannot_be_written(
    unsc, monkeypatch, tables, tmp_path, name, as_json
):
    def full(finished):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    honest = files.check_writable

    def tried(*arguments):
        honest(*arguments)
        monkeypatch.setattr(files, "settle", full)

    from simulation.studies.backtest.baselines import every as baselines

    monkeypatch.setattr(baselines, "BASELINES", baselines.BASELINES[:1])
    monkeypatch.setattr(files, "check_writable", tried)
    json_too = ["--json"] if as_json else []
    folder = tmp_path / "out"
    status, out, err = unsc(name, *EVIDENCE[name], "--data", tables, "--out", folder, *json_too)
    assert status == 1, err
    assert "cannot be written: No space left on device" in err
    if as_json:
        assert json.loads(out)
    else:
        assert {"calibrate": "of 20 moments", "backtest": "Log loss"}[name] in out


@pytest.mark.parametrize("name", EVIDENCE)
def test_where_estimates_cannot_be_written_is_said_before_they_are_made(
    unsc, tables, tmp_path, name
):
    (tmp_path / "taken").write_text("mine")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "out", "/proc/nowhere"):
        status, out, err = unsc(name, *EVIDENCE[name], "--data", tables, "--out", folder)
        assert (status, out) == (2, "")
        assert f"{folder}: cannot be written: " in err
