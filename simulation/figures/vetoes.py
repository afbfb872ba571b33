"""Vetoes seen and hidden: by member, and by who stands behind the challenger."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from simulation.analysis.outcomes import (
    CHALLENGERS,
    VETO_KINDS,
    hidden_and_visible,
    rate_in,
    rows_of,
    vetoes_by_member,
)
from simulation.experiments.record import ASTRAY
from simulation.figures import style
from simulation.figures.marks import cut_words, differs, record_of, titled
from simulation.figures.outcomes import footer, interval_words
from simulation.figures.report_figure import ReportFigure
from simulation.figures.text import aligned, described
from simulation.measures.rates import NOT_DEFINED
from simulation.scenario.words import counted, sentences

TITLE_BY_MEMBER = "Who vetoes, visibly and hidden"
TITLE_HIDDEN = "Vetoes seen and hidden"
TITLE_HIDDEN_OF_SCRIPT = "Vetoes cast and foreseen"

NONE = "No penholder considered a draft in these histories."
NO_VETOES = (
    "No draft was vetoed, and none on a crisis with a patron was withheld or diluted because "
    "of vetoes."
)
NO_VETOES_OF_SCRIPT = (
    "No draft was vetoed, and on no crisis with a patron would the model's penholder have "
    "withheld or weakened one because of vetoes."
)
INSURANCE = (
    "Hidden means that the same penholder would have tabled more in a Council without vetoes: by "
    "{large:g} or more a veto is expected; by less, it is an insurance against misjudging veto "
    "holders."
)

OFF = f"off by over {100 * ASTRAY:.0f} points"
"""What is said of a member whose share of the vetoes is far from the record."""

MARKED = (
    f"A share is marked as {OFF} where it is, and its interval does not hold the share on record. "
    "In brackets: 95 % intervals over histories, simulation error only."
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

OF_SCRIPT = {
    "withheld": "its client's: model would withhold",
    "diluted": "its client's: model would weaken",
}
"""What is hidden where a script decides what is tabled."""

KIND_WORDS = {
    "visible": "vetoed",
    "withheld": "withheld\nbecause of vetoes",
    "diluted_much": "diluted by much\nbecause of vetoes",
    "diluted": "diluted at all\nbecause of vetoes",
    "diluted_and_vetoed": "diluted, and\nvetoed all the same",
}
KIND_WORDS_OF_SCRIPT = {
    "visible": "vetoed",
    "withheld": "the model's pen\nwould have withheld",
    "diluted_much": "the model's pen would\nhave weakened much",
    "diluted": "the model's pen would\nhave weakened at all",
    "diluted_and_vetoed": "would have weakened,\nand the draft is vetoed",
}
"""The kinds where a script decides what is tabled; the first alone is seen."""


@style.letter_for_letter
def plot_vetoes_by_member(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Bars of each member's vetoes, cast alone or with others, and hidden for its clients.

    Parameters
    ----------
    table : pandas DataFrame
        Vetoes by member, as
        :func:`simulation.analysis.outcomes.vetoes_by_member` makes it.
    ax : matplotlib Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib Axes
        The picture.

    Examples
    --------
    >>> from simulation import run_batch
    >>> from simulation.analysis.outcomes import vetoes_by_member
    >>> table = vetoes_by_member(run_batch("horseshoe", 5, seed=1))
    >>> ax = plot_vetoes_by_member(table)
    >>> bool(ax.get_figure())
    True
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    sums = table[list(PARTS)].sum(axis=1)
    if not sums.sum():
        return style.nothing(ax, titled(TITLE_BY_MEMBER, table.attrs), no_vetoes(table))
    shown = table.loc[sums.sort_values(ascending=False, kind="stable").index[:SHOWN].sort_values()]
    places = np.arange(len(shown))
    longest = max(int(shown[list(bar)].sum(axis=1).max()) for bar in BARS)
    for bar, side in zip(BARS, (-0.2, 0.2), strict=True):
        left = np.zeros(len(shown))
        for part in bar:
            words, looks = part_words(table, part), PARTS[part][1]
            ax.barh(
                places + side, shown[part], left=left, height=0.36, edgecolor="black",
                linewidth=0.8, label=words, **looks,
            )  # fmt: skip
            left += shown[part].to_numpy()
        for place, count, row in zip(places + side, left, rows_of(shown), strict=True):
            seen = bar[0] == "alone"
            ax.text(
                count + 0.01 * longest, place, f"{count:,.0f}{beside(row) if seen else ''}",
                va="center", fontsize=style.LEGEND,
                fontweight="bold" if seen and is_astray(row) else "normal",
            )  # fmt: skip
    ax.set_yticks(places, shown["member"])
    ax.invert_yaxis()
    recorded_too = any(beside(row) for row in rows_of(shown))
    ax.set_xlim(0, (1.75 if recorded_too else 1.12) * longest)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    style.legend_below(ax, *ax.get_legend_handles_labels())
    considered = counted(int(table["considered"].iloc[0]), "draft")
    title = titled(TITLE_BY_MEMBER, table.attrs) + cut_words(len(shown), len(table), "members")
    kept = record_of(table.attrs)
    if recorded_too:
        title += f"\n{verdict(table)}"
    elif kept is not None and not kept.outcomes.get("vetoed"):
        title += "\non record, no draft was vetoed"
    style.dress(ax, title, f"number of drafts, of {considered} considered")
    if recorded_too:
        ax.set_xticks([tick for tick in ax.get_xticks() if tick <= 1.05 * longest])
    return ax


def part_words(table: pd.DataFrame, part: str) -> str:
    """What a part of a bar is; where a script decides what is tabled, in its words."""
    if table.attrs["replays"] and part in OF_SCRIPT:
        return OF_SCRIPT[part]
    return PARTS[part][0]


def no_vetoes(table: pd.DataFrame) -> str:
    """What is said where there is nothing to show."""
    kept = record_of(table.attrs)
    said = NO_VETOES_OF_SCRIPT if table.attrs["replays"] else NO_VETOES
    if kept is None:
        return said
    return f"{said} On record, {100 * kept.outcomes.get('vetoed', 0.0):.1f} % were vetoed."


def beside(row: Any) -> str:
    """A member's share of the vetoes beside that on record, where there is one."""
    if np.isnan(row.recorded):
        return ""
    if np.isnan(row.against):
        return f": on record {100 * row.recorded:.1f} %"
    return f": {100 * row.against:.1f} %, on record {100 * row.recorded:.1f} %"


