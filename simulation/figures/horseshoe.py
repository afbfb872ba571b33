"""The Council's table: who sits where around the horseshoe, and how each voted."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch, Polygon, Rectangle

from simulation.analysis.caveat import mark
from simulation.analysis.explain import tally_words
from simulation.analysis.outcomes import SimulatedRollCall, example_roll_call
from simulation.figures import style
from simulation.figures.files import ready, write_figure
from simulation.figures.report_figure import ReportFigure
from simulation.figures.text import aligned, described
from simulation.scenario.words import WIDTH, counted, sentences

BALLOT_LOOKS: dict[str, dict[str, Any]] = {
    "Y": {"facecolor": style.SKY},
    "N": {"facecolor": style.VERMILLION, "hatch": "xx"},
    "A": {"facecolor": style.YELLOW, "hatch": "//"},
    "NV": {"facecolor": "white", "hatch": ".."},
}

BALLOT_WORDS = {"Y": "yes", "N": "no", "A": "abstaining", "NV": "not voting"}

MARKS = {"Y": "Y", "N": "N", "A": "A", "NV": "–"}

ARM = 0.9
"""Length of the horseshoe's straight arms, in radii of its bend."""

CROWDED = 16
"""Seats beyond which names point outward, so that they do not meet."""

WRAP = 66
"""Columns of a title before it takes another line."""


def places(seats: int) -> list[tuple[float, float, float, float]]:
    """Where each seat stands and which way is out: x, y and the outward direction.

    Seats stand evenly along the table, from the end of the left arm round the
    bend to the end of the right one; the bend has radius 1.
    """
    length = np.pi + 2 * ARM
    out: list[tuple[float, float, float, float]] = []
    for way in np.linspace(0, length, seats):
        if way < ARM:
            out.append((-1.0, way - ARM, -1.0, 0.0))
        elif way > ARM + np.pi:
            out.append((1.0, length - way - ARM, 1.0, 0.0))
        else:
            angle = np.pi - (way - ARM)
            x, y = float(np.cos(angle)), float(np.sin(angle))
            out.append((x, y, x, y))
    return out


def outline(radius: float) -> list[tuple[float, float]]:
    """The horseshoe at this distance from its middle line's centre, as points."""
    bend = [(radius * np.cos(a), radius * np.sin(a)) for a in np.linspace(np.pi, 0, 60)]
    return [(-radius, -ARM), *bend, (radius, -ARM)]


@style.letter_for_letter
def plot_horseshoe(roll_call: SimulatedRollCall, *, ax: Axes | None = None) -> Axes:
    """The seats around the Council's table, each coloured and lettered by its ballot.

    Permanent members are square, elected ones round; a star on the table marks
    the penholder. The tally is in the middle.

    Parameters
    ----------
    roll_call : RollCall
        The members and their ballots, as :func:`simulation.figures.horseshoe.roll_call_of` takes
        them from a round of a story.
    ax : matplotlib Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib Axes
        The picture.

    Examples
    --------
    >>> from simulation import story
    >>> ax = plot_horseshoe(roll_call_of(story("kuwait-1990", seed=7)[-1]))
    >>> bool(ax.get_figure())
    True
    """
    ax = style.canvas(ax)
    ax.set_aspect("equal")
    ax.set_axis_off()
    table = [*outline(0.84), *reversed(outline(0.72))]
    ax.add_patch(Polygon(table, closed=True, facecolor=style.PALE, edgecolor="none"))
    seats = len(roll_call.members)
    size = min(0.13, 0.42 * (np.pi + 2 * ARM) / max(seats - 1, 1))
    crowded = seats > CROWDED
    for seat, (x, y, out_x, out_y) in enumerate(places(seats)):
        looks = BALLOT_LOOKS[roll_call.ballots[seat]]
        permanent = roll_call.permanent[seat]
        ax.add_patch(seat_patch(x, y, size, permanent, looks))
        ax.text(
            x, y, MARKS[roll_call.ballots[seat]], ha="center", va="center_baseline",
            fontsize=min(16.0, 130 * size), fontweight="bold",
            bbox={"boxstyle": "circle,pad=0.12", "facecolor": "white", "edgecolor": "none"},
        )  # fmt: skip
        ax.text(
            x + 1.35 * size * out_x,
            y + 1.35 * size * out_y,
            roll_call.members[seat],
            fontsize=style.LEGEND,
            fontweight="bold" if permanent else "normal",
            **label_towards(out_x, out_y, crowded),
        )
        if roll_call.members[seat] == roll_call.penholder:
            ax.plot(x - 0.22 * out_x, y - 0.22 * out_y, marker="*", markersize=15, color="black")
    handles = legend_handles(roll_call)
    ax.legend(
        handles=handles, loc="center", bbox_to_anchor=(0.0, -0.18), bbox_transform=ax.transData,
        fontsize=style.LEGEND, frameon=False, handleheight=1.1,
    )  # fmt: skip
    ax.set_xlim(-2.1, 2.1)
    longest = max(len(member) for member in roll_call.members)
    ax.set_ylim(-ARM - 0.2, 1.2 + 0.06 * longest if crowded else 1.42)
    ax.set_title(wrapped(roll_call.title, WRAP), loc="left", fontsize=style.TITLE, pad=12)
    return ax


def label_towards(out_x: float, out_y: float, crowded: bool) -> dict[str, Any]:
    """How a name stands off its seat: level, or pointing outward where seats are crowded."""
    if crowded:
        angle = float(np.degrees(np.arctan2(out_y, out_x)))
        right = out_x > -1e-9
        return {
            "ha": "left" if right else "right",
            "va": "center",
            "rotation": angle if right else angle - 180.0,
            "rotation_mode": "anchor",
        }
    return {
        "ha": "center" if abs(out_x) < 0.1 else "left" if out_x > 0 else "right",
        "va": "bottom" if out_y > 0.5 else "center",
    }


