"""Which parameters matter: Morris screening over all, then Sobol indices of the few that do.

Every setting meets the same histories, so that the response is a function of the
parameters alone; what the finite number of histories adds is the same everywhere.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulation.analysis.caveat import caveat_of
from simulation.analysis.measures import MEASURES, Estimate, Progress, chosen, level
from simulation.analysis.rates import Sums
from simulation.analysis.stretches import play_measures
from simulation.engine.draws import check_source
from simulation.experiments.batch import hired
from simulation.experiments.design import Design, scenarios_of, stretched, told_setting
from simulation.experiments.processes import wrong_number
from simulation.experiments.ranges import is_whole, known, usual_ranges
from simulation.experiments.workforce import Told, Workers
from simulation.scenario.load import loaded
from simulation.scenario.mistakes import InputError, check_list
from simulation.scenario.scenario import Scenario
from simulation.stages.numerics import Floats

LEVELS = 4
"""Levels of Morris' grid; steps are two thirds of a range."""

STEP = LEVELS / (2 * (LEVELS - 1))
"""A step as a share of a range."""

LEAST = {"trajectories": 4, "base": 16, "kept": 1, "runs": 2}
"""With fewer settings the intervals, resampled from them, say nothing."""

SURE = {"trajectories": 8, "base": 64}
"""With fewer the intervals hold the truth less often than they say."""

RESAMPLES = 500

type Responses = Callable[[Design], Floats]
"""The response (point,) at each setting of a design."""


@dataclass(frozen=True)
class Effort:
    """How hard to look: trajectories, base samples (a power of two), parameters kept, histories."""

    trajectories: int = 8
    base: int = 64
    kept: int = 6
    runs: int = 40

    def points(self, parameters: int) -> int:
        """How many settings are played."""
        kept = min(self.kept, parameters)
        return self.trajectories * (parameters + 1) + self.base * (kept + 2)

    def histories(self, parameters: int) -> int:
        """How many histories are played."""
        return self.points(parameters) * self.runs


@dataclass(frozen=True)
class Sensitivity:
    """What was found: ``screening`` a row a parameter, ``indices`` a row a parameter kept.

    ``screening`` has parameter, low, high, mu_star (the mean size of an effect over
    the whole range) with its half interval, sigma (how much effects differ), and
    noise: the mean size of effect that simulation error alone would show, from the
    difference between two halves of the histories. Sizes are never negative, so that
    error adds to small ones: an effect no larger than its noise is not seen.
    ``indices`` has parameter, first and total, each with its half interval. Those
    intervals are of sampling settings. ``mean`` and ``variance`` are of the measure over
    the settings of the second step; ``error`` is half the 95 % interval over histories
    of one setting's measure, on average over all settings: simulation error, and the
    same draws everywhere.
    """

    scenario: str
    measure: str
    words: str
    effort: Effort
    seed: int
    screening: pd.DataFrame
    indices: pd.DataFrame
    variance: float
    mean: float
    error: float
    cannot_say: str | None = None


def sensitivity(
    scenario: Scenario | str | Path,
    measure: str,
    *,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    only: Sequence[str] = (),
    effort: Effort | None = None,
    seed: int = 1,
    workers: int = 1,
    progress: Progress = lambda _: None,
    told: Told = lambda _: None,
) -> Sensitivity:
    """Screen the parameters of a scenario, then decompose the variance of one measure.

    Parameters
    ----------
    measure : str
        One of :data:`simulation.analysis.measures.MEASURES`.
    ranges : key to (low, high)
        In place of half the value up and down; other numeric keys of a scenario too.
    only : names
        Screen these alone.
    effort : Effort
        How hard to look.
    workers : int
        Processes of this machine that play settings; the result is the same. They are
        fresh ones: a script that asks for them keeps its own work behind
        ``if __name__ == "__main__":``.
    progress : callable
        Called with the number of histories just finished.
    told : callable
        Called with a sentence where a worker died and histories are played again.

    Raises
    ------
    InputError
        If a name or range is wrong, or SALib is not installed.
    """
    made = loaded(scenario)
    asked = chosen([measure])
    how = effort or Effort()
    check_effort(how, seed=seed, workers=workers)
    check_list("only", only)
    over = screened(made, ranges or {}, only)
    with hired(workers) as who:
        play = Responder(made, measure, how.runs, seed, who, progress, told)
        screening = morris(over, play, trajectories=how.trajectories, seed=seed)
        # Half the difference of two halves errs as much as the whole, and holds nothing else.
        apart = np.array(play.differences)
        noise = morris(over, lambda _: apart, trajectories=how.trajectories, seed=seed)
        screening["noise"] = screening["parameter"].map(noise.set_index("parameter")["mu_star"])
        kept = list(screening["parameter"][: how.kept])
        indices, mean, variance = sobol(
            {key: over[key] for key in kept}, play, base=how.base, seed=seed
        )
    return Sensitivity(
        scenario=made.name,
        measure=measure,
        words=asked[measure].words,
        effort=how,
        seed=seed,
        screening=screening,
        indices=indices,
        variance=variance,
        mean=mean,
        error=float(np.mean(play.errors)),
        cannot_say=caveat_of(made),
    )


