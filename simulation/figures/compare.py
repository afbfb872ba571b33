"""Settings compared, as a picture: paired differences from the first setting."""

from __future__ import annotations

import math
import textwrap
from typing import Any

from matplotlib.axes import Axes

from simulation.analysis.caveat import SIMULATED
from simulation.analysis.compare import FEW, Compared, Comparison
from simulation.figures import style
from simulation.figures.marks import record_line
from simulation.figures.text import aligned, capital, described
from simulation.measures.names import label
from simulation.measures.rates import NOT_DEFINED
from simulation.scenario.words import sentences

TITLE = "The same crises under other settings"

WIDEST_HEAD = 12
"""Columns of the name of a setting above its numbers; a longer one stands above the table."""

TOO_SURE = (
    f"* Fewer than {FEW} histories differ: the interval is too sure, and says less than it "
    "seems to; play more."
)
"""What stands under a table in which an interval is marked."""

LOOKS: tuple[dict[str, Any], ...] = (
    {"color": style.VERMILLION, "marker": "o"},
    {"color": style.BLUE, "marker": "s", "markerfacecolor": "white"},
    {"color": style.GREEN, "marker": "D"},
    {"color": style.PURPLE, "marker": "^", "markerfacecolor": "white"},
    {"color": style.ORANGE, "marker": "v"},
)


@style.letter_for_letter
def plot_comparison(found: Comparison, *, ax: Axes | None = None) -> Axes:
    """Differences from the first setting, with paired 95 % intervals; a row a measure."""
    ax = style.canvas(ax, footer(found))
    others = found.settings[1:]
    measures = list(dict.fromkeys(row.measure for row in found.rows))
    handles = []
    for place, setting in enumerate(others):
        rows = [found.of(measure, setting).paired for measure in measures]
        offset = 0.22 * (place - (len(others) - 1) / 2.0)
        bars = ax.errorbar(
            [row.value for row in rows],
            [k + offset for k in range(len(measures))],
            xerr=[
                [0.0 if math.isnan(row.half) else row.value - row.low for row in rows],
                [0.0 if math.isnan(row.half) else row.high - row.value for row in rows],
            ],
            linestyle="none", markersize=8, capsize=4,
            **LOOKS[place % len(LOOKS)],
        )  # fmt: skip
        handles.append(bars)
        for k, measure in enumerate(measures):
            row = found.of(measure, setting)
            if row.few and not math.isnan(row.paired.value):
                ax.annotate(
                    "*" if row.differing else "no history differs", (row.paired.value, k + offset),
                    xytext=(7, 3), textcoords="offset points", fontsize="small",
                )  # fmt: skip
    ax.axvline(0.0, color=style.GREY, linewidth=1)
    ax.set_yticks(range(len(measures)), [named(measure, found) for measure in measures])
    ax.set_ylim(len(measures) - 0.5, -0.5)
    style.legend_below(ax, handles, others)
    title = title_of(found)
    if found.record:
        title += "\n" + textwrap.fill(record_line(found.record), 60)
    style.dress(ax, title, f"difference from {found.settings[0]}")
    return ax


def named(measure: str, found: Comparison) -> str:
    """A measure's label; of what a script decides it says so."""
    return label(measure, replays=found.replays)


def title_of(found: Comparison) -> str:
    """The name of the picture; it says that real states are simulated."""
    return f"{TITLE}{SIMULATED}" if found.cannot_say else TITLE


def describe_comparison(found: Comparison) -> str:
    """The same in words."""
    return described(
        title_of(found),
        sentences(
            f"Each setting meets the same {found.runs:,} histories of {found.scenario}.",
            f"Differences are from {found.settings[0]}, history by history, with 95 % intervals:",
            "simulation error only, one measure at a time. 0.01 is one percentage point.",
            *([TOO_SURE] if marked(found) else []),
        ),
        *(
            described(f"{setting} less {found.settings[0]}", table(found, setting)).rstrip()
            for setting in found.settings[1:]
        ),
        glossary(found),
        beside_record(found),
        sentences(found.too_weak) if found.too_weak else "",
        sentences(found.cannot_say) if found.cannot_say else "",
        sentences(f"({footer(found)})"),
    )


def beside_record(found: Comparison) -> str:
    """What is on record, as a paragraph; empty where nothing is."""
    return sentences(f"{capital(record_line(found.record))}.") if found.record else ""


def glossary(found: Comparison) -> str:
    """What each measure is, a line each."""
    words = dict.fromkeys((named(row.measure, found), row.words) for row in found.rows)
    return "\n".join(sentences(f"{name}: {what}.") for name, what in words)


def table(found: Comparison, setting: str) -> str:
    """The rows of one setting, aligned."""
    rows = [row for row in found.rows if row.setting == setting]
    return aligned(
        ("measure", setting if len(setting) <= WIDEST_HEAD else "setting", "difference", "95 %"),
        [
            (
                named(row.measure, found),
                shown(row.level.value),
                signed(row),
                within(row),
            )
            for row in rows
        ],
    )


def shown(value: float) -> str:
    """Three places, where it is defined."""
    return NOT_DEFINED if math.isnan(value) else f"{value:.3f}"


def signed(row: Compared) -> str:
    """The difference with its sign, where it is defined."""
    return NOT_DEFINED if math.isnan(row.paired.value) else f"{row.paired.value:+.3f}"


def within(row: Compared) -> str:
    """Half the interval of the difference, or that there is none."""
    if math.isnan(row.paired.value):
        return ""
    if row.differing == 0:
        return "no history differs"
    if math.isnan(row.paired.half):
        return ""
    return f"± {row.paired.half:.3f}{'*' if row.few else ''}"


def marked(found: Comparison) -> bool:
    """Whether some interval is marked as too sure."""
    return any(within(row).endswith("*") for row in found.rows)


def undefined(found: Comparison) -> bool:
    """Whether some measure has nothing to divide by under some setting."""
    return any(math.isnan(row.level.value) for row in found.rows)


def footer(found: Comparison) -> str:
    """Which histories these are."""
    return (
        f"simulation error only; {found.runs:,} histories each, the same draws, "
        f"seed {found.seed}, {found.scenario}"
        f"{f'; * fewer than {FEW} differ: too sure' if marked(found) else ''}"
    )
