"""The two findings as pictures."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from simulation.analysis.outcomes import rows_of
from simulation.figures import style
from simulation.figures.outcomes import footer
from simulation.figures.text import aligned, described
from simulation.measures.rates import NOT_DEFINED
from simulation.scenario.words import sentences
from simulation.studies.findings.words import PART_WORDS, PERCENT, number, percent

TITLE_ATTRIBUTION = "What unsettled grave crises are due to"
TITLE_INTERACTION = "Do paralysis and free-riding reinforce each other?"

NO_CRISIS = "In some regime no grave crisis closes, so that there is nothing to compare."

PART_LOOKS: dict[str, dict[str, Any]] = {
    "seen": {"facecolor": style.VERMILLION, "hatch": "xx"},
    "hidden": {"facecolor": style.PURPLE, "hatch": "//"},
    "burden": {"facecolor": style.SKY, "hatch": ".."},
    "rest": {"facecolor": style.PALE},
}
SCOPE_WORDS = {"all": "all crises", "client": "of clients", "other": "of others"}

RULES: dict[str, dict[str, Any]] = {
    "veto": {"color": style.VERMILLION, "marker": "o", "linestyle": "-"},
    "no veto": {
        "color": style.BLUE, "marker": "s", "markerfacecolor": "white", "linestyle": (0, (4, 2)),
    },
}  # fmt: skip
PANELS = (
    ("unanswered", "client", "clients: grave rounds unanswered, %"),
    ("unanswered", "other", "others: the same, %"),
    ("provision", "client", "clients: provision per severity (log)"),
    ("provision", "other", "others: the same (log)"),
)
"""Measures of the interaction plot, with scope and heading."""


@style.letter_for_letter
def plot_attribution(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Bars of the share of grave crises that close unsettled, split by what it is due to.

    ``table`` is that of :func:`simulation.studies.findings.regimes.attribution`.
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    at = {(row.scope, row.part): row for row in rows_of(table)}
    shown = [scope for scope in SCOPE_WORDS if whole(at, scope)]
    if not shown:
        return style.nothing(ax, TITLE_ATTRIBUTION, NO_CRISIS)
    for place, scope in enumerate(SCOPE_WORDS):
        edge = 0.0
        if not whole(at, scope):
            ax.text(0.6, place, NOT_DEFINED, va="center", fontsize=style.TEXT)
            continue
        for part, looks in PART_LOOKS.items():
            value = 100 * at[scope, part].value
            ax.barh(
                place, value, left=edge, height=0.62, edgecolor="black", linewidth=0.8,
                label=PART_WORDS[part] if scope == shown[0] else None, **looks,
            )  # fmt: skip
            if value > 3.0:
                ax.text(
                    edge + value / 2, place, f"{value:.1f}", ha="center", va="center",
                    fontsize=style.LEGEND,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 2},
                )  # fmt: skip
            edge += value
        ax.text(edge + 0.6, place, percent(at[scope, "share"]), va="center", fontsize=style.TEXT)
    longest = max(1.0, *(100 * at[scope, "share"].value for scope in shown))
    ax.set_yticks(range(len(SCOPE_WORDS)), list(SCOPE_WORDS.values()))
    ax.set_ylim(len(SCOPE_WORDS) - 0.5, -0.5)
    style.scale_to(ax, 0, 1.45 * longest)
    style.legend_below(ax, *ax.get_legend_handles_labels())
    style.dress(ax, TITLE_ATTRIBUTION, "% of the grave crises that closed")
    return ax


def whole(at: dict[tuple[str, str], Any], scope: str) -> bool:
    """Whether the share of a scope and all that it is made of are defined."""
    return not any(math.isnan(at[scope, part].value) for part in ("share", *PART_LOOKS))


def describe_attribution(table: pd.DataFrame) -> str:
    """The same in words."""
    at = {(row.scope, row.part): row for row in rows_of(table)}
    said = (
        f"Under the Charter {percent(at['all', 'share'])} of grave crises close unsettled. Each "
        "part is the mean effect of taking one ill away, over the orders in which the three can "
        "be; the parts add up. In brackets: 95 % intervals over histories."
    )
    cells = [
        (words, *(percent(at[scope, part]) for scope in SCOPE_WORDS))
        for part, words in PART_WORDS.items()
    ]
    heads = ("grave crises", *SCOPE_WORDS.values())
    return described(TITLE_ATTRIBUTION, sentences(said), aligned(heads, cells), footer(table))


@style.letter_for_letter
def plot_interaction(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Four interaction plots: parallel lines tell of effects that add or, on a log scale, multiply.

    ``table`` is that of :func:`simulation.studies.findings.regimes.two_by_two`.
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    at = {(row.measure, row.scope, row.effect): row for row in rows_of(table)}
    ax.set_axis_off()
    ax.set_title(TITLE_INTERACTION, loc="left", fontsize=style.TITLE, pad=12)
    for place, (measure, scope, words) in enumerate(PANELS):
        left, low = 0.54 * (place % 2), 0.56 * (1 - place // 2) - 0.03
        panel = ax.inset_axes((left, low, 0.44, 0.34))
        scale = 100.0 if measure in PERCENT else 1.0
        lowest, highest = reach(table, measure)
        for rules, looks in RULES.items():
            cells = [at[measure, scope, f"{rules}, {b}"] for b in ("voluntary", "optimum")]
            values = [scale * cell.value for cell in cells]
            panel.errorbar(
                [0, 1], values,
                yerr=[[scale * (c.value - c.low) for c in cells],
                      [scale * (c.high - c.value) for c in cells]],
                markersize=9, markeredgewidth=2, linewidth=2.2, capsize=4,
                label="with vetoes" if rules == "veto" else "without", **looks,
            )  # fmt: skip
        if measure in PERCENT:
            panel.set_ylim(0, 1.12 * scale * highest)
        else:
            panel.set_yscale("log")
            panel.set_yticks([0.1, 0.2, 0.5, 1.0], ["0.1", "0.2", "0.5", "1.0"])
            panel.yaxis.set_minor_locator(NullLocator())
            panel.set_ylim(lowest / 1.5, 1.5 * highest)
        panel.set_xlim(-0.3, 1.3)
        panel.set_xticks([0, 1], ["voluntary", "optimal"])
        panel.set_title(words, loc="left", fontsize=style.LEGEND)
        panel.tick_params(labelsize=style.LEGEND)
        panel.spines[["top", "right"]].set_visible(False)
    handles, labels = panel.get_legend_handles_labels()
    ax.legend(
        handles, labels, loc="upper left", bbox_to_anchor=(0.0, -0.15), ncols=2, frameon=False,
        fontsize=style.LEGEND, title="burdens, left to right; rules:",
        title_fontsize=style.LEGEND, alignment="left",
    )  # fmt: skip
    return ax


def reach(table: pd.DataFrame, measure: str) -> tuple[float, float]:
    """The least above 0 and the greatest that the panels of a measure show, on one scale."""
    scopes = [scope for shown, scope, _ in PANELS if shown == measure]
    cells = [f"{rules}, {burden}" for rules in RULES for burden in ("voluntary", "optimum")]
    shown = table[
        (table["measure"] == measure) & table["scope"].isin(scopes) & table["effect"].isin(cells)
    ][["value", "low", "high"]]
    least, most = float(shown[shown > 0].min().min()), float(shown.max().max())
    return (least, most) if least <= most else (0.1, 1.0)  # Nothing above 0 is there to be shown.


def describe_interaction(table: pd.DataFrame) -> str:
    """The same in words."""
    at = {(row.measure, row.scope, row.effect): row for row in rows_of(table)}
    said = (
        "Vetoes on or off by burdens voluntary or optimal, under common draws. Effects of vetoes "
        "and of voluntary burdens, and how much more vetoes do where burdens are voluntary; "
        "shares in points. In brackets: 95 % intervals over histories."
    )
    cells = [
        (words, *(number(at[measure, scope, e], measure) for e in ("veto", "burden")))
        for measure, scope, words in PANELS
    ]
    more = [
        (words, number(at[measure, scope, "interaction"], measure))
        for measure, scope, words in PANELS
    ]
    return described(
        TITLE_INTERACTION, sentences(said), aligned(("measure", "veto", "burden"), cells),
        aligned(("measure", "interaction"), more), footer(table),
    )  # fmt: skip
