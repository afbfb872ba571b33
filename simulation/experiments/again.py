"""The command that makes a batch again."""

from __future__ import annotations

import shlex
from dataclasses import asdict
from pathlib import Path

from simulation.experiments.manifest import Manifest
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError
from simulation.scenario.scenario import Scenario


def command(manifest: Manifest, folder: Path | None = None) -> str | None:
    """The ``unsc batch`` command that makes this batch again, or None where none does.

    The scenario of that name is read again, with the batch's rules and
    parameters where they differ; only if it then is the one described does the
    command stand. ``folder`` is where to, out/ and the scenario's name if not given.
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
    try:
        again = load(e["scenario"], rules=rules, burden=shared, redraft=redraft, **changed)
    except InputError:
        return None
    if fingerprint(again) != e["described_sha256"]:
        return None
    words = ["unsc", "batch", e["scenario"], "--runs", e["runs"], "--seed", e["seed"]]
    words += ["--rules", rules] if rules else []
    words += ["--burden", shared] if shared else []
    for name, value in changed.items():
        words += ["--set", f"{name}={value}"]
    words += ["--redraft"] if redraft else []
    words += ["--detail", e["detail"]] if e["detail"] != "ballots" else []
    words += ["--engine", e["engine"]] if e["engine"] != "arrays" else []
    words += ["--out", folder or f"out/{e['scenario']}"]
    return shlex.join(str(word) for word in words)


def fingerprint(scenario: Scenario) -> str:
    """The digest of a scenario's description, as a manifest has it."""
    made = Manifest.of(scenario, runs=1, seed=0, detail="runs", engine="arrays")
    return str(made.experiment["described_sha256"])
