"""Later votes are added to a folder of tables: what is new, what differs, what cannot be told."""

import csv
import json

import pytest
from rollcalls.public_votes import ALL, PUBLIC, ballots_in, cast, counts, long, own, wide, write
from studies.conftest import data_folders

from simulation.rollcalls.reader import read_vote_table
from simulation.rollcalls.tallies import tally_table
from simulation.studies.merge.files import BALLOTS, VOTES, add
from simulation.studies.merge.known import KnownVotes
from simulation.studies.merge.merge import (
    NO_BALLOTS,
    NO_COUNCIL,
    NO_DAY,
    NO_DOCUMENT,
    NO_SEAT,
    UNKNOWN_BALLOTS,
    WHICH,
    merge,
)
from simulation.studies.tables.reading import Tables


@pytest.fixture
def folder(tmp_path):
    """An empty folder of tables."""
    path = tmp_path / "tables"
    path.mkdir()
    return path


@pytest.fixture
def table(tmp_path):
    """Writes a table of votes, and reads it."""

    def read(rows, name="votes.csv"):
        return read_vote_table(write(tmp_path / name, rows))

    return read


def added(folder, table):
    """Add a table to a folder; what became of its votes."""
    merged = merge(table, KnownVotes.of(Tables([folder])))
    if merged.new:
        add(folder, merged.new)
    return merged


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_a_folder_may_begin_with_what_is_added(folder, table):
    merged = added(folder, table(wide(ALL)))
    assert [vote.vote_id for vote in merged.new] == [1, 2, 3, 4, 5, 6]
    found = tally_table(folder / BALLOTS)
    assert [(d.outcome, d.vetoes) for d in found.decisions.values()] == [
        PUBLIC[symbol][4:] for symbol in ALL
    ]
    assert ballots_in(read_vote_table(folder / BALLOTS)) == [cast(symbol) for symbol in ALL]
    votes = rows_of(folder / VOTES)
    assert [row["res_no"] for row in votes] == ["678", "1973", "", "", "", "232"]
    assert [row["veto_by"] for row in votes] == ["", "", "RUS", "RUS", "RUS", ""]
    assert [row["required_yes"] for row in votes] == ["9", "9", "9", "9", "7", "9"]
    assert {row["topic_repaired"] for row in votes} == {""}


@pytest.mark.parametrize("rows", [wide, own, long, lambda s: long(s, "French")])
def test_the_same_votes_again_in_any_layout_are_nothing_new(folder, table, rows):
    added(folder, table(wide(ALL)))
    before = [(folder / name).read_bytes() for name in (VOTES, BALLOTS)]
    merged = added(folder, table(rows(ALL)))
    assert (merged.new, merged.different, merged.left_out) == ([], [], {})
    assert len(merged.same) == len(ALL)
    assert [(folder / name).read_bytes() for name in (VOTES, BALLOTS)] == before


def test_only_what_is_new_is_added_behind_what_is_there(folder, table):
    added(folder, table(wide(ALL[:4])))
    first = (folder / BALLOTS).read_text("utf-8")
    merged = added(folder, table(long(ALL)))
    assert [(vote.vote_id, vote.said.draft) for vote in merged.new] == [(5, ALL[4]), (6, ALL[5])]
    assert (folder / BALLOTS).read_text("utf-8").startswith(first)


def test_other_ballots_of_a_known_vote_are_named_and_the_folder_keeps_its_own(folder, table):
    added(folder, table(wide(ALL)))
    rows = [list(row) for row in wide(ALL)]
    rows[3][rows[0].index("NGA")] = "A"
    merged = added(folder, table(rows))
    (one,) = merged.different
    assert one.sentence == "S/2014/189, 2014-03-15 (vote 3): NGA Y there, A here"
    assert len(merged.same) == 5
    assert ballots_in(read_vote_table(folder / BALLOTS)) == [cast(symbol) for symbol in ALL]


def test_a_member_without_a_seat_in_the_year_is_named_and_its_vote_left_out(folder, table):
    rows = [list(row) for row in wide(ALL)]
    rows[0].append("ISR")
    for row in rows[1:]:
        row.append("Y" if row[0] == "S/2014/189" else "")
    rows[3][rows[0].index("JOR")] = ""
    merged = added(folder, table(rows))
    assert merged.left_out == {NO_SEAT: ["S/2014/189"]}
    assert merged.unseated == {"S/2014/189": ["ISR"]}
    assert len(merged.new) == 5


def test_of_a_council_that_is_not_known_nothing_is_checked_and_that_is_said(folder, table):
    rows = [list(row) for row in wide(ALL[2:3])]
    rows[1][:2] = "S/2040/1", "2040-01-01"
    merged = added(folder, table(rows))
    assert len(merged.new) == 1
    assert merged.unchecked == {2040}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda rows: counts(ALL[2:3]), NO_BALLOTS),
        (lambda rows: [[row[0], "", *row[2:]] if n else row for n, row in enumerate(rows)], NO_DAY),
        (lambda rows: [row[:-1] for row in rows], NO_COUNCIL),
        (lambda rows: [rows[0], [*rows[1][:-1], "U"]], UNKNOWN_BALLOTS),
    ],
)
def test_what_cannot_be_used_is_left_out_with_its_reason(folder, table, change, why):
    merged = added(folder, table(change([list(row) for row in wide(ALL[2:3])])))
    assert (list(merged.left_out), merged.new) == ([why], [])


