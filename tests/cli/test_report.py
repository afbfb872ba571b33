"""``unsc report``: from a finished batch to a page."""

import json
import shlex
from dataclasses import replace
from pathlib import Path

import pyarrow.dataset as ds
import pytest

from simulation.analysis.caveat import CANNOT_SAY, REPLAYED
from simulation.experiments.again import again
from simulation.experiments.batch import run_batch
from simulation.experiments.design import grid, points_of
from simulation.experiments.manifest import Manifest
from simulation.experiments.results import Results
from simulation.figures.report import LACKS


@pytest.fixture
def batch(tmp_path):
    folder = tmp_path / "batch"
    run_batch("horseshoe", 20, seed=1, out=folder)
    return folder


def test_the_report_stands_in_the_batch_by_default(unsc, batch):
    status, out, err = unsc("report", batch)
    assert (status, err) == (0, "")
    assert "adopted diluted" in out
    assert str(batch / "report") in out.replace("\n", "")
    assert (batch / "report" / "report.html").is_file()
    assert "cannot say" not in out


def test_another_folder_may_be_named(unsc, batch, tmp_path):
    status, _, _ = unsc("report", batch, "--out", tmp_path / "pages")
    assert status == 0
    assert (tmp_path / "pages" / "report.html").is_file()
    assert not (batch / "report").exists()


def test_json_gives_the_summary_and_the_paths_and_nothing_else(unsc, batch):
    status, out, _ = unsc("report", batch, "--json")
    found = json.loads(out)
    assert status == 0
    assert found["summary"]["histories"] == 20
    assert found["cannot_say"] is found["unfinished"] is None
    assert len(found["written"]) == 33
    assert all(Path(path).is_file() for path in found["written"])


def test_results_about_states_carry_what_they_cannot_say(unsc, tmp_path):
    run_batch("libya-2011", 2, seed=1, out=tmp_path / "libya")
    _, out, _ = unsc("report", tmp_path / "libya")
    assert CANNOT_SAY in " ".join(out.split())
    _, out, _ = unsc("report", tmp_path / "libya", "--json")
    assert json.loads(out)["cannot_say"] == f"{CANNOT_SAY} {REPLAYED}"


def test_a_folder_without_a_batch_is_a_sentence_and_status_2(unsc, tmp_path):
    status, out, err = unsc("report", tmp_path)
    assert (status, out) == (2, "")
    assert (
        err.strip() == f"{tmp_path}: holds no batch (no manifest.json); make one with `unsc batch`"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_batch_stored_without_rounds_is_reported_as_far_as_it_goes(unsc, tmp_path):
    folder = tmp_path / "runs"
    words = ("batch", "horseshoe", "--runs", "3", "--detail", "runs", "--out", folder)
    for command_ in (words, ("report", folder)):
        status, out, err = unsc(*command_)
        assert (status, err) == (0, "")
        assert "vetoed of tabled" in out
        assert "paralysis clients" in out
    assert LACKS in " ".join(out.split())
    assert [path.name for path in (folder / "report").iterdir()] == ["report.html"]
    assert "report.html is in" in " ".join(out.split())
    summary = json.loads(unsc("report", folder, "--json")[1])["summary"]
    assert summary == run_batch("horseshoe", 3, seed=1).summary()


def test_a_folder_that_is_a_file_is_a_sentence_and_status_2(unsc, batch, tmp_path):
    (tmp_path / "taken").write_text("")
    status, _, err = unsc("report", batch, "--out", tmp_path / "taken")
    assert status == 2
    assert "choose another folder" in err


def test_a_batch_goes_on_after_its_report(unsc, batch):
    unsc("report", batch)
    again = run_batch("horseshoe", 20, seed=1, out=batch)
    assert again.runs.count_rows() == 20


def test_settings_of_a_design_are_unfinished_where_a_history_of_any_is_missing(tmp_path):
    points = points_of("horseshoe", grid({"veto_cost": [0.2, 0.3]}))
    whole = run_batch("horseshoe", 2, out=tmp_path, points=points, detail="rounds")
    assert whole.unfinished is whole.at(1).unfinished is None
    more = whole.manifest.experiment | {"runs": 3}
    planned = replace(whole, manifest=replace(whole.manifest, experiment=more))
    assert planned.unfinished.startswith("Unfinished: 4 of 6 histories.")
    assert planned.at(1).unfinished.startswith("Unfinished: 2 of 3 histories.")


def test_an_unfinished_batch_says_so_on_the_terminal_and_for_programs(unsc, batch):
    manifest = Manifest.read(batch)
    replace(manifest, experiment=manifest.experiment | {"runs": 50}).write(batch)
    sentence = "Unfinished: 20 of 50 histories. The same batch, run again, plays the rest."
    status, out, err = unsc("report", batch)
    assert (status, err.strip()) == (0, sentence)
    assert "Unfinished" not in out
    assert sentence in (batch / "report" / "report.html").read_text(encoding="utf-8")
    _, out, _ = unsc("report", batch, "--json")
    assert json.loads(out)["unfinished"] == sentence
    assert "20 of 50 histories of 40 rounds" in repr(Results.open(batch))


def test_the_command_in_the_report_makes_the_batch_again(unsc, tmp_path, monkeypatch):
    arguments = ["batch", "cold-war", "--runs", 4, "--seed", 5, "--rules", "no-veto"]
    unsc(*arguments, "--set", "rivalry=0.5", "--out", tmp_path / "first")
    words = shlex.split(again(Results.open(tmp_path / "first").manifest).in_shell())
    monkeypatch.chdir(tmp_path)
    status, _, _ = unsc(*words[1:])
    assert status == 0
    first, second = (
        ds.dataset(folder / "rounds").to_table()
        for folder in (tmp_path / "first", tmp_path / "out" / "cold-war")
    )
    assert first.equals(second)
