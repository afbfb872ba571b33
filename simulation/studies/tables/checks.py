"""The cells of a public table, checked by pandera as they are written, then made into values.

A schema holds for each column what its cells must be, in the words in which a
mistake says so; all that is wrong is found at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from simulation.studies.tables.shapes import Cell, TableShape


class Wrong(NamedTuple):
    """A cell that is wrong: row and column, what stands there, what it must be."""

    row: int
    column: str
    cell: str
    must: str


def dates(cells: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    """Dates from cells, NaT where there is none."""
    return pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce")


def numbers(cells: pd.Series[str]) -> pd.Series[float]:
    """Numbers from cells, nan where there is none."""
    return pd.to_numeric(cells.where(cells != ""), errors="coerce").astype("float64")


WRITTEN: dict[Cell, pa.Check] = {
    "date": pa.Check(lambda cells: dates(cells).notna(), error="a date, as in 1990-11-29"),
    "whole": pa.Check(lambda cells: numbers(cells) % 1 == 0, error="a whole number"),
    "number": pa.Check(
        lambda cells: np.isfinite(numbers(cells)) | (cells == ""),
        error="a number with a decimal point, or empty",
    ),
}
"""What a cell of each kind must be; a text may be any."""


def within(low: float, high: float) -> pa.Check:
    """Numbers of this range; what is no number is another mistake."""
    return pa.Check(
        lambda cells: numbers(cells).between(low, high) | ~np.isfinite(numbers(cells)),
        error=f"{low:g} or more" if high == math.inf else f"from {low:g} to {high:g}",
    )


def schema_of(shape: TableShape) -> pa.DataFrameSchema:
    """The checks of a kind of table."""
    columns = {}
    for name, cell in shape.columns.items():
        checks = [WRITTEN[cell]] if cell in WRITTEN else []
        if name in shape.between:
            checks.append(within(*shape.between[name]))
        if name in shape.allowed:
            words = shape.allowed[name]
            checks.append(pa.Check.isin(words, error=f"one of {', '.join(words)}"))
        columns[name] = pa.Column(str, checks)
    return pa.DataFrameSchema(columns)


def wrong_cells(frame: pd.DataFrame, shape: TableShape) -> Iterator[Wrong]:
    """Every cell that is not what it must be, column by column."""
    try:
        schema_of(shape).validate(frame, lazy=True)
    except SchemaErrors as found:
        cases = found.failure_cases
        yield from map(
            Wrong, cases["index"], cases["column"], cases["failure_case"], cases["check"]
        )


def values_of(cells: pd.Series[str], cell: Cell) -> pd.Series[Any]:
    """A column as its kind of value, once its cells are checked."""
    match cell:
        case "text":
            return cells
        case "date":
            return dates(cells)
        case "whole":
            return numbers(cells).astype("int64")
        case "number":
            return numbers(cells)
