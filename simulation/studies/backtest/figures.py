"""The backtest: every predictor's losses beside each other, and whether chances came true."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes

from simulation.figures import style
from simulation.figures.files import write_figure
from simulation.figures.text import aligned, described
from simulation.scenario.words import sentences
from simulation.studies.backtest.run import Backtest, Result, Score

TABLES = {
    "roll_calls": ("Log loss per roll call", "nats a draft"),
    "ballots": ("Log loss per ballot", "nats a ballot"),
    "outcomes": ("Log loss of the outcome", "nats a draft"),
    "contested_ballots": ("Log loss per ballot on contested drafts", "nats a ballot"),
}

CAME_TRUE = "Did the predicted chances come true on record?"

BESIDE = "predicted the day before, beside the record"
"""The second line of the titles of losses."""

EVENTS = {"not_adopted": "not adopted", "vetoed": "vetoed"}

EVENT_LOOKS: dict[str, dict[str, Any]] = {
    "not_adopted": {"color": style.BLUE, "marker": "o"},
    "vetoed": {"color": style.VERMILLION, "marker": "s", "markerfacecolor": "white"},
}

NUDGE = 1.15
"""The second event's points stand this much to the right of the first's, lest they cover them."""

LEAST = 1e-3
"""Where the logarithmic axes begin."""


def footer(result: Backtest) -> str:
    """What the numbers rest on."""
    return (
        f"Fitted on {result.fitted:,} roll calls to {result.fit_until}; "
        f"{result.drafts:,} drafts to {result.test_until} predicted, {result.contested} of them "
        "contested.\nThe model's are simulated chances. Intervals: 95 %, over drafts."
    )


def ranking(result: Backtest, table: str) -> list[tuple[Result, Score]]:
    """Predictors with their log loss in a table, the best first."""
    pairs = [(one, one.scores[table]["log_loss"]) for one in result.results if table in one.scores]
    return sorted(pairs, key=lambda pair: pair[1].value)


@style.letter_for_letter
def plot_scores(result: Backtest, table: str, *, ax: Axes | None = None) -> Axes:
    """Log losses with intervals, the best at the top, the model as a filled square."""
    title, unit = TABLES[table]
    ax = style.canvas(ax, footer(result))
    ranked = ranking(result, table)
    for place, (one, loss) in enumerate(reversed(ranked)):
        of_model = one is result.model
        if not math.isfinite(loss.value):
            ax.text(0.0, place, "infinite", va="center", fontsize=style.LEGEND)
            continue
        ax.errorbar(
            loss.value,
            place,
            xerr=[[loss.value - loss.low], [loss.high - loss.value]],
            color=style.VERMILLION if of_model else style.BLUE,
            marker="s" if of_model else "o",
            markerfacecolor=None if of_model else "white",
            markersize=9,
            capsize=4,
            linewidth=2,
        )
    ax.set_yticks(range(len(ranked)), [one.name for one, _ in reversed(ranked)])
    ax.set_xlim(left=0.0)
    style.dress(ax, f"{title}\n{BESIDE}", f"{unit}, less is better")
    ax.tick_params(axis="y", labelsize=style.LEGEND)
    return ax


def describe_scores(result: Backtest, table: str) -> str:
    """The same in words."""
    title, unit = TABLES[table]
    ranked = ranking(result, table)
    best = ranked[0]
    said = f"In {unit}, less is better. Best: {best[0].name}, {best[1].value:.3f}."
    if result.model:
        place = next(n for n, (one, _) in enumerate(ranked) if one is result.model) + 1
        said += f" The model is number {place} of {len(ranked)}."
    rows = []
    for one, loss in ranked:
        less = one.differences.get(table, {}).get("log_loss")
        rows.append((one.name, f"{loss.value:.3f} {span(loss)}", signed(less) if less else ""))
    heads = ("predictor", "log loss [95 %]", "model less it" if result.model else "")
    beside = f"{title}\n{BESIDE}"
    return described(beside, sentences(said), aligned(heads, rows), sentences(footer(result)))


def span(score: Score) -> str:
    """An interval."""
    return f"[{score.low:.3f}, {score.high:.3f}]"


def signed(score: Score) -> str:
    """A difference with its interval."""
    return f"{score.value:+.3f} [{score.low:+.3f}, {score.high:+.3f}]"


def shown(result: Backtest) -> Result:
    """Whose calibration is shown: the model's, or that of the best baseline on roll calls."""
    return result.model or ranking(result, "roll_calls")[0][0]


@style.letter_for_letter
def plot_calibration(result: Backtest, *, ax: Axes | None = None) -> Axes:
    """How often drafts were not adopted, and vetoed, against the chance given to it."""
    one = shown(result)
    ax = style.canvas(ax, footer(result))
    ax.plot([LEAST, 1.0], [LEAST, 1.0], color=style.GREY, linestyle=(0, (5, 3)), linewidth=1.5)
    for n, (event, words) in enumerate(EVENTS.items()):
        bins = one.calibration[event]
        x = [max(each.predicted, LEAST) * NUDGE**n for each in bins]
        y = [max(each.observed, LEAST) for each in bins]
        low = [max(each.low, LEAST) for each in bins]
        ax.errorbar(
            x,
            y,
            yerr=[
                [at - end for at, end in zip(y, low, strict=True)],
                [each.high - at for each, at in zip(bins, y, strict=True)],
            ],
            label=words,
            markersize=9,
            capsize=4,
            linewidth=0,
            elinewidth=2,
            **EVENT_LOOKS[event],
        )
    ax.set_xscale("log")
    ax.set_yscale("log")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter("{x:g}")
    ax.set_xlim(LEAST, 1.3)
    ax.set_ylim(LEAST * 0.8, 1.3)
    ax.legend(fontsize=style.LEGEND, frameon=False, loc="upper left")
    style.dress(
        ax,
        f"{CAME_TRUE}\n{one.name}",
        "chance given the day before\n(on the lower edge: it never came to pass)",
        "share of drafts on which\nit came to pass",
    )
    return ax


def describe_calibration(result: Backtest) -> str:
    """The same in words."""
    one = shown(result)
    parts = []
    for event, words in EVENTS.items():
        rows = [
            (
                f"{100 * each.above:g} to {100 * each.up_to:g} %",
                f"{each.drafts:,}",
                f"{100 * each.predicted:.1f} %",
                f"{100 * each.observed:.1f} % [{100 * each.low:.1f}, {100 * each.high:.1f}]",
            )
            for each in one.calibration[event]
        ]
        heads = (f"chance of {words}", "drafts", "predicted", "observed [95 %]")
        parts.append(aligned(heads, rows))
    said = f"Chances given by: {one.name}. On the diagonal, what was predicted came to pass."
    return described(CAME_TRUE, sentences(said), *parts, sentences(footer(result)))


def write_figures(result: Backtest, folder: Path) -> list[Path]:
    """All figures of a backtest, each as PNG with its text; what was written."""
    written = []
    for table in TABLES:
        name = folder / f"{table.replace('_', '-')}"
        written += write_figure(plot_scores(result, table), describe_scores(result, table), name)
    words = describe_calibration(result)
    return written + write_figure(plot_calibration(result), words, folder / "calibration")
