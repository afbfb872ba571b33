"""What rates cannot answer: the same drafts under other rules, texts and costs of a no.

Ballots respond to texts and costs, because each kind of draft says what members want;
under other rules they stay as they are. Penholders do not respond: they would have
written, and withheld, otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulation.stages.adoption import Outcome, Rules
from simulation.stages.numerics import Floats
from simulation.stages.voting import YES
from simulation.studies.backtest.model.kinds import STRENGTH, DraftKinds
from simulation.studies.backtest.model.structural import StructuralFitted, unanimity
from simulation.studies.backtest.record import CouncilOnRecord, Draft, PastRollCalls, RollCall

WEAKER = 0.8
"""A text of four fifths the strength."""

DEARER = 1.5
"""A no that costs half as much again."""

TEXTS = np.arange(1, 21) / 10.0
"""Texts that are tried, in strengths of the draft on the table."""

TOPICS = 5
"""The number of topics for which the text that would pass is looked for."""


@dataclass(frozen=True)
class Expected:
    """How many of the drafts end how under some change, (3,) in the order of ``Outcome``."""

    words: str
    outcomes: Floats


@dataclass(frozen=True)
class Room:
    """What text would pass on a topic, were its next draft contested, the day before its last.

    ``contested`` is the chance that it is, ``adopted`` that it is adopted all the same.
    ``strongest`` is the strongest text adopted in one case of two or more, in strengths
    of the draft; ``without_vetoes`` the same where nobody can block. 0 if none is.
    """

    topic: str
    draft: Draft
    contested: float
    adopted: float
    strongest: float
    without_vetoes: float


@dataclass(frozen=True)
class Counterfactuals:
    """What is expected of drafts under some changes, and what text would pass on some topics."""

    expected: Sequence[Expected]
    room: Sequence[Room]


def as_they_were(kinds: DraftKinds, council: CouncilOnRecord) -> Floats:
    """Nothing changed."""
    return kinds.prediction().outcomes(council.rules)


def weaker_texts(kinds: DraftKinds, council: CouncilOnRecord) -> Floats:
    """Every text weaker."""
    return kinds.prediction(WEAKER * STRENGTH).outcomes(council.rules)


def dearer_noes(kinds: DraftKinds, council: CouncilOnRecord) -> Floats:
    """A no costs the permanent members more."""
    cost = np.where(council.permanent, DEARER * kinds.cost, kinds.cost)
    return replace(kinds, cost=cost).prediction().outcomes(council.rules)


def two_vetoes(kinds: DraftKinds, council: CouncilOnRecord) -> Floats:
    """It takes two permanent members to block."""
    return kinds.prediction().outcomes(replace(council.rules, vetoes_to_block=2))


def no_vetoes(kinds: DraftKinds, council: CouncilOnRecord) -> Floats:
    """Nobody can block."""
    return kinds.prediction().outcomes(without_vetoes(council.rules))


def without_vetoes(rules: Rules) -> Rules:
    """The same rules, nobody able to block."""
    return replace(rules, holds_veto=np.zeros_like(rules.holds_veto))


CHANGES: dict[str, Callable[[DraftKinds, CouncilOnRecord], Floats]] = {
    "as they were": as_they_were,
    "texts a fifth weaker": weaker_texts,
    "a no costs permanent members half as much again": dearer_noes,
    "two permanent members needed to block": two_vetoes,
    "no vetoes": no_vetoes,
}


def counterfactuals(
    fitted: StructuralFitted, later: Sequence[RollCall], history: PastRollCalls
) -> Counterfactuals:
    """What the model says of later drafts if something were otherwise."""
    return Counterfactuals(expected(fitted, later, history), room(fitted, later, history))


def expected(
    fitted: StructuralFitted, later: Sequence[RollCall], history: PastRollCalls
) -> list[Expected]:
    """How many of the later drafts are expected to end how, under each change."""
    sums = {words: np.zeros(3) for words in CHANGES}
    for roll_call in later:
        draft = roll_call.draft
        kinds = fitted.kinds(draft, history.before(draft.date))
        for words, change in CHANGES.items():
            sums[words] += change(kinds, draft.council)
    return [Expected(words, total) for words, total in sums.items()]


def room(fitted: StructuralFitted, later: Sequence[RollCall], history: PastRollCalls) -> list[Room]:
    """What text would pass on the topics with the most contested drafts."""
    disputed = Counter(roll_call.draft.topic for roll_call in later if roll_call.contested)
    last = {roll_call.draft.topic: roll_call.draft for roll_call in later}
    found = []
    for topic, _ in disputed.most_common(TOPICS):
        draft = last[topic]
        kinds = fitted.kinds(draft, history.before(draft.date))
        rules, disputes = draft.council.rules, if_contested(kinds)
        found.append(
            Room(
                topic=topic,
                draft=draft,
                contested=1.0 - unanimity(kinds),
                adopted=float(disputes.prediction().outcomes(rules)[Outcome.ADOPTED]),
                strongest=strongest_adopted(disputes, rules),
                without_vetoes=strongest_adopted(disputes, without_vetoes(rules)),
            )
        )
    return found


def if_contested(kinds: DraftKinds) -> DraftKinds:
    """The kinds in proportion to their chances of a vote that is not unanimous."""
    weights = kinds.weights * (1.0 - kinds.chances()[..., YES].prod(axis=1))
    return replace(kinds, weights=weights / weights.sum())


def strongest_adopted(kinds: DraftKinds, rules: Rules) -> float:
    """The strongest text adopted in one case of two or more, in strengths of the draft."""
    texts = [kinds.prediction(float(text) * STRENGTH).outcomes(rules) for text in TEXTS]
    passing = np.flatnonzero(np.array(texts)[:, Outcome.ADOPTED] >= 0.5)
    return float(TEXTS[passing[-1]]) if passing.size else 0.0


def replaced(draft: Draft, leaving: str, coming: str, group: str, ideal: float) -> Draft:
    """The same draft before a council in which one elected member sits for another.

    Raises
    ------
    ValueError
        If the one that leaves does not sit, or is permanent, or the other sits already.
    """
    council = draft.council
    if leaving not in council.members or coming in council.members:
        named = ", ".join(council.members)
        raise ValueError(f"{coming} cannot sit for {leaving}: the members are {named}")
    seat = council.members.index(leaving)
    if council.permanent[seat]:
        raise ValueError(f"{leaving} is a permanent member; replace an elected one")
    members, groups, points = list(council.members), list(council.groups), council.ideal.copy()
    members[seat], groups[seat], points[seat] = coming, group, ideal
    other = CouncilOnRecord(tuple(members), council.permanent, tuple(groups), points)
    return replace(draft, council=other)
