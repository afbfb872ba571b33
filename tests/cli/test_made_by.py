"""A folder of one experiment's figures: no other command writes over it in silence."""

import json

import pytest

from simulation.experiments.batch import run_batch
from simulation.experiments.made_by import NOTE, Maker
from simulation.studies.tables import invented

SENSITIVITY = (
    *("sensitivity", "horseshoe", "-m", "vetoed", "--only", "reach", "--set", "rounds=3"),
    *("--trajectories", "4", "--base", "16", "--kept", "1", "-n", "4"),
)
COMPARED = ("compare", "horseshoe", "--runs", "4", "-m", "vetoed")
PAIRS = {
    "forecast": (("forecast", "kuwait-1990"), ("forecast", "syria-2011"), "forecast.txt"),
    "strength": (
        ("forecast", "kuwait-1990"),
        ("forecast", "kuwait-1990", "--strength", "0.2"),
        "forecast.txt",
    ),
    "rules": (
        ("forecast", "kuwait-1990"),
        ("forecast", "kuwait-1990", "--rules", "no-veto"),
        "forecast.txt",
    ),
    "compare": (
        (*COMPARED, "--rules", "charter,no-veto"),
        (*COMPARED, "--rules", "charter,double-veto"),
        "comparison.txt",
    ),
    "seed": (
        (*COMPARED, "--rules", "charter,no-veto"),
        (*COMPARED, "--rules", "charter,no-veto", "--seed", "2"),
        "comparison.txt",
    ),
    "run": (
        ("run", "kuwait-1990", "--round", "11"),
        ("run", "kuwait-1990", "--seed", "7", "--round", "11"),
        "round-011-horseshoe.txt",
    ),
    "sensitivity": (SENSITIVITY, (*SENSITIVITY, "--range", "reach=0.1,0.9"), "indices.txt"),
    "demo": (("demo",), ("demo", "--seed", "2"), "report.html"),
    "backtest": (
        ("backtest", "--fit-until", "1993"),
        ("backtest", "--fit-until", "1993", "--test-until", "1996"),
        "result.json",
    ),
}


@pytest.fixture(autouse=True)
def small(monkeypatch, tables):
    """Demos and backtests of little work."""
    from simulation.cli.commands import demo
    from simulation.figures import parts
    from simulation.studies.backtest.baselines import every as baselines

    monkeypatch.setattr(demo, "RUNS", 3)
    few = parts.reported()[:1]
    monkeypatch.setattr(parts, "reported", lambda: few)
    monkeypatch.setattr(baselines, "BASELINES", baselines.BASELINES[:1])
    monkeypatch.setenv("UNSC_DATA", str(tables))


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """A folder of small tables, for backtests and calibrations."""
    years = range(1984, 1998)
    return invented.write(tmp_path_factory.mktemp("tables"), *invented.tables(years, a_year=10))


def into(words, folder):
    return (*words, "--figures" if words[0] == "run" else "--out", folder)


@pytest.mark.parametrize("name", PAIRS)
def test_another_experiments_files_are_replaced_only_where_that_is_said(unsc, tmp_path, name):
    first, second, file = PAIRS[name]
    assert unsc(*into(first, tmp_path))[0] == 0
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert file in before
    assert unsc(*into(first, tmp_path))[0] == 0
    status, out, err = unsc(*into(second, tmp_path))
    assert (status, out) == (2, "")
    assert err.startswith(f"{tmp_path}: holds ")
    assert err.endswith("choose another folder, or add --overwrite to replace it\n")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert unsc(*into(second, tmp_path), "--overwrite")[0] == 0
    assert (tmp_path / NOTE).read_bytes() != before[NOTE]
    assert unsc(*into(second, tmp_path))[0] == 0


def test_a_report_replaces_no_other_batchs_report(unsc, tmp_path):
    for seed in (1, 2):
        run_batch("horseshoe", 2, seed=seed, detail="runs", out=tmp_path / f"b{seed}")
    pages = tmp_path / "pages"
    assert unsc("report", tmp_path / "b1", "--out", pages)[0] == 0
    before = (pages / "report.html").read_bytes()
    status, out, err = unsc("report", tmp_path / "b2", "--out", pages)
    assert (status, out) == (2, "")
    assert f"{pages}: holds report.html" in err
    said = "made by 'horseshoe, rules charter, seed 1'; this is 'horseshoe, rules charter, seed 2'"
    assert said in err
    assert (pages / "report.html").read_bytes() == before
    run_batch("horseshoe", 3, seed=1, detail="runs", out=tmp_path / "b1")
    assert unsc("report", tmp_path / "b1", "--out", pages)[0] == 0
    assert unsc("report", tmp_path / "b2", "--out", pages, "--overwrite")[0] == 0
    for _ in range(2):
        assert unsc("report", tmp_path / "b1")[0] == 0
    status, _, err = unsc("report", tmp_path / "b2", "--out", tmp_path / "b1" / "report")
    assert status == 2
    assert "holds report.html, and no note says which experiment made it; choose" in err


