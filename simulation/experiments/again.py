"""The call, or the command, that makes a batch again."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from simulation.experiments.manifest import Manifest
from simulation.scenario.calls import Call
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError
from simulation.scenario.scenario import Scenario


def again(manifest: Manifest, folder: Path | None = None) -> Call | None:
    """The call of ``run_batch`` that makes this batch again, or None where none does.

    The scenario of that name is read again, with the batch's rules and
    parameters where they differ; only if it then is the one described does the
    call stand. ``folder`` is where to, out/ and the scenario's name if not given.
    """
    e = manifest.experiment
    if e["behaviours"] or e["varied"] or e["points"] > 1:
        return None
    try:
        plain = load(e["scenario"])
    except InputError:
        return None
    rules = None if plain.rules_name == e["rules"] else e["rules"]
    values = e["described"]["parameters"]
    changed = {
        name: values[name]
        for name, value in asdict(plain.parameters).items()
        if values.get(name, value) != value
    }
    burden = e["described"]["burden"]
    shared = None if plain.file.burden == burden else burden
    redraft = bool(e["described"].get("redraft", False))
    given: dict[str, Any] = {
        "rules": rules,
        "burden": shared,
        "settings": changed,
        "redraft": redraft,
    }
    given = {name: value for name, value in given.items() if value}
    try:
        same = load(e["scenario"], **given)
    except InputError:
        return None
    if fingerprint(same) != e["described_sha256"]:
        return None
    usual = {"detail": "ballots", "engine": "arrays"}
    return Call(
        "run_batch",
        Call("load", e["scenario"], **given) if given else e["scenario"],
        runs=e["runs"],
        seed=e["seed"],
        **{name: e[name] for name, value in usual.items() if e[name] != value},
        out=folder or f"out/{e['scenario']}",
    )


def fingerprint(scenario: Scenario) -> str:
    """The digest of a scenario's description, as a manifest has it."""
    made = Manifest.of(scenario, runs=1, seed=0, detail="runs", engine="arrays")
    return str(made.experiment["described_sha256"])
