"""``unsc report``: a finished batch as figures, their texts and one page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.cli.help import MANY
from simulation.cli.options import AsJson, Overwrite, checks, on_the_side, print_json, say
from simulation.cli.out_folder import check_out
from simulation.cli.shell import app

if TYPE_CHECKING:
    from simulation.experiments.made_by import Maker
    from simulation.experiments.results import Results

PATIENCE = 2.0
"""Seconds after which it is shown how far the work has come."""


@app.command(
    rich_help_panel=MANY,
    help="""Draw the figures of a batch and write a page that opens anywhere.

    The folder gets sixteen figures as PNG, each with the same in words as TXT,
    and report.html. This page holds all figures, tables with intervals, and the
    command that makes the batch again. It needs no other file.

    Examples:

    unsc report out/horseshoe

    unsc report out/cold-war --out pages/cold-war --json
    """,
)
def report(
    batch: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder that `unsc batch` wrote.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="DIR", help="Folder to write to [report/ in DIR]."),
    ] = None,
    point: Annotated[
        int | None,
        typer.Option("--point", metavar="N", help="Number of the setting of a design, from 0."),
    ] = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Write the report."""
    from simulation.experiments.files import check_writable
    from simulation.experiments.made_by import Maker
    from simulation.experiments.results import Results

    maker = None
    with checks() as wrong:
        if out is not None:
            check_out(wrong, out, ["report.html"], None, overwrite=overwrite)
        results = None if batch is None else Results.open(batch)
        if results is not None:
            results = results if point is None else results.at(point)
            results.check_one_setting()
            results.check_played()
            usual = batch / ("report" if point is None else f"report-{point}")
            if out is not None and out.absolute() != usual.absolute():
                e = results.manifest.experiment
                what = f"{e['scenario']}, rules {e['rules']}, seed {e['seed']}"
                by = [{key: value for key, value in e.items() if key != "runs"}, point]
                maker = Maker.of("report", what, by)
                check_out(wrong, out, ["report.html"], maker, overwrite=overwrite)
    assert results is not None
    folder = out or usual
    if results.unfinished:
        on_the_side(results.unfinished)
    if out is None:
        check_writable(folder, "report.html")
    summed_up_and_drawn(results, folder, as_json=as_json, maker=maker)


def summed_up_and_drawn(
    results: Results, folder: Path, *, as_json: bool, maker: Maker | None = None
) -> None:
    """Print the summary, then draw; for programs, print both once all files are written or fail.

    ``maker``, where it is given, is noted in the folder.

    Raises
    ------
    typer.Exit
        With status 1 where files could not be written.
    """
    from simulation.analysis.caveat import mark
    from simulation.cli.endings import stopping, writing
    from simulation.cli.summary import print_drafts, print_summary
    from simulation.experiments.record import too_weak
    from simulation.figures.provenance import caveat
    from simulation.figures.report import LACKS, written_report

    summary, cannot_say = results.summary(), caveat(results.manifest)
    if not as_json:
        print_summary(summary, mark=mark(results.members))
        print_drafts(results)
        if "rounds" not in results.levels:
            say(LACKS)
        if weak := too_weak(results.manifest):
            say(weak)
        if cannot_say:
            say(cannot_say)
    written: list[str] = []
    try:
        with (
            stopping(lambda: f"files written so far are in {folder}; the same command writes all"),
            writing(folder),
            figures_drawn() as progress,
        ):
            if maker is not None:
                maker.sign(folder)
            for path in written_report(results, folder, progress=progress):
                written.append(str(path))
    finally:
        if as_json:
            result = {"summary": summary, "written": written, "unfinished": results.unfinished}
            print_json(result | {"cannot_say": cannot_say})
    if not as_json:
        figures = (
            "Figures, their texts and report.html are" if len(written) > 1 else "report.html is"
        )
        say(f"{figures} in {folder}.")


@contextmanager
def figures_drawn() -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, where that is a terminal, once the work has taken a while.

    Yields what to call with the number of figures drawn and of all.
    """
    from simulation.cli.progress import counting

    begun = time.monotonic()
    bar = counting()
    task = bar.add_task("figures", total=None)

    def drawn(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total)
        if time.monotonic() - begun > PATIENCE:
            bar.start()

    try:
        yield drawn
    finally:
        bar.stop()
