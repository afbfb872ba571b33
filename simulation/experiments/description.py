"""A scenario as plain data: what an experiment is, and what one changes in another."""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any, cast

from simulation.scenario.mistakes import shown
from simulation.scenario.scenario import Scenario
from simulation.scenario.words import listed

NOT_NAMED = frozenset({"described", "described_sha256", "points_sha256", "runs"})
"""Keys of an experiment whose difference is said in other words, or is none."""

FOLLOWS = {
    "scenario": ("rounds",),
    "varied": ("points",),
    "version": ("source_sha256",),
}
"""What need not be said of two experiments where a key differs, for it follows from that."""

OTHER_CODE = "other code of this program made it (source_sha256)"


def description(scenario: Scenario) -> dict[str, Any]:
    """A whole scenario as plain data: what makes it another one if it changes."""
    councils = {draft.sitting.council_file.title: draft.sitting for draft in scenario.script}
    whole = scenario.described() | {
        "councils": {
            title: sitting.council_file.model_dump(exclude_none=True)
            for title, sitting in councils.items()
        }
    }
    # Pools are long: their digest distinguishes two, their name says where to look.
    beyond = [state.model_dump() for state in scenario.world.states]
    bodies = [
        plain(vars(body) | {"members": sorted(body.members), "bases": sorted(body.bases)})
        for body in scenario.world.organisations
    ]
    whole["world_sha256"] = digest_of([beyond, bodies])
    return cast("dict[str, Any]", plain(whole))


def cast_of(scenario: Scenario) -> dict[str, Any]:
    """Who takes part: members round by round, states, contributors."""
    return {
        "members": [
            list(scenario.sitting_at(t).council.members)
            for t in (range(scenario.rounds) if scenario.script else range(1))
        ],
        "states": [state.member for state in scenario.world.states],
        "contributors": list(scenario.contributor_names),
    }


def experiment_differences(here: dict[str, Any], there: dict[str, Any]) -> list[str]:
    """What another experiment of a manifest has otherwise, a sentence each; runs are none.

    What follows from a difference is not said beside it. Of the settings of a design
    :func:`simulation.experiments.points.differing_settings` tells.
    """
    names = [key for key in here if key not in NOT_NAMED and there.get(key) != here[key]]
    implied = {follows for name in names for follows in FOLLOWS.get(name, ())}
    found = [
        OTHER_CODE
        if key == "source_sha256"
        else f"{key} is {in_words(there.get(key))} there, {in_words(here[key])} here"
        for key in names
        if key not in implied
    ]
    same = here["scenario"] == there["scenario"]
    if same and here["described_sha256"] != there["described_sha256"]:
        # The rules and the rounds of a scenario are described in it too.
        mine, theirs = (
            {key: value for key, value in each["described"].items() if key not in names}
            for each in (here, there)
        )
        found += described_differences(mine, theirs)
    return found


def fewer_runs(there: int, here: int) -> str:
    """That a batch has more runs than are to be played."""
    return f"runs is {there} there, {here} here; more can be added to a folder, none removed"


def described_differences(here: Any, there: Any, key: str = "scenario") -> list[str]:
    """Where two descriptions differ, a sentence each."""
    if isinstance(here, dict) and isinstance(there, dict):
        return [
            line
            for name in sorted({*here, *there})
            for line in described_differences(here.get(name), there.get(name), f"{key}.{name}")
        ]
    if here == there:
        return []
    if tables_in(here) and tables_in(there):
        if len(here) != len(there):
            return [f"{key} has {len(there)} entries there, {len(here)} here"]
        return [
            line
            for number, (mine, its) in enumerate(zip(here, there, strict=True), start=1)
            for line in described_differences(mine, its, f"{key}[{number}]")
        ]
    if key == "scenario.world_sha256":
        return ["the states of its pool, its contributors or its organisations are others there"]
    return [f"{key} is {in_words(there)} there, {in_words(here)} here"]


def tables_in(value: Any) -> bool:
    """Whether a value is a list of tables."""
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def in_words(value: Any) -> str:
    """A value of an experiment as a sentence has it.

    >>> in_words(["reach", "cover"]), in_words([]), in_words(None), in_words("charter")
    ('reach and cover', 'nothing', 'not set', "'charter'")
    """
    if isinstance(value, dict):
        return ", ".join(f"{key} {in_words(inner)}" for key, inner in value.items()) or "nothing"
    if isinstance(value, list):
        said = [v if isinstance(v, str) else in_words(v) for v in value]
        return listed(said) if said else "nothing"
    return "not set" if value is None else shown(value)


def digest_of(data: Any) -> str:
    """A digest of data; what JSON does not know is taken as text."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()


def plain(value: Any) -> Any:
    """Plain data that JSON can hold: dates as text, infinite numbers as "inf"."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value if isinstance(value, str | int | float | bool | None) else str(value)


REMOVED = None
"""What stands in changes for a key that the point's scenario has not; no description holds it."""


def changes_between(base: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What of ``other`` differs from ``base``, table by table."""
    found: dict[str, Any] = {key: REMOVED for key in base if key not in other}
    for key, value in other.items():
        there = base.get(key)
        if isinstance(value, dict) and isinstance(there, dict):
            inner = changes_between(there, value)
            if inner:
                found[key] = inner
        elif key not in base or value != there:
            found[key] = value
    return found


def merged(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """``base`` with these changes: the other description again."""
    out = dict(base)
    for key, value in changes.items():
        if value is REMOVED:
            out.pop(key, None)
        elif isinstance(value, dict) and isinstance(out.get(key), dict):
            out[key] = merged(out[key], value)
        else:
            out[key] = value
    return out
