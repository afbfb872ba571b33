"""The settings of a design beside one another: headline rates of each."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from simulation.experiments.record import replays
from simulation.experiments.results import Results
from simulation.experiments.workforce import Progress
from simulation.scenario.calls import ANY, Call
from simulation.scenario.mistakes import InputError, Mistake

HEADLINES = (
    "vetoed", "withheld", "hidden_large", "paralysis_clients", "unanswered", "easy_riding",
    "legitimacy",
)  # fmt: skip
"""Measures that settings are shown by."""

OF_PENHOLDERS = ("withheld", "hidden_large")
"""Measures of what penholders decide; left out where a script does."""

ENDS = ("value", "low", "high")


def by_setting(
    results: Results, points: Sequence[int] | None = None, *, progress: Progress = lambda _: None
) -> pd.DataFrame:
    """A row a setting and measure: point, the varied keys, measure, value, low, high.

    ``points`` are the numbers of the settings to be read, all if not given; each is summed
    up from its own rows, so that few take less time than all. ``progress`` is called with
    the number of settings just summed up.

    A setting of which no history is finished has no row; the frame's ``attrs["left_out"]``
    lists the numbers of these.

    Intervals are 95 %, over histories: simulation error only. All settings met the
    same draws, so that differences between them are surer than these intervals
    suggest; :func:`simulation.analysis.compare.compare` takes them history by history.

    Raises
    ------
    InputError
        If the batch has no design, no setting of such a number.
    """
    if results.points is None:
        why = ("the batch has no design; vary something with ", Call(points=ANY))
        raise InputError([Mistake("", "", why)])
    varied = results.manifest.experiment["varied"]
    rows, left_out = [], []
    settings = results.points.to_pylist()
    for point in range(len(settings)) if points is None else points:
        here, setting = results.at(point), settings[point]
        if here.runs.count_rows():
            measures = here.summary()["measures"]
            kept = {name: setting[name] for name in ("point", *varied)}
            scripted = replays(results.manifest)
            rows += [
                kept | {"measure": name} | {end: measures[name][end] for end in ENDS}
                for name in HEADLINES
                if not (scripted and name in OF_PENHOLDERS)
            ]
        else:
            left_out.append(point)
        progress(1)
    frame = pd.DataFrame(rows, columns=["point", *varied, "measure", *ENDS])
    frame = frame.astype(dict.fromkeys(ENDS, "float64"))
    frame.attrs["left_out"] = left_out
    return frame
