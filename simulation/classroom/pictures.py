"""Pictures of the classroom, as SVG: texts as dots on the tally, and on the forecast's curve."""

from __future__ import annotations

import io
import threading

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.classroom.cases import Case
from simulation.classroom.catalogue import Words
from simulation.classroom.votes import Thousand, exact
from simulation.figures import style
from simulation.figures.forecast import LOOKS

SIZE = (12.0, 2.9)
EACH = 10
"""So many votes are one dot."""

ACROSS = 5
"""So many dots stand beside each other at one number of yeses."""

TEXT = 19.0
EDGE = 0.95
"""From this strength on a letter beside its mark would leave the picture."""

SMALL = 3.6
"""Points of a dot."""

LETTERS = "ABCDEFGHIJ"
"""Texts are named by letters, in the picture and in the table beside it."""


_DRAWING = threading.Lock()
"""Of Matplotlib, whose settings are those of all threads."""


def amendments(case: Case, texts: list[Thousand], words: Words) -> str:
    """The votes of each text as dots, and its exact chance on the curve of the forecast."""
    with (
        _DRAWING,
        rc_context({"svg.hashsalt": "classroom", "svg.fonttype": "path", "text.parse_math": False}),
    ):
        figure = Figure(figsize=SIZE, facecolor="white")
        left, right = figure.subplots(1, 2, width_ratios=(5, 3))
        figure.subplots_adjust(left=0.03, right=0.99, top=0.98, bottom=0.27, wspace=0.17)
        draw_dots(left, texts, len(case.members), words)
        draw_curve(right, case, texts, words)
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def draw_dots(ax: Axes, texts: list[Thousand], seats: int, words: Words) -> None:
    """A row a text: a dot for each ten votes over their number of yeses, marked by outcome."""
    dots: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in LOOKS}
    for row, voted in enumerate(texts):
        floor = [0] * (seats + 1)
        for yes, outcome, many in voted.dots():
            for _ in range(max(1, round(many / EACH))):
                place = floor[yes]
                floor[yes] += 1
                x, y = dots[outcome]
                x.append(yes - 0.34 + 0.17 * (place % ACROSS))
                y.append(-row - 0.36 + 0.04 * (place // ACROSS))
    for outcome, (x, y) in dots.items():
        looks = {"color": LOOKS[outcome]["color"], "marker": LOOKS[outcome]["marker"]}
        if x:
            ax.plot(x, y, linestyle="none", markersize=SMALL, markeredgewidth=0, **looks,
                    label=words.say(f"outcome.{outcome}"))  # fmt: skip
    quota = texts[0].quota
    ax.axvline(quota - 0.5, color="black", linewidth=2, linestyle=(0, (5, 3)))
    ax.text(
        quota - 0.65, 0.98, words.say("amend.quota_line", quota=quota), ha="right", va="top",
        fontsize=TEXT, transform=ax.get_xaxis_transform(),
    )  # fmt: skip
    ax.set_yticks([-row for row in range(len(texts))], list(LETTERS[: len(texts)]))
    ax.set_xticks(range(seats + 1))
    ax.set_xlim(-0.6, seats + 0.6)
    ax.set_ylim(-len(texts) + 0.45, 0.7)
    ax.legend(
        fontsize=TEXT,
        frameon=False,
        loc="upper left",
        handletextpad=0.0,
        markerscale=2.5,
        borderpad=0.0,
        labelspacing=0.1,
        bbox_to_anchor=(0.0, 0.98),
    )
    finish(ax, words.say("amend.yes_axis", each=EACH))


def draw_curve(ax: Axes, case: Case, texts: list[Thousand], words: Words) -> None:
    """The forecast's chance of adoption by strength, each text's exact chance marked."""
    curve = exact(case).curve
    ax.plot(
        [row["strength"] for row in curve],
        [100 * row["adopted"] for row in curve],
        color=style.BLUE,
        linewidth=2.5,
    )
    for letter, voted in zip(LETTERS, texts, strict=False):
        y = 100 * voted.exact
        ax.plot(voted.strength, y, marker="D", markersize=9, color="black")
        at_the_edge = voted.strength > EDGE
        ax.annotate(
            letter, (voted.strength, y), xytext=(0, 8) if at_the_edge else (9, 4),
            textcoords="offset points", ha="right" if at_the_edge else "left",
            fontsize=TEXT, fontweight="bold",
        )  # fmt: skip
    ax.set_xlim(0, 1.03)
    ax.set_ylim(-8, 138)
    ax.set_yticks([0, 50, 100])
    ticks = (0.0, 0.5, 1.0)
    ax.set_xticks(ticks, [words.shown(tick) for tick in ticks])
    finish(ax, words.say("amend.strength"))
    ax.text(1.02, 128, words.say("amend.chance"), fontsize=TEXT, ha="right", va="center")


def finish(ax: Axes, label: str) -> None:
    """Letters that can be read from the back of a room, and no frame."""
    ax.tick_params(labelsize=TEXT)
    ax.set_xlabel(label, fontsize=TEXT)
    ax.spines[["top", "right"]].set_visible(False)
