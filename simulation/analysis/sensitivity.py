"""Which parameters matter: Morris screening over all, then Sobol indices of the few that do.

Every setting meets the same histories, so that the response is a function of the
parameters alone; what the finite number of histories adds is the same everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from simulation.analysis.caveat import caveat_of
from simulation.analysis.decompose import (
    FEWEST,
    NotDefinedError,
    Shares,
    base_needed,
    morris,
    runs_needed,
    sobol,
    total_noise,
)
from simulation.analysis.sums_tasks import check_total, play_measures
from simulation.engine.draws import check_source
from simulation.experiments.batch import hired
from simulation.experiments.design import Design, scenarios_of, setting_words
from simulation.experiments.kept import NOT_KEPT, Kept
from simulation.experiments.processes import wrong_number
from simulation.experiments.ranges import known, of_key, usual_ranges
from simulation.experiments.workforce import Notify, Progress, Workers
from simulation.measures.contrasts import Estimate, level
from simulation.measures.names import chosen, label
from simulation.measures.rates import Sums
from simulation.measures.table import MEASURES
from simulation.scenario.calls import ANY, Call, Word
from simulation.scenario.load import loaded
from simulation.scenario.mistakes import InputError, Mistake, check_list, shortened, shown
from simulation.scenario.scenario import Scenario
from simulation.scenario.words import counted
from simulation.stages.numerics import Floats

LEAST = {"trajectories": 4, "base": 16, "kept": 1, "runs": 2}
"""With fewer settings the intervals, resampled from them, say nothing."""

MOST = {"trajectories": 10_000, "base": 65_536, "kept": 1_000, "runs": 1_000_000}
"""More cannot be meant: each alone would play for years."""

SURE = {"trajectories": 8, "base": 64}
"""With fewer the intervals hold the truth less often than they say."""

NORMAL = 1.96
"""Standard deviations in half a 95 % interval."""

RANKS = ["above", "below", "lead", "half", "noise", "settled", "base", "runs", "histories"]
"""Columns of the table of ranks."""

COLUMNS = ["parameter", "first", "first_half", "total", "total_half", "noise"]
NO_INDICES = pd.DataFrame(columns=COLUMNS)
NO_RANKS = pd.DataFrame(columns=RANKS)


@dataclass(frozen=True)
class Effort:
    """How hard to look.

    Attributes
    ----------
    trajectories : int
        Of the screening, from 4; each plays a setting more than there are parameters.
    base : int
        Base samples of the indices, a power of two from 16.
    kept : int
        Parameters that have indices, from 1.
    runs : int
        Histories at each setting, from 2.

    Examples
    --------
    >>> Effort(trajectories=8, base=64, kept=6, runs=40).histories(20)
    27200
    """

    trajectories: int = 8
    base: int = 64
    kept: int = 6
    runs: int = 40

    def points(self, parameters: int) -> int:
        """How many settings are played.

        Parameters
        ----------
        parameters : int
            How many are screened.

        Returns
        -------
        int
            Of both steps together.
        """
        kept = min(self.kept, parameters)
        return self.trajectories * (parameters + 1) + self.base * (kept + 2)

    def histories(self, parameters: int) -> int:
        """How many histories are played.

        Parameters
        ----------
        parameters : int
            How many are screened.

        Returns
        -------
        int
            Over all settings.
        """
        return self.points(parameters) * self.runs


@dataclass(frozen=True)
class Sensitivity:
    """What was found.

    What needs settings at which the measure has nothing to divide by is left out: NaN, or no
    row of ``indices`` and ``ranks``. Intervals of ``screening``, ``indices`` and ``ranks`` are
    of sampling settings.

    Attributes
    ----------
    scenario, measure, words : str
        The scenario's name, the measure's, and what the measure is.
    effort : Effort
        How hard was looked.
    seed : int
        Which histories and samples.
    screening : pandas DataFrame
        A row a parameter: parameter, low, high, mu_star (the mean size of an effect over
        the whole range) with its half interval, sigma (how much effects differ), and
        noise: the mean size of effect that simulation error alone would show, from the
        difference between two halves of the histories. Sizes are never negative, so that
        error adds to small ones: an effect no larger than its noise is not seen.
    indices : pandas DataFrame
        A row a parameter kept: parameter, first and total, each with its half interval,
        and noise: the total index that simulation error alone would show.
    ranks : pandas DataFrame
        A row for each two that follow one another there: above, below, lead (by how much
        the total index of the one is larger) with its half interval, the noise of the one,
        settled (whether the lead is larger than both), and if it is as large as it seems,
        about how many base samples bring the interval below it, how many runs the noise,
        and how many histories the whole then plays; None where 2^20 are not enough.
    variance, mean : float
        Of the measure over the settings of the second step.
    error : float
        Half the 95 % interval over histories of one setting's measure, on average over all
        settings: simulation error, and the same draws everywhere.
    left_out : tuple of str
        Sentences on what is left out, and why.
    cannot_say : str or None
        What stands under results about real states.
    """

    scenario: str
    measure: str
    words: str
    effort: Effort
    seed: int
    screening: pd.DataFrame
    indices: pd.DataFrame
    ranks: pd.DataFrame
    variance: float
    mean: float
    error: float
    left_out: tuple[str, ...] = ()
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
    keep: Kept = NOT_KEPT,
    progress: Progress = lambda _: None,
    notify: Notify = lambda _: None,
) -> Sensitivity:
    """Screen the parameters of a scenario, then decompose the variance of one measure.

    Parameters
    ----------
    scenario : Scenario, str or Path
        What is simulated: a scenario, the name of one that is shipped, or the path of a file;
        not one that replays a record.
    measure : str
        One of :data:`simulation.measures.table.MEASURES`.
    ranges : mapping of str to (low, high), optional
        In place of half the value up and down, in the parameter's unit; other numeric keys
        of a scenario too.
    only : sequence of str
        Screen these alone.
    effort : Effort, optional
        How hard to look.
    seed : int
        Which histories and samples, 0 or more.
    workers : int
        Processes of this machine that play settings; the result is the same. They are
        fresh ones: a script that asks for them keeps its own work behind
        ``if __name__ == "__main__":``.
    keep : Kept, optional
        Where finished histories are kept, so that the same call goes on from them.
    progress : callable, optional
        Called with the number of histories just finished.
    notify : callable, optional
        Called with a sentence where a worker died and histories are played again.

    Returns
    -------
    Sensitivity
        Effects of all parameters, indices of the few that matter, and how sure their order is.

    Raises
    ------
    InputError
        If a name or range is wrong, or SALib is not installed.

    Examples
    --------
    >>> from simulation import load
    >>> short = load("horseshoe", settings={"rounds": 2})
    >>> how = Effort(trajectories=4, base=16, kept=1, runs=2)
    >>> found = sensitivity(short, "deterred", only=["belief_response", "article_99"], effort=how)
    >>> sorted(found.screening["parameter"])
    ['article_99', 'belief_response']
    """
    made = loaded(scenario)
    measured = chosen([measure], "measure")
    how = effort or Effort()
    check_effort(how, seed=seed, workers=workers)
    check_list("only", only)
    over = screened(made, ranges or {}, only)
    check_total(how.histories(len(over)), made.rounds, 1)
    with hired(workers) as who:
        play = Responder(made, measure, how.runs, seed, who, keep, progress, notify)
        screening = morris(over, play, trajectories=how.trajectories, seed=seed)
        apart = np.array(play.differences)
        known = screening["parameter"][screening["mu_star"].notna()]
        kept = {key: over[key] for key in known[: how.kept]}
        shares, why = indices_of(kept, play, base=how.base, seed=seed)
    # Half the difference of two halves errs as much as the whole, and holds nothing else.
    noise = morris(over, lambda _: apart, trajectories=how.trajectories, seed=seed)
    sizes = noise.set_index("parameter")["mu_star"]
    indices, ranks = NO_INDICES, NO_RANKS
    if shares is not None:
        apart_there = np.array(play.differences[len(apart) :])
        totals = total_noise(kept, apart_there, shares.variance, seed=seed)
        indices = shares.indices.assign(noise=shares.indices["parameter"].map(totals))
        ranks = ranked(indices, shares.resampled, how, parameters=len(over))
    return Sensitivity(
        scenario=made.name,
        measure=measure,
        words=measured[measure].words,
        effort=how,
        seed=seed,
        screening=screening.assign(noise=screening["parameter"].map(sizes)),
        indices=indices,
        ranks=ranks,
        variance=math.nan if shares is None else shares.variance,
        mean=math.nan if shares is None else shares.mean,
        error=play.error,
        left_out=(*play.left_out(), *effects_left_out(screening, how), *why),
        cannot_say=caveat_of(made),
    )


def indices_of(
    kept: Mapping[str, tuple[float, float]], play: Responder, *, base: int, seed: int
) -> tuple[Shares | None, tuple[str, ...]]:
    """The indices, or None; and sentences on what of them is left out, and why."""
    if not kept:
        return None, ("Sobol indices are not defined: no parameter has an effect that is.",)
    try:
        shares = sobol(kept, play, base=base, seed=seed)
    except NotDefinedError as error:
        return None, tuple(f"Sobol indices are not defined: {why}." for why in error.mistakes)
    if shares.base < base:
        return shares, (
            f"Indices are of {shares.base} of {base} base samples: those at every setting of "
            "which the measure is defined.",
        )
    return shares, ()


def effects_left_out(screening: pd.DataFrame, effort: Effort) -> Iterator[str]:
    """Which parameters have no effect that is defined, and which have one of fewer trajectories."""
    many = effort.trajectories
    for row in screening.to_dict("records"):
        name, effects = row["parameter"], row["effects"]
        if math.isnan(row["mu_star"]):
            yield (
                f"{name}: its effect is not defined: the measure is defined at both ends of "
                f"{effects} of its {many} steps, and {FEWEST} are needed."
            )
        elif effects < many:
            yield f"{name}: its effect is of {effects} of {many} trajectories."


def ranked(
    indices: pd.DataFrame, resampled: pd.DataFrame, effort: Effort, *, parameters: int
) -> pd.DataFrame:
    """How sure the order of total indices is, as ``ranks`` of :class:`Sensitivity` has it.

    Two indices are resampled together, since they share settings.
    """
    rows = []
    for above, below in pairwise(indices.to_dict("records")):
        names = above["parameter"], below["parameter"]
        lead, noise = above["total"] - below["total"], above["noise"]
        apart = resampled[names[0]].to_numpy() - resampled[names[1]].to_numpy()
        half = NORMAL * float(apart.std(ddof=1))
        base, runs = base_needed(lead, half, effort.base), runs_needed(lead, noise, effort.runs)
        settled = (base, runs) == (effort.base, effort.runs)
        histories = None
        if base is not None and runs is not None:
            histories = replace(effort, base=base, runs=runs).histories(parameters)
        rows.append((*names, lead, half, noise, settled, base, runs, histories))
    # As objects, so that numbers beside None stay whole.
    table = pd.DataFrame(rows, columns=RANKS, dtype=object)
    return table.astype({"lead": float, "half": float, "noise": float, "settled": bool})


def check_effort(effort: Effort, *, seed: int, workers: int) -> None:
    """Refuse what cannot be sampled or played, every mistake at once.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    mistakes: list[str] = []
    for name, least in LEAST.items():
        value = getattr(effort, name)
        if not least <= value <= MOST[name]:
            why = f"must be a whole number from {least} to {MOST[name]:,}"
            mistakes.append(Mistake("", name, why, value=shown(value)))
    if LEAST["base"] <= effort.base <= MOST["base"] and effort.base & (effort.base - 1):
        power = shown(1 << effort.base.bit_length())
        why = f"must be a power of two; write {power}"
        mistakes.append(Mistake("", "base", why, value=shown(effort.base)))
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
    unless = "is not screened unless a range is given; write "
    mistakes = [*known(given, "ranges"), *known(absent, "only")] or [
        of_key("only", name, (unless, Call(ranges={name: (Word("LOW"), Word("HIGH"))})))
        for name in absent
    ]
    left_out = ("is left out by ", Call(only=ANY), "; name it there, or leave its range out")
    mistakes += [of_key("ranges", key, left_out) for key in given if only and key not in only]
    if mistakes:
        raise InputError(mistakes)
    return {key: ends for key, ends in over.items() if not only or key in only}


