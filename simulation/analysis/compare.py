"""The same crises under several settings: paired differences, and how many runs they need."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.analysis.measures import (
    Estimate,
    Progress,
    Sums,
    chosen,
    contrast,
    play_measures,
)
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError
from simulation.scenario.scenario import Scenario

DEFAULT = (
    "adopted", "vetoed", "withheld", "hidden_large", "paralysis_clients", "paralysis_others",
    "unanswered", "easy_riding", "provision", "security_gap", "deterred", "legitimacy",
)  # fmt: skip
"""What is compared unless told otherwise."""


@dataclass(frozen=True)
class Compared:
    """One measure under one setting, and its difference from the first setting.

    ``paired`` takes the difference history by history, as both meet the same draws;
    ``unpaired`` is what the interval would be if the draws were not shared.
    """

    measure: str
    words: str
    setting: str
    level: Estimate
    paired: Estimate
    unpaired: Estimate


@dataclass(frozen=True)
class Comparison:
    """Settings compared over the same histories; the first is what others are held against."""

    scenario: str
    settings: tuple[str, ...]
    runs: int
    seed: int
    rows: tuple[Compared, ...]

    def of(self, measure: str, setting: str) -> Compared:
        """One row.

        Raises
        ------
        KeyError
            If there is none.
        """
        for row in self.rows:
            if (row.measure, row.setting) == (measure, setting):
                return row
        raise KeyError((measure, setting))

    def needed(self, row: Compared, precision: float) -> tuple[int | None, int | None]:
        """How many histories bring the interval of a difference to ± ``precision``.

        With common draws and without; None where the interval is not known.
        Intervals shrink with the square root of the number of histories.
        """
        return tuple(  # type: ignore[return-value]
            None
            if math.isnan(found.half)
            else max(2, math.ceil(self.runs * (found.half / precision) ** 2))
            for found in (row.paired, row.unpaired)
        )


def compare(
    scenario: str | Path,
    *,
    rules: Sequence[str] = (),
    against: Sequence[Mapping[str, float]] = (),
    settings: Mapping[str, Any] | None = None,
    measures: Sequence[str] = DEFAULT,
    runs: int = 500,
    seed: int = 1,
    progress: Progress = lambda _: None,
) -> Comparison:
    """Play the same histories under each setting and take differences history by history.

    Parameters
    ----------
    scenario : str or path
        Its own rules and parameters, with ``settings`` changed, are the first setting,
        unless rule sets are named: then the first of these is.
    rules : names of rule sets
    against : parameters, one mapping a setting
        Further settings, under the first rule set.
    measures : names
        What is compared (:data:`simulation.analysis.measures.MEASURES`).
    runs, seed : int
        Which histories; each setting meets the same.

    Raises
    ------
    InputError
        If a name or value is not there, or there are not two settings to compare.
    """
    if isinstance(runs, bool) or not isinstance(runs, int) or runs < 2:
        raise InputError([f"runs = {runs}: must be a whole number, 2 or more"])
    asked = chosen(measures)
    made = settings_of(scenario, rules, against, dict(settings or {}))
    if len(made) < 2:
        raise InputError(
            ["nothing to compare: name two rule sets (--rules charter,no-veto) or a change "
             '(--against "veto_cost=0.4")']
        )  # fmt: skip
    played = {
        name: play_measures(setting, asked, runs=runs, seed=seed, progress=progress)
        for name, setting in made.items()
    }
    first = next(iter(made))
    rows = tuple(
        compared(measure, asked[measure].words, name, played[first][measure], played[name][measure])
        for measure in asked
        for name in made
    )
    return Comparison(Path(scenario).stem, tuple(made), runs, seed, rows)


def settings_of(
    scenario: str | Path,
    rules: Sequence[str],
    against: Sequence[Mapping[str, float]],
    settings: Mapping[str, Any],
) -> dict[str, Scenario]:
    """The scenarios to be compared, by a name for each."""
    made: dict[str, Scenario] = {}
    for name in rules or (None,):
        variant = load(scenario, rules=name, settings=settings)
        made[variant.rules_name if rules else "as it is"] = variant
    for changes in against:
        told = ", ".join(f"{key}={value:g}" for key, value in changes.items())
        made[told] = load(
            scenario, rules=rules[0] if rules else None, settings={**settings, **changes}
        )
    return made


def compared(measure: str, words: str, setting: str, base: Sums, here: Sums) -> Compared:
    """One row."""
    level, own = contrast([here], [1.0]), contrast([base], [1.0])
    paired = contrast([here, base], [1.0, -1.0])
    half = math.hypot(level.half, own.half)
    unpaired = Estimate(paired.value, paired.value - half, paired.value + half)
    return Compared(measure, words, setting, level, paired, unpaired)
