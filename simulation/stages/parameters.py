"""The parameters of the model: those that the stages declare, in one table.

Each carries its symbol, unit, off value, range, provenance and source;
docs/parameters.md is generated from them. The default values are the *stylised*
set: they show the mechanisms plainly and are not estimates of the real Council.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from simulation.stages import (
    adoption,
    answers,
    attention,
    burden,
    bypass,
    challenge,
    drafting,
    elections,
    learning,
    outcome,
    preferences,
    voting,
)

STAGES = (
    challenge,
    attention,
    adoption,
    preferences,
    drafting,
    voting,
    bypass,
    answers,
    burden,
    outcome,
    learning,
    elections,
)
"""Every stage: the order of parameters, and of columns in a dataset.

What a stage declares beside its rules (streams of draws, columns) is found from here.
"""


@dataclass(frozen=True, kw_only=True)
class Parameters(
    learning.LearningParameters,
    outcome.OutcomeParameters,
    burden.BurdenParameters,
    answers.AnswersParameters,
    bypass.BypassParameters,
    voting.VotingParameters,
    drafting.DraftingParameters,
    preferences.PreferencesParameters,
    attention.AttentionParameters,
    challenge.ChallengeParameters,
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
