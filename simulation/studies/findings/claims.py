"""The headline findings as claims: which number of the tables, and on which side it must lie.

A claim names a row of the tables of :mod:`simulation.studies.findings.regimes`; its number
is defined there alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from simulation.analysis.outcomes import rows_of
from simulation.measures.contrasts import Estimate

type Row = tuple[str, ...]
"""(scope, part) of the table of attribution, or (measure, scope, effect) of the two-by-two."""


MOST = math.log(1e4)
"""A difference of logarithms beyond which few histories say no more than that it is large."""


@dataclass(frozen=True)
class Claim:
    """A finding in a few words and in a sentence, the row of its number, where it must lie.

    ``logarithm`` says that the number is a difference of logarithms, shown in per cent
    more; others are shares, shown in points. The claim holds strictly between ``above``
    and ``below``, of the number as it is shown.
    """

    name: str
    sentence: str
    row: Row
    above: float = -math.inf
    below: float = math.inf
    logarithm: bool = False

    @property
    def of_size(self) -> bool:
        """Whether it says that a number is small, on whichever side of 0."""
        return math.isfinite(self.above) and math.isfinite(self.below)

    def shown(self, value: float) -> float:
        """A value in points or per cent more, to the one decimal that is shown.

        >>> claim = Claim("", "", (), logarithm=True)
        >>> claim.shown(-0.0004), claim.shown(-1.0)
        (-0.0, -63.2)
        """
        return round(100.0 * (math.expm1(min(value, MOST)) if self.logarithm else value), 1)

    def holds(self, value: float) -> bool:
        """Whether it holds of a value; of none that is not defined."""
        return self.above < self.shown(value) < self.below

    def surely(self, found: Estimate) -> bool:
        """Whether it surely holds: of the whole interval."""
        return self.holds(found.low) and self.holds(found.high)

    def fails(self, found: Estimate) -> bool:
        """Whether it surely does not: the whole interval lies where it does not hold."""
        return self.shown(found.high) <= self.above or self.shown(found.low) >= self.below


ALONE = 5.0
"""What counts as leaving easy-riding alone, in points: less than this."""

CLAIMS = (
    Claim(
        "vetoes: clients unanswered",
        "Vetoes leave more grave rounds of clients' crises unanswered.",
        ("unanswered", "client", "veto"),
        above=0.0,
    ),
    Claim(
        "vetoes: provision, clients",
        "Vetoes lower provision per severity on clients.",
        ("provision", "client", "log_veto_voluntary"),
        below=0.0,
        logarithm=True,
    ),
    Claim(
        "vetoes: provision, mandate",
        "Vetoes lower provision even where the Council has given a mandate on clients.",
        ("provision", "mandated", "log_veto_voluntary"),
        below=0.0,
        logarithm=True,
    ),
    Claim(
        "vetoes: easy-riding, mandate",
        "Vetoes raise easy-riding where the Council has given a mandate on clients.",
        ("easy_riding", "mandated", "veto_voluntary"),
        above=0.0,
    ),
    Claim(
        "vetoes: easy-riding, clients",
        "Vetoes change easy-riding on clients by less than 5 points.",
        ("easy_riding", "client", "veto_voluntary"),
        above=-ALONE,
        below=ALONE,
    ),
    Claim(
        "vetoes: easy-riding, others",
        "Vetoes change easy-riding on others by less than 5 points.",
        ("easy_riding", "other", "veto_voluntary"),
        above=-ALONE,
        below=ALONE,
    ),
    Claim(
        "both ills: clients",
        "On clients the two ills soften each other.",
        ("provision", "client", "log_interaction"),
        above=0.0,
        logarithm=True,
    ),
    Claim(
        "both ills: clients, first",
        "On clients in the first round considered they soften each other.",
        ("provision", "first", "log_interaction"),
        above=0.0,
        logarithm=True,
    ),
    Claim(
        "both ills: others",
        "On others the two ills make each other worse.",
        ("provision", "other", "log_interaction"),
        below=0.0,
        logarithm=True,
    ),
    Claim(
        "both ills: all crises",
        "Over all crises the two ills soften each other.",
        ("provision", "all", "log_interaction"),
        above=0.0,
        logarithm=True,
    ),
    Claim(
        "drafts: hidden minus seen",
        "More drafts carry a large hidden veto than are vetoed.",
        ("all", "drafts:hidden_less_seen"),
        above=0.0,
    ),
    Claim(
        "unsettled: hidden minus seen",
        "Vetoes seen leave more grave crises unsettled than vetoes hidden.",
        ("all", "hidden_less_seen"),
        below=0.0,
    ),
    Claim(
        "clients: hidden minus seen",
        "Of clients' crises, vetoes seen leave more unsettled than vetoes hidden.",
        ("client", "hidden_less_seen"),
        below=0.0,
    ),
    Claim(
        "unsettled: burden minus veto",
        "Voluntary burdens leave more grave crises unsettled than vetoes do.",
        ("all", "burden_less_vetoes"),
        above=0.0,
    ),
    Claim(
        "clients: burden minus veto",
        "Of clients' crises, vetoes leave more unsettled than voluntary burdens do.",
        ("client", "burden_less_vetoes"),
        below=0.0,
    ),
)
"""Every headline finding, in the order of the page."""


def numbers(attribution: pd.DataFrame, two_by_two: pd.DataFrame) -> dict[Row, Estimate]:
    """The number of every row of both tables."""
    rows: dict[Row, Estimate] = {
        (row.scope, row.part): Estimate(row.value, row.low, row.high)
        for row in rows_of(attribution)
    }
    return rows | {
        (row.measure, row.scope, row.effect): Estimate(row.value, row.low, row.high)
        for row in rows_of(two_by_two)
    }
