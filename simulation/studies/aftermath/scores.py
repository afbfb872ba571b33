"""How well the model and the rules tell what followed a vote, over the cases.

A case's score is the mean over those of its rounds that can be scored, and the whole the
mean over cases, so that a case of many drafts weighs no more than one of few. Intervals are
95 %, by bootstrap of whole cases: they hold which cases there are, and neither errors of
the record nor the luck of the histories. Nothing is tuned.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulation.stages.numerics import Floats
from simulation.studies.aftermath.bearers import (
    Amounts,
    largest,
    largest_right,
    misplaced,
    rank_correlation,
)
from simulation.studies.aftermath.rounds import CURRENCIES, NOBODY, Beside, same_leader
from simulation.studies.aftermath.rules import MODEL, NAMED, RULES

SAMPLES, SEED = 10_000, 1
"""Bootstrap samples of cases, and their seed."""

RANGE = (2.5, 97.5)

TELLERS = (MODEL, *RULES, NAMED)
"""Who says who bears how much."""

AS_VOTED = "the model, where the vote ends as on record"
"""The model in those histories alone, so that an error is of what follows and not of the vote."""

VOTE = "the Council after an adoption, otherwise nobody"
"""The rule of who acts that knows the recorded vote and nothing else."""


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
    "misplaced": lambda b, currency, given: misplaced(b.bore_nothing(currency), given),
}
"""Measures of what is given to whom, of one round in one currency."""

BURDENS = {
    measure(name, currency): (name, currency) for currency in CURRENCIES for name in OF_BURDENS
}


def burden_scores(rounds: Iterable[Beside]) -> dict[str, dict[str, dict[str, float]]]:
    """Scores by measure, teller and case."""
    beside = list(rounds)
    return {
        whole: {
            teller: by_case(
                (b.case, OF_BURDENS[name](b, currency, given_by(teller, b, currency)))
                for b in beside
                if currency in b.lists
            )
            for teller in TELLERS
        }
        for whole, (name, currency) in BURDENS.items()
    }


def given_by(teller: str, beside: Beside, currency: str) -> Amounts:
    """What a teller gives to each state in a round."""
    if teller != NAMED:
        return beside.given[teller]
    recorded = beside.recorded(currency)
    return {state: recorded[state] for state in beside.given[MODEL] if state in recorded}


def misplaced_on(rounds: Iterable[Beside], currency: str) -> dict[str, float]:
    """What of the model's effort falls on each state that bore nothing, a mean over cases.

    Over the cases in which some state is known to have borne nothing; the most first.
    """
    beside = [b for b in rounds if b.bore_nothing(currency)]
    states = {state for b in beside for state in b.bore_nothing(currency)}
    cases = {b.case for b in beside}
    found = {
        state: sum(
            by_case(
                (b.case, b.given[MODEL].get(state, 0.0) * (state in b.bore_nothing(currency)))
                for b in beside
            ).values()
        )
        / len(cases)
        for state in states
    }
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def leader_scores(rounds: Iterable[Beside]) -> dict[str, dict[str, float]]:
    """Whether the leader on record is the model's, and bears most by each teller; by case."""
    led = [(b, b.followed.leader) for b in rounds if b.followed.leader is not None]
    bears_most = {
        f"bears most: {teller}": by_case(
            (b.case, largest(b.given[teller], 1).get(leader, 0.0)) for b, leader in led
        )
        for teller in (MODEL, *RULES)
    }
    right = by_case((b.case, float(same_leader(leader, b.leader))) for b, leader in led)
    return {MODEL: right} | bears_most


def class_scores(rounds: Iterable[Beside]) -> dict[str, dict[str, dict[str, float]]]:
    """The chance of what was done on record, by kind of record, teller and case."""
    beside = list(rounds)
    kinds = {
        "nobody acted": [b for b in beside if not b.acted],
        "somebody acted": [b for b in beside if b.acted],
    }
    return {
        kind: {
            MODEL: by_case((b.case, b.chances[b.decided]) for b in chosen),
            AS_VOTED: by_case((b.case, b.as_voted.get(b.decided, math.nan)) for b in chosen),
            VOTE: by_case((b.case, float(by_the_vote(b) == b.decided)) for b in chosen),
        }
        for kind, chosen in kinds.items()
    }


def by_the_vote(beside: Beside) -> str:
    """Who acts by the recorded vote alone."""
    record = beside.draft.record
    adopted = record is not None and record.published.outcome == "adopted"
    return "council" if adopted else NOBODY


def by_case(scores: Iterable[tuple[str, float]]) -> dict[str, float]:
    """The mean score of each case, of its rounds that have one."""
    found: dict[str, list[float]] = {}
    for case, score in scores:
        if not math.isnan(score):
            found.setdefault(case, []).append(score)
    return {case: float(np.mean(values)) for case, values in found.items()}


def estimate(scores: Mapping[str, float]) -> Estimate:
    """The mean over cases, with its interval by bootstrap of cases."""
    values = np.array(list(scores.values()))
    if values.size == 0:
        return Estimate(math.nan, math.nan, math.nan, 0)
    low, high = np.percentile(resampled(values), RANGE)
    return Estimate(float(values.mean()), float(low), float(high), values.size)


def difference(one: Mapping[str, float], other: Mapping[str, float]) -> Estimate:
    """How much more one scores than the other, case by case, over the cases of both."""
    return estimate({case: one[case] - other[case] for case in one if case in other})


def resampled(values: Floats) -> Floats:
    """Means of bootstrap samples, (sample,)."""
    rng = np.random.default_rng(SEED)
    drawn = rng.integers(values.size, size=(SAMPLES, values.size))
    return np.asarray(values[drawn].mean(axis=1))


def first_of(given: Amounts, number: int) -> Sequence[tuple[str, float]]:
    """The largest bearers, the most first; none that bears nothing."""
    ordered = sorted(given.items(), key=lambda pair: -pair[1])
    return [pair for pair in ordered if pair[1] > 0.0][:number]
