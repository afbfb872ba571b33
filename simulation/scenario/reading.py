"""Files checked against their shape: councils and rule sets by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from simulation.scenario.files import find, read, told
from simulation.scenario.mistakes import InputError, sentences
from simulation.scenario.schema import CouncilFile, OrganisationFile, PoolFile, RulesFile


def check[T: BaseModel](shape: type[T], raw: dict[str, Any], file: str) -> T:
    """The file's content as the shape asks.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        raise InputError(sentences(error, raw, file, keys_at(shape))) from error


def keys_at(shape: type[BaseModel], path: str = "") -> dict[str, list[str]]:
    """The keys allowed at each dotted path of a shape."""
    allowed = {path: list(shape.model_fields)}
    for name, field in shape.model_fields.items():
        for part in parts_of(field.annotation):
            allowed |= keys_at(part, f"{path}.{name}" if path else name)
    return allowed


def parts_of(annotation: Any) -> list[type[BaseModel]]:
    """The shapes inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [part for inner in get_args(annotation) for part in parts_of(inner)]


class Shelf:
    """Councils, rule sets, pools and organisations that scenarios name, each read once.

    Scenarios made one after another from one shelf see the same files, whatever
    becomes of them on the disk meanwhile.
    """

    def __init__(self) -> None:
        self.held: dict[tuple[Callable[..., Any], str, Path], Any] = {}

    def take[T](self, load: Callable[[str, Path], T], name: str, beside: Path) -> T:
        """What ``load`` reads under that name, beside the scenario's file."""
        key = (load, name, beside)
        if key not in self.held:
            self.held[key] = load(name, beside)
        found: T = self.held[key]
        return found


def load_council(name: str, beside: Path | None = None) -> CouncilFile:
    """A council by name or path."""
    path = find("council", name, beside)
    return check(CouncilFile, read(path), told(path))


def load_rules(name: str, beside: Path | None = None) -> RulesFile:
    """A rule set by name or path."""
    path = find("rule set", name, beside)
    return check(RulesFile, read(path), told(path))


def load_pool(name: str, beside: Path | None = None) -> PoolFile:
    """A membership by name or path."""
    path = find("pool", name, beside)
    return check(PoolFile, read(path), told(path))


def load_organisation(name: str, beside: Path | None = None) -> OrganisationFile:
    """A regional organisation by name or path."""
    path = find("organisation", name, beside)
    return check(OrganisationFile, read(path), told(path))
