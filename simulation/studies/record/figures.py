"""The record: how drafts ended, who vetoed, how many dissent, a vote beside its prediction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from simulation.analysis.outcomes import rows_of
from simulation.figures import style
from simulation.figures.text import aligned, described
from simulation.rollcalls.ballots import UNKNOWN
from simulation.scenario.words import sentences
from simulation.stages.adoption import Outcome
from simulation.stages.numerics import Floats
from simulation.stages.voting import ABSTAIN, NO, NOT_VOTING, YES
from simulation.studies.backtest.prediction import Prediction
from simulation.studies.backtest.record import RollCall
from simulation.studies.record.periods import ENDS
from simulation.studies.record.vetoes import SOURCE, vetoes_by_period

END_LOOKS: dict[str, dict[str, Any]] = {
    ENDS[0]: {"facecolor": style.PALE},
    ENDS[1]: {"facecolor": style.BLUE},
    ENDS[2]: {"facecolor": style.ORANGE, "hatch": "--"},
    ENDS[3]: {"facecolor": style.VERMILLION, "hatch": "xx"},
}

BLOCK_LOOKS: dict[str, dict[str, Any]] = {
    "alone": {"facecolor": style.VERMILLION, "hatch": "xx"},
    "with_others": {"facecolor": style.SKY},
}
BLOCK_WORDS = {"alone": "alone", "with_others": "with another"}

BALLOT_LOOKS: dict[str, dict[str, Any]] = {
    "yes": {"facecolor": style.BLUE},
    "neither": {"facecolor": style.YELLOW, "hatch": ".."},
    "no": {"facecolor": style.VERMILLION, "hatch": "xx"},
}
CAST_WORDS = {YES: "yes", NO: "no", ABSTAIN: "neither", NOT_VOTING: "neither", UNKNOWN: "unknown"}

DISSENT_LOOKS: tuple[dict[str, Any], ...] = (
    {"color": style.ORANGE, "marker": "s", "markerfacecolor": "white", "linestyle": ":"},
    {"color": style.BLUE, "marker": "o", "markerfacecolor": "white", "linestyle": "--"},
    {"color": style.VERMILLION, "marker": "D", "linestyle": "-"},
)

VETO_LOOKS: dict[str, dict[str, Any]] = {
    "RUS": {"facecolor": style.VERMILLION, "hatch": "xx"},
    "USA": {"facecolor": style.BLUE},
    "GBR": {"facecolor": style.YELLOW, "hatch": ".."},
    "CHN": {"facecolor": style.GREEN, "hatch": "//"},
    "FRA": {"facecolor": style.PALE},
}

HOW_ENDED, WHO_BLOCKED = "How drafts ended, on record", "Who cast vetoes, on record"
VETOES = "Vetoes on record, by year and member"
HOW_MANY = "How many did not vote yes, on record and predicted"


def outline(looks: Mapping[str, Any]) -> dict[str, Any]:
    """The looks of a bar, with its edge."""
    return {**looks, "edgecolor": "black", "linewidth": 0.8}


@style.letter_for_letter
def plot_ends(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Stacked bars, one a period; ``table`` is that of ``periods.ends_by_period``."""
    ax = style.canvas(ax, "Drafts put to a recorded vote.")
    each = table[table["end"] == ENDS[0]].sort_values("period")
    floor = np.zeros(len(each))
    for ended in ENDS:
        share = 100 * table[table["end"] == ended].sort_values("period")["value"].to_numpy()
        ax.barh(range(len(each)), share, left=floor, label=ended, **outline(END_LOOKS[ended]))
        floor += share
    labels = [
        f"{which}\n{total:,} drafts"
        for which, total in zip(each["period"], each["total"], strict=True)
    ]
    ax.set_yticks(range(len(each)), labels)
    ax.invert_yaxis()
    ax.set_xlim(0, 100)
    style.dress(ax, HOW_ENDED, "% of the drafts voted")
    style.legend_below(ax, *ax.get_legend_handles_labels())
    return ax


