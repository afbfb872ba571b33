"""Shares by group: of rounds by what they were, of settings by what was varied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from simulation.engine.history import Column
from simulation.experiments.reading import COLUMNS, read
from simulation.measures.rates import RATE, rate
from simulation.measures.table import MEASURES
from simulation.scenario.mistakes import InputError, Mistake, check_list, nearest, shown

if TYPE_CHECKING:
    from simulation.experiments.results import Results

SHARES = {name: measure for name, measure in MEASURES.items() if measure.share}
"""What is counted."""


def rates_by(results: Results, by: Sequence[str]) -> pd.DataFrame:
    """The shares among the measures within each group of rounds that agree in these columns.

    Columns are those of ``by``, measure, value, low, high, count, total and
    histories; a measure of which a group holds no case has no row, and rounds in
    which a column is null are in no group. Intervals are over histories: run r under
    several settings counts as one, since it has the same draws under each.

    Raises
    ------
    InputError
        If a column is not there, or holds numbers that no two rounds share.
    """
    check_list("by", by)
    check(results, by)
    found: dict[tuple[Any, ...], dict[str, list[tuple[Column, Column, Column]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for one, values in settings(results):
        own = [name for name in by if name not in values]
        for block in one.frames(sorted({*COLUMNS, *own})):
            for key, group in groups(block, own):
                place = dict(zip(own, key, strict=True)) | values
                runs = np.unique(group["run"].to_numpy())
                rounds = read(group, one.manifest)
                kept = found[tuple(place[column] for column in by)]
                for name, measure in SHARES.items():
                    kept[name].append((runs, *measure.sums(rounds)))
    rows = [
        [*key, name, *share.plain().values()]
        for key, measures in sorted(found.items(), key=lambda item: in_order(item[0]))
        for name, pieces in measures.items()
        if (share := rate(*by_run(pieces))).total
    ]
    return pd.DataFrame(rows, columns=[*by, "measure", *RATE])


def in_order(group: tuple[Any, ...]) -> list[tuple[bool, Any]]:
    """By which groups are sorted: numbers as numbers, what is absent last."""
    return [(value is None, value) for value in group]


def check(results: Results, by: Sequence[str]) -> None:
    """Refuse columns that cannot distinguish rounds."""
    varied = results.manifest.experiment["varied"]
    schema = results.rounds.schema
    mistakes = [
        Mistake("", "by", "is named twice; name each once", value=shown(name))
        for name in {*by}
        if by.count(name) > 1
    ]
    for name in by:
        if name in varied:
            continue
        if name not in schema.names:
            hint = nearest(name, [*varied, *schema.names])
            why = f"there is no such column or varied key; {hint}"
            mistakes.append(Mistake("", "by", why, value=shown(name)))
        elif pa.types.is_floating(schema.field(name).type):
            why = "holds decimal numbers; cut them into bins in pandas"
            mistakes.append(Mistake("", "by", why, value=shown(name)))
    if mistakes:
        raise InputError(mistakes)


def settings(results: Results) -> Iterator[tuple[Results, dict[str, Any]]]:
    """Each setting that was played, and the values that were varied in it."""
    if results.points is None:
        yield results, {}
        return
    varied = results.manifest.experiment["varied"]
    for row in results.points.to_pylist():
        yield results.at(row["point"]), {name: row[name] for name in (*varied, "point")}


def groups(
    rounds: pd.DataFrame, by: Sequence[str]
) -> Iterator[tuple[tuple[Any, ...], pd.DataFrame]]:
    """The rounds by what they hold in these columns; all of them if there is none."""
    if not by:
        yield (), rounds
        return
    for key, group in rounds.groupby(list(by), observed=True):
        yield key if isinstance(key, tuple) else (key,), group


def by_run(pieces: list[tuple[Column, Column, Column]]) -> tuple[Column, Column]:
    """Sums of several parts and settings, added up run by run."""
    runs, parts, wholes = (np.concatenate(column) for column in zip(*pieces, strict=True))
    _, index = np.unique(runs, return_inverse=True)
    return np.bincount(index, weights=parts), np.bincount(index, weights=wholes)
