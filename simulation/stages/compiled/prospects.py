"""What a text's prospects are in the vote, compiled: log odds of ballots, and sums of the tally.

The loops of ``drafting.expected_ballots`` and ``tally.Tally.enough`` over one cell, a
strength in a history, after another.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from simulation.stages.numerics import LARGEST_EXPONENT, Bools, Floats, Ints

FREE, SURE, NEVER = 0, 1, 2
"""What is known of a ballot beforehand: nothing, that it is cast so, that it is not."""

CELLS = 64
"""Cells side by side, so that their tails stay in the nearest cache."""


def log_odds_against(
    wanted: Any,
    cost: Any,
    known: Any,
    holders: Any,
    histories: Any,
    at_zero: Any,
    slope: Any,
    bonus: Any,
    noise: Any,
    out: Any,
) -> None:
    """Log odds against each member's yes, then against each veto holder's no, into ``out``.

    ``wanted`` and ``cost`` are (seat, history), ``known`` and ``out`` have rows for
    seats, then holders; ``known`` is by history, ``out`` by cell. ``histories`` says
    of which history a cell is; the rest is (cell,).
    """
    seats = wanted.shape[0]
    for seat in range(seats):
        for cell in range(histories.size):
            history = histories[cell]
            gain = slope[cell] * wanted[seat, history] + at_zero[cell]
            odds = min((gain + bonus[cell]) / -noise[cell], LARGEST_EXPONENT)
            state = known[seat, history]
            odds = -math.inf if state == SURE else odds
            out[seat, cell] = math.inf if state == NEVER else odds
    for place in range(holders.size):
        seat = holders[place]
        for cell in range(histories.size):
            history = histories[cell]
            gain = slope[cell] * wanted[seat, history] + at_zero[cell]
            odds = min((gain + cost[seat, history]) / noise[cell], LARGEST_EXPONENT)
            never = known[seats + place, history] == NEVER
            out[seats + place, cell] = math.inf if never else odds


def sums_of_the_tally(
    odds: Any,
    presence: float,
    others: Any,
    holders: Any,
    quota: int,
    vetoes_to_block: int,
    free: Any,
    blocked: Any,
    expected_yes: Any,
) -> None:
    """Chances of enough yeses, not blocked and blocked, and the yeses expected, (cell,).

    ``odds`` are exponentials of what :func:`log_odds_against` gives.
    """
    seats, cells = others.size + holders.size, odds.shape[1]
    chance = np.empty((odds.shape[0], CELLS))
    neither = np.empty(CELLS)
    tails = np.empty((vetoes_to_block + 1, quota + 1, CELLS))
    for start in range(0, cells, CELLS):
        n = min(CELLS, cells - start)
        for row in range(odds.shape[0]):
            for c in range(n):
                chance[row, c] = 1.0 / (1.0 + odds[row, start + c]) * presence
        for c in range(n):
            expected_yes[start + c] = chance[0, c]
        for seat in range(1, seats):
            for c in range(n):
                expected_yes[start + c] += chance[seat, c]
        tails[:] = 0.0
        tails[0, 0] = 1.0
        for counted in range(1, others.size + 1):
            yes = chance[others[counted - 1]]
            lowest = max(quota - holders.size - others.size + counted, 1)
            for j in range(min(counted, quota), lowest - 1, -1):
                for c in range(n):
                    tails[0, j, c] += (tails[0, j - 1, c] - tails[0, j, c]) * yes[c]
        for counted in range(1, holders.size + 1):
            yes, block = chance[holders[counted - 1]], chance[seats + counted - 1]
            for c in range(n):
                neither[c] = max(1.0 - yes[c] - block[c], 0.0)
            lowest = max(quota - holders.size + counted, 0)
            highest = min(others.size + counted, quota)
            for j in range(highest, lowest - 1, -1):
                if j > 0:
                    for c in range(n):
                        tails[-1, j, c] += (tails[-1, j - 1, c] - tails[-1, j, c]) * yes[c]
                for c in range(n):
                    tails[-1, j, c] += tails[-2, j, c] * block[c]
            for b in range(vetoes_to_block - 1, -1, -1):
                for j in range(highest, lowest - 1, -1):
                    if j > 0:
                        for c in range(n):
                            tails[b, j, c] = (
                                tails[b, j, c] * neither[c] + tails[b, j - 1, c] * yes[c]
                            )
                    else:
                        for c in range(n):
                            tails[b, 0, c] *= neither[c] + yes[c]
                    if b > 0:
                        for c in range(n):
                            tails[b, j, c] += tails[b - 1, j, c] * block[c]
        for c in range(n):
            blocked[start + c] = tails[-1, quota, c]
            free[start + c] = tails[0, quota, c]
        for b in range(1, vetoes_to_block):
            for c in range(n):
                free[start + c] += tails[b, quota, c]


def compiled(loop: Callable[..., None]) -> Any:
    """The loop as machine code, kept for the next run where there is a place to keep it."""
    try:
        return numba.njit(cache=True, error_model="numpy")(loop)
    except RuntimeError:
        return numba.njit(error_model="numpy")(loop)


log_odds = compiled(log_odds_against)
sums = compiled(sums_of_the_tally)


def ballots_known(*, sure: Bools, never: Bools) -> NDArray[np.int8]:
    """What is known beforehand of each row's ballot; where both are said, it is never cast."""
    return np.where(never, NEVER, np.where(sure, SURE, FREE)).astype(np.int8)


def vote(
    wanted: Floats,
    cost: Floats,
    known: NDArray[np.int8],
    histories: Ints,
    of_texts: tuple[Floats, Floats, Floats, Floats],
    *,
    presence: float,
    holds_veto: Bools,
    quota: int,
    vetoes_to_block: int,
) -> tuple[Floats, Floats, Floats]:
    """P(adopted), P(enough yeses) and E(yes)/n of texts (strength, history of those picked).

    Parameters
    ----------
    wanted, cost : (seat, history)
        Of all histories.
    known : (seat and then holder, history)
        As from :func:`ballots_known`, of each member's yes and each veto holder's no.
    histories : (history of those picked,)
    of_texts
        Gain at θ = 0, its slope, the bonus of a yes, the noise; each broadcasts
        to (strength, history of those picked).
    presence : float
        Chance that a member is there.
    """
    shape = of_texts[0].shape
    # Whole copies, of one layout: a loop is compiled again for each other layout it meets.
    at_zero, slope, bonus, noise = (np.broadcast_to(x, shape).flatten() for x in of_texts)
    cells = np.broadcast_to(histories, shape).flatten()
    holders, others = np.flatnonzero(holds_veto), np.flatnonzero(~holds_veto)
    odds = np.empty((known.shape[0], cells.size))
    log_odds(wanted, cost, known, holders, cells, at_zero, slope, bonus, noise, odds)
    np.exp(odds, out=odds)
    free, blocked, yes = (np.empty(cells.size) for _ in range(3))
    sums(odds, presence, others, holders, quota, vetoes_to_block, free, blocked, yes)
    enough = free + blocked
    return free.reshape(shape), enough.reshape(shape), (yes / len(wanted)).reshape(shape)
