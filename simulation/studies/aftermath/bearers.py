"""How well shares of a burden agree with who bore it on record: pure functions of amounts.

``recorded`` are amounts by state in one unit, 0 for states known to have borne nothing;
``given`` is what a model or a rule gives to each state, in any unit: a state that is not
in it is given 0.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

import numpy as np

LARGEST = 5
"""How many of the largest bearers are compared."""

LEAST_RANKED = 3
"""Fewer states than this make no order."""

type Amounts = Mapping[str, float]


def largest(amounts: Amounts, number: int) -> dict[str, float]:
    """The chance of each state to be among the largest, ties for the last places drawn by lot.

    States with 0 are never among them.

    Examples
    --------
    >>> largest({"A": 3.0, "B": 1.0, "C": 1.0, "D": 0.0}, 2)
    {'A': 1.0, 'B': 0.5, 'C': 0.5}
    """
    positive = sorted((amount for amount in amounts.values() if amount > 0.0), reverse=True)
    if len(positive) <= number:
        return {state: 1.0 for state, amount in amounts.items() if amount > 0.0}
    last = positive[number - 1]
    above, level = sum(a > last for a in positive), positive.count(last)
    chance = (number - above) / level
    return {s: 1.0 if a > last else chance for s, a in amounts.items() if a >= last}


def largest_right(recorded: Amounts, given: Amounts) -> float:
    """The share of the largest bearers on record that are among as many of the largest given.

    As many as ``LARGEST``, or as there are on record. Where several states of the record are level
    for the last place, each of them is right.

    Examples
    --------
    >>> largest_right({"A": 9.0, "B": 4.0, "C": 0.0}, {"A": 0.1, "C": 0.9})
    0.5
    """
    bearers = [amount for amount in recorded.values() if amount > 0.0]
    number = min(LARGEST, len(bearers))
    if number == 0:
        return math.nan
    least = sorted(bearers, reverse=True)[number - 1]
    chances = largest(given, number)
    right = sum(chances.get(state, 0.0) for state, amount in recorded.items() if amount >= least)
    return right / number


def rank_correlation(recorded: Amounts, given: Amounts) -> float:
    """Spearman's rank correlation over the states on record, ties at their mean rank.

    0 where all these states are given the same, which says nothing of their order; NaN where
    the record has no order itself, or fewer than ``LEAST_RANKED`` states.

    Examples
    --------
    >>> rank_correlation({"A": 3, "B": 2, "C": 0}, {"A": 1, "B": 2, "C": 3})
    -1.0
    """
    from scipy.stats import rankdata  # here, since importing it takes most of a second

    states = list(recorded)
    if len(states) < LEAST_RANKED or len(set(recorded.values())) == 1:
        return math.nan
    of_given = np.array([given.get(state, 0.0) for state in states])
    if (of_given == of_given[0]).all():
        return 0.0
    ranks = rankdata([recorded[state] for state in states]), rankdata(of_given)
    return float(np.round(np.corrcoef(*ranks)[0, 1], 12))


def on_non_bearers(nothing: Collection[str], given: Amounts) -> float:
    """The share of all that is given that falls on states known to have borne nothing.

    NaN where nothing is given, or where no state is known to have borne nothing.

    Examples
    --------
    >>> on_non_bearers(["C"], {"A": 3.0, "C": 1.0})
    0.25
    """
    total = sum(given.values())
    if total <= 0.0 or not nothing:
        return math.nan
    return sum(amount for state, amount in given.items() if state in nothing) / total
