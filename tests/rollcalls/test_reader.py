"""Tables of votes of every layout, encoding and language are read to the same votes."""

import re
from pathlib import Path

import pytest
from rollcalls.ballot_lines import mistakes
from rollcalls.public_votes import (
    ALL,
    CALLED,
    FIVE,
    PUBLIC,
    WORDS,
    ballots_in,
    cast,
    counts,
    long,
    own,
    un_library,
    veto_list,
    wide,
    write,
)

import simulation
from simulation.rollcalls.ballots import ballot_of
from simulation.rollcalls.by_counts import NO_COUNTS, SIZE_NOT_KNOWN, WHO_NOT_KNOWN
from simulation.rollcalls.columns import FIELDS, Layout
from simulation.rollcalls.dates import date_in
from simulation.rollcalls.reader import read_vote_table
from simulation.rollcalls.tallies import tally_table
from simulation.scenario.states import index, names_by_code
from simulation.stages.voting import LETTERS

ADOPTED = tuple(symbol for symbol in ALL if PUBLIC[symbol][4] == "adopted")

LAYOUTS = {
    "UN library": (un_library, ADOPTED),
    "own columns": (own, ALL),
    "long, English": (long, ALL),
    "long, French": (lambda symbols: long(symbols, "French"), ALL),
    "long, Spanish": (lambda symbols: long(symbols, "Spanish"), ALL),
    "wide": (wide, ALL),
    "wide, French": (lambda symbols: wide(symbols, "French"), ALL),
    "counts": (counts, ALL),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_of_the_same_votes_gives_the_same_tallies(tmp_path, layout):
    rows, symbols = LAYOUTS[layout]
    found = tally_table(write(tmp_path / "votes.csv", rows(symbols))).decisions.values()
    assert [((d.yes, d.no, d.abstain, d.not_voting), d.outcome, d.vetoes) for d in found] == [
        PUBLIC[symbol][3:] for symbol in symbols
    ]


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if name != "counts"])
def test_every_layout_of_ballots_gives_the_ballots_of_the_record(tmp_path, layout):
    rows, symbols = LAYOUTS[layout]
    table = read_vote_table(write(tmp_path / "votes.csv", rows(symbols)))
    assert ballots_in(table) == [cast(symbol) for symbol in symbols]
    assert set(table.member[table.permanent]) == set(FIVE)


def test_a_list_of_vetoes_says_who_vetoed_and_decides_nothing(tmp_path):
    path = write(tmp_path / "vetoes.csv", veto_list(ALL))
    table = read_vote_table(path)
    assert table.layout == Layout.VETOES
    assert {i: v.vetoes for i, v in zip(table.ids, table.votes, strict=True)} == {
        symbol: PUBLIC[symbol][5] for symbol in ALL if PUBLIC[symbol][5]
    }
    assert tally_table(path).left_out == {NO_COUNTS: list(table.ids)}


def test_a_list_of_vetoes_may_have_a_column_a_permanent_member(tmp_path):
    rows = [
        ("date", "USA", "France", "UK", "USSR", "Russia", "China"),
        ("1974-10-30", 1, 1, 1, 0, 0, 0),
        ("2014-05-22", 0, 0, 0, 0, 1, 1),
    ]
    table = read_vote_table(write(tmp_path / "vetoes.csv", rows))
    assert [vote.vetoes for vote in table.votes] == [("FRA", "GBR", "USA"), ("CHN", "RUS")]


@pytest.mark.parametrize(
    ("cell", "vetoes"),
    [
        ("USSR", ("RUS",)),
        ("China, Russian Federation", ("CHN", "RUS")),
        (
            "France; United Kingdom of Great Britain and Northern Ireland / USA",
            ("FRA", "GBR", "USA"),
        ),
        ("Royaume-Uni et France", ("FRA", "GBR")),
        ("", ()),
        ("none", ()),
    ],
)
def test_who_vetoed_may_be_written_in_any_way(tmp_path, cell, vetoes):
    rows = [("draft", "date", "veto_by"), ("S/1", "1974-10-30", cell), ("S/2", "1974-10-30", "US")]
    table = read_vote_table(write(tmp_path / "vetoes.csv", rows))
    assert [vote.vetoes for vote in table.votes] == [vetoes, ("USA",)]


def test_the_librarys_file_is_said_to_hold_adopted_resolutions_alone(tmp_path):
    path = write(tmp_path / "sc_voting.csv", un_library(ADOPTED))
    (note,) = tally_table(path).warnings
    assert "holds adopted resolutions only" in note
    assert "drafts that were vetoed or fell short are not in it" in note


def test_the_command_says_so_too(tmp_path, unsc):
    status, out, err = unsc("tally", "--table", write(tmp_path / "sc.csv", un_library(ADOPTED)))
    assert status == 0
    assert "holds adopted resolutions only" in err
    assert "3 of 3" in out


