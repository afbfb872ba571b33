"""New crises and members, many at once, to see a mechanism on and off."""

from dataclasses import replace

import numpy as np
from strategies import profiles_of_all_sorts

from simulation.scenario.load import load
from simulation.stages.challenge import SLOTS, arise
from simulation.stages.parameters import TABLE, WHOLE_NUMBERS, Parameters

HORSESHOE = load("horseshoe")

SITTING = HORSESHOE.sitting

PERMANENT = SITTING.council.permanent[:, None]

HISTORIES = 500

SEATS = 15

U = np.random.default_rng(50).random((len(SLOTS), HISTORIES))

BY_SEAT = np.random.default_rng(51).random((SEATS, HISTORIES))

NOBODY = np.zeros((SEATS, HISTORIES), dtype=bool)

YES, NO = np.ones(HISTORIES, dtype=bool), np.zeros(HISTORIES, dtype=bool)

PROFILES = profiles_of_all_sorts(np.random.default_rng(52), np.arange(SEATS) % 5)

ALL_OFF = {
    name: int(row["off"]) if name in WHOLE_NUMBERS else float(row["off"])
    for name, row in TABLE.items()
    if row["off"] is not None
}


def crises(p, **fixed):
    """New crises; a slot may be fixed at one uniform."""
    uniforms = U.copy()
    for slot, value in fixed.items():
        uniforms[SLOTS[slot]] = value
    return arise(uniforms, HORSESHOE.hazards, p)


def profiles_before(crisis):
    """The profiles around the table before these crises."""
    return PROFILES.of_seats(np.arange(SEATS)[:, None], crisis.region, ~PERMANENT)


def trust_of(p):
    return np.full(HISTORIES, p.r2p_trust)


def switched(name):
    """The parameters with one of them on, and with it off.

    On is its default, or the end of its range where it is off by default.
    """
    default, row = getattr(Parameters(), name), TABLE[name]
    on = row["high"] if default == ALL_OFF[name] else default
    return (replace(Parameters(), **{name: value}) for value in (on, ALL_OFF[name]))
