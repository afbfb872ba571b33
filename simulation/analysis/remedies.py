"""The smallest changes of ballots that would have adopted a draft, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.stages.adoption import Remedy, Rules, smallest_changes
from simulation.stages.numerics import Ballots, Bools
from simulation.stages.voting import ABSTAIN, NO, NOT_VOTING, YES

INSTEAD_OF = {
    frozenset([NO]): "voting no",
    frozenset([ABSTAIN]): "abstaining",
    frozenset([NOT_VOTING]): "not voting",
}
VOTES = ("vote", "votes")
ABSTAIN_OR_STAY_AWAY = {
    True: ("abstain", "abstains"),
    False: ("take no part", "takes no part"),
}
"""By whether abstention is allowed; then by whether it is one member that does so."""


@dataclass(frozen=True)
class Change:
    """A smallest change of ballots that would have adopted a draft.

    ``lift`` of the members ``blocked_by`` must stop blocking, and ``more_yes``
    yeses are needed among ``among``, the lifted ones included; ``changes``
    ballots change in all.
    """

    changes: int
    lift: int
    blocked_by: tuple[str, ...]
    more_yes: int
    among: tuple[str, ...]
    sentence: str


def changes(
    members: Sequence[str],
    ballots: Ballots,
    rules: Rules,
    uncounted: Bools | None = None,
    spared: Bools | None = None,
) -> tuple[Change, ...]:
    """The smallest changes of one vote's ballots (seat,) that would have adopted it.

    ``uncounted`` and ``spared`` (seat,) as in :func:`decide`; nobody if not given.
    """
    nobody = np.zeros(len(members), dtype=bool)
    uncounted = nobody if uncounted is None else uncounted
    spared = nobody if spared is None else spared
    ways = smallest_changes(ballots[:, None], rules, uncounted[:, None], spared[:, None])
    movable = (ballots != YES) & ~uncounted
    among = tuple(m for m, can in zip(members, movable, strict=True) if can)
    return tuple(
        Change(
            changes=way.changes,
            lift=way.lift,
            blocked_by=tuple(members[seat] for seat in way.vetoers),
            more_yes=way.gain_yes,
            among=among,
            sentence=sentence(way, members, ballots, among, rules),
        )
        for way in ways
    )


def spelt(number: int) -> str:
    """A small number in words.

    >>> spelt(2), spelt(12)
    ('two', '12')
    """
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[number] if number < len(words) else str(number)


def sentence(
    way: Remedy, members: Sequence[str], ballots: Ballots, waverers: Sequence[str], rules: Rules
) -> str:
    """A remedy in words.

    No more ballots change than must: so of the members that must stop blocking,
    as many vote yes as yeses are needed.
    """
    blocking = [members[seat] for seat in way.vetoers]
    if way.lift == 0:
        overriding = len(blocking) >= rules.vetoes_to_block
        return more_yes(way.gain_yes, waverers) + (
            ", which no veto withstands" if overriding else ""
        )
    everyone = way.lift == len(blocking)
    who = spoken(blocking) if everyone else f"{spelt(way.lift)} of {spoken(blocking)}"
    one = way.lift == 1
    abstain = ABSTAIN_OR_STAY_AWAY[rules.abstention_allowed]
    before = frozenset(int(ballots[seat]) for seat in way.vetoers)
    instead = f"instead of {INSTEAD_OF.get(before, 'blocking')}"
    if way.gain_yes == 0:
        return f"{who} {abstain[one]} {instead}"
    if way.gain_yes < way.lift:
        left = way.lift - way.gain_yes
        yes = f"{spelt(way.gain_yes)} of {spoken(blocking)} {VOTES[way.gain_yes == 1]} yes"
        rest = "the other" if left == 1 else f"the other {spelt(left)}"
        if not everyone:
            rest = f"{spelt(left)} more"
        return f"{yes} and {rest} {abstain[left == 1]} {instead}"
    first = f"{who} {VOTES[one]} yes {instead}"
    if way.gain_yes == way.lift:
        return first
    others = [m for m in waverers if m not in blocking] if everyone else waverers
    return f"{first}, and {more_yes(way.gain_yes - way.lift, others)}"


def more_yes(number: int, among: Sequence[str]) -> str:
    """So many more yeses among these members."""
    if number == len(among):
        return f"a yes from {spoken(among)}"
    return f"{number} more yes among {', '.join(among)}"


def spoken(names: Sequence[str]) -> str:
    """``CHN, FRA and RUS``."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
