"""``unsc tally``: what ballots decide under a rule set, why, and what would have passed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.cli.help import LEFT_OVER, ONE
from simulation.cli.options import AsJson, CouncilName, checks, on_the_side, print_json
from simulation.cli.shell import app
from simulation.scenario.words import counted

if TYPE_CHECKING:
    from rich.console import Console

    from simulation.rollcalls.matters import Question
    from simulation.rollcalls.tallies import OneVote, TableTally
    from simulation.rollcalls.vote_table import VoteId
    from simulation.scenario.mistakes import Gathered
    from simulation.scenario.schema import CouncilFile

MOST_LISTED = 20
"""So many votes of a list are shown to people; --json has all."""

MOST_NAMED = 100
"""Votes left out that are named, for each reason."""

OTHERWISE = (
    "Here a vote is substantive unless the column procedural or --procedural says otherwise, and "
    "the rules named above decide it. On procedure a permanent member's no blocks nothing, and "
    "other rules may decide otherwise."
)
"""Why a vote may have ended otherwise."""

HEADLINES = {"adopted": "ADOPTED", "vetoed": "VETOED", "fell_short": "FELL SHORT"}


@app.command(
    rich_help_panel=ONE,
    help="""Count ballots under a rule set: what they decide, why, and what would have passed.

    One vote: name a council and give each member's ballot, Y (yes), N (no),
    A (abstain) or NV (not voting), or the word; `*=Y` stands for all the
    rest. A member goes by its code or by any name of its state.

    Many votes: a table of votes as it comes, text or a workbook of Excel: one
    row a ballot, as the UN Digital Library publishes them, one column a state,
    or counts with the vetoes (docs/data.md shows each). States go by any name
    or code, ballots by letters (Y, N, A, NV or X, U where it is not known) or
    words in English, French and Spanish. Where it has a column outcome
    (adopted, vetoed, fell_short or failed_majority), the decision here is
    compared with it; a column procedural (1 or 0) says which votes are on
    procedure.

    A vote is substantive, and nobody a party to the dispute, unless an option
    or the column says otherwise. On procedure there is no veto. Whether a
    matter is procedural may be put to the vote too, with --preliminary: that
    question can be vetoed, and then the draft too. A ruling of the president,
    with --ruling, stands unless the votes of --challenge overrule it.

    Examples:

    unsc tally --council 1990 --votes "USA=N, CHN=A, *=Y"

    unsc tally --council 2014 --votes "CHN=N, RUS=N, *=Y" --procedural

    unsc tally --council 1946 --votes "RUS=N, *=Y" --preliminary "RUS=N, *=Y"

    unsc tally --rules no-veto --table votes.csv
    """,
    no_args_is_help=True,
)
def tally(
    rules: Annotated[
        str, typer.Option("--rules", "-r", metavar="RULES", help="A rule set, by name or path.")
    ] = "charter",
    council: CouncilName = None,
    votes: Annotated[
        str | None,
        typer.Option("--votes", metavar="BALLOTS", help='Ballots of the members, as "USA=N, *=Y".'),
    ] = None,
    table: Annotated[
        Path | None, typer.Option("--table", metavar="FILE", help="Table of many votes.")
    ] = None,
    procedural: Annotated[
        bool,
        typer.Option(
            "--procedural", help="The matter is procedural (in a table: where it does not say)."
        ),
    ] = False,
    parties: Annotated[
        list[str] | None,
        typer.Option(
            "--parties",
            metavar="MEMBERS",
            help="Parties to the dispute, in a decision under Chapter VI, as RUS,GBR.",
        ),
    ] = None,
    preliminary: Annotated[
        str | None,
        typer.Option(
            "--preliminary", metavar="BALLOTS", help="Votes on whether the matter is procedural."
        ),
    ] = None,
    ruling: Annotated[
        str | None,
        typer.Option(
            "--ruling",
            metavar="WORD",
            help="What the president rules the matter to be: procedural or substantive.",
        ),
    ] = None,
    challenge: Annotated[
        str | None,
        typer.Option("--challenge", metavar="BALLOTS", help="Votes to overrule that ruling."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Count ballots."""
    from simulation.cli.terminal import Terminal
    from simulation.rollcalls.matters import Question
    from simulation.rollcalls.tallies import rule_sets, tally_table, tally_votes
    from simulation.scenario.visible import all_visible

    question = Question(
        procedural=procedural,
        preliminary=preliminary,
        ruling=ruling,
        challenge=challenge,
        parties=tuple(n for given in parties or [] for n in given.split(",") if n.strip()),
    )
    with checks() as wrong:
        wrong.take(check_given, council, votes, table)
        wrong.take(check_question, question, table)
        if wrong.take(rule_sets, rules) is None or wrong.mistakes:
            check_ballots(wrong, rules, council, votes, table, question)
    match (council, votes, table):
        case (None, None, Path()):
            tallied = tally_table(table, rules, procedural=procedural)
            print_left_out(tallied.left_out, Terminal(stderr=True))
            for warning in tallied.warnings:
                on_the_side(warning)
            if as_json:
                print_json(as_objects(tallied))
            else:
                print_table(tallied, Terminal())
        case (str(), str(), None):
            one = tally_votes(council, votes, rules, question)
            if as_json:
                print_json(as_object(one))
            else:
                print_one(all_visible(one), Terminal())


