"""The eras, which parameters the record of each may move, and the scenario of a setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.evidence.calibration.moments import GROUPS, PERMANENT
from simulation.scenario.build import build
from simulation.scenario.files import scenarios_folder
from simulation.scenario.mistakes import InputError, nearest
from simulation.scenario.reading import check
from simulation.scenario.scenario import Scenario
from simulation.scenario.schema import KIND_WEIGHTS, KINDS, ScenarioFile
from simulation.stages.numerics import Floats

ROUNDS = 40


@dataclass(frozen=True)
class Era:
    """Some years of the record, and the council, rules and membership that stand for them."""

    name: str
    first: int
    last: int
    council: str
    pool: str
    rules: str = "charter"

    @property
    def years(self) -> str:
        """The years in words."""
        return f"{self.first}-{self.last}"


# The council of 1960 is an early one with a member of each group, Africa's among them.
ERAS = (
    Era("era-1946-1965", 1946, 1965, council="1960", pool="1960", rules="charter-1946"),
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
        raise InputError(f"--era {name}: {nearest(name, known)}" for name in wrong)
    return tuple(known[name] for name in dict.fromkeys(names)) or ERAS


FREE: dict[str, tuple[float, float, tuple[float, ...]]] = {
    "baseline_strength": (0.1, 1.2, (0.48, 0.37, 0.41)),
    "severity_weight": (0, 1.6, (0.017, 0.28, 0.79)),
    "severity_min": (0, 0.5, (0.23, 0.39, 0.21)),
    "severity_max": (0.5, 1, (0.72, 0.85, 0.99)),
    "patron_probability": (0.01, 0.9, (0.58, 0.36, 0.042)),
    "tie_min": (0, 0.9, (0.22, 0.025, 0.06)),
    "tie_max": (0.3, 1.3, (1.3, 1.1, 0.89)),
    "rivalry": (0, 1, (0.21, 0.12, 0.14)),
    "veto_cost": (0.12, 0.9, (0.12, 0.12, 0.25)),
    "choice_noise": (0.003, 0.1, (0.0069, 0.003, 0.004)),
    "statement_value": (0, 0.6, (0.26, 0.2, 0.19)),
    "consensus_bonus": (0.01, 0.09, (0.01, 0.043, 0.048)),
    "bloc_probability": (0, 0.9, (0.85, 0.18, 0.27)),
    "bloc_min": (0, 0.6, (0.39, 0.28, 0.31)),
    "bloc_max": (0.3, 1.3, (0.72, 0.82, 0.68)),
    "perception_sd": (0.01, 0.35, (0.32, 0.18, 0.19)),
    "taste_sd": (0.02, 0.35, (0.06, 0.066, 0.02)),
    "kinship_scale": (0.05, 2, (1.2, 0.96, 0.5)),
    "kinship_share": (0, 1, (0.39, 0.19, 0.32)),
    "permanent_kinship": (0, 1, (0.25, 0.59, 0.65)),
    "shortfall_cost": (0, 0.3, (0.059, 0.15, 0.051)),
    "permanent_pen": (0, 1, (0.34, 0.34, 0.6)),
    "intervention_weight": (0, 0.6, (0.0042, 0.15, 0.15)),
    "sovereignty_weight": (0, 0.6, (0.0099, 0.017, 0.097)),
    "exposure_weight": (0, 0.6, (0.088, 0.21, 0.12)),
    "minimum_strength": (0.02, 0.5, (0.09, 0.13, 0.068)),
    "party_probability": (0, 0.3, (0.089, 0.059, 0.0029)),
    "consent_probability": (0, 1, (0.26, 0.46, 0.36)),
    "patron_weights.CHN": (0, 1, (0.37, 0.027, 0.41)),
    "patron_weights.FRA": (0, 1, (0.018, 0.26, 0.32)),
    "patron_weights.GBR": (0, 1, (0.2, 0.37, 0.37)),
    "patron_weights.RUS": (0, 1, (0.94, 0.11, 0.73)),
    "patron_weights.USA": (0, 1, (0.046, 0.95, 0.95)),
    "regions.AFR": (0, 1, (0.74, 0.79, 0.53)),
    "regions.APG": (0, 1, (0.46, 0.6, 0.45)),
    "regions.EEG": (0, 1, (0.41, 0.28, 0.15)),
    "regions.GRULAC": (0, 1, (0.3, 0.079, 0.11)),
    "regions.WEOG": (0, 1, (0, 0.18, 0.27)),
    "types.intrastate": (0, 1, (0.43, 0.32, 0.3)),
}
"""What moments may move: the least, the most, and where the search of each era begins.

