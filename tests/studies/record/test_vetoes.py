"""The table of vetoes that comes with the project holds what is known of them."""

from pathlib import Path

import pandas as pd
import pytest

from simulation.scenario.files import scenarios_folder
from simulation.studies.record.vetoes import SOURCE, vetoes_by_period, vetoes_by_year
from simulation.studies.tables.shapes import PERMANENT

FOLDER = scenarios_folder() / "record"


@pytest.mark.parametrize(
    ("member", "cast"), [("RUS", 159), ("USA", 95), ("GBR", 32), ("CHN", 21), ("FRA", 17)]
)
def test_each_member_has_cast_as_many_vetoes_as_its_source_counts(member, cast):
    assert vetoes_by_year()[member].sum() == cast


def test_votes_and_documents_add_up_to_the_totals_of_the_source():
    total = vetoes_by_year().sum()
    assert (total["votes"], total["documents"]) == (269, 236)


@pytest.mark.parametrize(
    ("year", "vetoed", "by"),
    [
        (1946, 10, {"RUS": 10}),
        (1955, 18, {"RUS": 17, "CHN": 1}),  # the admission of new members
        (1956, 4, {"FRA": 2, "GBR": 2, "RUS": 2}),  # Suez, Hungary
        (1970, 2, {"GBR": 2, "USA": 1}),  # the first veto of the United States
        (2003, 2, {"USA": 2}),  # no veto on Iraq: that draft was withdrawn
        (2011, 2, {"CHN": 1, "RUS": 1, "USA": 1}),  # Syria; settlements
        (2013, 0, {}),
    ],
)
def test_a_year_has_the_vetoes_on_record(year, vetoed, by):
    row = vetoes_by_year().loc[year]
    assert row["votes"] == vetoed
    assert {member: row[member] for member in PERMANENT if row[member]} == by


def test_every_year_has_a_row_and_no_vote_is_vetoed_by_nobody():
    table = vetoes_by_year()
    assert list(table.index) == list(range(1946, 2026))
    cast = table[list(PERMANENT)].sum(axis=1)
    assert (table["documents"] <= table["votes"]).all()
    assert (cast >= table["votes"] + table["together"]).all()
    assert (cast <= table["votes"] + 2 * table["together"]).all()
    assert (table[list(PERMANENT)].le(table["votes"], axis=0)).all().all()


def test_periods_keep_every_vote_and_know_how_long_they_are():
    found = vetoes_by_period(vetoes_by_year(), [1946, 1966, 1990, 2012])
    assert list(found.index) == ["1946–1965", "1966–1989", "1990–2011", "2012–2025"]
    assert list(found["years"]) == [20, 24, 22, 14]
    assert found.drop(columns="years").sum().equals(vetoes_by_year().sum())
    with pytest.raises(ValueError, match="1946 is before 1950"):
        vetoes_by_period(vetoes_by_year(), [1950])


def test_a_caller_that_changes_its_copy_changes_nobody_elses():
    mine = vetoes_by_year()
    mine.loc[1946, "RUS"] = 0
    assert vetoes_by_year().loc[1946, "RUS"] == 10


@pytest.mark.parametrize("words", ["CC BY 4.0", "Benoît Martin", "AtelierCartographie/bd-unsc"])
def test_source_and_licence_travel_with_the_table(words):
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    sources = (Path(__file__).parents[3] / "docs" / "sources.md").read_text(encoding="utf-8")
    assert words in readme
    assert words in sources
    assert "CC BY 4.0" in SOURCE


PLAUSIBLE = Path("simulation/studies/findings/plausible.csv")
"""Ranges that the project judged itself."""


def test_no_other_table_of_data_is_carried():
    root = Path(__file__).parents[3]
    carried = {
        path for folder in ("scenarios", "simulation") for path in (root / folder).rglob("*.csv")
    }
    assert carried == {FOLDER / "vetoes.csv", root / PLAUSIBLE}


@pytest.mark.real
def test_it_counts_the_votes_that_the_public_table_lists(real_tables):
    [path, *_] = real_tables.files("votes")
    listed = pd.read_csv(path).query("outcome == 'vetoed'")
    counted = vetoes_by_year()
    until = listed["year"].max()
    for member in PERMANENT:
        by = listed["veto_by"].str.split("|").map(lambda who, member=member: member in who)
        per_year = by.groupby(listed["year"]).sum().reindex(range(1946, until + 1), fill_value=0)
        assert per_year.tolist() == counted.loc[:until, member].tolist(), member