def check_given(council: str | None, votes: str | None, table: Path | None) -> None:
    """Refuse options that do not go together, or say too little."""
    from simulation.scenario.mistakes import InputError

    match (council, votes, table):
        case (None, None, Path()) | (str(), str(), None):
            return
        case (_, _, Path()):
            why = "--table brings its own members and ballots; leave out --council and --votes"
        case (None, str(), _):
            why = "--votes needs --council: name who votes, as in --council 1990; or give a --table"
        case (str(), None, _):
            why = '--council needs --votes: give the ballots, as in --votes "USA=N, *=Y"'
        case _:
            why = "there are no ballots; give --council and --votes, or a --table"
    raise InputError([why])


def check_question(question: Question, table: Path | None) -> None:
    """Refuse what cannot be true together of a matter, or is not said of a table."""
    from simulation.rollcalls.matters import Question
    from simulation.scenario.mistakes import InputError

    question.check()
    if table is not None and question != Question(procedural=question.procedural):
        raise InputError(
            [
                "--parties, --preliminary, --ruling and --challenge are of one vote; give "
                "--council and --votes, or leave them out"
            ]
        )


def check_ballots(
    wrong: Gathered,
    rules: str,
    council: str | None,
    votes: str | None,
    table: Path | None,
    question: Question,
) -> None:
    """Note what is wrong with rules, members and ballots where nothing can be counted."""
    from simulation.rollcalls.ballots import read_votes
    from simulation.rollcalls.matters import ballots_of, parties_of
    from simulation.rollcalls.reader import read_vote_table
    from simulation.scenario.mistakes import naming
    from simulation.scenario.reading import load_council
    from simulation.scenario.roster import Roster

    if table is not None:
        wrong.take(read_vote_table, table)
    file = None
    if council is not None:
        with wrong.kept(), naming("council"):
            file = load_council(council)
    if file is None:
        return
    roster = Roster.of(file.seat, f"on {file.title}")
    cut_off = any(LEFT_OVER in mistake for mistake in wrong.mistakes)
    wrong.take(check_rules, rules, file)
    if votes is not None:
        wrong.take(read_votes, votes, roster.codes, file.title, roster.names, cut_off=cut_off)
    wrong.take(ballots_of, question, roster, file.title, cut_off=cut_off)
    wrong.take(parties_of, question.parties, roster)


def check_rules(rules: str, council: CouncilFile) -> None:
    """Refuse rules that do not fit a council; of a file with mistakes, what is left of it."""
    from simulation.rollcalls.tallies import file_of
    from simulation.scenario.mistakes import naming
    from simulation.scenario.reading import load_rules
    from simulation.scenario.salvage import ShapeError
    from simulation.scenario.scenario import Council
    from simulation.scenario.sitting import rules_for

    with naming("rules"):
        try:
            file, unknown = load_rules(rules), frozenset[str]()
        except ShapeError as error:
            file, unknown = error.usable, error.unknown
    if file is not None and file.seats in (None, len(council.seat)):
        who = Council.of(council)
        rules_for(
            file,
            who.members,
            who.permanent,
            who.title,
            f"rules {rules}",
            inside=(file_of(rules, rules), ""),
            unknown=unknown,
        )


def as_object(one: OneVote) -> dict[str, object]:
    """One vote for programs: the decision's own fields first."""
    return {
        "council": one.council,
        "rules": one.rules,
        "instead": one.instead,
        **asdict(one.decision),
        "notes": list(one.notes),
        "ballots": one.ballots,
        "counted_as": one.counted_as,
        "smallest_changes": [asdict(change) for change in one.smallest_changes],
    }


