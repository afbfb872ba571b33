"""A scenario as plain data: what an experiment is, and what one changes in another."""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any, cast

from simulation.scenario.scenario import Scenario


def description(scenario: Scenario) -> dict[str, Any]:
    """A whole scenario as plain data: what makes it another one if it changes."""
    councils = {draft.sitting.council_file.title: draft.sitting for draft in scenario.script}
    whole = scenario.described() | {
        "councils": {
            title: sitting.council_file.model_dump(exclude_none=True)
            for title, sitting in councils.items()
        }
    }
    # Pools are long: their digest tells two apart, their name where to look.
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
    if key == "scenario.world_sha256":
        return ["the states of its pool, its contributors or its organisations are others there"]
    return [f"{key} is {there!r} there, {here!r} here"]


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
