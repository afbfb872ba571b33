"""How well the model and simple rules agree with what followed a vote, over the cases.

A case's score is the mean over those of its drafts that can be scored, and the whole the
mean over cases, so that a case of many drafts weighs no more than one of few. Differences
are taken draft by draft, so that both are of the same drafts. Intervals are 95 %, by
bootstrap of whole cases: they hold which cases there are, and neither errors of the record
nor the luck of the histories. Nothing is tuned.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from simulation.scenario.on_record import COMPARED
from simulation.scenario.states import names_by_code
from simulation.stages.numerics import Floats
from simulation.studies.aftermath.bearers import (
    Amounts,
    largest,
    largest_right,
    on_non_bearers,
    rank_correlation,
)
from simulation.studies.aftermath.rounds import NOBODY, Beside, same_leader
from simulation.studies.aftermath.rules import MODEL, RULES

SAMPLES, SEED = 10_000, 1
"""Bootstrap samples of cases, and their seed."""

RANGE = (2.5, 97.5)

GIVERS = (MODEL, *RULES)
"""By whom it is given to states what they bear."""

AS_VOTED = "the model, where the vote ends as on record"
"""The model in those histories alone, so that an error is of what follows and not of the vote."""

VOTE = "the Council after an adoption, otherwise nobody"
"""The rule of who acts that knows the recorded vote and nothing else."""


@dataclass(frozen=True)
class Scores:
    """Scores of drafts, those of all that are compared in one order.

    ``cases`` says which case each draft is of; a score is NaN where there can be none.
    """

    cases: tuple[str, ...]
    values: tuple[float, ...]

    def by_case(self) -> dict[str, float]:
        """The mean score of each case, of its drafts that have one."""
        found: dict[str, list[float]] = {}
        for case, score in zip(self.cases, self.values, strict=True):
            if not math.isnan(score):
                found.setdefault(case, []).append(score)
        return {case: float(np.mean(values)) for case, values in found.items()}

    def less(self, other: Scores) -> Scores:
        """How much more than another each draft scores; NaN unless both score it."""
        both = zip(self.values, other.values, strict=True)
        return Scores(self.cases, tuple(one - two for one, two in both))


@dataclass(frozen=True)
class Estimate:
    """A mean over cases with its interval; NaN where no case can be scored."""

    value: float
    low: float
    high: float
    cases: int


def measure(name: str, currency: str) -> str:
    """The name of a measure of burdens in a currency."""
    return f"{name}, {currency}"


OF_BURDENS: dict[str, Callable[[Beside, str, Amounts], float]] = {
    "largest right": lambda b, currency, given: largest_right(b.recorded(currency), given),
    "rank correlation": lambda b, currency, given: rank_correlation(b.recorded(currency), given),
    "on non-bearers": lambda b, currency, given: on_non_bearers(b.bore_nothing(currency), given),
}
"""Measures of what is given to whom, of one draft in one currency."""

BURDENS = {
    measure(name, currency): (name, currency) for currency in COMPARED for name in OF_BURDENS
}


def scored(rounds: Iterable[Beside], score: Callable[[Beside], float]) -> Scores:
    """The scores of drafts."""
    pairs = [(beside.case, score(beside)) for beside in rounds]
    return Scores(tuple(case for case, _ in pairs), tuple(value for _, value in pairs))


def burden_scores(rounds: Sequence[Beside]) -> dict[str, dict[str, Scores]]:
    """Scores of drafts with a list, by measure and giver."""

    def of(giver: str, name: str, currency: str) -> Scores:
        listed = [beside for beside in rounds if currency in beside.lists]
        return scored(listed, lambda b: OF_BURDENS[name](b, currency, b.given[giver][currency]))

    return {
        whole: {giver: of(giver, name, currency) for giver in GIVERS}
        for whole, (name, currency) in BURDENS.items()
    }


def non_bearers(rounds: Iterable[Beside], currency: str) -> dict[str, float]:
    """What of the model's effort falls on each state that bore nothing, a mean over cases.

    Over the drafts after which the model gives something and some state is known to have
    borne nothing, as the measure itself; the most first.
    """
    beside = [
        b
        for b in rounds
        if b.bore_nothing(currency) and sum(b.given[MODEL][currency].values()) > 0.0
    ]

    def falls_on(state: str) -> float:
        of = scored(
            beside,
            lambda b: (
                b.given[MODEL][currency].get(state, 0.0)
                if state in b.bore_nothing(currency)
                else 0.0
            ),
        )
        return estimate(of).value

    found = {state: falls_on(state) for b in beside for state in b.bore_nothing(currency)}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def leader_scores(rounds: Iterable[Beside]) -> dict[str, Scores]:
    """Whether the leader on record is the model's, and bears most by each giver.

    Only a state can bear most: where an organisation led there is no score of that.
    """
    led = [beside for beside in rounds if beside.followed.leader is not None]

    def bears_most(giver: str) -> Scores:
        return scored(
            led,
            lambda b: (
                largest(b.given[giver]["forces"], 1).get(b.followed.leader or "", 0.0)
                if b.followed.leader in names_by_code()
                else math.nan
            ),
        )

    right = scored(led, lambda b: float(same_leader(b.followed.leader or "", b.leader)))
    return {MODEL: right} | {f"bears most: {giver}": bears_most(giver) for giver in (MODEL, *RULES)}


def class_scores(rounds: Sequence[Beside]) -> dict[str, dict[str, Scores]]:
    """The chance of what was done on record, by kind of record, by model and rule."""
    kinds = {
        "nobody acted": [b for b in rounds if not b.acted],
        "somebody acted": [b for b in rounds if b.acted],
    }
    return {
        kind: {
            MODEL: scored(chosen, lambda b: b.chances[b.decided]),
            AS_VOTED: scored(chosen, lambda b: b.as_voted.get(b.decided, math.nan)),
            VOTE: scored(chosen, lambda b: float(by_the_vote(b) == b.decided)),
        }
        for kind, chosen in kinds.items()
    }


def by_the_vote(beside: Beside) -> str:
    """Who acts by the recorded vote alone."""
    record = beside.draft.record
    adopted = record is not None and record.published.outcome == "adopted"
    return "council" if adopted else NOBODY


def estimate(scores: Scores) -> Estimate:
    """The mean over cases, with its interval by bootstrap of cases."""
    values = np.array(list(scores.by_case().values()))
    if values.size == 0:
        return Estimate(math.nan, math.nan, math.nan, 0)
    low, high = np.percentile(resampled(values), RANGE)
    return Estimate(float(values.mean()), float(low), float(high), values.size)


def resampled(values: Floats) -> Floats:
    """Means of bootstrap samples, (sample,)."""
    rng = np.random.default_rng(SEED)
    drawn = rng.integers(values.size, size=(SAMPLES, values.size))
    return np.asarray(values[drawn].mean(axis=1))


def first_of(given: Amounts, number: int) -> Sequence[tuple[str, float]]:
    """The largest bearers, the most first; none that bears nothing."""
    ordered = sorted(given.items(), key=lambda pair: -pair[1])
    return [pair for pair in ordered if pair[1] > 0.0][:number]
