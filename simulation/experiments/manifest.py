"""The manifest of a dataset: which experiment it is, and which parts are finished."""

from __future__ import annotations

import hashlib
import json
import math
import os
import platform
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from simulation.experiments.dataset import DETAILS
from simulation.scenario.files import PACKAGE
from simulation.scenario.mistakes import InputError
from simulation.scenario.scenario import Scenario

FILE = "manifest.json"
PARTIAL = ".partial"


@dataclass(frozen=True)
class Manifest:
    """What a dataset holds: ``experiment`` says it all, ``finished`` the parts there are."""

    experiment: dict[str, Any]
    members: list[list[str]]
    states: list[str]
    contributors: list[str]
    platform: dict[str, str]
    finished: list[str]

    @classmethod
    def of(cls, scenario: Scenario, *, runs: int, seed: int, detail: str, engine: str) -> Manifest:
        """The manifest of a batch about to begin."""
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
        described = plain(whole)
        return cls(
            experiment={
                "scenario": scenario.name,
                "rules": scenario.rules_name,
                "seed": seed,
                "runs": runs,
                "rounds": scenario.rounds,
                "detail": detail,
                "engine": engine,
                "version": version("unsc-simulation"),
                "source_sha256": sources_digest(),
                "numpy": version("numpy"),
                "scipy": version("scipy"),
                "described": described,
                "described_sha256": digest_of(described),
            },
            members=[
                list(scenario.sitting_at(t).council.members)
                for t in (range(scenario.rounds) if scenario.script else range(1))
            ],
            states=[state.member for state in scenario.world.states],
            contributors=list(scenario.contributor_names),
            platform={
                "python": platform.python_version(),
                "machine": platform.machine(),
                "mesa": version("mesa"),
            },
            finished=[],
        )

    def with_part(self, part: str) -> Manifest:
        """The manifest once another part is finished."""
        return replace(self, finished=[*self.finished, part])

    def with_whole_parts(self, folder: Path) -> Manifest:
        """The manifest with those parts alone whose files are there and can be read."""
        levels = DETAILS[self.experiment["detail"]]
        return replace(
            self,
            finished=[
                part
                for part in self.finished
                if all(is_whole(folder / level / f"{part}.parquet") for level in levels)
            ],
        )

    def write(self, folder: Path) -> None:
        """Write it aside, then put it in place."""
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False)
        write_in_place(folder / FILE, text.encode("utf-8"))

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest of a folder.

        Raises
        ------
        InputError
            If there is none, or it is not one of ours.
        """
        path = folder / FILE
        if not path.is_file():
            raise InputError([f"{folder}: holds no batch (no {FILE}); make one with `unsc batch`"])
        try:
            found = cls(**json.loads(path.read_text(encoding="utf-8")))
            whole = found.experiment["detail"] in DETAILS and "described" in found.experiment
        except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
            raise InputError([f"{path}: is not a manifest of this program"]) from error
        if not whole or not isinstance(found.finished, list):
            raise InputError([f"{path}: is not a manifest of this program"])
        return found

    def differences(self, other: Manifest) -> list[str]:
        """What another experiment has otherwise, a sentence each."""
        names = {"described", "described_sha256"}
        found = [
            f"{key} is {other.experiment.get(key)!r} there, {value!r} here"
            for key, value in self.experiment.items()
            if key not in names and other.experiment.get(key) != value
        ]
        if self.experiment["described_sha256"] != other.experiment.get("described_sha256"):
            found += described_differences(
                self.experiment["described"], other.experiment.get("described", {})
            )
        return found


def described_differences(here: Any, there: Any, key: str = "scenario") -> list[str]:
    """Where two descriptions differ, a sentence each."""
    if isinstance(here, dict) and isinstance(there, dict):
        return [
            line
            for name in sorted({*here, *there})
            for line in described_differences(here.get(name), there.get(name), f"{key}.{name}")
        ]
    return [] if here == there else [f"{key} is {there!r} there, {here!r} here"]


def is_whole(path: Path) -> bool:
    """Whether a Parquet file is there and its end can be read."""
    try:
        pq.read_metadata(path)
    except (OSError, pa.ArrowInvalid):
        return False
    return True


def sources_digest() -> str:
    """A digest of this program's own source, so that changed code is another experiment."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def digest_of(data: Any) -> str:
    """A digest of plain data."""
    return hashlib.sha256(json.dumps(plain(data), sort_keys=True).encode()).hexdigest()


def plain(value: Any) -> Any:
    """Plain data that JSON can hold: dates as text, infinite numbers as "inf"."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def write_in_place(path: Path, content: bytes) -> None:
    """Write a file aside, make sure of it, and only then give it its name."""
    aside = path.with_name(f".{path.name}.{os.getpid()}{PARTIAL}")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
