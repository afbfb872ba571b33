"""``unsc data add``: later votes, in any layout, added to a folder of public tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulation.cli.help import RECORD, Commands
from simulation.cli.options import AsJson, checks, on_the_side, print_json, say
from simulation.cli.shell import app
from simulation.scenario.words import counted

if TYPE_CHECKING:
    from simulation.studies.merge.merge import Merged

data_app = Commands(help="Add later votes to the public tables.")
app.add_typer(data_app, name="data", rich_help_panel=RECORD)

MOST_LISTED = 20
"""Votes that differ, of which people see so many; --json has all."""

TO_FILL_IN = (
    "Their topic_repaired and ch7_acting are empty, since no table of votes says them; until you "
    "fill them in, all added votes count as of one topic."
)


@data_app.callback()
def before() -> None:
    """Do nothing: a group of one command keeps its name."""


@data_app.command(
    help="""Add the votes of a table to a folder of tables, with a report of what differs.

    The table may have any layout that docs/data.md shows. A vote that the
    folder has already is compared: the folder keeps its ballots, and other
    ones in the new table are listed. New votes go to unsc_votes_added.csv and
    unsc_member_votes_added.csv there; the files that were there before stay as they
    are. What cannot be placed for sure is left out and named. The same table
    again adds nothing.

    Example:

    unsc data add 2026_sc_voting.csv --data tables
    """
)
def add(
    table: Annotated[Path, typer.Argument(metavar="FILE", help="A table of votes.")],
    data: Annotated[
        Path | None,
        typer.Option("--data", "-d", metavar="DIR", help="The folder of tables that it goes to."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report, and write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add votes."""
    from simulation.experiments.files import check_writable
    from simulation.experiments.lock import locked
    from simulation.rollcalls.reader import read_vote_table
    from simulation.scenario.mistakes import InputError
    from simulation.studies.merge import files
    from simulation.studies.merge.known import KnownVotes
    from simulation.studies.merge.merge import merge
    from simulation.studies.tables.reading import Tables

    with checks() as wrong:
        read = None if table is None else wrong.take(read_vote_table, table)
        tables = None
        with wrong.kept():
            if data is None:
                raise InputError(["--data is missing: name the folder that the votes are added to"])
            tables = Tables.named([data])
            if not dry_run:
                check_writable(data, files.VOTES, files.BALLOTS)
        known = None if tables is None else wrong.take(KnownVotes.of, tables)
    assert read is not None and known is not None and data is not None  # noqa: PT018
    assert tables is not None
    for note in (*read.notes, *tables.notes):
        on_the_side(note)
    written: tuple[Path, ...] = ()
    if dry_run:
        merged = merge(read, known)
    else:
        with locked(data):
            merged = merge(read, KnownVotes.of(Tables([data])))
            written = files.add(data, merged.new) if merged.new else ()
    if as_json:
        print_json(as_object(merged, written))
    else:
        report(merged, written)


def as_object(merged: Merged, written: tuple[Path, ...]) -> dict[str, Any]:
    """The report for programs."""
    return {
        "new": [
            {
                "vote_id": vote.vote_id,
                "called": vote.said.resolution or vote.said.draft,
                "date": str(vote.said.date),
                "outcome": vote.outcome,
            }
            for vote in merged.new
        ],
        "same": len(merged.same),
        "different": [
            {"vote_id": one.vote_id, "called": one.called, "ballots": dict(one.ballots)}
            for one in merged.different
        ],
        "left_out": merged.left_out,
        "unseated": merged.unseated,
        "written": [str(path) for path in written],
    }


def report(merged: Merged, written: tuple[Path, ...]) -> None:
    """The report for people."""
    from simulation.studies.merge.merge import left_out_words

    new = f"{counted(len(merged.new), 'new vote')}"
    if merged.new:
        first, last = merged.new[0].vote_id, merged.new[-1].vote_id
        new += f", numbered {first} to {last}" if last > first else f", numbered {first}"
    say(
        f"{new}; {counted(len(merged.same), 'vote')} as known; "
        f"{counted(len(merged.different), 'vote')} with other ballots."
    )
    for one in merged.different[:MOST_LISTED]:
        say(f"- {one.sentence}")
    if len(merged.different) > MOST_LISTED:
        say(f"and {len(merged.different) - MOST_LISTED} more; --json gives every vote")
    for why, votes in merged.left_out.items():
        say(f"{left_out_words(why, votes)}.")
    for vote_id, members in list(merged.unseated.items())[:MOST_LISTED]:
        say(f"- {vote_id}: {', '.join(members)}")
    if merged.unchecked:
        years = ", ".join(map(str, sorted(merged.unchecked)))
        say(f"The members of {years} were not checked: no council of that year is known here.")
    if written:
        say(f"Written: {' and '.join(map(str, written))}.")
    if merged.new:
        say(TO_FILL_IN)
    else:
        say("Nothing is new.")
