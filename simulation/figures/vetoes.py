"""Vetoes seen and hidden: by member, and by who stands behind the challenger."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from simulation.analysis.outcomes import CHALLENGERS, VETO_KINDS, rate_in, rows_of
from simulation.figures import style
from simulation.figures.outcomes import footer, interval_words
from simulation.figures.text import aligned, described
from simulation.scenario.words import counted, sentences

TITLE_BY_MEMBER = "Who vetoes, in sight and out of sight"
TITLE_HIDDEN = "Vetoes seen and hidden"

NONE = "No penholder considered a draft in these histories."
NO_VETOES = (
    "No draft was vetoed, and none on a crisis with a patron was withheld or diluted because "
    "a veto was expected."
)

SHOWN = 6
"""Members in the picture; the text has them all."""

PARTS: dict[str, tuple[str, dict[str, Any]]] = {
    "alone": ("seen: vetoed by it alone", {"facecolor": style.VERMILLION, "hatch": "xx"}),
    "with_others": ("seen: vetoed by it with others", {"facecolor": style.ORANGE, "hatch": "++"}),
    "withheld": (
        "hidden: draft on its client withheld",
        {"facecolor": style.PURPLE, "hatch": "//"},
    ),
    "diluted": ("hidden: draft on its client diluted", {"facecolor": style.SKY, "hatch": ".."}),
}

BARS = (("alone", "with_others"), ("withheld", "diluted"))
"""Two bars a member: what is seen above, what is hidden below."""

KIND_WORDS = {
    "visible": "vetoed",
    "withheld": "withheld for\na veto expected",
    "diluted_much": "diluted by much\nfor a veto expected",
    "diluted": "diluted at all\nfor a veto expected",
    "diluted_and_vetoed": "diluted, and\nvetoed all the same",
}


@style.letter_for_letter
def plot_vetoes_by_member(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Bars of each member's vetoes, cast alone or with others, and hidden for its clients.

    ``table`` is that of :func:`simulation.analysis.outcomes.vetoes_by_member`.
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    sums = table[list(PARTS)].sum(axis=1)
    if not sums.sum():
        return style.nothing(ax, TITLE_BY_MEMBER, NO_VETOES)
    shown = table.loc[sums.sort_values(ascending=False, kind="stable").index[:SHOWN].sort_values()]
    places = np.arange(len(shown))
    longest = max(int(shown[list(bar)].sum(axis=1).max()) for bar in BARS)
    for bar, side in zip(BARS, (-0.2, 0.2), strict=True):
        left = np.zeros(len(shown))
        for part in bar:
            words, looks = PARTS[part]
            ax.barh(
                places + side, shown[part], left=left, height=0.36, edgecolor="black",
                linewidth=0.8, label=words, **looks,
            )  # fmt: skip
            left += shown[part].to_numpy()
        for place, count in zip(places + side, left, strict=True):
            ax.text(
                count + 0.01 * longest, place, f"{count:,.0f}", va="center", fontsize=style.LEGEND
            )
    ax.set_yticks(places, shown["member"])
    ax.invert_yaxis()
    ax.set_xlim(0, 1.12 * longest)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    style.legend_below(ax, *ax.get_legend_handles_labels())
    considered = counted(int(table["considered"].iloc[0]), "draft")
    left_out = len(table) - len(shown)
    more = f"; {left_out} more with fewer" if left_out else ""
    style.dress(ax, TITLE_BY_MEMBER, f"number of drafts, of {considered} considered{more}")
    return ax


def describe_vetoes_by_member(table: pd.DataFrame) -> str:
    """The same in words."""
    if not table[list(PARTS)].to_numpy().sum():
        return described(TITLE_BY_MEMBER, sentences(NO_VETOES))
    said = sentences(
        f"Of {counted(int(table['considered'].iloc[0]), 'draft')} considered. Seen: drafts "
        "vetoed, by whether the member blocked alone or with others. Hidden: drafts on crises "
        "whose patron the member is, withheld or diluted because a veto was expected; some of "
        "those diluted were vetoed all the same.",
    )
    cells = [(row.member, *(f"{getattr(row, part):,}" for part in PARTS)) for row in rows_of(table)]
    heads = ("member", "vetoed alone", "with others", "withheld", "diluted")
    return described(TITLE_BY_MEMBER, said, aligned(heads, cells), footer(table))


@style.letter_for_letter
def plot_hidden_vetoes(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Points with intervals: vetoes seen and hidden as shares of the drafts considered.

    ``table`` is that of :func:`simulation.analysis.outcomes.hidden_and_visible`.
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    if not table["total"].sum():
        return style.nothing(ax, TITLE_HIDDEN, NONE)
    reach = max(100 * float(table[["value", "high"]].max().max()), 1.0)
    for challenger, side in zip(CHALLENGERS, (-0.18, 0.18), strict=True):
        rows = [r for r in rows_of(table) if r.challenger == challenger and r.total]
        looks = style.CHALLENGER_LOOKS[challenger]
        for row in rows:
            place, value = VETO_KINDS.index(row.kind) + side, 100 * row.value
            end = value
            if not np.isnan(row.low):
                end = 100 * row.high
                ax.errorbar(
                    value, place, xerr=[[value - 100 * row.low], [end - value]], capsize=5,
                    linewidth=2, color=looks["color"],
                )  # fmt: skip
            words = f"{style.CHALLENGER_WORDS[challenger]} ({counted(row.total, 'draft')})"
            ax.plot(
                value, place, linestyle="none", markersize=11, markeredgewidth=2,
                label=words if row is rows[0] else None, **looks,
            )  # fmt: skip
            ax.text(
                max(end, value + 0.02 * reach) + 0.02 * reach, place, str(rate_in(row)),
                va="center", fontsize=style.TEXT, color=looks["color"],
            )  # fmt: skip
    ax.set_yticks(range(len(VETO_KINDS)), [KIND_WORDS[kind] for kind in VETO_KINDS])
    ax.set_ylim(len(VETO_KINDS) - 0.5, -0.5)
    style.scale_to(ax, -0.02 * reach, 1.45 * reach)
    style.legend_below(ax, *ax.get_legend_handles_labels(), ncols=1)
    style.dress(ax, TITLE_HIDDEN, "% of the drafts considered, on clients and on others")
    return ax


def describe_hidden_vetoes(table: pd.DataFrame) -> str:
    """The same in words."""
    rows = rows_of(table)
    if not sum(row.total for row in rows):
        return described(TITLE_HIDDEN, NONE)
    said = []
    for challenger in CHALLENGERS:
        of = {row.kind: row for row in rows if row.challenger == challenger}
        if of["visible"].total:
            said.append(
                f"On {style.CHALLENGER_WORDS[challenger]} "
                f"({counted(of['visible'].total, 'draft')} considered), {rate_in(of['visible'])} "
                f"were vetoed in sight, {rate_in(of['withheld'])} withheld and "
                f"{rate_in(of['diluted'])} diluted because a veto was expected."
            )
    said.append("The shares overlap: a draft may be diluted, and vetoed all the same.")
    said.append(
        "Hidden means that the same penholder would have tabled more to a Council without vetoes."
    )
    said.append(interval_words(max(rows, key=lambda row: row.histories)))
    cells = [
        (
            f"{KIND_WORDS[row.kind].replace('\n', ' ')}: "
            f"{'clients' if row.challenger == 'client' else 'others'}",
            str(rate_in(row)),
            f"{row.count_:,} of {row.total:,}",
        )
        for row in rows
    ]
    heads = ("what became of drafts", "share [95 %]", "drafts")
    return described(TITLE_HIDDEN, sentences(*said), aligned(heads, cells), footer(table))
