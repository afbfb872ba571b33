"""Stage 2, warning and attention: whether a crisis is seen, admitted to the agenda, mediated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulation.stages.declare import Slots, parameter
from simulation.stages.numerics import Bools, Floats, count_seats

if TYPE_CHECKING:
    from simulation.stages.parameters import Parameters


@dataclass(frozen=True, kw_only=True)
class AttentionParameters:
    """The numbers of this stage."""

    # A line or two for what a number is, one for what is said of it.
    # fmt: off
    reach: float = parameter(
        "reach", 0.6, 0, 1, "chance that a crisis is seen in its first round",
        off=1, unit="probability",
    )
    article_99: float = parameter(
        "P(Art. 99)", 0.05, 0, 1,
        "chance that the Secretary-General brings a crisis that members missed",
        off=0, unit="probability", label="judged",
        source="Charter Art. 99, invoked in terms only a few times since 1946",
    )
    mediation: float = parameter(
        "P(mediated)", 0.2, 0, 1, "the Secretary-General's skill: success is this times 1 - s",
        off=0, unit="probability",
    )
    # fmt: on


SLOTS = Slots("attention", 4, ("raised", "mediated"))


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
