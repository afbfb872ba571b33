"""The public tables of votes, states and crises: found by pattern in folders, read and checked.

docs/sources.md says where each comes from. Tables of one kind may lie in several
folders or files, each with other years; they are read as one.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from simulation.rollcalls.reader import read_vote_table
from simulation.rollcalls.rows import of_table, rows_of
from simulation.scenario.calls import ANY, Call, Word
from simulation.scenario.mistakes import Gathered, InputError, Mistake
from simulation.scenario.sheet import read_sheet
from simulation.scenario.states import NO_STATE, region_of, states_in
from simulation.stages.numerics import Ints
from simulation.studies.tables.checks import values_of, wrong_cells
from simulation.studies.tables.shapes import SHAPES, Kind, TableShape

VARIABLE = "UNSC_DATA"
"""The environment variable that names folders of tables, with the system's separator between."""


class Tables:
    """The tables of some folders.

    ``notes`` says in sentences what was dropped, ``rows`` how many rows each
    file gave. A table is read once.

    >>> Tables.named([])
    Traceback (most recent call last):
    simulation.scenario.mistakes.InputError: no folder of tables is named; ...
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        self.notes: list[str] = []
        self.rows: dict[Path, int] = {}
        self._read: dict[Kind, pd.DataFrame] = {}

    @classmethod
    def named(cls, data: Sequence[Path] | None = None) -> Tables:
        """Those of ``--data``, or where none is given of the variable UNSC_DATA.

        Raises
        ------
        InputError
            If neither names a folder, or one named is not there.
        """
        folders = list(data or [])
        if not folders:
            named = os.environ.get(VARIABLE, "")
            folders = [Path(part) for part in named.split(os.pathsep) if part]
        if not folders:
            source = (
                f" (one folder or several) or set {VARIABLE}; docs/sources.md says where the "
                "tables come from"
            )
            why = ("no folder of tables is named; give ", Call(data=Word("DIR")), source)
            raise InputError([Mistake("", "", why)])
        absent = [folder for folder in folders if not folder.is_dir()]
        if absent:
            named_by = (Call(data=ANY), f" and {VARIABLE} name folders of tables")
            raise InputError(
                Mistake(str(folder), "", ("there is no such folder; ", *named_by))
                for folder in absent
            )
        return cls(folders)

    def files(self, kind: Kind) -> list[Path]:
        """The files of a kind, in the order of folders and names; one named twice counts once."""
        pattern = SHAPES[kind].pattern
        found = (path for folder in self.folders for path in sorted(folder.glob(pattern)))
        return list({path.resolve(): path for path in found}.values())

    def require(self, *kinds: Kind) -> None:
        """Check that each of these is there.

        Raises
        ------
        InputError
            With a sentence for each that is missing: folders, pattern, remedy.
        """
        where = ", ".join(map(str, self.folders))
        missing = [SHAPES[kind] for kind in kinds if not self.files(kind)]
        if missing:
            source = "; docs/sources.md says where it comes from"
            raise InputError(
                Mistake(where, "", (f"there is no {shape.pattern} ({shape.what}); add it, or name "
                                    "its folder with ", Call(data=ANY), source))
                for shape in missing
            )  # fmt: skip

    def read(self, kind: Kind) -> pd.DataFrame:
        """A table whole, all its files together, in their order.

        Dates are datetime64, whole numbers int64, numbers float64 with nan where
        empty, text str with "" where empty. A row that stands twice with the same
        values is dropped and noted.

        Raises
        ------
        InputError
            If there is none, a column is missing, a value is wrong, or two rows
            of the same key contradict each other.
        """
        if kind not in self._read:
            self.require(kind)
            shape = SHAPES[kind]
            files = self.files(kind)
            gathered = Gathered()
            read = (gathered.take(self.file, path, shape) for path in files)
            frames = [frame for frame in read if frame is not None]
            gathered.stop()
            self._read[kind] = self.joined(files, frames, shape)
        return self._read[kind]

    def digests(self, *kinds: Kind) -> list[int]:
        """A digest of each table's rows, whatever files and order they stand in."""
        rows = (pd.util.hash_pandas_object(self.read(kind), index=False) for kind in kinds)
        return [int(digests.sum()) for digests in rows]

    def file(self, path: Path, shape: TableShape) -> pd.DataFrame:
        """One file, checked."""
        frame = self.ballots(path, shape) if shape.ballots else self.cells(path, shape)
        self.rows[path] = len(frame)
        return frame

    def ballots(self, path: Path, shape: TableShape) -> pd.DataFrame:
        """A table of ballots of any layout, in this project's columns."""
        table = read_vote_table(path, numbered=True)
        self.notes += table.notes
        cast = table.ballots()
        years = [table.votes[n].year for n in table.vote]
        frame = pd.DataFrame(
            {
                "vote_id": cast["vote_id"].map(str),
                "date": cast["date"].map(str).replace({"None": "", "NaT": ""}),
                "year": ["" if year is None else str(year) for year in years],
                "iso3": cast["iso3"],
                "permanent": cast["permanent"].map({True: "1", False: "0"}),
                "un_group": cast["group"].where(cast["group"] != "", cast["iso3"].map(region_of())),
                "vote": cast["vote"],
            },
            dtype=str,
        ).fillna("")
        check_cells(path, frame, shape, table.line)
        return made(frame, shape)

    def cells(self, path: Path, shape: TableShape) -> pd.DataFrame:
        """A table whose columns have the names of its shape."""
        mistakes = of_table()
        sheet = read_sheet(path, str(path))
        extra = dict.fromkeys(name for name in sheet.columns if name not in shape.columns)
        columns = [*shape.columns, *extra]
        cells = list(rows_of(sheet, list(shape.columns), mistakes, optional=list(extra)))
        if not cells and not mistakes.mistakes:
            mistakes.note(f"{path}: holds no rows; it should hold {shape.what}")
        mistakes.stop()
        lines = np.array([line for line, _ in cells])
        frame = pd.DataFrame([row for _, row in cells], columns=columns, dtype=str)
        for column, cell in shape.columns.items():
            if cell in ("whole", "number"):
                frame[column] = sheet.numbers(frame[column].to_list())
        check_cells(path, frame, shape, lines)
        frame = made(frame, shape)
        if shape.states:
            frame["iso3"] = self.states(frame, shape, path, lines)
        return frame

    def states(self, frame: pd.DataFrame, shape: TableShape, path: Path, lines: Ints) -> list[str]:
        """The code of the state of each row, by code and not by spelling where it has both.

        Raises
        ------
        InputError
            If rows of members are of none.
        """
        years = list(frame["year"]) if shape.council else [None] * len(frame)
        columns = [list(zip(frame[column], years, strict=True)) for column in shape.states]
        known = states_in(dict.fromkeys(key for column in columns for key in column if key[0]))
        codes: list[str] = []
        unknown: dict[str, int] = {}
        for n, keys in enumerate(zip(*columns, strict=True)):
            written = [key for key in keys if key[0]]
            code = next((known[key] for key in written if known[key]), None)
            if code is None and written:
                unknown.setdefault(written[-1][0], n)
            codes.append(code or (written[-1][0] if written else ""))
        if shape.members:
            mistakes = of_table()
            for name, n in unknown.items():
                mistakes.note(f"{path}, line {lines[n]}: {shape.states[-1]} = {name!r}: {NO_STATE}")
            mistakes.stop()
        elif unknown:
            self.notes.append(
                f"{path}: {', '.join(sorted(unknown))}: no member of the United Nations, left out"
            )
        return codes

    def joined(
        self, files: Sequence[Path], frames: Sequence[pd.DataFrame], shape: TableShape
    ) -> pd.DataFrame:
        """Several files as one table; a row given again is dropped, a contradiction refused."""
        whole = pd.concat(frames, ignore_index=True)
        extra = [name for name in whole.columns if name not in shape.columns]
        whole[extra] = whole[extra].fillna("")
        source = np.repeat(np.arange(len(files)), [len(frame) for frame in frames])
        compared = list(shape.columns if shape.key else whole.columns)
        again = whole.duplicated(compared).to_numpy()
        for n in np.unique(source[again]):
            self.notes.append(
                f"{files[n]}: {int((again & (source == n)).sum())} of its rows were there already "
                "and are read once"
            )
        whole, source = whole[~again].reset_index(drop=True), source[~again]
        clash = whole.duplicated(list(shape.key)).to_numpy() if shape.key else np.zeros(0, bool)
        mistakes = of_table()
        for n in np.flatnonzero(clash):
            row = ", ".join(f"{column} {whole[column].iloc[n]}" for column in shape.key)
            mistakes.note(
                f"{files[source[n]]}: {row}: stands twice with different values; keep one of them"
            )
        mistakes.stop()
        return whole


def check_cells(path: Path, frame: pd.DataFrame, shape: TableShape, lines: Ints) -> None:
    """Check the cells of a table as they are written.

    Raises
    ------
    InputError
        With a sentence for each of the first that are wrong.
    """
    mistakes = of_table()
    for wrong in wrong_cells(frame, shape):
        cell = f"{wrong.column} = {wrong.cell!r}"
        mistakes.note(f"{path}, line {lines[wrong.row]}: {cell}: must be {wrong.must}")
    mistakes.stop()


def made(frame: pd.DataFrame, shape: TableShape) -> pd.DataFrame:
    """A table with its cells as values."""
    for column, cell in shape.columns.items():
        frame[column] = values_of(frame[column], cell)
    return frame
