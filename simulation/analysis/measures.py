"""What can be compared: named measures, each a ratio of two sums that every history gives.

Histories are the units that are independent, so every interval of a comparison, and every
response of a sensitivity analysis, is made from these sums.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from simulation.analysis.rates import LEVEL, rate
from simulation.analysis.ratios import ratio
from simulation.engine.arrays import play
from simulation.engine.history import Column, History
from simulation.experiments.layout import ROUNDS_A_BLOCK
from simulation.scenario.mistakes import InputError, nearest
from simulation.scenario.scenario import Scenario
from simulation.stages.bypass import Action
from simulation.stages.decision import End
from simulation.stages.numerics import Bools

type Sums = tuple[Column, Column]
"""Part and whole, each summed over the rounds of a history; (history,)."""

type Progress = Callable[[int], None]

ADOPTED = (End.ADOPTED_IN_FULL, End.ADOPTED_DILUTED)
TABLED = (*ADOPTED, End.VETOED, End.FELL_SHORT)
CONSIDERED = (*TABLED, End.WITHHELD)


@dataclass(frozen=True)
class Measure:
    """A ratio of sums: what it is in words, and the two sums of each history.

    ``share`` says that the sums count cases, so that the ratio is a share of them.
    """

    words: str
    sums: Callable[[History], Sums]
    share: bool = True


def total(values: Column) -> Column:
    """Sums over rounds, (history,)."""
    return np.asarray(values.sum(axis=0, dtype=float))


def share(part: Bools, whole: Bools) -> Sums:
    """A share of rounds."""
    return total(part & whole), total(whole)


def ended(history: History, ends: Sequence[End], among: Sequence[End]) -> Sums:
    """The share of rounds with some ends among those with others."""
    return share(history.is_end(*ends), history.is_end(*among))


def grave(history: History) -> Bools:
    """Rounds of crises that began grave."""
    onset = history["onset_severity"] >= history.scenario.parameters.grave
    return np.asarray((history["episode"] > 0) & onset)


def paralysed(history: History, clients: bool) -> Sums:
    """Grave episodes of a class that closed without an adequate mandate, of those that closed."""
    closed = grave(history) & history["closed"] & (history["client"] == clients)
    return share(history["best_mandate"] < history.scenario.parameters.adequate, closed)


def deterred(history: History) -> Sums:
    """Rounds in which somebody was deterred, of those in which no crisis stood."""
    quiet = history.is_end(End.QUIET, End.DETERRED)
    return share(history.is_end(End.DETERRED), quiet | history["onset"])


def security_gap(history: History) -> Sums:
    """1 - p_win over the rounds of grave episodes, those mediated left out."""
    live = grave(history) & ~history.is_end(End.MEDIATED)
    return total((1.0 - np.nan_to_num(history["p_win"])) * live), total(live)


MEASURES: dict[str, Measure] = {
    "adopted": Measure(
        "drafts adopted, of drafts considered", lambda h: ended(h, ADOPTED, CONSIDERED)
    ),
    "adopted_in_full": Measure(
        "adopted in full, of drafts considered",
        lambda h: ended(h, ADOPTED[:1], CONSIDERED),
    ),
    "vetoed": Measure(
        "vetoed, of drafts considered", lambda h: ended(h, (End.VETOED,), CONSIDERED)
    ),
    "vetoed_of_tabled": Measure(
        "vetoed, of drafts tabled", lambda h: ended(h, (End.VETOED,), TABLED)
    ),
    "fell_short": Measure(
        "fell short, of drafts considered", lambda h: ended(h, (End.FELL_SHORT,), CONSIDERED)
    ),
    "withheld": Measure(
        "withheld, of drafts considered", lambda h: ended(h, (End.WITHHELD,), CONSIDERED)
    ),
    "hidden_large": Measure(
        "with a large hidden veto, of drafts considered",
        lambda h: share(h["hidden_veto"] >= h.scenario.parameters.large, h.is_end(*CONSIDERED)),
    ),
    "strength": Measure(
        "mean strength adopted, 0 where nothing was",
        lambda h: (
            total(np.nan_to_num(h["tabled"]) * h.is_end(*ADOPTED)),
            total(h.is_end(*CONSIDERED)),
        ),
        share=False,
    ),
    "paralysis_clients": Measure(
        "grave crises of clients closed without an adequate mandate",
        lambda h: paralysed(h, clients=True),
    ),
    "paralysis_others": Measure(
        "other grave crises closed without one", lambda h: paralysed(h, clients=False)
    ),
    "unanswered": Measure(
        "rounds of a crisis in which nothing was done",
        lambda h: share(h["action"] == Action.NONE, h["episode"] > 0),
    ),
    "outside": Measure(
        "answers without the Council, of answers",
        lambda h: share(h["action"] > Action.COUNCIL, h["action"] > Action.NONE),
    ),
    "settled": Measure(
        "crises settled, of those that closed", lambda h: share(h["settled"], h["closed"])
    ),
    "easy_riding": Measure(
        "easy-riding: what is missing to the best provision",
        lambda h: (total(h["optimal"] - h["provision"]), total(h["optimal"])),
        share=False,
    ),
    "provision": Measure(
        "provision per severity, over rounds of crises",
        lambda h: (total(h["provision"]), total(np.nan_to_num(h["severity"]))),
        share=False,
    ),
    "security_gap": Measure(
        "security gap: 1 - chance of success, grave crises", security_gap, share=False
    ),
    "deterred": Measure("would-be challengers deterred, of quiet rounds", deterred),
    "legitimacy": Measure(
        "legitimacy of the Council at the end",
        lambda h: (h["legitimacy"][-1].astype(float), np.ones(len(h.runs))),
        share=False,
    ),
}
"""Every measure by name. Shares are of 1."""


def label(name: str) -> str:
    """A measure's name as a person reads it."""
    return name.replace("_", " ")