def test_an_adopted_draft_may_be_a_known_resolution_under_another_name(folder, table):
    added(folder, table(wide(ALL[:1])))
    rows = [list(row) for row in wide(ALL[:1])]
    rows[1][0] = "S/21969"
    assert len(added(folder, table(rows)).same) == 1
    rows[1][2:] = ["Y"] * len(rows[1][2:])
    assert added(folder, table(rows)).left_out == {WHICH: ["S/21969"]}


def test_a_resolution_may_be_a_known_draft_under_its_number(folder, table):
    rows = [list(row) for row in wide(ALL[:1])]
    rows[1][0] = "S/21969"
    added(folder, table(rows))
    assert list(added(folder, table(wide(ALL[:1]))).left_out) == [WHICH]
    rows[0].append("resolution")
    rows[1].append("678")
    assert len(added(folder, table(rows)).same) == 1


def test_a_vote_of_which_only_the_day_is_given_is_placed_by_all_its_ballots(folder, table):
    added(folder, table(wide(ALL)))
    rows = [row[1:] for row in wide(ALL)]
    assert len(added(folder, table(rows)).same) == len(ALL)
    changed = [list(row) for row in rows]
    changed[1][1:] = ["A" if cell == "Y" else cell for cell in changed[1][1:]]
    assert added(folder, table(changed)).left_out == {NO_DOCUMENT: ["1990-11-29"]}


def test_ballots_that_a_killed_command_left_are_dropped(folder, table):
    added(folder, table(wide(ALL[:2])))
    path = folder / BALLOTS
    whole = path.read_text("utf-8")
    path.write_text(whole + "3,2014-03-15,2014,vetoed,USA,1,WEOG,N\n", encoding="utf-8")
    added(folder, table(wide(ALL[:3])))
    assert ballots_in(read_vote_table(path)) == [cast(symbol) for symbol in ALL[:3]]


def test_what_people_filled_in_stays(folder, table):
    added(folder, table(wide(ALL[:1])))
    path = folder / VOTES
    (row,) = rows_of(path)
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, [*row, "remark"])
        writer.writeheader()
        writer.writerow(row | {"topic_repaired": "kuwait", "remark": "mine"})
    added(folder, table(wide(ALL[:2])))
    assert [(r["topic_repaired"], r["remark"]) for r in rows_of(path)] == [
        ("kuwait", "mine"),
        ("", ""),
    ]


def test_the_command_reports_and_adds(tmp_path, folder, unsc):
    path = write(tmp_path / "votes.csv", long(ALL))
    status, out, err = unsc("data", "add", path, "--data", folder, "--dry-run")
    assert (status, err, list(folder.iterdir())) == (0, "", [])
    assert "6 new votes, numbered 1 to 6" in out
    status, out, _ = unsc("data", "add", path, "--data", folder)
    assert status == 0
    assert "6 new votes, numbered 1 to 6; 0 votes as known" in " ".join(out.split())
    assert "all added votes count as of one topic" in " ".join(out.split())
    status, out, _ = unsc("data", "add", path, "--data", folder)
    assert "Nothing is new." in out
    status, out, _ = unsc("data", "add", path, "--data", folder, "--json")
    assert json.loads(out)["same"] == 6
    assert json.loads(out)["written"] == []


def test_the_command_names_all_that_is_wrong_at_once(tmp_path, unsc):
    path = write(tmp_path / "votes.csv", [("a", "b"), (1, 2)])
    status, _, err = unsc("data", "add", path)
    assert status == 2
    assert "are of no table of votes" in err
    assert "--data is missing: name the folder" in err
    status, _, err = unsc("data", "add", path, "--data", tmp_path / "none")
    assert status == 2
    assert "there is no such folder" in err


@pytest.mark.real
def test_the_record_from_1990_on_is_added_to_the_one_before_as_it_is(tmp_path, folder, table):
    source = next((f for f in data_folders() if list(f.glob("unsc_votes_1946_2011.csv"))), None)
    if source is None:
        pytest.skip("no unsc_votes_1946_2011.csv; set UNSC_DATA")
    votes = rows_of(source / "unsc_votes_1946_2011.csv")
    ballots = rows_of(source / "unsc_member_votes_1946_2011.csv")
    for name, rows in (("unsc_votes_1.csv", votes), ("unsc_member_votes_1.csv", ballots)):
        early = [row for row in rows if row["year"] < "1990"]
        write(folder / name, [list(rows[0]), *(list(row.values()) for row in early)])
    members = sorted({row["iso3"] for row in ballots if row["year"] >= "1990"})
    by_vote = {}
    for row in ballots:
        by_vote.setdefault(row["vote_id"], {})[row["iso3"]] = row["vote"]
    about = ("symbol", "res_no", "date", "outcome", "no_recorded_vote", "procedural")
    late = [row for row in votes if row["year"] >= "1990"]
    rows = [
        (*(row[c] for c in about), *(by_vote[row["vote_id"]].get(m, "") for m in members))
        for row in late
    ]
    merged = added(folder, table([(*about, *members), *rows]))
    assert (merged.same, merged.different, merged.left_out) == ([], [], {})
    assert len(merged.new) == len(late)
    again = rows_of(folder / VOTES)
    for column in ("date", "outcome", "yes", "no", "abstain", "veto_by", "no_recorded_vote"):
        assert [row[column] for row in again] == [row[column] for row in late], column
    found = ballots_in(read_vote_table(folder / BALLOTS))
    assert found == [dict(sorted(by_vote[row["vote_id"]].items())) for row in late]
