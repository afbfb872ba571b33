"""Which parameters matter: Morris screening over all, then Sobol indices of the few that do.

Every setting meets the same histories, so that the response is a function of the
parameters alone; what the finite number of histories adds is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulation.analysis.measures import Measure, Progress, chosen, play_measures
from simulation.experiments.design import Design, check_playable, usual_ranges
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError
from simulation.scenario.scenario import Scenario
from simulation.stages.numerics import Floats

LEVELS = 4
"""Levels of Morris' grid; steps are two thirds of a range."""

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


@dataclass(frozen=True)
class Sensitivity:
    """What was found: ``screening`` a row a parameter, ``indices`` a row a parameter kept.

    ``screening`` has parameter, low, high, mu_star (the mean size of an effect over
    the whole range) with its half interval, sigma (how much effects differ);
    ``indices`` has parameter, first and total, each with its half interval.
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


def sensitivity(
    scenario: str | Path,
    measure: str,
    *,
    rules: str | None = None,
    settings: Mapping[str, Any] | None = None,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    only: Sequence[str] = (),
    effort: Effort | None = None,
    seed: int = 1,
    progress: Progress = lambda _: None,
) -> Sensitivity:
    """Screen all parameters of a scenario, then decompose the variance of one measure.

    Parameters
    ----------
    measure : str
        One of :data:`simulation.analysis.measures.MEASURES`.
    ranges : parameter to (low, high)
        In place of half the value up and down.
    only : names
        Screen these parameters alone.
    progress : callable
        Called with the number of settings just played.

    Raises
    ------
    InputError
        If a name or range is wrong, or SALib is not installed.
    """
    made = load(scenario, rules=rules, settings=settings)
    if made.script:
        raise InputError([f"{made.name}: replays a record; sensitivity is of generated crises"])
    asked = chosen([measure])
    over = usual_ranges(made.parameters, ranges or {})
    unknown = [name for name in only if name not in over]
    if unknown:
        raise InputError(
            f"--only {name}: is off, whole or no parameter here; give --range {name}=LOW,HIGH"
            for name in unknown
        )
    over = {key: ends for key, ends in over.items() if not only or key in only}
    how = effort or Effort()

    def responses(design: Design) -> Floats:
        check_playable(made.parameters, design)
        return respond(made, design, asked, runs=how.runs, seed=seed, progress=progress)

    screening = morris(over, responses, trajectories=how.trajectories, seed=seed)
    kept = list(screening["parameter"][: how.kept])
    indices, mean, variance = sobol(
        {key: over[key] for key in kept}, responses, base=how.base, seed=seed
    )
    return Sensitivity(
        scenario=Path(scenario).stem,
        measure=measure,
        words=asked[measure].words,
        effort=how,
        seed=seed,
        screening=screening,
        indices=indices,
        variance=variance,
        mean=mean,
    )


def respond(
    scenario: Scenario,
    design: Design,
    measures: Mapping[str, Measure],
    *,
    runs: int,
    seed: int,
    progress: Progress,
) -> Floats:
    """The measure at each setting, over the same histories.

    Raises
    ------
    InputError
        If it has nothing to divide by at some setting.
    """
    found = np.empty(len(design))
    for place, setting in enumerate(design.settings()):
        variant = replace(scenario, parameters=replace(scenario.parameters, **setting))
        (sums,) = play_measures(variant, measures, runs=runs, seed=seed).values()
        part, whole = (float(side.sum()) for side in sums)
        if whole == 0.0:
            told = ", ".join(f"{key}={value:g}" for key, value in setting.items())
            raise InputError(
                [f"the measure has nothing to divide by at {told[:160]}; narrow the ranges or "
                 "play more histories (--runs)"]
            )  # fmt: skip
        found[place] = part / whole
        progress(1)
    return found


def problem_of(over: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    """The parameters and ranges as SALib wants them."""
    return {
        "num_vars": len(over),
        "names": list(over),
        "bounds": [list(ends) for ends in over.values()],
    }


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
    points = sample.sample(problem, trajectories, num_levels=LEVELS, seed=seed)
    found = analyse.analyze(
        problem, points, responses(Design(tuple(over), points)), num_levels=LEVELS,
        num_resamples=RESAMPLES, seed=seed, scaled=False,
    )  # fmt: skip
    low, high = zip(*over.values(), strict=True)
    table = pd.DataFrame(
        {
            "parameter": list(over),
            "low": low,
            "high": high,
            "mu_star": found["mu_star"],
            "mu_star_half": found["mu_star_conf"],
            "sigma": found["sigma"],
        }
    )
    return table.sort_values("mu_star", ascending=False, ignore_index=True, kind="stable")


def sobol(
    over: Mapping[str, tuple[float, float]], responses: Responses, *, base: int, seed: int
) -> tuple[pd.DataFrame, float, float]:
    """First-order and total indices (Saltelli et al. 2010); the response's mean and variance."""
    sample, analyse = salib("sobol", "sobol")
    problem = problem_of(over)
    points = sample.sample(problem, base, calc_second_order=False, seed=seed)
    response = responses(Design(tuple(over), points))
    found = analyse.analyze(
        problem, response, calc_second_order=False, num_resamples=RESAMPLES, seed=seed
    )
    table = pd.DataFrame(
        {
            "parameter": list(over),
            "first": found["S1"],
            "first_half": found["S1_conf"],
            "total": found["ST"],
            "total_half": found["ST_conf"],
        }
    )
    table = table.sort_values("total", ascending=False, ignore_index=True, kind="stable")
    return table, float(response.mean()), float(response.var())


def salib(sampler: str, analyser: str) -> tuple[Any, Any]:
    """SALib's modules of these names.

    Raises
    ------
    InputError
        If it is not installed.
    """
    import importlib

    try:
        return (
            importlib.import_module(f"SALib.sample.{sampler}"),
            importlib.import_module(f"SALib.analyze.{analyser}"),
        )
    except ModuleNotFoundError as error:
        raise InputError(
            ["sensitivity needs SALib: pip install 'unsc-simulation[analysis]'"]
        ) from error
