"""How far the findings hold: every claim at every setting of a design, under common draws."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import stdtrit
from scipy.stats import spearmanr

from simulation.experiments.description import description, digest_of
from simulation.experiments.design import Design, scenarios_of, setting_words
from simulation.experiments.kept import NOT_KEPT, Kept
from simulation.experiments.workforce import Notify, Progress, Workers
from simulation.measures.contrasts import Estimate
from simulation.measures.rates import NORMAL, wilson
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError
from simulation.studies.findings.claims import CLAIMS, Claim, Row, numbers
from simulation.studies.findings.regimes import (
    RULES,
    SCENARIO,
    attribution,
    play_regimes,
    two_by_two,
)

MIDDLE = (0.05, 0.5, 0.95)
"""Quantiles over settings: the ends of the range, and the median."""

SURE = 0.8
"""The share of settings below which a finding depends on the setting."""

CHANCE = 0.05
"""How likely chance alone shows a rank correlation beyond :func:`by_chance`, over all keys."""

NAMED = (2, 3)
"""Parameters that are named beside a claim, at least and at most."""


@dataclass(frozen=True)
class SettingTask:
    """One setting, played in every regime."""

    number: int
    setting: Mapping[str, Any]
    runs: int
    seed: int

    @property
    def name(self) -> str:
        """Which setting it is."""
        return f"{SCENARIO}, setting {self.number + 1}"

    def play(self) -> Claimed:
        """Every number of the tables there."""
        played = play_regimes(self.runs, self.seed, **self.setting)
        return Claimed(self.number, numbers(attribution(played), two_by_two(played)))

    def given_up(self, why: str) -> Claimed:
        """End it all.

        Raises
        ------
        InputError
            Always.
        """
        at = setting_words(self.setting)
        raise InputError([f"{self.name}: no worker could play it: {why.splitlines()[-1]} ({at})"])

    def decided_by(self) -> Any:
        """The scenario under either rules, histories, seed."""
        under = [load(SCENARIO, rules=rules, **self.setting) for rules in RULES.values()]
        return [*(digest_of(description(scenario)) for scenario in under), self.runs, self.seed]

    def as_plain(self, came: Claimed) -> Any:
        """Row, value and interval of each number."""
        return [[row, [one.value, one.low, one.high]] for row, one in came.numbers.items()]

    def from_plain(self, plain: Any) -> Claimed:
        """The same again."""
        return Claimed(self.number, {tuple(row): Estimate(*ends) for row, ends in plain})


@dataclass(frozen=True)
class Claimed:
    """Every number of the tables at one setting."""

    setting: int
    numbers: dict[Row, Estimate]


@dataclass(frozen=True)
class Spread:
    """One claim over the settings of a design.

    Attributes
    ----------
    claim : Claim
        What is claimed.
    here : Estimate
        Its number at the scenario's own setting, with the interval of simulation error.
    values : array of float, (setting,)
        Its number at each setting, NaN where that is not defined.
    low, median, high : float
        The 5 %, 50 % and 95 % quantiles of those defined.
    defined : int
        How many are.
    holds : float
        The share of these at which the claim holds.
    surely : float
        The share of these at which it surely does, whatever the simulation error.
    fails : float
        The share of these at which it surely does not.
    moved_by : tuple of (str, float)
        The parameters that the number goes with most, each with its rank correlation; or
        that its size does, where the claim is one of size.
    clear : int
        How many of these, the first ones, go with it more than chance alone hardly shows.
    """

    claim: Claim
    here: Estimate
    values: np.ndarray[Any, Any]
    low: float
    median: float
    high: float
    defined: int
    holds: float
    surely: float
    fails: float
    moved_by: tuple[tuple[str, float], ...]
    clear: int

    @property
    def depends(self) -> bool:
        """Whether it holds at too few settings to be said without naming any."""
        return not self.holds >= SURE

    @property
    def holds_within(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the share of settings at which it holds."""
        return wilson(self.holds, self.defined, NORMAL) if self.defined else (np.nan, np.nan)

    @property
    def doubtful(self) -> bool:
        """Whether so few settings leave open if it holds at enough of them."""
        low, high = self.holds_within
        return low < SURE <= high


