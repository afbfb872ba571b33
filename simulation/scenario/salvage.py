"""What can still be checked of a file some of whose values are wrong.

A wrong value is left out, or one that is always right stands in for it, and where that
value would bear on other checks its key is called unknown: these checks are not made,
so that no mistake is invented that goes once the first is mended.
"""

from __future__ import annotations

import copy
import datetime
import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from simulation.scenario.mistakes import InputError, Mistake, closest, dotted, located, sentence

BEARING = {
    "council", "rules", "rounds", "pool", "shift", "member", "crisis", "draft", "date", "round",
    "target", "seat", "state", "seats", "quota", "procedural_quota", "override", "vetoes",
    "vetoes_to_block", "veto_suspended_for", "automatic", "parties", "not_joined", "permanent",
    "record", "client_ties", "since", "until", "compared", "currency",
}  # fmt: skip
"""Keys on whose values checks of other keys depend; all parameters beside them."""

STAND_INS: dict[str, Any] = {
    "title": "untitled", "name": "unnamed", "council": "unknown", "group": "WEOG",
    "alignment": 0.0, "quota": 1, "date": datetime.date(2000, 1, 1), "instrument": "sanctions",
    "strength": 0.5, "type": "interstate", "region": "AFR", "severity": 0.5, "population": 1.0,
    "income": 1.0, "profile": {"alignment": 0.0}, "what": "unknown", "unit": "unknown",
    "currency": "other", "amounts": {"unknown": 0.0}, "provenance": "judged: unknown",
    "done": "nothing", "by": "unknown", "basis": "none",
    "latitude": 0.0, "longitude": 0.0, "yes": 0, "no": 0, "abstain": 0, "outcome": "adopted",
}  # fmt: skip
"""Values of keys that must be there."""

ROWS = {
    "seat": ("member", "name", "group", "alignment"),
    "state": ("member", "name", "group", "alignment", "population", "income"),
    "draft": ("date", "symbol", "instrument", "strength"),
}
"""Keys of a row of the lists that must not be empty."""

WHOLE = ("followed", "amounts")
"""Tables left out whole if any of their values is wrong: they are checked together."""

TOGETHER = "record"
"""A table whose values are checked together; each is kept that is right, and its place is noted."""

DROPPED = object()
"""What stands in a list, until all of its mistakes are found, for an entry that is left out."""

MOST_PASSES = 8

MEANT = 0.6
"""How alike an unknown key must be to one that is not there, for that one to be meant."""


type Place = tuple[int | str, ...]
"""Where something stands in a file, step by step."""


class ShapeError(InputError):
    """A file of the wrong shape: ``usable`` is what is left of it, if anything is.

    ``unknown`` are the dotted keys, without places in lists, whose values are not known.
    """

    usable: Any = None
    unknown: frozenset[str] = frozenset()


def checked[T: BaseModel](
    shape: type[T], raw: dict[str, Any], file: str, shapes: Mapping[str, type[BaseModel]]
) -> T:
    """The file's content as the shape requires; ``shapes`` are those at each dotted path in it.

    Raises
    ------
    ShapeError
        With a sentence for every mistake, and what is left once each is left out.
    """
    keys = {path: list(part.model_fields) for path, part in shapes.items()}
    found: list[Mistake] = []
    unknown: set[str] = set()
    written: dict[Place, str] = {}
    rest = raw
    for _ in range(MOST_PASSES):
        try:
            usable = shape.model_validate(rest)
        except ValidationError as error:
            slips = misspelt(error.errors(), rest, shapes)
            items = [item for item in error.errors() if not is_slip_of(item, slips)]
            found += [sentence(item, rest, file, keys, written) for item in items]
            rest = copy.deepcopy(rest)
            for way, (name, meant) in slips.items():
                rename(rest, way[:-1], name, meant)
                written[(*way[:-1], meant)] = name
            for item in items:
                if tuple(located(item)) not in slips:
                    mend(rest, located(item), item["type"], shapes, unknown)
            purge(rest)
        else:
            if not found:
                return usable
            raise shape_error(found, usable, unknown)
    raise shape_error(found, None, unknown)


def misspelt(
    items: Iterable[Any], raw: dict[str, Any], shapes: Mapping[str, type[BaseModel]]
) -> dict[Place, tuple[str, str]]:
    """The places of misspelt keys: each as it is written, and the absent key surely meant by it.

    What they hold is then checked as what is meant, and that is not called missing.
    """
    found: dict[Place, tuple[str, str]] = {}
    meant_already: set[Place] = set()
    for item in items:
        if item["type"] != "extra_forbidden":
            continue
        *way, name = located(item)
        path = path_of(way)
        fields = shapes[path].model_fields if path in shapes else {}
        meant = closest(str(name), fields)
        table = value_at(raw, way)
        if meant is None or not isinstance(table, dict) or meant in table:
            continue
        if (*way, meant) not in meant_already:
            meant_already.add((*way, meant))
            found[(*way, name)] = (str(name), meant)
    return found


