"""Why crises close unsettled, by the round with which they do."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from simulation.engine.history import Column
from simulation.stages.adoption import End
from simulation.stages.bypass import Action
from simulation.stages.numerics import Bools

FAILURES = (
    "unseen", "withheld", "vetoed", "fell_short", "not_coercive", "too_little", "lost",
)  # fmt: skip
"""Why a closed episode is unsettled; disjoint and exhaustive.

``not_coercive`` is a draft adopted that asks for no coercion, as some recorded
ones do; ``too_little`` an answer that lost with less than ``HALF`` of the
provision best for all, ``lost`` one with more.
"""

HALF = 0.5
"""Share of the optimal provision below which a lost answer counts as given too little."""


class Columns(Protocol):
    """Columns of rounds by name: ends and actions as numbers, provision and optimal."""

    def __getitem__(self, name: str, /) -> Column:
        """A column."""
        ...


def failures(rounds: Columns) -> dict[str, Bools]:
    """Where each of ``FAILURES`` is the reason, if a crisis closes unsettled with the round.

    An answer that was given and lost comes before the end of the vote, since an
    older mandate may be what was acted on.
    """
    end, acted = rounds["end"], rounds["action"] != Action.NONE
    little = rounds["provision"] < HALF * rounds["optimal"]
    without = {
        "unseen": end == End.UNSEEN,
        "withheld": end == End.WITHHELD,
        "vetoed": end == End.VETOED,
        "fell_short": end == End.FELL_SHORT,
    }
    found = {reason: ~acted & here for reason, here in without.items()}
    return found | {
        "not_coercive": ~acted & ~np.any(list(without.values()), axis=0),
        "too_little": acted & little,
        "lost": acted & ~little,
    }
