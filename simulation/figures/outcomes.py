"""How rounds end: outcomes by cause, and outcomes over repeated crises."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from simulation.analysis.outcomes import ANY_CAUSE, rate_in, rows_of
from simulation.analysis.rates import BY_RULE, NO_INTERVAL
from simulation.analysis.summary import OUTCOMES
from simulation.figures import style
from simulation.figures.text import aligned, described
from simulation.scenario.words import counted, sentences

TITLE = "What became of the crises before the Council"
TITLE_OVER_TIME = "Outcomes over repeated crises"

NONE = "No draft was considered in these histories."

CAUSE_WORDS = {
    "veto_expected": "a veto expected",
    "shortfall_expected": "too few yeses expected",
    "no_interest": "too little interest of the penholder",
    "veto": "a veto cast",
    "shortfall": "too few yeses",
    "shortfall_and_no": "too few yeses, and a blocking no",
}

CAUSE_LOOKS: dict[str, dict[str, Any]] = {
    "": {"facecolor": style.BLUE},
    "veto_expected": {"facecolor": style.PURPLE, "hatch": "//"},
    "shortfall_expected": {"facecolor": style.YELLOW, "hatch": "\\\\"},
    "no_interest": {"facecolor": style.PALE, "hatch": ".."},
    "veto": {"facecolor": style.VERMILLION, "hatch": "xx"},
    "shortfall": {"facecolor": style.ORANGE, "hatch": "--"},
    "shortfall_and_no": {"facecolor": style.GREEN, "hatch": "++"},
}

END_LINES: dict[str, dict[str, Any]] = {
    "adopted_in_full": {"color": style.BLUE, "linestyle": "-", "marker": "o"},
    "adopted_diluted": {"color": style.SKY, "linestyle": (0, (6, 2)), "marker": "s"},
    "vetoed": {"color": style.VERMILLION, "linestyle": (0, (3, 1, 1, 1)), "marker": "X"},
    "fell_short": {"color": style.ORANGE, "linestyle": (0, (1, 1)), "marker": "v"},
    "withheld": {"color": style.PURPLE, "linestyle": (0, (4, 1, 1, 1, 1, 1)), "marker": "D"},
}


@style.letter_for_letter
def plot_outcomes(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Bars of how the rounds with a draft considered ended, split by cause, with intervals.

    ``table`` is that of :func:`simulation.analysis.outcomes.outcomes_by_cause`.
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    rows = rows_of(table)
    total = rows[0].total
    if not total:
        return style.nothing(ax, TITLE, NONE)
    edges = dict.fromkeys(OUTCOMES, 0.0)
    shown: dict[str, Any] = {}
    for row in rows:
        if row.cause == ANY_CAUSE:
            continue
        bars = ax.barh(
            OUTCOMES.index(row.end),
            100 * row.value,
            left=edges[row.end],
            edgecolor="black",
            linewidth=0.8,
            height=0.7,
            **CAUSE_LOOKS[row.cause],
        )
        edges[row.end] += 100 * row.value
        shown[row.cause] = bars
    overall = [row for row in rows if row.cause == ANY_CAUSE]
    longest = max(100 * (row.value if np.isnan(row.high) else row.high) for row in overall)
    for row in overall:
        y, value, end = OUTCOMES.index(row.end), 100 * row.value, 100 * row.value
        if not np.isnan(row.low):
            end = 100 * row.high
            ax.errorbar(
                value, y, xerr=[[value - 100 * row.low], [end - value]],
                color="black", capsize=5, linewidth=1.8,
            )  # fmt: skip
        ax.text(end + 0.02 * longest, y, str(rate_in(row)), va="center", fontsize=style.TEXT)
    ax.set_yticks(range(len(OUTCOMES)), [style.END_WORDS[end] for end in OUTCOMES])
    ax.set_ylim(len(OUTCOMES) - 0.5, -0.5)
    style.scale_to(ax, 0, 1.45 * longest)
    words = cause_words(table)
    causes = [cause for cause in words if cause in shown]
    style.legend_below(ax, [shown[cause] for cause in causes], [words[cause] for cause in causes])
    style.dress(ax, TITLE, f"% of the {counted(total, 'round')} {considered(table)}")
    return ax


def cause_words(table: pd.DataFrame) -> dict[str, str]:
    """Causes in words; the empty one means what the table says it means."""
    return {"": table.attrs.get("no_cause", "no cause"), **CAUSE_WORDS}


def considered(table: pd.DataFrame) -> str:
    """Which rounds count, in words."""
    return str(table.attrs.get("considered", "considered"))


def describe_outcomes(table: pd.DataFrame) -> str:
    """The same in words."""
    rows = rows_of(table)
    if not rows[0].total:
        return described(TITLE, NONE)
    cells = []
    for row in rows:
        words = style.END_WORDS[row.end]
        if row.cause != ANY_CAUSE:
            words = f"  {cause_words(table)[row.cause]}"
        cells.append((words, str(rate_in(row)), f"{row.count_:,}"))
    overall = sorted(
        (row for row in rows if row.cause == ANY_CAUSE), key=lambda row: row.count_, reverse=True
    )
    ends = ", ".join(f"{style.END_WORDS[row.end]} {rate_in(row)}" for row in overall if row.count_)
    said = sentences(
        f"How {counted(rows[0].total, 'round')} {considered(table)} ended: {ends}.",
        interval_words(rows[0]),
    )
    return described(
        TITLE, said, aligned(("end, and why", "share [95 %]", "rounds"), cells), footer(table)
    )


def interval_words(row: Any) -> str:
    """What the brackets are."""
    if np.isnan(row.low):
        return NO_INTERVAL if row.histories < 2 else BY_RULE
    return f"In brackets: 95 % intervals over {counted(row.histories, 'history')}."


def footer(table: pd.DataFrame) -> str:
    """Which histories the table was made of, as a last line."""
    made_from = table.attrs.get("made_from", "")
    return f"({made_from})" if made_from else ""


@style.letter_for_letter
def plot_outcomes_over_time(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Lines of the share of each end, round by round or by window of rounds, with bands.

    ``table`` is that of :func:`simulation.analysis.outcomes.outcomes_over_time`.
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    there = table[table["total"] > 0]
    if there.empty:
        return style.nothing(ax, TITLE_OVER_TIME, NONE)
    ends = [end for end in OUTCOMES if there.loc[there["end"] == end, "count"].sum() > 0]
    last = []
    for end in ends:
        line = there[there["end"] == end]
        x = (line["first"] + line["last"]) / 2
        looks = END_LINES[end]
        if line["low"].notna().any():
            ax.fill_between(
                x, 100 * line["low"], 100 * line["high"], color=looks["color"], alpha=0.2, lw=0
            )
        ax.plot(x, 100 * line["value"], markersize=8, linewidth=2.4, label=end, **looks)
        last.append((float(x.iloc[-1]), 100 * float(line["value"].iloc[-1])))
    top = min(105.0, 1.1 * 100 * float(there[["value", "high"]].max().max()))
    ax.set_ylim(0, top)
    labels = style.spread([height for _, height in last], gap=0.07 * top)
    for end, label, xy in zip(ends, labels, last, strict=True):
        ax.annotate(
            style.END_WORDS[end],
            xy=xy,
            xytext=(1.02, label),
            textcoords=ax.get_yaxis_transform(),
            fontsize=style.TEXT,
            va="center",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": END_LINES[end]["color"], "lw": 1.2},
        )
    ax.set_xlim(0.5, float(table["last"].max()) + 0.5)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    width = int(table["last"].iloc[0] - table["first"].iloc[0]) + 1
    per = "round of the history" if width == 1 else f"round of the history, {width} at a time"
    style.dress(ax, TITLE_OVER_TIME, per, f"% of the rounds\n{considered(table)}")
    return ax


def describe_outcomes_over_time(table: pd.DataFrame) -> str:
    """The same in words."""
    there = table[table["total"] > 0]
    if there.empty:
        return described(TITLE_OVER_TIME, NONE)
    first, last = there["first"].min(), there["last"].max()
    said = [f"Shares of the rounds {considered(table)}, from round {first} to {last}."]
    for end in OUTCOMES:
        rows = rows_of(there[there["end"] == end])
        if sum(row.count_ for row in rows):
            said.append(
                f"{style.END_WORDS[end].capitalize()}: {rate_in(rows[0])} at the start, "
                f"{rate_in(rows[-1])} at the end."
            )
    said.append(interval_words(max(rows_of(there), key=lambda row: row.histories)))
    cells = []
    for window in rows_of(there[there["end"] == OUTCOMES[0]]):
        shares = there[there["first"] == window.first].set_index("end")["value"]
        when = str(window.first)
        if window.last > window.first:
            when += f" to {window.last}"
        cells.append((when, *(f"{100 * shares[end]:.1f}" for end in OUTCOMES), f"{window.total:,}"))
    heads = ("rounds", "in full", "diluted", "vetoed", "short", "withheld", "drafts")
    return described(
        TITLE_OVER_TIME, sentences(*said), "In %:\n" + aligned(heads, cells), footer(table)
    )
