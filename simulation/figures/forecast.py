"""A forecast as a picture: what becomes of a text, by its strength."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes

from simulation.analysis.caveat import SIMULATED
from simulation.analysis.forecast import UNLIKELY, Forecast
from simulation.figures import style
from simulation.figures.text import aligned, described
from simulation.scenario.words import sentences, strength_words

OUTCOMES = {"adopted": "adopted", "vetoed": "vetoed", "fell_short": "fell short"}

LOOKS: dict[str, dict[str, Any]] = {
    "adopted": {"color": style.BLUE, "marker": "o", "linestyle": "-"},
    "vetoed": {"color": style.VERMILLION, "marker": "X", "linestyle": (0, (5, 2))},
    "fell_short": {
        "color": style.BLACK, "marker": "s", "markerfacecolor": "white", "linestyle": (0, (1, 2)),
    },
}  # fmt: skip

ASSUMED = (
    "Exact chances in the simulated Council, not drawn: tempers and the toss of choice are "
    "integrated out, ballots independent. Beliefs, legitimacy and trust are at rest, nobody is "
    "expected to act outside, and whoever holds the pen or sponsors the text does so at any "
    "strength. Exact for the numbers that the model has, which nobody knows: take all chances for "
    "too sure (docs/cases.md)."
)
"""What the chances take as given."""


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


def strongest_words(found: Forecast) -> list[str]:
    """The strongest texts with an even chance and with 80 %, in a sentence or two."""
    even, likely = found.strongest_even, found.strongest_likely
    if even is None:
        return ["No text has an even chance of adoption."]
    told = "The strongest text with at least an even chance of adoption"
    if likely == even:
        return [f"{told}, and with 80 %: {told_strength(even)}."]
    at_80 = "none" if likely is None else told_strength(likely)
    return [f"{told}: {told_strength(even)}.", f"With 80 %: {at_80}."]


CAST = {"yes": "yes", "no": "no", "abstain": "abstained", "not_voting": "took no part"}
"""What a member did, by the name of its ballot."""


WAS = {"adopted": "was adopted", "vetoed": "was vetoed", "fell_short": "fell short"}
"""How a vote ended, by the name of its outcome."""


def missed_words(found: Forecast) -> list[str]:
    """What of the record this forecast clearly misses, in a sentence or two."""
    bar = f"a chance below {100 * UNLIKELY:.0f} %"
    said = []
    if found.missed_outcome is not None and found.record is not None:
        said.append(
            f"This forecast misses the record: the draft {WAS[str(found.record['outcome'])]}, "
            f"which has a chance of {per_cent(found.missed_outcome)} % here."
        )
    if found.missed_ballots:
        told = ", ".join(
            f"{member} {CAST[ballot]} ({per_cent(chance)} %)"
            for member, (ballot, chance) in found.missed_ballots.items()
        )
        said.append(f"Ballots on record that have {bar} here: {told}.")
    return said


def beside_a_batch(found: Forecast) -> str:
    """What a batch of the scenario has otherwise than this forecast; empty where nothing is."""
    if not found.as_scripted or found.withheld:
        return ""
    otherwise = []
    if found.draft > 1:
        otherwise.append(
            "the drafts before this one have moved beliefs, legitimacy and trust, which are at "
            "rest here"
        )
    if found.penholder is None:
        otherwise.append(
            "the model names a penholder, whose rivals want less and whose yes is sure"
        )
    if not otherwise:
        return ""
    return f"`unsc batch` may give other shares: there {', and '.join(otherwise)}."


def told_strength(strength: float) -> str:
    """A strength and what it was in the cases."""
    return f"{strength:.2f} ({strength_words(strength)})"


def curve_table(found: Forecast) -> str:
    """The curve in per cent, two strengths a line."""
    heads = ("strength", *OUTCOMES.values())
    rows = [
        (f"{row['strength']:.2f}", *(per_cent(row[outcome]) for outcome in OUTCOMES))
        for row in found.curve
    ]
    half = (len(rows) + 1) // 2
    return aligned(
        (*heads, *heads),
        [(*left, *right) for left, right in zip(rows[:half], rows[half:], strict=True)],
    )


def per_cent(chance: float) -> str:
    """A chance in whole per cent, without false zeros and certainties.

    >>> per_cent(0.0), per_cent(0.004), per_cent(0.417), per_cent(0.999), per_cent(1.0)
    ('0', '<1', '42', '>99', '100')
    """
    chance = round(chance, 12)  # the last digits of sums are noise
    if 0.0 < chance < 0.005:
        return "<1"
    return ">99" if 0.995 <= chance < 1.0 else f"{100 * chance:.0f}"


def footer(found: Forecast) -> str:
    """Which draft it is, and what is assumed of it."""
    pen = f"penholder {found.penholder}" if found.penholder else "no penholder named"
    return f"exact chances; {found.scenario}, draft {found.draft}, {pen}, rules {found.rules}"
