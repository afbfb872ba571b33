"""Who bears burdens: shares by size, and provision against the optimum."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulation.analysis.burdens import burden_shares
from simulation.analysis.outcomes import rows_of
from simulation.figures import style
from simulation.figures.marks import (
    cut_words,
    titled,
)
from simulation.figures.outcomes import footer, interval_words
from simulation.figures.report_figure import ReportFigure
from simulation.figures.text import aligned, described
from simulation.measures.rates import Rate, with_ends
from simulation.measures.ratios import Ratio
from simulation.scenario.values import REST
from simulation.scenario.words import counted, sentences

TITLE_SHARES = "Who bears the burden, and who gains"

NO_ANSWERS = "No answer was given to any crisis in these histories, so nobody bore a burden."
UNNAMED = "all unnamed states"
"""The rest of the membership together, as pictures and texts call it."""

SHOWN = 14
"""States in the picture, the largest; the text has them all."""

STEM_WORDS = {
    1: "gives more than its share of the gain",
    -1: "easy rider: gives less",
    0: "no clear difference",
}
STEM_LOOKS: dict[int, dict[str, Any]] = {
    1: {"color": style.BLUE, "linestyle": "-"},
    -1: {"color": style.VERMILLION, "linestyle": (0, (2, 1))},
    0: {"color": style.GREY, "linestyle": (0, (1, 2))},
}
"""Between what a state gives and what it gains, by how the two stand."""


def ratio_in(row: Any) -> Ratio:
    """The ratio in one row of a frame."""
    value, low, high = (
        None if math.isnan(number) else float(number) for number in (row.value, row.low, row.high)
    )
    return Ratio(value, low, high, int(row.histories))


def whiskers(row: Any) -> list[list[float]]:
    """How far an interval reaches below and above its value, in per cent.

    Rounding can put an end on the wrong side of a share of none or all.
    """
    ends = (row.value - row.low, row.high - row.value)
    return [[100 * max(end, 0.0)] for end in ends]


def percent(found: Ratio) -> str:
    """A ratio in per cent, as shares are written."""
    return str(Rate(found.value, found.low, found.high, 0, 0, found.histories))


def called(row: Any) -> str:
    """A state with its size: ``hegemon (25 %)``."""
    name = UNNAMED if row.member == REST else row.member
    return name if math.isnan(row.size) else f"{name} ({row.size:.2g} %)"


@style.letter_for_letter
def plot_burden_shares(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Each state's share of what is given beside its share of what is gained, largest first.

    ``table`` is that of :func:`simulation.analysis.burdens.burden_shares`.
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    there = table[table["burden"].notna()]
    if there.empty:
        return style.nothing(ax, titled(TITLE_SHARES, table.attrs), NO_ANSWERS)
    rows = chosen(there)
    drawn, named = (int((some["member"] != REST).sum()) for some in (rows, there))
    places = np.arange(len(rows))
    reach = 100 * max(float(rows[["burden", "benefit", "high"]].max().max()), 0.01)
    for place, row in zip(places, rows_of(rows), strict=True):
        looks = STEM_LOOKS[stands(row)]
        ax.plot(
            [100 * row.benefit, 100 * row.burden], [place, place], lw=2.5, zorder=1, **looks,
        )  # fmt: skip
        if not math.isnan(row.low):
            ax.plot([100 * row.low, 100 * row.high], [place, place], color="black", lw=5, zorder=2)
        end = 100 * max(row.benefit, row.burden, 0.0 if math.isnan(row.high) else row.high)
        ax.text(
            end + 0.03 * reach, float(place), f"{100 * row.free:.1f} %", va="center",
            fontsize=style.LEGEND, color=looks["color"],
        )  # fmt: skip
    for column, words, marker, face in (
        ("burden", "share of what all give", "o", style.BLACK),
        ("benefit", "share of what all gain", "D", "white"),
    ):
        ax.plot(
            100 * rows[column], places, linestyle="none", marker=marker, markersize=9,
            markerfacecolor=face, markeredgecolor="black", markeredgewidth=1.8, label=words,
        )  # fmt: skip
    standing = {stands(row) for row in rows_of(rows)}
    for way, words in STEM_WORDS.items():
        if way in standing:
            ax.plot([], [], lw=2.5, label=words, **STEM_LOOKS[way])
    ax.set_yticks(places, [called(row) for row in rows_of(rows)])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    style.scale_to(ax, -0.02 * reach, 1.15 * reach)
    style.legend_below(ax, *ax.get_legend_handles_labels())
    style.dress(
        ax,
        titled(TITLE_SHARES, table.attrs) + cut_words(drawn, named, "named states"),
        "% of all; beside the marks: how often it gives nothing",
    )
    ax.tick_params(axis="y", labelsize=style.LEGEND)
    return ax


def stands(row: Any) -> int:
    """Whether a state gives more (1) or less (-1) than its share of the gain, or as much (0).

    By the interval of the difference; of a single history, by the difference itself.
    """
    if math.isnan(row.relative_low):
        return int(row.relative > 0) - int(row.relative < 0)
    return int(row.relative_low > 0) - int(row.relative_high < 0)


def chosen(there: pd.DataFrame) -> pd.DataFrame:
    """The largest states, then all others together: what the picture has room for."""
    rest = there["member"] == REST
    return pd.concat([there[~rest].iloc[:SHOWN], there[rest]])


def describe_burden_shares(table: pd.DataFrame) -> str:
    """The same in words."""
    there = table[table["burden"].notna()]
    if there.empty:
        return described(titled(TITLE_SHARES, table.attrs), sentences(NO_ANSWERS))
    named = there[there["member"] != REST]
    ways = [stands(row) for row in rows_of(named)]
    easy, unclear = ways.count(-1), ways.count(0)
    level = f"; of {unclear} more it is not clear" if unclear else ""
    first = named.sort_values("burden", ascending=False, kind="stable").iloc[0]
    said = [
        "Shares are over the answers that a state could contribute to: while it sits or, if it "
        "is a named outsider, always. Size is in percent of the world's.",
        f"Most is borne by {first['member']}: {100 * first['burden']:.1f} % of what all give, "
        f"against {100 * first['benefit']:.1f} % of what all gain.",
        f"Less than their share of the gain is borne by {easy} of "
        f"{counted(len(named), 'named state')} (easy riders){level}; a free rider gives nothing "
        "at all and gains.",
        *left_out_words(table),
        correlation_words(table),
        *(
            ["On record, in units of their own: " + "; ".join(table.attrs["kept"]) + "."]
            if table.attrs["kept"]
            else []
        ),
    ]
    cells = [
        (
            called(row),
            share_words(row.burden, none(row.low), none(row.high)),
            share_words(row.benefit),
            share_words(row.free),
            f"{row.answers:,}",
        )
        for row in rows_of(there)
    ]
    heads = ("state (size)", "gives [95 %]", "gains", "nothing", "answers")
    return described(
        titled(TITLE_SHARES, table.attrs),
        sentences(*said),
        aligned(heads, cells),
        footer(table),
        intervals=interval_words(rows_of(there), table.attrs),
    )


def share_words(share: float, low: float | None = None, high: float | None = None) -> str:
    """A share in per cent, none of which looks like nothing, with its interval if it has one.

    >>> share_words(0.0), share_words(0.0004), share_words(0.1234, 0.11, 0.13)
    ('0.0 %', 'under 0.05 %', '12.3 % [11.0, 13.0]')
    """
    value = "under 0.05 %" if 0.0 < share < 0.0005 else f"{100 * share:.1f} %"
    if low is None or high is None:
        return value
    return with_ends(value, f"{100 * low:.1f}", f"{100 * high:.1f}")


def none(number: float) -> float | None:
    """A number, or None for NaN."""
    return None if math.isnan(number) else number


def left_out_words(table: pd.DataFrame) -> list[str]:
    """Which states have no share of what is given, and why; nothing where all have one."""
    without = sorted(table.loc[table["burden"].isna() & (table["member"] != REST), "member"])
    if not without:
        return []
    return [
        f"Left out are {len(without)} more ({', '.join(without)}): nobody gave anything to the "
        "answers that they could contribute to. They are ranked below as giving nothing."
    ]


def correlation_words(table: pd.DataFrame) -> str:
    """Kendall's and Spearman's correlations of size and burden, and what they mean."""
    kendall, spearman = table.attrs["kendall"], table.attrs["spearman"]
    if math.isnan(kendall):
        return "Size and burden cannot be ranked here."
    ranked = table.attrs["ranked"]
    more, less = ("large", "small") if kendall > 0 else ("small", "large")
    way = f"the {more} bear more of their means than the {less}"
    if abs(kendall) <= chance_alone(ranked):
        way = "over so many states that is no clear difference between large and small"
    return (
        f"Size against what states give by their size, on average, over {ranked} states: "
        f"Kendall's tau-b {kendall:.2f}, Spearman's rho {spearman:.2f}; {way}."
    )


def chance_alone(ranked: int) -> float:
    """How large Kendall's tau gets, in 95 of 100 cases, of things that have nothing to do.

    By its variance 2(2n + 5)/(9n(n - 1)) where ranks are independent (Kendall 1938).

    >>> round(chance_alone(15), 2)
    0.38
    """
    return 1.96 * math.sqrt(2.0 * (2 * ranked + 5) / (9.0 * ranked * (ranked - 1)))


NO_CONTRIBUTIONS = (
    "No contributions to show: the batch was stored without them; with detail ballots it has them."
)

REPORTED = (
    ReportFigure(
        100,
        "burden-shares",
        "Who bears the burden",
        "What each state gives against what it gains, the largest first: free riders give "
        "nothing, easy riders less than their share.",
        burden_shares,
        plot_burden_shares,
        describe_burden_shares,
        missing=NO_CONTRIBUTIONS,
    ),
)
"""For the page of a report."""
