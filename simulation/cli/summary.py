"""The headline statistics of a batch as a table for people."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from simulation.cli.terminal import Terminal
from simulation.experiments.results import Results
from simulation.measures.rates import NO_INTERVAL, NOT_DEFINED, NOTHING_COUNTED, Rate
from simulation.scenario.words import counted, sentences

OUTCOMES = {
    "adopted": "adopted",
    "adopted_in_full": "adopted in full",
    "adopted_diluted": "adopted diluted",
    "vetoed": "vetoed",
    "fell_short": "fell short",
    "withheld": "withheld",
}


PENHOLDERS = "Withholds, weakens: what the model's penholder would do because of vetoes. "


def print_summary(summary: dict[str, Any], console: Console | None = None) -> None:
    """Print outcomes, vetoes, paralysis and burdens with intervals, and what they are shares of."""
    console = console or Terminal()
    considered = Rate(**summary["outcomes"]["vetoed"]).total
    interval = "95 % intervals over histories: simulation error only."
    if summary["histories"] == 1:
        interval = NO_INTERVAL
    scripted = "models_penholder_would_have" in summary
    table = Table(
        title=f"{summary['scenario']}, rules {summary['rules']}, seed {summary['seed']}: "
        f"{counted(summary['histories'], 'history')} of {counted(summary['rounds'], 'round')}",
        title_justify="left",
        caption=f"{counted(considered, 'round')} in which a draft was considered. "
        f"{PENHOLDERS if scripted else ''}{interval}",
        caption_justify="left",
    )
    table.add_column("outcome")
    table.add_column("share [95 %]", justify="right")
    table.add_column("of")
    among = "the script's drafts" if scripted else "drafts considered"
    for name, words in OUTCOMES.items():
        if name in summary["outcomes"]:
            of = "decided by the script" if scripted and name == "withheld" else among
            add(table, words, summary["outcomes"][name], of)
    table.add_section()
    vetoes = summary["vetoes"]
    add(table, "visible vetoes", vetoes["visible_of_tabled"], "drafts tabled")
    add_hidden(table, summary, among)
    if not summary.get("lacks"):
        add_all_else(table, summary)
    console.print(table)
    say_why(table, console)
    if lacks := summary.get("lacks"):
        console.print(sentences(lacks))


def say_why(table: Table, console: Console) -> None:
    """Say once, under a table, why something in it is not defined."""
    if any(cell == NOT_DEFINED for column in table.columns for cell in column.cells):
        console.print(f"{NOTHING_COUNTED}.")


def add_hidden(table: Table, summary: dict[str, Any], among: str) -> None:
    """What vetoes hide or, where a script decides, what the model's penholder would have done."""
    would = summary.get("models_penholder_would_have", {})
    if would:
        table.add_section()
    for words, rate in (
        ("model's pen withholds", would.get("withheld_for_vetoes")),
        ("  … or weakens much", would.get("withheld_or_weakened_much_for_vetoes")),
        ("model's pen withholds or weakens", would.get("withheld_or_weakened_for_vetoes")),
        ("hidden vetoes, large", summary["vetoes"].get("large_hidden_of_considered")),
        ("  no draft tabled", summary["vetoes"].get("withheld_of_considered")),
        ("hidden vetoes, any size", summary["vetoes"].get("hidden_of_considered")),
    ):
        if rate is not None:
            add(table, words, rate, among)


def add_all_else(table: Table, summary: dict[str, Any]) -> None:
    """The rows that need to know each round."""
    paralysis, burden = summary["paralysis"], summary["burden"]
    table.add_section()
    add(table, "paralysis: clients", paralysis["clients"]["all"], "grave crises of clients")
    add(table, "paralysis: others", paralysis["others"]["all"], "other grave crises")
    table.add_section()
    add(table, "left unanswered", summary["action"]["none"], "rounds of crises")
    add(table, "easy-riding", as_rate(burden["easy_riding"]), "the best provision")
    add(table, "gave nothing", burden["giving_nothing"], "chances to give")


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
    for head in ("simulated so [95 %]", "bits"):
        table.add_column(head, justify="right", no_wrap=True)
    for row in rows_of(found):
        date, _, symbol = row.label.partition(" ")
        table.add_row(date, symbol, row.recorded, so_words(row), bits_words(row))
    console = console or Terminal()
    console.print(table)
    say_why(table, console)


def as_rate(ratio: dict[str, Any]) -> dict[str, Any]:
    """A ratio that is a share of something other than cases, to be printed as one."""
    return {**ratio, "count": 0, "total": 0}


def add(table: Table, words: str, rate: dict[str, Any], among: str) -> None:
    """One row."""
    table.add_row(words, str(Rate(**rate)), among)
