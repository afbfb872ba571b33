"""How far the findings hold, as a picture: a dot a setting, and the range of most."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from simulation.figures import style
from simulation.figures.text import aligned, described
from simulation.scenario.words import sentences
from simulation.studies.findings.spread import Spread
from simulation.studies.findings.words import between, here, of_claim, share

TITLE = "How far the findings hold"

ROOM = 0.28
"""How far dots stand off the line of their claim, so that more of them are seen."""


@style.letter_for_letter
def plot_spreads(found: list[Spread], made_from: str, *, ax: Axes | None = None) -> Axes:
    """A line a claim: dots are settings, the bar holds the middle 90 % of them.

    Points, or per cent more where the claim is of provision.
    """
    ax = style.canvas(ax, made_from)
    ends = [0.0]
    for place, one in enumerate(found):
        values = shown(one, one.values[np.isfinite(one.values)])
        off = np.resize([-1.0, 0.5, -0.5, 1.0, 0.0], values.size) * ROOM
        low, median, high, own = shown(
            one, np.array([one.low, one.median, one.high, one.here.value])
        )
        first = place == 0
        ax.plot(
            values, place + off, linestyle="none", marker=".", markersize=5, color=style.SKY,
            label="a setting" if first else None,
        )  # fmt: skip
        ax.plot(
            [low, high], [place, place], color=style.GREY, linewidth=4, solid_capstyle="butt",
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
        ends += [end for end in (low, high, own) if np.isfinite(end)]
    ax.axvline(0.0, color=style.GREY, linewidth=1)
    ax.set_yticks(range(len(found)), [f"{one.claim.name} ({share(one.holds)})" for one in found])
    ax.set_ylim(len(found) - 0.4, -0.6)
    margin = 0.08 * (max(ends) - min(ends)) or 1.0
    ax.set_xlim(min(ends) - margin, max(ends) + margin)
    style.legend_below(ax, *ax.get_legend_handles_labels())
    style.dress(ax, TITLE, "points; of provision %; in brackets: holds in")
    return ax


def shown(one: Spread, values: np.ndarray) -> np.ndarray:
    """Values as the axis has them."""
    return 100.0 * (np.expm1(values) if one.claim.logarithm else values)


def describe_spreads(found: list[Spread], made_from: str) -> str:
    """The same in words."""
    said = (
        "Each finding at the scenario's own setting, its median and its range (5 to 95 %) over "
        "plausible settings, and the share of settings at which it holds; in points, or in per "
        "cent where it is of provision. In brackets: 95 % intervals over histories."
    )
    rows = [
        (one.claim.name, here(one), of_claim(one.claim, one.median), between(one), share(one.holds))
        for one in found
    ]
    heads = ("finding", "own setting", "median", "range", "holds")
    return described(TITLE, sentences(said), aligned(heads, rows), made_from)
