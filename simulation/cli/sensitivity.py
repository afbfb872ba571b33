"""``unsc sensitivity``: which parameters matter for a measure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulation.cli import app
from simulation.cli.options import (
    AsJson,
    ScenarioName,
    Seed,
    Settings,
    print_json,
    settings,
)


@app.command(
    help="""Find which parameters matter: Morris screening, then Sobol indices.

    All parameters that are not off are moved by half of their value up and down
    (--range sets other ends), all together, never one at a time. The few that
    matter most then get Sobol indices: what share of the variance each explains
    alone, and with all its interactions. Needs the extra [analysis] (SALib).

    Example:

    unsc sensitivity repeated-crises --measure unanswered --out out/sensitivity
    """
)
def sensitivity(
    scenario: ScenarioName,
    measure: Annotated[
        str, typer.Option("--measure", "-m", metavar="NAME", help="What is explained.")
    ] = "unanswered",
    rules: Annotated[
        str | None, typer.Option("--rules", "-r", metavar="RULES", help="Under this rule set.")
    ] = None,
    set_: Settings = None,
    range_: Annotated[
        list[str] | None,
        typer.Option("--range", metavar="KEY=LOW,HIGH", help="The ends of a range; repeatable."),
    ] = None,
    only: Annotated[
        str, typer.Option("--only", metavar="KEY,KEY,...", help="Screen these parameters alone.")
    ] = "",
    trajectories: Annotated[
        int, typer.Option("--trajectories", min=2, help="Morris trajectories.")
    ] = 8,
    base: Annotated[
        int, typer.Option("--base", min=2, help="Base samples of Sobol's, a power of two.")
    ] = 64,
    kept: Annotated[
        int, typer.Option("--kept", min=1, help="How many parameters get Sobol indices.")
    ] = 6,
    runs: Annotated[int, typer.Option("--runs", "-n", min=1, help="Histories a setting.")] = 40,
    seed: Seed = 1,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Write figures and text here.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Screen and decompose."""
    from simulation.analysis.sensitivity import Effort
    from simulation.analysis.sensitivity import sensitivity as found_in
    from simulation.cli.progress import histories
    from simulation.experiments.design import ranges, usual_ranges
    from simulation.figures.sensitivity import describe_sensitivity
    from simulation.scenario.load import load
    from simulation.scenario.mistakes import InputError

    if base & (base - 1):
        raise InputError([f"--base {base}: must be a power of two; write {1 << base.bit_length()}"])
    effort = Effort(trajectories=trajectories, base=base, kept=kept, runs=runs)
    given = ranges(range_ or [])
    names = [name.strip() for name in only.split(",") if name.strip()]
    made = load(scenario, rules=rules, settings=settings(set_))
    many = len(names) or len(usual_ranges(made.parameters, given))
    with histories(effort.points(many), what="settings") as progress:
        found = found_in(
            scenario,
            measure,
            rules=rules,
            settings=settings(set_),
            ranges=given,
            only=names,
            effort=effort,
            seed=seed,
            progress=progress,
        )
    if out is not None:
        from simulation.figures.files import ready, write_figure
        from simulation.figures.sensitivity import plot_indices, plot_screening

        ready(out)
        words = describe_sensitivity(found)
        write_figure(plot_screening(found), words, out / "screening")
        write_figure(plot_indices(found), words, out / "indices")
    if as_json:
        print_json(
            {
                "scenario": found.scenario,
                "measure": found.measure,
                "words": found.words,
                "effort": vars(found.effort),
                "seed": found.seed,
                "mean": found.mean,
                "variance": found.variance,
                "screening": found.screening.to_dict("records"),
                "indices": found.indices.to_dict("records"),
            }
        )
        return
    typer.echo(describe_sensitivity(found))
    if out is not None:
        typer.echo(f"Figures and their text are in {out}/.")
