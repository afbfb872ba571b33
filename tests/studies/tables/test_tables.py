"""Tables are found by pattern, read as one, checked, and named in every mistake."""

import os

import numpy as np
import pandas as pd
import pytest

from simulation.scenario.mistakes import InputError
from simulation.studies.tables import invented
from simulation.studies.tables.reading import VARIABLE, Tables
from simulation.studies.tables.shapes import SHAPES

GDP = "year,iso3,country,gdp_current_usd"
FIVE = ("CHN", "FRA", "GBR", "RUS", "USA")
MEMBERS = "vote_id,date,year,outcome,iso3,permanent,un_group,vote"


def mistakes(action, *args):
    with pytest.raises(InputError) as caught:
        action(*args)
    return caught.value.mistakes


def test_files_of_several_folders_and_years_are_read_as_one_table(tmp_path, write_table):
    write_table(tmp_path / "a", "gdp_current_usd_1960_1989.csv", GDP, "1960,FRA,France,62e9")
    write_table(tmp_path / "b", "gdp_current_usd_1990_2023.csv", GDP, "1990,FRA,France,1.3e12")
    tables = Tables.named([tmp_path / "a", tmp_path / "b"])
    found = tables.read("gdp")
    assert found["year"].tolist() == [1960, 1990]
    assert found["gdp_current_usd"].tolist() == [62e9, 1.3e12]
    assert list(tables.rows.values()) == [1, 1]
    assert tables.notes == []


def test_the_variable_names_folders_where_the_option_does_not(tmp_path, write_table, monkeypatch):
    for name in ("a", "b"):
        write_table(tmp_path / name, f"gdp_current_usd_{name}.csv", GDP, f"1960,{name},x,1")
    monkeypatch.setenv(VARIABLE, os.pathsep.join(str(tmp_path / name) for name in "ab"))
    assert Tables.named().read("gdp")["iso3"].tolist() == ["a", "b"]
    assert Tables.named([tmp_path / "b"]).read("gdp")["iso3"].tolist() == ["b"]


