"""How far a state reaches and where it lies, where its file does not say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation.scenario.schema import REGIONS, PlaceFile, Region, SeatFile
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

REGIONAL_CENTRES = np.array([CENTRES[region] for region in REGIONS])
"""The same, (region, 2), in the order of the regions."""

NUCLEAR_SINCE = {
    "USA": 1945, "RUS": 1949, "GBR": 1952, "FRA": 1960, "CHN": 1964,
    "ISR": 1967, "IND": 1998, "PAK": 1998, "PRK": 2006,
}  # fmt: skip
"""The first year in which a state had nuclear weapons: of the first test; Israel's as estimated
by Cohen 1998 (Israel and the Bomb); India's and Pakistan's those of declared arsenals."""


def has_nuclear_weapons(code: str, year: int) -> bool:
    """Whether a state had nuclear weapons in a year.

    Examples
    --------
    >>> has_nuclear_weapons("PRK", 2000), has_nuclear_weapons("PRK", 2013)
    (False, True)
    """
    return year >= NUCLEAR_SINCE.get(code, year + 1)


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


def place_in(region: Region, place: PlaceFile | None) -> Floats:
    """Latitude and longitude in degrees, (2,): as written, or the middle of the region."""
    return np.array(CENTRES[region] if place is None else (place.latitude, place.longitude))


def places_of(states: Sequence[SeatFile]) -> Floats:
    """Latitude and longitude in degrees, (state, 2): as written, or the middle of its group."""
    found = [place_in(state.group, state.place) for state in states]
    return np.array(found, dtype=np.float64).reshape(len(states), 2)
