"""Where beliefs settle: the mean-field map of a belief to what it is some rounds later."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simulation.analysis.aftermath import start_of
from simulation.analysis.outcomes import CHALLENGERS, framed
from simulation.analysis.ratios import RATIO, ratio
from simulation.engine.aftermath import ROUNDS_A_YEAR
from simulation.experiments.results import Results

BELIEF_BINS = 20
"""Of the belief now, from 0 to 1."""

ENOUGH = 30
"""Pairs of beliefs below which a bin is left out, unless there is only one history."""

PATHS = 3
"""Simulated histories drawn over the map."""

COLUMN = {"client": "response_clients", "other": "response_others"}


@dataclass(frozen=True)
class Tipping:
    """The map, where it meets the diagonal, and simulated paths over it.

    ``bins`` has the columns challenger, now (mean belief in the bin), those of a
    ratio (the mean belief ``step`` rounds later) and pairs; ``fixed`` challenger,
    belief and stable; ``paths`` challenger, history (-1 for the mean over
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
    two years or more, else one round. A fixed point is stable where the map
    crosses the diagonal from above; a script has none, since there beliefs
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
        fixed=pd.DataFrame(fixed, columns=["challenger", "belief", "stable"]),
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
        sums = np.bincount(history[here], weights=then[here], minlength=len(beliefs))
        rows.append(
            {"now": float(now[here].mean())} | ratio(sums, counts).plain() | {"pairs": pairs}
        )
    return rows


def fixed_points(bins: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where the map, straight between bins, crosses the diagonal."""
    found = []
    for left, right in itertools.pairwise(bins):
        above, below = left["value"] - left["now"], right["value"] - right["now"]
        if above == below or above * below > 0 or above == 0.0:
            continue
        way = above / (above - below)
        belief = left["now"] + way * (right["now"] - left["now"])
        found.append({"belief": float(belief), "stable": bool(above > below)})
    return found
