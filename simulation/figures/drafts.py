"""The drafts of a script one by one: simulated outcomes beside the record, and strengths."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulation.analysis.drafts import OUTCOMES, bits_words, drafts, so_words, strengths
from simulation.analysis.outcomes import rows_of
from simulation.figures import style
from simulation.figures.marks import RECORD_LOOKS, titled
from simulation.figures.outcomes import SHORT_ENDS, footer
from simulation.figures.report_figure import SCRIPTED, ReportFigure
from simulation.figures.text import aligned, described
from simulation.measures.rates import NOT_DEFINED, with_ends
from simulation.scenario.words import counted, sentences

TITLE = "Draft by draft: outcomes beside the record"
TITLE_STRENGTH = "Strength: script and model"
TITLE_STRENGTH_REDRAFTED = "Strength: model and script"

LOOKS: dict[str, dict[str, Any]] = {
    "adopted": {"facecolor": style.BLUE},
    "vetoed": {"facecolor": style.VERMILLION, "hatch": "xx"},
    "fell_short": {"facecolor": style.ORANGE, "hatch": "--"},
    "withheld": {"facecolor": style.PALE, "hatch": ".."},
}

FONT = 14.0
"""Points of what stands beside a row."""


@style.letter_for_letter
def plot_drafts(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Stacked bars, one a draft: shares of the histories; on the right the record.

    ``table`` is that of :func:`simulation.analysis.drafts.drafts`.
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    rows = rows_of(table)
    left = np.zeros(len(rows))
    for outcome in OUTCOMES:
        share = 100 * table[outcome].to_numpy(dtype=float)
        if not share.any():
            continue
        ax.barh(
            range(len(rows)), share, left=left, height=0.72, edgecolor="black", linewidth=0.7,
            label=style.END_WORDS[outcome], **LOOKS[outcome],
        )  # fmt: skip
        left += share
    for place, row in enumerate(rows):
        said = row.recorded
        if not math.isnan(row.bits):
            said += f" ({bits_words(row)})"
        astray = not math.isnan(row.value) and row.value < 0.5
        ax.text(
            103, place, said, va="center", fontsize=FONT, fontweight="bold" if astray else "normal"
        )
    ax.set_yticks(range(len(rows)), [row.label for row in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xlim(0, 168)
    ax.set_xticks(range(0, 101, 25))
    style.legend_below(ax, *ax.get_legend_handles_labels(), ncols=4)
    style.dress(
        ax,
        titled(TITLE, table.attrs),
        "% of the histories; right: on record (surprise, bits),\nbold where most histories differ",
    )
    ax.xaxis.label.set_fontsize(FONT)
    ax.xaxis.label.set_horizontalalignment("left")
    ax.xaxis.label.set_x(0.0)
    ax.tick_params(axis="y", labelsize=FONT)
    return ax


def describe_drafts(table: pd.DataFrame) -> str:
    """The same in words."""
    rows = rows_of(table)
    known = [row for row in rows if not math.isnan(row.value)]
    agree = sum(row.value > 0.5 for row in known)
    said = [
        redraft_words(table),
        f"Of {counted(len(known), 'draft')} on record that the histories decide, {agree} "
        f"{'ends' if agree == 1 else 'end'} as on record in more than half of them."
        if known
        else "",
        "Surprise is -log2 of the share that ends as on record: 1 bit is even odds, 0 none.",
    ]
    beside = [
        (
            row.label,
            row.recorded,
            so_words(row),
            bits_words(row),
        )
        for row in rows
    ]
    ends = [end for end in OUTCOMES if end != "withheld" or table[end].any()]
    shares = [
        (
            row.label,
            *(f"{100 * getattr(row, outcome):.1f}" for outcome in ends),
            NOT_DEFINED if math.isnan(row.yes) else f"{row.yes:.1f}",
        )
        for row in rows
    ]
    return described(
        titled(TITLE, table.attrs),
        sentences(*said),
        aligned(("draft", "on record", "share of histories", "bits"), beside),
        "Simulated, in % of the histories, and mean affirmative votes:\n"
        + aligned(("draft", *(SHORT_ENDS[outcome] for outcome in ends), "yes"), shares),
        footer(table),
    )


def redraft_words(table: pd.DataFrame) -> str:
    """Who decides what is tabled."""
    if table.attrs["redraft"]:
        return (
            "The model's penholders decide whether a draft is tabled and how strong it is, so that "
            "these are other texts than those on record."
        )
    return "The script decides which drafts are tabled and how strong they are."


@style.letter_for_letter
def plot_strengths(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Marks, a row a draft: the script's strength, what the model's penholder wants and tables.

    ``table`` is that of :func:`simulation.analysis.drafts.strengths`.
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    places = np.arange(len(table))
    redraft = table.attrs["redraft"]
    tables = "tables" if redraft else "would table"
    marks: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("wanted", "the model's penholder wants",
         {"marker": "o", "color": style.BLUE, "markerfacecolor": "white"}),
        ("proposed", f"it {tables}, where anything", {"marker": "s", "color": style.VERMILLION}),
    )  # fmt: skip
    for column, words, looks in marks:
        ax.plot(
            table[column], places, linestyle="none", markersize=10, markeredgewidth=2,
            label=words, **looks,
        )  # fmt: skip
        ends = table[[f"{column}_low", f"{column}_high"]].to_numpy(dtype=float).T
        ax.hlines(places, ends[0], ends[1], color=looks["color"], linewidth=2)
    ax.plot(
        table["script"], places, label="the script's",
        **RECORD_LOOKS,
    )  # fmt: skip
    for place, row in enumerate(rows_of(table)):
        if not math.isnan(row.would_withhold):
            ax.text(1.06, place, f"{100 * row.would_withhold:.1f} %", va="center", fontsize=FONT)
    ax.set_yticks(places, list(table["label"]))
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.set_xlim(0, 1.2)
    ax.set_xticks(np.linspace(0, 1, 6))
    style.legend_below(ax, *ax.get_legend_handles_labels())
    style.dress(
        ax,
        title_strength(table),
        f"strength (0 nothing, 1 full force); right: it {'tables' if redraft else 'would table'} "
        "nothing",
    )
    ax.tick_params(axis="y", labelsize=FONT)
    return ax


def title_strength(table: pd.DataFrame) -> str:
    """The name of the picture."""
    title = TITLE_STRENGTH_REDRAFTED if table.attrs["redraft"] else TITLE_STRENGTH
    return titled(title, table.attrs)


def describe_strengths(table: pd.DataFrame) -> str:
    """The same in words."""
    tables = "tables" if table.attrs["redraft"] else "would table"
    said = [
        "Strength runs from 0 (nothing) to 1 (full force).",
        redraft_words(table),
        "Means over histories with 95 % intervals: what the model's penholder wants and, where "
        f"it {tables} anything, how much; and how often it {tables} nothing.",
    ]
    cells = [
        (
            row.label,
            f"{row.script:.2f}",
            interval(row, "wanted"),
            interval(row, "proposed"),
            NOT_DEFINED if math.isnan(row.would_withhold) else f"{100 * row.would_withhold:.1f} %",
        )
        for row in rows_of(table)
    ]
    heads = ("draft", "script", "wants", f"{tables}, if any", "nothing")
    return described(title_strength(table), sentences(*said), aligned(heads, cells), footer(table))


def interval(row: Any, name: str) -> str:
    """A mean with its interval, to two places."""
    value, low, high = (getattr(row, f"{name}{end}") for end in ("", "_low", "_high"))
    if math.isnan(value):
        return NOT_DEFINED
    if math.isnan(low):
        return f"{value:.2f}"
    return with_ends(f"{value:.2f}", f"{low:.2f}", f"{high:.2f}")


REPORTED = (
    ReportFigure(
        41,
        "strength",
        "Strength in the script, and what the model's penholder would do",
        "What the penholder of the model wants and would table, left to itself, beside the script.",
        strengths,
        plot_strengths,
        describe_strengths,
        of=SCRIPTED,
    ),
    ReportFigure(
        5,
        "drafts",
        "Draft by draft, beside the record",
        "What became of each draft of the script in the histories, and on record.",
        drafts,
        plot_drafts,
        describe_drafts,
        of=SCRIPTED,
    ),
)
"""For the page of a report."""
