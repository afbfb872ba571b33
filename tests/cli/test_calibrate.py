"""``unsc calibrate`` told wrong things, as far as can be seen without minutes of search."""

import pytest


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--era", "era-1966"), "--era era-1966: did you mean era-1966-1989?"),
        (("--settings", "3"), "--settings"),
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
