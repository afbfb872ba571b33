"""Paralysis by episode: grave crises that close without an adequate mandate."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from simulation.analysis.rates import Rate, Sums, counts_of, rate

COLUMNS = ("run", "closed", "onset_severity", "best_mandate", "client", "end")
"""What of the rounds is needed."""


@dataclass(frozen=True)
class Paralysis:
    """Share of grave episodes that closed without an adequate mandate.

    ``all`` counts every grave episode that closed; ``not_mediated`` leaves out,
    above and below the line, those that the Secretary-General settled.
    """

    all: Rate
    not_mediated: Rate


def paralysis(
    rounds: pd.DataFrame, *, grave: float, adequate: float, clients: bool | None = None
) -> Paralysis:
    """Paralysis among grave episodes; of clients, of others, or (None) of both.

    Parameters
    ----------
    rounds : DataFrame
        With the columns ``COLUMNS``; each closed episode has one row marked closed.
    grave, adequate : float
        Severity at onset from which an episode is grave, strength from which a
        mandate is adequate; both in [0, 1].
    """
    every, not_mediated = paralysed_in(rounds, grave=grave, adequate=adequate, clients=clients)
    return Paralysis(all=rate(*every), not_mediated=rate(*not_mediated))


def paralysed_in(
    rounds: pd.DataFrame, *, grave: float, adequate: float, clients: bool | None
) -> tuple[Sums, Sums]:
    """The counts behind both shares, history by history."""
    episodes = rounds["closed"] & (rounds["onset_severity"] >= grave)
    if clients is not None:
        episodes &= rounds["client"] == clients
    without = rounds["best_mandate"] < adequate
    mediated = rounds["end"] == "mediated"
    return (
        counts_of(rounds, without, episodes),
        counts_of(rounds, without, episodes & ~mediated),
    )
