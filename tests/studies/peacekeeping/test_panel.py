"""The panel holds every member of a year once, with shares that come to 1."""

import numpy as np
import pandas as pd
import pandera.errors
import pytest

from simulation.scenario.mistakes import InputError
from simulation.studies.peacekeeping.panel import MEANS, SCHEMA, last_known, read_panel
from simulation.studies.profiles.states import regional_groups
from simulation.studies.tables.reading import Tables

SENT = "year,iso3,total_mean"
ASSESSED = "year,iso3,member,regular_budget_pct,share_normalised"
SAT = "year,iso3,name,permanent,un_group,term_year,council_size"
GDP = "year,iso3,country,gdp_current_usd"
COW = "year,ccode,iso3,milex_thousand_usd_current,milper_thousand,pec,tpop_thousand,cinc"


@pytest.fixture
def small(tmp_path, write_table):
    """Two years of six states: what a small table gives can be counted by hand."""

    def made(sent, assessed, sat=(), gdp=(), cow=()):
        folder = tmp_path / "small"
        for name, head, rows in (
            ("un_peacekeeping_personnel_1.csv", SENT, sent),
            ("un_regular_budget_scale_1.csv", ASSESSED, assessed),
            ("unsc_membership_1.csv", SAT, sat or ["1992,USA,USA,1,WEOG,,15"]),
            ("gdp_current_usd_1.csv", GDP, gdp or ["1992,USA,USA,1"]),
            ("cow_nmc_1.csv", COW, cow or ["1992,2,USA,1,1,1,1,1"]),
        ):
            write_table(folder, name, head, *rows)
        return read_panel(Tables([folder]), {"USA": "WEOG", "IND": "APG"})

    return made


def assessed(*states, year=1992):
    return [f"{year},{state},{state},10,10" for state in states]


def of(panel, state, column, year=1992):
    row = panel[(panel["state"] == state) & (panel["year"] == year)]
    return row[column].iloc[0]


def test_shares_come_to_one_and_each_member_stands_once(panel):
    by_year = panel.groupby("year")[["personnel", "money", *MEANS]].sum()
    assert by_year.to_numpy() == pytest.approx(1.0)
    assert not panel.duplicated(["year", "state"]).any()
    assert (
        panel.groupby("year")["seat"].apply(lambda seats: (seats == "permanent").sum()).eq(5).all()
    )
    assert (
        panel.groupby("year")["seat"].apply(lambda seats: (seats == "elected").sum()).eq(10).all()
    )


def test_a_member_without_a_row_sent_nobody_and_a_sender_that_is_no_member_is_left_out(small):
    panel = small(["1992,USA,30", "1992,IND,10", "1992,CHE,60"], assessed("USA", "IND", "FRA"))
    assert list(panel["state"]) == ["FRA", "IND", "USA"]
    assert list(panel["personnel"]) == [0.0, 0.25, 0.75]
    assert list(panel["group"]) == ["", "APG", "WEOG"]


def test_parts_of_a_former_member_count_as_its_own_while_it_is_one(small):
    sent = ["1992,CZE,30", "1992,USA,10", "1994,CZE,30", "1994,USA,10"]
    panel = small(sent, assessed("CSK", "USA") + assessed("CZE", "USA", year=1994))
    assert of(panel, "CSK", "personnel") == 0.75
    assert of(panel, "CZE", "personnel", 1994) == 0.75
    assert "CZE" not in set(panel.loc[panel["year"] == 1992, "state"])


def test_serbia_is_one_state_whatever_a_table_calls_it(small):
    panel = small(["1992,SRB,30", "1992,USA,10"], assessed("YUG", "USA"))
    assert of(panel, "SRB", "personnel") == 0.75


def test_seats_are_those_of_the_year(small):
    sat = ["1992,USA,USA,1,WEOG,,15", "1992,IND,IND,0,APG,1,15", "1993,USA,USA,1,WEOG,,15"]
    sent = ["1992,USA,1", "1993,USA,1"]
    panel = small(sent, assessed("USA", "IND") + assessed("USA", "IND", year=1993), sat)
    assert [of(panel, "IND", "seat", year) for year in (1992, 1993)] == ["elected", "other"]
    assert of(panel, "USA", "seat") == "permanent"


def test_what_is_not_known_is_taken_from_before_and_never_from_later():
    panel = pd.DataFrame({"year": [1995, 1995, 1995, 1995], "state": ["A", "B", "C", "D"]})
    table = pd.DataFrame(
        {
            "year": [1993, 1994, 1996, 1987, 1988, 1995],
            "state": ["A", "A", "B", "C", "D", "A"],
            "dollars": [1.0, 2.0, 3.0, 4.0, 5.0, np.nan],
        }
    )
    found = last_known(panel, table, "dollars")
    assert found.tolist()[0] == 2.0  # the nearer of two, its own year being empty
    assert np.isnan(found[1])  # known only later
    assert np.isnan(found[2])  # eight years ago
    assert found[3] == 5.0  # seven years ago


def test_every_missing_table_is_named(tmp_path):
    with pytest.raises(InputError) as caught:
        read_panel(Tables([tmp_path]), {})
    said = " ".join(caught.value.mistakes)
    for pattern in ("un_peacekeeping_personnel_", "un_regular_budget_scale_", "gdp_current_usd_"):
        assert pattern in said


def test_years_in_which_no_member_sent_anybody_are_named(small):
    sent = ["1992,CHE,60", "1993,USA,0", "1994,USA,1"]
    every = [row for year in (1992, 1993, 1994) for row in assessed("USA", "IND", year=year)]
    with pytest.raises(InputError) as caught:
        small(sent, every)
    assert [mistake.split(": ")[1] for mistake in caught.value.mistakes] == ["1992", "1993"]


@pytest.mark.parametrize(
    ("column", "value"),
    [("personnel", 1.5), ("personnel", 0.5), ("seat", "guest"), ("money", np.nan)],
)
def test_a_panel_that_cannot_be_is_refused(panel, column, value):
    wrong = panel.copy()
    wrong.loc[0, column] = value
    with pytest.raises(pandera.errors.SchemaError):
        SCHEMA.validate(wrong)


@pytest.mark.real
def test_the_real_panel_has_every_member_of_thirty_years(real_tables):
    panel = read_panel(real_tables, regional_groups())
    assert set(panel["year"]) == set(range(1990, 2021)) - {2017}
    assert (panel["group"] != "").all()
    by_seat = panel.groupby(["year", "seat"]).size().unstack()
    assert (by_seat["permanent"] == 5).all()
    assert (by_seat["elected"] == 10).all()
    # Of 2012, from the table: Bangladesh 9,429.8 of 97,561, the most of all.
    year = panel[panel["year"] == 2012].set_index("state")
    assert year["personnel"].idxmax() == "BGD"
    assert year.loc["BGD", "personnel"] == pytest.approx(9429.8 / 97561.1, rel=1e-3)