@dataclass
class Responder:
    """The measure at each setting of a design, over the same histories.

    ``errors`` and ``differences`` gather half the interval at each, and half of what two halves
    of the histories differ by; ``undefined`` the settings with nothing to divide by.
    """

    scenario: Scenario
    measure: str
    runs: int
    seed: int
    who: Workers | None
    keep: Kept
    progress: Progress
    notify: Notify
    errors: list[float] = field(default_factory=list)
    differences: list[float] = field(default_factory=list)
    undefined: list[str] = field(default_factory=list)

    @property
    def error(self) -> float:
        """Half the interval, on average over the settings that have one."""
        known = [error for error in self.errors if not math.isnan(error)]
        return float(np.mean(known)) if known else math.nan

    def left_out(self) -> Iterator[str]:
        """At how many settings the measure is not defined, and one of them."""
        if self.undefined:
            yield (
                f"{label(self.measure)} is not defined at {len(self.undefined):,} of "
                f"{counted(len(self.errors), 'setting')}, where it has nothing to divide by, as "
                f"at {self.undefined[0]}; what needs them is left out. Narrow the ranges or play "
                "more histories."
            )

    def __call__(self, design: Design) -> Floats:
        """The response (setting,), NaN where the measure has nothing to divide by.

        Raises
        ------
        InputError
            If a setting cannot be played.
        """
        sums = play_measures(
            scenarios_of(self.scenario, design), [self.measure], runs=self.runs, seed=self.seed,
            who=self.who, keep=self.keep, progress=self.progress, notify=self.notify,
        )  # fmt: skip
        found = np.empty(len(design))
        for place, here in enumerate(sums):
            response, apart = respond(here[self.measure], share=MEASURES[self.measure].share)
            if math.isnan(response.value):
                setting = setting_words(design.settings()[place])
                self.undefined.append(shortened(setting))
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
