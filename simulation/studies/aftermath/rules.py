"""Simple rules of who would bear an answer: by what a state has, and one by its vote too."""

from __future__ import annotations

from collections.abc import Callable

from simulation.engine.contributors import all_states
from simulation.scenario.means import capability_of, military_of, reach_of
from simulation.scenario.scenario import Scenario, ScriptedDraft
from simulation.scenario.schema import SeatFile

MODEL = "the model"

RULES: dict[str, Callable[[SeatFile], float]] = {
    "equal shares": lambda _: 1.0,
    "income": lambda state: state.size,
    "capability": capability_of,
    "military spending": military_of,
    "military spending × reach": lambda state: military_of(state) * reach_of(state),
}
"""What each rule goes by, for one state."""

OF_SUPPORTERS = ("military spending × reach",)
"""Rules by which states give nothing to a text that they voted against on record."""


def states_of(scenario: Scenario, draft: ScriptedDraft) -> tuple[SeatFile, ...]:
    """The states that may contribute after a draft, in the order of the model's contributors."""
    return all_states(draft.sitting, scenario)


def shares(rule: str, scenario: Scenario, draft: ScriptedDraft) -> dict[str, float]:
    """What each named state bears after a draft by a rule, in shares of all."""
    against = draft.record.published.against if draft.record else []
    left_out = set(against) if rule in OF_SUPPORTERS else set()
    weights = {
        state.member: 0.0 if state.member in left_out else RULES[rule](state)
        for state in states_of(scenario, draft)
    }
    total = sum(weights.values())
    return {state: weight / total for state, weight in weights.items()} if total else weights