def describe_ends(table: pd.DataFrame) -> str:
    """The same in words."""
    rows = [
        (
            f"{row.period} {row.end}",
            f"{row.count_:,} of {row.total:,}",
            f"{100 * row.value:.1f} % [{100 * row.low:.1f}, {100 * row.high:.1f}]",
        )
        for row in rows_of(table)
    ]
    return described(HOW_ENDED, aligned(("period and end", "drafts", "share [95 %]"), rows))


@style.letter_for_letter
def plot_blocking(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Stacked bars, one a permanent member and period; ``table`` is that of ``periods.blocking``.

    The members of each period stand together, in the same order.
    """
    ax = style.canvas(ax, "A draft blocked by two members counts for both.")
    members = sorted(set(table["member"]))
    periods = sorted(set(table["period"]))
    at = [
        periods.index(when) * (len(members) + 1) + members.index(member)
        for when, member in zip(table["period"], table["member"], strict=True)
    ]
    floor = np.zeros(len(table))
    for column, looks in BLOCK_LOOKS.items():
        ax.bar(at, table[column], bottom=floor, label=BLOCK_WORDS[column], **outline(looks))
        floor += table[column].to_numpy()
    ax.set_xticks(at, table["member"])
    for n, when in enumerate(periods):
        middle = n * (len(members) + 1) + (len(members) - 1) / 2
        ax.text(
            middle, 1.0, when, transform=ax.get_xaxis_transform(), ha="center", va="top",
            fontsize=style.TEXT,
        )  # fmt: skip
    ax.set_ylim(0, 1.15 * max(floor.max(), 1.0))
    style.dress(ax, WHO_BLOCKED, "permanent member", "drafts vetoed")
    ax.tick_params(axis="x", labelsize=style.LEGEND, rotation=0 if len(periods) < 3 else 60)
    style.legend_below(ax, *ax.get_legend_handles_labels())
    return ax


def describe_blocking(table: pd.DataFrame) -> str:
    """The same in words."""
    rows = [
        (f"{row.period} {row.member}", f"{row.alone:,}", f"{row.with_others:,}")
        for row in rows_of(table)
    ]
    return described(WHO_BLOCKED, aligned(("period and member", "alone", "with another"), rows))


@style.letter_for_letter
def plot_vetoes(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Stacked bars, one a year; ``table`` is that of ``vetoes.vetoes_by_year``."""
    ax = style.canvas(ax, f"A vote that two members vetoed counts for both. {SOURCE}.")
    floor = np.zeros(len(table))
    for member, looks in VETO_LOOKS.items():
        cast = table[member].to_numpy()
        ax.bar(table.index, cast, bottom=floor, width=0.9, label=member, **outline(looks))
        floor += cast
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    style.dress(ax, VETOES, "year", "vetoes cast")
    style.legend_below(ax, *ax.get_legend_handles_labels(), ncols=len(VETO_LOOKS))
    return ax


def describe_vetoes(table: pd.DataFrame, first_years: Sequence[int]) -> str:
    """The same in words, a row a period that begins with one of these years."""
    found = vetoes_by_period(table, first_years)
    rows = [
        (
            str(when),
            *(f"{row[name]:,}" for name in ("votes", "together", *VETO_LOOKS)),
            f"{row['votes'] / row['years']:.1f}",
        )
        for when, row in found.iterrows()
    ]
    heads = ("years", "votes vetoed", "by several", *VETO_LOOKS, "votes a year")
    said = (
        f"{table['votes'].sum():,} votes on {table['documents'].sum():,} documents were vetoed "
        f"from {table.index[0]} to {table.index[-1]}. RUS is the Soviet Union to 1991, CHN the "
        "Republic of China to October 1971."
    )
    return described(VETOES, sentences(said), aligned(heads, rows), f"({SOURCE})")


@style.letter_for_letter
def plot_dissent(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """The record as bars, up to three predictors as lines; ``table`` is of ``backtest.dissent``."""
    ax = style.canvas(ax, "Predictors: mean over the drafts of the chances given the day before.")
    at = range(len(table))
    ax.bar(
        at, 100 * table["recorded"], width=0.6, label="recorded",
        **outline({"facecolor": style.PALE}),
    )  # fmt: skip
    for name, looks in zip(table.columns[1:], DISSENT_LOOKS, strict=False):
        ax.plot(at, 100 * table[name], label=name, linewidth=2, markersize=10, **looks)
    ax.set_yscale("log")
    ax.set_ylim(0.05, 130)
    ax.yaxis.set_major_formatter("{x:g}")
    ax.set_xticks(list(at), table.index)
    style.dress(ax, HOW_MANY, "members that did not vote yes", "% of drafts")
    style.legend_below(ax, *ax.get_legend_handles_labels(), ncols=1)
    return ax


def describe_dissent(table: pd.DataFrame) -> str:
    """The same in words, in per cent."""
    heads = ("members", *(f"({n})" for n in range(1, len(table.columns) + 1)))
    rows = [
        (str(which), *(f"{100 * share:.2f}" for share in row))
        for which, row in zip(table.index, table.to_numpy(), strict=True)
    ]
    columns = "; ".join(f"({n}) {name}" for n, name in enumerate(table.columns, 1))
    return described(HOW_MANY, sentences(f"Per cent of drafts: {columns}."), aligned(heads, rows))


def three_chances(prediction: Prediction) -> dict[str, Floats]:
    """Each member's chances of yes, neither and no; (seat,)."""
    chances = prediction.ballots()
    neither = chances[:, ABSTAIN] + chances[:, NOT_VOTING]
    return {"yes": chances[:, YES], "neither": neither, "no": chances[:, NO]}


def titled(roll_call: RollCall, given: str) -> str:
    """A vote in words: its day, its topic and its recorded outcome; then what was known."""
    ended = {Outcome.ADOPTED: "adopted", Outcome.VETOED: "vetoed"}
    outcome = ended.get(roll_call.outcome, "fell short")
    vote = f"{roll_call.draft.date}, {roll_call.draft.topic}"
    said = f"{vote}: predicted ballots; on record {outcome}"
    return f"{said}\n{given}" if given else said


@style.letter_for_letter
def plot_expected(
    roll_call: RollCall, prediction: Prediction, given: str = "", *, ax: Axes | None = None
) -> Axes:
    """What each member was expected to cast, as stacked bars, and what it cast, in words.

    ``given`` says what the prediction knew beyond the day before.
    """
    ax = style.canvas(
        ax, "Bars: predicted chances of each ballot. On the right: the ballot on record."
    )
    council = roll_call.draft.council
    seats = range(len(council.members))
    floor = np.zeros(len(seats))
    for kind, chances in three_chances(prediction).items():
        ax.barh(seats, 100 * chances, left=floor, label=kind, **outline(BALLOT_LOOKS[kind]))
        floor += 100 * chances
    for seat in seats:
        cast = CAST_WORDS[int(roll_call.ballots[seat])]
        ax.text(
            102, seat, cast, va="center", fontsize=style.LEGEND,
            fontweight="normal" if cast == "yes" else "bold",
        )  # fmt: skip
    ax.set_yticks(
        seats,
        [
            f"{member} (permanent)" if permanent else member
            for member, permanent in zip(council.members, council.permanent, strict=True)
        ],
    )
    ax.invert_yaxis()
    ax.set_xlim(0, 118)
    ax.set_xticks(range(0, 101, 20))
    style.dress(ax, titled(roll_call, given), "chance, %")
    ax.tick_params(axis="y", labelsize=style.LEGEND)
    style.legend_below(ax, *ax.get_legend_handles_labels(), ncols=3)
    return ax


def describe_expected(roll_call: RollCall, prediction: Prediction, given: str = "") -> str:
    """The same in words."""
    chances = three_chances(prediction)
    council = roll_call.draft.council
    outcome = prediction.outcomes(council.rules)
    said = (
        f"Chances of the outcome: adopted {outcome[0]:.3f}, vetoed {outcome[1]:.3f}, "
        f"fell short {outcome[2]:.3f}; that not every member votes yes: "
        f"{prediction.contested():.3f}."
    )
    rows = [
        (
            member,
            *(f"{chances[kind][seat]:.3f}" for kind in chances),
            CAST_WORDS[int(roll_call.ballots[seat])],
        )
        for seat, member in enumerate(council.members)
    ]
    heads = ("member", *chances, "cast")
    return described(titled(roll_call, given), sentences(said), aligned(heads, rows))
