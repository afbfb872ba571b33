"""Voting power as a picture: what one seat can decide, by rule set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator

from simulation.analysis.power import WITH_VETO, Case, PowerUnderRules
from simulation.figures import style
from simulation.figures.power_words import (
    ASSUMED,
    OF_ONE_SEAT,
    council_words,
    per_cent,
    power_table,
)
from simulation.figures.text import described
from simulation.scenario.words import sentences

TITLE = "How much one seat can decide"

FOOTER = (
    "exact, every ballot equally likely; two ways: yes or no, three ways: or abstain; "
    "beside: chance of adoption in two | in three ways"
)

LOOKS: dict[bool, dict[str, Any]] = {
    True: {"color": style.VERMILLION, "marker": "X"},
    False: {"color": style.BLUE, "marker": "o"},
}
HOLLOW = {"markerfacecolor": "white", "markeredgewidth": 2}
KIND_WORDS = {True: "with a veto", False: "without"}
WAYS_WORDS = ("two ways", "three ways")

APART = 0.14
"""Of the line, half the distance between the marks of two ways and of three."""


@style.letter_for_letter
def plot_power(every: Sequence[PowerUnderRules], *, ax: Axes | None = None) -> Axes:
    """The Shapley-Shubik index of one seat of each kind, a line for each rule set and case."""
    ax = style.canvas(ax, FOOTER)
    lines = [(found, case) for found in every for case in found.cases]
    for height, (_, case) in enumerate(lines):
        for kind in case.kinds:
            veto = kind.which == WITH_VETO
            two = 100 * float(kind.two_ways.shapley_shubik)
            ax.plot(two, height - APART, linestyle="", markersize=11, **LOOKS[veto])
            if kind.three_ways is not None:
                three = 100 * float(kind.three_ways.shapley_shubik)
                ax.plot(three, height + APART, linestyle="", markersize=11, **LOOKS[veto] | HOLLOW)
        adopted = f"{per_cent(case.adopted)} %"
        if case.adopted_of_three is not None:
            adopted += f" | {per_cent(case.adopted_of_three)} %"
        ax.text(
            1.01, height, adopted, transform=ax.get_yaxis_transform(), va="center",
            fontsize=style.LEGEND,
        )  # fmt: skip
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(LogLocator(base=10, numticks=12))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.minorticks_off()
    ax.grid(axis="x", color=style.PALE)
    ax.set_axisbelow(True)
    ax.set_yticks(range(len(lines)), [lined(found, case) for found, case in lines])
    ax.set_ylim(len(lines) - 0.5, -0.5)
    handles = [
        ax.plot([], [], linestyle="", markersize=11, **LOOKS[veto] | fill)[0]
        for veto in (True, False)
        for fill in ({}, HOLLOW)
    ]
    labels = [f"{KIND_WORDS[veto]}, {how}" for veto in (True, False) for how in WAYS_WORDS]
    style.legend_below(ax, handles, labels)
    style.dress(ax, TITLE, "Shapley-Shubik index of one seat, %")
    return ax


def lined(found: PowerUnderRules, case: Case) -> str:
    """A rule set, or under its name the further case that is meant, without types of crisis."""
    return found.rules if case is found.cases[0] else case.crisis.partition(" (")[0]


def describe_power(every: Sequence[PowerUnderRules]) -> str:
    """The same in words."""
    return described(
        TITLE,
        sentences(ASSUMED, OF_ONE_SEAT),
        power_table(every),
        "\n".join(sentences(council_words(found)) for found in every),
    )
