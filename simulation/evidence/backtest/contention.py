"""Whether a draft will be contested: how often drafts were, lately, on its topic, at its renewals.

A logit, P(contested) = Λ(β·z), of smoothed rates of contention to date. Each rate
leans on a wider one where there is little to go by: the topic's last year on the
topic's last years, these on the Council's last year, this on its last years. Three
more things count: mandates that come back every half-year tend to meet the members
that objected last time; members around the table that dissent often; and a busy
month, which is mostly one of routine. β is estimated by penalised maximum
likelihood on the fitting years; the rates roll on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_expit

from simulation.evidence.backtest.chronicle import Chronicle, Table, fading, log_odds
from simulation.stages.numerics import Bools, Floats, logistic

COUNCIL_YEARS, YEAR, TOPIC_YEARS = 3.0, 1.0, 4.0
"""Half-lives of the Council's and the topic's rates, long and short."""

RENEWAL = 0.5
"""Mandates are renewed every half-year, most of them."""

RENEWAL_SPREAD = 0.02
"""How far, in years, a renewal strays from its day."""

MONTH = 0.1
"""The memory, in years, of how busy the Council is."""

EARLIEST = 0.4
"""A renewal comes at least so many years after its mandate."""

RIDGE = 4.0
MEMORY = 40.0
"""The half-life, in years, of what a past draft counts in the estimate."""

SPREAD = 3.0
"""Standardised features are cut at so many deviations."""


@dataclass(frozen=True)
class Rates:
    """Rates of contention before a draft's day, each leaning on a wider one."""

    council: float
    council_lately: float
    topic: float
    topic_lately: float


def rate(weight: Floats, happened: Bools | Floats, prior: float, strength: float) -> float:
    """A weighted share, as if ``strength`` cases had shown the prior."""
    return float((weight @ happened + strength * prior) / (weight.sum() + strength))


def rates(record: Chronicle, table: Table, rows: int) -> Rates:
    """The rates before a draft's day, from the first so many rows."""
    age, contested = table.day - record.day[:rows], record.contested[:rows]
    on_topic = record.topic[:rows] == table.topic
    council = rate(fading(age, COUNCIL_YEARS), contested, 1.0 / 3.0, 3.0)
    lately = rate(fading(age, YEAR), contested, council, 2.0)
    topic = rate(fading(age, TOPIC_YEARS) * on_topic, contested, lately, 2.0)
    topic_lately = rate(fading(age, YEAR) * on_topic, contested, topic, 1.0)
    return Rates(council, lately, topic, topic_lately)


def renewal_weight(age: Floats) -> Floats:
    """How much a draft of that age looks like the one whose renewal is due."""
    cycles = age / RENEWAL
    off = np.abs(cycles - np.round(cycles)) * RENEWAL
    return np.asarray(np.exp(-off / RENEWAL_SPREAD) * fading(age, 2.0) * (age > EARLIEST))


def features(record: Chronicle, table: Table, rows: int) -> Floats:
    """What bears on whether a draft is contested, the constant first; (feature,)."""
    age, contested = table.day - record.day[:rows], record.contested[:rows]
    on_topic = record.topic[:rows] == table.topic
    of = rates(record, table, rows)
    last = np.flatnonzero(on_topic)[-3:]
    lately = contested[last].mean() - of.topic if last.size else 0.0
    last_one = (contested[last[-1]] - of.topic) * 0.5 ** age[last[-1]] if last.size else 0.0
    renewed = rate(renewal_weight(age) * on_topic, contested, of.topic, 0.5)
    busy = np.log1p(np.exp(-age / MONTH).sum())
    topic = float(log_odds(of.topic))
    return np.array(
        [
            1.0,
            float(log_odds(of.council)),
            float(log_odds(of.council_lately)),
            topic,
            float(log_odds(of.topic_lately)),
            last_one,
            lately,
            float(log_odds(renewed)) - topic,
            float(log_odds(some_dissent(record, table, rows))) - topic,
            busy,
        ]
    )


def some_dissent(record: Chronicle, table: Table, rows: int) -> float:
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
    """The logit, fitted: features are standardised by ``mean`` and ``spread``."""

    mean: Floats
    spread: Floats
    weights: Floats

    def chance(self, features: Floats) -> Floats:
        """P(contested) from features (..., feature)."""
        return logistic(standardised(features, self.mean, self.spread) @ self.weights)


def standardised(features: Floats, mean: Floats, spread: Floats) -> Floats:
    """Features as deviations from their mean, in units of their spread, cut at three."""
    return np.asarray(np.clip((features - mean) / spread, -SPREAD, SPREAD))


def scale(features: Floats) -> tuple[Floats, Floats]:
    """Mean and spread of features (draft, feature); 0 and 1 for the constant, the first."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    mean[0], spread[0] = 0.0, 1.0
    return mean, spread


def fit(features: Floats, contested: Bools, day: Floats) -> Contention:
    """The logit that makes past drafts likeliest.

    Parameters
    ----------
    features : (draft, feature)
    contested, day : (draft,)
    """
    mean, spread = scale(features)
    z = standardised(features, mean, spread)
    weight = fading(day.max() - day, MEMORY)
    sign = np.where(contested, 1.0, -1.0)
    ridge = np.full(z.shape[1], RIDGE)
    ridge[0] = 0.01

    def loss(beta: Floats) -> tuple[float, Floats]:
        pull = sign * (z @ beta)
        slope = z.T @ (weight * sign * logistic(-pull)) - ridge * beta
        value = weight @ log_expit(pull) - 0.5 * (ridge * beta) @ beta
        return -float(value), -slope

    found = minimize(loss, np.zeros(z.shape[1]), jac=True, method="L-BFGS-B")
    return Contention(mean, spread, np.asarray(found.x))
