"""The settings of a design, beside one another, for people and for programs."""

from __future__ import annotations

import math
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from simulation.analysis.caveat import mark
from simulation.analysis.settings import by_setting
from simulation.cli.progress import histories
from simulation.cli.terminal import Terminal
from simulation.experiments.results import Results
from simulation.measures.names import label
from simulation.measures.rates import NOT_DEFINED, NOTHING_COUNTED
from simulation.scenario.words import counted

SHOWN = 24
"""Settings that are printed."""

MOST_KEYS = 5
"""Varied keys that are printed with each setting; points/ has the others."""

COLUMNS = ("vetoed", "paralysis_clients", "unanswered")
"""Measures printed."""


def plain_settings(results: Results) -> list[dict[str, Any]]:
    """Every setting as plain data: its point, what it varies, its summary.

    The summary is None where no history of it is finished.
    """
    assert results.points is not None
    varied = results.manifest.experiment["varied"]
    plain = []
    with histories(results.points.num_rows, "settings summed up") as progress:
        for row in results.points.to_pylist():
            values = {key: row[key] for key in varied}
            here = results.at(row["point"])
            summary = here.summary() if here.runs.count_rows() else None
            plain.append({"point": row["point"], "values": values, "summary": summary})
            progress(1)
    return plain


def print_settings(results: Results, console: Console | None = None) -> None:
    """Print a row a setting, with 95 % intervals, none of which is broken over lines.

    Of many settings the first are printed, and only they are summed up. A setting is
    written as KEY=VALUE, so that it may be wrapped between keys.
    """
    console = console or Terminal()
    experiment = results.manifest.experiment
    assert results.points is not None
    many = results.points.num_rows
    with histories(min(many, SHOWN), "settings summed up") as progress:
        frame = by_setting(results, range(min(many, SHOWN)), progress=progress)
    varied = experiment["varied"]
    console.print(
        f"{experiment['scenario']}, seed {experiment['seed']}: {counted(many, 'setting')}, "
        f"{counted(experiment['runs'], 'history')} each, the same draws"
        f"{mark(results.members)}",
        style="italic",
    )
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("point", justify="right", no_wrap=True)
    if len(varied) <= MOST_KEYS:
        table.add_column("setting", overflow="fold")
    for name in COLUMNS:
        table.add_column("\n".join(label(name).split()), justify="right", no_wrap=True)
    for point, rows in frame.groupby("point"):
        at = rows.set_index("measure")
        setting = [Text(", ".join(f"{key}={short(at[key].iloc[0])}" for key in varied))]
        table.add_row(
            str(point),
            *(setting if len(varied) <= MOST_KEYS else []),
            *(share(at.loc[name]) for name in COLUMNS),
        )
    console.print(table)
    if left_out := frame.attrs["left_out"]:
        points = ", ".join(map(str, left_out))
        console.print(f"Left out, as none of its histories is finished: point {points}.")
    if many > SHOWN:
        console.print(f"and {counted(many - SHOWN, 'more setting')}; --json prints all of them.")
    if len(varied) > MOST_KEYS:
        console.print(f"{len(varied)} keys vary; the table in points/ has their values.")
    if frame["value"].isna().any():
        console.print(f"{NOTHING_COUNTED}.")
    console.print(
        "Shares in %, with 95 % intervals over histories: simulation error only. "
        "Differences of settings have narrower intervals: `unsc compare`."
    )


def short(value: Any) -> str:
    """A value of a varied key: a word as it stands, a number to four digits."""
    return value if isinstance(value, str) else f"{value:.4g}"


NARROW = 0.001
"""An interval narrower than what is printed of its value is none."""


def share(row: Any) -> str:
    """``31.2 [30, 32]``, where there is something to divide by; whole ends fit 80 columns."""
    value, low, high = (float(row[end]) for end in ("value", "low", "high"))
    if math.isnan(value):
        return NOT_DEFINED
    if math.isnan(low) or high - low < NARROW:
        return f"{100 * value:.1f}"
    return f"{100 * value:.1f} [{100 * low:.0f}, {100 * high:.0f}]"
