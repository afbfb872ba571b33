"""The headline statistics of a batch as a table for people."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from simulation.cli.terminal import Terminal
from simulation.experiments.results import Results
from simulation.measures.names import label
from simulation.measures.rates import (
    NO_INTERVAL,
    NOT_DEFINED,
    NOTHING_COUNTED,
    NOTHING_VARIES,
    Rate,
)
from simulation.measures.table import MEASURES, Measure
from simulation.scenario.words import counted

SECTIONS = (
    ("adopted_in_full", "adopted_diluted", "vetoed", "fell_short", "withheld"),
    ("vetoed_of_tabled", "hidden_large", "hidden_withheld", "hidden"),
)
"""Measures of drafts in the table where penholders decide what is tabled."""

SECTIONS_OF_SCRIPT = (
    ("adopted", "vetoed", "fell_short", "withheld"),
    ("vetoed_of_tabled",),
    ("hidden_withheld", "hidden_large", "hidden"),
)
"""And where a script does."""

SECTIONS_OF_CRISES = (
    ("paralysis_clients", "paralysis_others"),
    ("unanswered", "easy_riding", "giving_nothing"),
)
"""Measures of crises, in either table."""

PENHOLDERS = "Pen would: what the model's penholder would do because of vetoes. "


def print_summary(
    summary: dict[str, Any], console: Console | None = None, *, mark: str = ""
) -> None:
    """Print outcomes, vetoes, paralysis and burdens with intervals, and what they are shares of.

    ``mark`` follows the title; it says that real states are simulated.
    """
    console = console or Terminal()
    measures, scripted = summary["measures"], summary["scripted"]
    interval = "95 % intervals over histories: simulation error only."
    if summary["histories"] == 1:
        interval = NO_INTERVAL
    considered = counted(measures["vetoed"]["total"], "round")
    histories = counted(summary["histories"], "history")
    table = Table(
        title=f"{summary['scenario']}, rules {summary['rules']}, seed {summary['seed']}: "
        f"{histories} of {counted(summary['rounds'], 'round')}{mark}",
        title_justify="left",
        caption=f"{considered} in which a draft was considered. "
        f"{PENHOLDERS if scripted else ''}{interval}",
        caption_justify="left",
    )
    table.add_column("measure")
    table.add_column("value [95 %]", justify="right")
    table.add_column("of, or what it is")
    sections = (*(SECTIONS_OF_SCRIPT if scripted else SECTIONS), *SECTIONS_OF_CRISES)
    for names in sections:
        table.add_section()
        for name in names:
            words = label(name, replays=scripted)
            table.add_row(words, shown(measures[name]), among(MEASURES[name]))
    console.print(table)
    say_why(table, console)
    printed = (shown(measures[name]) for names in sections for name in names)
    if summary["histories"] > 1 and any(
        "[" not in cell and cell != NOT_DEFINED for cell in printed
    ):
        console.print(NOTHING_VARIES)


def among(measure: Measure) -> str:
    """What a measure is a share of; what it is, where its words do not end so."""
    return measure.words.rpartition(", of ")[2]


def say_why(table: Table, console: Console) -> None:
    """Say once, under a table, why something in it is not defined."""
    if any(cell == NOT_DEFINED for column in table.columns for cell in column.cells):
        console.print(f"{NOTHING_COUNTED}.")


def print_drafts(results: Results, console: Console | None = None) -> None:
    """Print the drafts of a script one by one, simulated outcomes beside the record."""
    from simulation.analysis.drafts import bits_words, drafts, so_words
    from simulation.analysis.outcomes import rows_of

    found = drafts(results) if "rounds" in results.levels else None
    if found is None:
        return
    table = Table(
        title="Draft by draft, simulated beside the record",
        title_justify="left",
        caption="Bits: surprise of the recorded outcome, -log2 of its simulated share.",
        caption_justify="left",
    )
    for head in ("date", "draft", "on record"):
        table.add_column(head, no_wrap=head == "date", overflow="fold")
    for head in ("share simulated [95 %]", "bits"):
        table.add_column(head, justify="right", no_wrap=True)
    for row in rows_of(found):
        date, _, symbol = row.label.partition(" ")
        table.add_row(date, symbol, row.recorded, so_words(row), bits_words(row))
    console = console or Terminal()
    console.print(table)
    say_why(table, console)


def shown(measure: dict[str, Any]) -> str:
    """A measure of a summary, in per cent."""
    # Ratios of sums that are no counts are printed as shares are.
    return str(Rate(**{"count": 0, "total": 0, **measure}))
