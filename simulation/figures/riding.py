"""Figures of easy-riding: provision against the optimum, and over repeated crises."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from simulation.analysis.burdens import SCOPES, easy_riding, riding_over_time
from simulation.analysis.outcomes import CHALLENGERS, rows_of
from simulation.figures import style
from simulation.figures.burdens import NO_ANSWERS, percent, ratio_in, whiskers
from simulation.figures.marks import (
    labels_of,
    legend_above,
    rounds_axis,
    rounds_words,
    tilt,
    titled,
    unjoined,
    when_words,
)
from simulation.figures.outcomes import footer, interval_words
from simulation.figures.report_figure import ReportFigure
from simulation.figures.text import aligned, described
from simulation.scenario.words import counted, sentences

TITLE_RIDING = "Provision against the optimum"
TITLE_OVER_TIME = "Easy-riding over repeated crises"
SCOPE_WORDS = {
    "all": "all answers",
    "client": "to clients of\na permanent member",
    "other": "to other challengers",
    "council": "by the Council",
    "assembly": "through the Assembly",
    "regional": "by an organisation",
    "coalition": "by a coalition",
}


@style.letter_for_letter
def plot_easy_riding(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Bars of what is provided as a share of the optimum; what it is short of is easy-riding.

    ``table`` is that of :func:`simulation.analysis.burdens.easy_riding`.
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    rows = riding_rows(table)
    if not rows:
        return style.nothing(ax, titled(TITLE_RIDING, table.attrs), NO_ANSWERS)
    for place, row in enumerate(rows):
        given = 100 * (1.0 - row.value)
        ax.barh(
            place, given, height=0.66, facecolor=style.BLUE, edgecolor="black", linewidth=0.8,
            label="provided" if place == 0 else None,
        )  # fmt: skip
        ax.barh(
            place, 100 - given, left=given, height=0.66, facecolor=style.PALE, hatch="//",
            edgecolor="black", linewidth=0.8,
            label="short of the optimum: easy-riding" if place == 0 else None,
        )  # fmt: skip
        if not math.isnan(row.low):
            ax.errorbar(
                given, place, xerr=whiskers(row)[::-1], color="black", capsize=5, linewidth=1.8,
            )  # fmt: skip
        ax.text(102, place, percent(ratio_in(row)), va="center", fontsize=style.TEXT)
    ax.set_yticks(range(len(rows)), [SCOPE_WORDS[row.scope] for row in rows])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    style.scale_to(ax, 0, 142)
    style.legend_below(ax, *ax.get_legend_handles_labels())
    style.dress(
        ax,
        titled(TITLE_RIDING, table.attrs),
        "% of the provision best for all together; on the right: easy-riding",
    )
    return ax


def riding_rows(table: pd.DataFrame) -> list[Any]:
    """The scopes in which an answer was given, in their order."""
    riding = table[(table["measure"] == "easy_riding") & table["value"].notna()]
    return sorted(rows_of(riding), key=lambda row: SCOPES.index(row.scope))


def describe_easy_riding(table: pd.DataFrame) -> str:
    """The same in words."""
    rows = riding_rows(table)
    if not rows:
        return described(titled(TITLE_RIDING, table.attrs), sentences(NO_ANSWERS))
    said = [
        "Easy-riding is 1 - sum of E / sum of E°: how far provision is short of the one best for "
        f"all together, over all answers. Over {counted(rows[0].answers, 'answer')} it is "
        f"{percent(ratio_in(rows[0]))}.",
    ]
    per = [
        row
        for row in rows_of(table[table["measure"] == "per_severity"])
        if not math.isnan(row.value)
    ]
    cells = [
        (
            SCOPE_WORDS[row.scope].replace("\n", " "),
            percent(ratio_in(row)),
            f"{row.provision:.3f}",
            f"{row.optimal:.3f}",
            f"{row.answers:,}",
        )
        for row in rows
    ]
    heads = ("answers", "easy-riding [95 %]", "mean E", "mean E°", "answers")
    severity = [(SCOPE_WORDS[row.scope].replace("\n", " "), str(ratio_in(row))) for row in per]
    words = {"all answers": "all crises"}
    severity = [(words.get(name, name.replace("to ", "", 1)), value) for name, value in severity]
    return described(
        titled(TITLE_RIDING, table.attrs),
        sentences(*said),
        aligned(heads, cells),
        "Provision per severity, over all rounds with a crisis, answered or not:",
        aligned(("crises", "sum of E / sum of s [95 %]"), severity),
        footer(table),
        intervals=interval_words(rows[:1], table.attrs),
    )


@style.letter_for_letter
def plot_riding_over_time(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Lines of easy-riding by window of rounds, clients and others apart, with bands.

    ``table`` is that of :func:`simulation.analysis.burdens.riding_over_time`.
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    there = table[table["value"].notna()]
    if there.empty:
        return style.nothing(ax, titled(TITLE_OVER_TIME, table.attrs), NO_ANSWERS)
    for challenger, dashes in zip(CHALLENGERS, ("-", (0, (4, 2))), strict=True):
        line = there[there["challenger"] == challenger]
        if line.empty:
            continue
        looks = unjoined({**style.CHALLENGER_LOOKS[challenger], "linestyle": dashes}, table.attrs)
        x = (line["first"] + line["last"]) / 2
        if labels_of(table.attrs):
            ends = [100 * (line["value"] - line["low"]), 100 * (line["high"] - line["value"])]
            ax.errorbar(
                x, 100 * line["value"], yerr=[end.fillna(0.0).clip(lower=0.0) for end in ends],
                color=looks["color"], linestyle="none", capsize=4, linewidth=1.8,
            )  # fmt: skip
        elif line["low"].notna().any():
            ax.fill_between(
                x, 100 * line["low"], 100 * line["high"], color=looks["color"], alpha=0.2, lw=0
            )
        ax.plot(
            x, 100 * line["value"], markersize=9, markeredgewidth=2, linewidth=2.4,
            label=style.CHALLENGER_WORDS[challenger], **looks,
        )  # fmt: skip
    lowest = 100 * float(there[["value", "low"]].min().min())
    highest = 100 * float(there[["value", "high"]].max().max())
    ax.set_ylim(min(0.0, lowest), max(1.05 * highest, 10.0))
    ax.set_xlim(0.5, float(table["last"].max()) + 0.5)
    rounds_axis(ax, table.attrs, float(table["last"].max()))
    tilt(ax, table.attrs)
    handles, labels = ax.get_legend_handles_labels()
    if not labels_of(table.attrs):
        style.legend_below(ax, handles, labels, ncols=1)
    style.dress(
        ax,
        titled(TITLE_OVER_TIME, table.attrs),
        rounds_words(table.attrs, per_round(table)),
        "easy-riding, % short\nof the optimum",
    )
    if labels_of(table.attrs):
        legend_above(ax, handles, labels, ncols=1)
    return ax


def per_round(table: pd.DataFrame) -> str:
    """The horizontal axis of a table by windows of rounds."""
    width = int(table["last"].iloc[0] - table["first"].iloc[0]) + 1
    return "round of the history" + ("" if width == 1 else f", {width} at a time")


def describe_riding_over_time(table: pd.DataFrame) -> str:
    """The same in words."""
    there = table[table["value"].notna()]
    if there.empty:
        return described(titled(TITLE_OVER_TIME, table.attrs), sentences(NO_ANSWERS))
    said = []
    for challenger in CHALLENGERS:
        rows = rows_of(there[there["challenger"] == challenger])
        if rows and not labels_of(table.attrs):
            said.append(
                f"In answers to {style.CHALLENGER_WORDS[challenger]}: "
                f"{percent(ratio_in(rows[0]))} in the first window, "
                f"{percent(ratio_in(rows[-1]))} in the last."
            )
    cells = []
    for (first, last), window in table.groupby(["first", "last"]):
        by = {row.challenger: row for row in rows_of(window)}
        when = when_words(table.attrs, first, last)
        shares = (percent(ratio_in(by[challenger])) for challenger in CHALLENGERS)
        cells.append((when, *shares, f"{sum(row.answers for row in by.values()):,}"))
    heads = ("rounds", "to clients [95 %]", "to others [95 %]", "answers")
    return described(
        titled(TITLE_OVER_TIME, table.attrs),
        sentences(*said),
        aligned(heads, cells),
        footer(table),
        intervals=interval_words(rows_of(there), table.attrs),
    )


REPORTED = (
    ReportFigure(
        110,
        "easy-riding",
        "Provision against the optimum",
        "What is given to answers, and what would be best for all together.",
        easy_riding,
        plot_easy_riding,
        describe_easy_riding,
    ),
    ReportFigure(
        120,
        "easy-riding-over-time",
        "Easy-riding over repeated crises",
        "Whether sharing gets better or worse as crisis follows crisis.",
        riding_over_time,
        plot_riding_over_time,
        describe_riding_over_time,
    ),
)
"""For the page of a report."""
