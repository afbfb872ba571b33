"""``unsc batch``: many histories into a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from simulation.cli.help import MANY
from simulation.cli.options import (
    AsJson,
    Burden,
    Redraft,
    Rules,
    ScenarioName,
    Seed,
    Settings,
    Workers,
    checks,
    on_the_side,
    print_json,
    say,
    scenario_of,
    set_and_varied,
)
from simulation.cli.shell import app
from simulation.scenario.words import counted


@app.command(
    rich_help_panel=MANY,
    help="""Play many histories and store them as Parquet files.

    Run r of a seed is the same history whatever the number of runs. The folder
    holds runs/, rounds/, ballots/, contributions/ and seats/, points/ of a design,
    parts/ with digests (docs/data.md), and manifest.json, which describes them. The
    same command on the same folder plays what is missing or damaged, and, with a
    larger number of runs, the new runs; a folder with another experiment is refused.

    Examples:

    unsc batch horseshoe --runs 1000 --seed 1 --out out/horseshoe

    unsc batch cold-war --rules double-veto --set perception_sd=0 --out out/cw

    unsc batch repeated-crises --runs 250000 --workers 2 --out out/many

    With --vary or --design every setting is played under the same draws, and
    points/ lists the settings (docs/designs.md):

    unsc batch horseshoe --vary veto_cost=0.2,0.4 --vary rules=charter,no-veto

    unsc batch horseshoe --design lhs:100 --range veto_cost=0.2,0.6 -n 50
    """,
)
def batch(
    scenario: ScenarioName,
    runs: Annotated[
        int, typer.Option("--runs", "-n", metavar="N", help="Number of histories, 1 or more.")
    ] = 1000,
    seed: Seed = 1,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="DIR", help="Folder for the dataset [out/SCENARIO]."),
    ] = None,
    detail: Annotated[
        str,
        typer.Option(
            "--detail", metavar="HOW", help="What is stored: runs, rounds or ballots."
        ),
    ] = "ballots",
    engine: Annotated[
        str,
        typer.Option(
            "--engine", metavar="HOW",
            help="arrays (fast) or mesa (slow); the histories are the same.",
        ),
    ] = "arrays",
    workers: Workers = 1,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler", metavar="tcp://HOST:PORT", help="A Dask cluster (docs/cluster.md)."
        ),
    ] = None,
    rules: Rules = None,
    burden: Burden = None,
    set_: Settings = None,
    redraft: Redraft = False,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary", metavar="KEY=A,B,C",
            help="Play every combination of these values; any numeric key, rules or burden.",
        ),
    ] = None,
    design: Annotated[
        str | None,
        typer.Option(
            "--design", metavar="HOW",
            help="How settings are sampled: lhs:N or sobol:N; or your own CSV file.",
        ),
    ] = None,
    range_: Annotated[
        list[str] | None,
        typer.Option(
            "--range", metavar="KEY=LOW,HIGH",
            help="A key that a sample varies; KEY alone: over all values allowed. Without this "
            "option: every parameter that is not off, up and down by half of its value.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Play and store."""
    from simulation.analysis.caveat import caveat_of, mark
    from simulation.cli.endings import stopping
    from simulation.cli.progress import histories, working
    from simulation.cli.settings import plain_settings, print_settings
    from simulation.cli.summary import print_drafts, print_summary
    from simulation.experiments.batch import NothingPlayedError, check_batch, check_who, run_batch
    from simulation.experiments.design import design_of, is_table, points_of
    from simulation.experiments.manifest import Manifest
    from simulation.experiments.record import too_weak

    with checks() as wrong:
        wrong.take(check_batch, runs=runs, seed=seed, detail=detail, engine=engine)
        wrong.take(check_who, workers=workers, scheduler=scheduler, executor=None, folder=True)
        made = scenario_of(wrong, scenario, set_, rules=rules, burden=burden, redraft=redraft)
        designed = wrong.take(
            design_of, made, vary=vary or [], design=design, range_=range_ or [], seed=seed
        )
        in_table = designed.keys if designed is not None and is_table(design) else ()
        varied = [*(vary or []), *(range_ or []), *in_table]
        wrong.add(set_and_varied(set_, varied, rules=rules, burden=burden))
    assert made is not None
    folder = out or Path("out") / made.name
    points = None
    if designed is not None:
        with histories(len(designed), "settings") as progress:
            points = points_of(made, designed, progress=progress)
    with (
        stopping(lambda: kept_in(folder)),
        histories(
            runs * (1 if points is None else len(points)), hands=workers, taken_up=True
        ) as progress,
    ):
        try:
            results = run_batch(
                made, runs, seed=seed, out=folder, detail=detail, engine=engine, points=points,
                workers=workers, scheduler=scheduler, progress=progress,
                notify=on_the_side,
            )  # fmt: skip
        except NothingPlayedError:
            print_failed(Manifest.read(folder).failed, folder)
            raise
    failed = results.manifest.failed
    cannot_say = caveat_of(made)
    if as_json:
        result: dict[str, Any] = {"folder": str(folder)}
        if points is None:
            with working("summing up"):
                result["summary"] = results.summary()
        else:
            result["settings"] = plain_settings(results)
        print_json(result | {"failed": failed, "cannot_say": cannot_say})
        print_failed(failed, folder)
        return
    if points is None:
        with working("summing up"):
            summary = results.summary()
        print_summary(summary, mark=mark(results.members))
        print_drafts(results)
        if weak := too_weak(results.manifest):
            say(weak)
    elif detail != "runs":
        print_settings(results)
    if cannot_say:
        say(cannot_say)
    many = results.runs.count_rows()
    if points is None:
        say(
            f"In {folder}: {counted(many, 'history')} of {counted(made.rounds, 'round')}; see "
            f"`unsc report {folder}`."
        )
    else:
        say(
            f"In {folder}: {counted(many, 'history')}, {runs:,} at each of "
            f"{counted(len(points), 'setting')}; see "
            f"`unsc report {folder} --point 0`."
        )
    print_failed(failed, folder)


def kept_in(folder: Path) -> str:
    """What a batch that is stopped keeps."""
    from simulation.cli.statuses import NOTHING_KEPT
    from simulation.experiments.manifest import Manifest
    from simulation.scenario.mistakes import InputError

    try:
        many = len(Manifest.read(folder).finished)
    except InputError:
        return NOTHING_KEPT
    kept = "1 finished part is" if many == 1 else f"{many:,} finished parts are"
    return f"{kept} kept in {folder}, and the same command goes on"


def print_failed(failed: list[dict[str, Any]], folder: Path) -> None:
    """Say which parts failed, and end with status 1 if any did."""
    if not failed:
        return
    from simulation.experiments.work import Failed

    for came in (Failed(**failure) for failure in failed):
        where = f"histories {came.first} to {came.last}"
        on_the_side(f"{where} could not be played: {came.reason}")
    on_the_side(f"Tracebacks are in {folder / 'manifest.json'}; the same command plays them again.")
    raise typer.Exit(1)
