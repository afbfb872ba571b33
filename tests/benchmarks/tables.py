"""What stays the same over all histories of a scenario, as tables of states and regions.

Part of the yardsticks: written without the package's rules, and frozen with them.
"""

from types import SimpleNamespace

import numpy as np

from simulation.scenario.means import REGIONAL_CENTRES

NOTHING, WORDS, SANCTIONS, PEACEKEEPING, FORCE, AID = range(6)
EARTH_RADIUS = 6.371
"""Thousand kilometres."""


def tables_of(made):
    """Benefit shares, means, and what it is worth to follow a leader or to send peacekeepers.

    ``shares`` (impartial, state, region); ``hand`` (kind, state, region) is all that a state has
    for an answer of a kind, ``paid`` how much of it is money; ``standing`` (state, leader).
    """
    p, states = made.parameters, made.sitting.membership
    far = distances(states.place, REGIONAL_CENTRES)
    near, income = np.exp(-far / p.nearness), of_all(states.size)[:, None]
    felt = [p.interdependence + (1.0 - p.interdependence) * n for n in (near + states.stake, near)]
    felt = np.array(felt) * states.size[:, None] ** p.stake_elasticity
    carried = states.reach[:, None] + (1.0 - states.reach[:, None]) * np.exp(-far / p.carry)
    sent, paid = np.zeros((2, 6, *far.shape))
    sent[FORCE] = of_all(states.military**p.forces_elasticity)[:, None] * carried
    paid[FORCE] = p.payers * income * (1.0 - carried)
    paid[SANCTIONS] = paid[AID] = income
    sent[PEACEKEEPING] = of_all(states.capability**p.forces_elasticity)[:, None]
    sent[PEACEKEEPING, np.flatnonzero(made.sitting.council.permanent)] *= 1.0 - p.impartiality
    apart = abs(states.alignment[:, None] - states.alignment)
    power = states.military / (states.military + states.military[:, None])
    return SimpleNamespace(
        shares=felt / felt.sum(axis=1, keepdims=True),
        hand=p.total_capability * (sent + paid),
        paid=p.total_capability * paid,
        standing=np.exp(-apart / p.standing) * power,
        poverty=np.clip(1.0 - states.size / states.capability, 0.0, 1.0),
        dues=of_all(states.assessment),
    )


def of_all(amounts):
    return amounts / amounts.sum()


def distances(here, there):
    """Thousand kilometres on the globe, by the length of the straight line through it."""
    chord = np.linalg.norm(on_globe(here)[:, None] - on_globe(there), axis=2)
    return 2.0 * EARTH_RADIUS * np.arcsin(chord / 2.0)


def on_globe(places):
    """Points on a globe of radius 1, from latitude and longitude in degrees."""
    north, east = np.radians(places).T
    return np.column_stack(
        [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)]
    )
