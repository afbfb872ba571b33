"""What the model says of who bears burdens: shares of effort in an era's generated crises."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.engine.arrays import play
from simulation.measures.ratios import Ratio, bounded, ratio
from simulation.scenario.load import load
from simulation.studies.peacekeeping.panel import SEATS

ERA = "era-1990-2011"
"""The scenario that is matched to the votes of the years of the panel."""


@dataclass(frozen=True)
class EffortShares:
    """Shares of all effort given in some histories, with simulation error over histories."""

    scenario: str
    histories: int
    seats: dict[str, Ratio]
    members: dict[str, Ratio]


def effort_shares(scenario: str, histories: int, seed: int) -> EffortShares:
    """What permanent members, elected seats and the rest of the membership give.

    Parameters
    ----------
    scenario : str
        A scenario without named contributors beside the Council.
    histories : int
        How many to play.
    seed : int

    Returns
    -------
    EffortShares
        ``seats`` by ``SEATS``, of which other is the rest of the membership pooled, and
        ``members`` the permanent members by code.
    """
    made = load(scenario)
    history = play(made, seed=seed, runs=range(histories))
    given = history.effort.sum(axis=0)
    whole = given.sum(axis=0)
    permanent = made.sitting.council.permanent
    rows = np.arange(len(given))
    own = np.zeros(len(rows), dtype=bool)
    own[: permanent.size] = permanent
    masks = (own, (rows < permanent.size) & ~own, rows >= permanent.size)
    return EffortShares(
        scenario=scenario,
        histories=histories,
        seats={
            seat: bounded(ratio(given[mask].sum(axis=0), whole))
            for seat, mask in zip(SEATS, masks, strict=True)
        },
        members={
            member: bounded(ratio(given[seat], whole))
            for seat, member in enumerate(made.sitting.council.members)
            if permanent[seat]
        },
    )
