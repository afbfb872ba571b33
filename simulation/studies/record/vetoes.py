"""The open table of vetoes by year and member that comes with the project.

``scenarios/record/README.md`` names its source and its licence, CC BY 4.0.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pandas as pd

from simulation.scenario.files import scenarios_folder
from simulation.studies.record.periods import periods
from simulation.studies.tables.shapes import PERMANENT

SOURCE = "UNSC votes since 1946 Database, B. Martin 2026, Sciences Po; CC BY 4.0"
"""What stands under a picture of the table."""

COLUMNS = {
    "vetoed_votes": "votes",
    "vetoed_distinct_documents": "documents",
    "double_or_triple": "together",
    **{f"veto_{member}": member for member in PERMANENT},
}
"""Columns of the table, and their names here."""


@cache
def read_table() -> pd.DataFrame:
    """The table, read once."""
    path = scenarios_folder() / "record" / "vetoes.csv"
    return pd.read_csv(path, index_col="year")[list(COLUMNS)].rename(columns=COLUMNS)


def vetoes_by_year() -> pd.DataFrame:
    """Vetoes on record, a row a year from 1946 to 2025.

    Columns votes (that failed by a veto), documents (they were about), together (votes
    that more than one member vetoed), and a column a permanent member: the votes it
    vetoed. A vote that two members vetoed counts once in ``votes`` and once for each.
    """
    return read_table().copy()


def vetoes_by_period(table: pd.DataFrame, first_years: Sequence[int]) -> pd.DataFrame:
    """Its sums over periods that begin with these years; column years is how long each is.

    Raises
    ------
    ValueError
        If the table begins before the first of them.

    >>> vetoes_by_period(vetoes_by_year(), [1946, 1990])["USA"].to_dict()
    {'1946–1989': 67, '1990–2025': 28}
    """
    found = table.assign(years=1).groupby(periods(list(table.index), first_years)).sum()
    return found.rename_axis("period")
