"""The line that stands under every result about real states."""

from __future__ import annotations

from collections.abc import Sequence

from simulation.scenario.scenario import Scenario

PAGE = "docs/validity.md"
"""Where the reasons stand."""

CANNOT_SAY = (
    "What this cannot say: ties, strengths and severities are judged, drafts never tabled "
    f"leave no record, and nothing here forecasts any government ({PAGE})."
)

REPLAYED = (
    "The drafts are the script's: diluted, withheld and hidden compare them with what the "
    "model's own penholder would have done, and say nothing of what any government did."
)


def names_states(members: Sequence[str]) -> bool:
    """Whether any of these codes is that of a real state: three capitals."""
    return any(len(code) == 3 and code.isupper() for code in members)


def caveat(members: Sequence[str], scripted: bool) -> str | None:
    """What must stand under results about these members; None where they are invented."""
    if not names_states(members):
        return None
    return f"{CANNOT_SAY} {REPLAYED}" if scripted else CANNOT_SAY


def caveat_of(scenario: Scenario) -> str | None:
    """What must stand under results of a scenario."""
    return caveat(scenario.sitting.council.members, bool(scenario.script))
