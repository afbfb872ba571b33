"""``unsc forecast``: what would pass, who would vote how, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from simulation.cli.help import ONE
from simulation.cli.options import (
    AsJson,
    FigureFolder,
    Overwrite,
    Rules,
    ScenarioName,
    Settings,
    as_written,
    checks,
    print_json,
    scenario_of,
)
from simulation.cli.out_folder import Pictures, check_out, files_of, write_pictures
from simulation.cli.shell import app

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from simulation.analysis.forecast import Forecast, MemberForecast

LEAST_BLOCK = 0.01
"""The least chance of a veto that is shown."""

MOST_PIVOTS, LEAST_GAIN = 2, 0.005
"""So many members are named as mattering most, if their yes adds half a point."""

FIGURE = "forecast"
"""The picture that is written to --out."""

NO_PEN = (
    "No penholder is named, so rivalry with it and its certain yes are left out; --pen names one."
)


@app.command(
    rich_help_panel=ONE,
    help="""Forecast one draft: what would pass, who would vote how, and why.

    For a draft of a scripted scenario: the exact chances that it is adopted,
    vetoed or falls short, each member's chances and its main reasons, which
    members matter most, and the chances of stronger and weaker texts.
    Tempers and the noise of choice are integrated out; beliefs and legitimacy are at rest.

    Your own scenario needs a council, a crisis and a draft: docs/files.md
    begins with an example. The council may be of any year, as `council = "1994"`.

    Examples:

    unsc forecast kuwait-1990

    unsc forecast gaza-2023 --draft S/2023/970 --rules no-veto

    unsc forecast syria-2011 --draft 3 --strength 0.6 --pen USA
    """,
)
def forecast(
    scenario: ScenarioName,
    draft: Annotated[
        str | None,
        typer.Option(
            "--draft",
            metavar="N",
            help="Which draft, counted from 1, or its symbol or date [the last].",
        ),
    ] = None,
    strength: Annotated[
        str | None,
        typer.Option(
            "--strength",
            metavar="Y",
            help="Strength of the text, 0 to 1 or as 60%, in place of the script's.",
        ),
    ] = None,
    pen: Annotated[
        str | None,
        typer.Option(
            "--pen", metavar="MEMBER", help="Penholder, by code or name, in place of the script's."
        ),
    ] = None,
    rules: Rules = None,
    set_: Settings = None,
    out: FigureFolder = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Forecast a draft."""
    from dataclasses import asdict

    from simulation.analysis.chosen_draft import check_strength, chosen_draft
    from simulation.analysis.forecast import forecast as foreseen
    from simulation.cli.terminal import Terminal
    from simulation.experiments.description import description
    from simulation.experiments.made_by import Maker
    from simulation.scenario.visible import all_visible

    with checks() as wrong:
        made = scenario_of(wrong, scenario, set_, rules=rules)
        there = made or as_written(scenario)
        found_draft = None
        if there is not None:
            found_draft = wrong.take(chosen_draft, there, draft, strength, pen)
        else:
            wrong.take(check_strength, strength)
        maker = None
        if out is not None and made is not None and found_draft is not None:
            number, chosen = found_draft
            by = [description(made), number, chosen.strength, chosen.penholder]
            what = f"draft {number + 1}, strength {chosen.strength:g}"
            if chosen.penholder is not None:
                what += f", penholder {chosen.sitting.council.members[chosen.penholder]}"
            what += f", rules {made.rules_name}"
            maker = Maker.of("forecast", f"{made.name}, {what}", by)
        check_out(wrong, out, files_of([FIGURE]), maker, overwrite=overwrite)
    assert made is not None
    found = foreseen(made, draft=draft, strength=strength, pen=pen)
    if as_json:
        pivots = [member.member for member in found.pivots(MOST_PIVOTS, LEAST_GAIN)]
        print_json(asdict(found) | {"matter_most": pivots})
    else:
        print_forecast(all_visible(found), Terminal())
    write_pictures(out, maker, lambda: pictures(found), as_json=as_json)


def pictures(found: Forecast) -> Pictures:
    """The curve of outcomes, with its text."""
    from simulation.figures.forecast import describe_forecast, plot_forecast

    return {FIGURE: (plot_forecast(found), describe_forecast(found))}


def print_forecast(found: Forecast, console: Console) -> None:
    """One page for people."""
    from rich.text import Text

    from simulation.figures.forecast_words import (
        ASSUMED,
        beside_a_batch,
        curve_table,
        missed_words,
        strongest_words,
    )

    console.print(Text(heading(found), style="bold"))
    console.print(Text(" ".join(setting(found))))
    console.print()
    console.print(verdict(found))
    low, high = found.yes_interval
    console.print(
        f"Affirmative votes: {found.expected_yes:.1f} expected, 90 % interval {low} to {high}; "
        f"{found.quota} of {len(found.members)} required."
    )
    if missed := missed_words(found):
        console.print(Text(" ".join(missed)))
    console.print()
    console.print(members_table(found))
    console.print(Text(same_for_all(found), style="dim"))
    console.print(Text(tipping_words(found)))
    console.print(Text(blocking_words(found)))
    console.print(Text(pivot_words(found)))
    console.print(Text("\nWhat would pass: chances by strength, in per cent", style="bold"))
    console.print(Text(curve_table(found)))
    console.print(Text(" ".join(strongest_words(found))))
    console.print()
    console.print(Text(f"{ASSUMED} {beside_a_batch(found)}".rstrip()))
    if found.cannot_say:
        console.print(found.cannot_say, style="italic")


