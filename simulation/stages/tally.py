"""The tally distribution: the exact chance of every number of yeses and blocking noes.

One recursion over the seats, members without a veto first. :meth:`Tally.joint`
is the whole table. Adopted, vetoed, fell short, the twin without vetoes and the
surprise of a recorded roll call are sums of it from a quota on, which
:meth:`Tally.enough` finds without the table.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.stages.numerics import Bools, Floats, sum_seats


@dataclass(frozen=True)
class Tally:
    """The distribution for independent ballots.

    ``others`` (member, ...) are the chances of a yes of members without a veto,
    ``holders`` (holder, ...) those of veto holders and ``block`` (holder, ...)
    their chances of a ballot that blocks; it takes ``vetoes_to_block`` of these.
    """

    others: Floats
    holders: Floats
    block: Floats
    vetoes_to_block: int

    @property
    def seats(self) -> int:
        """How many members vote."""
        return len(self.others) + len(self.holders)

    @property
    def neither(self) -> Floats:
        """Chances (holder, ...) of a ballot that is no yes and does not block."""
        rest = 1.0 - self.holders
        rest -= self.block
        return np.maximum(rest, 0.0, out=rest)

    def enough(self, quota: int) -> tuple[Floats, Floats]:
        """Chances of at least ``quota`` yeses (without, with) as many blocks as it takes.

        Row j of a table is the chance of at least j yeses among those counted so
        far. Rows that the quota no longer depends on are not kept up, nor those
        beyond the number counted, which are 0.
        """
        quota, shape = max(quota, 0), self.holders.shape[1:]
        members, holders = self.others.shape[0], self.holders.shape[0]
        tails = np.zeros((self.vetoes_to_block + 1, quota + 1, *shape))
        tails[0, 0] = 1.0
        spare = np.empty_like(tails[0])
        for counted, yes in enumerate(self.others, start=1):
            lowest = quota - holders - members + counted
            add_member(tails[0], yes, max(lowest, 1), min(counted, quota), spare)
        for counted, yes, block, neither in zip(
            range(1, holders + 1), self.holders, self.block, self.neither, strict=True
        ):
            lowest, highest = quota - holders + counted, min(members + counted, quota)
            add_holder(tails, (yes, block, neither), max(lowest, 0), highest, spare)
        return sum_seats(tails[:-1, quota]), tails[-1, quota]

    def yes(self) -> Floats:
        """Chance of each number of yeses, (yes, ...), whoever blocks."""
        return np.sum(self.joint(), axis=1)

    def joint(self) -> Floats:
        """T[yes, blocks, ...], whole; the last block means as many as it takes, or more."""
        table = np.zeros((self.seats + 1, self.vetoes_to_block + 1, *self.holders.shape[1:]))
        table[0, 0] = 1.0
        for yes in self.others:
            before = table
            table = before * (1.0 - yes)
            table[1:] += before[:-1] * yes
        for yes, block, neither in zip(self.holders, self.block, self.neither, strict=True):
            before = table
            table = before * neither
            table[1:] += before[:-1] * yes
            table[:, 1:] += before[:, :-1] * block
            table[:, -1] += before[:, -1] * block
        return table


def tally(p_yes: Floats, p_block: Floats, holds_veto: Bools, vetoes_to_block: int) -> Tally:
    """The distribution for independent ballots.

    Parameters
    ----------
    p_yes : (seat, ...)
        Each member's chance of a yes.
    p_block : (seat, ...) or (holder, ...)
        Of a ballot that blocks; only veto holders can. What remains is neither.
    holds_veto : (seat,)
        Who can block.
    vetoes_to_block : int
        How many blocks it takes, at least 1.
    """
    holders = p_yes[holds_veto]
    block = p_block if p_block.shape[0] == holders.shape[0] else p_block[holds_veto]
    return Tally(p_yes[~holds_veto], holders, block, vetoes_to_block)


def add_member(tails: Floats, yes: Floats, lowest: int, highest: int, spare: Floats) -> None:
    """Count one more member: rows from the lowest to the highest of upper tails, in place."""
    if highest < lowest:
        return
    rows = tails[lowest : highest + 1]
    gained = np.subtract(tails[lowest - 1 : highest], rows, out=spare[: rows.shape[0]])
    gained *= yes
    rows += gained


def add_holder(
    tails: Floats,
    chances: tuple[Floats, Floats, Floats],
    lowest: int,
    highest: int,
    spare: Floats,
) -> None:
    """Count one more veto holder, in place: ``tails[b]`` with b blocks, the last with b or more.

    ``chances`` are its yes, its block, and neither.
    """
    yes, block, neither = chances
    rows = slice(lowest, highest + 1)
    add_member(tails[-1], yes, max(lowest, 1), highest, spare)
    tails[-1, rows] += np.multiply(tails[-2, rows], block, out=spare[rows])
    for b in range(tails.shape[0] - 2, -1, -1):
        now, first = tails[b], max(lowest, 1)
        if first <= highest:
            gained = np.multiply(now[first - 1 : highest], yes, out=spare[first : highest + 1])
            now[first : highest + 1] *= neither
            now[first : highest + 1] += gained
        if lowest == 0:
            # At least no yes: whoever does not block leaves it as it is.
            now[0] *= neither + yes
        if b > 0:
            now[rows] += np.multiply(tails[b - 1, rows], block, out=spare[rows])
