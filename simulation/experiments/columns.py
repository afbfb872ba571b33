"""The columns of a batch's dataset, folder by folder.

Those of rounds are what the stages declare. docs/data.md is generated from these tables.
"""

from __future__ import annotations

import itertools

import pyarrow as pa

from simulation.engine import round as order
from simulation.measures.table import MEASURES
from simulation.stages.adoption import END_NAMES
from simulation.stages.answers import Kind
from simulation.stages.bypass import Action
from simulation.stages.declare import WORD, Column
from simulation.stages.parameters import STAGES

ACTION_NAMES = tuple(action.name.lower() for action in Action)
KIND_NAMES = tuple(kind.name.lower() for kind in Kind)

WORDS = pa.dictionary(pa.int16(), pa.string())
MANY = pa.list_(pa.float32())
STATES = pa.list_(pa.int16())

LISTS = {WORD: WORDS, "list of float32": MANY, "list of int16": STATES}
"""Kinds of columns that are no plain numbers, and their Arrow types."""

POINT = Column("point", "int32", "setting of the design that was played, from 0; see points/")
"""The first column of every folder."""

SEED = Column("seed", "int64", "seed of the batch")
RUN = Column("run", "int64", "number of the history; seed and run together give it again")
ROUND = Column("round", "int32", "round of the history, from 0")

OF_STAGES = (order, *(stage for stage in STAGES if hasattr(stage, "COLUMNS")))
"""What has columns of a round, in their order."""

OF_RUNS = (
    Column("episodes", "int32", "crises that broke out", unit="crises"),
    Column("drafts_tabled", "int32", "drafts put to the vote", unit="drafts"),
    Column("hidden_vetoes", "int32", "rounds with a hidden veto", unit="rounds"),
    *(
        Column(end, "int32", f"rounds that ended {end.replace('_', ' ')}", unit="rounds")
        for end in END_NAMES
    ),
)

OF_CONTRIBUTIONS = (
    Column(
        "effort",
        "list of float32",
        "what each contributor bears, in the order of the manifest's contributors",
        unit="effort",
    ),
    Column("forces", "list of float32", "how much of it is forces", unit="effort"),
    Column(
        "money",
        "list of float32",
        "what each pays: the cost of its effort, for peacekeepers its dues",
        unit="effort",
    ),
    Column("stakes", "list of float32", "what each has at stake, in the same order", unit="gain"),
)


def of(measure: str) -> str:
    """The column that holds the whole of a measure."""
    return f"{measure}_of"


def of_measures() -> tuple[Column, ...]:
    """Two columns a measure: its part, and the whole that it is a part of."""
    found = []
    for name, measure in MEASURES.items():
        kind = "int32" if measure.share else "float64"
        found.append(Column(name, kind, f"{measure.words}: the part"))
        found.append(Column(of(name), kind, f"and the whole of `{name}`"))
    return tuple(found)


def named(*columns: Column) -> dict[str, Column]:
    """Columns by name."""
    return {column.name: column for column in columns}


LEVELS: dict[str, dict[str, Column]] = {
    "runs": named(SEED, RUN, *OF_RUNS),
    "measures": named(RUN, *of_measures()),
    "rounds": named(
        SEED, RUN, ROUND, *itertools.chain.from_iterable(stage.COLUMNS for stage in OF_STAGES)
    ),
    "ballots": named(
        RUN,
        ROUND,
        Column(
            "ballots",
            "uint64",
            "two bits a seat, the first seat lowest: 0 yes, 1 no, 2 abstain, 3 not voting",
        ),
    ),
    "contributions": named(RUN, ROUND, *OF_CONTRIBUTIONS),
    "seats": named(
        RUN,
        Column("round", "int32", "round from which they sit"),
        Column(
            "states", "list of int16", "who holds each seat, as numbers of the manifest's states"
        ),
    ),
}
"""The folders of a dataset and their columns."""

DETAILS = {
    "runs": ("runs", "measures"),
    "rounds": ("runs", "measures", "rounds"),
    "ballots": tuple(LEVELS),
}
"""The folders stored at each detail."""


def arrow(column: Column) -> pa.DataType:
    """The Arrow type of a column."""
    return LISTS.get(column.kind) or pa.type_for_alias(column.kind)


def schema_of(level: str) -> pa.Schema:
    """The Arrow schema of what histories themselves say, the point left out."""
    return pa.schema([(name, arrow(column)) for name, column in LEVELS[level].items()])


def stored_schema(level: str) -> pa.Schema:
    """The Arrow schema of one folder."""
    return schema_of(level).insert(0, pa.field(POINT.name, arrow(POINT)))


def repeating(level: str) -> list[str]:
    """The columns of one folder whose values come again and again: all but real numbers.

    Parquet keeps a dictionary of these. One of real numbers, which hardly repeat, takes
    as long as all the rest and makes files larger.
    """
    return [
        field.name
        for field in stored_schema(level)
        if not pa.types.is_floating(field.type) and field.type != MANY
    ]
