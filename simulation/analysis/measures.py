"""What is measured: named measures, each a ratio of two sums that every history gives.

Each is written once, over rounds just played or read from a dataset. Histories are the units
that are independent, so every interval of a summary or comparison, and every response of a
sensitivity analysis, is made from these sums.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from simulation.analysis.rates import LEVEL, Sums, rate
from simulation.analysis.ratios import ratio
from simulation.analysis.rounds import Rounds
from simulation.analysis.totals import Totals
from simulation.engine.history import Column
from simulation.scenario.mistakes import InputError, nearest
from simulation.stages.bypass import Action
from simulation.stages.decision import End
from simulation.stages.numerics import Bools

type Cells = tuple[Column, Column]
"""Part and whole round by round, in the shape of the rounds."""

type Progress = Callable[[int], None]

ADOPTED = (End.ADOPTED_IN_FULL, End.ADOPTED_DILUTED)
TABLED = (*ADOPTED, End.VETOED, End.FELL_SHORT)
CONSIDERED = (*TABLED, End.WITHHELD)


@dataclass(frozen=True)
class Measure:
    """A ratio of sums: what it is in words, and part and whole of each round.

    ``share`` says that the sums count cases, so that the ratio is a share of them.
    """

    words: str
    cells: Callable[[Rounds], Cells]
    share: bool = True

    def sums(self, rounds: Rounds) -> Sums:
        """The two sums of each history."""
        part, whole = self.cells(rounds)
        return rounds.total(part), rounds.total(whole)

    def totals(self, rounds: Rounds) -> Totals:
        """What its value and interval need of these histories."""
        return Totals.of(*self.sums(rounds))


def share(part: Bools, whole: Bools) -> Cells:
    """A share of rounds."""
    return part & whole, whole


def mean(values: Column, where: Bools) -> Cells:
    """A mean over rounds, in which the values are numbers."""
    return np.where(where, values, 0.0), where


def ended(*ends: End, among: Sequence[End] = CONSIDERED) -> Callable[[Rounds], Cells]:
    """The share of rounds with some ends among those with others."""
    return lambda r: share(r.is_end(*ends), r.is_end(*among))


def acted(action: Action) -> Callable[[Rounds], Cells]:
    """The share of rounds of a crisis in which something was done on somebody's decision."""
    return lambda r: share(r["action"] == action, r["episode"] > 0)


def grave(rounds: Rounds) -> Bools:
    """Rounds of crises that began grave."""
    return np.asarray((rounds["episode"] > 0) & (rounds["onset_severity"] >= rounds.grave))


def of_class(rounds: Rounds, clients: bool | None) -> Bools:
    """Rounds of challengers that a permanent member stands behind, of others, or (None) all."""
    everybody = np.ones_like(rounds["client"])
    return everybody if clients is None else np.asarray(rounds["client"] == clients)


def paralysed(clients: bool | None = None, *, mediated: bool = True) -> Callable[[Rounds], Cells]:
    """Grave episodes of a class that closed without an adequate mandate, of those that closed.

    Each closes in one round. Those that the Secretary-General settled count above and
    below the line, or in neither.
    """

    def cells(rounds: Rounds) -> Cells:
        closed = grave(rounds) & rounds["closed"] & of_class(rounds, clients)
        if not mediated:
            closed &= ~rounds.is_end(End.MEDIATED)
        return share(rounds["best_mandate"] < rounds.adequate, closed)

    return cells


def easy_riding(clients: bool | None = None) -> Callable[[Rounds], Cells]:
    """1 - ΣE*/ΣE°, on challengers of a class."""

    def cells(rounds: Rounds) -> Cells:
        here, optimal = of_class(rounds, clients), rounds["optimal"]
        return (optimal - rounds["provision"]) * here, optimal * here

    return cells


def giving_nothing(rounds: Rounds) -> Cells:
    """Named contributors that gave nothing to an answer, of all of them."""
    answered = rounds["action"] > Action.NONE
    return (rounds.named - rounds["contributors"]) * answered, rounds.named * answered


def deterred(rounds: Rounds) -> Cells:
    """Rounds in which somebody was deterred, of those in which no crisis stood."""
    quiet = rounds.is_end(End.QUIET, End.DETERRED)
    return share(rounds.is_end(End.DETERRED), quiet | rounds["onset"])


