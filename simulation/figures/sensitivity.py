"""Which parameters matter, as a picture: screening, and shares of the variance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from simulation.analysis.caveat import SIMULATED
from simulation.analysis.decompose import RESAMPLES
from simulation.analysis.outcomes import rows_of
from simulation.analysis.sensitivity import SURE, Sensitivity
from simulation.figures import style
from simulation.figures.marks import cut_words
from simulation.figures.text import about, aligned, described
from simulation.measures.names import label
from simulation.measures.rates import NOT_DEFINED
from simulation.scenario.mistakes import shortened
from simulation.scenario.words import sentences

TITLE = "Which parameters matter"
OPEN = "order of these two not settled"
"""What stands between two parameters in the picture of indices."""

BEYOND = "An index below 0 or above 1, or alone above total, is sampling error"
"""What is said of indices that cannot be."""

NO_NOISE = sentences(
    "Noise is not defined where half of the histories have nothing to divide by at too many",
    "settings; play more histories.",
)

SHOWN = 15
"""So many of the parameters screened are shown; the text has all."""


@style.letter_for_letter
def plot_screening(found: Sensitivity, *, ax: Axes | None = None) -> Axes:
    """The mean size of each parameter's effect over its range, largest first.

    A short line across a bar is the size that simulation error alone would show.
    """
    ax = style.canvas(ax, footer(found))
    known = found.screening.dropna(subset="mu_star")
    table, measured = known.head(SHOWN), len(known)
    places = range(len(table))
    ax.barh(
        places, table["mu_star"], xerr=table["mu_star_half"], height=0.6, color=style.SKY,
        edgecolor="black", capsize=3,
    )  # fmt: skip
    mark_noise(ax, table["noise"], places, style.VERMILLION)
    ax.set_yticks(places, table["parameter"])
    ax.set_ylim(max(len(table), 1) - 0.5, -0.5)
    ax.set_xlim(left=0.0)
    if missing := [row.parameter for row in rows_of(found.screening) if math.isnan(row.mu_star)]:
        note(ax, f"{NOT_DEFINED}: {shortened(', '.join(missing))}")
    style.legend_below(ax, *ax.get_legend_handles_labels())
    style.dress(
        ax,
        f"{title_of(found)}: screening{cut_words(len(table), measured, 'parameters')}",
        f"mean size of the effect on {label(found.measure)}",
    )
    return ax


def mark_noise(ax: Axes, noise: pd.Series, places: Sequence[float], color: str) -> None:
    """A short upright line where simulation error alone would lie."""
    ax.plot(
        noise, places, linestyle="none", marker="|", markersize=16, markeredgewidth=3,
        color=color, label="what simulation error alone would show",
    )  # fmt: skip


@style.letter_for_letter
def plot_indices(found: Sensitivity, *, ax: Axes | None = None) -> Axes:
    """First-order and total indices with their intervals.

    A short line across is the total index that simulation error alone would show. Where the
    order of two by their total index is not settled, it says so between them.
    """
    ax = style.canvas(ax, footer(found))
    table = found.indices
    looks: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("first", "alone", {"color": style.BLUE, "marker": "s", "markerfacecolor": "white"}),
        ("total", "with all interactions", {"color": style.VERMILLION, "marker": "o"}),
    )
    for offset, (name, called, look) in zip((-0.12, 0.12), looks, strict=True):
        ax.errorbar(
            table[name], [k + offset for k in range(len(table))], xerr=table[f"{name}_half"],
            linestyle="none", markersize=9, capsize=4, label=called, **look,
        )  # fmt: skip
    mark_noise(ax, table["noise"], [k + 0.12 for k in range(len(table))], style.BLACK)
    for place, rank in enumerate(rows_of(found.ranks)):
        if not rank.settled:
            ax.text(
                1.0, place + 0.5, OPEN, transform=ax.get_yaxis_transform(), ha="right",
                va="center", fontsize=style.FOOTER, color=style.GREY,
            )  # fmt: skip
    ax.axvline(0.0, color=style.GREY, linewidth=1)
    ax.set_yticks(range(len(table)), table["parameter"])
    ax.set_ylim(max(len(table), 1) - 0.5, -0.5)
    if table.empty:
        note(ax, NOT_DEFINED)
    elif beyond(table):
        note(ax, BEYOND)
    style.legend_below(ax, *ax.get_legend_handles_labels())
    style.dress(
        ax, f"{title_of(found)}: Sobol indices", f"share of the variance of {label(found.measure)}"
    )
    return ax


def beyond(table: pd.DataFrame) -> bool:
    """Whether any index lies where none can be but for sampling error."""
    indices = table[["first", "total"]]
    impossible = (indices < 0.0) | (indices > 1.0)
    return bool(impossible.any(axis=None) or (table["first"] > table["total"]).any())


def note(ax: Axes, words: str) -> None:
    """A line in the lower right corner: what a reader looks for in vain."""
    ax.text(
        1.0, 0.02, words, transform=ax.transAxes, ha="right", va="bottom",
        fontsize=style.FOOTER, color=style.GREY,
    )  # fmt: skip


def describe_sensitivity(found: Sensitivity) -> str:
    """Both in words, every parameter named."""
    screening = [
        (row.parameter, f"{row.low:.3g}", f"{row.high:.3g}",
         *((NOT_DEFINED, "", "", "") if math.isnan(row.mu_star) else
           (f"{row.mu_star:.3f}", f"±{row.mu_star_half:.3f}", f"{row.sigma:.3f}",
            noise_of(row, 3))))
        for row in rows_of(found.screening)
    ]  # fmt: skip
    return described(
        f"{title_of(found)}: {found.words}",
        sentences(
            f"Scenario {found.scenario}, seed {found.seed}, {found.effort.runs} histories at each",
            f"setting, the same ones everywhere: {on_average(found)} on average at each (95 %,",
            "simulation error); the part of it that all settings share cancels in the effects.",
            f"Morris screening, {found.effort.trajectories} trajectories: the mean size of the",
            "effect of moving a parameter over its whole range, its 95 % half interval, and the",
            "spread of such effects (large where they depend on other parameters). Noise is the",
            "effect that simulation error alone would show: it enlarges small effects, and the",
            "half interval, which is of sampling settings, does not include it. Before you trust",
            "the rank of an effect that is not well above its noise, play more histories, or",
            "another seed.",
        ),
        aligned(("parameter", "from", "to", "effect", "", "spread", "noise"), screening),
        *(sentences(sentence) for sentence in found.left_out),
        NO_NOISE if found.screening["noise"].isna().any() else "",
        *([] if found.indices.empty else [shares(found)]),
        *ranks(found),
        sentences(
            "Ranges are judged, not estimated (half the value up and down unless given, less where",
            "abstention would vanish), and so",
            "are the indices: they rank what moves this scenario, not what moves the world.",
        ),
        sentences(found.cannot_say) if found.cannot_say else "",
    )


def on_average(found: Sensitivity) -> str:
    """Simulation error at a setting."""
    return NOT_DEFINED if math.isnan(found.error) else f"± {found.error:.3f}"


def noise_of(row: Any, places: int) -> str:
    """The noise of an effect or index."""
    return NOT_DEFINED if math.isnan(row.noise) else f"{row.noise:.{places}f}"


def shares(found: Sensitivity) -> str:
    """What the indices are, and their table."""
    indices = [
        (row.parameter, f"{row.first:.2f}", f"±{row.first_half:.2f}", f"{row.total:.2f}",
         f"±{row.total_half:.2f}", noise_of(row, 2))
        for row in rows_of(found.indices)
    ]  # fmt: skip
    said = sentences(
        f"Sobol indices of the {len(found.indices)} largest, {found.effort.base} base samples:",
        f"shares of the variance ({found.variance:.2g}, about a mean of {found.mean:.3f}) that",
        "a parameter explains alone, and with all its interactions, with 95 % half intervals:",
        "how far another sample of settings would move them, estimated from the base samples,",
        f"resampled {RESAMPLES} times. The other parameters are fixed.",
        f"{BEYOND}: take more base samples. Noise",
        "is the total index that simulation error alone would show; what is not well above it",
        "needs more histories, not more settings.",
        *warnings(found),
    )
    return said + "\n\n" + aligned(("parameter", "alone", "", "total", "", "noise"), indices)


def ranks(found: Sensitivity) -> list[str]:
    """How sure the order of the total indices is, and what it would take."""
    if found.ranks.empty:
        return []
    rows = [
        (row.above, f"{row.lead:.2f}", f"±{row.half:.2f}",
         *(("yes", "", "", "") if row.settled else
           ("no", f"{row.base or '–'}", about(row.runs), about(row.histories))))
        for row in rows_of(found.ranks)
    ]  # fmt: skip
    return [
        sentences(
            "The order by total index: the lead of each parameter over the next. Both share",
            "their settings, so the interval is that of the lead. The order is settled where the",
            "lead is larger than half the interval and than the noise of the first. Where it is",
            "not, the columns base (base samples) and runs (histories of each setting) say about",
            "how many would settle it, if the lead is as large as it seems; histories is what the",
            "whole analysis then plays.",
        ),
        aligned(("leads the next", "by", "", "settled", "base", "runs", "histories"), rows),
    ]


def warnings(found: Sensitivity) -> list[str]:
    """What to know of these indices and intervals besides."""
    caveats = []
    if len(found.indices) == 1:
        caveats.append("A single parameter explains all there is: 1 by definition.")
    if any(getattr(found.effort, name) < least for name, least in SURE.items()):
        caveats.append(
            f"Half intervals are too narrow below {SURE['trajectories']} trajectories and "
            f"{SURE['base']} base samples."
        )
    return caveats


def title_of(found: Sensitivity) -> str:
    """The name of the picture; it says that real states are simulated."""
    return f"{TITLE}{SIMULATED}" if found.cannot_say else TITLE


def footer(found: Sensitivity) -> str:
    """Which histories these are."""
    return (
        f"{found.effort.runs} histories at each setting, the same draws, seed {found.seed}, "
        f"{found.scenario}; bars: 95 %, of sampling settings; ranges are judged"
    )
