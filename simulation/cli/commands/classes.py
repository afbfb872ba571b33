"""``unsc classes``: classes that played one lesson, side by side, from their session files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulation.cli.help import BEGIN
from simulation.cli.options import AsJson, OverwriteFile, checks, on_the_side, print_json, say
from simulation.cli.shell import app

if TYPE_CHECKING:
    from simulation.classroom.classes import Classes, Row

ACROSS = 5
"""So many sections stand beside each other; more are a further table."""

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@app.command(
    rich_help_panel=BEGIN,
    help="""Compare classes that played the same lesson, from their session files.

    A column a class: what it predicted before each vote and how near it came,
    how many chose the right answer, how likely its amendments were to pass, and
    where pupils held states, how they voted and what they gave beside what was
    needed, best for all, and given by a thousand simulated councils. Nicknames
    are not shown. The files are read and never written. --out writes every
    number as CSV, a row for each class and step.

    Examples:

    unsc classes class-a.jsonl class-b.jsonl

    unsc classes autumn/*.jsonl --out autumn.csv
    """,
    no_args_is_help=True,
)
def classes(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Session files of `unsc classroom --session`."),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE.csv", help="Write the whole table to this file."),
    ] = None,
    overwrite: OverwriteFile = False,
    as_json: AsJson = False,
) -> None:
    """Print a column for each class."""
    from simulation.classroom.classes import compared
    from simulation.cli.new_file import check_new, write_new

    with checks() as wrong:
        if out is not None:
            wrong.take(check_new, out, overwrite=overwrite)
        found = wrong.take(compared, files or [])
    assert found is not None
    for section in found.sections:
        for note in section.notes:
            on_the_side(note)
    if as_json:
        print_json(plain(found))
    else:
        show(found)
    if out is not None:
        write_new(out, found.as_csv(), overwrite=overwrite)
        if not as_json:
            say(f"Written to {out}.")


def plain(found: Classes) -> dict[str, Any]:
    """The comparison as plain data."""
    return {
        "lesson": found.lesson,
        "same_seed": found.one_story,
        "sections": [
            {
                "name": section.name, "file": str(section.session.path),
                "seed": section.session.seed, "version": section.session.version,
                "same_program": not section.session.elsewhere, "pupils": section.pupils,
            }
            for section in found.sections
        ],
        "rows": [row for rows in found.rows for row in rows],
        **({"cannot_say": found.cannot_say} if found.cannot_say else {}),
    }  # fmt: skip


def show(found: Classes) -> None:
    """Tables of at most so many sections, and what is to be known of them."""
    from simulation.analysis.caveat import SIMULATED
    from simulation.cli.terminal import Terminal
    from simulation.figures.text import aligned

    console = Terminal()
    console.print(f"{found.lesson}{SIMULATED if found.cannot_say else ''}")
    for first in range(0, len(found.sections), ACROSS):
        here = range(first, min(first + ACROSS, len(found.sections)))
        console.print()
        for k in here:
            section = found.sections[k]
            console.print(
                f"{letter(k)}  {section.name}: {section.pupils} pupils, seed {section.session.seed}"
            )
        console.print()
        heads = ("", *(letter(k) for k in here))
        console.print(aligned(heads, lines_of([found.rows[k] for k in here])))
    console.print()
    say(WORDS)
    if len(found.sections) > 1:
        say(SAME if found.one_story else OTHER)
    if found.cannot_say:
        say(found.cannot_say)


WORDS = (
    "Points are of 5 a prediction, the mean of those who predicted; gain is over the first "
    "prediction, of those who made both. A dash: nobody answered, it was not shown, or it did "
    "not come up. Units are thousandths of effort, as the class saw them. The percentile is the "
    "share of a thousand simulated councils that gave less for the danger they met up to then."
)
"""What stands under the tables."""

SAME = "All had the same seed: the same votes, and the same crises until their decisions differ."

OTHER = "Seeds differ, so that the classes met other votes or crises; some differences are chance."


def letter(number: int) -> str:
    """How a section is named in the table.

    >>> letter(0), letter(27)
    ('A', 'B2')
    """
    again = number // len(LETTERS)
    return LETTERS[number % len(LETTERS)] + (str(again + 1) if again else "")


def lines_of(sections: Sequence[Sequence[Row]]) -> list[tuple[str, ...]]:
    """The lines of a table: a title for each step, and under it what is compared there."""
    lines = []
    for rows in zip(*sections, strict=True):
        lines.append((f"{rows[0]['step']} {rows[0]['title']}", *("" for _ in rows)))
        for label, cell in SHOWN[rows[0]["kind"]]:
            cells = [cell(row) for row in rows]
            if any(cells):
                lines.append((f"  {label}", *(each or "–" for each in cells)))
    return lines


def number(key: str, form: str = "{:.1f}") -> Callable[[Row], str]:
    """A cell that shows a number of a row; empty where there is none."""
    return lambda row: form.format(row[key]) if row.get(key) is not None else ""


def units(key: str) -> Callable[[Row], str]:
    """A cell that shows an effort in the units of a class."""

    def cell(row: Row) -> str:
        from simulation.classroom.pledges import UNITS

        return f"{UNITS * row[key]:.0f}" if row.get(key) is not None else ""

    return cell


def count(key: str) -> Callable[[Row], str]:
    """A cell that shows a count."""
    return number(key, "{:.0f}")


def chance(key: str) -> Callable[[Row], str]:
    """A cell that shows a chance."""

    def cell(row: Row) -> str:
        from simulation.scenario.words import per_cent_1

        return f"{per_cent_1(row[key])} %" if row.get(key) is not None else ""

    return cell


def answers(row: Row) -> str:
    """How many answered: phones, and hands beside them."""
    return f"{row['answers']}+{row['hands']}" if row["hands"] else f"{row['answers']}"


def of_predictions(row: Row) -> str:
    """How many predictions were right, of how many."""
    return f"{row['right']} of {row['predictions']}" if "predictions" in row else ""


def ballots(row: Row) -> str:
    """The tally of a vote."""
    return f"{row['yes']}-{row['no']}-{row['abstain']}" if "yes" in row else ""


SHOWN: dict[str, tuple[tuple[str, Callable[[Row], str]], ...]] = {
    "predict": (
        ("predictions (+ hands)", answers),
        ("with the outcome on record", count("right")),
        ("points against the record", number("points_recorded")),
        ("points against the simulated vote", number("points_simulated")),
        ("gain against the record", number("gain_recorded", "{:+.1f}")),
        ("gain against the simulated vote", number("gain_simulated", "{:+.1f}")),
    ),
    "question": (("answers (+ hands)", answers), ("right", count("right"))),
    "amend": (
        ("texts chosen (+ hands)", answers),
        ("chance of the text as tabled", chance("chance_tabled")),
        ("mean chance of the texts chosen", chance("chance_chosen")),
    ),
    "vote": (
        ("decisions by pupils", count("persons")),
        ("how the round ended", lambda row: row.get("end", "").replace("_", " ")),
        ("yes-no-abstain", ballots),
        ("predictions that were right", of_predictions),
    ),
    "pledge": (
        ("decisions by pupils", count("persons")),
        ("needed, units", units("resistance")),
        ("given, units", units("provision")),
        ("in equilibrium, units", units("nash")),
        ("best for all, units", units("optimal")),
        ("chance of success", chance("p_win")),
        ("percentile among councils", count("percentile")),
        ("predictions within a tenth", of_predictions),
    ),
}
"""By kind of step the lines of the table: a label and the cell of a row."""
