"""The settings of a design beside one another: headline rates of each."""

from __future__ import annotations

from typing import Any

import pandas as pd

from simulation.experiments.results import Results
from simulation.scenario.mistakes import InputError

HEADLINES: dict[str, tuple[str, ...]] = {
    "vetoed": ("outcomes", "vetoed"),
    "withheld": ("outcomes", "withheld"),
    "hidden_large": ("vetoes", "large_hidden_of_considered"),
    "paralysis_clients": ("paralysis", "clients", "all"),
    "unanswered": ("action", "none"),
    "easy_riding": ("burden", "easy_riding"),
    "legitimacy": ("legitimacy_at_the_end",),
}
"""Names of measures and where a summary has them."""

ENDS = ("value", "low", "high")


def by_setting(results: Results) -> pd.DataFrame:
    """A row a setting and measure: point, the varied keys, measure, value, low, high.

    Intervals are 95 %, over histories: simulation error only. All settings met the
    same draws, so that differences between them are surer than these intervals
    suggest; :func:`simulation.analysis.compare.compare` takes them history by history.

    Raises
    ------
    InputError
        If the batch has no design, or was stored without rounds.
    """
    if results.points is None:
        raise InputError(["the batch has no design; vary something with --vary or --design"])
    varied = results.manifest.experiment["varied"]
    rows = []
    for setting in results.points.to_pylist():
        summary = results.at(setting["point"]).summary()
        kept = {name: setting[name] for name in ("point", *varied)}
        rows += [
            kept | {"measure": name} | {end: found(summary, way)[end] for end in ENDS}
            for name, way in HEADLINES.items()
        ]
    frame = pd.DataFrame(rows, columns=["point", *varied, "measure", *ENDS])
    return frame.astype(dict.fromkeys(ENDS, "float64"))


def found(summary: dict[str, Any], way: tuple[str, ...]) -> dict[str, Any]:
    """One rate of a summary."""
    for step in way:
        summary = summary[step]
    return summary
