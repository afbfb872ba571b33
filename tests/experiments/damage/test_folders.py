"""What is no folder of a batch is told at once; refusing a folder changes nothing in it."""

import os
from pathlib import Path

import pytest
from experiments.damage.spoilt import DESIGN, RUNS, SCENARIO, SEED, play, tree

from simulation.experiments.batch import run_batch
from simulation.experiments.results import Results
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError


@pytest.mark.parametrize("level", ["rounds", "seats", "parts", "points", "runs"])
@pytest.mark.parametrize("kind", ["link", "file", "pipe"])
def test_nothing_is_read_or_written_through_a_folder_that_is_something_else(
    folder, tmp_path, level, kind
):
    away = tmp_path / "away"
    (folder / level).rename(away)
    match kind:
        case "link":
            (folder / level).symlink_to(away)
        case "file":
            (folder / level).write_text("")
        case "pipe":
            os.mkfifo(folder / level)
    before, outside = tree(folder), tree(away)
    for call in (lambda: Results.open(folder), lambda: play(folder)):
        with pytest.raises(InputError, match=rf"{level}: is .*, not a folder of the batch"):
            call()
    assert (tree(folder), tree(away)) == (before, outside)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"seed": SEED + 1}, "its parts are of another scenario, seed, version or format"),
        ({"detail": "rounds"}, "its parts are of another scenario, seed, version or format"),
        ({"points": None}, "its parts are of another scenario, seed, version or format"),
        (
            {"scenario": load("horseshoe")},
            "its parts are of another scenario, seed, version or format",
        ),
        ({"runs": 2}, "runs is 6 there, 2 here; more can be added to a folder, none removed"),
    ],
)
@pytest.mark.parametrize("manifest", [True, False])
def test_refusing_a_folder_changes_nothing_in_it(folder, more, said, manifest):
    if not manifest:
        (folder / "manifest.json").unlink()
    (folder / ".lock").unlink()
    (folder / "rounds" / f".{parts_there(folder)}.parquet.{'0' * 32}.partial").write_text("x")
    before = tree(folder)
    call = {"scenario": SCENARIO, "runs": RUNS, "seed": SEED, "points": DESIGN, "out": folder}
    with pytest.raises(InputError, match="holds another experiment") as caught:
        run_batch(**call | more)
    assert manifest or said in str(caught.value)
    assert tree(folder) == before


def parts_there(folder):
    """The name of some part."""
    return min(path.stem for path in (folder / "rounds").glob("part*.parquet"))


@pytest.mark.parametrize("name", ["runs", "rounds", "parts", "report", "thesis"])
def test_a_folder_with_other_peoples_things_is_no_batch_without_manifest(tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / name / "mine.txt").write_text("two years of work")
    before = tree(tmp_path)
    with pytest.raises(InputError, match="is not empty and holds no batch"):
        play(tmp_path)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("kind", ["pipe", "file", "/dev/zero", "/dev/null", "link to a file"])
def test_what_is_no_folder_is_told_at_once(unsc, tmp_path, kind):
    path = Path(kind) if kind.startswith("/") else tmp_path / "b"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "file":
            path.write_text("two years of work")
        case "link to a file":
            (tmp_path / "thesis").write_text("two years of work")
            path.symlink_to(tmp_path / "thesis")
    for words, said in (
        (("report", path), "is a "),
        (("batch", "horseshoe", "--runs", "1", "--out", path), "is a "),
    ):
        status, out, err = unsc(*words)
        assert (status, out) == (2, "")
        assert err.startswith(f"{path}: {said}")
        assert err.count("\n") == 1
