"""The option that names folders of public tables, one for every command that reads them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.cli.options import on_the_side

if TYPE_CHECKING:
    from simulation.studies.tables.reading import Tables

Data = Annotated[
    list[Path] | None,
    typer.Option(
        "--data",
        "-d",
        metavar="DIR",
        help="A folder of public tables (docs/sources.md); repeatable [those of UNSC_DATA].",
    ),
]


@contextmanager
def reading_tables(data: list[Path] | None) -> Iterator[Tables]:
    """The public tables of --data; after reading, what was dropped is said on standard error.

    Raises
    ------
    InputError
        If no folder is named, or one that is named is not there.
    """
    from simulation.studies.tables.reading import Tables

    tables = Tables.named(data)
    yield tables
    for note in tables.notes:
        on_the_side(note)
