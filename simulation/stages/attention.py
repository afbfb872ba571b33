"""Stage 2, warning and attention: whether a crisis is seen, admitted to the agenda, mediated."""

from __future__ import annotations

import numpy as np

from simulation.stages.numerics import Bools, Floats, count_seats
from simulation.stages.parameters import Parameters


def raised_by_members(uniform: Floats, p: Parameters) -> Bools:
    """Whether members see a new crisis in its first round, with probability ``reach``."""
    return uniform < p.reach


def raised_under_article_99(uniform: Floats, p: Parameters) -> Bools:
    """Whether the Secretary-General brings a crisis that members missed (Charter, Art. 99)."""
    missed = 1.0 - p.reach
    return (uniform >= p.reach) & (uniform < p.reach + missed * p.article_99)


def admitted(wanted: Floats, absent: Bools, quota: int) -> Bools:
    """Whether the agenda vote passes: procedural, so a quota and no veto.

    A member that wants any action at all, θ > 0 (seat, history), votes for it.
    """
    return np.asarray(count_seats((wanted > 0.0) & ~absent) >= quota)


def mediated(uniform: Floats, severity: Floats, p: Parameters) -> Bools:
    """Whether the Secretary-General settles it by good offices: probability skill · (1 - s)."""
    return uniform < p.mediation * (1.0 - severity)
