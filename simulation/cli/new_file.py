"""A file that a command writes: whole or not at all, and over another only if that is said."""

from __future__ import annotations

import os
from pathlib import Path


def write_new(path: Path, text: str, *, overwrite: bool, option: str = "--out") -> None:
    """Write a file in UTF-8; ``option`` is the one that named it.

    Raises
    ------
    InputError
        If there is one that may not be replaced, or it cannot be written.
    """
    from simulation.experiments.files import write_in_place
    from simulation.scenario.mistakes import InputError

    check_new(path, overwrite=overwrite, option=option)
    try:
        write_in_place(path, text.encode("utf-8"))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no path can be like this"
        raise InputError([f"{option} {path}: cannot be written: {why}"]) from error


def check_new(path: Path, *, overwrite: bool, option: str = "--out") -> None:
    """Refuse a file that is there and may not be replaced."""
    from simulation.scenario.mistakes import InputError

    if not overwrite and os.path.lexists(path):
        raise InputError([f"{option} {path}: is there already; add --overwrite to replace it"])