def as_objects(tallied: TableTally) -> list[dict[str, object]]:
    """The votes of a table for programs; ``recorded`` where the table has outcomes."""
    return [
        {"vote_id": n, "rules": tallied.rules[n], **asdict(decision)}
        | ({"recorded": tallied.recorded.get(n)} if tallied.recorded else {})
        for n, decision in tallied.decisions.items()
    ]


def print_one(one: OneVote, console: Console) -> None:
    """One vote for people."""
    from rich.table import Table
    from rich.text import Text

    from simulation.cli.ballot_lines import BALLOTS

    found = one.decision
    console.print(Text(f"{one.council} · {one.rules}", style="bold"))
    if one.instead:
        console.print(Text(one.instead))
    console.print()
    colour = "green" if found.outcome == "adopted" else "red"
    lines = Table.grid(padding=(0, 2))
    lines.add_column(no_wrap=True)
    lines.add_column(overflow="fold")
    lines.add_row(Text(HEADLINES[found.outcome], style=f"bold {colour}"), Text(found.cause))
    lines.add_row(
        "required", Text(f"{counted(found.required, 'affirmative vote')}; received {found.yes}")
    )
    for letter, (word, colour, mark) in BALLOTS.items():
        members = [
            f"{member} ({one.counted_as[member]})" if member in one.counted_as else member
            for member, ballot in one.ballots.items()
            if ballot == letter
        ]
        if members:
            lines.add_row(
                Text(f"{mark} {len(members):2d} {word}", style=colour), Text(", ".join(members))
            )
    console.print(lines)
    for note in one.notes:
        console.print(Text(f"{note[0].upper()}{note[1:]}."))
    if one.smallest_changes:
        console.print("\nThe smallest changes that would have adopted it:")
    for change in one.smallest_changes:
        console.print(Text(f"- {change.sentence}"))


def print_table(tallied: TableTally, console: Console) -> None:
    """Many votes for people: how many ended how, what is otherwise on record, what failed."""
    from rich.table import Table

    counts = Counter(decision.outcome for decision in tallied.decisions.values())
    summary = Table.grid(padding=(0, 2))
    summary.add_column()
    summary.add_column(justify="right")
    for outcome, headline in HEADLINES.items():
        summary.add_row(headline.lower(), str(counts[outcome]))
    summary.add_row("votes decided", str(len(tallied.decisions)), style="bold")
    for name, votes in Counter(tallied.rules.values()).items():
        summary.add_row(f"under {name}", str(votes))
    console.print(summary)
    if tallied.recorded:
        print_differences(tallied, console)
    failed = [(n, d) for n, d in tallied.decisions.items() if d.outcome != "adopted"]
    columns = ("vote", "outcome", "yes", "of", "cause")
    rows = [
        (n, HEADLINES[found.outcome].lower(), found.yes, found.required, found.cause)
        for n, found in failed
    ]
    print_list("Not adopted", columns, rows, console)


def print_differences(tallied: TableTally, console: Console) -> None:
    """How many votes end here as the table has it, and those that do not."""
    wrong, many = tallied.otherwise, len(tallied.recorded)
    console.print(
        f"\nas in the table's column outcome: {many - len(wrong)} of {many}", style="bold"
    )
    if len(tallied.decisions) > many:
        console.print(f"without an outcome there: {len(tallied.decisions) - many}")
    rows = [
        (n, HEADLINES[tallied.recorded[n]].lower(), HEADLINES[found.outcome].lower(), found.cause)
        for n, found in ((n, tallied.decisions[n]) for n in wrong)
    ]
    print_list("Decided otherwise", ("vote", "there", "here", "cause"), rows, console)
    if wrong:
        console.print(OTHERWISE)


def print_list(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], console: Console
) -> None:
    """A list of votes, if there are any, cut with a note if it is long."""
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    console.print()
    listing = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        listing.add_column(column, justify="right" if column in ("yes", "of") else "left")
    for row in rows[:MOST_LISTED]:
        listing.add_row(*(Text(str(cell)) for cell in row))
    console.print(listing)
    if len(rows) > MOST_LISTED:
        console.print(f"and {len(rows) - MOST_LISTED} more; --json gives every vote")


def print_left_out(left_out: dict[str, list[VoteId]], console: Console) -> None:
    """The votes on which nothing could be said."""
    from rich.text import Text

    for why, votes in left_out.items():
        named = ", ".join(map(str, votes[:MOST_NAMED]))
        more = f" and {len(votes) - MOST_NAMED} more" if len(votes) > MOST_NAMED else ""
        console.print(Text(f"left out {len(votes)} of the votes, as {why}: {named}{more}"))
