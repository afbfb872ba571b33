"""What a response depends on: Morris' screening and Sobol indices, by SALib."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simulation.experiments.design import Design, stretched
from simulation.experiments.ranges import is_whole
from simulation.scenario.mistakes import InputError
from simulation.stages.numerics import Bools, Floats

LEVELS = 4
"""Levels of Morris' grid; steps are two thirds of a range."""

STEP = LEVELS / (2 * (LEVELS - 1))
"""A step as a share of a range."""

RESAMPLES = 500

FEWEST = 4
"""With fewer effects of a parameter their mean and its interval say nothing."""

FEWEST_BASE = 16
"""Nor do indices of fewer base samples."""

MOST_NEEDED = 2**20
"""Base samples, or histories at a setting, beyond which nobody need count."""

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

    Effects are over the whole range of a parameter. Rows in order of ``mu_star``. A response
    that is NaN leaves out the effects of the two steps beside it; ``effects`` counts those
    that are left of a parameter. With fewer than four all else of it is NaN, and it comes last.
    """
    sample, analyse = salib("morris", "morris")
    problem = problem_of(over)
    unit = sample.sample(problem, trajectories, num_levels=LEVELS, seed=seed)
    points, scale = on_grid(unit, over)
    response = responses(Design.of(over, points))
    whole = defined_effects(unit, response)
    found = {name: np.full(len(over), np.nan) for name in ("mu_star", "mu_star_conf", "sigma")}
    enough = whole.sum(axis=0) >= min(trajectories, FEWEST)
    for rows in np.unique(whole[:, enough], axis=1).T:
        # Parameters that have their effects in the same trajectories, together.
        kept = np.repeat(rows, len(over) + 1)
        here = analyse.analyze(
            problem, unit[kept], np.nan_to_num(response[kept]), num_levels=LEVELS,
            num_resamples=RESAMPLES, seed=resampling(seed), scaled=False,
        )  # fmt: skip
        alike = (whole == rows[:, None]).all(axis=0)
        for name, column in found.items():
            column[alike] = np.asarray(here[name])[alike]
    low, high = zip(*over.values(), strict=True)
    table = pd.DataFrame(
        {
            "parameter": list(over),
            "low": low,
            "high": high,
            "mu_star": found["mu_star"] * scale,
            "mu_star_half": found["mu_star_conf"] * scale,
            "sigma": found["sigma"] * scale,
            "effects": whole.sum(axis=0),
        }
    )
    return table.sort_values("mu_star", ascending=False, ignore_index=True, kind="stable")


def defined_effects(unit: Floats, response: Floats) -> Bools:
    """Which effects are defined at both ends of their step, (trajectory, parameter)."""
    parameters = unit.shape[1]
    steps = np.diff(unit.reshape(-1, parameters + 1, parameters), axis=1)
    known = ~np.isnan(response.reshape(-1, parameters + 1))
    moved = np.abs(steps).argmax(axis=2)
    whole = np.zeros(moved.shape, dtype=bool)
    np.put_along_axis(whole, moved, known[:, 1:] & known[:, :-1], axis=1)
    return whole


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
    column a parameter of total indices, a row each time that the settings were drawn again
    from themselves; the intervals are made of such. ``base`` counts the base samples that
    are defined at every setting; the others are left out.
    """

    indices: pd.DataFrame
    resampled: pd.DataFrame
    mean: float
    variance: float
    base: int


class NotDefinedError(InputError):
    """What was played has no such indices; the rest of what was found stands."""


def sobol(
    over: Mapping[str, tuple[float, float]], responses: Responses, *, base: int, seed: int
) -> Shares:
    """First-order and total indices (Saltelli et al. 2010).

    A single parameter explains all there is, so that both its indices are 1 by definition.

    Raises
    ------
    NotDefinedError
        If the response does not vary, or is not defined for sixteen base samples or more.
    """
    sample, _ = salib("sobol", "sobol")
    unit = sample.sample(problem_of(over), base, calc_second_order=False, seed=seed)
    played = responses(Design.of(over, stretched(unit, over)))
    response = of_whole_samples(over, played, np.isfinite(played))
    samples = response.size // (len(over) + 2)
    if samples < min(base, FEWEST_BASE):
        raise NotDefinedError(
            [f"the measure is defined at every setting of {samples} of {base} base samples only, "
             "too few for indices; narrow the ranges or play more histories"]
        )  # fmt: skip
    if np.ptp(response) == 0.0:
        raise NotDefinedError(
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
    return Shares(table, resampled, float(response.mean()), float(response.var()), samples)


def of_whole_samples(
    over: Mapping[str, tuple[float, float]], values: Floats, known: Bools
) -> Floats:
    """The values (setting,) of those base samples of which every setting is known."""
    size = len(over) + 2
    whole = known.reshape(-1, size).all(axis=1)
    return np.asarray(values.reshape(-1, size)[whole].ravel())


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
    difference between the errors of two settings, over the variance of the response. NaN
    where the errors are known of too few base samples.
    """
    error = of_whole_samples(over, error, np.isfinite(error))
    if error.size < FEWEST * (len(over) + 2):
        return dict.fromkeys(over, math.nan)
    if np.ptp(error) == 0.0:
        return dict.fromkeys(over, 0.0)
    found = shared_out(over, error, seed=seed)
    shares = found["ST"] * error.var() / variance
    return dict(zip(over, map(float, shares), strict=True))


def base_needed(lead: float, half: float, base: int) -> int | None:
    """How many base samples bring half an interval below a lead: it shrinks with their root.

    Those there are, if they do; else twice as many, or four times, and so on.

    >>> [base_needed(lead, 0.19, 64) for lead in (0.2, 0.1, 0.0)]
    [64, 256, None]
    """
    needed = base
    while lead * math.sqrt(needed / base) <= half:
        needed *= 2
        if needed > MOST_NEEDED:
            return None
    return needed


def runs_needed(lead: float, noise: float, runs: int) -> int | None:
    """How many histories at each setting bring noise below a lead: it shrinks as they grow.

    >>> [runs_needed(lead, 0.02, 40) for lead in (0.03, 0.01, 0.0)]
    [40, 81, None]
    """
    if math.isnan(noise):
        return None
    if noise < lead:
        return runs
    if lead * MOST_NEEDED <= noise * runs:
        return None
    return math.floor(runs * noise / lead) + 1


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
