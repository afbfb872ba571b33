"""Numbers of the findings in words, the same on the page and under the pictures."""

from __future__ import annotations

import math
from typing import Any

from simulation.measures.rates import NOT_DEFINED
from simulation.scenario.words import listed
from simulation.studies.findings.claims import MOST, Claim
from simulation.studies.findings.spread import Spread

PART_WORDS = {
    "share": "close unsettled",
    "seen": "due to vetoes seen",
    "hidden": "due to vetoes hidden",
    "burden": "due to voluntary burdens",
    "rest": "due to none of the three",
}
PERCENT = ("unanswered", "settled", "easy_riding", "under_mandate")


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


def proportion(log: Any) -> str:
    """A difference of logarithms as per cent more, with its interval."""
    if math.isnan(log.value):
        return NOT_DEFINED
    value, low, high = (more(end) for end in (log.value, log.low, log.high))
    return f"{value} %" if math.isnan(log.low) else f"{value} % [{low}, {high}]"


def more(log: float) -> str:
    """A difference of logarithms as per cent more.

    >>> more(0.0), more(-1.0), more(800.0)
    ('+0.0', '-63.2', 'over +1,000,000')
    """
    return f"{100 * math.expm1(log):+.1f}" if not log > MOST else "over +1,000,000"


def of_claim(claim: Claim, value: float) -> str:
    """A number of a claim: per cent more, or points."""
    if math.isnan(value):
        return NOT_DEFINED
    return f"{more(value)} %" if claim.logarithm else f"{100 * value:+.1f}"


def here(found: Spread) -> str:
    """The number of a claim at the scenario's own setting, with its interval."""
    return proportion(found.here) if found.claim.logarithm else number(found.here, "settled")


def between(found: Spread) -> str:
    """The ends of its range over settings."""
    if not found.defined:
        return NOT_DEFINED
    return f"{of_claim(found.claim, found.low)} to {of_claim(found.claim, found.high)}"


def share(value: float) -> str:
    """A share of settings."""
    return NOT_DEFINED if math.isnan(value) else f"{100 * value:.0f} %"


def side(claim: Claim) -> str:
    """Where the number of a claim must lie.

    >>> side(Claim("", "", (), above=0.0)), side(Claim("", "", (), above=-5.0, below=5.0))
    ('above 0', 'within 5 points')
    """
    if math.isinf(claim.below):
        return f"above {claim.above:.0f}"
    if math.isinf(claim.above):
        return f"below {claim.below:.0f}"
    return f"within {claim.below:.0f} points"


def over_settings(found: Spread) -> str:
    """What stands behind a number in a sentence: its range, and how often the finding holds.

    Where that is too seldom, what it depends on; and if it fails at the own setting, that.
    """
    why = f"; {depends_on(found)}" if found.depends else ""
    why += f"; {NOT_HERE}" if fails_here(found) else ""
    return f"(over settings {between(found)}, {side(found.claim)} in {share(found.holds)}{why})"


NOT_HERE = "not at the scenario's own setting"
"""What is said of a finding that does not hold there."""


def fails_here(found: Spread) -> bool:
    """Whether the number is defined at the scenario's own setting, and the claim does not hold."""
    return math.isfinite(found.here.value) and not found.claim.holds(found.here.value)


def within(found: Spread) -> str:
    """The share of settings at which a claim holds, with its interval."""
    if not found.defined:
        return NOT_DEFINED
    low, high = found.holds_within
    return f"{share(found.holds)} [{100 * low:.0f}, {100 * high:.0f}]"


def depends_on(found: Spread, it: str = "") -> str:
    """What a claim depends on: the parameters that it goes with more than by chance.

    ``it`` is the subject where the sentence needs one.
    """
    named = correlations(found, found.clear)
    of = "its size depends on" if found.claim.of_size else f"{it}depends on"
    return f"{of} {named}" if named else "no single parameter decides"


def moves_with(found: Spread) -> str:
    """The parameters that a number moves most with, be it by chance."""
    return correlations(found, len(found.moved_by)) or "no parameter"


def correlations(found: Spread, most: int) -> str:
    """The first parameters with their rank correlations, or nothing."""
    named = [f"`{key}` {rho:+.2f}" for key, rho in found.moved_by[:most]]
    return listed(named) if named else ""
