"""A forecast as a picture: what becomes of a text, by its strength."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes

from simulation.analysis.caveat import SIMULATED
from simulation.analysis.forecast import Forecast
from simulation.figures import style
from simulation.figures.forecast_words import (
    ASSUMED,
    OUTCOMES,
    beside_a_batch,
    curve_table,
    missed_words,
    strongest_words,
)
from simulation.figures.text import described
from simulation.scenario.words import sentences

LOOKS: dict[str, dict[str, Any]] = {
    "adopted": {"color": style.BLUE, "marker": "o", "linestyle": "-"},
    "vetoed": {"color": style.VERMILLION, "marker": "X", "linestyle": (0, (5, 2))},
    "fell_short": {
        "color": style.BLACK, "marker": "s", "markerfacecolor": "white", "linestyle": (0, (1, 2)),
    },
}  # fmt: skip


def title_of(found: Forecast) -> str:
    """The name of the picture."""
    simulated = SIMULATED if found.cannot_say else ""
    return f"What would become of {found.symbol}, by its strength{simulated}"


@style.letter_for_letter
def plot_forecast(found: Forecast, *, ax: Axes | None = None) -> Axes:
    """Chances of the three outcomes over strength, the draft's own strength marked."""
    ax = style.canvas(ax, footer(found))
    strengths = [row["strength"] for row in found.curve]
    for outcome, words in OUTCOMES.items():
        ax.plot(
            strengths, [100 * row[outcome] for row in found.curve], label=words, linewidth=2,
            markersize=8, markeredgewidth=2, **LOOKS[outcome],
        )  # fmt: skip
    ax.axvline(found.strength, color=style.GREY, linewidth=1.5, linestyle=(0, (5, 3)))
    left = found.strength > 0.5
    ax.annotate(
        f"this draft, {found.strength:.2f}", (found.strength, 109), xytext=(-6 if left else 6, 0),
        textcoords="offset points", ha="right" if left else "left", va="center",
        fontsize=style.LEGEND, color=style.GREY,
    )  # fmt: skip
    ax.set_xlim(0, 1.02)
    ax.set_ylim(-3, 114)
    ax.set_yticks(range(0, 101, 20))
    style.legend_below(ax, *ax.get_legend_handles_labels(), ncols=3)
    title = title_of(found)
    if found.record is not None:
        title += f"\n{on_record(found.record)}"
    style.dress(ax, title, "strength (0 nothing, 1 full force)", "chance, %")
    return ax


def on_record(record: Mapping[str, Any]) -> str:
    """What became of the draft, and its tally."""
    tally = "-".join(str(record[ballot]) for ballot in ("yes", "no", "abstain"))
    return f"on record: {str(record['outcome']).replace('_', ' ')} {tally}"


def describe_forecast(found: Forecast) -> str:
    """The same in words."""
    title = title_of(found)
    return described(
        title if found.record is None else f"{title}\n{on_record(found.record)}",
        sentences(*missed_words(found)),
        sentences(*strongest_words(found)),
        curve_table(found),
        sentences(f"{ASSUMED} {beside_a_batch(found)}".rstrip()),
        sentences(found.cannot_say) if found.cannot_say else "",
        sentences(f"({footer(found)})"),
    )


def footer(found: Forecast) -> str:
    """Which draft it is, and what is assumed of it."""
    pen = f"penholder {found.penholder}" if found.penholder else "no penholder named"
    return f"exact chances; {found.scenario}, draft {found.draft}, {pen}, rules {found.rules}"
