"""Files checked against their shape: councils and rule sets by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from simulation.scenario.files import find, read, shown_path, spoken_kinds
from simulation.scenario.mistakes import Mistake
from simulation.scenario.salvage import checked, shape_error
from simulation.scenario.schema import (
    CouncilFile,
    OrganisationFile,
    PoolFile,
    RulesFile,
    ScenarioFile,
)


def check[T: BaseModel](shape: type[T], raw: dict[str, Any], file: str) -> T:
    """The file's content as the shape requires.

    Raises
    ------
    ShapeError
        With a sentence for every mistake.
    """
    check_kind(shape, raw, file)
    return checked(shape, raw, file, shapes_at(shape))


MARKS: dict[type[BaseModel], tuple[str, tuple[str, ...]]] = {
    ScenarioFile: ("scenario", ("council",)),
    CouncilFile: ("council", ("seat",)),
    PoolFile: ("pool", ("state",)),
    OrganisationFile: ("organisation", ("members", "group")),
    RulesFile: ("rule set", ("vetoes", "quota")),
}
"""What a file of each shape is called, and the keys by which it is known, the surest first."""


def check_kind(shape: type[BaseModel], raw: dict[str, Any], file: str) -> None:
    """Refuse a file that is surely of another kind, in one sentence.

    It is where it has a key by which another kind is known, and none that is only of the kind
    that is expected.

    Raises
    ------
    ShapeError
        With one mistake.
    """
    found = [
        other
        for other, (_, keys) in MARKS.items()
        if raw.keys() & (set(keys) - (shape.model_fields.keys() if other is not shape else set()))
    ]
    if shape not in MARKS or not found or found[0] is shape:
        return
    if raw.keys() & (shape.model_fields.keys() - found[0].model_fields.keys()):
        return
    there, expected = (spoken_kinds([MARKS[each][0]]) for each in (found[0], shape))
    raise shape_error([Mistake(file, "", f"is {there}, not {expected}")], None, ())


def keys_at(shape: type[BaseModel]) -> dict[str, list[str]]:
    """The keys allowed at each dotted path of a shape."""
    return {path: list(part.model_fields) for path, part in shapes_at(shape).items()}


@cache
def shapes_at(shape: type[BaseModel]) -> Mapping[str, type[BaseModel]]:
    """The shapes of tables at each dotted path of a shape."""
    found = {"": shape}
    for name, field in shape.model_fields.items():
        for part in parts_of(field.annotation):
            for path, inner in shapes_at(part).items():
                found[f"{name}.{path}" if path else name] = inner
    return found


def parts_of(annotation: Any) -> list[type[BaseModel]]:
    """The shapes inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [part for inner in get_args(annotation) for part in parts_of(inner)]


SHAPES: dict[str, type[BaseModel]] = {
    "council": CouncilFile,
    "rule set": RulesFile,
    "pool": PoolFile,
    "organisation": OrganisationFile,
}
"""The kinds of file that a scenario names, each with its shape."""


class Shelf:
    """Councils, rule sets, pools and organisations that scenarios name, each read once.

    Scenarios made one after another from one shelf see the same files, whatever
    becomes of them on the disk meanwhile.
    """

    def __init__(self) -> None:
        self.paths: dict[tuple[str, str, Path], Path] = {}
        self.held: dict[tuple[str, Path], Any] = {}

    def find(self, kind: str, name: str, beside: Path) -> Path:
        """Where the file of that kind and name is, looked for beside the scenario's file."""
        key = (kind, name, beside)
        if key not in self.paths:
            self.paths[key] = find(kind, name, beside)
        return self.paths[key]

    def take(self, kind: str, path: Path) -> Any:
        """What that file holds."""
        key = (kind, path)
        if key not in self.held:
            self.held[key] = check(SHAPES[kind], read(path), shown_path(path))
        return self.held[key]


def load_council(name: str, beside: Path | None = None) -> CouncilFile:
    """A council by name or path."""
    path = find("council", name, beside)
    return check(CouncilFile, read(path), shown_path(path))


def load_rules(name: str, beside: Path | None = None) -> RulesFile:
    """A rule set by name or path."""
    path = find("rule set", name, beside)
    return check(RulesFile, read(path), shown_path(path))


def load_pool(name: str, beside: Path | None = None) -> PoolFile:
    """A membership by name or path."""
    path = find("pool", name, beside)
    return check(PoolFile, read(path), shown_path(path))


def load_organisation(name: str, beside: Path | None = None) -> OrganisationFile:
    """A regional organisation by name or path."""
    path = find("organisation", name, beside)
    return check(OrganisationFile, read(path), shown_path(path))
