"""The parameters of the model: those that the stages declare, in one table.

Each carries its symbol, unit, off value, range, provenance and source;
docs/parameters.md is generated from them. The default values are the *stylised*
set: they show the mechanisms plainly and are not estimates of the real Council.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from simulation.stages.attention import AttentionParameters
from simulation.stages.burden import BurdenParameters
from simulation.stages.bypass import BypassParameters
from simulation.stages.challenge import ChallengeParameters
from simulation.stages.drafting import DraftingParameters
from simulation.stages.learning import LearningParameters
from simulation.stages.outcome import OutcomeParameters
from simulation.stages.preferences import PreferencesParameters
from simulation.stages.voting import VotingParameters


@dataclass(frozen=True, kw_only=True)
class Parameters(
    LearningParameters,
    OutcomeParameters,
    BurdenParameters,
    BypassParameters,
    VotingParameters,
    DraftingParameters,
    PreferencesParameters,
    AttentionParameters,
    ChallengeParameters,
):
    """Every number of the model's science; immutable.

    A stage declares its own. They stand here from the last stage to the first, since a
    dataclass begins with the fields of its last base.
    """


TABLE: dict[str, dict[str, Any]] = {
    f.name: {**f.metadata, "default": f.default} for f in fields(Parameters)
}
"""Rows by code name: symbol, unit, default, off, low, high, whole, meaning, provenance."""

WHOLE_NUMBERS = tuple(name for name, row in TABLE.items() if row["whole"])
"""Parameters that take whole numbers only."""
