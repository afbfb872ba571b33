"""Tables of votes in whatever file they come: text of several encodings, or a workbook of Excel."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from simulation.scenario.mistakes import InputError
from simulation.scenario.plain_text import LARGEST_TABLE, MARKS, NO_TEXT, bytes_of, decoded
from simulation.scenario.sheet import Sheet, sheet_of

WORKBOOK = b"PK\x03\x04"
"""How a workbook of Excel since 2007 begins; any other archive begins so too."""

CODE_PAGE = "cp1252"
"""What text that is not Unicode is read as: what Excel writes in western Europe and America.

Detectors of encodings take short tables for Chinese. So one page is read, that is said, and a name
of a state that another page would have spelt stands for no state.
"""


def open_sheet(path: Path) -> tuple[Sheet, list[str]]:
    """The table in a file, and sentences on how it was read where that is not plain.

    Raises
    ------
    InputError
        If the file cannot be read, or holds no table.
    """
    where = str(path)
    content = bytes_of(path, where, LARGEST_TABLE)
    if content.startswith(WORKBOOK):
        return first_sheet(content, where)
    try:
        return sheet_of(decoded(content, where, "CSV"), where), []
    except InputError:
        text = western(content)
        if text is None:
            raise
    note = (
        f"{where}: is not UTF-8 and was read as Windows-1252; check the accents in its titles "
        '(in Excel: Save as, "CSV UTF-8")'
    )
    return sheet_of(text.replace("\r\n", "\n").replace("\r", "\n"), where), [note]


def western(content: bytes) -> str | None:
    """The text in the code page of western Windows, if it is no Unicode and may be that."""
    if b"\0" in content or content.startswith((*MARKS, *NO_TEXT)):
        return None
    try:
        content.decode()
    except UnicodeDecodeError:
        try:
            return content.decode(CODE_PAGE)
        except UnicodeDecodeError:
            return None
    return None


def first_sheet(content: bytes, where: str) -> tuple[Sheet, list[str]]:
    """The first sheet of a workbook that is not empty; the others are named.

    Raises
    ------
    InputError
        If the file is no workbook, every sheet is empty, or openpyxl is not installed.
    """
    try:
        import openpyxl
    except ImportError as error:
        why = (
            "is a workbook, which needs openpyxl: pip install 'unsc-simulation[excel]', or save it "
            'as a CSV file (in Excel: Save as, "CSV UTF-8")'
        )
        raise InputError([f"{where}: {why}"]) from error
    try:
        check_size(content, where)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        tables = {sheet.title: cells_of(sheet.iter_rows(values_only=True)) for sheet in book}
    except InputError:
        raise
    except Exception as error:  # openpyxl raises what the damaged part of the archive raises
        why = "is no workbook of Excel, or a damaged one; save it as .xlsx or as a CSV file"
        raise InputError([f"{where}: {why}"]) from error
    filled = [title for title, rows in tables.items() if any(any(row) for row in rows)]
    if not filled:
        raise InputError([f"{where}: every sheet of the workbook is empty; write a table"])
    first, *others = filled
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(tables[first])
    sheet = sheet_of(f"sep=,\n{text.getvalue()}", where)
    named = ", ".join(map(repr, others))
    notes = [f"{where}: the sheet {first!r} was read, and not {named}"] if others else []
    return Sheet(where, text.getvalue(), ",", sheet.columns, sheet.head - 1), notes


def check_size(content: bytes, where: str) -> None:
    """Refuse an archive that unpacks to more than any table.

    Raises
    ------
    InputError
        If it does.
    """
    unpacked = sum(file.file_size for file in zipfile.ZipFile(io.BytesIO(content)).infolist())
    if unpacked > LARGEST_TABLE:
        raise InputError([f"{where}: unpacks to {unpacked // 1_000_000:,} MB, too large a table"])


def cells_of(rows: Iterable[Sequence[object]]) -> list[list[str]]:
    """Cells as text, as many in each row; a date as in 1990-11-29, a whole number as such."""
    found = [[as_text(cell) for cell in row] for row in rows]
    longest = max(map(len, found), default=0)
    return [row + [""] * (longest - len(row)) for row in found]


def as_text(cell: object) -> str:
    """A cell of a workbook as people would write it."""
    match cell:
        case None:
            return ""
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
    return " ".join(str(cell).split())
