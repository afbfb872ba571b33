"""What pictures of real states and of scripts have in common: titles, the record, drafts in a row.

The rounds of a script are drafts that have nothing in common but their order, so nothing
joins their marks, and each stands under its day and symbol.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from simulation.analysis.caveat import SIMULATED
from simulation.experiments.record import ASTRAY, OnRecord
from simulation.figures import style
from simulation.scenario.words import counted

RECORD_LOOKS: dict[str, Any] = {
    "color": style.BLACK, "marker": "d", "markerfacecolor": "white", "markersize": 12,
    "markeredgewidth": 2, "linestyle": "none", "zorder": 6,
}  # fmt: skip
"""How what is on record is marked, in every picture."""

LEAST = 14.0
"""Points of the labels of drafts."""


def titled(title: str, attrs: Mapping[Any, Any]) -> str:
    """The title of a picture; it says that real states are simulated."""
    return f"{title}{SIMULATED}" if attrs.get("states") else title


def cut_words(shown: int, of: int, what: str) -> str:
    r"""Under a title, which part of a list a picture shows; nothing where it shows all.

    >>> cut_words(14, 36, "named states"), cut_words(5, 5, "members")
    ('\nthe 14 largest of 36 named states; the rest in the text', '')
    """
    return f"\nthe {shown} largest of {of} {what}; the rest in the text" if shown < of else ""


def record_of(attrs: Mapping[Any, Any]) -> OnRecord | None:
    """What is on record beside a table, or None."""
    found = attrs.get("record")
    return found if isinstance(found, OnRecord) else None


def record_line(kept: OnRecord) -> str:
    """How the drafts on record ended, in words."""
    ends = ", ".join(
        f"{style.END_WORDS[end]} {100 * share:.1f} %" for end, share in kept.outcomes.items()
    )
    return f"on record, of {kept.words.removesuffix(' on record')}: {ends}"


def labels_of(attrs: Mapping[Any, Any]) -> list[str]:
    """The drafts of a script, in their order; empty where there is none."""
    return list(attrs.get("labels", ()))


def symbols_of(attrs: Mapping[Any, Any]) -> list[str]:
    """The same by their symbols alone."""
    return [label.split(" ", 1)[1] for label in labels_of(attrs)]


def unjoined(looks: Mapping[str, Any], attrs: Mapping[Any, Any]) -> dict[str, Any]:
    """The looks of a line; marks alone over the drafts of a script."""
    return {**looks, "linestyle": "none"} if labels_of(attrs) else dict(looks)


def rounds_axis(ax: Axes, attrs: Mapping[Any, Any], last: float) -> None:
    """Ticks of a horizontal axis of rounds: their numbers, or the drafts of a script."""
    labels = labels_of(attrs)
    if not labels:
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        return
    ax.set_xticks(range(1, int(last) + 1), symbols_of(attrs)[: int(last)])


def tilt(ax: Axes, attrs: Mapping[Any, Any]) -> None:
    """Turn the labels of drafts, so that they do not meet."""
    if labels_of(attrs):
        ax.tick_params(axis="x", labelsize=LEAST, labelrotation=90)


def rounds_words(attrs: Mapping[Any, Any], otherwise: str) -> str:
    """What the horizontal axis of rounds is called."""
    labels = labels_of(attrs)
    if not labels:
        return otherwise
    return f"the script's {counted(len(labels), 'draft')}, {labels[0][:4]} to {labels[-1][:4]}"


def when_words(attrs: Mapping[Any, Any], first: Any, last: Any) -> str:
    """A round, or several, in a table: the draft of a script by its symbol, or numbers from 1."""
    labels = symbols_of(attrs)
    if labels and first == last:
        return labels[int(first) - 1]
    return str(first) if first == last else f"{first} to {last}"


def differs(value: float, recorded: float) -> bool:
    """Whether a simulated share is far from the record."""
    return abs(value - recorded) > ASTRAY


def legend_above(ax: Axes, handles: Any, labels: Any, ncols: int = 3) -> None:
    """A legend between the title and the axes, where the labels of drafts stand below."""
    ax.legend(
        handles, labels, fontsize=style.LEGEND, frameon=False, loc="lower left", ncols=ncols,
        bbox_to_anchor=(0.0, 1.0), borderaxespad=0.0, columnspacing=1.2,
    )  # fmt: skip
    lines = -(-len(labels) // ncols)
    ax.set_title(ax.get_title(loc="left"), loc="left", fontsize=style.TITLE, pad=12 + 24 * lines)
