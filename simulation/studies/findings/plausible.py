"""Plausible settings: ranges of the invented parameters, and a designed sample over them.

The ranges are judgments, narrower than what the stages allow, each with its reason in
``plausible.csv``: a line a parameter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from simulation.experiments.design import Design, sampled
from simulation.scenario.sheet import read_sheet

FILE = Path(__file__).with_name("plausible.csv")


@dataclass(frozen=True)
class Plausible:
    """The range of a parameter: who says so (judged or invented), and why."""

    key: str
    low: float
    high: float
    label: str
    reason: str


@cache
def plausible() -> tuple[Plausible, ...]:
    """The table of ranges, a row a parameter."""
    rows = read_sheet(FILE, FILE.name).rows()
    return tuple(
        Plausible(key, float(low), float(high), label, reason)
        for _, (key, low, high, label, reason) in rows
    )


def plausible_settings(settings: int, seed: int) -> Design:
    """A Latin hypercube of so many settings over the ranges, the same for the same seed."""
    over = {one.key: (one.low, one.high) for one in plausible()}
    return sampled("lhs", settings, over, seed=seed)
