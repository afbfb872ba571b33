"""``unsc calibrate`` told wrong things, as far as can be seen without minutes of search."""

import inspect
import json

import pytest

from simulation.studies.calibration.command import calibrate
from simulation.studies.calibration.match import SearchEffort
from simulation.studies.calibration.moments import MATCHED
from simulation.studies.tables import invented


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--era", "era-1966"), "--era era-1966: did you mean era-1966-1989?"),
        (("--steps", "0"), "--steps"),
        (("--runs", "3"), "--runs"),
        (("--workers", "0"), "--workers 0: must be a whole number from 1"),
        ((), "no folder of tables is named; give --data DIR"),
    ],
)
def test_wrong_input_gets_status_2_and_a_sentence(unsc, monkeypatch, arguments, said):
    monkeypatch.delenv("UNSC_DATA", raising=False)
    status, out, err = unsc("calibrate", *arguments)
    assert status == 2
    assert said in err
    assert "Traceback" not in err
    assert not out


def test_a_folder_without_tables_is_told_what_is_missing(unsc, tmp_path):
    status, _, err = unsc("calibrate", "--data", str(tmp_path))
    assert status == 2
    for pattern in ("unsc_votes_*.csv", "unsc_member_votes_*.csv", "unga_ideal_points_*.csv"):
        assert pattern in err
    assert not any(tmp_path.iterdir())


def test_tables_that_lack_an_era_are_told_before_anything_is_written(unsc, tmp_path):
    tables = invented.write(tmp_path / "tables", *invented.tables(range(1982, 1990)))
    status, _, err = unsc("calibrate", "--data", str(tables), "--out", str(tmp_path / "out"))
    assert status == 2
    assert "era-1946-1965: the tables hold no recorded vote of 1946-1965" in err
    assert not (tmp_path / "out").exists()


def test_votes_without_dissent_are_refused(unsc, tmp_path):
    votes, ballots, ideal = invented.tables(range(1982, 1990))
    votes = [row | {"outcome": "adopted"} for row in votes]
    ballots = [row | {"vote": "Y"} for row in ballots]
    tables = invented.write(tmp_path / "tables", votes, ballots, ideal)
    status, _, err = unsc("calibrate", "--data", str(tables), "--era", "era-1966-1989")
    assert status == 2
    assert "no permanent member withholds a yes" in err


def test_a_file_in_the_place_of_the_folder_is_told_before_the_search(unsc, tmp_path):
    tables = invented.write(tmp_path / "tables", *invented.tables(range(1982, 1990)))
    (tmp_path / "out").write_text("mine")
    status, _, err = unsc(
        "calibrate", "--data", str(tables), "--era", "era-1966-1989", "--out", str(tmp_path / "out")
    )
    assert status == 2
    assert "out" in err
    assert "Traceback" not in err
    assert (tmp_path / "out").read_text() == "mine"


def test_the_effort_is_that_of_the_library_unless_it_is_said():
    usual = inspect.signature(calibrate).parameters
    for name in ("searches", "steps", "runs"):
        assert usual[name].default == getattr(SearchEffort(), name)


@pytest.mark.long
@pytest.mark.parametrize("as_json", [False, True])
def test_an_era_is_calibrated_written_and_told(unsc, tmp_path, as_json):
    tables = invented.write(tmp_path / "tables", *invented.tables(range(1982, 1990)))
    status, out, err = unsc(
        "calibrate", "--data", str(tables), "--era", "era-1966-1989", "--searches", "1",
        "--steps", "1", "--runs", "20", "--out", str(tmp_path / "out"),
        *(["--json"] if as_json else []),
    )  # fmt: skip
    assert status == 0, err
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {"era-1966-1989.toml", "calibration.md", "made-by.json"}
    if not as_json:
        assert "of 20 moments" in out
        return
    (shown,) = json.loads(out).values()
    assert list(shown["moments"]) == list(MATCHED)
    assert shown["inside"] == sum(one["inside"] for one in list(shown["moments"].values())[:20])
    for one in shown["moments"].values():
        if one["record"] is not None and one["model"] is not None:
            assert one["inside"] == (one["record_low"] <= one["model"] <= one["record_high"])
    assert set(shown["learned"]) == set(shown["errors"])
    assert all(0.0 <= share <= 1.0 for share in shown["learned"].values())
