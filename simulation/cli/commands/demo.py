"""``unsc demo``: the main job in under a minute."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulation.cli.help import BEGIN
from simulation.cli.options import AsJson, Overwrite, Seed, checks, say
from simulation.cli.out_folder import check_out
from simulation.cli.shell import app

SCENARIO = "repeated-crises"
RUNS = 1000

OUT = Path("out/demo")
"""Where figures and page are written unless another folder is named."""


@app.command(
    rich_help_panel=BEGIN,
    help=f"""Play {RUNS} histories of repeated crises; print a summary and draw figures.

    The Council has fifteen invented members, archetypes (`unsc scenarios
    {SCENARIO}`). The figures, each with its text beside it, and a page that
    opens anywhere go to out/demo/.
    """,
)
def demo(
    seed: Seed = 1,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="Folder for figures and page.")
    ] = OUT,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Show what this is."""
    from simulation.cli.commands.report import summed_up_and_drawn
    from simulation.cli.progress import histories
    from simulation.engine.draws import check_source
    from simulation.experiments.batch import run_batch
    from simulation.experiments.description import description
    from simulation.experiments.made_by import Maker
    from simulation.scenario.load import load

    with checks() as wrong:
        wrong.take(check_source, seed, range(1))
        maker = Maker.of("demo", f"{SCENARIO}, seed {seed}", [description(load(SCENARIO)), seed])
        check_out(wrong, out, ["report.html"], maker, overwrite=overwrite, own=out == OUT)
    with histories(RUNS) as progress:
        results = run_batch(SCENARIO, RUNS, seed=seed, progress=progress)
    summed_up_and_drawn(results, out, as_json=as_json, maker=maker)
    if not as_json:
        say("Next: unsc run kuwait-1990 --seed 7")