def play_settings(
    design: Design,
    runs: int,
    seed: int,
    *,
    who: Workers | None = None,
    keep: Kept = NOT_KEPT,
    progress: Progress = lambda _: None,
    notify: Notify = lambda _: None,
) -> list[dict[Row, Estimate]]:
    """Every number of the tables at every setting of a design, each over the same histories.

    ``progress`` is called with 1 for each setting finished; those that ``keep`` has are not
    played again.
    """
    came: dict[int, dict[Row, Estimate]] = {}

    def received(claimed: Claimed) -> None:
        came[claimed.setting] = claimed.numbers
        progress(1)

    scenarios_of(load(SCENARIO), design)  # refuses a setting that is none, before any is played
    pieces = [
        SettingTask(number, setting, runs, seed) for number, setting in enumerate(design.settings())
    ]
    keep.play(who, pieces, received, notify)
    return [came[number] for number in range(len(design))]


def spreads(
    here: Mapping[Row, Estimate], found: Sequence[Mapping[Row, Estimate]], design: Design
) -> list[Spread]:
    """Every claim over the settings, beside its number at the scenario's own."""
    return [
        spread(claim, here[claim.row], [at[claim.row] for at in found], design) for claim in CLAIMS
    ]


def part_of(
    found: Sequence[Mapping[Row, Estimate]], parts: Sequence[Row], whole: Sequence[Row]
) -> tuple[float, float]:
    """The range over settings of the sum of some rows by that of others; NaN where never defined.

    >>> at = [{("a", "b"): Estimate(n, 0, 0), ("a", "c"): Estimate(4.0, 0, 0)} for n in (1.0, 2.0)]
    >>> [round(end, 4) for end in part_of(at, [("a", "b")], [("a", "c")])]
    [0.2625, 0.4875]
    """
    above = np.array([sum(at[row].value for row in parts) for at in found])
    below = np.array([sum(at[row].value for row in whole) for at in found])
    known = np.isfinite(above) & np.isfinite(below) & (below != 0.0)
    if not known.any():
        return np.nan, np.nan
    low, _, high = np.quantile(above[known] / below[known], MIDDLE)
    return float(low), float(high)


def spread(claim: Claim, here: Estimate, found: list[Estimate], design: Design) -> Spread:
    """One claim over the settings of a design."""
    values = np.array([one.value for one in found])
    known = np.isfinite(values)
    defined = int(known.sum())
    low, median, high = np.quantile(values[known], MIDDLE) if defined else [np.nan] * 3
    surely, fails = (sum(map(of, found)) for of in (claim.surely, claim.fails))
    beyond = by_chance(defined, len(design.keys))
    moved = moved_by(
        np.abs(values[known]) if claim.of_size else values[known],
        design.points[known], design.keys, beyond,
    )  # fmt: skip
    return Spread(
        claim=claim,
        here=here,
        values=values,
        low=float(low),
        median=float(median),
        high=float(high),
        defined=defined,
        holds=sum(map(claim.holds, values)) / defined if defined else np.nan,
        surely=surely / defined if defined else np.nan,
        fails=fails / defined if defined else np.nan,
        moved_by=moved,
        clear=sum(abs(rho) > beyond for _, rho in moved),
    )


def moved_by(
    values: np.ndarray[Any, Any],
    points: np.ndarray[Any, Any],
    keys: tuple[str, ...],
    beyond: float,
) -> tuple[tuple[str, float], ...]:
    """The two parameters whose ranks go most with those of the values, and each its correlation.

    A third where its correlation is beyond what chance would hardly show; none where all values
    are one.
    """
    if len(np.unique(values)) < 2:
        return ()
    found = [
        (key, float(spearmanr(column, values).statistic))
        for key, column in zip(keys, points.T, strict=True)
        if len(np.unique(column)) > 1
    ]
    found.sort(key=lambda pair: -abs(pair[1]))
    least, most = NAMED
    clear = sum(abs(rho) > beyond for _, rho in found)
    return tuple(found[: min(max(clear, least), most)])


def by_chance(settings: int, keys: int) -> float:
    """The size of rank correlation that chance alone would hardly show, over so many keys.

    >>> round(by_chance(128, 43), 2), by_chance(2, 43)
    (0.28, 1.0)
    """
    free = settings - 2
    if free < 1:
        return 1.0
    t = float(stdtrit(free, 1.0 - CHANCE / keys / 2.0))
    return t / math.sqrt(free + t * t)
