"""How every picture looks: sizes, colours that all can tell apart, and the canvas.

Colours are those of Okabe and Ito (2008); none is ever alone: hatches, markers,
dashes or letters say the same again.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text
from matplotlib.ticker import ScalarFormatter
from matplotlib.transforms import ScaledTranslation

from simulation.scenario.visible import visible

BELOW = 58.0
"""Points between the horizontal axis and a legend under its label."""

SIZE = (10.0, 6.0)
"""Inches, at ``DPI`` dots each: readable on a projector."""

DPI = 120

LINE = 60
"""Columns of a sentence that stands in place of a picture."""

LONGEST_BESIDE, LONGEST_BELOW = 36, 22
"""Signs of a line of a name along the upright axis, and along the lower one, where it may stand
upright."""

PAD = 0.12
"""Inches left free around everything."""

TEXT, TITLE, LEGEND, FOOTER = 15.0, 17.0, 14.0, 11.0
"""Points."""

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
GREY, PALE = "#595959", "#D9D9D9"

END_WORDS = {
    "adopted": "adopted",
    "adopted_in_full": "adopted in full",
    "adopted_diluted": "adopted diluted",
    "vetoed": "vetoed",
    "fell_short": "fell short",
    "withheld": "withheld",
}

CHALLENGER_WORDS = {"client": "clients of a permanent member", "other": "other challengers"}

CHALLENGER_LOOKS: dict[str, dict[str, Any]] = {
    "client": {"color": VERMILLION, "marker": "o"},
    "other": {"color": BLUE, "marker": "s", "markerfacecolor": "white"},
}


def letter_for_letter[**P](plot: Callable[P, Axes]) -> Callable[P, Axes]:
    """A function that draws, every text of its picture shown as it is written.

    Names of files come into pictures: nothing in them is a formula, and control signs
    are spelt out.
    """

    @wraps(plot)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Axes:
        with rc_context({"text.parse_math": False, "text.usetex": False}):
            ax = plot(*args, **kwargs)
            for axes in ax.figure.axes:
                spell_ticks(axes)
            for text in ax.figure.findobj(Text):
                assert isinstance(text, Text)
                text.set_text(visible(text.get_text(), keep="\n"))
        return ax

    return drawn


def spell_ticks(ax: Axes) -> None:
    """Spell out control signs in the names along the axes, which are set again when drawn.

    Names that would leave the picture no room are cut; the text beside it has them whole.
    """
    for axis, most in ((ax.xaxis, LONGEST_BELOW), (ax.yaxis, LONGEST_BESIDE)):
        if isinstance(axis.get_major_formatter(), ScalarFormatter):
            continue  # numbers
        names = [tick.get_text() for tick in axis.get_ticklabels()]
        spelt = [cut(visible(name, keep="\n"), most) for name in names]
        if spelt != names:
            axis.set_ticks(axis.get_ticklocs(), spelt)


def cut(name: str, most: int) -> str:
    """A name without its middle where a line of it is longer than so many signs.

    >>> cut("S/2011/612", 20), cut("a draft of many words, the second", 20)
    ('S/2011/612', 'a draft of…he second')
    """
    return "\n".join(
        line
        if len(line) <= most
        else f"{line[: most // 2]}…{line[len(line) - (most - most // 2 - 1) :]}"
        for line in name.split("\n")
    )


def canvas(ax: Axes | None, footer: str = "") -> Axes:
    """The axes to draw on: the given ones, or those of a new figure with the footer under it."""
    if ax is not None:
        return ax
    layout = ConstrainedLayoutEngine(w_pad=PAD, h_pad=PAD)
    figure = Figure(figsize=SIZE, dpi=DPI, layout=layout, facecolor="white")
    if footer:
        figure.supxlabel(footer, x=0.01, ha="left", fontsize=FOOTER, color=GREY)
    return figure.subplots()


def dress(ax: Axes, title: str, x: str = "", y: str = "") -> None:
    """Title, labels of the axes with their units, and no frame beyond them."""
    ax.set_title(title, loc="left", fontsize=TITLE, pad=12)
    ax.set_xlabel(x, fontsize=TEXT)
    ax.set_ylabel(y, fontsize=TEXT)
    ax.tick_params(labelsize=TEXT)
    ax.spines[["top", "right"]].set_visible(False)


def scale_to(ax: Axes, low: float, high: float) -> None:
    """Limits of the horizontal axis in per cent, with ticks at no more than 100."""
    ax.set_xlim(low, high)
    ax.set_xticks([tick for tick in ax.get_xticks() if 0 <= tick <= min(high, 100)])
    ax.set_xlim(low, high)


def legend_below(ax: Axes, handles: Sequence[Any], labels: Sequence[str], **how: Any) -> None:
    """A legend under the horizontal axis and its label, two entries a line."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    below = ScaledTranslation(0.0, -BELOW / 72.0, figure.dpi_scale_trans)
    ax.legend(
        handles,
        [f" {label}" if label.startswith("_") else label for label in labels],  # else left out
        fontsize=LEGEND,
        title_fontsize=LEGEND,
        frameon=False,
        loc="upper left",
        bbox_to_anchor=(0.0, 0.0),
        bbox_transform=ax.transAxes + below,
        borderaxespad=0.0,
        alignment="left",
        **{"ncols": 2, **how},
    )


def nothing(ax: Axes, title: str, sentence: str) -> Axes:
    """A picture of nothing: the sentence that says why."""
    ax.set_title(title, loc="left", fontsize=TITLE, pad=12)
    ax.set_axis_off()
    said = textwrap.fill(sentence, LINE)
    ax.text(0.5, 0.5, said, transform=ax.transAxes, ha="center", va="center", fontsize=TEXT)
    return ax


def spread(heights: Sequence[float], gap: float) -> list[float]:
    """Heights for labels beside the given ones, in their order, a gap or more apart, none below 0.

    >>> spread([0.30, 0.31, 0.90], gap=0.05)
    [0.28, 0.33, 0.9]
    """
    order = sorted(range(len(heights)), key=lambda k: heights[k])
    blocks: list[tuple[float, int]] = []
    for k in order:
        centre, size = heights[k], 1
        while blocks and centre - blocks[-1][0] < gap * (size + blocks[-1][1]) / 2:
            below, count = blocks.pop()
            centre = (below * count + centre * size) / (count + size)
            size += count
        blocks.append((centre, size))
    placed = [centre + gap * (n - (size - 1) / 2) for centre, size in blocks for n in range(size)]
    lowest = 0.0
    for n, height in enumerate(placed):
        placed[n] = max(height, lowest)
        lowest = placed[n] + gap
    out = [0.0] * len(placed)
    for k, height in zip(order, placed, strict=True):
        out[k] = round(height, 10)
    return out
