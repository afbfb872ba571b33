"""Numbers of the findings in words, the same on the page and under the pictures."""

from __future__ import annotations

import math
from typing import Any

from simulation.measures.rates import NOT_DEFINED

PART_WORDS = {
    "share": "close unsettled",
    "seen": "due to vetoes seen",
    "hidden": "due to vetoes hidden",
    "burden": "due to voluntary burdens",
    "rest": "due to none of the three",
}
PERCENT = ("unanswered", "settled", "easy_riding")


def percent(row: Any) -> str:
    """A share with its interval."""
    if math.isnan(row.value):
        return NOT_DEFINED
    if math.isnan(row.low):
        return f"{100 * row.value:.1f} %"
    return f"{100 * row.value:.1f} % [{100 * row.low:.1f}, {100 * row.high:.1f}]"


def number(row: Any, measure: str) -> str:
    """An effect with its sign and interval; in points where the measure is a share."""
    if math.isnan(row.value):
        return NOT_DEFINED
    scale, places = (100, 1) if measure in PERCENT else (1, 3)
    value, low, high = (f"{scale * end:+.{places}f}" for end in (row.value, row.low, row.high))
    return value if math.isnan(row.low) else f"{value} [{low}, {high}]"