def check_effort(effort: Effort, *, seed: int, workers: int) -> None:
    """Refuse what cannot be sampled or played, every mistake at once.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    mistakes = []
    for name, least in LEAST.items():
        value = getattr(effort, name)
        if value < least:
            mistakes.append(f"{name} = {value}: must be a whole number, {least} or more")
    if effort.base >= LEAST["base"] and effort.base & (effort.base - 1):
        mistakes.append(
            f"base = {effort.base}: must be a power of two; write {1 << effort.base.bit_length()}"
        )
    mistakes += wrong_number(workers)
    try:
        check_source(seed, range(1))
    except InputError as error:
        mistakes += error.mistakes
    if mistakes:
        raise InputError(mistakes)


def screened(
    scenario: Scenario, given: Mapping[str, tuple[float, float]], only: Sequence[str]
) -> dict[str, tuple[float, float]]:
    """The parameters to be screened, with their ranges.

    Raises
    ------
    InputError
        If the scenario is a record, or a name is none that is varied.
    """
    if scenario.script:
        raise InputError([f"{scenario.name}: replays a record; sensitivity is of generated crises"])
    over = usual_ranges(scenario.parameters, given)
    absent = [name for name in only if name not in over]
    if absent:
        raise InputError(known(absent, "--only") or [
            f"--only {name}: is not screened unless a range is given; write --range {name}=LOW,HIGH"
            for name in absent
        ])  # fmt: skip
    return {key: ends for key, ends in over.items() if not only or key in only}


@dataclass
class Responder:
    """The measure at each setting of a design, over the same histories.

    ``errors`` and ``differences`` gather half the interval at each, and half of what the
    measure differs by between two halves of the histories.
    """

    scenario: Scenario
    measure: str
    runs: int
    seed: int
    who: Workers | None
    progress: Progress
    told: Told
    errors: list[float] = field(default_factory=list)
    differences: list[float] = field(default_factory=list)

    def __call__(self, design: Design) -> Floats:
        """The response (setting,).

        Raises
        ------
        InputError
            If a setting cannot be played, or the measure has nothing to divide by there.
        """
        sums = play_measures(
            scenarios_of(self.scenario, design), [self.measure], runs=self.runs, seed=self.seed,
            who=self.who, progress=self.progress, told=self.told,
        )  # fmt: skip
        found = np.empty(len(design))
        for place, here in enumerate(sums):
            response, apart = respond(here[self.measure], share=MEASURES[self.measure].share)
            if math.isnan(response.value):
                setting = told_setting(design.settings()[place])
                raise InputError(
                    [f"{self.measure} has nothing to divide by at {setting[:160]}; narrow the "
                     "ranges or play more histories (--runs)"]
                )  # fmt: skip
            found[place] = response.value
            self.errors.append(response.half)
            self.differences.append(apart)
        return found


def respond(sums: Sums, *, share: bool) -> tuple[Estimate, float]:
    """The measure at one setting, and half of how two halves of its histories differ."""
    (part, whole), middle = sums, len(sums[0]) // 2
    first = level((part[:middle], whole[:middle]), share=share)
    second = level((part[middle:], whole[middle:]), share=share)
    return level(sums, share=share), (second.value - first.value) / 2.0


def resampling(seed: int) -> int:
    """The seed of resampling; never 0, for which SALib would turn to numpy's global state."""
    return seed + 1


