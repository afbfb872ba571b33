"""Where beliefs settle: the mean-field map of a belief to what it is some rounds later."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simulation.analysis.aftermath import start_of
from simulation.analysis.outcomes import CHALLENGERS, framed
from simulation.engine.aftermath import ROUNDS_A_YEAR
from simulation.experiments.results import Results
from simulation.measures.ratios import RATIO, Ratio, ratio

BELIEF_BINS = 20
"""Of the belief now, from 0 to 1."""

ENOUGH = 30
"""Pairs of beliefs below which a bin is left out, unless there is only one history."""

PATHS = 3
"""Simulated histories drawn over the map."""

FIXED = ("belief", "stable", "low", "high")
"""Columns of a fixed point."""

COLUMN = {"client": "response_clients", "other": "response_others"}


@dataclass(frozen=True)
class Tipping:
    """The map, where it meets the diagonal, and simulated paths over it.

    ``bins`` has the columns challenger, now (mean belief in the bin), those of a
    ratio (the mean belief ``step`` rounds later, its interval that of the change from
    now) and pairs; ``fixed`` challenger, belief, stable, low and high (between which the
    map is known to cross); ``paths`` challenger, history (-1 for the mean over
    histories), time (in steps, from 0) and belief. Beliefs are π̂, that
    challengers of this class are answered; ``scripted`` says that crises and
    drafts are given.
    """

    bins: pd.DataFrame
    fixed: pd.DataFrame
    paths: pd.DataFrame
    step: int
    scripted: bool

    @property
    def attrs(self) -> dict[str, Any]:
        """Words for a figure, as the other tables have them."""
        return {str(name): words for name, words in self.bins.attrs.items()}


def tipping(results: Results) -> Tipping:
    """The mean-field map of the belief π̂_t to π̂_{t+step}, clients and others apart.

    A bin's mean is over all histories and rounds that pass through it, whatever
    else was true of them (crises standing, p̂, ℒ, who sits): a description of the
    batch, not the effect of a belief. ``step`` is a year where histories last
    two years or more, else one round. A fixed point lies between bins
    whose intervals exclude the diagonal on opposite sides, and is stable where the map
    crosses from above; a script has none, since there beliefs
    follow what was tabled, round by round.
    """
    rounds = results.to_pandas(["run", "round", *COLUMN.values()])
    length = int(results.manifest.experiment["rounds"])
    step = ROUNDS_A_YEAR if length >= 2 * ROUNDS_A_YEAR else 1
    prior, scripted = start_of(results), bool(results.manifest.experiment["described"]["crisis"])
    bins: list[dict[str, Any]] = []
    fixed: list[dict[str, Any]] = []
    paths: list[dict[str, Any]] = []
    for challenger in CHALLENGERS:
        column = COLUMN[challenger]
        beliefs = rounds.sort_values(["run", "round"])[column].to_numpy().reshape(-1, length)
        whole = np.column_stack([np.full(len(beliefs), prior[column]), beliefs])
        found = map_of(whole, step)
        bins += [{"challenger": challenger} | row for row in found]
        points = [] if scripted else fixed_points(found)
        fixed += [{"challenger": challenger} | row for row in points]
        followed = {-1: whole.mean(axis=0)} | dict(enumerate(whole[:PATHS]))
        paths += [
            {"challenger": challenger, "history": history, "time": t, "belief": float(belief)}
            for history, path in followed.items()
            for t, belief in enumerate(path[::step])
        ]
    return Tipping(
        bins=framed(results, bins, ("challenger", "now", *RATIO, "pairs")),
        fixed=pd.DataFrame(fixed, columns=["challenger", *FIXED]),
        paths=pd.DataFrame(paths, columns=["challenger", "history", "time", "belief"]),
        step=step,
        scripted=scripted,
    )


def map_of(beliefs: np.ndarray[Any, Any], step: int) -> list[dict[str, Any]]:
    """The bins of one class; ``beliefs`` is (history, round), the prior first."""
    now, then = beliefs[:, :-step], beliefs[:, step:]
    history = np.broadcast_to(np.arange(len(beliefs))[:, None], now.shape)
    place = np.clip(np.floor(now * BELIEF_BINS), 0, BELIEF_BINS - 1)
    enough = ENOUGH if len(beliefs) > 1 else 1
    rows = []
    for number in range(BELIEF_BINS):
        here = place == number
        pairs = int(np.count_nonzero(here))
        if pairs < enough:
            continue
        counts = np.bincount(history[here], minlength=len(beliefs))
        belief, moved = float(now[here].mean()), then[here] - now[here]
        sums = np.bincount(history[here], weights=moved, minlength=len(beliefs))
        change = ratio(sums, counts)
        value, low, high = (
            None if end is None else belief + end for end in (change.value, change.low, change.high)
        )
        later = Ratio(value, low, high, change.histories)
        rows.append({"now": belief} | later.plain() | {"pairs": pairs})
    return rows


def way(now: float, value: float, low: float | None, high: float | None) -> int:
    """Whether a belief rises (1) or falls (-1) for sure, or neither can be said (0).

    Its interval must exclude the belief now, and the two must differ as printed.

    >>> way(0.4, 0.5, 0.45, 0.55), way(0.4, 0.3, 0.25, 0.41), way(0.4, 0.4001, 0.4, 0.4002)
    (1, 0, 0)
    """
    if low is None or high is None or f"{now:.3f}" == f"{value:.3f}":
        return 0
    return int(low > now) - int(high < now)


def fixed_points(bins: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where the map, straight between bins, crosses the diagonal.

    Only bins that lie off the diagonal for sure count: a crossing is known to lie between
    one of them above it and the next below it, or the other way round.
    """
    found = []
    sure = [row for row in bins if way_of(row)]
    for left, right in itertools.pairwise(sure):
        if way_of(left) == way_of(right):
            continue
        above, below = left["value"] - left["now"], right["value"] - right["now"]
        belief = left["now"] + above / (above - below) * (right["now"] - left["now"])
        ends = {"low": left["now"], "high": right["now"]}
        found.append({"belief": float(belief), "stable": above > below} | ends)
    return found


def way_of(row: dict[str, Any]) -> int:
    """The way of one bin, as :func:`way` has it."""
    return way(row["now"], row["value"], row["low"], row["high"])