def security_gap(rounds: Rounds) -> Cells:
    """1 - p_win over the rounds of grave episodes, those mediated left out.

    p_win is 0 where nothing was done.
    """
    live = grave(rounds) & ~rounds.is_end(End.MEDIATED)
    return mean(1.0 - np.nan_to_num(rounds["p_win"]), live)


def hidden(rounds: Rounds) -> Bools:
    """Rounds in which the model's penholder proposed less than to a Council without vetoes."""
    return np.asarray(rounds["hidden_veto"] > 0.0)


MEASURES: dict[str, Measure] = {
    "adopted": Measure("drafts adopted, of drafts considered", ended(*ADOPTED)),
    "adopted_in_full": Measure("adopted in full, of drafts considered", ended(End.ADOPTED_IN_FULL)),
    "adopted_diluted": Measure("adopted diluted, of drafts considered", ended(End.ADOPTED_DILUTED)),
    "vetoed": Measure("vetoed, of drafts considered", ended(End.VETOED)),
    "vetoed_of_tabled": Measure("vetoed, of drafts tabled", ended(End.VETOED, among=TABLED)),
    "fell_short": Measure("fell short, of drafts considered", ended(End.FELL_SHORT)),
    "withheld": Measure("withheld, of drafts considered", ended(End.WITHHELD)),
    "hidden": Measure(
        "with a hidden veto of any size, of drafts considered",
        lambda r: share(hidden(r), r.is_end(*CONSIDERED)),
    ),
    "hidden_large": Measure(
        "with a large hidden veto, of drafts considered",
        lambda r: share(r["hidden_veto"] >= r.large, r.is_end(*CONSIDERED)),
    ),
    "hidden_withheld": Measure(
        "withheld for a veto alone, of drafts considered",
        lambda r: share(hidden(r) & np.isnan(r["proposed"]), r.is_end(*CONSIDERED)),
    ),
    "size_of_hidden": Measure(
        "mean size of hidden vetoes", lambda r: mean(r["hidden_veto"], hidden(r)), share=False
    ),
    "wanted": Measure(
        "mean strength wanted, of drafts considered",
        lambda r: mean(r["wanted"], r.is_end(*CONSIDERED) & ~np.isnan(r["wanted"])),
        share=False,
    ),
    "tabled": Measure(
        "mean strength put to the vote",
        lambda r: mean(r["tabled"], r.is_end(*TABLED) & ~np.isnan(r["tabled"])),
        share=False,
    ),
    "strength": Measure(
        "mean strength adopted, 0 where nothing was",
        lambda r: (np.nan_to_num(r["tabled"]) * r.is_end(*ADOPTED), r.is_end(*CONSIDERED)),
        share=False,
    ),
    "paralysis_clients": Measure(
        "grave crises of clients closed without an adequate mandate", paralysed(True)
    ),
    "paralysis_others": Measure("other grave crises closed without one", paralysed(False)),
    "paralysis_both": Measure("all grave crises closed without one", paralysed()),
    "unsettled_clients": Measure(
        "grave crises of clients, not mediated, closed without one", paralysed(True, mediated=False)
    ),
    "unsettled_others": Measure(
        "other grave crises, not mediated, closed without one", paralysed(False, mediated=False)
    ),
    "unsettled_both": Measure(
        "all grave crises, not mediated, closed without one", paralysed(mediated=False)
    ),
    "action_council": Measure("rounds of a crisis answered by the Council", acted(Action.COUNCIL)),
    "action_assembly": Measure(
        "rounds of a crisis answered by the Assembly", acted(Action.ASSEMBLY)
    ),
    "action_regional": Measure(
        "rounds of a crisis answered by an organisation", acted(Action.REGIONAL)
    ),
    "action_coalition": Measure(
        "rounds of a crisis answered by a coalition", acted(Action.COALITION)
    ),
    "unanswered": Measure("rounds of a crisis in which nothing was done", acted(Action.NONE)),
    "outside": Measure(
        "answers without the Council, of answers",
        lambda r: share(r["action"] > Action.COUNCIL, r["action"] > Action.NONE),
    ),
    "settled": Measure(
        "crises settled, of those that closed", lambda r: share(r["settled"], r["closed"])
    ),
    "easy_riding": Measure("what is missing to the best provision", easy_riding(), share=False),
    "easy_riding_clients": Measure(
        "what is missing to the best, on clients", easy_riding(True), share=False
    ),
    "easy_riding_others": Measure(
        "what is missing to the best, on others", easy_riding(False), share=False
    ),
    "provision": Measure(
        "provision per severity, over rounds of crises",
        lambda r: (r["provision"], np.nan_to_num(r["severity"])),
        share=False,
    ),
    "giving_nothing": Measure(
        "named contributors that gave nothing, of their chances to give", giving_nothing
    ),
    "security_gap": Measure(
        "1 - chance of success, over rounds of grave crises", security_gap, share=False
    ),
    "deterred": Measure("would-be challengers deterred, of quiet rounds", deterred),
    "legitimacy": Measure(
        "legitimacy of the Council at the end",
        lambda r: mean(r["legitimacy"], r["last"]),
        share=False,
    ),
}
"""Every measure by name. Shares are of 1."""


