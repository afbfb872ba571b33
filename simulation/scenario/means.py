"""How far a state reaches and where it lies, where its file does not say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation.scenario.schema import Region, SeatFile
from simulation.stages.numerics import Floats

REACH_OF_ONE_PERCENT, MOST_REACH = 0.1, 0.2
"""The reach of a state with 1 % of the world's military spending, and the most that spending
alone gives: to carry forces to another region takes ships, aircraft and bases (judged)."""

CENTRES: dict[Region, tuple[float, float]] = {
    "AFR": (2.0, 20.0),
    "APG": (25.0, 90.0),
    "EEG": (50.0, 25.0),
    "GRULAC": (0.0, -75.0),
    "WEOG": (48.0, 5.0),
}
"""Latitude and longitude of the middle of each regional group, in degrees (judged)."""


def ordinary_reach(military: float) -> float:
    """The reach of a state of which nothing is judged, from its military spending.

    It grows with the square root of the share, up to ``MOST_REACH``.

    Parameters
    ----------
    military : float
        Share of the world's military spending in percent.

    Returns
    -------
    float
        From 0, its own region alone, to 1, anywhere.

    Examples
    --------
    >>> ordinary_reach(0.0), ordinary_reach(1.0), ordinary_reach(25.0)
    (0.0, 0.1, 0.2)
    """
    return min(REACH_OF_ONE_PERCENT * float(np.sqrt(military)), MOST_REACH)


def military_of(state: SeatFile) -> float:
    """Share of the world's military spending in percent: as written, or its capability."""
    return capability_of(state) if state.military is None else state.military


def capability_of(state: SeatFile) -> float:
    """Share of the world's index of capability in percent: as written, or its size."""
    return state.size if state.capability is None else state.capability


def reach_of(state: SeatFile) -> float:
    """Reach from 0 to 1: as written, or what its military spending gives."""
    return ordinary_reach(military_of(state)) if state.reach is None else state.reach


def places_of(states: Sequence[SeatFile]) -> Floats:
    """Latitude and longitude in degrees, (state, 2): as written, or the middle of its group."""
    written = (
        CENTRES[state.group]
        if state.place is None
        else (state.place.latitude, state.place.longitude)
        for state in states
    )
    return np.array(list(written), dtype=np.float64).reshape(len(states), 2)
