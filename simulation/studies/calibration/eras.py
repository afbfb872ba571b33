"""The eras, which parameters the record of each may move, and the scenario of a setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.scenario.build import build
from simulation.scenario.files import scenarios_folder
from simulation.scenario.mistakes import InputError, Mistake, nearest, shown
from simulation.scenario.reading import check
from simulation.scenario.scenario import Scenario
from simulation.scenario.schema import (
    CRISIS_TYPES,
    REGION_WEIGHTS,
    REGIONS,
    TYPE_WEIGHTS,
    ScenarioFile,
)
from simulation.stages.numerics import Floats
from simulation.stages.parameters import Parameters
from simulation.stages.voting import RICHEST
from simulation.studies.tables.shapes import PERMANENT

ROUNDS = 40


@dataclass(frozen=True)
class Era:
    """Some years of the record, and the council, rules and membership that stand for them.

    ``without_veto`` are the rules of a Council of that size in which nobody has a veto.
    """

    name: str
    first: int
    last: int
    council: str
    pool: str
    rules: str = "charter"
    without_veto: str = "no-veto"

    @property
    def years(self) -> str:
        """The years in words."""
        return f"{self.first}-{self.last}"


# The council of 1960 is an early one with a member of each group, Africa's among them.
ERAS = (
    Era(
        "era-1946-1965",
        1946,
        1965,
        council="1960",
        pool="1960",
        rules="charter-1946",
        without_veto="no-veto-1946",
    ),
    Era("era-1966-1989", 1966, 1989, council="1975", pool="1975"),
    Era("era-1990-2011", 1990, 2011, council="2000", pool="2000"),
)


def eras_named(names: Sequence[str]) -> tuple[Era, ...]:
    """The eras of these names, all where none is named.

    Raises
    ------
    InputError
        If there is none of a name.
    """
    known = {era.name: era for era in ERAS}
    wrong = [name for name in names if name not in known]
    if wrong:
        raise InputError(
            Mistake("", "era", nearest(name, known), value=shown(name)) for name in wrong
        )
    return tuple(known[name] for name in dict.fromkeys(names)) or ERAS


FREE: dict[str, tuple[float, float]] = {
    "baseline_strength": (0.1, 1.2),
    "severity_weight": (0, 1.6),
    "severity_min": (0, 0.5),
    "severity_max": (0.5, 1),
    "patron_probability": (0.01, 0.9),
    "tie_min": (0, 0.9),
    "tie_max": (0.3, 1.3),
    "rivalry": (0, 1),
    "veto_cost": (0.12, 0.9),
    "dissent_cost": (0.12, 1.5),
    "choice_noise": (0.003, 0.1),
    "statement_value": (0, 0.6),
    "consensus_bonus": (0.01, 0.09),
    "bloc_probability": (0, 0.9),
    "bloc_min": (0, 0.6),
    "bloc_max": (0.3, 1.3),
    "perception_sd": (0.01, 0.8),
    "taste_sd": (0.02, 0.35),
    "kinship_scale": (0.05, 2),
    "kinship_share": (0, 1),
    "permanent_kinship": (0, 1),
    "shortfall_cost": (0, 0.3),
    "permanent_pen": (0, 1),
    "intervention_weight": (0, 0.6),
    "sovereignty_weight": (0, 0.6),
    "exposure_weight": (0, 0.6),
    "minimum_strength": (0.02, 0.5),
    "party_probability": (0, 0.3),
    "consent_probability": (0, 1),
    "patron_weights.CHN": (0, 1),
    "patron_weights.FRA": (0, 1),
    "patron_weights.GBR": (0, 1),
    "patron_weights.RUS": (0, 1),
    "patron_weights.USA": (0, 1),
    "regions.AFR": (0, 1),
    "regions.APG": (0, 1),
    "regions.EEG": (0, 1),
    "regions.GRULAC": (0, 1),
    "regions.WEOG": (0, 1),
    "types.intrastate": (0, 1),
}
"""What moments may move, and between which values, inside the ranges of docs/parameters.md.

Keys with a dot are weights of crises, relative to each other; ``types.intrastate`` is the
share of crises inside a state.
"""

WEIGHT = 0.5
"""Where a patron's weight stands by default: all are alike."""


