"""A figure of a report: what it shows, and how it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from simulation.experiments.results import Results

EVERY, GENERATED, SCRIPTED = "every", "generated", "scripted"
"""Batches that a figure is for: all, those of generated crises, those of a script."""


@dataclass(frozen=True)
class ReportFigure:
    """A figure of the report: place on the page, file name, heading, what to look for.

    ``table`` gives what ``plot`` and ``describe`` take, or None where there is
    nothing to draw; ``missing`` then says so. ``of`` says which batches have it;
    ``in_replay`` is the heading and what to look for where a script decides what is tabled.
    """

    place: int
    name: str
    heading: str
    lead: str
    table: Callable[[Results], Any]
    plot: Callable[[Any], Axes]
    describe: Callable[[Any], str]
    missing: str = ""
    of: str = EVERY
    in_replay: tuple[str, str] | None = None
