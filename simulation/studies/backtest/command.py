"""``unsc backtest``: later roll calls predicted from earlier ones, beside naive baselines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.cli.help import RECORD
from simulation.cli.options import AsJson, Overwrite, checks, on_the_side, print_json
from simulation.cli.out_folder import check_out, files_of
from simulation.cli.shell import app
from simulation.studies.tables.options import Data, reading_tables

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from simulation.studies.backtest.run import Backtest, Progress, Score

RESULT = "result.json"

COLUMNS = {
    "ballots": "ballot",
    "roll_calls": "roll call",
    "outcomes": "outcome",
    "contested_ballots": "contested",
}

FILES = [RESULT, *files_of([*(column.replace("_", "-") for column in COLUMNS), "calibration"])]
"""What is written to --out."""

FIRST_OF_WORK = 30
"""Per cent of the time that fitting and predicting with the model takes, of all predictors'.

Measured on the whole record, fitted until 1995."""

MORE = (
    ("outcomes", "brier", "Brier"),
    ("outcomes", "auc_vetoed", "AUC veto"),
    ("outcomes", "veto_recall_at_5", "at 5 %"),
    ("outcomes", "veto_recall_at_10", "at 10 %"),
    ("roll_calls", "auc_contested", "AUC cont."),
    ("ballots", "macro_f1", "F1"),
)


@app.command(
    rich_help_panel=RECORD,
    help="""Predict real roll calls of later years from earlier ones, and score them.

    Parameters come from the votes up to --fit-until and are frozen; each later
    draft is predicted from what was known the day before. Scored are ballots,
    whole roll calls, outcomes, and ballots on contested drafts, each beside
    naive baselines fitted the same way. docs/evidence.md says how to read it.

    Examples:

    unsc backtest --data tables --fit-until 2003

    unsc backtest --data tables --fit-until 1995 --test-until 2003 -o out/bt
    """,
    no_args_is_help=True,
)
def backtest(
    fit_until: Annotated[
        int,
        typer.Option(
            "--fit-until",
            metavar="YEAR",
            help="Last year of the votes that the model is fitted to.",
        ),
    ],
    data: Data = None,
    test_until: Annotated[
        int | None,
        typer.Option(
            "--test-until",
            metavar="YEAR",
            help="Last year that is predicted [the last of the tables].",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="DIR", help="Folder for figures, their texts and result.json."
        ),
    ] = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Predict and score."""
    from simulation.cli.endings import writing
    from simulation.cli.terminal import Terminal
    from simulation.experiments.made_by import Maker
    from simulation.studies.backtest.baselines.classifiers import check_installed
    from simulation.studies.backtest.baselines.every import BASELINES
    from simulation.studies.backtest.model.structural import Structural
    from simulation.studies.backtest.reading import NEEDED, read_record
    from simulation.studies.backtest.run import CANNOT_SAY, as_object, check_years, split
    from simulation.studies.backtest.run import backtest as run

    with checks() as wrong:
        if fit_until is not None:
            wrong.take(check_years, fit_until, test_until)
        check_out(wrong, out, FILES, None, overwrite=overwrite)
        maker = None
        readable = not wrong.mistakes
        wrong.take(check_installed)
        with reading_tables(data) as tables:
            tables.require(*NEEDED)
            record = read_record(tables) if readable else None
            if record is not None:
                wrong.take(split, record.roll_calls, fit_until, test_until)
            if out is not None and record is not None:
                years = f"fitted until {fit_until}, predicted until {test_until or 'the last year'}"
                by = [tables.digests(*NEEDED), fit_until, test_until]
                maker = Maker.of("backtest", years, by)
                check_out(wrong, out, FILES, maker, overwrite=overwrite)
    assert record is not None
    with predicting() as progress:
        result = run(
            record,
            fit_until,
            test_until,
            model=Structural(),
            baselines=BASELINES,
            progress=progress,
        )
    whole = {**as_object(result), "cannot_say": CANNOT_SAY}
    if as_json:
        print_json(whole)
    else:
        console = Terminal()
        print_result(result, console)
        console.print()
        console.print(CANNOT_SAY)
    if out is not None and maker is not None:
        with writing(out):
            maker.sign(out)
            write_all(result, whole, out)
        if not as_json:
            console.print(f"Figures, their texts and {RESULT} are in {out}.")


