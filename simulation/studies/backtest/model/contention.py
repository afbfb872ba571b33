"""Whether a draft will be contested: how often drafts were, lately, on its topic, at its renewals.

A logit of smoothed rates of contention to date. Each rate leans on a wider one where
there is little to go by: the topic's last year on the topic's last years, these on the
Council's last year, this on its last years. The narrowest rate is the point of
departure, ln p/(1-p) = β₀ + (1+β₁)·ln r/(1-r) + ..., and the estimate is pulled to
β = 0, where the chance is that rate: so the model follows a change of regime that its
fitting years never saw. What it adds are the wider rates, the last three drafts on the
topic, the half-yearly renewals, which meet the members that objected last time, and
members around the table that dissent often. β is the mode of its posterior on the
fitting years; the rates roll on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_expit

from simulation.stages.numerics import Bools, Floats, logistic
from simulation.studies.backtest.baselines.rates import log_odds
from simulation.studies.backtest.model.record_arrays import RecordArrays, Voters, fading

COUNCIL_YEARS, YEAR, TOPIC_YEARS = 3.0, 1.0, 4.0
"""Half-lives of the Council's and the topic's rates, long and short."""

RENEWAL = 0.5
"""Mandates are renewed every half-year, most of them."""

RENEWAL_SPREAD = 0.02
"""How far, in years, a renewal strays from its day."""

EARLIEST = 0.4
"""A renewal comes at least so many years after its mandate."""

RIDGE = 10.0
"""The pull on each coefficient, in units of one over its feature's variance."""

MEMORY = 40.0
"""The half-life, in years, of what a past draft counts in the estimate."""


@dataclass(frozen=True)
class ContentionRates:
    """Rates of contention before a draft's day, each leaning on a wider one."""

    council: float
    council_lately: float
    topic: float
    topic_lately: float


def rate(weight: Floats, happened: Bools | Floats, prior: float, strength: float) -> float:
    """A weighted share, as if ``strength`` cases had shown the prior."""
    return float((weight @ happened + strength * prior) / (weight.sum() + strength))


def rates(record: RecordArrays, table: Voters, rows: int) -> ContentionRates:
    """The rates before a draft's day, from the first so many rows."""
    age, contested = table.day - record.day[:rows], record.contested[:rows]
    on_topic = record.topic[:rows] == table.topic
    council = rate(fading(age, COUNCIL_YEARS), contested, 1.0 / 3.0, 3.0)
    lately = rate(fading(age, YEAR), contested, council, 2.0)
    topic = rate(fading(age, TOPIC_YEARS) * on_topic, contested, lately, 2.0)
    topic_lately = rate(fading(age, YEAR) * on_topic, contested, topic, 1.0)
    return ContentionRates(council, lately, topic, topic_lately)


def renewal_weight(age: Floats) -> Floats:
    """How much a draft of that age looks like the one whose renewal is due."""
    cycles = age / RENEWAL
    off = np.abs(cycles - np.round(cycles)) * RENEWAL
    return np.asarray(np.exp(-off / RENEWAL_SPREAD) * fading(age, 2.0) * (age > EARLIEST))


def features(record: RecordArrays, table: Voters, rows: int) -> Floats:
    """What bears on whether a draft is contested, the point of departure first; (feature,)."""
    age, contested = table.day - record.day[:rows], record.contested[:rows]
    on_topic = record.topic[:rows] == table.topic
    of = rates(record, table, rows)
    last = np.flatnonzero(on_topic)[-3:]
    lately = float(contested[last].mean()) - of.topic if last.size else 0.0
    renewed = rate(renewal_weight(age) * on_topic, contested, of.topic, 0.5)
    compared = [of.topic_lately, of.council_lately, of.topic, renewed]
    departure, council, topic, renewal = (float(log_odds(each)) for each in compared)
    dissent = float(log_odds(some_dissent(record, table, rows)))
    return np.array(
        [
            departure,
            council - departure,
            topic - departure,
            lately,
            renewal - topic,
            dissent - topic,
        ]
    )


def some_dissent(record: RecordArrays, table: Voters, rows: int) -> float:
    """The chance that some member dissents if each does so alone, at its own rate on the topic."""
    first = int(np.searchsorted(record.day[:rows], table.day - 8.0 * COUNCIL_YEARS))
    window = np.arange(first, rows)
    age = table.day - record.day[window]
    dissent, sat = record.dissent(window), record.ballot[window] >= 0
    on_topic = record.topic[window] == table.topic
    own = table.member[:, None, None] == record.member[window]
    voted = (own & sat).any(axis=2)
    objected = (own * dissent).sum(axis=2)
    wide, narrow = fading(age, COUNCIL_YEARS), fading(age, 2.0) * on_topic
    overall = (objected @ wide + 0.04) / (voted @ wide + 2.0)
    here = (objected @ narrow + 2.0 * overall) / (voted @ narrow + 2.0)
    return float(np.clip(1.0 - np.prod(1.0 - np.minimum(here, 0.95)), 0.01, 0.99))


@dataclass(frozen=True)
class Contention:
    """The logit, fitted: a constant, and a weight for each feature."""

    constant: float
    weights: Floats

    def chance(self, features: Floats) -> Floats:
        """P(contested) from features (..., feature)."""
        return logistic(self.constant + features @ self.weights)


def fit(features: Floats, contested: Bools, day: Floats) -> Contention:
    """The logit that past drafts make likeliest.

    Parameters
    ----------
    features : (draft, feature)
    contested, day : (draft,)
    """
    known = np.column_stack([np.ones(len(features)), features])
    weight = fading(day.max() - day, MEMORY)
    sign = np.where(contested, 1.0, -1.0)
    centre = np.zeros(known.shape[1])
    centre[1] = 1.0
    ridge = np.concatenate([[1.0], RIDGE * features.var(axis=0)])

    def loss(beta: Floats) -> tuple[float, Floats]:
        lean, off = sign * (known @ beta), beta - centre
        slope = known.T @ (weight * sign * logistic(-lean)) - ridge * off
        return -float(weight @ log_expit(lean) - 0.5 * (ridge * off) @ off), -slope

    found = minimize(loss, centre, jac=True, method="L-BFGS-B").x
    return Contention(float(found[0]), np.asarray(found[1:]))