def is_astray(row: Any) -> bool:
    """Whether a member's share of the vetoes is far from the record, and not by chance alone."""
    if np.isnan(row.recorded) or np.isnan(row.against):
        return False
    within = row.against_low <= row.recorded <= row.against_high
    return differs(row.against, row.recorded) and not within


def verdict(table: pd.DataFrame) -> str:
    """Whether the members' shares of the vetoes are those of the record."""
    far = [row.member for row in rows_of(table) if is_astray(row)]
    if far:
        return f"not as on record: {', '.join(far)} ({OFF})"
    if table["vetoed"].max() == 0:
        return "no draft was vetoed, so that no share of vetoes stands beside the record"
    return "shares of the vetoes: none surely far from the record"


def describe_vetoes_by_member(table: pd.DataFrame) -> str:
    """What :func:`plot_vetoes_by_member` shows, in words.

    Parameters
    ----------
    table : pandas DataFrame
        Vetoes by member, as
        :func:`simulation.analysis.outcomes.vetoes_by_member` makes it.

    Returns
    -------
    str
        A title, sentences and a table, in lines of 80 columns.

    Examples
    --------
    >>> from simulation import run_batch
    >>> from simulation.analysis.outcomes import vetoes_by_member
    >>> words = describe_vetoes_by_member(vetoes_by_member(run_batch("horseshoe", 5, seed=1)))
    >>> max(map(len, words.splitlines())) <= 80
    True
    """
    title, script = titled(TITLE_BY_MEMBER, table.attrs), table.attrs["replays"]
    if not table[list(PARTS)].to_numpy().sum():
        return described(title, sentences(no_vetoes(table)))
    hidden = (
        "What the model's penholder would have done on crises whose patron the member is, because "
        "of vetoes, if it decided what is tabled: withheld its draft, or tabled less than to a "
        "Council without vetoes."
        if script
        else "Hidden: drafts on crises whose patron the member is, withheld or diluted because of "
        "vetoes; some of those diluted were vetoed all the same."
    )
    said = sentences(
        f"Of {counted(int(table['considered'].iloc[0]), 'draft')} considered. Seen: drafts "
        "vetoed, by whether the member blocked alone or with others.",
        hidden,
        INSURANCE.format(large=table.attrs["large"]) if not script else "",
    )
    cells = [(row.member, *(f"{getattr(row, part):,}" for part in PARTS)) for row in rows_of(table)]
    heads = ("member", "vetoed alone", "with others", "withheld", "diluted")
    if script:
        heads = (*heads[:3], "would withhold", "would weaken")
    return described(title, said, aligned(heads, cells), beside_the_record(table), footer(table))


