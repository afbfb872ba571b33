"""The figures of a report: all that the modules of this room have in ``REPORTED``, by place."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import simulation.figures as room
from simulation.experiments.record import replays, script_of
from simulation.experiments.results import Results
from simulation.figures.report_figure import EVERY, GENERATED, SCRIPTED, ReportFigure


@cache
def reported() -> tuple[ReportFigure, ...]:
    """Every figure that a module of this room has for a report, in the order of the page."""
    found = [
        figure
        for module in iter_modules(room.__path__, f"{room.__name__}.")
        for figure in getattr(import_module(module.name), "REPORTED", ())
    ]
    return tuple(sorted(found, key=lambda figure: figure.place))


def generated() -> tuple[ReportFigure, ...]:
    """The figures of a batch of generated crises."""
    return tuple(figure for figure in reported() if figure.of in (EVERY, GENERATED))


def parts_of(results: Results) -> tuple[ReportFigure, ...]:
    """The figures of a batch; those of a script go draft by draft, the record first."""
    if not script_of(results.manifest):
        return generated()
    found = (figure for figure in reported() if figure.of in (EVERY, SCRIPTED))
    if not replays(results.manifest):
        return tuple(found)
    return tuple(
        figure
        if figure.in_replay is None
        else replace(figure, heading=figure.in_replay[0], lead=figure.in_replay[1])
        for figure in found
    )