def problem_of(over: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    """The parameters as SALib wants them, in the unit cube; they are stretched here."""
    return {"num_vars": len(over), "names": list(over), "bounds": [[0.0, 1.0] for _ in over]}


def morris(
    over: Mapping[str, tuple[float, float]],
    responses: Responses,
    *,
    trajectories: int,
    seed: int,
) -> pd.DataFrame:
    """Morris' screening (1991) with the mean absolute effect of Campolongo et al. (2007).

    Effects are over the whole range of a parameter. Rows in order of ``mu_star``.
    """
    sample, analyse = salib("morris", "morris")
    problem = problem_of(over)
    unit = sample.sample(problem, trajectories, num_levels=LEVELS, seed=seed)
    points, scale = on_grid(unit, over)
    found = analyse.analyze(
        problem, unit, responses(Design.of(over, points)), num_levels=LEVELS,
        num_resamples=RESAMPLES, seed=resampling(seed), scaled=False,
    )  # fmt: skip
    low, high = zip(*over.values(), strict=True)
    table = pd.DataFrame(
        {
            "parameter": list(over),
            "low": low,
            "high": high,
            "mu_star": found["mu_star"] * scale,
            "mu_star_half": found["mu_star_conf"] * scale,
            "sigma": found["sigma"] * scale,
        }
    )
    return table.sort_values("mu_star", ascending=False, ignore_index=True, kind="stable")


def on_grid(unit: Floats, over: Mapping[str, tuple[float, float]]) -> tuple[Floats, Floats]:
    """Morris' points (point, key) over ranges, and what his steps are to the steps made (key,).

    A whole number takes the step nearest to two thirds that it can, from either end.
    """
    points, scale = stretched(unit, over), np.ones(len(over))
    for column, (key, (low, high)) in enumerate(over.items()):
        if is_whole(key):
            step = max(1, round(STEP * (high - low)))
            levels = np.array([low, high - step, low + step, high])
            points[:, column] = levels[np.rint(unit[:, column] * (LEVELS - 1)).astype(int)]
            scale[column] = STEP * (high - low) / step
    return points, scale


def sobol(
    over: Mapping[str, tuple[float, float]], responses: Responses, *, base: int, seed: int
) -> tuple[pd.DataFrame, float, float]:
    """First-order and total indices (Saltelli et al. 2010); the response's mean and variance.

    A single parameter explains all there is, so that both its indices are 1 by definition.

    Raises
    ------
    InputError
        If the response does not vary.
    """
    sample, analyse = salib("sobol", "sobol")
    problem = problem_of(over)
    unit = sample.sample(problem, base, calc_second_order=False, seed=seed)
    response = responses(Design.of(over, stretched(unit, over)))
    if np.ptp(response) == 0.0:
        raise InputError(
            ["the measure is the same at every setting, so that there is no variance to share out; "
             "widen the ranges or choose another measure"]
        )  # fmt: skip
    found = analyse.analyze(
        problem, response, calc_second_order=False, num_resamples=RESAMPLES,
        seed=resampling(seed),
    )  # fmt: skip
    table = pd.DataFrame(
        {
            "parameter": list(over),
            "first": found["S1"],
            "first_half": found["S1_conf"],
            "total": found["ST"],
            "total_half": found["ST_conf"],
        }
    )
    if len(over) == 1:
        table[["first", "total"]], table[["first_half", "total_half"]] = 1.0, 0.0
    table = table.sort_values("total", ascending=False, ignore_index=True, kind="stable")
    return table, float(response.mean()), float(response.var())


def salib(sampler: str, analyser: str) -> tuple[Any, Any]:
    """SALib's modules of these names.

    Raises
    ------
    InputError
        If it is not installed.
    """
    try:
        return (
            importlib.import_module(f"SALib.sample.{sampler}"),
            importlib.import_module(f"SALib.analyze.{analyser}"),
        )
    except ModuleNotFoundError as error:
        raise InputError(
            ["sensitivity needs SALib: pip install 'unsc-simulation[analysis]'"]
        ) from error