All lies inside the ranges of docs/parameters.md. Keys with a dot are weights of crises, relative
to each other; ``types.intrastate`` is the share of crises inside a state. Searches begin where an
earlier, coarser one on the same record had come to from a point set by hand.
"""


@dataclass(frozen=True)
class Space:
    """Settings as points of the unit cube: which parameters, between which values."""

    names: tuple[str, ...]
    low: Floats
    high: Floats
    start: Floats
    era: Era

    @classmethod
    def of(cls, era: Era, names: Sequence[str] = tuple(FREE)) -> Space:
        """The space of these parameters, all that are free unless some are named."""
        begun = begins(era)
        low, high = np.array([FREE[name][:2] for name in names]).T
        start = np.array([begun[name] for name in names])
        return cls(tuple(names), low, high, (start - low) / (high - low), era)

    def values(self, point: Floats) -> dict[str, float]:
        """The parameters at a point; those not of this space stand where a search begins."""
        inside = self.low + (self.high - self.low) * np.clip(point, 0.0, 1.0)
        return begins(self.era) | dict(zip(self.names, map(float, inside), strict=True))


def begins(era: Era) -> dict[str, float]:
    """Where the search of an era begins, by name."""
    return {name: starts[ERAS.index(era)] for name, (_, _, starts) in FREE.items()}


LEAST_WEIGHT = 0.002
"""Of a patron: nobody is ruled out."""

THRESHOLD = 0.02
"""κ: close to nothing, for what was never tabled is not in the record."""

BONUS = 0.4
"""b is at most this share of c, so that abstention never vanishes."""


def setting(values: Mapping[str, float], fixed: Mapping[str, float]) -> dict[str, Any]:
    """The parts of a scenario file that these values make up.

    ``fixed`` holds what the ballots alone say: ``nonparticipation``, and ``dissent_ratio``,
    the width of an elected member's abstention band over a permanent one's. A least value
    above its greatest is brought down to it.
    """
    parameters = {name: value for name, value in values.items() if "." not in name}
    for least, most in (("tie_min", "tie_max"), ("bloc_min", "bloc_max")):
        parameters[least] = min(parameters[least], parameters[most])
    parameters["tabling_threshold"] = THRESHOLD
    parameters["nonparticipation"] = fixed["nonparticipation"]
    cost = parameters["veto_cost"]
    bonus = min(parameters["consensus_bonus"], BONUS * cost)
    parameters["consensus_bonus"] = bonus
    parameters["dissent_cost"] = fixed["dissent_ratio"] * (cost + bonus) - bonus
    return {
        "parameters": parameters,
        "challenges": {
            "patron_weights": weights(values, "patron_weights", PERMANENT),
            "regions": weights(values, "regions", GROUPS),
            "types": types(values["types.intrastate"]),
        },
    }


def weights(values: Mapping[str, float], kind: str, of: Sequence[str]) -> dict[str, float]:
    """Weights of one kind, the largest of them 1."""
    given = {name: values[f"{kind}.{name}"] for name in of}
    most = max(*given.values(), LEAST_WEIGHT)
    return {name: max(weight / most, LEAST_WEIGHT) for name, weight in given.items()}


def types(intrastate: float) -> dict[str, float]:
    """Weights of types of crisis of which so many are inside a state; each side as by default."""
    inside = {kind: row[0] for kind, row in KINDS.items()}
    whole = sum(weight for kind, weight in KIND_WEIGHTS.items() if inside[kind])
    rest = sum(KIND_WEIGHTS.values()) - whole
    return {
        kind: weight / whole * intrastate if inside[kind] else weight / rest * (1.0 - intrastate)
        for kind, weight in KIND_WEIGHTS.items()
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
