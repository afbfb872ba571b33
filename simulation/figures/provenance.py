"""Where a batch comes from, and how to make it again, in words for a reader."""

from __future__ import annotations

import shlex
from dataclasses import asdict, dataclass

from simulation.analysis.caveat import caveat as caveat_under
from simulation.experiments.manifest import Manifest
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError
from simulation.scenario.scenario import Scenario
from simulation.stages.parameters import TABLE, Parameters


@dataclass(frozen=True)
class Setting:
    """A parameter that differs from its default."""

    name: str
    meaning: str
    default: float
    value: float


def settings(manifest: Manifest) -> list[Setting]:
    """The parameters of a batch that differ from the default, in the order of the table."""
    values = manifest.experiment["described"]["parameters"]
    return [
        Setting(name, TABLE[name]["meaning"], default, values[name])
        for name, default in asdict(Parameters()).items()
        if values[name] != default
    ]


def caveat(manifest: Manifest) -> str | None:
    """The line that stands under results about real states; None where members are invented."""
    described = manifest.experiment["described"]
    return caveat_under(
        manifest.members[0],
        scripted=bool(described.get("crisis")),
        redraft=bool(described.get("redraft", False)),
    )


def command(manifest: Manifest) -> str | None:
    """The ``unsc batch`` command that makes this batch again, or None where none does.

    The scenario of that name is read again, with the batch's rules and
    parameters where they differ; only if it then is the one described does the
    command stand.
    """
    e = manifest.experiment
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
    words += ["--out", f"out/{e['scenario']}"]
    return shlex.join(str(word) for word in words)


def fingerprint(scenario: Scenario) -> str:
    """The digest of a scenario's description, as a manifest has it."""
    made = Manifest.of(scenario, runs=1, seed=0, detail="runs", engine="arrays")
    return str(made.experiment["described_sha256"])
