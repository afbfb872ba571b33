"""How many members did not vote yes: recorded, and as predictors expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from simulation.rollcalls.ballots import UNKNOWN
from simulation.stages.numerics import Floats
from simulation.stages.voting import YES
from simulation.studies.backtest.prediction import Prediction
from simulation.studies.backtest.record import RollCall

GROUPS = ((0, 0), (1, 1), (2, 3), (4, 6), (7, 15))
"""Numbers of members, from and to, that are shown as one."""


def dissent(
    roll_calls: Sequence[RollCall], predictions: Mapping[str, Sequence[Prediction]]
) -> pd.DataFrame:
    """Shares of drafts on which so many members did not vote yes: recorded, and as expected.

    One row for each of :data:`GROUPS`, one column for the record and each
    predictor. A ballot that is not known is counted as a yes in the record.
    """
    counts = [int(((one.ballots != YES) & (one.ballots != UNKNOWN)).sum()) for one in roll_calls]
    recorded = np.bincount(counts, minlength=GROUPS[-1][1] + 1) / len(counts)
    columns = {"recorded": grouped(recorded)}
    for name, each in predictions.items():
        columns[name] = grouped(mean_of([one.without_yes() for one in each]))
    return pd.DataFrame(columns, index=[group_words(*group) for group in GROUPS])


def mean_of(distributions: Sequence[Floats]) -> Floats:
    """Their mean, shorter ones taken as 0 beyond their end."""
    total = np.zeros(GROUPS[-1][1] + 1)
    for one in distributions:
        total[: len(one)] += one
    return total / len(distributions)


def grouped(shares: Floats) -> Floats:
    """Shares by number of members summed over the groups."""
    return np.array([shares[low : high + 1].sum() for low, high in GROUPS])


def group_words(low: int, high: int) -> str:
    """A group in words."""
    return "none" if high == 0 else str(low) if low == high else f"{low} to {high}"
