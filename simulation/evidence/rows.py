"""The rows of a CSV table, with their line numbers and a sentence for each mistake."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from simulation.scenario.mistakes import InputError
from simulation.scenario.words import counted

MOST_MISTAKES = 10


@dataclass
class Mistakes:
    """What is wrong with a table: the first sentences, and how many more there would be."""

    kept: list[str] = field(default_factory=list)
    more: int = 0

    def add(self, sentence: str) -> None:
        """Note one."""
        if len(self.kept) < MOST_MISTAKES:
            self.kept.append(sentence)
        else:
            self.more += 1

    def stop(self) -> None:
        """Raise InputError if there is any."""
        if self.kept:
            raise InputError([*self.kept, *([f"and {self.more} more"] if self.more else [])])


def header_of(path: Path) -> list[str]:
    """The names in the first line.

    Raises
    ------
    InputError
        If it cannot be read or is not text.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as text:
            return [name.strip() for name in next(csv.reader(text, strict=True), [])]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise unreadable(path, error) from error


def rows_of(
    path: Path, columns: Sequence[str], mistakes: Mistakes, *, optional: Sequence[str] = ()
) -> Iterator[tuple[int, list[str]]]:
    """Line number and the cells of these columns, without blanks around them, for each row.

    The cells of optional columns come last, empty where there is no such column. Other
    columns are ignored. A missing column or a row of another length is noted.

    Raises
    ------
    InputError
        If the file cannot be read, is not text or is not CSV.
    """
    header = header_of(path)
    missing = [column for column in columns if column not in header]
    if missing:
        mistakes.add(
            f"{path}, line 1: there is no column {', '.join(missing)}; the first line must "
            f"name {', '.join(columns)}, with commas between"
        )
        return
    places = [header.index(column) for column in columns]
    others = [header.index(column) if column in header else None for column in optional]
    line = 1
    try:
        with path.open(newline="", encoding="utf-8-sig") as text:
            reader = csv.reader(text, strict=True)
            next(reader)
            for row in reader:
                line = reader.line_num
                if len(row) == len(header):
                    more = ("" if place is None else row[place] for place in others)
                    cells = [*(row[place] for place in places), *more]
                    yield line, [cell.strip() for cell in cells]
                elif row:
                    mistakes.add(
                        f"{path}, line {line}: has {counted(len(row), 'value')}, but the first "
                        f"line names {counted(len(header), 'column')}; write one for each"
                    )
            line = reader.line_num
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise unreadable(path, error, line) from error


def unreadable(path: Path, error: Exception, line: int = 1) -> InputError:
    """Why a file is no table, in a sentence."""
    if isinstance(error, OSError):
        return InputError([f"{path}: cannot be read: {error.strerror}"])
    if isinstance(error, UnicodeDecodeError):
        return InputError([f"{path}: is not text (UTF-8); a table is a CSV file"])
    return InputError([f"{path}, after line {line}: is not CSV: {error}"])
