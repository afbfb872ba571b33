"""``unsc sensitivity``: which parameters matter for a measure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulation.cli.help import MANY
from simulation.cli.options import (
    AsJson,
    Burden,
    Overwrite,
    Rules,
    ScenarioName,
    Seed,
    Settings,
    Workers,
    checks,
    measures_named,
    on_the_side,
    print_json,
    scenario_of,
    set_and_varied,
)
from simulation.cli.out_folder import Pictures, check_out, files_of, write_pictures
from simulation.cli.shell import app

if TYPE_CHECKING:
    from simulation.analysis.sensitivity import Sensitivity

FIGURES = ("screening", "indices")


@app.command(
    rich_help_panel=MANY,
    help="""Find which parameters matter: Morris screening, then Sobol indices.

    All parameters that are not off are varied together, up and down by half of their
    value; --range sets other ends. Without --range, whole numbers, infinite values and
    definitions of measures are left out. Simulation error enlarges small effects: the
    column "noise" is the effect that it alone would show; play more histories before
    you trust such ranks. The parameters that matter most then get Sobol indices: the
    share of the variance that each explains alone, and with all its interactions. The
    text says how sure their order is, and about how many base samples and histories
    would settle it. Needs the extra [analysis] (SALib). Some thousand settings are
    played, which takes minutes; --workers or --only make it shorter. With --out, a
    command that was stopped continues where it was.

    Examples:

    unsc sensitivity repeated-crises -m unanswered --workers 2 --out out/sens

    unsc sensitivity horseshoe -m vetoed --only reach,cover --range reach=0.1,0.9
    """,
)
def sensitivity(
    scenario: ScenarioName,
    measure: Annotated[
        str,
        typer.Option(
            "--measure",
            "-m",
            metavar="NAME",
            callback=lambda given: measures_named([given])[0],
            is_eager=True,
            help="The measure to explain; `-m '?'` lists all measures.",
        ),
    ] = "unanswered",
    rules: Rules = None,
    burden: Burden = None,
    set_: Settings = None,
    range_: Annotated[
        list[str] | None,
        typer.Option(
            "--range", metavar="KEY=LOW,HIGH", help="Ends of the range of a parameter; repeatable."
        ),
    ] = None,
    only: Annotated[
        str, typer.Option("--only", metavar="KEY,KEY,...", help="Screen these parameters alone.")
    ] = "",
    trajectories: Annotated[
        int,
        typer.Option(
            "--trajectories",
            metavar="N",
            help="Morris trajectories, 4 or more; below 8 intervals are too narrow.",
        ),
    ] = 8,
    base: Annotated[
        int,
        typer.Option(
            "--base",
            metavar="N",
            help="Sobol base samples, a power of two from 16; below 64 intervals are too narrow.",
        ),
    ] = 64,
    kept: Annotated[
        int,
        typer.Option("--kept", metavar="N", help="Number of parameters that get Sobol indices."),
    ] = 6,
    runs: Annotated[
        int, typer.Option("--runs", "-n", metavar="N", help="Histories of each setting, 2 or more.")
    ] = 40,
    seed: Seed = 1,
    workers: Workers = 1,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="DIR",
            help="Folder for figures and text; it also keeps finished work meanwhile.",
        ),
    ] = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Screen and decompose."""
    from simulation.analysis.sensitivity import Effort, check_effort, screened
    from simulation.analysis.sensitivity import sensitivity as found_in
    from simulation.cli.endings import keeping
    from simulation.cli.progress import histories
    from simulation.experiments.description import description
    from simulation.experiments.made_by import Maker
    from simulation.experiments.ranges import known, ranges
    from simulation.figures.sensitivity import describe_sensitivity
    from simulation.measures.names import chosen

    effort = Effort(trajectories=trajectories, base=base, kept=kept, runs=runs)
    names = [name.strip() for name in only.split(",") if name.strip()]
    with checks() as wrong:
        wrong.take(check_effort, effort, seed=seed, workers=workers)
        wrong.take(chosen, [measure], "measure")
        given = wrong.take(ranges, range_ or [])
        wrong.add(set_and_varied(set_, range_ or []))
        made = scenario_of(wrong, scenario, set_, rules=rules, burden=burden)
        over: dict[str, tuple[float, float]] = {}
        if made is not None and given is not None:
            over = wrong.take(screened, made, given, names) or {}
        else:
            wrong.add(known(names, "only"))
        maker = None
        if out is not None and made is not None and not wrong.mistakes:
            what = f"{made.name}, rules {made.rules_name}: {measure}; seed {seed}"
            by = [description(made), measure, seed, over]
            maker = Maker.of("sensitivity", what, by)
        check_out(wrong, out, files_of(FIGURES), maker, overwrite=overwrite)
    assert made is not None
    many = len(over)
    with keeping(out) as keep:
        with histories(effort.histories(many), hands=workers) as progress:
            found = found_in(
                made,
                measure,
                ranges=given,
                only=names,
                effort=effort,
                seed=seed,
                workers=workers,
                keep=keep,
                progress=progress,
                notify=on_the_side,
            )
        if as_json:
            print_json(plain(found))
        else:
            print(describe_sensitivity(found))
        write_pictures(out, maker, lambda: pictures(found), kept=keep, as_json=as_json)


def plain(found: Sensitivity) -> dict[str, Any]:
    """What was found as plain data."""
    return {
        "scenario": found.scenario,
        "measure": found.measure,
        "words": found.words,
        "effort": vars(found.effort),
        "seed": found.seed,
        "mean": found.mean,
        "variance": found.variance,
        "simulation_error": found.error,
        "intervals": "95 %, of sampling settings, by resampling them; no simulation error, "
        "which the column noise shows; ranges are judged",
        "left_out": found.left_out,
        "cannot_say": found.cannot_say,
        "screening": found.screening.to_dict("records"),
        "indices": found.indices.to_dict("records"),
        "ranks": found.ranks.to_dict("records"),
    }


def pictures(found: Sensitivity) -> Pictures:
    """Both pictures, with the text of each."""
    from simulation.figures.sensitivity import describe_sensitivity, plot_indices, plot_screening

    words, plots = describe_sensitivity(found), (plot_screening, plot_indices)
    return {name: (plot(found), words) for name, plot in zip(FIGURES, plots, strict=True)}
