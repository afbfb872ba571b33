"""How often a replay ends as its record: the share of draws with the recorded class of outcome."""

from __future__ import annotations

import numpy as np

from simulation.engine.history import History
from simulation.stages.adoption import ADOPTED, End

ENOUGH = 0.7
"""A draft is right where more than this share of draws has the recorded outcome."""

CLASSES: dict[str, tuple[End, ...]] = {
    "adopted": ADOPTED,
    "vetoed": (End.VETOED,),
    "fell_short": (End.FELL_SHORT,),
    "withheld": (End.WITHHELD,),
}
"""The classes of outcome and the ends of a round that make them up."""


def shares_of(history: History, number: int) -> dict[str, float]:
    """The share of draws in each class of outcome in one round."""
    ends = history["end"][number]
    return {name: float(np.isin(ends, made_of).mean()) for name, made_of in CLASSES.items()}