def test_a_resolution_of_the_library_adopted_without_a_vote_has_no_ballots(tmp_path):
    rows = un_library(ADOPTED)
    modality = rows[0].index("modality")
    first = rows[1][0]
    for row in rows[1:]:
        if row[0] == first:
            row[modality] = "Without Vote"
    found = tally_table(write(tmp_path / "sc.csv", rows))
    assert found.left_out == {"no ballot is recorded (all NV: adopted without a vote)": [first]}
    assert len(found.decisions) == len(ADOPTED) - 1


def test_totals_that_are_not_those_of_the_ballots_are_said(tmp_path):
    rows = un_library(ADOPTED)
    rows[1][rows[0].index("total_yes")] = "14"
    _, note = sorted(read_vote_table(write(tmp_path / "sc.csv", rows)).notes)
    assert "counts and ballots differ in 1 vote (the first: 277000)" in note or "adopted" in note


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_workbook_is_read_as_text_is(tmp_path, layout, suffix):
    rows, symbols = LAYOUTS[layout]
    one = tally_table(write(tmp_path / f"votes.{suffix}", rows(symbols)))
    assert [found.yes for found in one.decisions.values()] == [PUBLIC[s][3][0] for s in symbols]


def test_of_a_workbook_the_first_sheet_is_read_and_the_others_named(tmp_path):
    import openpyxl

    path = write(tmp_path / "votes.xlsx", own(ALL))
    book = openpyxl.load_workbook(path)
    book.create_sheet("Notes").append(["typed by hand"])
    book.create_sheet("Empty")
    book.save(path)
    table = read_vote_table(path)
    assert ballots_in(table) == [cast(symbol) for symbol in ALL]
    assert table.notes == (f"{path}: the sheet 'Sheet' was read, and not 'Notes'",)


def test_dates_of_a_workbook_are_dates(tmp_path):
    import datetime

    rows = [list(row) for row in wide(ALL)]
    for row in rows[1:]:
        row[1] = datetime.datetime.fromisoformat(row[1])
    table = read_vote_table(write(tmp_path / "votes.xlsx", rows))
    assert [vote.date.isoformat() for vote in table.votes] == [PUBLIC[s][0] for s in ALL]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_make_no_difference(tmp_path, encoding, separator):
    path = write(tmp_path / "votes.txt", long(ALL, "Spanish"), separator, encoding)
    table = read_vote_table(path)
    assert ballots_in(table) == [cast(symbol) for symbol in ALL]
    assert [("Windows-1252" in note) for note in table.notes] == [True] * (encoding == "cp1252")


@pytest.mark.parametrize("encoding", ["cp850", "mac-roman", "cp437"])
def test_a_code_page_that_is_another_names_no_state_wrongly(tmp_path, encoding):
    path = write(tmp_path / "votes.csv", long(ALL), encoding=encoding)
    (mistake,) = mistakes(read_vote_table, path)
    assert "stands for no member" in mistake or "is not text in UTF-8" in mistake


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1990-11-29", "1990-11-29"),
        ("1990-11-29 00:00:00", "1990-11-29"),
        ("29 November 1990", "1990-11-29"),
        ("November 29, 1990", "1990-11-29"),
        ("29 nov. 1990", "1990-11-29"),
        ("1er août 1990", "1990-08-01"),
        ("29 de noviembre de 1990", "1990-11-29"),
        ("1990-02-30", None),
        ("November 1990", None),
        ("tomorrow", None),
    ],
)
def test_dates_are_understood_in_three_languages(text, day):
    found = date_in(text, None)
    assert (found and found.isoformat()) == day


def test_dates_in_numbers_are_read_where_their_order_is_sure_and_refused_where_not(tmp_path):
    def table(*dates):
        rows = [(f"S/{n}", date, 15, 0, 0, 0, "") for n, date in enumerate(dates)]
        return write(tmp_path / "votes.csv", [counts(())[0], *rows])

    american = read_vote_table(table("11/29/1990", "3/4/2001"))
    assert [vote.date.isoformat() for vote in american.votes] == ["1990-11-29", "2001-03-04"]
    assert "month before the day" in american.notes[0]
    british = read_vote_table(table("29/11/1990", "3/4/2001"))
    assert british.votes[1].date.isoformat() == "2001-04-03"
    for unclear in (("3/4/2001", "5/6/2001"), ("29/11/1990", "11/29/1990")):
        found = mistakes(read_vote_table, table(*unclear))
        assert len(found) == 2
        assert "date = '" in found[0]
        assert "may mean two days; write a date as in 1990-11-29" in found[0]


def test_a_name_stands_for_the_state_of_its_year(tmp_path):
    rows = [
        ("draft", "date", "country", "vote"),
        ("S/1", "1971-09-01", "Republic of China", "Y"),
        ("S/2", "1972-09-01", "Republic of China", "Y"),
        ("S/2", "1972-09-01", "USA", "Y"),
        ("S/3", "1956-01-01", "People's Republic of China", "Y"),
        ("S/3", "1956-01-01", "USSR", "Y"),
    ]
    found = mistakes(read_vote_table, write(tmp_path / "votes.csv", rows))
    assert [mistake.partition(": country")[0][-6:] for mistake in found] == ["line 3", "line 5"]


