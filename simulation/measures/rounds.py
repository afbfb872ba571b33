"""Rounds as measures see them, whether just played or read from a dataset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulation.engine.history import Column, History
from simulation.stages.adoption import End
from simulation.stages.numerics import Bools, Ints, sum_seats


@dataclass(frozen=True)
class Rounds:
    """Rounds of histories as columns of one shape, (round, history) or (row,).

    Ends and actions are numbers, as :class:`History` has them; ``last`` flags the last
    round of a history. ``history`` numbers the history of each row, None where histories
    are an axis. ``named`` is the number of named contributors; ``grave``, ``adequate`` and
    ``large`` are the parameters of these names.
    """

    columns: Mapping[str, Column]
    history: Ints | None
    named: int
    grave: float
    adequate: float
    large: float

    def __getitem__(self, name: str) -> Column:
        """A column."""
        return self.columns[name]

    def is_end(self, *ends: End) -> Bools:
        """Where a round ended in one of these ways."""
        return np.isin(self.columns["end"], ends)

    def total(self, values: Column) -> Column:
        """Sums over the rounds of each history, (history,).

        First round first in either shape, so that both give the same to the last bit.
        """
        if self.history is None:
            return total(values)
        return np.bincount(self.history, weights=values)


def total(values: Column) -> Column:
    """Sums over rounds (round, history), first round first: (history,)."""
    return sum_seats(values)


def played(history: History) -> Rounds:
    """The rounds of histories just played."""
    limits = history.scenario.parameters
    last = np.zeros(history["end"].shape, dtype=bool)
    last[-1] = True
    return Rounds(
        columns={**history.columns, "last": last},
        history=None,
        named=history.effort.shape[1] - 1,
        grave=limits.grave,
        adequate=limits.adequate,
        large=limits.large,
    )
