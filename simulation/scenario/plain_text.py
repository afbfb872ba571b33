"""The text of a file as editors and spreadsheets of any system write it, or why there is none."""

from __future__ import annotations

import codecs
import os
import stat
from pathlib import Path

from simulation.scenario.mistakes import InputError

LARGEST_SCENARIO, LARGEST_TABLE = 10_000_000, 100_000_000
"""Bytes of a TOML file, and of a table, at most."""

MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""What a file may begin with to say how its text is written; UTF-32's begins with UTF-16's."""

NO_TEXT = {
    b"PK\x03\x04": "is a workbook or an archive",
    b"\xd0\xcf\x11\xe0": "is a workbook of old Excel",
    b"PAR1": "is a Parquet file",
    b"\x1f\x8b": "is compressed",
    b"%PDF": "is a PDF",
}
"""How files begin that are often given in place of text."""

SAVE = {
    "TOML": 'save it as UTF-8 (in Notepad: Save as, Encoding "UTF-8")',
    "CSV": 'save it as UTF-8 (in Excel: Save as, "CSV UTF-8"; in LibreOffice: Character set '
    '"UTF-8")',
}
"""How the text of each kind of file is saved so that it can be read."""


def text_of(path: Path, where: str, kind: str, largest: int) -> str:
    r"""The text of a file, its lines ended by ``\n`` alone.

    UTF-8 with or without its mark is read, and UTF-16 and UTF-32 with theirs. Other code
    pages are refused: nothing in a file says which, and a wrong one changes names.

    Parameters
    ----------
    path : Path
        A regular file, or a link to one.
    where : str
        How messages call it.
    kind : {"TOML", "CSV"}
        What it should be.
    largest : int
        Bytes, at most; a larger file is not read.

    Raises
    ------
    InputError
        If it cannot be read, is no regular file, is too large, or is not text.
    """
    return decoded(bytes_of(path, where, largest), where, kind)


def decoded(content: bytes, where: str, kind: str) -> str:
    """The text of these bytes, as :func:`text_of` reads them.

    Raises
    ------
    InputError
        If they are no text, or text of another code page.
    """
    for start, what in NO_TEXT.items():
        if content.startswith(start):
            raise InputError([f"{where}: {what}, not text; save it as a {kind} file"])
    encoding = next((MARKS[mark] for mark in MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError([f"{where}: {undecodable(content, encoding, error, kind)}"]) from error
    if "\0" in text:
        pairs = len(content) > 1 and 0 in (content[0], content[1])
        what = "is not UTF-8, but perhaps UTF-16 without its mark" if pairs else "holds zero bytes"
        raise InputError([f"{where}: is not text: {what}; {SAVE[kind]}"])
    return text.replace("\r\n", "\n").replace("\r", "\n")


def bytes_of(path: Path, where: str, largest: int) -> bytes:
    """The content of a regular file of bounded size; a pipe is refused and not waited for.

    Raises
    ------
    InputError
        If it is something else, is larger, or cannot be read.
    """
    how = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        number = os.open(path, how)
        try:
            status = os.fstat(number)
            if not stat.S_ISREG(status.st_mode):
                what = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe or a device"
                raise InputError([f"{where}: is {what}; name a file"])
            with os.fdopen(number, "rb", closefd=False) as file:
                content = b"" if status.st_size > largest else file.read(largest + 1)
        finally:
            os.close(number)
    except OSError as error:
        raise InputError([f"{where}: cannot be read: {error.strerror}"]) from error
    if max(status.st_size, len(content)) > largest:
        raise InputError(
            [
                f"{where}: is larger than {largest // 1_000_000:,} MB, too large for such a file; "
                "is it the one you mean?"
            ]
        )
    return content


def undecodable(content: bytes, encoding: str, error: UnicodeDecodeError, kind: str) -> str:
    """Where a text cannot be decoded, and how to save it so that it can."""
    if encoding != "utf-8":
        name = encoding.removesuffix("-sig").upper()
        return f"is not text: begins as {name} and is not; {SAVE[kind]}"
    before = content[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return (
        f"is not text in UTF-8: line {before.count(b'\n') + 1} has the byte "
        f"0x{content[error.start]:02X}, as in files of another code page; {SAVE[kind]}"
    )
