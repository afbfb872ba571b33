"""``unsc report``: a finished batch as figures, their texts and one page."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from simulation.cli.options import AsJson, print_json, say
from simulation.cli.shell import app

PATIENCE = 2.0
"""Seconds after which it is shown how far the work has come."""


@app.command(
    help="""Draw the figures of a batch and write a page that opens anywhere.

    The folder gets sixteen figures as PNG, each with its equivalent in words as
    TXT, and report.html, which holds them all, tables with intervals, and how
    to make the batch again. It refers to nothing outside itself.

    Examples:

    unsc report out/horseshoe

    unsc report out/cold-war --out pages/cold-war --json
    """
)
def report(
    batch: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder that `unsc batch` wrote.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="DIR", help="Where to write [report/ in it]."),
    ] = None,
    point: Annotated[
        int | None,
        typer.Option("--point", metavar="N", help="Which setting of a design, from 0."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the report."""
    from simulation.cli.summary import print_summary
    from simulation.experiments.results import Results
    from simulation.figures.provenance import caveat
    from simulation.figures.report import write_report

    results = Results.open(batch)
    if point is not None:
        results = results.at(point)
    results.check_one_setting()
    results.check_played()
    folder = out or batch / ("report" if point is None else f"report-{point}")
    if results.unfinished:
        typer.echo(results.unfinished, err=True)
    with figures_drawn() as progress:
        written = write_report(results, folder, progress=progress)
    summary = results.summary()
    cannot_say = caveat(results.manifest)
    if as_json:
        paths = [str(path) for path in written]
        told = {"summary": summary, "written": paths, "unfinished": results.unfinished}
        print_json(told | {"cannot_say": cannot_say})
        return
    print_summary(summary)
    if cannot_say:
        say(cannot_say)
    say(f"Figures, their texts and report.html are in {folder}.")


@contextmanager
def figures_drawn() -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, where that is a terminal, once the work has taken a while.

    Yields what to call with the number of figures drawn and of all.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    begun = time.monotonic()
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    task = bar.add_task("figures", total=None)

    def drawn(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total)
        if time.monotonic() - begun > PATIENCE:
            bar.start()

    try:
        yield drawn
    finally:
        bar.stop()
