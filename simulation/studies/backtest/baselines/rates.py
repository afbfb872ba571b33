"""Rates from weighted counts, each drawn towards a coarser one, and the baselines they are.

Drawing a rate towards another as if so many more ballots had been seen keeps
what is rarely observed close to what is often observed. How many, and the
half-life of the counts, are chosen inside the fitting years: each of their drafts
is predicted from those before it, and late ones matter most.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.optimize import minimize

from simulation.stages.numerics import Bools, Floats, Ints
from simulation.stages.voting import LETTERS
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

HALF_LIVES = (2.0, 4.0, 8.0)
"""Years after which a ballot counts half; the best in the fitting years is used."""

LOSS_HALF_LIFE = 8.0
"""Years after which a past draft's loss counts half when settings are chosen."""

START = (3.0, 10.0, 10.0, 10.0, 5.0)
"""Where the search for the strengths of the pulls starts, in ballots."""

type Rate = Callable[[Evidence, Floats], Floats]
"""Chances (draft, seat, 3) from evidence and the strengths of the pulls."""


def drawn(counts: Floats, towards: Floats, strength: float) -> Floats:
    """Rates from counts as if ``strength`` more ballots had been seen, cast as in ``towards``."""
    total = counts.sum(axis=-1, keepdims=True) + strength
    return np.asarray((counts + strength * towards) / total)


def log_odds(chance: Floats | float) -> Floats:
    """The log odds, ln p/(1-p)."""
    return np.asarray(np.log(chance) - np.log1p(-np.asarray(chance)))


def class_rates(evidence: Evidence, pulls: Floats) -> Floats:
    """The rate of all permanent members, or of all elected ones."""
    return drawn(evidence.everyone, np.full(KINDS, 1.0 / KINDS), pulls[0])


def member_rates(evidence: Evidence, pulls: Floats) -> Floats:
    """Each member's own, drawn towards its regional group's and that towards its class's."""
    of_bench = drawn(evidence.bench, class_rates(evidence, pulls), pulls[1])
    return drawn(evidence.member, of_bench, pulls[2])


def member_topic_rates(evidence: Evidence, pulls: Floats) -> Floats:
    """Each member's own on the topic, drawn towards its own as the topic has its class's vote."""
    of_class = class_rates(evidence, pulls)
    on_topic = drawn(evidence.topic, of_class, pulls[3])
    expected = member_rates(evidence, pulls) * on_topic / of_class
    expected /= expected.sum(axis=-1, keepdims=True)
    return drawn(evidence.member_topic, expected, pulls[4])


def log_of_cast(chances: Floats, ballots: Ints) -> Floats:
    """The log chance of each ballot (draft, seat), 0 for a missing one."""
    seen = np.where(ballots == MISSING, 0, ballots)
    found = np.take_along_axis(chances, seen[..., None], axis=-1)[..., 0]
    with np.errstate(divide="ignore"):
        return np.asarray(np.where(ballots == MISSING, 0.0, np.log(found)))


def ballot_loss(chances: Floats, ballots: Ints, weights: Floats) -> float:
    """Mean log loss per ballot, drafts weighted."""
    seen = (ballots != MISSING) * weights[:, None]
    return float(-(log_of_cast(chances, ballots) * weights[:, None]).sum() / seen.sum())


@dataclass(frozen=True)
class Settings:
    """What was chosen inside the fitting years, with the loss it had there."""

    half_life: float
    pulls: Floats
    loss: float


def least(loss: Callable[[float, Floats], float], start: Sequence[float]) -> Settings:
    """The half-life and the pulls with the least loss, the search for pulls from ``start``."""
    found = []
    for half_life in HALF_LIVES:

        def of_logs(logs: Floats, half_life: float = half_life) -> float:
            return loss(half_life, np.exp(logs))

        best = minimize(
            of_logs,
            np.log(start),
            method="L-BFGS-B",
            jac="3-point",  # one-sided differences end short of the top, where the machine decides
            bounds=[(-3.0, 8.0)] * len(start),
            options={"maxiter": 40},
        )
        found.append(Settings(half_life, np.exp(best.x), float(best.fun)))
    return min(found, key=lambda settings: settings.loss)


