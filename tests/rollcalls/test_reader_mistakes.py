"""What is no table of votes, or not wholly one, is refused with file, line, column and remedy."""

import pytest
from rollcalls.ballot_lines import mistakes
from rollcalls.public_votes import ALL, own, wide, write

from simulation.rollcalls.reader import read_vote_table


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("a", "b"), (1, 2)], "line 1: its columns, a, b, are of no table of votes; known are"),
        ([("country", "vote"), ("USA", "Y")], "no column that says which vote a row is of"),
        ([("draft", "country", "vote", "Vote"), ("S/1", "USA", "Y", "Y")], "have the same name"),
        ([("draft", "country", "vote"), ("S/1", "USA", "veto")], "vote = 'veto': a veto is"),
        ([("draft", "country", "vote"), ("S/1", "USA", "perhaps")], "vote = 'perhaps': must be Y"),
        ([("draft", "country", "vote"), ("S/1", "USA", "")], "vote = '': must be Y"),
        ([("draft", "country", "vote"), ("", "USA", "Y")], "draft is empty; say which vote"),
        ([("draft", "country", "vote"), ("S/1", "P1", "Y")], "none of CHN, FRA, GBR"),
        ([("draft", "date", "yes", "no"), ("S/1", "2001-01-01", "many", 0)], "yes = 'many': must"),
        ([("draft", "date", "yes", "no"), ("S/1", "2001-01-01", 15, "")], "no is empty; must be"),
        ([("draft", "date", "veto by"), ("S/1", "2001-01-01", "IND")], "'IND' is no permanent"),
        ([("draft", "date", "veto by"), ("S/1", "long ago", "USA")], "date = 'long ago': write a"),
        (
            [("vote_id", "yes", "no"), (1, 15, 0), (1, 15, 0)],
            "line 3: vote_id = '1': stands twice; keep one row a vote",
        ),
    ],
)
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_cannot_be_understood_is_named_with_file_line_and_column(tmp_path, rows, said, suffix):
    path = write(tmp_path / f"votes.{suffix}", rows)
    first = mistakes(read_vote_table, path)[0]
    assert first.startswith(str(path))
    assert said in first


def test_all_mistakes_are_named_at_once(tmp_path):
    rows = [list(row) for row in wide(ALL)]
    rows[0][5] = "Atlantis"
    rows[1][3], rows[2][4], rows[3][1] = "maybe", "veto", "yesterday"
    found = mistakes(read_vote_table, write(tmp_path / "votes.csv", rows))
    assert len(found) == 4
    for mistake, part in zip(
        sorted(found),
        ("the column 'Atlantis' holds ballots", "'maybe'", "'veto'", "'yesterday'"),
        strict=True,
    ):
        assert part in mistake


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 and nothing more", "is no workbook of Excel, or a damaged one"),
        (b"\xd0\xcf\x11\xe0 old", "is a workbook of old Excel"),
        (b"%PDF-1.4", "is a PDF"),
        (b"\xff\xfe\x00", "begins as UTF-16 and is not"),
        (b"draft\0,country", "holds zero bytes"),
        (b'draft,country,vote\nS/1,"USA,Y\n', "is not CSV"),
        (b"draft,country,vote\nS/1,C\x81te,Y\n", "is not text in UTF-8: line 2"),
        (b"draft,country,vote\nS/1,USA\n", "line 2: has 2 values, but the first line names 3"),
    ],
)
def test_damaged_files_are_refused_with_what_they_are(tmp_path, content, said):
    path = tmp_path / "votes.csv"
    path.write_bytes(content)
    (mistake,) = mistakes(read_vote_table, path)
    assert said in mistake
    assert mistake.startswith(str(path))


def test_an_archive_that_unpacks_to_more_than_a_table_is_refused(tmp_path):
    import zipfile

    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 101_000_000)
    (mistake,) = mistakes(read_vote_table, path)
    assert mistake == f"{path}: unpacks to 101 MB, too large a table"


def test_without_openpyxl_a_workbook_is_answered_with_what_to_install(tmp_path, monkeypatch):
    path = write(tmp_path / "votes.xlsx", own(ALL))
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    (mistake,) = mistakes(read_vote_table, path)
    assert "which needs openpyxl: pip install 'unsc-simulation[excel]'" in mistake