def test_without_option_and_variable_the_remedy_is_named(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    [mistake] = mistakes(Tables.named)
    assert "data=DIR" in mistake
    assert VARIABLE in mistake


def test_a_folder_that_is_not_there_is_named(tmp_path):
    [mistake] = mistakes(Tables.named, [tmp_path / "none", tmp_path])
    assert mistake.startswith(f"{tmp_path / 'none'}: there is no such folder")


def test_every_missing_table_is_named_with_folder_and_pattern(tmp_path):
    found = mistakes(Tables([tmp_path]).require, "gdp", "votes")
    assert [str(tmp_path) in mistake for mistake in found] == [True, True]
    assert "gdp_current_usd_*.csv" in found[0]
    assert "unsc_votes_*.csv" in found[1]
    assert all("data=..." in mistake and "docs/sources.md" in mistake for mistake in found)


def test_a_row_given_twice_is_read_once_and_said(tmp_path, write_table):
    write_table(tmp_path / "a", "gdp_current_usd_1.csv", GDP, "1960,FRA,France,1", "1961,FRA,x,2")
    write_table(tmp_path / "b", "gdp_current_usd_2.csv", GDP, "1960,FRA,France,1.0")
    tables = Tables([tmp_path / "a", tmp_path / "b"])
    assert len(tables.read("gdp")) == 2
    [note] = tables.notes
    assert note.startswith(f"{tmp_path / 'b' / 'gdp_current_usd_2.csv'}: 1 of its rows")


def test_a_folder_named_twice_counts_once(tmp_path, write_table):
    write_table(tmp_path, "gdp_current_usd_1.csv", GDP, "1960,FRA,France,1")
    tables = Tables([tmp_path, tmp_path / "."])
    assert len(tables.read("gdp")) == 1
    assert tables.notes == []


def test_what_nobody_reads_may_be_absent_and_counts_that_nobody_made_empty(tmp_path):
    votes, ballots, ideal = invented.tables(range(1990, 1992))
    unread = ("title", "symbol", "topic", "veto_by", "p5_no", "res_no")
    counts = ("unanimous", "procedural", "yes", "ch7_acting")
    late = [
        {c: "" if c in counts else cell for c, cell in row.items() if c not in unread}
        for row in votes
        if row["year"] == 1991
    ]
    early = [row for row in votes if row["year"] == 1990]
    invented.write(tmp_path, early, ballots, ideal, years="1990")
    invented.write(tmp_path, late, [], [], years="1991")
    found = Tables([tmp_path]).read("votes")
    assert len(found) == len(votes)
    assert found["unanimous"].isna().sum() == len(late)
    assert (found["title"] == "").sum() == len(late)


def test_rows_of_one_key_that_contradict_each_other_are_refused(tmp_path, write_table):
    row = "7,1990-11-29,1990,adopted,USA,1,WEOG,{}"
    write_table(tmp_path / "a", "unsc_member_votes_1.csv", MEMBERS, row.format("Y"))
    path = write_table(tmp_path / "b", "unsc_member_votes_2.csv", MEMBERS, row.format("N"))
    [mistake] = mistakes(Tables([tmp_path / "a", tmp_path / "b"]).read, "member votes")
    assert mistake == (
        f"{path}: vote_id 7, iso3 USA: stands twice with different values; keep one of them"
    )


def test_wrong_values_are_named_with_file_line_column_and_what_is_allowed(tmp_path, write_table):
    path = write_table(
        tmp_path,
        "unsc_member_votes_1.csv",
        MEMBERS,
        "7.5,1990-11-29,1990,adopted,USA,1,WEOG,Y",
        "8,1990-13-01,1990,adopted,USA,1,WEOG,Y",
    )
    assert mistakes(Tables([tmp_path]).read, "member votes") == (
        f"{path}, line 2: vote_id = '7.5': must be a whole number",
        f"{path}, line 3: date = '1990-13-01': write a date as in 1990-11-29",
    )
    path = write_table(
        tmp_path,
        "unsc_member_votes_1.csv",
        MEMBERS,
        "7,1990-11-29,1990,adopted,USA,1,WEOG,perhaps",
    )
    [mistake] = mistakes(Tables([tmp_path]).read, "member votes")
    assert (
        mistake
        == f"{path}, line 2: vote = 'perhaps': must be Y, N, A, NV, or U where it is not known"
    )


@pytest.mark.parametrize(
    ("column", "cell", "must"),
    [
        ("permanent", "2", "must be 1 (permanent) or 0 (elected)"),
        ("permanent", "-1", "must be 1 (permanent) or 0 (elected)"),
        ("permanent", "one", "must be 1 (permanent) or 0 (elected)"),
        ("year", "19", "must be a year, as 1990"),
        ("year", "19900", "must be a year, as 1990"),
        ("year", "inf", "must be a year, as 1990"),
        ("vote_id", "7.5", "must be a whole number"),
        ("date", "1990-13-01", "write a date as in 1990-11-29"),
        ("date", "11.11.1990", "may mean two days; write a date as in 1990-11-29"),
        ("date", "1990-11-29 10:00", "write a date as in 1990-11-29"),
        ("vote", "z", "must be Y, N, A, NV, or U where it is not known"),
        ("un_group", "EU", "must be one of AFR, APG, EEG, GRULAC, WEOG, or empty"),
    ],
)
def test_a_cell_that_cannot_be_says_what_it_must_be(tmp_path, write_table, column, cell, must):
    row = dict(
        zip(
            MEMBERS.split(","),
            ["7", "1990-11-29", "1990", "adopted", "USA", "1", "WEOG", "Y"],
            strict=True,
        )
    )
    lines = [",".join(row.values()), ",".join((row | {"vote_id": "8", column: cell}).values())]
    path = write_table(tmp_path, "unsc_member_votes_1.csv", MEMBERS, *lines)
    [mistake] = mistakes(Tables([tmp_path]).read, "member votes")
    assert mistake == f"{path}, line 3: {column} = {cell!r}: {must}"


def test_ballots_may_have_any_layout_in_which_votes_are_numbered(tmp_path, write_table):
    own = write_table(
        tmp_path,
        "unsc_member_votes_1.csv",
        MEMBERS,
        *(f"7,1990-11-29,1990,adopted,{m},1,,{v}" for m, v in zip(FIVE, "AYYYN", strict=True)),
    )
    expected = Tables([tmp_path]).read("member votes")
    own.write_text("vote_id;fecha;CHN;FRA;GBR;USSR;USA\n7;1990-11-29;abstención;sí;sí;sí;no\n")
    pd.testing.assert_frame_equal(Tables([tmp_path]).read("member votes")[list(expected)], expected)
    own.write_text("draft,date,CHN,FRA,GBR,RUS,USA\nS/1,1990-11-29,A,Y,Y,Y,N\n")
    [mistake] = mistakes(Tables([tmp_path]).read, "member votes")
    assert "there is no column vote_id; add one, a whole number a vote" in mistake


@pytest.mark.parametrize(
    ("kind", "column", "cell", "must"),
    [
        ("gdp", "gdp_current_usd", "-1", "0 or more"),
        ("gdp", "gdp_current_usd", "inf", "a number with a decimal point, or empty"),
        ("gdp", "gdp_current_usd", "1e999", "a number with a decimal point, or empty"),
        ("gdp", "gdp_current_usd", "nan", "a number with a decimal point, or empty"),
        ("assessments", "regular_budget_pct", "100.1", "from 0 to 100"),
        ("capabilities", "cinc", "1.5", "from 0 to 1"),
        ("capabilities", "milex_thousand_usd_current", "-9", "0 or more"),
        ("agreement", "agree_USA", "50", "from 0 to 1"),
        ("agreement", "n_CHN", "-9", "0 or more"),
        ("personnel", "total_mean", "-0.5", "0 or more"),
        ("membership", "council_size", "150", "from 1 to 32"),
        ("ideal points", "ideal_point_fp", "0,5", "a number with a decimal point, or empty"),
    ],
)
def test_numbers_that_cannot_be_are_refused_and_their_bounds_are_not(
    tmp_path, write_table, kind, column, cell, must
):
    shape = SHAPES[kind]
    good = {"whole": "1", "number": "1", "date": "1990-11-29", "text": "FRA"}
    row = {name: good[what] for name, what in shape.columns.items()}
    row |= {name: words[0] for name, words in shape.allowed.items()}
    row |= {name: "1990" for name in ("year", "yrtrig") if name in row}
    bounds = [end for end in shape.between.get(column, ()) if end < np.inf]
    name = shape.pattern.replace("*", "1")

    def write(*rows):
        lines = [",".join(f'"{value}"' for value in each.values()) for each in rows]
        return write_table(tmp_path, name, ",".join(shape.columns), *lines)

    for bound in bounds:
        write(row, row | {"year": "1991", column: f"{bound:g}"})
        assert Tables([tmp_path]).read(kind)[column].tolist() == [1, bound]
    path = write(row, row | {column: cell})
    [mistake] = mistakes(Tables([tmp_path]).read, kind)
    assert mistake == f"{path}, line 3: {column} = {cell!r}: must be {must}"


def test_mistakes_in_several_files_of_a_kind_are_named_together(tmp_path, write_table):
    rows = {
        "a": (GDP, "x,FRA,France,1"),
        "b": (GDP, "1960,FRA,France,one"),
        "c": ("year,iso3", "1960,FRA"),
        "d": (GDP, "1960,FRA"),
        "e": (GDP,),
        "f": (GDP, "1961,FRA,France,1"),
    }
    for name, lines in rows.items():
        write_table(tmp_path, f"gdp_current_usd_{name}.csv", *lines)
    found = mistakes(Tables([tmp_path]).read, "gdp")
    named = [mistake.partition("gdp_current_usd_")[2][0] for mistake in found]
    assert named == ["a", "b", "c", "d", "e"]


def test_missing_columns_and_empty_tables_are_named(tmp_path, write_table):
    path = write_table(
        tmp_path, "gdp_current_usd_1.csv", "year,iso3,country,gdp", "1960,FRA,France,1"
    )
    [mistake] = mistakes(Tables([tmp_path]).read, "gdp")
    assert mistake.startswith(f"{path}, line 1: there is no column gdp_current_usd; ")
    assert "must name year, iso3, country, gdp_current_usd, with" in mistake  # and not gdp
    write_table(tmp_path, "gdp_current_usd_1.csv", GDP)
    [mistake] = mistakes(Tables([tmp_path]).read, "gdp")
    assert mistake.startswith(f"{path}: holds no rows")


def test_empty_numbers_are_nan_and_namibia_is_a_text(tmp_path, write_table):
    members = ("CHN", "FRA", "RUS", "GBR", "USA")
    header = ",".join([*(f"agree_{m}" for m in members), *(f"n_{m}" for m in members)])
    write_table(
        tmp_path,
        "unga_p5_agreement_1.csv",
        "year,country,iso2," + header,
        "1991,Namibia,NA,,.5,.5,.5,.5,,9,9,9,9",
    )
    [row] = Tables([tmp_path]).read("agreement").to_dict("records")
    assert row["iso2"] == "NA"
    assert np.isnan(row["agree_CHN"])


@pytest.mark.real
def test_every_kind_of_table_has_the_columns_that_the_project_reads(real_tables):
    for kind, shape in SHAPES.items():
        if real_tables.files(kind):
            assert set(shape.columns) <= set(real_tables.read(kind).columns)
    votes = real_tables.read("votes")
    assert votes["year"].min() == 1946
    assert (votes["year"] == votes["date"].dt.year).all()


@pytest.mark.real
def test_the_members_of_each_real_vote_are_those_of_its_year(real_tables):
    membership = real_tables.read("membership").groupby("year")["iso3"].agg(frozenset)
    by_vote = real_tables.read("member votes").groupby("vote_id")
    sat = by_vote["iso3"].agg(frozenset)
    assert (sat == by_vote["year"].first().map(membership)).all()