def write_all(result: Backtest, whole: dict[str, object], folder: Path) -> None:
    """The result for programs, then figures and texts."""
    from simulation.experiments.description import plain
    from simulation.figures.files import ready, write
    from simulation.studies.backtest.figures import write_figures

    ready(folder)
    text = json.dumps(plain(whole), indent=2, ensure_ascii=False, allow_nan=False)
    write(folder / RESULT, text.encode("utf-8"))
    write_figures(result, folder)


def print_result(result: Backtest, console: Console) -> None:
    """The scores for people."""
    ends = ", ".join(f"{n} {word.replace('_', ' ')}" for word, n in result.outcomes.items())
    console.print(
        f"Fitted on {result.fitted:,} roll calls to {result.fit_until}; predicted "
        f"{result.drafts:,} drafts to {result.test_until} ({ends}; {result.contested} contested)."
    )
    for why, votes in result.left_out.items():
        console.print(f"Left out of all years, {why}: {votes} votes.")
    console.print()
    print_losses(result, console)
    if result.model:
        console.print()
        print_differences(result, console)
    console.print()
    print_more(result, console)


def print_losses(result: Backtest, console: Console) -> None:
    """Log losses of all."""
    table = new_table("Log loss in nats, less is better", list(COLUMNS.values()))
    losses = {
        column: [
            one.scores[column]["log_loss"].value for one in result.results if column in one.scores
        ]
        for column in COLUMNS
    }
    for one in result.results:
        cells = []
        for column in COLUMNS:
            if column not in one.scores:
                cells.append("-")
                continue
            loss = one.scores[column]["log_loss"].value
            cells.append(f"{loss:.3f}{'*' if loss == min(losses[column]) else ' '}")
        table.add_row(one.name, *cells, style="bold" if one is result.model else "")
    console.print(table)
    console.print("* the best. Ballot: each alone; roll call: all ballots of a draft together;")
    console.print("contested: ballots given that not every member voted yes.")


def print_differences(result: Backtest, console: Console) -> None:
    """The model's losses less those of each baseline."""
    table = new_table(
        "The model less each baseline, paired by draft [95 %]", ["roll call", "outcome"]
    )
    for one in result.baselines:
        cells = [
            signed(one.differences[column]["log_loss"]) if column in one.differences else "-"
            for column in ("roll_calls", "outcomes")
        ]
        table.add_row(one.name, *cells)
    console.print(table)


def print_more(result: Backtest, console: Console) -> None:
    """The other scores."""
    table = new_table("Other scores", [words for _, _, words in MORE])
    for one in result.results:
        cells = [
            number(one.scores[column][name]) if column in one.scores else "-"
            for column, name, _ in MORE
        ]
        table.add_row(one.name, *cells, style="bold" if one is result.model else "")
    console.print(table)
    console.print("At 5 and 10 %: vetoes found at so many false alarms; F1: mean over yes, no,")
    console.print("neither. A dash: it has no such score, or it is not defined. Intervals and")
    console.print("calibration: --json or --out.")


def new_table(title: str, columns: list[str]) -> Table:
    """A table of predictors."""
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("")
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def signed(score: Score) -> str:
    """A difference with its interval."""
    return f"{score.value:+.3f} [{score.low:+.3f},{score.high:+.3f}]"


def number(score: Score) -> str:
    """A score, or a dash where it is not defined."""
    return "-" if score.value != score.value else f"{score.value:.2f}"


@contextmanager
def predicting() -> Iterator[Progress]:
    """A bar over the drafts that each predictor predicts, where standard error is a terminal.

    How long the baselines take is said once the model is through, if that is long.
    """
    from simulation.cli.progress import TimeLeft, counting

    bar = counting()
    with bar:
        task = bar.add_task("reading", total=None)
        estimate = TimeLeft(100, "per cent of the work", on_the_side, hands=1, taken_up=False)
        names: list[str] = []

        def done(name: str, drafts: int, total: int) -> None:
            if name not in names:
                names.append(name)
                if len(names) == 2:  # The first, the model, is through.
                    estimate(FIRST_OF_WORK)
            what = name if drafts else f"{name}: fitting"
            bar.update(task, description=what, completed=drafts, total=total)

        yield done
