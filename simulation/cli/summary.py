"""The headline statistics of a batch as a table for people."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from simulation.analysis.rates import NO_INTERVAL, Rate
from simulation.cli.terminal import Terminal
from simulation.scenario.words import counted, sentences

OUTCOMES = {
    "adopted_in_full": "adopted in full",
    "adopted_diluted": "adopted diluted",
    "vetoed": "vetoed",
    "fell_short": "fell short",
    "withheld": "withheld",
}


def print_summary(summary: dict[str, Any], console: Console | None = None) -> None:
    """Print outcomes, vetoes, paralysis and burdens with intervals, and what they are shares of."""
    console = console or Terminal()
    considered = Rate(**summary["outcomes"]["vetoed"]).total
    interval = "95 % intervals over histories: simulation error only."
    if summary["histories"] == 1:
        interval = NO_INTERVAL
    table = Table(
        title=f"{summary['scenario']}, rules {summary['rules']}, seed {summary['seed']}: "
        f"{counted(summary['histories'], 'history')} of {counted(summary['rounds'], 'round')}",
        title_justify="left",
        caption=f"{counted(considered, 'round')} in which a draft was considered. {interval}",
        caption_justify="left",
    )
    table.add_column("outcome")
    table.add_column("share [95 %]", justify="right")
    table.add_column("of")
    for name, words in OUTCOMES.items():
        add(table, words, summary["outcomes"][name], "drafts considered")
    table.add_section()
    vetoes = summary["vetoes"]
    add(table, "visible vetoes", vetoes["visible_of_tabled"], "drafts tabled")
    if summary.get("lacks"):
        add(table, "hidden vetoes, any size", vetoes["hidden_of_considered"], "drafts considered")
    else:
        add_all_else(table, summary)
    console.print(table)
    if lacks := summary.get("lacks"):
        console.print(sentences(lacks))


def add_all_else(table: Table, summary: dict[str, Any]) -> None:
    """The rows that need to know each round."""
    vetoes, paralysis, burden = summary["vetoes"], summary["paralysis"], summary["burden"]
    add(table, "hidden vetoes, large", vetoes["large_hidden_of_considered"], "drafts considered")
    add(table, "  no draft tabled", vetoes["withheld_of_considered"], "drafts considered")
    add(table, "hidden vetoes, any size", vetoes["hidden_of_considered"], "drafts considered")
    table.add_section()
    add(table, "paralysis: clients", paralysis["clients"]["all"], "grave crises of clients")
    add(table, "paralysis: others", paralysis["others"]["all"], "other grave crises")
    table.add_section()
    add(table, "left unanswered", summary["action"]["none"], "rounds of crises")
    add(table, "easy-riding", as_rate(burden["easy_riding"]), "the best provision")
    add(table, "gave nothing", burden["giving_nothing"], "chances to give")


def as_rate(ratio: dict[str, Any]) -> dict[str, Any]:
    """A ratio that is a share of something other than cases, to be printed as one."""
    return {**ratio, "count": 0, "total": 0}


def add(table: Table, words: str, rate: dict[str, Any], among: str) -> None:
    """One row."""
    table.add_row(words, str(Rate(**rate)), among)