def heading(found: Forecast) -> str:
    """Which draft it is."""
    from simulation.analysis.caveat import SIMULATED

    parts = [found.crisis, found.symbol, found.date, f"draft {found.draft} of {found.drafts}"]
    return " · ".join(parts) + (SIMULATED if found.cannot_say else "")


def setting(found: Forecast) -> list[str]:
    """What is put to the vote, by whom, under which rules."""
    from simulation.figures.forecast_words import strength_shown

    said = [f"{found.title}." if found.title else ""]
    chosen, script = found.strength, found.scripted_strength
    instead = "" if script is None or script == chosen else f", not the {script:.2f} of the script"
    said.append(f"Strength {strength_shown(chosen)}{instead}; status quo {found.status_quo:.2f}.")
    said.append(f"Rules: {found.rules}.")
    said.append(f"Penholder: {found.penholder}." if found.penholder else NO_PEN)
    if found.withheld:
        said.append("On record it was never put to the vote; here it is.")
    if found.record is not None:
        said.append(on_record(found.record))
    return [sentence for sentence in said if sentence]


def on_record(record: dict[str, int | str]) -> str:
    """How the vote ended that is on record."""
    from simulation.figures.forecast_words import CAST

    tally = ", ".join(f"{record[name]} {words}" for name, words in CAST.items() if record[name])
    return f"On record: {str(record['outcome']).replace('_', ' ')}, {tally}."


def verdict(found: Forecast) -> Table:
    """The three chances."""
    from rich.table import Table
    from rich.text import Text

    from simulation.cli.commands.tally import HEADLINES
    from simulation.figures.forecast_words import outcome_parts

    likeliest = max(found.outcomes, key=lambda name: found.outcomes[name])
    table = Table.grid(padding=(0, 2))
    cells = [
        Text(
            f"{HEADLINES[name]} {part} %",
            style="bold" if name == likeliest else "",
        )
        for name, part in outcome_parts(found.outcomes).items()
    ]
    table.add_row(*cells)
    return table


def members_table(found: Forecast) -> Table:
    """A line a member: its chances in per cent, the strength it wants, its reasons."""
    from rich.table import Table
    from rich.text import Text

    from simulation.figures.forecast_words import ballot_parts

    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("member", no_wrap=True)
    for head in ("yes", "no", "else", "wants"):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column("main reasons", overflow="fold")
    for member in found.members:
        table.add_row(
            Text(member.member + ("*" if member.permanent else "")),
            *ballot_parts(member),
            f"{member.wanted:.2f}",
            Text(reasons(member)),
        )
    return table


def reasons(member: MemberForecast) -> str:
    """What decides a member's ballot: what binds it, or its largest terms."""
    parts = [f"{name} {member.terms[name]:+.2f}" for name in member.reasons]
    why = member.bound or ", ".join(parts) or "little of its own"
    return why if member.counted else f"not counted; {why}"


def same_for_all(found: Forecast) -> str:
    """What the table's columns are, and the terms that are the same for all."""
    terms = ", ".join(f"{name} {value:+.2f}" for name, value in found.shared.items())
    return (
        "* permanent; chances in per cent; else: abstains or takes no part. What a member wants "
        "is the sum of its terms, of which the largest are shown, and those of all: "
        f"{terms or 'none'}."
    )


def tipping_words(found: Forecast) -> str:
    """Who is near tipping."""
    from simulation.analysis.forecast import SURE_ENOUGH

    near = [member.member for member in found.members if member.near_tipping]
    bar = f"no ballot has a chance of {100 * SURE_ENOUGH:.0f} %"
    return f"Near tipping ({bar}): {', '.join(near) or 'nobody'}."


def blocking_words(found: Forecast) -> str:
    """Whose vetoes are to be expected."""
    from simulation.figures.forecast_words import blocking_part, per_cent

    holders = sorted(found.members, key=lambda member: -member.blocks)
    parts = [f"{m.member} {blocking_part(m)} %" for m in holders if m.blocks >= LEAST_BLOCK]
    return f"Vetoes to expect (chances of {per_cent(LEAST_BLOCK)} % or more): " + (
        f"{', '.join(parts) or 'none'}."
    )


def pivot_words(found: Forecast) -> str:
    """Which members matter most for adoption, and how."""
    from simulation.figures.forecast_words import per_cent

    otherwise = "abstain" if found.abstention_allowed else "say no"
    parts = [
        f"{member.member} (adopted {per_cent(member.if_yes or 0.0)} % if sure to say yes, "
        f"{per_cent(member.if_not or 0.0)} % if sure to {otherwise})"
        for member in found.pivots(MOST_PIVOTS, LEAST_GAIN)
    ]
    nobody = "nobody; no sure yes of one member alone adds half a point"
    return f"Matter most: {'; '.join(parts) or nobody}."
