"""What a response depends on: Morris' screening and Sobol indices, by SALib."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simulation.experiments.design import Design, stretched
from simulation.experiments.ranges import is_whole
from simulation.scenario.mistakes import InputError
from simulation.stages.numerics import Floats

LEVELS = 4
"""Levels of Morris' grid; steps are two thirds of a range."""

STEP = LEVELS / (2 * (LEVELS - 1))
"""A step as a share of a range."""

RESAMPLES = 500

type Responses = Callable[[Design], Floats]
"""The response (point,) at each setting of a design."""


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


@dataclass(frozen=True)
class Shares:
    """Sobol indices of a response, a row a parameter in order of the total index.

    ``indices`` has parameter, first and total, each with its half interval, ``resampled`` a
    column a parameter of total indices, a row each time that the settings were drawn anew
    from themselves; the intervals are made of such.
    """

    indices: pd.DataFrame
    resampled: pd.DataFrame
    mean: float
    variance: float


def sobol(
    over: Mapping[str, tuple[float, float]], responses: Responses, *, base: int, seed: int
) -> Shares:
    """First-order and total indices (Saltelli et al. 2010).

    A single parameter explains all there is, so that both its indices are 1 by definition.

    Raises
    ------
    InputError
        If the response does not vary.
    """
    sample, _ = salib("sobol", "sobol")
    unit = sample.sample(problem_of(over), base, calc_second_order=False, seed=seed)
    response = responses(Design.of(over, stretched(unit, over)))
    if np.ptp(response) == 0.0:
        raise InputError(
            ["the measure is the same at every setting, so that there is no variance to share out; "
             "widen the ranges or choose another measure"]
        )  # fmt: skip
    found = shared_out(over, response, seed=seed)
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
    resampled = pd.DataFrame(found["ST_conf_all"], columns=list(over))
    return Shares(table, resampled, float(response.mean()), float(response.var()))


def shared_out(over: Mapping[str, tuple[float, float]], response: Floats, *, seed: int) -> Any:
    """SALib's indices of a response at the settings of Sobol's sample, and their resamples."""
    _, analyse = salib("sobol", "sobol")
    return analyse.analyze(
        problem_of(over), response, calc_second_order=False, num_resamples=RESAMPLES,
        keep_resamples=True, seed=resampling(seed),
    )  # fmt: skip


def total_noise(
    over: Mapping[str, tuple[float, float]], error: Floats, variance: float, *, seed: int
) -> dict[str, float]:
    """The total index that errors of the response (setting,) would show alone, by parameter.

    In expectation a total index holds so much besides its own: half the mean square of the
    difference between the errors of two settings, over the variance of the response.
    """
    if np.ptp(error) == 0.0:
        return dict.fromkeys(over, 0.0)
    found = shared_out(over, error, seed=seed)
    shares = found["ST"] * error.var() / variance
    return dict(zip(over, map(float, shares), strict=True))


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