def is_slip_of(item: Any, slips: Mapping[Place, tuple[str, str]]) -> bool:
    """Whether a key is called missing that is there, misspelt."""
    way = tuple(located(item))
    return item["type"] == "missing" and any(
        way == (*place[:-1], meant) for place, (_, meant) in slips.items()
    )


def rename(raw: dict[str, Any], way: Sequence[int | str], name: str, meant: str) -> None:
    """Give what stands under one key of a table the name of another, in the same place."""
    table = value_at(raw, way)
    held = [(meant if key == name else key, value) for key, value in table.items()]
    table.clear()
    table.update(held)


def value_at(raw: Any, way: Sequence[int | str]) -> Any:
    """What stands at a place; None where there is no such place."""
    for step in way:
        try:
            raw = raw[step]
        except (KeyError, IndexError, TypeError):
            return None
    return raw


def shape_error(found: Iterable[str], usable: Any, unknown: Iterable[str]) -> ShapeError:
    """The error that says so."""
    error = ShapeError(dict.fromkeys(found))
    error.usable, error.unknown = usable, frozenset(unknown)
    return error


def mend(
    raw: dict[str, Any],
    location: Sequence[int | str],
    kind: str,
    shapes: Mapping[str, type[BaseModel]],
    unknown: set[str],
) -> None:
    """Leave out what is wrong at a place, or let something stand in for it."""
    for whole in WHOLE:
        if whole in location:
            location = location[: location.index(whole) + 1]
    if TOGETHER in location:
        unknown.add(dotted(location[: location.index(TOGETHER) + 1]))
    listed = list_at(location)
    if listed is not None and drop(raw, location):
        forget(path_of(listed[:-1]), listed[-1:], unknown)
        return
    if not (location := listed or location):
        return
    *way, last = location
    table = value_at(raw, way)
    if not isinstance(table, dict):
        return  # is left out already
    path = path_of(way)
    fields = shapes[path].model_fields if path in shapes else {}
    if kind == "value_error" and (keep_once(table.get(last)) or last == TOGETHER):
        forget(path, [str(last)], unknown)
        return
    if kind == "extra_forbidden":
        table.pop(last, None)
        absent = [key for key in fields if key not in table]
        forget(path, difflib.get_close_matches(str(last), absent, n=1, cutoff=MEANT), unknown)
        return
    table.pop(last, None)
    if last in fields and fields[str(last)].is_required():
        table[last] = stand_in(str(last), way)
    forget(path, [str(last)], unknown)


def path_of(way: Iterable[int | str]) -> str:
    """A dotted path without places in lists."""
    return ".".join(step for step in way if isinstance(step, str))


def list_at(location: Sequence[int | str]) -> Sequence[int | str] | None:
    """Where the list is of which an entry stands at a place; None where that is no entry."""
    inner = location
    while inner and isinstance(inner[-1], int):
        inner = inner[:-1]
    return inner if len(inner) < len(location) else None


def drop(raw: Any, location: Sequence[int | str]) -> bool:
    """Leave an entry out of its list, if the list may be without it, and keep the others."""
    *way, number = location
    entries = value_at(raw, way)
    if not isinstance(entries, list) or any(isinstance(entry, dict) for entry in entries):
        return False
    if way[-1] in ROWS or int(number) >= len(entries):
        return False
    entries[int(number)] = DROPPED
    return True


def purge(raw: Any) -> None:
    """Take the entries that are left out from their lists."""
    if isinstance(raw, list):
        raw[:] = [entry for entry in raw if entry is not DROPPED]
    for inner in raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else ():
        purge(inner)


def keep_once(value: Any) -> bool:
    """Keep each name once in a list, or in the lists of a table; whether any stood there twice."""
    lists = [value] if isinstance(value, list) else []
    if isinstance(value, dict):
        lists = [inner for inner in value.values() if isinstance(inner, list)]
    seen: set[str] = set()
    twice = False
    for names in lists:
        if not all(isinstance(name, str) for name in names):
            continue
        once = [name for name in dict.fromkeys(names) if name not in seen]
        twice = twice or len(once) < len(names)
        seen.update(once)
        names[:] = once
    return twice


def forget(path: str, names: Iterable[int | str], unknown: set[str]) -> None:
    """Call keys unknown, if anything depends on them."""
    for name in map(str, names):
        if name in BEARING or path == "parameters":
            unknown.add(f"{path}.{name}" if path else name)


def stand_in(key: str, way: Sequence[int | str]) -> Any:
    """A value that is always right; codes and symbols differ from row to row."""
    row = "-".join(str(step + 1) for step in way if isinstance(step, int))
    if key in ROWS:
        return [{name: stand_in(name, [*way, 0]) for name in ROWS[key]}]
    if key in ("member", "symbol"):
        return f"unknown-{row}"
    return copy.deepcopy(STAND_INS.get(key))