@dataclass(frozen=True)
class Space:
    """Settings as points of the unit cube: which parameters, between which values.

    ``centre`` (parameter,) is the point that they are drawn to.
    """

    names: tuple[str, ...]
    low: Floats
    high: Floats
    centre: Floats
    era: Era

    @classmethod
    def of(cls, era: Era, names: Sequence[str] = tuple(FREE)) -> Space:
        """The space of these parameters, all that are free unless some are named."""
        low, high = np.array([FREE[name] for name in names], dtype=float).T
        drawn_to = drawing()
        centre = (np.array([drawn_to[name] for name in names]) - low) / (high - low)
        return cls(tuple(names), low, high, centre, era)

    def values(self, point: Floats) -> dict[str, float]:
        """The parameters at a point; those not of this space are where they are drawn to."""
        inside = self.low + (self.high - self.low) * np.clip(point, 0.0, 1.0)
        return drawing() | dict(zip(self.names, map(float, inside), strict=True))


def drawing() -> dict[str, float]:
    """The values that free parameters are drawn to, by name: the model's defaults.

    An elected member's no is drawn to what a permanent one's costs by default, since the
    bands of abstention that ballots show are about equally wide. At its own default nobody
    elected says no, so that nothing could be learned of it.
    """
    usual = vars(Parameters())
    usual |= {f"regions.{region}": weight for region, weight in REGION_WEIGHTS.items()}
    usual |= {f"patron_weights.{member}": WEIGHT for member in PERMANENT}
    inside = sum(weight for name, weight in TYPE_WEIGHTS.items() if CRISIS_TYPES[name][0])
    usual["types.intrastate"] = inside / sum(TYPE_WEIGHTS.values())
    usual["dissent_cost"] = usual["veto_cost"]
    return {name: usual[name] for name in FREE}


LEAST_WEIGHT = 0.002
"""Of a patron: nobody is ruled out."""

THRESHOLD = 0.02
"""κ: close to nothing, for what was never tabled is not in the record."""

BONUS = 0.4
"""b is at most this share of c, so that abstention never vanishes."""

ROOM = 1.02
"""And an elected member's c is at least so many times what b may grow to."""


def setting(values: Mapping[str, float], nonparticipation: float) -> dict[str, Any]:
    """The parts of a scenario file that these values make up.

    ``nonparticipation`` is what the ballots alone say. A least value above its greatest is
    brought down to it, and a cost that leaves no room for abstention is brought up.
    """
    parameters = {name: value for name, value in values.items() if "." not in name}
    for least, most in (("tie_min", "tie_max"), ("bloc_min", "bloc_max")):
        parameters[least] = min(parameters[least], parameters[most])
    parameters["tabling_threshold"] = THRESHOLD
    parameters["nonparticipation"] = nonparticipation
    bonus = min(parameters["consensus_bonus"], BONUS * parameters["veto_cost"])
    parameters["consensus_bonus"] = bonus
    parameters["dissent_cost"] = max(parameters["dissent_cost"], ROOM * RICHEST * bonus)
    return {
        "parameters": parameters,
        "challenges": {
            "patron_weights": weights(values, "patron_weights", PERMANENT),
            "regions": weights(values, "regions", REGIONS),
            "types": types(values["types.intrastate"]),
        },
    }


SIGNIFICANT = 3
"""Digits of the numbers of a scenario file."""


def settled(values: Mapping[str, float], nonparticipation: float) -> dict[str, Any]:
    """The parts of :func:`setting`, in numbers that can be read."""
    return rounded(setting(values, nonparticipation))


def rounded(parts: dict[str, Any]) -> dict[str, Any]:
    """Numbers to three significant digits."""
    return {
        key: rounded(value) if isinstance(value, dict) else float(f"{value:.{SIGNIFICANT}g}")
        for key, value in parts.items()
    }


def weights(values: Mapping[str, float], kind: str, of: Sequence[str]) -> dict[str, float]:
    """Weights of one kind, the largest of them 1."""
    given = {name: values[f"{kind}.{name}"] for name in of}
    most = max(*given.values(), LEAST_WEIGHT)
    return {name: max(weight / most, LEAST_WEIGHT) for name, weight in given.items()}


def types(intrastate: float) -> dict[str, float]:
    """Weights of types of crisis of which so many are inside a state; each side as by default."""
    inside = {name: row[0] for name, row in CRISIS_TYPES.items()}
    whole = sum(weight for name, weight in TYPE_WEIGHTS.items() if inside[name])
    rest = sum(TYPE_WEIGHTS.values()) - whole
    return {
        name: weight / whole * intrastate if inside[name] else weight / rest * (1.0 - intrastate)
        for name, weight in TYPE_WEIGHTS.items()
    }


def scenario_of(era: Era, made: Mapping[str, Any]) -> Scenario:
    """The scenario of an era with these parts."""
    raw = {
        "title": f"The Council of {era.years}",
        "council": era.council,
        "pool": era.pool,
        "rules": era.rules,
        "rounds": ROUNDS,
        **made,
    }
    where = scenarios_folder() / "history" / f"{era.name}.toml"
    return build(check(ScenarioFile, raw, era.name), name=era.name, where=where)
