"""What the model says of who sends peacekeepers: shares of them in an era's generated crises."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.engine.arrays import play
from simulation.measures.ratios import Ratio, bounded, ratio
from simulation.scenario.load import load
from simulation.stages.answers import Kind
from simulation.studies.peacekeeping.panel import SEATS

ERA = "era-1990-2011"
"""The scenario that is matched to the votes of the years of the panel."""


@dataclass(frozen=True)
class PeacekeeperShares:
    """Shares of all peacekeepers in some histories, with simulation error over histories."""

    scenario: str
    histories: int
    seats: dict[str, Ratio]
    members: dict[str, Ratio]


def peacekeeper_shares(scenario: str, histories: int, seed: int) -> PeacekeeperShares:
    """Which share of peacekeepers permanent members, elected seats and all other states send.

    Parameters
    ----------
    scenario : str
        A scenario without named contributors beside the Council.
    histories : int
        How many to play.
    seed : int

    Returns
    -------
    PeacekeeperShares
        ``seats`` by ``SEATS``, of which other is the sum of all states that do not sit, and
        ``members`` the permanent members by code.
    """
    made = load(scenario)
    history = play(made, seed=seed, runs=range(histories))
    peacekeeping = history["done"] == Kind.PEACEKEEPING
    sent = np.where(peacekeeping[:, None], history.forces, 0.0).sum(axis=0)
    whole = sent.sum(axis=0)
    permanent = made.sitting.council.permanent
    rows = np.arange(len(sent))
    own = np.zeros(len(rows), dtype=bool)
    own[: permanent.size] = permanent
    masks = (own, (rows < permanent.size) & ~own, rows >= permanent.size)
    return PeacekeeperShares(
        scenario=scenario,
        histories=histories,
        seats={
            seat: bounded(ratio(sent[mask].sum(axis=0), whole))
            for seat, mask in zip(SEATS, masks, strict=True)
        },
        members={
            member: bounded(ratio(sent[seat], whole))
            for seat, member in enumerate(made.sitting.council.members)
            if permanent[seat]
        },
    )
