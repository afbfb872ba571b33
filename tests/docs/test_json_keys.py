"""docs/data.md describes every key that a command prints with --json."""

import json

import pytest
from json_keys import KEYS

from simulation.experiments.columns import LEVELS

OF_NAMES = {
    "measures",
    "values",
    "missed_ballots",
    "terms",
    "shared",
    "ballots",
    "amounts",
    "counted_as",
}
"""Tables whose keys are names of measures, parameters, members or terms."""

LITTLE = ("--set", "rounds=3", "-n", "4")
COMMANDS = {
    "a replay": ("run", "kosovo-1999", "--explain", "RUS"),
    "a redraft": ("run", "kuwait-1990", "--redraft"),
    "generated crises": ("run", "repeated-crises", "--set", "rounds=12", "--explain", "rival"),
    "a forecast": ("forecast", "syria-2011"),
    "a tally": ("tally", "--council", "1946", "--votes", "USA=N, *=Y", "--parties", "USA"),
    "power": ("power", "charter"),
    "a batch": ("batch", "horseshoe", *LITTLE),
    "a design": ("batch", "horseshoe", *LITTLE, "--vary", "reach=0.1,0.2"),
    "a comparison": (
        "compare", "horseshoe", *LITTLE, "--rules", "charter,no-veto", "--precision", "0.01",
    ),
    "a sensitivity analysis": (
        *("sensitivity", "horseshoe", *LITTLE, "-m", "vetoed", "--only", "reach"),
        *("--trajectories", "4", "--base", "16", "--kept", "1"),
    ),
}  # fmt: skip


def keys_in(value):
    """Every key of plain data, without those that are names."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            inside = inner.values() if key in OF_NAMES and isinstance(inner, dict) else [inner]
            for one in inside:
                yield from keys_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from keys_in(one)


def test_keys_are_found_and_names_are_none():
    data = {"a": [{"b": 1}], "measures": {"vetoed": {"value": 1}}}
    assert set(keys_in(data)) == {"a", "b", "measures", "value"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_key_that_a_command_prints_is_described(unsc, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    status, out, _ = unsc(*COMMANDS[name], "--json")
    assert status == 0
    described = {key for keys in KEYS.values() for key in keys}
    columns = {column for level in LEVELS.values() for column in level}
    found = set(keys_in(json.loads(out)))
    assert len(found) > 10
    assert found - described - columns == set()
