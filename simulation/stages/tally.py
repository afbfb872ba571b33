"""The tally distribution: the exact chance of every number of yeses and blocking noes.

One recursion over the seats, members without a veto first. :meth:`Tally.joint`
is the whole table. Adopted, vetoed, fell short, the twin without vetoes and the
surprise of a recorded roll call are sums of it from a quota on, which
:meth:`Tally.enough` finds without the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simulation.stages.numerics import Bools, Floats, sum_seats

type Rows = Sequence[Floats]
"""Chances by member, each an array of the same shape."""


@dataclass(frozen=True)
class Tally:
    """The distribution for independent ballots.

    ``others`` are the chances of a yes of members without a veto, ``holders`` those of
    veto holders and ``block`` their chances of a ballot that blocks; it takes
    ``vetoes_to_block`` of these.
    """

    others: Rows
    holders: Rows
    block: Rows
    vetoes_to_block: int
    shape: tuple[int, ...]

    @property
    def seats(self) -> int:
        """How many members vote."""
        return len(self.others) + len(self.holders)

    @property
    def chances_of_holders(self) -> Iterator[tuple[Floats, Floats, Floats]]:
        """Of each veto holder in turn: the chances of its yes, of a block, and of neither."""
        for yes, block in zip(self.holders, self.block, strict=True):
            yield yes, block, np.maximum(1.0 - yes - block, 0.0)

    def enough(self, quota: int) -> tuple[Floats, Floats]:
        """Chances of at least ``quota`` yeses (without, with) as many blocks as it takes.

        Row j of a table is the chance of at least j yeses among those counted so
        far. Rows that the quota no longer depends on are not kept up, nor those
        beyond the number counted, which are 0.
        """
        quota = max(quota, 0)
        members, holders = len(self.others), len(self.holders)
        tails = np.zeros((self.vetoes_to_block + 1, quota + 1, *self.shape))
        tails[0, 0] = 1.0
        spare = np.empty_like(tails[0])
        for counted, yes in enumerate(self.others, start=1):
            lowest = quota - holders - members + counted
            add_member(tails[0], yes, max(lowest, 1), min(counted, quota), spare)
        for counted, chances in enumerate(self.chances_of_holders, start=1):
            lowest, highest = quota - holders + counted, min(members + counted, quota)
            add_holder(tails, chances, max(lowest, 0), highest, spare)
        return sum_seats(tails[:-1, quota]), tails[-1, quota]

    def yes(self) -> Floats:
        """Chance of each number of yeses, (yes, ...), with any blocks."""
        return np.sum(self.joint(), axis=1)

    def joint(self) -> Floats:
        """T[yes, blocks, ...], whole; the last block means as many as it takes, or more."""
        table = np.zeros((self.seats + 1, self.vetoes_to_block + 1, *self.shape))
        table[0, 0] = 1.0
        for yes in self.others:
            before = table
            table = before * (1.0 - yes)
            table[1:] += before[:-1] * yes
        for yes, block, neither in self.chances_of_holders:
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
    places = np.flatnonzero(holds_veto)
    rows = range(places.size) if p_block.shape[0] == places.size else places
    # Rows as they are, for a council's worth of copies would cost as much as the exponentials.
    return Tally(
        others=[p_yes[seat] for seat in np.flatnonzero(~holds_veto)],
        holders=[p_yes[seat] for seat in places],
        block=[p_block[row] for row in rows],
        vetoes_to_block=vetoes_to_block,
        shape=p_yes.shape[1:],
    )


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
            # At least no yes: a member that does not block leaves it as it is.
            now[0] *= neither + yes
        if b > 0:
            now[rows] += np.multiply(tails[b - 1, rows], block, out=spare[rows])
