"""The tally distribution: the exact chance of every number of yeses and blocking noes.

One recursion over the seats. Members without a veto enter once, as a count of
yeses; veto holders as polynomials in their yeses, kept apart by how many of
them block. Adopted, vetoed, fell short, the twin without vetoes and the
surprise of a recorded roll call are all sums over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.stages.numerics import Bools, Floats

type Polynomial = list[Floats]
"""Chances by number of yeses; each an array of any common shape."""


@dataclass(frozen=True)
class Tally:
    """The distribution, factored: members without a veto, and veto holders by blocks.

    ``others[k]`` is the chance of k yeses among members without a veto;
    ``holders[b][k]`` that of k yeses and b blocks among veto holders, the last
    b meaning "as many as it takes to block, or more".
    """

    others: Polynomial
    holders: list[Polynomial]

    @property
    def seats(self) -> int:
        """How many members vote."""
        return len(self.others) + len(self.holders[0]) - 2

    def enough(self, quota: int) -> tuple[Floats, Floats]:
        """Chances of at least ``quota`` yeses (without, with) as many blocks as it takes."""
        tails = upper_tails(self.others)
        parts = [
            sum_terms([chance * tail_at(tails, quota - k) for k, chance in enumerate(holder)])
            for holder in self.holders
        ]
        return sum_terms(parts[:-1]), parts[-1]

    def yes(self) -> Floats:
        """Chance of each number of yeses, (yes, ...), whoever blocks."""
        return np.sum(self.joint(), axis=1)

    def joint(self) -> Floats:
        """T[yes, blocks, ...], whole."""
        shape = (self.seats + 1, len(self.holders), *np.shape(self.others[0]))
        table = np.zeros(shape)
        for b, holder in enumerate(self.holders):
            for k, chance in enumerate(holder):
                for j, other in enumerate(self.others):
                    table[k + j, b] += chance * other
        return table


def tally(p_yes: Floats, p_block: Floats, holds_veto: Bools, vetoes_to_block: int) -> Tally:
    """The distribution for independent ballots.

    Parameters
    ----------
    p_yes, p_block : (seat, ...)
        Each member's chance of a yes, and of a ballot that blocks (used for veto
        holders only); whatever remains is neither.
    holds_veto : (seat,)
        Who can block.
    vetoes_to_block : int
        How many blocks it takes, at least 1.
    """
    others: Polynomial = [np.ones(p_yes.shape[1:])]
    holders: list[Polynomial] = [[np.ones(p_yes.shape[1:])]]
    holders += [[np.zeros(p_yes.shape[1:])] for _ in range(vetoes_to_block)]
    for seat in range(p_yes.shape[0]):
        yes = p_yes[seat]
        if holds_veto[seat]:
            holders = add_holder(holders, yes, p_block[seat])
        else:
            others = add_member(others, yes)
    return Tally(others, holders)


def add_member(chances: Polynomial, yes: Floats) -> Polynomial:
    """One more member without a veto."""
    stay = 1.0 - yes
    middle = [up * stay + down * yes for up, down in zip(chances[1:], chances[:-1], strict=True)]
    return [chances[0] * stay, *middle, chances[-1] * yes]


def add_holder(holders: list[Polynomial], yes: Floats, block: Floats) -> list[Polynomial]:
    """One more veto holder; the last polynomial absorbs further blocks."""
    neither = np.maximum(1.0 - yes - block, 0.0)
    last = len(holders) - 1
    out: list[Polynomial] = []
    for b, now in enumerate(holders):
        stay = neither + block if b == last else neither
        new = [chance * stay for chance in now] + [np.zeros_like(yes)]
        for k, chance in enumerate(now):
            new[k + 1] = new[k + 1] + chance * yes
        if b > 0:
            for k, chance in enumerate(holders[b - 1]):
                new[k] = new[k] + chance * block
        out.append(new)
    return out


def upper_tails(chances: Polynomial) -> Polynomial:
    """Chance of at least j yeses, for j = 0 ... their number."""
    tails = [chances[-1]]
    for chance in reversed(chances[:-1]):
        tails.append(tails[-1] + chance)
    return tails[::-1]


def tail_at(tails: Polynomial, at_least: int) -> Floats:
    """The upper tail at any whole number."""
    if at_least >= len(tails):
        return np.zeros_like(tails[0])
    return tails[max(at_least, 0)]


def sum_terms(values: Sequence[Floats]) -> Floats:
    """Sum in order."""
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total