def chosen(names: Iterable[str]) -> dict[str, Measure]:
    """These measures, all where none is named.

    Raises
    ------
    InputError
        If there is none of a name.
    """
    wanted = list(names) or list(MEASURES)
    wrong = [name for name in wanted if name not in MEASURES]
    if wrong:
        raise InputError(f"measure {name!r}: {nearest(name, MEASURES)}" for name in wrong)
    return {name: MEASURES[name] for name in wanted}


def play_measures(
    scenario: Scenario,
    measures: Mapping[str, Measure],
    *,
    runs: int,
    seed: int,
    progress: Progress = lambda _: None,
) -> dict[str, Sums]:
    """The sums of each measure over the histories of a scenario, block by block."""
    size = max(1, ROUNDS_A_BLOCK // scenario.rounds)
    blocks = []
    for start in range(0, runs, size):
        block = range(start, min(start + size, runs))
        history = play(scenario, seed=seed, runs=block)
        blocks.append({name: measure.sums(history) for name, measure in measures.items()})
        progress(len(block))
    return {
        name: (
            np.concatenate([block[name][0] for block in blocks]),
            np.concatenate([block[name][1] for block in blocks]),
        )
        for name in measures
    }


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval over histories; NaN where there is none."""

    value: float
    low: float
    high: float

    @property
    def half(self) -> float:
        """Half the interval's width."""
        return (self.high - self.low) / 2.0


def level(cell: Sums, *, share: bool) -> Estimate:
    """A measure under one setting; shares as :func:`simulation.analysis.rates.rate` has them."""
    found = rate(*cell) if share else ratio(*cell)
    numbers = (found.value, found.low, found.high)
    return Estimate(*(math.nan if number is None else number for number in numbers))


def contrast(cells: Sequence[Sums], weights: Sequence[float]) -> Estimate:
    """A weighted sum of ratios Σa/Σb over cells played under common draws, with its interval.

    Linearised: in each cell a history's influence on the ratio is
    (a - ratio·b)/Σb; histories are paired over cells, so their influences are
    added up before their spread is taken. Student's t with histories - 1 degrees
    of freedom. NaN where a cell has nothing to divide by, or for an interval of
    one history.
    """
    value, influence = 0.0, np.zeros(cells[0][0].size)
    for (part, whole), weight in zip(cells, weights, strict=True):
        if weight == 0.0:
            continue
        if whole.sum() == 0.0:
            return Estimate(math.nan, math.nan, math.nan)
        ratio = part.sum() / whole.sum()
        value += weight * float(ratio)
        influence += weight * (part - ratio * whole) / whole.sum()
    histories = influence.size
    if histories == 1:
        return Estimate(value, math.nan, math.nan)
    spread = math.sqrt(histories / (histories - 1) * float(np.sum(influence**2)))
    half = float(stdtrit(histories - 1, 0.5 + LEVEL / 2.0)) * spread
    return Estimate(value, value - half, value + half)