def test_members_that_are_taken_as_invented_are_said_to_be(tmp_path):
    rows = [("vote_id", "member", "permanent", "vote"), (1, "P1", 1, "Y"), (1, "E1", 0, "N")]
    assert read_vote_table(write(tmp_path / "votes.csv", rows)).notes == ()
    rows.append((1, "BB", 0, "N"))
    (note,) = read_vote_table(write(tmp_path / "votes.csv", rows)).notes
    assert "in 1 vote (the first: 1) most members stand for no state, so that all" in note


def test_two_columns_of_one_state_hold_the_ballots_of_different_years(tmp_path):
    rows = [list(row) for row in wide(ALL)]
    russia = rows[0].index("RUS")
    rows[0] += ["Soviet Union"]
    for row in rows[1:]:
        old = row[1] < "1992"
        row.append(row[russia] if old else "")
        row[russia] = "" if old else row[russia]
    table = read_vote_table(write(tmp_path / "votes.csv", rows))
    assert ballots_in(table) == [cast(symbol) for symbol in ALL]
    rows[1][russia] = "Y"
    (mistake,) = mistakes(read_vote_table, write(tmp_path / "votes.csv", rows))
    assert "line 2: Soviet Union = 'Y': RUS has a ballot under RUS too; keep one" in mistake


def test_norway_is_a_state_in_a_wide_table_and_a_count_beside_yes(tmp_path):
    codes = {"CHN": "CN", "FRA": "FR", "RUS": "RU", "USA": "US", "SVN": "SI", "NOR": "NO"}
    header = ["draft", "date", *codes.values()]
    rows = [header, ["S/1", "2022-02-25", *("Y" * 6)]]
    table = read_vote_table(write(tmp_path / "votes.csv", rows))
    assert ballots_in(table)[0]["NOR"] == "Y"
    rows[0].append("yes")
    rows[1].append("6")
    (mistake,) = mistakes(read_vote_table, write(tmp_path / "votes.csv", rows))
    assert (
        "NO = 'Y': must be a whole number from 0 to 32; if this is the column of Norway" in mistake
    )


def test_no_heading_but_two_means_a_state_too():
    clash = {n for names in FIELDS.values() for n in names if n in index()}
    assert clash == {"no", "si"}


def test_every_word_of_a_ballot_has_one_meaning():
    for words in WORDS.values():
        assert [LETTERS[ballot_of(word)] for word in words.values()] == list(words)


def test_counts_alone_decide_where_no_veto_can_have_changed_the_end(tmp_path):
    rows = [
        ("draft", "date", "yes", "no", "abstentions"),
        ("S/1", "2000-01-01", 15, 0, 0),
        ("S/2", "2000-01-01", 9, 1, 5),
        ("S/3", "2000-01-01", 8, 7, 0),
        ("S/4", "1950-01-01", 7, 0, 4),
        ("S/5", "", 9, 0, 4),
        ("S/6", "1999-01-01", 11, 4, 0),
    ]
    found = tally_table(write(tmp_path / "votes.csv", rows))
    ends = {n: (d.outcome, d.not_voting) for n, d in found.decisions.items()}
    assert ends == {"S/1": ("adopted", 0), "S/3": ("fell_short", 0), "S/4": ("adopted", 0)}
    assert found.left_out == {WHO_NOT_KNOWN: ["S/2", "S/6"], SIZE_NOT_KNOWN: ["S/5"]}
    assert found.decisions["S/3"].also_blocked_by == ()


def test_the_reader_is_public_and_gives_data_frames(tmp_path):
    table = simulation.read_vote_table(write(tmp_path / "votes.csv", long(ALL)))
    votes = table.frame().set_index("vote_id")
    assert votes.loc["S/2022/155", ["yes", "no", "abstain", "not_voting"]].tolist() == [11, 1, 3, 0]
    assert votes.loc["S/2022/155", "permanent_against"] == "RUS"
    ballots = table.ballots()
    assert ballots.columns.tolist() == ["vote_id", "date", "iso3", "permanent", "group", "vote"]
    assert len(ballots) == sum(len(cast(symbol)) for symbol in ALL)


@pytest.mark.parametrize("symbol", CALLED)
def test_the_names_of_the_time_are_those_of_members(symbol):
    assert {*CALLED[symbol]} <= {*names_by_code()} & {*cast(symbol)}


PAGE = Path(__file__).parents[2] / "docs" / "data.md"


@pytest.mark.parametrize("example", re.findall(r"```csv\n(.+?)```", PAGE.read_text("utf-8"), re.S))
def test_every_example_of_the_page_is_a_table_of_votes(tmp_path, example):
    path = tmp_path / "votes.csv"
    path.write_text(example, encoding="utf-8")
    assert len(read_vote_table(path).ids) == 1


def test_the_page_shows_every_layout_that_is_known():
    for words in ("undl_id,ms_code", "vote_id,date", "Draft;Date", "draft,date,USA", "yes,no"):
        assert words in PAGE.read_text("utf-8")
