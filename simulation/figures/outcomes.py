"""How rounds end: outcomes by cause, and outcomes over repeated crises."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulation.analysis.outcomes import (
    ANY_CAUSE,
    INSURANCE,
    SCRIPTED,
    outcomes_by_cause,
    outcomes_over_time,
    rate_in,
    rows_of,
)
from simulation.figures import style
from simulation.figures.marks import (
    RECORD_LOOKS,
    labels_of,
    legend_above,
    record_line,
    record_of,
    rounds_axis,
    rounds_words,
    tilt,
    titled,
    unjoined,
    when_words,
)
from simulation.figures.report_figure import GENERATED, ReportFigure
from simulation.figures.text import IN_BRACKETS, aligned, capital, described
from simulation.measures.rates import BY_RULE, NO_INTERVAL, NOTHING_VARIES
from simulation.scenario.words import counted, sentences

TITLE = "What became of the crises before the Council"
TITLE_OVER_TIME = "Outcomes over repeated crises"

NONE = "No draft was considered in these histories."

CAUSE_WORDS = {
    "veto_expected": "a veto expected",
    INSURANCE: "insurance against vetoes",
    SCRIPTED: "the script withholds it",
    "shortfall_expected": "too few yeses expected",
    "no_interest": "too little interest of the penholder",
    "veto": "a veto cast",
    "shortfall": "too few yeses",
    "shortfall_and_no": "too few yeses, and a blocking no",
}

CAUSE_LOOKS: dict[str, dict[str, Any]] = {
    "": {"facecolor": style.BLUE},
    "veto_expected": {"facecolor": style.PURPLE, "hatch": "//"},
    INSURANCE: {"facecolor": style.SKY, "hatch": "||"},
    SCRIPTED: {"facecolor": "white", "hatch": "oo"},
    "shortfall_expected": {"facecolor": style.YELLOW, "hatch": "\\\\"},
    "no_interest": {"facecolor": style.PALE, "hatch": ".."},
    "veto": {"facecolor": style.VERMILLION, "hatch": "xx"},
    "shortfall": {"facecolor": style.ORANGE, "hatch": "--"},
    "shortfall_and_no": {"facecolor": style.GREEN, "hatch": "++"},
}

END_LINES: dict[str, dict[str, Any]] = {
    "adopted": {"color": style.BLUE, "linestyle": "-", "marker": "o"},
    "adopted_in_full": {"color": style.BLUE, "linestyle": "-", "marker": "o"},
    "adopted_diluted": {"color": style.SKY, "linestyle": (0, (6, 2)), "marker": "s"},
    "vetoed": {"color": style.VERMILLION, "linestyle": (0, (3, 1, 1, 1)), "marker": "X"},
    "fell_short": {"color": style.ORANGE, "linestyle": (0, (1, 1)), "marker": "v"},
    "withheld": {"color": style.PURPLE, "linestyle": (0, (4, 1, 1, 1, 1, 1)), "marker": "D"},
}


@style.letter_for_letter
def plot_outcomes(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Bars of how the rounds with a draft considered ended, split by cause, with intervals.

    Parameters
    ----------
    table : pandas DataFrame
        Shares of the rounds by end and cause, as
        :func:`simulation.analysis.outcomes.outcomes_by_cause` makes it.
    ax : matplotlib Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib Axes
        The picture.

    Examples
    --------
    >>> from simulation import run_batch
    >>> from simulation.analysis.outcomes import outcomes_by_cause
    >>> table = outcomes_by_cause(run_batch("horseshoe", 5, seed=1))
    >>> ax = plot_outcomes(table)
    >>> bool(ax.get_figure())
    True
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    rows = rows_of(table)
    total = rows[0].total
    if not total:
        return style.nothing(ax, titled(TITLE, table.attrs), NONE)
    ends = list(dict.fromkeys(table["end"]))
    edges = dict.fromkeys(ends, 0.0)
    shown: dict[str, Any] = {}
    for row in rows:
        if row.cause == ANY_CAUSE:
            continue
        bars = ax.barh(
            ends.index(row.end),
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
    kept = recorded_shares(table)
    longest = max(longest, *(100 * share for share in kept.values()), 0.0)
    for row in overall:
        y, value, end = ends.index(row.end), 100 * row.value, 100 * row.value
        if not np.isnan(row.low):
            end = 100 * row.high
            ax.errorbar(
                value, y, xerr=[[value - 100 * row.low], [end - value]],
                color="black", capsize=5, linewidth=1.8,
            )  # fmt: skip
        end = max(end, 100 * kept.get(row.end, 0.0) + 0.015 * longest)
        ax.text(end + 0.02 * longest, y, str(rate_in(row)), va="center", fontsize=style.TEXT)
    ax.set_yticks(range(len(ends)), [style.END_WORDS[end] for end in ends])
    ax.set_ylim(len(ends) - 0.5, -0.5)
    style.scale_to(ax, 0, 1.45 * longest)
    words = cause_words(table)
    causes = [cause for cause in words if cause in shown]
    handles, labels = [shown[cause] for cause in causes], [words[cause] for cause in causes]
    if kept:
        places = [ends.index(end) for end in kept]
        handles += ax.plot([100 * share for share in kept.values()], places, **RECORD_LOOKS)
        labels.append(f"on record, {record_words(table)}")
    style.legend_below(ax, handles, labels)
    title = titled(TITLE, table.attrs)
    if record_of(table.attrs) and not labels_of(table.attrs):
        title += "\n" + textwrap.fill(f"of those voted: {beside_record(table)}", 60)
    style.dress(ax, title, f"% of the {counted(total, 'round')} {considered(table)}")
    return ax


def recorded_shares(table: pd.DataFrame) -> dict[str, float]:
    """The share of the drafts on record for each end that is comparable with it.

    Of a script's drafts all are; the record of years has none of what was never tabled, so
    that its shares stand in the text.
    """
    kept = record_of(table.attrs)
    if kept is None or not table.attrs["replays"]:
        return {}
    return {end: kept.outcomes.get(end, 0.0) for end in dict.fromkeys(table["end"])}


def record_words(table: pd.DataFrame) -> str:
    """Which drafts are on record."""
    kept = record_of(table.attrs)
    return kept.words.removesuffix(" on record") if kept else ""


def record_sentences(table: pd.DataFrame) -> list[str]:
    """What is on record of how drafts ended, beside a simulated table."""
    kept = record_of(table.attrs)
    if kept is None:
        return []
    if labels_of(table.attrs):
        return [f"{capital(record_line(kept))}."]
    return [
        f"Of the drafts put to the vote, {beside_record(table)}.",
        f"The record is of {kept.words}.",
    ]


def beside_record(table: pd.DataFrame) -> str:
    """Shares of the drafts put to the vote, each beside that of the record of years."""
    kept = record_of(table.attrs)
    overall = table[table["cause"] == ANY_CAUSE].set_index("end")["count"]
    counts = {
        "adopted": int(overall[["adopted_in_full", "adopted_diluted"]].sum()),
        "vetoed": int(overall["vetoed"]),
        "fell_short": int(overall["fell_short"]),
    }
    voted = max(sum(counts.values()), 1)
    return ", ".join(
        f"{style.END_WORDS[end]} {100 * count / voted:.1f} % (on record "
        f"{100 * kept.outcomes[end]:.1f} %)"
        for end, count in counts.items()
        if kept is not None
    )


SHORT_ENDS = {
    "adopted": "adopted",
    "adopted_in_full": "in full",
    "adopted_diluted": "diluted",
    "vetoed": "vetoed",
    "fell_short": "short",
    "withheld": "withheld",
}
"""Ends as heads of columns."""


def cause_words(table: pd.DataFrame) -> dict[str, str]:
    """Causes in words; the empty one means what the table says it means."""
    return {"": table.attrs.get("no_cause", "no cause"), **CAUSE_WORDS}


def considered(table: pd.DataFrame) -> str:
    """Which rounds count, in words."""
    return str(table.attrs.get("considered", "considered"))


def describe_outcomes(table: pd.DataFrame) -> str:
    """What :func:`plot_outcomes` shows, in words.

    Parameters
    ----------
    table : pandas DataFrame
        Shares of the rounds by end and cause, as
        :func:`simulation.analysis.outcomes.outcomes_by_cause` makes it.

    Returns
    -------
    str
        A title, sentences and a table, in lines of 80 columns.

    Examples
    --------
    >>> from simulation import run_batch
    >>> from simulation.analysis.outcomes import outcomes_by_cause
    >>> words = describe_outcomes(outcomes_by_cause(run_batch("horseshoe", 5, seed=1)))
    >>> max(map(len, words.splitlines())) <= 80
    True
    """
    rows = rows_of(table)
    title = titled(TITLE, table.attrs)
    if not rows[0].total:
        return described(title, NONE)
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
        *why_words(table),
        *record_sentences(table),
    )
    return described(
        title,
        said,
        aligned(("end, and why", "share [95 %]", "rounds"), cells),
        footer(table),
        intervals=interval_words(rows[:1], table.attrs),
    )


def why_words(table: pd.DataFrame) -> list[str]:
    """What the causes say, where they need saying."""
    if table.attrs["replays"]:
        return ["The script decides which drafts are tabled and how strong they are."]
    if not table["cause"].isin([INSURANCE, "veto_expected"]).any():
        return []
    return [
        f"A veto is expected where a Council without vetoes would see {table.attrs['large']:g} or "
        "more tabled on top; less than that is an insurance against misjudging veto holders."
    ]


def interval_words(rows: Sequence[Any], attrs: Mapping[Any, Any]) -> str:
    """What the brackets are, and why some histories do not count where some do not."""
    row = max(rows, key=lambda row: (not np.isnan(row.low), row.histories))
    if np.isnan(row.low):
        return NO_INTERVAL if row.histories < 2 else BY_RULE
    played = attrs.get("histories", row.histories)
    alike = f" {NOTHING_VARIES}" if any(map(is_alike, rows)) else ""
    if row.histories == played:
        return f"{IN_BRACKETS}95 % intervals over {counted(played, 'history')}.{alike}"
    return (
        f"{IN_BRACKETS}95 % intervals over at most {row.histories:,} of "
        f"{counted(played, 'history')}; a row leaves out those with nothing that it counts."
        f"{alike}"
    )


def is_alike(row: Any) -> bool:
    """Whether a share is printed without an interval because nothing varies in its digits."""
    if np.isnan(getattr(row, "value", getattr(row, "burden", np.nan))):
        return False
    return bool(np.isnan(row.low) or f"{100 * row.low:.1f}" == f"{100 * row.high:.1f}")


def from_start_to_end(words: str, rows: Sequence[Any]) -> str:
    """The share of one thing in the first and in the last of its rows over time, as a sentence."""
    return f"{capital(words)}: {rate_in(rows[0])} at the start, {rate_in(rows[-1])} at the end."


def footer(table: pd.DataFrame) -> str:
    """Which histories the table was made of, as a last line."""
    made_from = table.attrs.get("made_from", "")
    return f"({made_from})" if made_from else ""


@style.letter_for_letter
def plot_outcomes_over_time(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Lines of the share of each end, round by round or by window of rounds, with bands.

    Parameters
    ----------
    table : pandas DataFrame
        Shares of each end by window of rounds, as
        :func:`simulation.analysis.outcomes.outcomes_over_time` makes it.
    ax : matplotlib Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib Axes
        The picture.

    Examples
    --------
    >>> from simulation import run_batch
    >>> from simulation.analysis.outcomes import outcomes_over_time
    >>> table = outcomes_over_time(run_batch("horseshoe", 5, seed=1))
    >>> ax = plot_outcomes_over_time(table)
    >>> bool(ax.get_figure())
    True
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    there = table[table["total"] > 0]
    if there.empty:
        return style.nothing(ax, titled(TITLE_OVER_TIME, table.attrs), NONE)
    every = list(dict.fromkeys(table["end"]))
    ends = [end for end in every if there.loc[there["end"] == end, "count"].sum() > 0]
    last = []
    for end in ends:
        line = there[there["end"] == end]
        x = (line["first"] + line["last"]) / 2
        looks = unjoined(END_LINES[end], table.attrs)
        if looks["linestyle"] == "none":
            ax.errorbar(
                x, 100 * line["value"], yerr=whiskers_of(line), color=looks["color"],
                linestyle="none", capsize=4, linewidth=1.8,
            )  # fmt: skip
        elif line["low"].notna().any():
            ax.fill_between(
                x, 100 * line["low"], 100 * line["high"], color=looks["color"], alpha=0.2, lw=0
            )
        ax.plot(x, 100 * line["value"], markersize=8, linewidth=2.4, label=end, **looks)
        last.append((float(x.iloc[-1]), 100 * float(line["value"].iloc[-1])))
    top = min(105.0, 1.1 * 100 * float(there[["value", "high"]].max().max()))
    ax.set_ylim(-0.03 * top if labels_of(table.attrs) else 0, top)
    if labels_of(table.attrs):
        last = []
    labels = style.spread([height for _, height in last], gap=0.07 * top)
    for end, label, xy in zip(ends if last else (), labels, last, strict=True):
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
    rounds_axis(ax, table.attrs, float(table["last"].max()))
    width = int(table["last"].iloc[0] - table["first"].iloc[0]) + 1
    per = "round of the history" if width == 1 else f"round of the history, {width} at a time"
    style.dress(
        ax,
        titled(TITLE_OVER_TIME, table.attrs),
        rounds_words(table.attrs, per),
        f"% of the rounds\n{considered(table)}",
    )
    tilt(ax, table.attrs)
    if labels_of(table.attrs):
        handles = [line for line in ax.get_lines() if line.get_label() in ends]
        legend_above(ax, handles, [style.END_WORDS[str(h.get_label())] for h in handles])
    return ax


def whiskers_of(line: pd.DataFrame) -> list[Any]:
    """How far intervals reach below and above shares, in per cent; none where there are none."""
    below = (100 * (line["value"] - line["low"])).fillna(0.0).clip(lower=0.0)
    above = (100 * (line["high"] - line["value"])).fillna(0.0).clip(lower=0.0)
    return [below, above]


def describe_outcomes_over_time(table: pd.DataFrame) -> str:
    """What :func:`plot_outcomes_over_time` shows, in words.

    Parameters
    ----------
    table : pandas DataFrame
        Shares of each end by window of rounds, as
        :func:`simulation.analysis.outcomes.outcomes_over_time` makes it.

    Returns
    -------
    str
        A title, sentences and a table, in lines of 80 columns.

    Examples
    --------
    >>> from simulation import run_batch
    >>> from simulation.analysis.outcomes import outcomes_over_time
    >>> words = describe_outcomes_over_time(outcomes_over_time(run_batch("horseshoe", 5, seed=1)))
    >>> max(map(len, words.splitlines())) <= 80
    True
    """
    there = table[table["total"] > 0]
    title, every = titled(TITLE_OVER_TIME, table.attrs), list(dict.fromkeys(table["end"]))
    if there.empty:
        return described(title, NONE)
    first, last = there["first"].min(), there["last"].max()
    said = [f"Shares of the rounds {considered(table)}, from round {first} to {last}."]
    for end in every if not labels_of(table.attrs) else ():
        rows = rows_of(there[there["end"] == end])
        if sum(row.count_ for row in rows):
            said.append(from_start_to_end(style.END_WORDS[end], rows))
    cells = []
    for window in rows_of(there[there["end"] == every[0]]):
        shares = there[there["first"] == window.first].set_index("end")["value"]
        when = when_words(table.attrs, window.first, window.last)
        cells.append((when, *(f"{100 * shares[end]:.1f}" for end in every), f"{window.total:,}"))
    heads = ("rounds", *(SHORT_ENDS[end] for end in every), "drafts")
    return described(
        title,
        sentences(*said),
        "In %:\n" + aligned(heads, cells),
        footer(table),
        intervals=interval_words(rows_of(there), table.attrs),
    )


REPORTED = (
    ReportFigure(
        10,
        "outcomes",
        "Outcomes by cause",
        "How the rounds ended, and why a text was weakened, withheld or lost.",
        outcomes_by_cause,
        plot_outcomes,
        describe_outcomes,
        in_replay=("Outcomes by cause", "How the votes on the script's drafts ended, and why."),
    ),
    ReportFigure(
        60,
        "over-time",
        "Outcomes over repeated crises",
        "Whether the shares drift as crisis follows crisis.",
        outcomes_over_time,
        plot_outcomes_over_time,
        describe_outcomes_over_time,
        of=GENERATED,
    ),
)
"""For the page of a report."""
