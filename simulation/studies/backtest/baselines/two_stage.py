"""Two stages: is the draft contested, given its topic; who dissents, given that it is.

Uncontested drafts are one kind, on which every member votes yes. Ballots on
contested ones have rates of their own, counted on contested drafts only, and a
shared effect of the draft.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from simulation.stages.numerics import Floats, Ints
from simulation.stages.voting import YES
from simulation.studies.backtest.baselines.rates import (
    HALF_LIVES,
    LOSS_HALF_LIFE,
    RatesFitted,
    Settings,
    choose,
    contested,
    drawn,
    four_kinds,
    least,
    member_topic_rates,
)
from simulation.studies.backtest.baselines.shared_effect import (
    MOST_SHARED,
    WEIGHTS,
    given_effect,
    log_joint,
)
from simulation.studies.backtest.past_ballots import (
    KINDS,
    MISSING,
    Evidence,
    PastBallots,
    cast,
    hindsight_free,
    recency,
)
from simulation.studies.backtest.prediction import Prediction
from simulation.studies.backtest.record import Draft, PastRollCalls

START = (2.0, 5.0)
"""Where the search for the pulls of the rate of contention starts, in drafts."""


def contested_rates(evidence: Evidence, pulls: Floats) -> Floats:
    """The chance that a draft is contested, (draft,): the topic's rate, drawn towards all's."""
    overall = drawn(evidence.drafts, np.full(2, 0.5), pulls[0])
    return drawn(evidence.topic_drafts, overall, pulls[1])[:, 1]


def choose_contested(past: PastRollCalls) -> Settings:
    """The half-life and the pulls that would have said best which past drafts were contested."""
    weights, was = recency(past, LOSS_HALF_LIFE), contested(past)
    evidence = {half_life: hindsight_free(past, PastBallots(half_life)) for half_life in HALF_LIVES}

    def loss(half_life: float, pulls: Floats) -> float:
        chance = contested_rates(evidence[half_life], pulls)
        said = np.log(np.where(was, chance, 1.0 - chance))
        return float(-(weights @ said) / weights.sum())

    return least(loss, START)


def more_dissent(chances: Floats, factor: float) -> Floats:
    """Chances (..., 3) with the odds of not voting yes multiplied."""
    scaled = chances * np.where(np.arange(KINDS) == YES, 1.0, factor)
    return np.asarray(scaled / scaled.sum(axis=-1, keepdims=True))


def nobody_dissents(given: Floats, sits: Floats | bool = True) -> Floats:
    """The chance that every seat votes yes, (kind, ...), from chances (kind, ..., seat, 3)."""
    return np.asarray(np.where(sits, given[..., YES], 1.0).prod(axis=-1))


def effect_if_contested(chances: Floats, ballots: Ints, weights: Floats) -> tuple[float, float]:
    """The dissent factor and the ρ under which contested roll calls are likeliest.

    Given that they were contested: the rates are those on contested drafts, and the
    effect alone would leave some of them uncontested.
    """
    sits = ballots != MISSING

    def loss(settings: Floats) -> float:
        given = given_effect(more_dissent(chances, np.exp(settings[0])), settings[1])
        somebody = 1.0 - WEIGHTS @ nobody_dissents(given, sits)
        return float(-weights @ (log_joint(WEIGHTS, given, ballots) - np.log(somebody)))

    found = minimize(
        loss,
        [0.0, 0.3],
        method="L-BFGS-B",
        bounds=[(-1.0, 1.0), (0.01, MOST_SHARED)],
        options={"maxiter": 25},
    )
    return float(np.exp(found.x[0])), float(found.x[1])


@dataclass(frozen=True)
class TwoStageFitted:
    """Both stages with frozen settings."""

    settings: Settings
    ledger: PastBallots
    dissent: RatesFitted
    factor: float
    shared: float

    def predict(self, draft: Draft, history: PastRollCalls) -> Prediction:
        """The uncontested kind, and one for each node of the effect."""
        self.ledger.read(history)
        chance = contested_rates(self.ledger.about(draft), self.settings.pulls)[0]
        rates = more_dissent(self.dissent.chances(draft, history), self.factor)
        return with_uncontested(chance, WEIGHTS, given_effect(rates, self.shared))


def with_uncontested(contested: float, weights: Floats, given: Floats) -> Prediction:
    """Contested kinds and the uncontested one, so that the chance of being contested holds.

    Contested kinds leave some drafts uncontested too, so together they weigh a
    little more than that chance.
    """
    share = min(1.0, contested / (1.0 - float(weights @ nobody_dissents(given))))
    everyone = np.zeros((1, *given.shape[1:]))
    everyone[..., YES] = 1.0
    return Prediction(
        np.concatenate([[1.0 - share], share * weights]),
        four_kinds(np.concatenate([everyone, given])),
    )


@dataclass(frozen=True)
class TwoStage:
    """The baseline of two stages."""

    name: str = "two-stage rates with draft effect"

    def fit(self, past: PastRollCalls) -> TwoStageFitted:
        """Fit each stage, then the effect."""
        settings = choose_contested(past)
        of_dissent, evidence = choose(past, member_topic_rates, 5, contested_only=True)
        was = contested(past)
        factor, shared = effect_if_contested(
            member_topic_rates(evidence, of_dissent.pulls)[was],
            cast(past)[was],
            recency(past, LOSS_HALF_LIFE)[was],
        )
        dissent = RatesFitted(
            member_topic_rates, of_dissent, PastBallots(of_dissent.half_life, contested_only=True)
        )
        return TwoStageFitted(settings, PastBallots(settings.half_life), dissent, factor, shared)