def choose(
    past: PastRollCalls, rate: Rate, pulls: int, *, contested_only: bool = False
) -> tuple[Settings, Evidence]:
    """The half-life and the pulls that would have predicted the past best, draft by draft.

    With ``contested_only`` both the ballots counted and those predicted are those
    on contested drafts. Also returns what the ledger of that half-life held before
    each past draft.
    """
    ballots, weights = cast(past), recency(past, LOSS_HALF_LIFE)
    if contested_only:
        weights = weights * contested(past)
    evidence = {
        half_life: hindsight_free(past, PastBallots(half_life, contested_only=contested_only))
        for half_life in HALF_LIVES
    }

    def loss(half_life: float, strengths: Floats) -> float:
        return ballot_loss(rate(evidence[half_life], strengths), ballots, weights)

    best = least(loss, START[:pulls])
    return best, evidence[best.half_life]


def contested(past: PastRollCalls) -> Bools:
    """Which of the roll calls were contested."""
    return np.array([roll_call.contested for roll_call in past], dtype=bool)


def four_kinds(chances: Floats) -> Floats:
    """Chances of yes, no, neither as those of the four ballots; abstention stands for neither."""
    padding = [(0, 0)] * (chances.ndim - 1) + [(0, len(LETTERS) - KINDS)]
    return np.pad(chances, padding)


class MarginalsFitted(Protocol):
    """Each member's chances with frozen parameters, saying nothing of how ballots hang together."""

    def chances(self, draft: Draft, history: PastRollCalls) -> Floats:
        """Chances of yes, no, neither; (seat, 3)."""
        ...


@dataclass(frozen=True)
class Trained:
    """Marginals, and what they would have said of past drafts without knowing them.

    ``chances`` (draft, seat, 3); ``weights`` (draft,) say how much each past draft
    bears on what is fitted next, 0 where its chances were not free of hindsight.
    """

    fitted: MarginalsFitted
    chances: Floats
    weights: Floats


class Marginals(Protocol):
    """A way to predict each member's ballot alone."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    def train(self, past: PastRollCalls) -> Trained:
        """Fit it, and say what it would have said."""
        ...


@dataclass(frozen=True)
class RatesFitted:
    """Rates with frozen settings."""

    rate: Rate
    settings: Settings
    ledger: PastBallots

    def chances(self, draft: Draft, history: PastRollCalls) -> Floats:
        """Chances of yes, no, neither; (seat, 3)."""
        self.ledger.read(history)
        evidence = self.ledger.about(draft)
        return self.rate(evidence, self.settings.pulls)[0, : len(draft.council.members)]


@dataclass(frozen=True)
class RateMarginals:
    """Marginals that are rates; ``pulls`` says how many of the strengths they use."""

    name: str
    rate: Rate
    pulls: int

    def train(self, past: PastRollCalls) -> Trained:
        """Choose the half-life and the pulls."""
        settings, evidence = choose(past, self.rate, self.pulls)
        return Trained(
            RatesFitted(self.rate, settings, PastBallots(settings.half_life)),
            self.rate(evidence, settings.pulls),
            recency(past, LOSS_HALF_LIFE),
        )


@dataclass(frozen=True)
class AloneFitted:
    """Ballots taken as independent of one another."""

    marginals: MarginalsFitted

    def predict(self, draft: Draft, history: PastRollCalls) -> Prediction:
        """A single kind of draft."""
        chances = self.marginals.chances(draft, history)
        return Prediction(np.ones(1), four_kinds(chances)[None])


@dataclass(frozen=True)
class Alone:
    """A predictor that takes ballots as independent of one another."""

    marginals: Marginals

    @property
    def name(self) -> str:
        """As its marginals are called."""
        return self.marginals.name

    def fit(self, past: PastRollCalls) -> AloneFitted:
        """Fit the marginals."""
        return AloneFitted(self.marginals.train(past).fitted)


CLASS_RATES = RateMarginals("class rates", class_rates, 1)
MEMBER_RATES = RateMarginals("member rates", member_rates, 3)
MEMBER_TOPIC_RATES = RateMarginals("member × topic rates", member_topic_rates, 5)
