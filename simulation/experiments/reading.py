"""Rounds of a dataset as measures see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from simulation.engine.history import Column
from simulation.experiments.columns import ACTION_NAMES
from simulation.experiments.manifest import Manifest
from simulation.measures.rounds import Rounds
from simulation.measures.table import MEASURES, Measure
from simulation.stages.adoption import END_NAMES

if TYPE_CHECKING:
    import pandas as pd


class Noting(dict[str, Column]):
    """Columns without a row, of any name; those that were read are kept."""

    def __missing__(self, name: str) -> Column:
        """An empty column, kept from now on."""
        self[name] = np.zeros(0, dtype=np.int8)
        return self[name]


def columns_of(measures: Iterable[Measure]) -> tuple[str, ...]:
    """What measures need of a dataset's rounds; ``last`` is found from the round.

    >>> from simulation.measures.table import MEASURES
    >>> columns_of([MEASURES["settled"], MEASURES["legitimacy"]])
    ('run', 'round', 'settled', 'closed', 'legitimacy')
    """
    read = Noting()
    for measure in measures:
        measure.cells(Rounds(read, history=None, named=0, grave=0.0, adequate=0.0, large=0.0))
    return ("run", "round", *(name for name in read if name != "last"))


COLUMNS = columns_of(MEASURES.values())
"""What the measures need of a dataset's rounds."""

CODED = {"end": END_NAMES, "action": ACTION_NAMES}
"""Columns that a dataset has as words, and the words in the order of their numbers."""


def read(rounds: pd.DataFrame, manifest: Manifest) -> Rounds:
    """Rounds of a dataset of one setting; those of ``COLUMNS`` that the measures in question need.

    They may be any of a history's rounds, in their order.
    """
    limits = manifest.experiment["described"]["parameters"]
    columns = as_numbers(rounds)
    if "round" in columns:
        columns["last"] = columns["round"] == manifest.experiment["rounds"] - 1
    return Rounds(
        columns=columns,
        history=np.unique(columns["run"], return_inverse=True)[1],
        named=len(manifest.contributors) - 1,
        grave=limits["grave"],
        adequate=limits["adequate"],
        large=limits["large"],
    )


def as_numbers(rounds: pd.DataFrame) -> dict[str, Column]:
    """Those of ``COLUMNS`` that are there, words as numbers."""
    return {
        name: coded(rounds[name], CODED[name]) if name in CODED else rounds[name].to_numpy()
        for name in rounds
        if name in COLUMNS
    }


def coded(words: pd.Series, names: Sequence[str]) -> Column:
    """Words as the numbers of their places among names."""
    found = words.astype("category").cat
    places = np.array([names.index(word) for word in found.categories], dtype=np.int8)
    return places[found.codes]
