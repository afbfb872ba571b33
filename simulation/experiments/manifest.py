"""The manifest of a dataset: which experiment it is, and which parts are finished."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypedDict, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from simulation.experiments.columns import DETAILS
from simulation.experiments.description import (
    cast_of,
    description,
    digest_of,
    merged,
)
from simulation.experiments.files import read_regular, why_no_batch, words_of, write_in_place
from simulation.experiments.layout import SLOWER, Part, parts
from simulation.experiments.points import PointTable
from simulation.experiments.receipts import (
    PART_NAME,
    SEAL,
    Batch,
    DamageError,
    check_part,
    is_sealed,
    sealed,
)
from simulation.experiments.source import BATCH, source_digest
from simulation.scenario.calls import Call
from simulation.scenario.mistakes import InputError, Mistake, Why
from simulation.scenario.scenario import Scenario

REMADE = (Call("run_batch"), "` makes it again from the parts")

NOT_OURS = (
    "is not a manifest of this program, or is torn; choose another folder, or remove this file, "
    "and the same `",
    *REMADE,
)

CHANGED = ("was changed after it was written; remove it, and the same `", *REMADE)

FORMAT = 3
"""The format of a batch: its files, their columns, receipts and manifest. Another number where
a batch of before can no longer be read, or would be read as something else."""

AGAIN = (
    "read it with the version of this program that wrote it, or play the batch again in another "
    "folder"
)

EARLIER = f"has no format number, as an earlier version of this program wrote it; {AGAIN}"

FILE = "manifest.json"

MOST_BYTES = 1 << 28
"""A manifest is smaller: twelve thousand parts that all failed take a fifth of it."""


@with_config(ConfigDict(extra="forbid", strict=True))
class Experiment(TypedDict):
    """What a manifest's ``experiment`` holds, and of which kinds."""

    scenario: str
    rules: str
    seed: int
    runs: int
    rounds: int
    detail: str
    engine: str
    points: int
    varied: list[str]
    points_sha256: str | None
    behaviours: list[dict[str, str]]
    version: str
    source_sha256: str
    numpy: str
    scipy: str
    described: dict[str, Any]
    described_sha256: str


@with_config(ConfigDict(extra="forbid", strict=True))
class Cast(TypedDict):
    """What each of its ``casts`` holds."""

    members: list[list[str]]
    states: list[str]
    contributors: list[str]


@with_config(ConfigDict(extra="forbid", strict=True))
class Failure(TypedDict):
    """What each of its ``failed`` parts holds."""

    part: str
    point: int
    first: int
    last: int
    traceback: str


@with_config(ConfigDict(extra="forbid", strict=True))
class FileSeal(TypedDict):
    """What it holds of a file."""

    bytes: int
    sha256: str


