"""Where beliefs settle: the map of a belief now to the belief later, and paths over it."""

from __future__ import annotations

import itertools
import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from simulation.analysis.outcomes import CHALLENGERS, rows_of
from simulation.analysis.tipping import Tipping, tipping, way
from simulation.figures import style
from simulation.figures.burdens import ratio_in
from simulation.figures.marks import titled
from simulation.figures.outcomes import interval_words
from simulation.figures.report_figure import ReportFigure
from simulation.figures.text import aligned, capital, described
from simulation.scenario.words import sentences

TITLE = "Where the belief that one is answered settles"
TITLE_OF_SCRIPT = "How the belief that one is answered moves"
NONE = "No history lasts long enough here to follow a belief from one round to the next."

MOST = 2
"""Fixed points that are named; more of them are noise of a short or single history."""

WAYS = {1: "rises", -1: "falls", 0: "no clear change"}
"""What a belief does, by its way."""

LATER = {1: "a round later"}


@style.letter_for_letter
def plot_tipping(map_: Tipping, *, ax: Axes | None = None) -> Axes:
    """Mean belief later against belief now, with fixed points as stars and paths as staircases.

    ``map_`` is that of :func:`simulation.analysis.tipping.tipping`. Where marks
    lie above the diagonal the belief rises, below it falls.
    """
    ax = style.canvas(ax, map_.attrs.get("made_from", ""))
    if map_.bins.empty:
        return style.nothing(ax, titled(TITLE, map_.attrs), NONE)
    ax.axline((0, 0), slope=1, color=style.GREY, linestyle=(0, (5, 3)), linewidth=1.5)
    for challenger in CHALLENGERS:
        draw_class(ax, map_, challenger)
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    handles, labels = ax.get_legend_handles_labels()
    for handle, words in signs(map_):
        handles.append(handle)
        labels.append(words)
    style.legend_below(ax, handles, labels, ncols=1)
    style.dress(
        ax,
        title_of(map_),
        "belief now (probability of an answer)",
        f"mean belief\n{later(map_.step)}",
    )
    return ax


def signs(map_: Tipping) -> list[tuple[Line2D, str]]:
    """What stars and stairs stand for, where there are any."""
    star = Line2D(
        [], [], linestyle="none", marker="*", markersize=14, markeredgecolor="black",
        markerfacecolor=style.GREY,
    )  # fmt: skip
    stairs = Line2D([], [], color=style.GREY, linewidth=2.6)
    found = []
    if not map_.fixed.empty:
        found.append((star, "where a belief settles (filled) or tips (hollow)"))
    if not map_.paths.empty:
        found.append((stairs, "stairs: the mean of all histories, thick, and single ones"))
    return found


def draw_class(ax: Axes, map_: Tipping, challenger: str) -> None:
    """The marks, the stars and the paths of one class of challengers."""
    rows = map_.bins[map_.bins["challenger"] == challenger]
    if rows.empty:
        return
    looks = style.CHALLENGER_LOOKS[challenger]
    for history, path in map_.paths[map_.paths["challenger"] == challenger].groupby("history"):
        mean = history == -1
        x, y = staircase(path["belief"].tolist())
        ax.plot(
            x, y, color=looks["color"], linewidth=2.6 if mean else 0.9, alpha=0.9 if mean else 0.45
        )
    ax.plot(
        rows["now"], rows["value"], linestyle="none", markersize=9, markeredgewidth=2,
        label=class_words(map_, challenger), **looks,
    )  # fmt: skip
    if rows["low"].notna().any():
        spread = [rows["value"] - rows["low"], rows["high"] - rows["value"]]
        ax.errorbar(
            rows["now"], rows["value"], yerr=spread, linestyle="none", capsize=4, linewidth=1.8,
            color=looks["color"],
        )  # fmt: skip
    for point in rows_of(map_.fixed[map_.fixed["challenger"] == challenger]):
        ax.plot(
            point.belief, point.belief, marker="*", markersize=22, markeredgecolor="black",
            markerfacecolor=looks["color"] if point.stable else "white", markeredgewidth=1.5,
            zorder=5,
        )  # fmt: skip


def staircase(beliefs: list[float]) -> tuple[list[float], list[float]]:
    """A path as a staircase between the map and the diagonal."""
    x, y = [beliefs[0]], [beliefs[0]]
    for now, then in itertools.pairwise(beliefs):
        x += [now, then]
        y += [then, then]
    return x, y


def ends_of(row: Any) -> tuple[float | None, float | None]:
    """The ends of a row's interval, None where it has none."""
    found = ratio_in(row)
    return found.low, found.high


def later(step: int) -> str:
    """When the later belief is held."""
    return LATER.get(step, f"{step} rounds later")


def title_of(map_: Tipping) -> str:
    """A script has no place where beliefs settle of themselves."""
    return titled(TITLE_OF_SCRIPT if map_.scripted else TITLE, map_.attrs)


def class_words(map_: Tipping, challenger: str) -> str:
    """A class of challengers, and where its belief settles if it does of itself."""
    name = style.CHALLENGER_WORDS[challenger]
    return name if map_.scripted else f"{name}: {points_words(map_, challenger)}"


def points_words(map_: Tipping, challenger: str) -> str:
    """The fixed points of one class in words."""
    points = rows_of(map_.fixed[map_.fixed["challenger"] == challenger])
    if not points:
        return "no sure crossing"
    if len(points) > MOST:
        return f"{len(points)} crossings"
    return ", ".join(
        f"{'settles' if point.stable else 'tips'} between {point.low:.2f} and {point.high:.2f}"
        for point in points
    )


def describe_tipping(map_: Tipping) -> str:
    """The same in words."""
    if map_.bins.empty:
        return described(titled(TITLE, map_.attrs), sentences(NONE))
    rows: list[Any] = rows_of(map_.bins)
    said = [
        f"The mean belief {later(map_.step)} of all histories and rounds that pass through a "
        "belief, whatever else was true of them.",
        "Where the map crosses the diagonal from above, beliefs settle; from below, they tip "
        "away. A crossing is marked only between beliefs whose intervals exclude the diagonal."
        if not map_.scripted
        else "The drafts are scripted, so beliefs follow the script: that they cross the diagonal "
        "somewhere says nothing of where they would settle.",
    ]
    for challenger in CHALLENGERS if not map_.scripted else ():
        if (map_.bins["challenger"] == challenger).any():
            said.append(f"{capital(class_words(map_, challenger))}.")
    said.append(
        "The thick staircase is the mean over histories from the start, the thin ones are the "
        "first simulated histories."
    )
    cells = [
        (
            "clients" if row.challenger == "client" else "others",
            f"{row.now:.3f}",
            str(ratio_in(row)),
            WAYS[way(row.now, row.value, *ends_of(row))],
            f"{row.pairs:,}",
        )
        for row in rows
        if not math.isnan(row.value)
    ]
    heads = ("challengers", "now", "later [95 %]", "it", "pairs")
    made_from = map_.attrs.get("made_from", "")
    return described(
        title_of(map_),
        sentences(*said),
        aligned(heads, cells),
        f"({made_from})" if made_from else "",
        intervals=interval_words(rows, map_.attrs),
    )


REPORTED = (
    ReportFigure(
        150,
        "tipping",
        "Where beliefs settle",
        "A belief in being answered grows with answers: above the dashed line it rises, below it "
        "falls, and stars mark where it rests of itself.",
        tipping,
        plot_tipping,
        describe_tipping,
        in_replay=(
            "How beliefs move",
            "Whether a belief in being answered rises or falls as the script goes on.",
        ),
    ),
)
"""For the page of a report."""
