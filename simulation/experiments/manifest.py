"""The manifest of a dataset: which experiment it is, and which parts are finished."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from simulation.experiments.dataset import DETAILS
from simulation.experiments.description import (
    cast_of,
    described_differences,
    description,
    digest_of,
    merged,
)
from simulation.experiments.files import write_in_place
from simulation.experiments.layout import Part, parts
from simulation.experiments.points import PointTable
from simulation.scenario.files import PACKAGE
from simulation.scenario.mistakes import InputError
from simulation.scenario.scenario import Scenario

NOT_OURS = "is not a manifest of this program; choose another folder"

FILE = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What a dataset holds: ``experiment`` says it all, ``finished`` the parts there are.

    ``casts`` are the different lists of members, states and contributors that the
    points have, the first that of point 0. ``failed`` tells of parts that could
    not be played, with their tracebacks. ``earlier`` are the numbers of runs that the
    batch had before more were added, rising: they say how it is cut.
    """

    experiment: dict[str, Any]
    casts: list[dict[str, Any]]
    platform: dict[str, str]
    finished: list[str]
    failed: list[dict[str, Any]]
    earlier: list[int] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        *,
        runs: int,
        seed: int,
        detail: str,
        engine: str,
        points: PointTable | None = None,
    ) -> Manifest:
        """The manifest of a batch about to begin; ``points`` where a design is played."""
        described = description(scenario)
        return cls(
            experiment={
                "scenario": scenario.name,
                "rules": scenario.rules_name,
                "seed": seed,
                "runs": runs,
                "rounds": scenario.rounds,
                "detail": detail,
                "engine": engine,
                "points": 1 if points is None else len(points.rows),
                "varied": [] if points is None else points.varied,
                "points_sha256": None if points is None else digest_of(points.rows),
                **program(),
                "described": described,
                "described_sha256": digest_of(described),
            },
            casts=[cast_of(scenario)] if points is None else points.casts,
            platform={
                "python": platform.python_version(),
                "machine": platform.machine(),
                "mesa": installed("mesa"),
            },
            finished=[],
            failed=[],
        )  # fmt: skip

    @property
    def members(self) -> list[list[str]]:
        """The members in the order of seats, one list a round where a script changes them."""
        return cast("list[list[str]]", self.casts[0]["members"])

    @property
    def states(self) -> list[str]:
        """The states that sit or may be elected; seats/ numbers them."""
        return cast("list[str]", self.casts[0]["states"])

    @property
    def contributors(self) -> list[str]:
        """Who may bear burdens, in the order of contributions/."""
        return cast("list[str]", self.casts[0]["contributors"])

    def parts(self) -> list[Part]:
        """The parts of the whole batch, finished or not."""
        e = self.experiment
        return list(parts(e["points"], e["runs"], e["rounds"], e["engine"], self.earlier))

    def with_runs(self, runs: int) -> Manifest:
        """The manifest with so many runs, where it has fewer now: the further ones are added."""
        if runs == self.experiment["runs"]:
            return self
        earlier = [*self.earlier, self.experiment["runs"]]
        return replace(self, experiment=self.experiment | {"runs": runs}, earlier=earlier)

    def with_part(self, part: str) -> Manifest:
        """The manifest once another part is finished."""
        failed = [failure for failure in self.failed if failure["part"] != part]
        return replace(self, finished=sorted({*self.finished, part}), failed=failed)

    def with_failure(self, failure: dict[str, Any]) -> Manifest:
        """The manifest once a part could not be played."""
        others = [other for other in self.failed if other["part"] != failure["part"]]
        return replace(self, failed=[*others, failure])

    def with_whole_parts(self, folder: Path) -> Manifest:
        """The manifest with those parts whose files are there and can be read.

        The files say so, not the list: a command killed between the two loses nothing.
        """
        levels = DETAILS[self.experiment["detail"]]
        finished = [
            part.name
            for part in self.parts()
            if all(is_whole(folder / level / f"{part.name}.parquet") for level in levels)
        ]
        failed = [failure for failure in self.failed if failure["part"] not in finished]
        return replace(self, finished=finished, failed=failed)

    def at(self, row: dict[str, Any]) -> Manifest:
        """The manifest as if one point's scenario had been played alone; ``row`` is of points/."""
        described = merged(self.experiment["described"], json.loads(row["changes"]))
        rules = described["rules"] if isinstance(described["rules"], str) else None
        return replace(
            self,
            experiment=self.experiment
            | {
                "rules": rules or row.get("rules") or self.experiment["rules"],
                "rounds": described["rounds"],
                "described": described,
                "described_sha256": digest_of(described),
                "points": 1,
                "varied": [],
                "points_sha256": None,
            },
            casts=[self.casts[row["cast"]]],
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
            runs = [0, *found.earlier, found.experiment["runs"]]
            whole = whole and runs == sorted({int(number) for number in runs})
        except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
            raise InputError([f"{path}: {NOT_OURS}"]) from error
        lists = (found.finished, found.failed, found.casts)
        if not whole or not all(isinstance(value, list) for value in lists):
            raise InputError([f"{path}: {NOT_OURS}"])
        return found

    def differences(self, other: Manifest) -> list[str]:
        """What another experiment has otherwise, a sentence each; fewer runs are no difference.

        Of the settings of a design :func:`simulation.experiments.points.differing_settings` tells.
        """
        names = {"described", "described_sha256", "points_sha256", "runs"}
        here, there = (manifest.experiment["runs"] for manifest in (self, other))
        fewer = f"runs is {there} there, {here} here; more can be added to a folder, none removed"
        found = [fewer] if here < there else []
        found += [
            f"{key} is {other.experiment.get(key)!r} there, {value!r} here"
            for key, value in self.experiment.items()
            if key not in names and other.experiment.get(key) != value
        ]
        same = self.experiment["scenario"] == other.experiment.get("scenario")
        if same and self.experiment["described_sha256"] != other.experiment.get("described_sha256"):
            found += described_differences(
                self.experiment["described"], other.experiment.get("described", {})
            )
        return found


def is_whole(path: Path) -> bool:
    """Whether a Parquet file is there and its end can be read."""
    try:
        pq.read_metadata(path)
    except (OSError, pa.ArrowInvalid):
        return False
    return True


def program() -> dict[str, str]:
    """What computes: another of these may give other rows.

    Looked up once a process, for what it has imported stays as it is.
    """
    return {
        "version": installed("unsc-simulation"),
        "source_sha256": sources_digest(),
        "numpy": installed("numpy"),
        "scipy": installed("scipy"),
    }


@cache
def sources_digest() -> str:
    """A digest of this program's own source, so that changed code is another experiment."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def installed(package: str) -> str:
    """The version of an installed package."""
    return version(package)
