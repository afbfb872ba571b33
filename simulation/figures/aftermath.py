"""Who acts and what comes of it: answers over time, failures by reason, impartiality."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulation.analysis.aftermath import (
    RESPONSES,
    answers_over_time,
    failed_episodes,
    impartiality,
)
from simulation.analysis.outcomes import CHALLENGERS, rate_in, rows_of
from simulation.figures import style
from simulation.figures.burdens import percent, ratio_in, whiskers
from simulation.figures.marks import (
    labels_of,
    legend_above,
    rounds_axis,
    rounds_words,
    tilt,
    titled,
    when_words,
)
from simulation.figures.outcomes import footer, from_start_to_end, interval_words
from simulation.figures.report_figure import ReportFigure
from simulation.figures.riding import per_round
from simulation.figures.text import aligned, described
from simulation.measures.failures import FAILURES
from simulation.measures.rates import NOTHING_VARIES
from simulation.scenario.words import counted, sentences

TITLE_ANSWERS = "What becomes of challenges"
TITLE_FAILED = "Why crises close unsettled"
TITLE_IMPARTIAL = "Who is protected: acting at equal severity"

NO_CHALLENGE = "No challenger acted or was deterred in these histories."
NO_FAILURE = "No crisis closed unsettled in these histories."
NO_PAIR = "No severity occurs with clients and others alike, so that they cannot be compared."

RESPONSE_WORDS = {
    "deterred": "deterred",
    "mediated": "mediated",
    "council": "answered by the Council",
    "assembly": "through the Assembly",
    "regional": "by an organisation",
    "coalition": "by a coalition",
    "unanswered": "unanswered",
}

SHORT = ("deterred", "mediated", "Council", "Assembly", "region", "coalition", "nobody")
"""The same as heads of columns."""

RESPONSE_LOOKS: dict[str, dict[str, Any]] = {
    "deterred": {"facecolor": style.GREEN, "hatch": "++"},
    "mediated": {"facecolor": style.YELLOW, "hatch": ".."},
    "council": {"facecolor": style.BLUE},
    "assembly": {"facecolor": style.SKY, "hatch": "//"},
    "regional": {"facecolor": style.PURPLE, "hatch": "--"},
    "coalition": {"facecolor": style.ORANGE, "hatch": "\\\\"},
    "unanswered": {"facecolor": "white", "hatch": "xx"},
}

FAILURE_WORDS = {
    "unseen": "unseen",
    "withheld": "draft withheld",
    "vetoed": "vetoed",
    "fell_short": "fell short",
    "not_coercive": "adopted without\ncoercion",
    "too_little": "too little\ncontributed",
    "lost": "lost all the same",
}

WHAT_WORDS = {"client": "clients", "other": "others", "difference": "others less clients"}
ACT_WORDS = {"anybody": "something is done,\nby anybody", "council": "on the Council's\nmandate"}


@style.letter_for_letter
def plot_answers(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Stacked bars by window: challenges deterred, answered by whom, or left unanswered.

    ``table`` is that of :func:`simulation.analysis.aftermath.answers_over_time`.
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    there = table[table["total"] > 0]
    if there.empty:
        return style.nothing(ax, titled(TITLE_ANSWERS, table.attrs), NO_CHALLENGE)
    bottom = pd.Series(0.0, there["first"].unique())
    width = float(table["last"].iloc[0] - table["first"].iloc[0]) + 1.0
    for response in RESPONSES:
        bars = there[there["response"] == response].set_index("first")
        if not bars["count"].sum():
            continue
        ax.bar(
            (bars.index + bars["last"]) / 2, 100 * bars["value"], 0.94 * width,
            bottom=bottom[bars.index], edgecolor="black", linewidth=0.7,
            label=RESPONSE_WORDS[response], **RESPONSE_LOOKS[response],
        )  # fmt: skip
        bottom = bottom + 100 * bars["value"]
    ax.set_ylim(0, 100)
    ax.set_xlim(0.5, float(table["last"].max()) + 0.5)
    rounds_axis(ax, table.attrs, float(table["last"].max()))
    tilt(ax, table.attrs)
    handles, labels = ax.get_legend_handles_labels()
    style.dress(
        ax,
        titled(TITLE_ANSWERS, table.attrs),
        rounds_words(table.attrs, per_round(table)),
        "% of the rounds\nwith a challenge",
    )
    place_legend(ax, table.attrs, handles, labels)
    return ax


def place_legend(ax: Axes, attrs: Any, handles: Any, labels: list[str]) -> None:
    """A legend below the axis, or above where the labels of drafts stand below."""
    ncols = 2 if len(labels) < 5 else 3
    if labels_of(attrs):
        legend_above(ax, handles, labels, ncols=ncols)
        return
    style.legend_below(ax, handles, labels, ncols=ncols, columnspacing=1.2)


def describe_answers(table: pd.DataFrame) -> str:
    """The same in words."""
    there = table[table["total"] > 0]
    if there.empty:
        return described(titled(TITLE_ANSWERS, table.attrs), sentences(NO_CHALLENGE))
    said = ["Shares of the rounds in which a crisis stood or a challenger was deterred."]
    for response in RESPONSES if not labels_of(table.attrs) else ():
        rows = rows_of(there[there["response"] == response])
        if sum(row.count_ for row in rows):
            said.append(from_start_to_end(RESPONSE_WORDS[response], rows))
    if table.attrs["kept"]:
        said.append(f"On record, beside the Council: {'; '.join(table.attrs['kept'])}.")
    cells = []
    for (first, last), window in there.groupby(["first", "last"]):
        shares = window.set_index("response")["value"]
        when = when_words(table.attrs, first, last)
        cells.append((when, *(f"{100 * shares[response]:.1f}" for response in RESPONSES)))
    heads = ("rounds", *SHORT)
    return described(
        titled(TITLE_ANSWERS, table.attrs),
        sentences(*said),
        "In %:\n" + aligned(heads, cells),
        footer(table),
        intervals=interval_words(rows_of(there), table.attrs),
    )


@style.letter_for_letter
def plot_failed(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Bars with intervals: why crises closed unsettled, clients and others apart.

    ``table`` is that of :func:`simulation.analysis.aftermath.failed_episodes`.
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    if not table["count"].sum():
        return style.nothing(ax, titled(TITLE_FAILED, table.attrs), NO_FAILURE)
    reasons = occurring(table)
    reach = 100 * float(table[["value", "high"]].max().max())
    for challenger, side in zip(CHALLENGERS, (-0.17, 0.17), strict=True):
        rows = [r for r in rows_of(table) if r.challenger == challenger and r.total]
        looks = style.CHALLENGER_LOOKS[challenger]
        for row in rows:
            if row.reason not in reasons:
                continue
            place, value = reasons.index(row.reason) + side, 100 * row.value
            end = value if math.isnan(row.high) else 100 * row.high
            ax.barh(
                place, value, height=0.32, facecolor=looks["color"], alpha=0.35,
                edgecolor="black", linewidth=0.8, hatch="//" if challenger == "client" else None,
                label=f"{style.CHALLENGER_WORDS[challenger]} ({counted(row.total, 'crisis')})"
                if row.reason == reasons[0] else None,
            )  # fmt: skip
            if not math.isnan(row.low):
                ax.errorbar(
                    value, place, xerr=whiskers(row), capsize=4, linewidth=1.8, color="black"
                )  # fmt: skip
            ax.text(
                end + 0.02 * reach, place, str(rate_in(row)), va="center", fontsize=style.LEGEND
            )
    ax.set_yticks(range(len(reasons)), [FAILURE_WORDS[reason] for reason in reasons])
    ax.set_ylim(len(reasons) - 0.5, -0.5)
    style.scale_to(ax, 0, 1.4 * reach)
    style.legend_below(ax, *ax.get_legend_handles_labels(), ncols=1)
    style.dress(
        ax,
        titled(TITLE_FAILED, table.attrs),
        "% of the crises that closed unsettled, by their last round",
    )
    return ax


def occurring(table: pd.DataFrame) -> list[str]:
    """The reasons that occur; those that cannot are left out: what a script alone knows or rules.

    Whether a script's draft is seen and tabled no history decides.
    """
    there = table.groupby("reason")["count"].sum()
    never = {"not_coercive", *(("unseen", "withheld") if table.attrs["replays"] else ())}
    return [reason for reason in FAILURES if there[reason] or reason not in never]


def describe_failed(table: pd.DataFrame) -> str:
    """The same in words."""
    if not table["count"].sum():
        return described(titled(TITLE_FAILED, table.attrs), sentences(NO_FAILURE))
    failed = int(table["count"].sum())
    closed = counted(table.attrs["episodes"], "crisis")
    said = [
        f"Of {closed} that closed, grave or not, {failed:,} did so unsettled: neither mediated nor "
        "won.",
        "The reason is that of the last round. An answer that lost counts as too little "
        "contributed where it had less than half of the provision best for all together, and as "
        "lost all the same otherwise.",
    ]
    would = table.attrs["would_have_won"]
    if would.value is not None:
        said.append(
            "Of the answers that lost with some provision, the best provision would have been "
            f"expected to win {percent(would)} under the same draws."
        )
    cells = [
        (
            f"{'clients' if row.challenger == 'client' else 'others'}: "
            + FAILURE_WORDS[row.reason].replace("\n", " "),
            str(rate_in(row)),
            f"{row.count_:,} of {row.total:,}",
        )
        for row in rows_of(table)
        if row.reason in occurring(table)
    ]
    heads = ("why", "share [95 %]", "crises")
    return described(
        titled(TITLE_FAILED, table.attrs),
        sentences(*said),
        aligned(heads, cells),
        footer(table),
        intervals=interval_words(rows_of(table), table.attrs),
    )


@style.letter_for_letter
def plot_impartiality(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Points with intervals: how often clients and others are acted on at equal severity.

    ``table`` is that of :func:`simulation.analysis.aftermath.impartiality`.
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    if table.empty:
        return style.nothing(ax, titled(TITLE_IMPARTIAL, table.attrs), NO_PAIR)
    sides = {"client": -0.22, "other": 0.0, "difference": 0.24}
    looks = {**style.CHALLENGER_LOOKS, "difference": {"color": "black", "marker": "D"}}
    acts = list(ACT_WORDS)
    edges = 100 * table[["value", "low", "high"]].to_numpy(dtype=float)
    least, most = min(0.0, float(np.nanmin(edges))), max(1.0, float(np.nanmax(edges)))
    for row in rows_of(table):
        place, value = acts.index(row.act) + sides[row.what], 100 * row.value
        end = value
        if not math.isnan(row.low):
            end = 100 * row.high
            ax.errorbar(
                value, place, xerr=whiskers(row), capsize=5, linewidth=2,
                color=looks[row.what]["color"],
            )  # fmt: skip
        ax.plot(
            value, place, linestyle="none", markersize=11, markeredgewidth=2,
            label=difference_words(row) if row.act == acts[0] else None, **looks[row.what],
        )  # fmt: skip
        ax.text(
            end + 0.03 * (most - least), place, share_or_points(row), va="center",
            fontsize=style.TEXT, color=looks[row.what]["color"],
        )  # fmt: skip
    ax.axvline(0, color=style.GREY, linewidth=1.2)
    ax.set_yticks(range(len(acts)), [ACT_WORDS[act] for act in acts])
    ax.set_ylim(len(acts) - 0.5, -0.5)
    width = most - least
    ax.set_xlim(least - 0.04 * width, most + 0.45 * width)
    ax.set_xticks([tick for tick in ax.get_xticks() if least - 1 <= tick <= max(100.0, most)])
    ax.set_xlim(least - 0.04 * width, most + 0.45 * width)
    style.legend_below(ax, *ax.get_legend_handles_labels(), ncols=1)
    style.dress(
        ax,
        titled(TITLE_IMPARTIAL, table.attrs),
        "% of the rounds in which a crisis stands, at equal severity",
    )
    return ax


def difference_words(row: Any) -> str:
    """What a mark stands for."""
    if row.what == "difference":
        return "others less clients: 0 is impartial"
    return f"{style.CHALLENGER_WORDS[row.what]} ({counted(row.rounds, 'round')})"


def intervals_of(table: pd.DataFrame) -> str:
    """What the brackets are, and why some shares have none."""
    rows = rows_of(table)
    played = max(row.histories for row in rows)
    without = [row for row in rows if math.isnan(row.low)]
    if played > 1 and len(without) == len(rows):
        return NOTHING_VARIES
    return interval_words(rows, table.attrs)


def points(row: Any) -> str:
    """A difference of shares with its sign, in points of per cent."""
    found = percent(ratio_in(row)).replace(" %", " points", 1)
    return found if row.value < 0 else f"+{found}"


def share_or_points(row: Any) -> str:
    """A share in per cent, a difference of shares in points."""
    return points(row) if row.what == "difference" else percent(ratio_in(row))


def describe_impartiality(table: pd.DataFrame) -> str:
    """The same in words."""
    if table.empty:
        return described(titled(TITLE_IMPARTIAL, table.attrs), sentences(NO_PAIR))
    rows = rows_of(table)
    by = {(row.act, row.what): row for row in rows}
    said = [
        "Rounds are sorted by severity, and each class's share of rounds with action is averaged "
        "over the severities at which both occur, so that neither seems favoured for having the "
        "graver crises.",
        "Others less clients: the shares of rounds in which anybody does something differ by "
        f"{points(by['anybody', 'difference'])}, those in which the Council does by "
        f"{points(by['council', 'difference'])}; 0 would be impartial, below 0 favours clients.",
    ]
    cells = [
        (
            f"{ACT_WORDS[row.act].replace('\n', ' ')}: {WHAT_WORDS[row.what]}",
            share_or_points(row),
            f"{row.rounds:,}",
        )
        for row in rows
    ]
    return described(
        titled(TITLE_IMPARTIAL, table.attrs), sentences(*said),
        aligned(("act", "share [95 %]", "rounds"), cells),
        footer(table),
        intervals=intervals_of(table),
    )  # fmt: skip


REPORTED = (
    ReportFigure(
        70,
        "answers",
        "What becomes of challenges",
        "Deterred, answered by the Council or without it, or left unanswered.",
        answers_over_time,
        plot_answers,
        describe_answers,
        in_replay=(
            "What becomes of challenges",
            "Answered by the Council, around it, or left alone.",
        ),
    ),
    ReportFigure(
        80,
        "failures",
        "Why crises close unsettled",
        "Some fail before the vote, some in it, and some because too little is contributed.",
        failed_episodes,
        plot_failed,
        describe_failed,
    ),
    ReportFigure(
        90,
        "impartiality",
        "Impartiality",
        "Whether crises of the same severity are acted on alike, whichever member is the patron.",
        impartiality,
        plot_impartiality,
        describe_impartiality,
    ),
)
"""For the page of a report."""
