"""The line that stands under every result about real states."""

from __future__ import annotations

from collections.abc import Sequence

from simulation.scenario.scenario import Scenario

PAGE = "docs/validity.md"
"""Where the reasons stand."""

SIMULATED = " (simulated)"
"""What follows the title of a picture, a table or a line about real states."""

CANNOT_SAY = (
    "What this cannot say: ties, strengths and severities are judged, drafts never tabled "
    f"leave no record, and all of it is simulated: nothing here forecasts any government ({PAGE})."
)

REPLAYED = (
    "The drafts are the script's: that each is tabled, how strong it is and, where named, who "
    "holds the pen. What the model's penholder would have done is shown beside them, under this "
    "name; it says nothing about what any government did."
)

REDRAFTED = (
    "The crises, their dates and, where named, penholders and sponsors are the script's; whether "
    "a draft is tabled and how strong it is, the model's penholders decide, so that these are "
    "not the drafts on record."
)


def names_states(members: Sequence[str]) -> bool:
    """Whether any of these codes is that of a real state: three capitals."""
    return any(len(code) == 3 and code.isupper() for code in members)


def mark(members: Sequence[str]) -> str:
    """What follows a title about these members: that real states are simulated, else nothing.

    >>> mark(["hegemon", "USA"]), mark(["hegemon", "rival"])
    (' (simulated)', '')
    """
    return SIMULATED if names_states(members) else ""


def caveat(members: Sequence[str], *, scripted: bool, redraft: bool = False) -> str | None:
    """What must stand under results about these members; None where they are invented."""
    if not names_states(members):
        return None
    if not scripted:
        return CANNOT_SAY
    return f"{CANNOT_SAY} {REDRAFTED if redraft else REPLAYED}"


def title_of(scenario: Scenario) -> str:
    """A scenario's title, which says that real states are simulated."""
    return f"{scenario.title}{mark(scenario.sitting.council.members)}"


def caveat_of(scenario: Scenario) -> str | None:
    """What must stand under results of a scenario."""
    members = scenario.sitting.council.members
    return caveat(members, scripted=bool(scenario.script), redraft=scenario.redraft)
