"""The Council's table: who sits where around the horseshoe, and how each voted."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch, Polygon, Rectangle

from simulation.analysis.outcomes import RollCall
from simulation.figures import style
from simulation.figures.text import aligned, described, sentences

BALLOT_LOOKS: dict[str, dict[str, Any]] = {
    "Y": {"facecolor": style.SKY},
    "N": {"facecolor": style.VERMILLION, "hatch": "xx"},
    "A": {"facecolor": style.YELLOW, "hatch": "//"},
    "NV": {"facecolor": "white", "hatch": ".."},
}

BALLOT_WORDS = {"Y": "yes", "N": "no", "A": "abstaining", "NV": "not voting"}

MARKS = {"Y": "Y", "N": "N", "A": "A", "NV": "–"}

ARM = 0.9
"""Length of the horseshoe's straight arms, in radii of its bend."""

WRAP = 66
"""Columns of a title before it takes another line."""


def places(seats: int) -> list[tuple[float, float, float, float]]:
    """Where each seat stands and which way is out: x, y and the outward direction.

    Seats stand evenly along the table, from the end of the left arm round the
    bend to the end of the right one; the bend has radius 1.
    """
    length = np.pi + 2 * ARM
    out = []
    for way in np.linspace(0, length, seats):
        if way < ARM:
            out.append((-1.0, way - ARM, -1.0, 0.0))
        elif way > ARM + np.pi:
            out.append((1.0, length - way - ARM, 1.0, 0.0))
        else:
            angle = np.pi - (way - ARM)
            out.append((np.cos(angle), np.sin(angle), np.cos(angle), np.sin(angle)))
    return out


def outline(radius: float) -> list[tuple[float, float]]:
    """The horseshoe at this distance from its middle line's centre, as points."""
    bend = [(radius * np.cos(a), radius * np.sin(a)) for a in np.linspace(np.pi, 0, 60)]
    return [(-radius, -ARM), *bend, (radius, -ARM)]