@pytest.mark.parametrize("name", [*PAIRS, "report"])
def test_no_figures_are_written_into_the_folder_of_a_batch(unsc, tmp_path, name):
    batch = tmp_path / "b"
    run_batch("horseshoe", 2, detail="runs", out=batch)
    before = sorted(tmp_path.rglob("*"))
    words = ("report", batch) if name == "report" else PAIRS[name][0]
    status, out, err = unsc(*into(words, batch), "--overwrite")
    assert (status, out) == (2, "")
    assert err == f"{batch}: is the folder of a batch; choose another for these files\n"
    assert sorted(tmp_path.rglob("*")) == before


WRONG_TOO = [
    ("backtest", "--fit-until", "2003", "--test-until", "1990", "--out"),
    ("calibrate", "--era", "nope", "--out"),
    ("compare", "horseshoe", "--rules", "charter,nope", "--out"),
    ("forecast", "kuwait-1990", "--draft", "99", "--out"),
    ("sensitivity", "horseshoe", "-m", "nope", "--out"),
    ("run", "horseshoe", "--round", "99", "--figures"),
    ("demo", "--seed", "-1", "--out"),
    ("report", "nowhere", "--out"),
    ("profiles", "build", "--data", "nowhere", "--out"),
]
"""Commands with another mistake, each up to the folder that it writes to."""


@pytest.mark.parametrize("words", WRONG_TOO, ids=" ".join)
def test_the_folder_of_a_batch_is_refused_beside_other_mistakes(unsc, tmp_path, words):
    batch = tmp_path / "b"
    run_batch("horseshoe", 2, detail="runs", out=batch)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    status, out, err = unsc(*words, batch)
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 2
    assert f"{batch}: is the folder of a batch; choose another for these files\n" in err
    files = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert files == before


def test_councils_and_pools_are_not_written_into_the_folder_of_a_batch(unsc, tmp_path, tables):
    run_batch("horseshoe", 2, detail="runs", out=tmp_path)
    status, out, err = unsc("profiles", "build", "--out", tmp_path)
    assert (status, out) == (2, "")
    assert f"{tmp_path}: is the folder of a batch; choose another for these files\n" in err
    assert not (tmp_path / "councils").exists()


def test_different_commands_share_a_folder(unsc, tmp_path):
    for name in ("forecast", "compare", "run", "forecast"):
        assert unsc(*into(PAIRS[name][0], tmp_path))[0] == 0
    assert set(json.loads((tmp_path / NOTE).read_text("utf-8"))) == {"forecast", "compare", "run"}


@pytest.mark.parametrize("note", ["", "[]", "{", '{"forecast": 3}', '{"forecast": {}}', None])
def test_files_of_which_no_note_says_who_made_them_are_not_replaced(unsc, tmp_path, note):
    (tmp_path / "forecast.txt").write_text("mine")
    if note is not None:
        (tmp_path / NOTE).write_text(note)
    status, _, err = unsc("forecast", "kuwait-1990", "--out", tmp_path)
    assert status == 2
    assert "holds forecast.txt, and no note says which experiment made it; choose" in err
    assert (tmp_path / "forecast.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "differs"),
    [
        (("--strength", "0.2"), "strength 0.2"),
        (("--draft", "3"), "draft 3"),
        (("--rules", "no-veto"), "rules no-veto"),
        (("--pen", "GBR"), "penholder GBR"),
        (("--set", "choice_noise=0.3"), "of other settings or files"),
    ],
)
def test_what_differs_from_the_forecast_that_is_there_is_named(unsc, tmp_path, words, differs):
    assert unsc("forecast", "kuwait-1990", "--out", tmp_path)[0] == 0
    status, _, err = unsc("forecast", "kuwait-1990", *words, "--out", tmp_path)
    assert status == 2
    assert "made by 'kuwait-1990, draft 11, strength" in err
    assert differs in err


CALIBRATE = ("calibrate", "--era", "era-1966-1989", "--out")


def test_a_calibration_replaces_no_other_eras_page(unsc, tmp_path):
    (tmp_path / "calibration.md").write_text("mine")
    status, out, err = unsc(*CALIBRATE, tmp_path)
    assert (status, out) == (2, "")
    assert "holds calibration.md, and no note says which experiment made it; choose" in err
    Maker.of("calibrate", "era-1990-2011", "another").sign(tmp_path)
    status, out, err = unsc(*CALIBRATE, tmp_path)
    assert (status, out) == (2, "")
    assert "holds calibration.md, made by 'era-1990-2011'; this is 'era-1966-1989'" in err
    assert (tmp_path / "calibration.md").read_text() == "mine"


@pytest.mark.parametrize(
    ("note", "status"), [(None, 0), ("repeated-crises, seed 1", 2)], ids=["none", "another"]
)
def test_in_its_usual_folder_a_command_owns_what_no_note_claims(
    unsc, tmp_path, monkeypatch, note, status
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out" / "demo").mkdir(parents=True)
    (tmp_path / "out" / "demo" / "report.html").write_text("of an earlier version")
    if note:
        Maker.of("demo", note, "another").sign(tmp_path / "out" / "demo")
    assert unsc("demo", "--seed", "2")[0] == status
    whole = (tmp_path / "out" / "demo" / "report.html").read_text("utf-8")
    assert (whole == "of an earlier version") == bool(note)
