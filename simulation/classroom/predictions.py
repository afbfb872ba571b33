"""What a class predicts of a vote, and how close it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

POINTS = {"outcome": 2, "yes": 2, "blocks": 1}
"""The most points for each part of a prediction."""

MOST_POINTS = sum(POINTS.values())

CLOSE = 1
"""A number of yeses that is off by so many gets half its points."""


@dataclass(frozen=True)
class Happened:
    """How a vote ended: the outcome, how many said yes, and who blocked."""

    outcome: str
    yes: int
    blocks: frozenset[str]


def points(predicted: Mapping[str, Any], happened: Happened) -> dict[str, int]:
    """The points of a prediction, by its parts.

    >>> vetoed = Happened("vetoed", 9, frozenset({"CHN", "RUS"}))
    >>> points({"outcome": "vetoed", "yes": 10, "blocks": ["RUS"]}, vetoed)
    {'outcome': 2, 'yes': 1, 'blocks': 0}
    """
    off = abs(int(predicted["yes"]) - happened.yes)
    return {
        "outcome": POINTS["outcome"] * (predicted["outcome"] == happened.outcome),
        "yes": POINTS["yes"] if off == 0 else POINTS["yes"] // 2 * (off <= CLOSE),
        "blocks": POINTS["blocks"] * (frozenset(predicted["blocks"]) == happened.blocks),
    }


def total(predicted: Mapping[str, Any], happened: Happened) -> int:
    """All points of a prediction, 0 to ``MOST_POINTS``."""
    return sum(points(predicted, happened).values())


def as_simulated(vote: Mapping[str, Any]) -> Happened:
    """How a vote of a story ended."""
    return Happened(vote["outcome"], vote["yes"], frozenset(vote["blocked_by"]))


def as_recorded(record: Mapping[str, Any], vetoes: tuple[str, ...]) -> Happened:
    """How a vote on record ended; of a draft that was not vetoed nobody blocked."""
    vetoed = record["outcome"] == "vetoed"
    against = {member for member, ballot in record["ballots"].items() if ballot == "N"}
    return Happened(
        record["outcome"], record["yes"], frozenset(against & set(vetoes) if vetoed else ())
    )
