"""What was wanted and what was got: strength adopted against strength wanted."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulation.analysis.outcomes import (
    BINS,
    CHALLENGERS,
    rate_in,
    rows_of,
    strength_wanted_and_adopted,
)
from simulation.figures import style
from simulation.figures.marks import titled
from simulation.figures.outcomes import footer, interval_words
from simulation.figures.report_figure import GENERATED, ReportFigure
from simulation.figures.text import aligned, described
from simulation.measures.rates import NOT_DEFINED
from simulation.scenario.words import counted, sentences

TITLE = "Strength wanted, and strength adopted"

NONE = "No penholder considered a draft in these histories."

DODGE = {"client": -0.018, "other": 0.018}
"""Left and right of a bin's middle, so that none hides another."""

ROWS = {"client": -0.20, "other": -0.34}
"""Heights at which the shares of drafts not adopted stand."""

LARGEST = 260.0
"""Area in points² of the mark at strength 0 where no draft of the bin was adopted."""


@style.letter_for_letter
def plot_strength(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Median and quartiles of the strength adopted, by strength wanted; failures at 0.

    Marks at 0 grow with the share of drafts vetoed, withheld or short of votes,
    which stands below in per cent.

    Parameters
    ----------
    table : pandas DataFrame
        Strength adopted by strength wanted, as
        :func:`simulation.analysis.outcomes.strength_wanted_and_adopted` makes it.
    ax : matplotlib Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib Axes
        The picture.

    Examples
    --------
    >>> from simulation import run_batch
    >>> from simulation.analysis.outcomes import strength_wanted_and_adopted
    >>> table = strength_wanted_and_adopted(run_batch("horseshoe", 5, seed=1))
    >>> ax = plot_strength(table)
    >>> bool(ax.get_figure())
    True
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    if table.empty:
        return style.nothing(ax, titled(TITLE, table.attrs), NONE)
    ax.axline((0, 0), slope=1, color=style.GREY, linestyle=(0, (5, 3)), linewidth=1.5)
    ax.text(0.83, 0.88, "all that was wanted", ha="right", fontsize=style.TEXT, color=style.GREY)
    for challenger in CHALLENGERS:
        rows = table[table["challenger"] == challenger]
        if not rows.empty:
            draw_challenger(ax, challenger, rows)
    ticks = np.linspace(0, 1, 6)
    ax.set_yticks(
        [*ticks, ROWS["client"], ROWS["other"]],
        [*(f"{tick:.1f}" for tick in ticks), "clients", "others"],
    )
    for tick, challenger in zip(ax.yaxis.get_major_ticks()[-2:], CHALLENGERS, strict=True):
        tick.label1.set_color(style.CHALLENGER_LOOKS[challenger]["color"])
        tick.tick1line.set_visible(False)
    ax.text(0.005, -0.09, "not adopted, %:", va="center", fontsize=style.LEGEND)
    ax.set_xticks(np.linspace(0, 1, BINS + 1))
    ax.set_xlim(0, 1.02)
    ax.set_ylim(-0.42, 1.05)
    style.legend_below(ax, *ax.get_legend_handles_labels(), ncols=1)
    ax.axhline(0, color="black", linewidth=0.8)
    style.dress(
        ax,
        titled(TITLE, table.attrs),
        "strength the penholder wanted (0 nothing, 1 full force)",
        "strength adopted\n(median, quartiles)",
    )
    return ax


def draw_challenger(ax: Axes, challenger: str, rows: pd.DataFrame) -> None:
    """The marks of one class of challengers."""
    looks = style.CHALLENGER_LOOKS[challenger]
    middle = ((rows["wanted_from"] + rows["wanted_to"]) / 2).to_numpy()
    x = middle + DODGE[challenger]
    drafts = counted(int(rows["total"].sum()), "draft")
    ax.errorbar(
        x,
        rows["adopted"],
        yerr=[rows["adopted"] - rows["lower"], rows["upper"] - rows["adopted"]],
        linestyle="none",
        markersize=10,
        markeredgewidth=2,
        capsize=5,
        linewidth=2,
        label=f"{style.CHALLENGER_WORDS[challenger]} ({drafts})",
        **looks,
    )
    ax.scatter(
        x,
        np.zeros(len(rows)),
        s=LARGEST * rows["value"].to_numpy(),
        marker=looks["marker"],
        facecolor=looks.get("markerfacecolor", looks["color"]),
        edgecolor=looks["color"],
        linewidths=2,
        zorder=3,
    )
    for place, share in zip(middle, rows["value"], strict=True):
        ax.text(
            place,
            ROWS[challenger],
            f"{100 * share:.1f}",
            ha="center",
            va="center",
            fontsize=style.TEXT,
            color=looks["color"],
        )


def describe_strength(table: pd.DataFrame) -> str:
    """What :func:`plot_strength` shows, in words.

    Parameters
    ----------
    table : pandas DataFrame
        Strength adopted by strength wanted, as
        :func:`simulation.analysis.outcomes.strength_wanted_and_adopted` makes it.

    Returns
    -------
    str
        A title, sentences and a table, in lines of 80 columns.

    Examples
    --------
    >>> from simulation import run_batch
    >>> from simulation.analysis.outcomes import strength_wanted_and_adopted
    >>> words = describe_strength(strength_wanted_and_adopted(run_batch("horseshoe", 5, seed=1)))
    >>> max(map(len, words.splitlines())) <= 80
    True
    """
    if table.empty:
        return described(titled(TITLE, table.attrs), NONE)
    rows = rows_of(table)
    said = ["Strength runs from 0 (nothing) to 1 (full force)."]
    for challenger in CHALLENGERS:
        of = [row for row in rows if row.challenger == challenger]
        drafts, failed = sum(row.total for row in of), sum(row.count_ for row in of)
        if drafts:
            said.append(
                f"Not adopted (vetoed, withheld or short of votes) on "
                f"{style.CHALLENGER_WORDS[challenger]}: {failed:,} of {counted(drafts, 'draft')}."
            )
    said.append("Median and quartiles are over the drafts adopted in each bin of strength wanted.")
    cells = [
        (
            f"{'clients' if row.challenger == 'client' else 'others'}, "
            f"{row.wanted_from:.1f} to {row.wanted_to:.1f}",
            NOT_DEFINED if math.isnan(row.adopted) else f"{row.adopted:.2f}",
            "" if math.isnan(row.adopted) else f"{row.lower:.2f} to {row.upper:.2f}",
            str(rate_in(row)),
            f"{row.total:,}",
        )
        for row in rows
    ]
    heads = ("wanted", "median", "quartiles", "not adopted [95 %]", "drafts")
    return described(
        titled(TITLE, table.attrs),
        sentences(*said),
        aligned(heads, cells),
        footer(table),
        intervals=interval_words(rows, table.attrs),
    )


REPORTED = (
    ReportFigure(
        40,
        "strength",
        "Strength wanted and adopted",
        "What the penholder wanted against what was adopted; the distance from the line is "
        "dilution, and marks at 0 are drafts that were not adopted.",
        strength_wanted_and_adopted,
        plot_strength,
        describe_strength,
        of=GENERATED,
    ),
)
"""For the page of a report."""