OF_SCRIPT: dict[str, tuple[str, str]] = {
    "withheld": ("withheld by script", "withheld by the script, of drafts considered"),
    "adopted_in_full": (
        "adopted as wanted",
        "adopted, the script's text being all that the model's penholder wants, of drafts "
        "considered",
    ),
    "adopted_diluted": (
        "adopted weaker",
        "adopted, the script's text being less than the model's penholder wants, of drafts "
        "considered",
    ),
    "hidden": (
        "pen would weaken",
        "drafts that the model's penholder would have weakened or withheld because of vetoes, of "
        "drafts considered; the script decides what is tabled",
    ),
    "hidden_large": (
        "pen would weaken much",
        "drafts that the model's penholder would have weakened much or withheld because of "
        "vetoes, of drafts considered; the script decides what is tabled",
    ),
    "hidden_withheld": (
        "pen would withhold",
        "drafts that the model's penholder would have withheld for a veto alone, of drafts "
        "considered; the script decides what is tabled",
    ),
    "size_of_hidden": (
        "size pen would take off",
        "mean of what the model's penholder would have taken off because of vetoes, where it "
        "would have taken off anything; the script decides what is tabled",
    ),
    "wanted": (
        "pen wants", "mean strength that the model's penholder wants, of drafts considered"
    ),
    "tabled": ("tabled by script", "mean strength put to the vote, which the script decides"),
    "strength": (
        "strength",
        "mean strength adopted, 0 where nothing was; how strong a text is, the script decides",
    ),
}  # fmt: skip
"""Labels and words of measures where a script decides what is tabled, and how strong it is."""


OF_VETOES = ("vetoed", "vetoed_of_tabled", "hidden", "hidden_large", "hidden_withheld")
"""Shares that are 0 where no veto can be."""


def label(name: str, *, replays: bool = False) -> str:
    """A measure's name as a person reads it; ``replays`` where a script decides what is tabled.

    >>> label("hidden_large"), label("hidden_large", replays=True)
    ('hidden large', 'pen would weaken much')
    """
    if replays and name in OF_SCRIPT:
        return OF_SCRIPT[name][0]
    return name.replace("_", " ")


def words_of(name: str, *, replays: bool = False) -> str:
    """What a measure is; ``replays`` where a script decides what is tabled."""
    return OF_SCRIPT[name][1] if replays and name in OF_SCRIPT else MEASURES[name].words


def name_of(label: str) -> str:
    """The name of the measure that a person writes so: by its name, or by its label."""
    return "_".join(label.split())


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
        raise InputError(f"measure {name!r}: {hint(name)}" for name in wrong)
    return {name: MEASURES[name] for name in wanted}


def hint(name: str) -> str:
    """Which measure may be meant, or the list of all."""
    near = nearest(name, MEASURES)
    every = "there is " + ", ".join(sorted(MEASURES))
    return near if near.startswith("did you mean") else every


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


def differing(here: Sums, base: Sums) -> int:
    """In how many histories, played under common draws, the two sums are not the same."""
    return int(((here[0] != base[0]) | (here[1] != base[1])).sum())


def paired(here: Sums, base: Sums) -> Estimate:
    """How much higher a ratio is here than in the base, paired history by history.

    Where no history differs, the spread of differences is not known, and there is no
    interval.
    """
    found = contrast([here, base], [1.0, -1.0])
    return found if differing(here, base) else Estimate(found.value, math.nan, math.nan)