@with_config(ConfigDict(extra="forbid", strict=True))
class Whole(TypedDict):
    """What the file of a manifest holds."""

    format: int
    experiment: Experiment
    casts: list[Cast]
    platform: dict[str, str]
    finished: list[str]
    failed: list[Failure]
    earlier: list[int]
    points_file: FileSeal | None
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a dataset holds: ``experiment`` says it all, ``finished`` the parts there are.

    ``casts`` are the different lists of members, states and contributors that the
    points have, the first that of point 0. ``failed`` tells of parts that could
    not be played, with their tracebacks. ``earlier`` are the numbers of runs that the
    batch had before more were added, rising: they say how it is cut. ``points_file`` is how
    many bytes the table of settings has, and their digest. ``format`` is that of its files.
    """

    experiment: dict[str, Any]
    casts: list[dict[str, Any]]
    platform: dict[str, str]
    finished: list[str]
    failed: list[dict[str, Any]]
    earlier: list[int] = field(default_factory=list)
    points_file: dict[str, int | str] | None = None
    format: int = FORMAT

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
        behaviours: Sequence[dict[str, str]] = (),
    ) -> Manifest:
        """The manifest of a batch about to begin.

        ``points`` are there where a design is played, ``behaviours`` where other behaviour
        than the rules' decides: who is replaced (``member``), and by what (``by``).
        """
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
                "behaviours": list(behaviours),
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

    @property
    def batch(self) -> Batch:
        """Which batch this is: more runs do not make it another one."""
        same = {key: value for key, value in self.experiment.items() if key != "runs"}
        return Batch(
            digest_of([self.format, same, self.casts]), (*self.earlier, self.experiment["runs"])
        )

    @property
    def levels(self) -> tuple[str, ...]:
        """The folders that are stored."""
        return DETAILS[self.experiment["detail"]]

    @property
    def replaced(self) -> str:
        """Who decided otherwise than by the rules, as words: ``rival by Bystander``, or none."""
        listed = self.experiment["behaviours"]
        return ", ".join(f"{one['member']} by {one['by']}" for one in listed)

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
        """The manifest with those parts whose files are there, to the byte.

        The files say so, not the list: a command killed between the two loses nothing.
        """
        names = [part.name for part in self.parts()]
        damage = self.damage(folder, names)
        finished = [name for name in names if name not in damage]
        failed = [failure for failure in self.failed if failure["part"] not in finished]
        return replace(self, finished=finished, failed=failed)

    def damage(self, folder: Path, names: Sequence[str]) -> dict[str, str]:
        """Of these parts those whose files are not as they were written, and why, by name."""
        batch, levels = self.batch, self.levels

        def why(name: str) -> str | None:
            try:
                check_part(folder, name, batch, levels)
            except DamageError as error:
                return str(error)
            return None

        # Digests are computed outside Python's lock, so that threads do use the processors.
        with ThreadPoolExecutor() as pool:
            found = dict(zip(names, pool.map(why, names), strict=True))
        return {name: words for name, words in found.items() if words is not None}

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
        """Write it aside, with a digest of itself, then put it in place."""
        text = json.dumps(sealed(asdict(self)), indent=1, ensure_ascii=False)
        write_in_place(folder / FILE, text.encode("utf-8"))

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest of a folder.

        Raises
        ------
        InputError
            If there is none, it is not one of ours, of another format, or it was changed.
        """
        path = folder / FILE
        try:
            data = json.loads(read_regular(path, MOST_BYTES).decode("utf-8"))
        except (FileNotFoundError, NotADirectoryError) as error:
            raise InputError([Mistake(str(folder), "", why_no_batch(folder, FILE))]) from error
        except OSError as error:
            raise InputError([f"{path}: {words_of(error)}; choose another folder"]) from error
        except (ValueError, RecursionError) as error:
            raise InputError([Mistake(str(path), "", NOT_OURS)]) from error
        experiment = data.get("experiment") if isinstance(data, dict) else None
        if not isinstance(experiment, dict) or "described" not in experiment:
            raise InputError([Mistake(str(path), "", NOT_OURS)])
        if data.get("format") != FORMAT:
            raise InputError([Mistake(str(path), "", other_format(data.get("format")))])
        if not is_sealed(data):
            raise InputError([Mistake(str(path), "", CHANGED)])
        try:
            whole = TypeAdapter(Whole).validate_python(data)
        except ValidationError as error:
            raise InputError([Mistake(str(path), "", NOT_OURS)]) from error
        found = cls(**cast("dict[str, Any]", {k: v for k, v in whole.items() if k != SEAL}))
        if not found.is_consistent():
            raise InputError([Mistake(str(path), "", NOT_OURS)])
        return found

    def is_consistent(self) -> bool:
        """Whether its numbers can be those of a batch, and its parts have names of parts."""
        e = self.experiment
        cut = [0, *self.earlier, e["runs"]]
        if cut != sorted({*cut}) or min(e["points"], e["rounds"]) < 1 or not self.casts:
            return False
        named = all(map(PART_NAME.fullmatch, self.finished))
        once = len({*self.finished}) == len(self.finished)
        return e["detail"] in DETAILS and e["engine"] in SLOWER and named and once


def program() -> dict[str, str]:
    """What computes: another of these may give other rows.

    Of its source only what decides a batch counts (:mod:`simulation.experiments.source`). Looked
    up once a process, for what it has imported stays as it is.
    """
    return {
        "version": installed("unsc-simulation"),
        "source_sha256": source_digest(*BATCH),
        "numpy": installed("numpy"),
        "scipy": installed("scipy"),
    }


@cache
def installed(package: str) -> str:
    """The version of an installed package."""
    return version(package)


def other_format(found: object) -> Why:
    """That a batch is of another format, and what to do."""
    if found is None:
        return EARLIER
    if type(found) is not int:
        return NOT_OURS
    return f"is of format {found}, and this version of the program reads format {FORMAT}; {AGAIN}"
