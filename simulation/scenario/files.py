"""Where scenario files are found, in a checkout and in a wheel, and how they are read."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from simulation.scenario.calls import Call
from simulation.scenario.mistakes import InputError, Mistake, listing, nearest, shortened
from simulation.scenario.plain_text import LARGEST_SCENARIO, text_of

LONGEST_NAME = 255
"""File systems take no longer names."""

MOST_ENTRIES, DEEPEST = 10_000, 12
"""Entries of a list or table, as many as a scenario may have rounds; and keys inside keys."""

MOST_DOTS = 1_000
"""In a line, between two signs of equality."""

PACKAGE = Path(__file__).resolve().parents[1]

FOLDERS = {
    "scenario": ("history", "stylised"),
    "council": ("councils",),
    "rule set": ("rulesets",),
    "pool": ("pools",),
    "organisation": ("organisations",),
}


def scenarios_folder() -> Path:
    """The folder of scenarios: inside the package in a wheel, beside it in a checkout."""
    inside = PACKAGE / "scenarios"
    return inside if inside.is_dir() else PACKAGE.parent / "scenarios"


def shown_path(path: Path) -> str:
    """A path as messages show it: from the working folder where it lies inside."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def names(kind: str) -> dict[str, Path]:
    """Every file of a kind, by name; :data:`FOLDERS` has the kinds."""
    root = scenarios_folder()
    return {
        path.stem: path
        for folder in FOLDERS[kind]
        for path in sorted((root / folder).glob("*.toml"))
    }


def in_its_case(name: str, known: Iterable[str]) -> str:
    """A known name in whatever case it is written; any other as it stands."""
    return {each.casefold(): each for each in known}.get(name.casefold(), name)


def is_path(name: str) -> bool:
    """Whether this is the path of a file rather than a name."""
    return "/" in name or "\\" in name or name.endswith(".toml")


def find(kind: str, name: str, beside: Path | None = None) -> Path:
    """The file of that name; case does not matter. A name with a slash or
    ``.toml`` is a path.

    Raises
    ------
    InputError
        If there is none, naming what is meant, or what there is.
    """
    known = names(kind)
    from_here = beside or Path()
    name = in_its_case(name, known)
    if is_path(name):
        path = from_here / name
        if is_file(path):
            return path
        there = "is a folder" if os.path.isdir(path) else "no such file"  # noqa: PTH112
        meant = f"{name}.toml" if is_file(from_here / f"{name}.toml") else path.stem
        hint = f"a {kind} is a TOML file or a name"
        if meant != path.stem or meant in known:
            hint = f"did you mean {meant}?"
        raise InputError([f"{shortened(name)}: {there}; {hint}"])
    if name not in known:
        own = [path for path in (f"{name}.toml", f"./{name}") if is_file(from_here / path)]
        why = f"there is no {kind} named {shortened(name)!r}; "
        if own:
            raise InputError([f"{why}for the file of that name write {own[0]}"])
        lists = Call("simulation.scenario.files.names")
        hint = " lists all; a file of your own is named by its path, as mine.toml)"
        others = [other for other in FOLDERS if other != kind and name in names(other)]
        another = f"{name} is {spoken_kinds(others)}; " if others else ""
        there = nearest(name, known)
        if kind == "scenario" and name.isdecimal():
            another = another or f"{name} looks like a year; "
            there = f"a scenario has a name, as kuwait-1990, and its council a year, {of_years()}"
        why += f"{another}{there} (`"
        raise InputError([Mistake("", "", (why, lists, f"`{hint}"))])
    return known[name]


def of_years() -> str:
    """The years of which there is a council.

    >>> of_years()
    '1946 to 2026'
    """
    return ", ".join(listing(sorted(name for name in names("council") if name.isdecimal())))


def spoken_kinds(kinds: Sequence[str]) -> str:
    """Kinds of files with their articles.

    >>> spoken_kinds(["council", "pool"]), spoken_kinds(["organisation"])
    ('a council and a pool', 'an organisation')
    """
    return " and ".join(f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}" for kind in kinds)


def is_file(path: Path) -> bool:
    """Whether there is a file of this path, however long it is."""
    return len(path.name) <= LONGEST_NAME and path.is_file()


def text_in(path: Path) -> str:
    """The text of a TOML file; InputError as :func:`read` has it."""
    return text_of(path, shown_path(path), "TOML", LARGEST_SCENARIO)


def read(path: Path) -> dict[str, Any]:
    """The TOML of a file.

    Raises
    ------
    InputError
        If it cannot be read, is not text, or is not TOML.
    """
    text = keys_short(text_in(path), shown_path(path))
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        why = error if isinstance(error, tomllib.TOMLDecodeError) else "nested too deeply"
        raise InputError(
            [
                f"{shown_path(path)}: is not TOML: {why} (numbers take a decimal point; text takes "
                "quotes; dates are written as 2014-12-22)"
            ]
        ) from error
    except ValueError as error:
        why = "holds a number of more than 4,300 digits; write one that is meant"
        raise InputError([f"{shown_path(path)}: {why}"]) from error
    check_sizes(raw, shown_path(path))
    return raw


def keys_short(text: str, file: str) -> str:
    """The text of a TOML file, if none of its keys is so long that to read it takes minutes.

    Raises
    ------
    InputError
        If one is.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > MOST_DOTS and any(
            piece.count(".") > MOST_DOTS for piece in line.split("=")
        ):
            raise InputError(
                [f"{file}: line {number} has over {MOST_DOTS:,} dots; no key of a scenario has"]
            )
    return text


def check_sizes(raw: dict[str, Any], file: str) -> None:
    """Refuse what no scenario holds, before anything is made of it.

    Raises
    ------
    InputError
        If a list is longer than a scenario has rounds, or tables stand too deep in each other.
    """
    level: list[tuple[str, Any]] = [("", raw)]
    for _ in range(DEEPEST + 1):
        for key, value in level:
            if isinstance(value, list | dict) and len(value) > MOST_ENTRIES:
                where = f"{file}: {shortened(key)}" if key else file
                what = "keys" if isinstance(value, dict) else "entries"
                raise InputError(
                    [f"{where}: has {len(value):,} {what}; write {MOST_ENTRIES:,} at most"]
                )
        level = [
            (f"{key}.{name}".lstrip("."), inner)
            for key, value in level
            for name, inner in inside(value)
        ]
    if level:
        key = shortened(level[0][0])
        raise InputError([f"{file}: {key}: is nested too deeply; no key of a scenario is so deep"])


def inside(value: Any) -> Iterable[tuple[str, Any]]:
    """What stands in a table by its keys, or in a list by its places, counted from one."""
    if isinstance(value, dict):
        return value.items()
    if isinstance(value, list):
        return ((str(n), inner) for n, inner in enumerate(value, start=1))
    return ()
