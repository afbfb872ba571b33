"""CSV tables as spreadsheets of any country write them: separators, decimal commas, blanks."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulation.scenario.mistakes import InputError
from simulation.scenario.plain_text import LARGEST_TABLE, text_of

SEPARATORS = (",", ";", "\t", "|")

NAMED = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
"""The line before all others in which a spreadsheet names the separator."""

DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
PERHAPS_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")


@dataclass(frozen=True)
class Sheet:
    """A table of cells without blanks around them; ``columns`` are the names of its head line."""

    where: str
    text: str
    separator: str
    columns: tuple[str, ...]
    head: int

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Line number and cells of each row after the head; rows of empty cells are left out.

        Empty cells beyond the columns are dropped, as spreadsheets add them.

        Raises
        ------
        InputError
            If it is not CSV.
        """
        for line, cells in lines(self.text, self.separator, self.where):
            if line <= self.head or not any(cells):
                continue
            while len(cells) > len(self.columns) and not cells[-1]:
                cells.pop()
            yield line, cells

    def numbers(self, cells: Sequence[str]) -> list[str]:
        """The cells of a column of numbers, with points where its decimals have commas.

        Where commas may part thousands, the cells are left as they are, and are no numbers.
        """
        with_comma = [cell for cell in cells if "," in cell]
        if (
            self.separator == ","
            or not all(map(DECIMAL_COMMA.fullmatch, with_comma))
            or all(map(PERHAPS_THOUSANDS.fullmatch, with_comma))
            or any("." in cell for cell in cells)
        ):
            return list(cells)
        return [cell.replace(",", ".") for cell in cells]


def read_sheet(path: Path, where: str) -> Sheet:
    """The table of a CSV file, as :func:`sheet_of` has it.

    Raises
    ------
    InputError
        If the file cannot be read, is not text, or its first lines are not CSV.
    """
    return sheet_of(text_of(path, where, "CSV", LARGEST_TABLE), where)


def sheet_of(text: str, where: str) -> Sheet:
    """The table of a text; its separator is the one that parts the head line most often.

    Raises
    ------
    InputError
        If its first lines are not CSV.
    """
    first = text.partition("\n")[0].strip()
    said = NAMED.fullmatch(first)
    separators, begins = ((said[1],), 1) if said else (SEPARATORS, 0)
    heads = {separator: head_of(text, separator, where, begins) for separator in separators}
    separator = max(separators, key=lambda each: len(heads[each][1]))
    line, columns = heads[separator]
    while columns and not columns[-1]:
        columns.pop()
    return Sheet(where, text, separator, tuple(columns), line)


def head_of(text: str, separator: str, where: str, begins: int) -> tuple[int, list[str]]:
    """Line number and cells of the first row after so many lines that is not empty."""
    for line, cells in lines(text, separator, where, strict=False):
        if line > begins and any(cells):
            return line, cells
    return 0, []


def lines(
    text: str, separator: str, where: str, *, strict: bool = True
) -> Iterator[tuple[int, list[str]]]:
    """The number of the last line, and the cells, of each row of a text."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)
    while True:
        line = reader.line_num
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError([f"{where}, after line {line}: is not CSV: {error}"]) from error
        yield reader.line_num, [cell.strip() for cell in row]


def whole(cell: str) -> str:
    """A whole number as such where a spreadsheet gave it decimals, anything else as it stands.

    >>> whole("1.0"), whole("1,00"), whole("1.5"), whole("S/1.0")
    ('1', '1', '1.5', 'S/1.0')
    """
    return re.sub(r"^([+-]?\d+)[.,]0+$", r"\1", cell)
