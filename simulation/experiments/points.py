"""The points of a design: the settings a batch plays, all of them with the same histories' draws.

A batch without a design has one point, numbered 0. The file points/points.parquet
has a row a point: its number, the values that were varied, and what they change in
the scenario.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from simulation.experiments.columns import POINT, arrow
from simulation.experiments.description import cast_of, changes_between, description
from simulation.experiments.files import aside, seal_of, settle, words_of
from simulation.scenario.calls import Call
from simulation.scenario.mistakes import InputError, Mistake
from simulation.scenario.scenario import Scenario

FOLDER, FILE = "points", "points.parquet"

OWN_COLUMNS = {
    "point": "number of the setting, from 0; every row of the other folders has it",
    "cast": "which of the manifest's casts takes part",
    "changes": "what this point changes in the scenario that the manifest describes, as JSON",
}
"""Columns of points/ beside the varied keys, each a column of its own."""


@dataclass(frozen=True)
class Point:
    """One setting of a design.

    Attributes
    ----------
    values : dict of str to value
        The values that were varied, by key.
    scenario : Scenario
        The scenario that they make.
    """

    values: dict[str, Any]
    scenario: Scenario


@dataclass(frozen=True)
class PointTable:
    """The points of a batch as its dataset keeps them; ``rows`` are those of points/."""

    varied: list[str]
    rows: list[dict[str, Any]]
    casts: list[dict[str, Any]]

    @classmethod
    def of(cls, base: Scenario, points: Sequence[Point]) -> PointTable:
        """The table of these points around a scenario.

        Raises
        ------
        InputError
            If there is no point, or they do not vary the same keys.
        """
        if not points:
            raise InputError(["points: there is none; give at least one"])
        varied = list(points[0].values)
        mistakes = [
            f"point {number}: varies {', '.join(point.values) or 'nothing'}, point 0 "
            f"{', '.join(varied) or 'nothing'}; give every point the same keys"
            for number, point in enumerate(points)
            if list(point.values) != varied
        ]
        mistakes += [
            f"{key}: is a column of every design; give the varied key another name"
            for key in varied
            if key in OWN_COLUMNS
        ]
        if mistakes:
            raise InputError(mistakes)
        described, casts, rows = description(base), list[dict[str, Any]](), []
        for number, point in enumerate(points):
            cast = cast_of(point.scenario)
            if cast not in casts:
                casts.append(cast)
            changes = changes_between(described, description(point.scenario))
            rows.append(
                {"point": number, **point.values, "cast": casts.index(cast)}
                | {"changes": json.dumps(changes, sort_keys=True)}
            )
        return cls(varied, rows, casts)

    def arrow(self) -> pa.Table:
        """The rows as an Arrow table."""
        table = pa.Table.from_pylist(self.rows)
        for name in ("point", "cast"):
            place = table.schema.get_field_index(name)
            table = table.set_column(place, name, table.column(name).cast(arrow(POINT)))
        return table


def differing_settings(
    here: PointTable | None, folder: Path, there: dict[str, int | str] | None
) -> list[str]:
    """What the settings of a batch in a folder have otherwise: by key, where it is so first.

    ``there`` is what the manifest says of their file. Nothing where they vary other keys, or
    their table is lost.
    """
    try:
        found_there = read_points(folder, there).to_pylist()
    except InputError:
        found_there = []
    rows = [] if here is None else here.rows
    found: dict[str, str] = {}
    for mine, its in zip(rows, found_there, strict=False):
        for key in mine.keys() & its.keys() - OWN_COLUMNS.keys():
            if mine[key] != its[key]:
                words = f"{key} is {its[key]!r} there, {mine[key]!r} here, at point {mine['point']}"
                found.setdefault(key, words)
    return [found[key] for key in sorted(found)]


def write_points(table: pa.Table, folder: Path) -> dict[str, int | str]:
    """Write points/points.parquet of a batch; how many bytes it has, and their digest."""
    path = folder / FOLDER / FILE
    path.parent.mkdir(exist_ok=True)
    with aside(path) as unfinished:
        pq.write_table(table, unfinished, write_page_checksum=True)
        seal = seal_of(unfinished)
        settle({path: unfinished})
    return seal


def read_points(folder: Path, seal: dict[str, int | str] | None) -> pa.Table:
    """The table of points of a batch, if it is the one that the manifest's ``points_file`` names.

    Raises
    ------
    InputError
        If it is not there or not as it was written.
    """
    path = folder / FOLDER / FILE
    length = None if seal is None else int(seal["bytes"])
    try:
        if seal_of(path, length) == seal:
            return pq.read_table(path)
        why = "is damaged: its bytes are not those that were written"
    except (OSError, pa.ArrowInvalid) as error:
        why = words_of(error) if isinstance(error, OSError) else "is torn"
    again = (f"{why}; run the same `", Call("run_batch"), "` again")
    raise InputError([Mistake(str(path), "", again)])
