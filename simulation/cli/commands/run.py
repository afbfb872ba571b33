"""``unsc run``: one history, round by round."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulation.cli.help import ONE
from simulation.cli.options import (
    AsJson,
    Burden,
    Overwrite,
    Redraft,
    Rules,
    ScenarioName,
    Seed,
    Settings,
    as_written,
    checks,
    scenario_of,
)
from simulation.cli.out_folder import check_out
from simulation.cli.shell import app
from simulation.scenario.words import counted

if TYPE_CHECKING:
    from simulation.scenario.scenario import Scenario


@app.command(
    rich_help_panel=ONE,
    help="""Play one history and print it round by round: crisis, draft, roll call, why it failed.

    Each round says what the crisis is, who holds the pen, what strength of
    coercion was wanted and tabled (0 nothing, 1 full force), what would be
    tabled in a Council without vetoes, how each member voted, and what
    would have changed the outcome. A scenario of real drafts also shows the
    record and how surprising the model finds it.

    Examples:

    unsc run kuwait-1990 --seed 7

    unsc run kuwait-1990 --explain CHN --round 11

    unsc run horseshoe --rules no-veto --set patron_probability=0.8
    """,
)
def run(
    scenario: ScenarioName,
    seed: Seed = 1,
    number: Annotated[
        int, typer.Option("--run", metavar="N", help="Number of the history of that seed, from 0.")
    ] = 0,
    rules: Rules = None,
    burden: Burden = None,
    set_: Settings = None,
    redraft: Redraft = False,
    explain: Annotated[
        list[str] | None,
        typer.Option(
            "--explain", metavar="SEAT", help="Explain this member's ballots; repeatable."
        ),
    ] = None,
    only: Annotated[
        int | None,
        typer.Option("--round", metavar="N", help="Print this round only, counted from 1."),
    ] = None,
    figures: Annotated[
        Path | None,
        typer.Option(
            "--figures",
            metavar="DIR",
            help="Folder for pictures: the horseshoe table of each vote.",
        ),
    ] = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Play one history and print it."""
    from simulation.analysis.caveat import caveat_of
    from simulation.analysis.story import story
    from simulation.cli.endings import writing
    from simulation.cli.options import print_json
    from simulation.engine.draws import LARGEST_RUN, check_source
    from simulation.experiments.description import description
    from simulation.experiments.made_by import Maker
    from simulation.scenario.mistakes import shown

    explained: list[str] = []
    with checks() as wrong:
        wrong.take(check_source, seed, range(1))
        if not 0 <= number <= LARGEST_RUN:
            wrong.add([f"--run {shown(number)}: must be from 0 to {LARGEST_RUN}"])
        made = scenario_of(wrong, scenario, set_, rules=rules, burden=burden, redraft=redraft)
        if there := made or as_written(scenario):
            explained = wrong.take(members_named, there, explain or []) or []
        resized = any(pair.partition("=")[0].strip() == "rounds" for pair in set_ or [])
        if there is not None and (made or there.script or not resized):
            wrong.take(check_round, there, only)
        elif only is not None and only < 1:
            wrong.add([f"--round {only}: must be 1 or more"])
        maker = None
        if figures is not None and made is not None:
            what = f"{made.name}, rules {made.rules_name}, seed {seed}, history {number}"
            maker = Maker.of("run", what, [description(made), seed, number])
        # Patterns name no file that could be a folder: only its folder is tried.
        check_out(wrong, figures, [], None, overwrite=overwrite)
        if figures is not None and maker is not None:
            wrong.take(maker.check_folder, figures, ["round-*-horseshoe.*"], overwrite=overwrite)
    assert made is not None
    rounds = story(made, seed=seed, run=number, explained=explained)
    if only is not None:
        rounds = rounds[only - 1 : only]
    if as_json:
        print_json(
            {
                "scenario": made.name,
                "rules": made.rules_name,
                "seed": seed,
                "run": number,
                "rounds": rounds,
                "cannot_say": caveat_of(made),
            }
        )
    else:
        print_story(made, rounds, seed, number)
    if figures is not None and maker is not None:
        with writing(figures):
            maker.sign(figures)
            draw_votes(rounds, figures)


def members_named(made: Scenario, named: list[str]) -> list[str]:
    """The codes of members that are named by code or name.

    Raises
    ------
    InputError
        With a sentence for each that never sits.
    """
    from simulation.scenario.mistakes import InputError
    from simulation.scenario.roster import Roster

    seats = (seat for t in range(made.rounds) for seat in made.sitting_at(t).council.seats)
    roster = Roster.of(seats, f"in {made.name}")
    found = {name: roster.find(name) for name in named}
    absences = roster.absences(name for name, member in found.items() if member is None)
    if absences:
        raise InputError(f"--explain {name}: {why}" for name, why in absences.items())
    return [member for member in found.values() if member]


def check_round(made: Scenario, only: int | None) -> None:
    """Refuse a round that the scenario has not."""
    from simulation.scenario.mistakes import InputError

    if only is not None and not 1 <= only <= made.rounds:
        raise InputError(
            [f"--round {only}: {made.name} has {counted(made.rounds, 'round')}; write 1 to "
             f"{made.rounds}"]
        )  # fmt: skip


def print_story(made: Scenario, rounds: list[dict[str, Any]], seed: int, number: int) -> None:
    """Print the scenario, the rounds, and what they cannot say."""
    from simulation.analysis.caveat import caveat_of, title_of
    from simulation.cli.story_lines import print_rounds
    from simulation.cli.terminal import Terminal
    from simulation.scenario.visible import all_visible, visible

    console = Terminal()
    console.print(visible(title_of(made)), style="bold")
    if made.file.description:
        console.print(" ".join(made.file.description.split()))
    console.print(
        f"Rules: {made.sitting.rules_file.title} ({made.sitting.rules.quota} of "
        f"{len(made.sitting.council.seats)} affirmative votes required). "
        f"Seed {seed}, history {number}. "
        "Permanent members are starred; strengths run from 0 (nothing) to 1 (full force).\n",
    )
    print_rounds(all_visible(rounds), console)
    if cannot_say := caveat_of(made):
        console.print(cannot_say, style="italic")


def draw_votes(rounds: list[dict[str, object]], folder: Path) -> None:
    """Draw each vote's horseshoe table into a folder, with its text beside it."""
    from simulation.figures.horseshoe import draw_roll_calls

    draw_roll_calls(rounds, folder)
