"""How far the findings hold, as a picture: a dot a setting, and the range of most."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from simulation.figures import style
from simulation.figures.text import aligned, described
from simulation.scenario.words import counted, sentences
from simulation.studies.findings.spread import Spread
from simulation.studies.findings.words import between, here, of_claim, share, within

TITLE = "How far the findings hold"

ROOM = 0.28
"""How far dots stand off the line of their claim, so that more of them are seen."""


@style.letter_for_letter
def plot_spreads(found: list[Spread], made_from: str, *, ax: Axes | None = None) -> Axes:
    """A line a claim: dots are settings, the bar holds the middle 90 % of them.

    Points, or per cent more where the claim is of provision.
    """
    low, high = reach(found)
    ax = style.canvas(ax, made_from + beyond(found, low, high))
    for place, one in enumerate(found):
        values = shown(one, one.values[np.isfinite(one.values)])
        off = np.resize([-1.0, 0.5, -0.5, 1.0, 0.0], values.size) * ROOM
        least, median, most, own = shown(one, np.array([*ends_of(one), one.here.value]))
        first = place == 0
        ax.plot(
            values, place + off, linestyle="none", marker=".", markersize=5, color=style.SKY,
            label="a setting" if first else None,
        )  # fmt: skip
        ax.plot(
            [least, most], [place, place], color=style.GREY, linewidth=4, solid_capstyle="butt",
            label="5 to 95 % of settings" if first else None,
        )  # fmt: skip
        ax.plot(
            median, place, linestyle="none", marker="|", markersize=18, markeredgewidth=3,
            color=style.BLACK, label="median" if first else None,
        )  # fmt: skip
        ax.plot(
            own, place, linestyle="none", marker="D", markersize=8, markerfacecolor="white",
            markeredgewidth=2, color=style.VERMILLION,
            label="own setting" if first else None,
        )  # fmt: skip
    ax.axvline(0.0, color=style.GREY, linewidth=1)
    ax.set_yticks(range(len(found)), [f"{one.claim.name} ({share(one.holds)})" for one in found])
    ax.set_ylim(len(found) - 0.4, -0.6)
    ax.set_xlim(low, high)
    style.legend_below(ax, *ax.get_legend_handles_labels())
    style.dress(ax, TITLE, "points; of provision %; in brackets: share of settings")
    return ax


def ends_of(one: Spread) -> tuple[float, float, float]:
    """The range of a number over settings, with its median."""
    return one.low, one.median, one.high


def reach(found: list[Spread]) -> tuple[float, float]:
    """The limits of the axis: every range and every own setting, with some room."""
    ends = [shown(one, np.array([*ends_of(one), one.here.value])) for one in found]
    known = np.concatenate([[0.0], *ends])
    known = known[np.isfinite(known)]
    margin = 0.08 * float(np.ptp(known)) or 1.0
    return float(known.min()) - margin, float(known.max()) + margin


def beyond(found: list[Spread], low: float, high: float) -> str:
    """How many dots the axis leaves out, for the footer."""
    dots = np.concatenate([shown(one, one.values[np.isfinite(one.values)]) for one in found])
    out = int(((dots < low) | (dots > high)).sum())
    return f"; {counted(out, 'dot')} beyond the axis" if out else ""


def shown(one: Spread, values: np.ndarray) -> np.ndarray:
    """Values as the axis has them."""
    return 100.0 * (np.expm1(values) if one.claim.logarithm else values)


def describe_spreads(found: list[Spread], made_from: str) -> str:
    """The same in words."""
    said = (
        "Each finding at the scenario's own setting, its median and its range (5 to 95 %) over "
        "plausible settings, and the share of settings at which it holds; in points, or in per "
        "cent where it is of provision. In brackets: 95 % intervals, of numbers over histories, "
        "of shares over settings."
    )
    rows = [
        (one.claim.name, here(one), of_claim(one.claim, one.median), between(one), within(one))
        for one in found
    ]
    heads = ("finding", "own setting", "median", "range", "holds")
    return described(TITLE, sentences(said), aligned(heads, rows), made_from)
