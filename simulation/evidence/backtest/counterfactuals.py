"""What rates cannot answer: the same drafts under other rules, texts and costs of a no.

Ballots respond to texts and costs, because each kind of draft says what members want;
under other rules they stay as they are. Penholders do not respond: they would have
written, and withheld, otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulation.evidence.backtest.draft_kinds import STRENGTH, DraftKinds
from simulation.evidence.backtest.record import Council, History, RollCall
from simulation.evidence.backtest.structural import StructuralFitted
from simulation.stages.numerics import Floats

WEAKER = 0.8
"""A text of four fifths the strength."""

DEARER = 1.5
"""A no that costs half as much again."""


@dataclass(frozen=True)
class Expected:
    """How many of the drafts end how under some change, (3,) in the order of ``Outcome``."""

    words: str
    outcomes: Floats


def as_they_were(kinds: DraftKinds, council: Council) -> Floats:
    """Nothing changed."""
    return kinds.prediction().outcomes(council.rules)


def weaker_texts(kinds: DraftKinds, council: Council) -> Floats:
    """Every text weaker."""
    return kinds.prediction(WEAKER * STRENGTH).outcomes(council.rules)


def dearer_noes(kinds: DraftKinds, council: Council) -> Floats:
    """A no costs the permanent members more."""
    cost = np.where(council.permanent, DEARER * kinds.cost, kinds.cost)
    return replace(kinds, cost=cost).prediction().outcomes(council.rules)


def two_vetoes(kinds: DraftKinds, council: Council) -> Floats:
    """It takes two permanent members to block."""
    return kinds.prediction().outcomes(replace(council.rules, vetoes_to_block=2))


def no_vetoes(kinds: DraftKinds, council: Council) -> Floats:
    """Nobody can block."""
    nobody = np.zeros(len(council.members), dtype=bool)
    return kinds.prediction().outcomes(replace(council.rules, holds_veto=nobody))


CHANGES: dict[str, Callable[[DraftKinds, Council], Floats]] = {
    "as they were": as_they_were,
    "texts a fifth weaker": weaker_texts,
    "a no costs permanent members half as much again": dearer_noes,
    "two permanent members needed to block": two_vetoes,
    "no vetoes": no_vetoes,
}


def counterfactuals(
    fitted: StructuralFitted, later: Sequence[RollCall], history: History
) -> list[Expected]:
    """How many of the later drafts are expected to end how, under each change."""
    sums = {words: np.zeros(3) for words in CHANGES}
    for roll_call in later:
        draft = roll_call.draft
        kinds = fitted.kinds(draft, history.before(draft.date))
        for words, change in CHANGES.items():
            sums[words] += change(kinds, draft.council)
    return [Expected(words, total) for words, total in sums.items()]
