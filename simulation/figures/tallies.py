"""The tally distribution: how many yeses the drafts that were voted got."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulation.analysis.outcomes import rate_in, rows_of, tallies
from simulation.figures import style
from simulation.figures.marks import RECORD_LOOKS, titled
from simulation.figures.outcomes import footer, interval_words
from simulation.figures.report_figure import ReportFigure
from simulation.figures.text import aligned, described
from simulation.scenario.words import counted, sentences

TITLE = "How many voted yes"

NONE = "No draft was put to the vote in these histories."

OUTCOME_LOOKS: dict[str, dict[str, Any]] = {
    "adopted": {"facecolor": style.BLUE},
    "vetoed": {"facecolor": style.VERMILLION, "hatch": "xx"},
    "fell_short": {"facecolor": style.ORANGE, "hatch": "--"},
}
OUTCOME_WORDS = {"adopted": "adopted", "vetoed": "vetoed", "fell_short": "fell short"}


@style.letter_for_letter
def plot_tallies(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Stacked bars of the drafts voted by number of yeses and outcome, with the quota.

    Parameters
    ----------
    table : pandas DataFrame
        Drafts voted by number of yeses, as
        :func:`simulation.analysis.outcomes.tallies` makes it.
    ax : matplotlib Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib Axes
        The picture.

    Examples
    --------
    >>> from simulation import run_batch
    >>> from simulation.analysis.outcomes import tallies
    >>> table = tallies(run_batch("horseshoe", 5, seed=1))
    >>> ax = plot_tallies(table)
    >>> bool(ax.get_figure())
    True
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    total, quota, seats = (int(table[name].max()) for name in ("total", "quota", "yes"))
    if not total:
        return style.nothing(ax, titled(TITLE, table.attrs), NONE)
    floor = np.zeros(seats + 1)
    for outcome, looks in OUTCOME_LOOKS.items():
        bars = table[table["outcome"] == outcome].sort_values("yes")
        share = 100 * bars["value"].to_numpy()
        if not share.any():
            continue
        ax.bar(
            bars["yes"], share, bottom=floor, width=0.8, edgecolor="black", linewidth=0.8,
            label=f"{OUTCOME_WORDS[outcome]} ({100 * bars['count'].sum() / total:.1f} %)",
            **looks,
        )  # fmt: skip
        floor += share
    kept = recorded_yeses(table)
    if not kept.empty:
        recorded = counted(int(kept.sum()), "draft")
        ax.plot(
            kept.index, 100 * kept / kept.sum(), label=f"on record ({recorded})", **RECORD_LOOKS
        )
    highest = max(float(floor.max()), float(100 * kept.max() / kept.sum()) if len(kept) else 0.0)
    ax.axvline(quota - 0.5, color="black", linestyle=(0, (5, 3)), linewidth=2)
    ax.set_ylim(0, 1.15 * highest)
    ax.text(
        quota - 0.65, 1.12 * highest, f"quota: {quota} yes", ha="right", va="top",
        fontsize=style.TEXT,
    )  # fmt: skip
    ax.set_xticks(range(0, seats + 1, 1 if seats <= 16 else 2))
    ax.set_xlim(-0.6, seats + 0.6)
    ax.legend(fontsize=style.TEXT, frameon=False, loc="center left", bbox_to_anchor=(0.01, 0.62))
    style.dress(
        ax, titled(TITLE, table.attrs), f"number of yes votes, of {seats} seats",
        f"% of the {counted(total, 'draft')}\nput to the vote",
    )  # fmt: skip
    return ax


def recorded_yeses(table: pd.DataFrame) -> pd.Series:
    """How many drafts of a script got so many affirmative votes on record, by that number."""
    kept = table.groupby("yes")["recorded"].sum()
    return kept[kept > 0]


def record_sentences(table: pd.DataFrame) -> list[str]:
    """The tallies on record, where a script has them."""
    kept = recorded_yeses(table)
    if kept.empty:
        return []
    yeses = ", ".join(f"{yes} yes {int(number)}" for yes, number in kept.items())
    return [f"On record, of {counted(int(kept.sum()), 'draft')}: {yeses}."]


def describe_tallies(table: pd.DataFrame) -> str:
    """What :func:`plot_tallies` shows, in words.

    Parameters
    ----------
    table : pandas DataFrame
        Drafts voted by number of yeses, as
        :func:`simulation.analysis.outcomes.tallies` makes it.

    Returns
    -------
    str
        A title, sentences and a table, in lines of 80 columns.

    Examples
    --------
    >>> from simulation import run_batch
    >>> from simulation.analysis.outcomes import tallies
    >>> words = describe_tallies(tallies(run_batch("horseshoe", 5, seed=1)))
    >>> max(map(len, words.splitlines())) <= 80
    True
    """
    rows = rows_of(table)
    total, quota, seats = rows[0].total, rows[0].quota, int(table["yes"].max())
    if not total:
        return described(titled(TITLE, table.attrs), NONE)
    sums = table.groupby("outcome")["count"].sum()
    yeses = table.groupby("yes")["count"].sum()
    common = int(yeses.to_numpy().argmax())
    said = sentences(
        f"{counted(total, 'draft')} put to the vote in a Council of {seats}; the quota is "
        f"{quota} yes. {sums['adopted']:,} adopted, {sums['vetoed']:,} vetoed (enough yes, but "
        f"blocked), {sums['fell_short']:,} fell short. The most common tally is {common} yes "
        f"({counted(int(yeses[common]), 'draft')}).",
        *record_sentences(table),
    )
    cells = [
        (f"{row.yes} {OUTCOME_WORDS[row.outcome]}", str(rate_in(row)), f"{row.count_:,}")
        for row in rows
        if row.count_
    ]
    heads = ("yes votes, outcome", "share [95 %]", "drafts")
    return described(
        titled(TITLE, table.attrs),
        said,
        aligned(heads, cells),
        footer(table),
        intervals=interval_words(rows[:1], table.attrs),
    )


REPORTED = (
    ReportFigure(
        50,
        "tallies",
        "The tally distribution",
        "How many yeses the drafts put to the vote received.",
        tallies,
        plot_tallies,
        describe_tallies,
        in_replay=("The tally distribution", "How many yeses the drafts got, and on record."),
    ),
)
"""For the page of a report."""
