"""The panel: a row a year and state, with its shares of personnel and money and what it has.

A state is a member of the United Nations if it was assessed for the regular budget of the
year. What is not known of a year is taken from years before it, never from later ones.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pandera.pandas as pa

from simulation.scenario.mistakes import InputError
from simulation.scenario.states import REPUBLIC_OF_CHINA
from simulation.studies.tables.reading import Tables
from simulation.studies.tables.shapes import SHAPES, Kind

NEEDED: tuple[Kind, ...] = ("personnel", "assessments", "membership", "gdp", "capabilities")
"""The tables of which the panel is made."""

OLDEST = 7
"""An income or expenditure that is not known is that of the last year known, so many years back."""

SEATS = ("permanent", "elected", "other")
"""What a state is on the Council of a year."""

PREDECESSORS = {"YUG": "SRB", REPUBLIC_OF_CHINA: "CHN"}
"""Codes of tables that the panel calls by another."""

BEFORE = {"CZE": ("CSK", 1993), "SVK": ("CSK", 1993)}
"""States whose personnel the table gives before they exist: whose it was, and until when."""

MEANS = ("income", "population", "military")
"""What a state has, as shares of what is known of the members of the year."""

SHARE = pa.Check.in_range(0.0, 1.0)


def comes_to_one(column: str) -> pa.Check:
    """That the shares of each year come to 1."""
    return pa.Check(
        lambda panel: bool(np.allclose(panel.groupby("year")[column].sum(), 1.0)),
        error=f"the {column} of each year comes to 1",
    )


SCHEMA = pa.DataFrameSchema(
    {
        "year": pa.Column(int),
        "state": pa.Column(str),
        "group": pa.Column(str),
        "seat": pa.Column(str, pa.Check.isin(SEATS)),
        "personnel": pa.Column(float, SHARE),
        "money": pa.Column(float, SHARE),
        **{name: pa.Column(float, SHARE, nullable=True) for name in MEANS},
    },
    checks=[comes_to_one("personnel"), comes_to_one("money")],
    unique=["year", "state"],
    strict=True,
)
"""What the panel must be."""


def read_panel(tables: Tables, groups: Mapping[str, str]) -> pd.DataFrame:
    """The members of each year of which personnel is known.

    Parameters
    ----------
    tables : Tables
        Folders that hold the kinds in ``NEEDED``.
    groups : mapping of state to regional group
        A state that is not in it has an empty group.

    Returns
    -------
    DataFrame
        A row a year and member, by year and state: group; seat, of ``SEATS``; personnel and
        money, its shares of the uniformed personnel of all members and of the regular budget;
        income, population and military, its shares of those of all members, nan where nothing
        is known.

    Raises
    ------
    InputError
        If a table is missing or wrong, or no member sent anybody in a year.
    """
    tables.require(*NEEDED)
    sent = by_state(tables.read("personnel"), "total_mean")
    assessed = by_state(tables.read("assessments"), "share_normalised")
    panel = assessed[assessed["year"].isin(sent["year"])].rename(
        columns={"share_normalised": "money"}
    )
    panel = panel[panel["money"] > 0].merge(
        belonging(sent, panel).rename(columns={"total_mean": "personnel"}),
        on=["year", "state"],
        how="left",
    )
    panel["personnel"] = panel["personnel"].fillna(0.0)
    check_sent(panel)
    wealth = by_state(tables.read("gdp"), "gdp_current_usd")
    has = by_state(tables.read("capabilities"), "tpop_thousand", "milex_thousand_usd_current")
    for name, table, column in (
        ("income", wealth, "gdp_current_usd"),
        ("population", has, "tpop_thousand"),
        ("military", has, "milex_thousand_usd_current"),
    ):
        panel[name] = last_known(panel, table, column)
    for name in ("personnel", "money", *MEANS):
        panel[name] /= panel.groupby("year")[name].transform("sum")
    panel["group"] = panel["state"].map(dict(groups)).fillna("")
    panel["seat"] = seats_of(panel, tables.read("membership"))
    columns = ["year", "state", "group", "seat", "personnel", "money", *MEANS]
    ordered = panel[columns].sort_values(["year", "state"], ignore_index=True)
    return SCHEMA.validate(ordered)


def check_sent(panel: pd.DataFrame) -> None:
    """See that in each year a member sent somebody, or there are no shares.

    Raises
    ------
    InputError
        With a sentence a year.
    """
    by_year = panel.groupby("year")["personnel"].sum()
    nobody = list(by_year.index[by_year == 0])
    if nobody:
        pattern = SHAPES["personnel"].pattern
        raise InputError(
            f"{pattern}: {year}: no state that was assessed in the year sent anybody; correct its "
            "rows, or leave the year out"
            for year in nobody
        )


def by_state(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Some columns by year and ``state``; the greater where two rows are of one state."""
    state = table["iso3"].replace(PREDECESSORS).rename("state")
    named = table[["year", *columns]].assign(state=state)
    return named[named["state"] != ""].groupby(["year", "state"], as_index=False).max()


def belonging(sent: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Personnel by member, that of a part of a former state added to it."""
    there = set(zip(members["year"], members["state"], strict=True))

    def owner(state: str, year: int) -> str:
        whole, until = BEFORE.get(state, ("", 0))
        return whole if year <= until and (year, whole) in there else state

    owners = [owner(state, year) for state, year in zip(sent["state"], sent["year"], strict=True)]
    return sent.assign(state=owners).groupby(["year", "state"], as_index=False).sum()


def last_known(panel: pd.DataFrame, table: pd.DataFrame, column: str) -> pd.Series[float]:
    """A column of the panel's years and states, or of the last year before within ``OLDEST``."""
    known = table.dropna(subset=[column]).sort_values("year")
    rows = panel[["year", "state"]].reset_index().sort_values("year")
    found = pd.merge_asof(rows, known, on="year", by="state", tolerance=OLDEST)
    return found.set_index("index")[column].reindex(panel.index)


def seats_of(panel: pd.DataFrame, membership: pd.DataFrame) -> list[str]:
    """Of ``SEATS``, by row of the panel."""
    sits = {
        (year, PREDECESSORS.get(state, state)): SEATS[0] if permanent else SEATS[1]
        for year, state, permanent in membership[["year", "iso3", "permanent"]].itertuples(
            index=False
        )
    }
    keys = zip(panel["year"], panel["state"], strict=True)
    return [sits.get(key, SEATS[2]) for key in keys]
