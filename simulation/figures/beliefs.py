"""What is carried from round to round: legitimacy, trust and support; beliefs of challengers."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from simulation.analysis.aftermath import BELIEFS, carried_over_time
from simulation.analysis.outcomes import rows_of
from simulation.figures import style
from simulation.figures.burdens import ratio_in
from simulation.figures.marks import (
    labels_of,
    legend_above,
    rounds_words,
    symbols_of,
    tilt,
    titled,
    unjoined,
)
from simulation.figures.outcomes import footer
from simulation.figures.report_figure import ReportFigure
from simulation.figures.text import aligned, described
from simulation.scenario.words import sentences

TITLE_LEGITIMACY = "Legitimacy, trust and support"
TITLE_BELIEFS = "What challengers believe"

STANDING = ("legitimacy", "r2p", "support")

WORDS = {
    "legitimacy": "legitimacy of the Council",
    "r2p": "trust in the responsibility to protect",
    "support": "public support for contributing",
    "response_clients": "clients are answered",
    "response_others": "others are answered",
    "success_clients": "answers to clients succeed",
    "success_others": "answers to others succeed",
}

LOOKS: dict[str, dict[str, Any]] = {
    "legitimacy": {"color": style.BLUE, "linestyle": "-", "marker": "o"},
    "r2p": {"color": style.GREEN, "linestyle": (0, (5, 2)), "marker": "D"},
    "support": {"color": style.ORANGE, "linestyle": (0, (1, 1)), "marker": "v"},
    "response_clients": {"color": style.VERMILLION, "linestyle": "-", "marker": "o"},
    "response_others": {
        "color": style.BLUE, "linestyle": "-", "marker": "s", "markerfacecolor": "white",
    },
    "success_clients": {"color": style.VERMILLION, "linestyle": (0, (3, 2)), "marker": "X"},
    "success_others": {
        "color": style.BLUE, "linestyle": (0, (3, 2)), "marker": "D", "markerfacecolor": "white",
    },
}  # fmt: skip

BANDED = ("legitimacy", "response_clients", "response_others")
"""Whose histories are shown as a wide band; more bands would hide one another."""

MARKS = 12
"""Marks on a line, at most."""


@style.letter_for_letter
def plot_legitimacy(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Lines of the means over histories, with the middle four fifths of histories as a band.

    ``table`` is that of :func:`simulation.analysis.aftermath.carried_over_time`.
    """
    return draw(table, STANDING, TITLE_LEGITIMACY, "0 none, 1 full", ax)


@style.letter_for_letter
def plot_beliefs(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """The same for the beliefs π̂ (that one is answered) and p̂ (that answers succeed)."""
    return draw(table, BELIEFS, TITLE_BELIEFS, "believed probability", ax)


def draw(
    table: pd.DataFrame, quantities: tuple[str, ...], title: str, unit: str, ax: Axes | None
) -> Axes:
    """Lines over rounds of some quantities."""
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    for quantity in quantities:
        line = table[table["quantity"] == quantity]
        looks, x = unjoined(LOOKS[quantity], table.attrs), line["round"]
        if labels_of(table.attrs):
            ax.vlines(x, line["lower"], line["upper"], color=looks["color"], alpha=0.3, lw=6)
        elif quantity in BANDED and line["low"].notna().any():
            ax.fill_between(x, line["lower"], line["upper"], color=looks["color"], alpha=0.13, lw=0)
        known = line["low"].notna()
        if known.any() and not labels_of(table.attrs):
            ax.fill_between(
                x[known], line["low"][known], line["high"][known], color=looks["color"],
                alpha=0.45, lw=0,
            )  # fmt: skip
        ax.plot(
            x, line["value"], markersize=8, markeredgewidth=2, linewidth=2.2,
            markevery=1 if labels_of(table.attrs) else max(1, len(line) // MARKS),
            label=WORDS[quantity], **looks,
        )  # fmt: skip
    ax.set_ylim(0, 1)
    ax.set_xlim(-0.2, float(table["round"].max()) + 0.2)
    drafts = labels_of(table.attrs)
    if drafts:
        shown = ["start", *symbols_of(table.attrs)]
        ax.set_xticks(range(len(shown)), shown)
    else:
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    handles, labels = ax.get_legend_handles_labels()
    ncols = 1 if len(quantities) < 4 else 2
    if not drafts:
        style.legend_below(ax, handles, labels, ncols=ncols)
    after = "after round of the history (0: the start)"
    style.dress(ax, titled(title, table.attrs), rounds_words(table.attrs, after), unit)
    tilt(ax, table.attrs)
    if drafts:
        legend_above(ax, handles, labels, ncols=ncols)
    return ax


def describe_legitimacy(table: pd.DataFrame) -> str:
    """The same in words."""
    return table_of_rounds(table, STANDING, TITLE_LEGITIMACY)


def describe_beliefs(table: pd.DataFrame) -> str:
    """The same in words."""
    return table_of_rounds(table, BELIEFS, TITLE_BELIEFS)


def table_of_rounds(table: pd.DataFrame, quantities: tuple[str, ...], title: str) -> str:
    """A table of the first, middle and last round."""
    last = int(table["round"].max())
    said = [
        f"Means over histories after each round, to round {last}, from 0 to 1; in brackets 95 % "
        "intervals of the mean, then what the middle four fifths of the histories have."
    ]
    if table["low"].isna().all():
        said = [f"The one history after each round, to round {last}, from 0 to 1."]
    cells = []
    for quantity in quantities:
        line = table[table["quantity"] == quantity]
        for number in sorted({int(line["round"].min()), (last + 1) // 2, last}):
            (row,) = rows_of(line[line["round"] == number])
            cells.append(
                (
                    f"{WORDS[quantity]}",
                    f"{number}",
                    str(ratio_in(row)),
                    f"{row.lower:.2f} to {row.upper:.2f}",
                )
            )
    heads = ("what", "round", "mean [95 %]", "middle 4/5")
    return described(
        titled(title, table.attrs), sentences(*said), aligned(heads, cells), footer(table)
    )


REPORTED = (
    ReportFigure(
        130,
        "legitimacy",
        "Legitimacy, trust and support",
        "What the Council's record does to its standing; the wide band holds the middle four "
        "fifths of the histories, the narrow one the mean.",
        carried_over_time,
        plot_legitimacy,
        describe_legitimacy,
    ),
    ReportFigure(
        140,
        "beliefs",
        "What challengers believe",
        "Whether challengers expect an answer, and expect it to succeed; clients of a permanent "
        "member learn apart from others.",
        carried_over_time,
        plot_beliefs,
        describe_beliefs,
    ),
)
"""For the page of a report."""
