"""Chances in words: per cent without false zeros, one in N, bits of surprise."""

from __future__ import annotations

import math

from simulation.scenario.words import per_cent_1

OFTEN = 0.1
"""A rarer chance is given as one in N."""


def chance_words(chance: float, bits: float | None) -> str:
    """What chance something had, with its surprise, in words that follow it.

    >>> chance_words(0.25, 2.0), chance_words(0.0, None)
    ('had a chance of 25.0 % (2.0 bits)', 'was ruled out')
    """
    if chance <= 0.0:
        return "was ruled out"
    return f"had a chance of {percent(chance)} ({in_bits(bits)})"


def one_in(chance: float) -> str:
    """A chance as people say it: in per cent, one in N, or in a power of ten."""
    if chance <= 0.0 or chance >= OFTEN:
        return percent(chance)
    n = 1.0 / chance
    if n >= 1e6:
        return f"one in 10^{round(math.log10(n))}"
    return f"one in {n:,.0f}"


def in_bits(bits: float | None) -> str:
    """Bits of surprise."""
    return "infinite surprise" if bits is None else f"{bits:.1f} bits"


def percent(chance: float) -> str:
    """A small chance without false zeros.

    >>> percent(0.0), percent(0.0004), percent(0.417), percent(0.9995)
    ('ruled out', 'under 0.1 %', '41.7 %', 'over 99.9 %')
    """
    if chance <= 0.0:
        return "ruled out"
    shown = per_cent_1(chance).replace("<", "under ").replace(">", "over ")
    return f"{shown} %"
