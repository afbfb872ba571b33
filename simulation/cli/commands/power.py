"""``unsc power``: what one seat can decide under each rule set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulation.cli.help import ONE
from simulation.cli.options import AsJson, CouncilName, FigureFolder, Overwrite, checks, print_json
from simulation.cli.out_folder import Pictures, check_out, files_of, write_pictures
from simulation.cli.shell import app

if TYPE_CHECKING:
    from simulation.analysis.power import PowerUnderRules

FIGURE = "power"
"""The picture that is written to --out."""


@app.command(
    rich_help_panel=ONE,
    help="""Measure voting power under rule sets: what one seat can decide.

    Exact, every ballot of every member equally likely: the chance of adoption, and for a seat with
    a veto and one without the indices of Shapley and Shubik, of Penrose and Banzhaf, and of
    Coleman; with --json also those of Johnston and of Deegan and Packel. Once where members vote
    yes or no, and once where they may also abstain, as the rule set counts abstentions.

    Without --council there are as many seats as the rule set is for, or
    fifteen, five of them permanent. docs/power.md has every rule set that is shipped.

    Examples:

    unsc power charter

    unsc power charter-1946 charter double-veto no-veto --out out/power

    unsc power league-council --council league-1935
    """,
    no_args_is_help=True,
)
def power(
    rules: Annotated[
        list[str], typer.Argument(metavar="RULES...", help="Rule sets, by name or path.")
    ],
    council: CouncilName = None,
    out: FigureFolder = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Measure voting power."""
    from simulation.analysis.power import council_named
    from simulation.analysis.power import power as measured
    from simulation.experiments.made_by import Maker

    every: list[PowerUnderRules] = []
    with checks() as wrong:
        maker = None
        wrong.take(council_named, council)
        for name in dict.fromkeys(rules or []):
            found = wrong.take(measured, name, council)
            if found is not None:
                every.append(found)
        if out is not None and every and not wrong.mistakes:
            maker = Maker.of("power", experiment(every, council), as_data(every))
        check_out(wrong, out, files_of([FIGURE]), maker, overwrite=overwrite)
    if as_json:
        print_json(as_data(every))
    else:
        print_power(every)
    write_pictures(out, maker, lambda: pictures(every), as_json=as_json)


def experiment(every: list[PowerUnderRules], council: str | None) -> str:
    """What was measured, by name."""
    return ", ".join(found.rules for found in every) + (f" on {council}" if council else "")


def pictures(every: list[PowerUnderRules]) -> Pictures:
    """The power of one seat by rule set, with its text."""
    from simulation.figures.power import describe_power, plot_power

    return {FIGURE: (plot_power(every), describe_power(every))}


def as_data(every: list[PowerUnderRules]) -> list[dict[str, Any]]:
    """Results for programs: of each number its exact fraction and its decimal."""
    from dataclasses import asdict

    return [with_decimals(asdict(found)) for found in every]


def with_decimals(value: Any) -> Any:
    """The same data with ``exact`` and ``value`` in place of each fraction."""
    from fractions import Fraction

    if isinstance(value, Fraction):
        return {"exact": str(value), "value": float(value)}
    if isinstance(value, dict):
        return {key: with_decimals(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [with_decimals(inner) for inner in value]
    return value


def print_power(every: list[PowerUnderRules]) -> None:
    """The table, what its numbers are, and the exact fractions where there is one rule set."""
    from simulation.cli.options import say
    from simulation.figures.power_words import (
        ASSUMED,
        OF_ONE_SEAT,
        council_words,
        exact_words,
        power_table,
    )
    from simulation.scenario.visible import visible

    print(visible(power_table(every), keep="\n"))
    print()
    say(f"{ASSUMED} {OF_ONE_SEAT}")
    for found in every:
        say(council_words(found))
    if len(every) == 1:
        for paragraph in exact_words(every[0]):
            print()
            print(visible(paragraph, keep="\n"))
