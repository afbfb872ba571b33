"""The rows of a CSV table, with their line numbers and a sentence for each mistake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulation.scenario.mistakes import Gathered
from simulation.scenario.sheet import Sheet
from simulation.scenario.words import counted

MOST_MISTAKES = 10


def of_table() -> Gathered:
    """What gathers the mistakes of a table, of which there may be one a row."""
    return Gathered(most=MOST_MISTAKES)


def rows_of(
    sheet: Sheet, columns: Sequence[str], mistakes: Gathered, *, optional: Sequence[str] = ()
) -> Iterator[tuple[int, list[str]]]:
    """Line number and the cells of these columns for each row of a table.

    The cells of optional columns come last, empty where there is no such column. Other
    columns are ignored. A column may be in other capitals than its name here. A missing
    column or a row of another length is noted.

    Raises
    ------
    InputError
        If the file is not CSV.
    """
    header = sheet.columns
    missing = [column for column in columns if place_of(column, header) is None]
    if missing:
        mistakes.note(
            f"{sheet.where}, line {sheet.head or 1}: there is no column {', '.join(missing)}; the "
            f"first line must name {', '.join(columns)}, with commas between"
        )
        return
    places = [place for column in columns if (place := place_of(column, header)) is not None]
    others = [place_of(column, header) for column in optional]
    for line, row in sheet.rows():
        if len(row) == len(header):
            more = ("" if place is None else row[place] for place in others)
            yield line, [*(row[place] for place in places), *more]
        else:
            mistakes.note(
                f"{sheet.where}, line {line}: has {counted(len(row), 'value')}, but the first "
                f"line names {counted(len(header), 'column')}; write one for each"
            )


def place_of(column: str, header: Sequence[str]) -> int | None:
    """Where a column stands: under its name, else under the one that differs in capitals alone."""
    if column in header:
        return header.index(column)
    alike = [n for n, name in enumerate(header) if name.casefold() == column.casefold()]
    return alike[0] if len(alike) == 1 else None
