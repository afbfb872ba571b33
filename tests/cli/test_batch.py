"""The commands batch and demo write what they say, and tell what keeps them from it."""

import json

import pytest

from simulation.experiments.results import Results


def test_a_batch_writes_a_dataset_and_a_table(unsc, tmp_path):
    status, out, err = unsc(
        "batch", "horseshoe", "--runs", "20", "--seed", "4", "--out", tmp_path / "b"
    )
    assert (status, err) == (0, "")
    for outcome in ("adopted in full", "adopted diluted", "vetoed", "fell short", "withheld"):
        assert outcome in out
    assert Results.open(tmp_path / "b").manifest.experiment["runs"] == 20


def test_a_batch_by_mesa_stores_the_same_rows(unsc, tmp_path):
    for engine in ("mesa", "arrays"):
        assert (
            unsc(
                "batch", "horseshoe", "--runs", "3", "--engine", engine, "--out", tmp_path / engine
            )[0]
            == 0
        )
    mesa, arrays = (Results.open(tmp_path / e).to_pandas().astype(str) for e in ("mesa", "arrays"))
    assert mesa.equals(arrays)


def test_a_batch_as_json_gives_rates_with_intervals(unsc, tmp_path):
    status, out, _ = unsc("batch", "horseshoe", "--runs", "20", "--out", tmp_path / "b", "--json")
    vetoed = json.loads(out)["summary"]["measures"]["vetoed"]
    assert status == 0
    assert vetoed["low"] < vetoed["value"] < vetoed["high"]


def test_another_experiment_in_the_folder_is_refused(unsc, tmp_path):
    unsc("batch", "horseshoe", "--runs", "2", "--out", tmp_path / "b")
    status, _, err = unsc("batch", "cold-war", "--runs", "2", "--out", tmp_path / "b")
    assert status == 2
    assert "scenario is 'horseshoe' there, 'cold-war' here" in err


@pytest.mark.long
def test_the_demo_ends_with_a_table_figures_and_a_page(unsc, tmp_path):
    status, out, _ = unsc("demo", "--out", tmp_path / "demo")
    assert status == 0
    assert "adopted in full" in out
    assert "%" in out
    pictures = list((tmp_path / "demo").glob("*.png"))
    assert len(pictures) >= 7
    for picture in pictures:
        assert picture.with_suffix(".txt").stat().st_size > 100
    assert (tmp_path / "demo" / "report.html").is_file()


def test_an_interruption_is_told(unsc, tmp_path, monkeypatch):
    from simulation.experiments import work

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(work, "play", interrupted)
    status, _, err = unsc("batch", "horseshoe", "--runs", "5", "--out", tmp_path / "b")
    assert status == 130
    assert "stopped" in err
    assert "goes on" in err


def test_a_full_disk_is_told(unsc, tmp_path, monkeypatch):
    from simulation.experiments import work

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(work.pq.ParquetWriter, "write_table", full)
    status, _, err = unsc("batch", "horseshoe", "--runs", "5", "--out", tmp_path / "b")
    assert status == 2
    assert "No space left on device" in err


def test_every_number_of_histories_can_be_reported(unsc, tmp_path):
    for rules in ("no-veto", "automatic", "league-council"):
        folder = tmp_path / rules
        assert unsc("batch", "horseshoe", "--rules", rules, "--runs", "3", "--out", folder)[0] == 0
        assert unsc("report", folder)[0] == 0


def test_a_path_longer_than_a_line_is_not_broken(unsc, tmp_path):
    folder = tmp_path / ("long-" * 20)
    _, out, _ = unsc("batch", "horseshoe", "--runs", "2", "--out", folder)
    assert f"{folder}:" in out
    assert f"{folder}`." in out


@pytest.mark.parametrize(
    ("words", "varies"),
    [
        (["horseshoe", "--burden", "optimum", "--runs", 5], False),
        (["kuwait-1990", "--burden", "optimum", "--runs", 20, "--detail", "rounds"], False),
        (["horseshoe", "--runs", 5], True),
        (["free-riders", "--runs", 5], True),
    ],
)
def test_what_does_not_vary_has_no_interval_and_that_is_said(unsc, tmp_path, words, varies):
    _, out, _ = unsc("batch", *words, "--out", tmp_path / "b")
    (line,) = [line for line in out.splitlines() if "easy riding" in line]
    assert ("[" in line) == varies
    assert ("No interval: the same in every history" in out) == (not varies)