def shared(row: Any) -> str:
    """A member's simulated share of the vetoes, with its interval."""
    if np.isnan(row.against):
        return NOT_DEFINED
    ends = (
        "" if np.isnan(row.against_low)
        else f" [{100 * row.against_low:.1f}, {100 * row.against_high:.1f}]"
    )  # fmt: skip
    return f"{100 * row.against:.1f} %{ends}"


def beside_the_record(table: pd.DataFrame) -> str:
    """Each member's share of the vetoes, simulated and on record; empty without a record."""
    kept = record_of(table.attrs)
    rows = [row for row in rows_of(table) if beside(row)]
    if kept is None or not rows:
        return ""
    cells = [
        (row.member, shared(row), f"{100 * row.recorded:.1f} %",
         OFF if is_astray(row) else "")
        for row in rows
    ]  # fmt: skip
    vetoed = round(kept.drafts * kept.outcomes.get("vetoed", 0.0))
    was = "was" if vetoed == 1 else "were"
    return (
        sentences(
            "Of the drafts vetoed, the share that each blocks. "
            f"{vetoed:,} of {kept.words} {was} vetoed. {MARKED}"
        )
        + "\n\n"
        + aligned(("member", "simulated [95 %]", "on record", ""), cells)
    )


@style.letter_for_letter
def plot_hidden_vetoes(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Points with intervals: vetoes seen and hidden as shares of the drafts considered.

    Parameters
    ----------
    table : pandas DataFrame
        Vetoes seen and hidden, as
        :func:`simulation.analysis.outcomes.hidden_and_visible` makes it.
    ax : matplotlib Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib Axes
        The picture.

    Examples
    --------
    >>> from simulation import run_batch
    >>> from simulation.analysis.outcomes import hidden_and_visible
    >>> table = hidden_and_visible(run_batch("horseshoe", 5, seed=1))
    >>> ax = plot_hidden_vetoes(table)
    >>> bool(ax.get_figure())
    True
    """
    ax = style.canvas(ax, table.attrs.get("made_from", ""))
    if not table["total"].sum():
        return style.nothing(ax, title_hidden(table), NONE)
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
    ax.set_yticks(range(len(VETO_KINDS)), [kind_words(table)[kind] for kind in VETO_KINDS])
    ax.set_ylim(len(VETO_KINDS) - 0.5, -0.5)
    style.scale_to(ax, -0.02 * reach, 1.45 * reach)
    style.legend_below(ax, *ax.get_legend_handles_labels(), ncols=1)
    kept = record_of(table.attrs)
    title = title_hidden(table)
    if kept is not None:
        of = "drafts" if table.attrs["labels"] else "drafts put to the vote"
        share = 100 * kept.outcomes.get("vetoed", 0.0)
        title += f"\non record, {share:.1f} % of all {of} were vetoed"
    style.dress(ax, title, "% of the drafts considered, on clients and on others")
    return ax


def title_hidden(table: pd.DataFrame) -> str:
    """The name of the picture; where a script decides what is tabled, nothing is hidden."""
    title = TITLE_HIDDEN_OF_SCRIPT if table.attrs["replays"] else TITLE_HIDDEN
    return titled(title, table.attrs)


def kind_words(table: pd.DataFrame) -> dict[str, str]:
    """The kinds of vetoes in words."""
    return KIND_WORDS_OF_SCRIPT if table.attrs["replays"] else KIND_WORDS


HIDDEN_WORDS = {
    False: "{withheld} were withheld and {diluted} diluted",
    True: "the model's penholder would have withheld {withheld} and weakened {diluted}",
}
"""What is hidden, by whether a script decides what is tabled."""


def of_words(of: dict[str, Any]) -> dict[str, str]:
    """The shares of one class in words, by kind."""
    return {kind: str(rate_in(row)) for kind, row in of.items()}


def describe_hidden_vetoes(table: pd.DataFrame) -> str:
    """What :func:`plot_hidden_vetoes` shows, in words.

    Parameters
    ----------
    table : pandas DataFrame
        Vetoes seen and hidden, as
        :func:`simulation.analysis.outcomes.hidden_and_visible` makes it.

    Returns
    -------
    str
        A title, sentences and a table, in lines of 80 columns.

    Examples
    --------
    >>> from simulation import run_batch
    >>> from simulation.analysis.outcomes import hidden_and_visible
    >>> words = describe_hidden_vetoes(hidden_and_visible(run_batch("horseshoe", 5, seed=1)))
    >>> max(map(len, words.splitlines())) <= 80
    True
    """
    rows = rows_of(table)
    if not sum(row.total for row in rows):
        return described(title_hidden(table), NONE)
    script, kept = table.attrs["replays"], record_of(table.attrs)
    said = []
    for challenger in CHALLENGERS:
        of = {row.kind: row for row in rows if row.challenger == challenger}
        if of["visible"].total:
            said.append(
                f"On {style.CHALLENGER_WORDS[challenger]} "
                f"({counted(of['visible'].total, 'draft')} considered), {rate_in(of['visible'])} "
                "were vetoed; because of vetoes "
                f"{HIDDEN_WORDS[script].format(**of_words(of))}."
            )
    if script:
        said.append(
            "The script tables the drafts nevertheless. Because of vetoes means: where the same "
            "penholder would have tabled more in a Council without vetoes."
        )
    else:
        said.append("The shares overlap: a draft may be diluted, and vetoed all the same.")
        said.append(INSURANCE.format(large=table.attrs["large"]))
    if kept is not None:
        share = 100 * kept.outcomes.get("vetoed", 0.0)
        of_them = "" if table.attrs["labels"] else "; all of them were put to the vote"
        which = kept.words.removesuffix(" on record")
        said.append(f"On record, of {which}, {share:.1f} % were vetoed{of_them}.")
    cells = [
        (
            f"{kind_words(table)[row.kind].replace('\n', ' ')}: "
            f"{'clients' if row.challenger == 'client' else 'others'}",
            str(rate_in(row)),
            f"{row.count_:,} of {row.total:,}",
        )
        for row in rows
    ]
    heads = ("what became of drafts", "share [95 %]", "drafts")
    return described(
        title_hidden(table),
        sentences(*said),
        aligned(heads, cells),
        footer(table),
        intervals=interval_words(rows, table.attrs),
    )


REPORTED = (
    ReportFigure(
        20,
        "hidden-vetoes",
        "Vetoes seen and hidden",
        "A veto cast shows in the record. One that is expected does not: the penholder "
        "withholds or weakens a draft that it would table in full in a Council without vetoes.",
        hidden_and_visible,
        plot_hidden_vetoes,
        describe_hidden_vetoes,
        in_replay=(
            "Vetoes, and what the model's penholder would have done",
            "A veto cast is simulated for the draft that the script tables. What the model's "
            "penholder would have withheld or weakened because of vetoes stands beside it.",
        ),
    ),
    ReportFigure(
        30,
        "vetoes-by-member",
        "Vetoes by member",
        "Who vetoes, and for whose clients drafts are withheld or weakened.",
        vetoes_by_member,
        plot_vetoes_by_member,
        describe_vetoes_by_member,
        in_replay=(
            "Vetoes by member",
            "Who blocks, and on whose clients' behalf the model's penholder would have held back.",
        ),
    ),
)
"""For the page of a report."""