def wrapped(title: str, width: int) -> str:
    """A title in lines of at most so many columns; its own lines stay lines."""
    return "\n".join(textwrap.fill(line, width) for line in title.splitlines())


def seat_patch(x: float, y: float, size: float, permanent: bool, looks: dict[str, Any]) -> Patch:
    """A chair: square with a thick edge for a permanent member, round for an elected one."""
    if permanent:
        corner = (x - 0.92 * size, y - 0.92 * size)
        side = 1.84 * size
        return Rectangle(corner, side, side, edgecolor="black", linewidth=3.0, **looks)
    return Circle((x, y), size, edgecolor="black", linewidth=1.2, **looks)


def legend_handles(roll_call: SimulatedRollCall) -> list[Any]:
    """The tally as a legend, then what shapes and the star mean."""
    ballots: list[Any] = [
        Patch(
            edgecolor="black",
            label=f"{MARKS[letter]}  {words}: {roll_call.count(letter)}",
            **BALLOT_LOOKS[letter],
        )
        for letter, words in BALLOT_WORDS.items()
    ]
    looks: dict[str, dict[str, Any]] = {
        "permanent (bold)": {"marker": "s", "markersize": 13, "markeredgewidth": 3},
        "elected": {"marker": "o", "markersize": 13, "markeredgewidth": 1.2},
        "penholder": {"marker": "*", "markersize": 15, "markerfacecolor": "black"},
    }
    if roll_call.penholder not in roll_call.members:
        del looks["penholder"]
    shapes = [
        Line2D(
            [],
            [],
            linestyle="none",
            color="black",
            label=words,
            **{"markerfacecolor": "white", **how},
        )
        for words, how in looks.items()
    ]
    return ballots + shapes


def describe_horseshoe(roll_call: SimulatedRollCall) -> str:
    """What :func:`plot_horseshoe` shows, in words.

    Parameters
    ----------
    roll_call : RollCall
        The members and their ballots.

    Returns
    -------
    str
        A title, sentences and a table, in lines of 80 columns.

    Examples
    --------
    >>> from simulation import story
    >>> print(describe_horseshoe(roll_call_of(story("kuwait-1990", seed=7)[-1])).splitlines()[0])
    Round 11, S/RES/678 (simulated)
    """
    tally = ", ".join(f"{roll_call.count(b)} {words}" for b, words in BALLOT_WORDS.items())
    said = [f"{counted(len(roll_call.members), 'member')}: {tally}."]
    for letter in ("N", "A", "NV"):
        named = [
            f"{member} (permanent)" if permanent else member
            for member, permanent, ballot in zip(
                roll_call.members, roll_call.permanent, roll_call.ballots, strict=True
            )
            if ballot == letter
        ]
        if named:
            said.append(f"{BALLOT_WORDS[letter].capitalize()}: {', '.join(named)}.")
    if roll_call.penholder:
        said.append(f"Penholder: {roll_call.penholder}.")
    rows = [
        (f"{member}: {name}" if name != member else member, "permanent" if permanent else "elected",
         BALLOT_WORDS[ballot])
        for member, name, permanent, ballot in zip(
            roll_call.members, roll_call.names, roll_call.permanent, roll_call.ballots, strict=True
        )
    ]  # fmt: skip
    return described(
        wrapped(roll_call.title, WIDTH),
        sentences(*said),
        aligned(("member", "seat", "vote"), rows),
    )


def roll_call_of(facts: dict[str, Any]) -> SimulatedRollCall | None:
    """The vote in a round of :func:`simulation.analysis.story.story`; None if none was held."""
    draft = facts["draft"]
    if draft is None or draft["vote"] is None:
        return None
    vote = draft["vote"]
    what = draft.get("symbol") or facts["crisis"]["type"].replace("-", " ")
    members = [seat["member"] for seat in vote["roll_call"]]
    ballots = tuple(seat["ballot"] for seat in vote["roll_call"])
    kept = facts.get("recorded")
    beside = ""
    if kept:
        tally = "-".join(str(kept[ballot]) for ballot in ("yes", "no", "abstain"))
        beside = f"; on record {kept['outcome'].replace('_', ' ')} {tally}"
    return SimulatedRollCall(
        members=tuple(members),
        names=tuple(seat["name"] for seat in vote["roll_call"]),
        permanent=tuple(seat["permanent"] for seat in vote["roll_call"]),
        ballots=ballots,
        penholder=draft["penholder"],
        title=f"Round {facts['round'] + 1}, {what}{mark(members)}\n"
        f"{tally_words(ballots, vote['yes'], vote['no'], vote['abstain'])}: "
        f"{vote['outcome'].replace('_', ' ')}{beside}",
    )


def draw_roll_calls(rounds: Sequence[dict[str, Any]], folder: Path) -> list[Path]:
    """Draw the table of each vote of a story into a folder, with its text beside it.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    ready(folder)
    written = []
    for facts in rounds:
        roll_call = roll_call_of(facts)
        if roll_call is not None:
            stem = f"round-{facts['round'] + 1:03d}-horseshoe"
            written += write_figure(
                plot_horseshoe(roll_call), describe_horseshoe(roll_call), folder / stem
            )
    return written


NO_ROLL_CALL = "No vote to show: none was held, or the batch was stored without ballots."

REPORTED = (
    ReportFigure(
        160,
        "horseshoe",
        "One vote around the table",
        "The first draft that was vetoed or, where none was, the first that was voted.",
        example_roll_call,
        plot_horseshoe,
        describe_horseshoe,
        missing=NO_ROLL_CALL,
    ),
)
"""For the page of a report."""
