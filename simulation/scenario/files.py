"""Where scenario files are found, in a checkout and in a wheel, and how they are read."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from simulation.scenario.mistakes import InputError, nearest, shortened

LONGEST_NAME = 255
"""File systems take no longer names."""

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


def told(path: Path) -> str:
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


def is_path(name: str) -> bool:
    """Whether this is the path of a file rather than a name."""
    return "/" in name or "\\" in name or name.endswith(".toml")


def find(kind: str, name: str, beside: Path | None = None) -> Path:
    """The file of that name; a name with a slash or ``.toml`` is a path.

    Raises
    ------
    InputError
        If there is none, naming the nearest that exists.
    """
    known = names(kind)
    from_here = beside or Path()
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
        hint = (
            f"for the file of that name write {own[0]}"
            if own
            else f"{nearest(name, known)} (`unsc scenarios` lists all; a file of your own is named "
            "by its path, as mine.toml)"
        )
        raise InputError([f"there is no {kind} named {shortened(name)!r}; {hint}"])
    return known[name]


def is_file(path: Path) -> bool:
    """Whether there is a file of this path, however long it is."""
    return len(path.name) <= LONGEST_NAME and path.is_file()


def read(path: Path) -> dict[str, Any]:
    """The TOML of a file.

    Raises
    ------
    InputError
        If it cannot be read, is not text, or is not TOML.
    """
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise InputError([f"{told(path)}: cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise InputError(
            [f"{told(path)}: is not text (UTF-8); a scenario is a TOML file"]
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        why = error if isinstance(error, tomllib.TOMLDecodeError) else "nested too deeply"
        raise InputError(
            [f"{told(path)}: is not TOML: {why} (numbers take a decimal point; text takes quotes)"]
        ) from error
