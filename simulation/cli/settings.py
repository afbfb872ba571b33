"""The settings of a design, beside one another, for people and for programs."""

from __future__ import annotations

import math
from typing import Any

from rich.console import Console
from rich.table import Table

from simulation.analysis.measures import label
from simulation.analysis.settings import by_setting
from simulation.experiments.results import Results

SHOWN = 24
"""So many settings are printed."""

MOST_KEYS = 3
"""So many varied keys have a column; where there are more, points/ tells them."""

COLUMNS = ("vetoed", "paralysis_clients", "unanswered")
"""Measures printed."""


def plain_settings(results: Results) -> list[dict[str, Any]]:
    """Every setting as plain data: its point, what it varies, its summary."""
    assert results.points is not None
    varied = results.manifest.experiment["varied"]
    return [
        {
            "point": row["point"],
            "values": {key: row[key] for key in varied},
            "summary": results.at(row["point"]).summary(),
        }
        for row in results.points.to_pylist()
    ]


def print_settings(results: Results, console: Console | None = None) -> None:
    """Print a row a setting, with 95 % intervals."""
    console = console or Console(highlight=False)
    experiment = results.manifest.experiment
    frame = by_setting(results)
    many = int(frame["point"].nunique())
    varied = experiment["varied"] if len(experiment["varied"]) <= MOST_KEYS else []
    table = Table(
        title=f"{experiment['scenario']}, seed {experiment['seed']}: {many} settings, "
        f"{experiment['runs']} histories each, the same draws",
        title_justify="left",
        caption="Shares in %, with 95 % intervals over histories: simulation error only. "
        "Differences are surer than these suggest: `unsc compare`.",
        caption_justify="left",
    )
    for name in ("point", *varied, *map(label, COLUMNS)):
        table.add_column(name, justify="right")
    for point, rows in frame[frame["point"] < SHOWN].groupby("point"):
        at = rows.set_index("measure")
        values = [str(at[key].iloc[0]) if isinstance(at[key].iloc[0], str)
                  else f"{at[key].iloc[0]:.4g}" for key in varied]  # fmt: skip
        table.add_row(str(point), *values, *(share(at.loc[name]) for name in COLUMNS))
    console.print(table)
    if many > SHOWN:
        console.print(f"and {many - SHOWN} more settings; --json prints all of them.")


def share(row: Any) -> str:
    """``31.2 [30, 32]``, or a dash."""
    value, low, high = (float(row[end]) for end in ("value", "low", "high"))
    if math.isnan(value):
        return "–"
    ends = "" if math.isnan(low) else f" [{100 * low:.0f}, {100 * high:.0f}]"
    return f"{100 * value:.1f}{ends}"
