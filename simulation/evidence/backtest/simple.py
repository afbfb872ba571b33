"""Baselines that look at the topic alone: the last vote on it, and how its drafts ended."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import minimize

from simulation.evidence.backtest.ledger import (
    KINDS,
    MISSING,
    SEATS,
    Counts,
    recency,
    three_kinds,
    years_since,
)
from simulation.evidence.backtest.prediction import OutcomePrediction
from simulation.evidence.backtest.rates import HALF_LIVES, LOSS_HALF_LIFE, Trained, drawn
from simulation.evidence.backtest.record import Draft, History
from simulation.stages.decision import Outcome
from simulation.stages.numerics import Floats, Ints

NEVER = KINDS
"""A member's last vote on a topic, where it has cast none there."""

BEFORE_ANY = 1.0
"""So many ballots, shared evenly, stand behind every rate."""


@dataclass
class LastVotes:
    """Each member's last known ballot on each topic; the state rolls on."""

    read_so_far: int = 0
    last: dict[tuple[str, str], int] = field(default_factory=dict)

    def before(self, draft: Draft, history: History) -> Ints:
        """What each member cast last on the topic, or ``NEVER``; (seat,)."""
        if len(history) < self.read_so_far:
            self.read_so_far, self.last = 0, {}
        for n in range(self.read_so_far, len(history)):
            council, topic = history[n].draft.council, history[n].draft.topic
            for member, ballot in zip(council.members, three_kinds(history[n]), strict=True):
                if ballot != MISSING:
                    self.last[topic, member] = int(ballot)
        self.read_so_far = len(history)
        members = draft.council.members
        return np.array([self.last.get((draft.topic, member), NEVER) for member in members])


@dataclass(frozen=True)
class LastVoteFitted:
    """How often a ballot follows another: ``rates`` (class, last, 3), by elected and permanent."""

    rates: Floats
    votes: LastVotes

    def chances(self, draft: Draft, history: History) -> Floats:
        """Chances of yes, no, neither; (seat, 3)."""
        last = self.votes.before(draft, history)
        return np.asarray(self.rates[draft.council.permanent.astype(int), last])


@dataclass(frozen=True)
class LastVote:
    """Marginals by the member's last vote on the topic."""

    name: str = "last vote on the topic"

    def train(self, past: History) -> Trained:
        """Count what followed what, late roll calls for most."""
        weights = recency(past, LOSS_HALF_LIFE)
        counts = np.zeros((2, NEVER + 1, KINDS))
        votes = LastVotes()
        places = []
        for roll_call, weight in zip(past, weights, strict=True):
            draft = roll_call.draft
            last = votes.before(draft, past.before(draft.date))
            place = (draft.council.permanent.astype(int), last)
            ballots = three_kinds(roll_call)
            known = ballots != MISSING
            np.add.at(counts, (place[0][known], last[known], ballots[known]), weight)
            places.append(place)
        rates = drawn(counts, np.full(KINDS, 1.0 / KINDS), BEFORE_ANY)
        chances = np.full((len(past), SEATS, KINDS), 1.0 / KINDS)
        for n, place in enumerate(places):
            chances[n, : len(place[0])] = rates[place]
        return Trained(LastVoteFitted(rates, LastVotes()), chances, weights)


class OutcomeCounts:
    """Weighted counts of how drafts ended, by topic; the state rolls on."""

    def __init__(self, half_life: float) -> None:
        self.half_life = half_life
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.read_so_far = 0
        self.counts = Counts(len(Outcome))

    def before(self, draft: Draft, history: History) -> Floats:
        """Counts of adopted, vetoed, fell short: of all drafts, then on the topic; (2, 3)."""
        if len(history) < self.read_so_far:
            self.clear()
        for n in range(self.read_so_far, len(history)):
            then = history[n].draft
            weight = 2.0 ** (years_since(then.date) / self.half_life)
            ended = np.eye(len(Outcome))[history[n].outcome] * weight
            self.counts.add(None, ended)
            self.counts.add(then.topic, ended)
        self.read_so_far = len(history)
        now = 2.0 ** (-years_since(draft.date) / self.half_life)
        return np.asarray(self.counts.get([None, draft.topic]) * now)


def outcome_rates(counts: Floats, pulls: Floats) -> Floats:
    """Rates (..., 3) on the topic, drawn towards those of all drafts; counts (..., 2, 3)."""
    overall = drawn(counts[..., 0, :], np.full(len(Outcome), 1.0 / len(Outcome)), pulls[0])
    return drawn(counts[..., 1, :], overall, pulls[1])


@dataclass(frozen=True)
class PastOutcomesFitted:
    """Rates of outcomes with frozen settings."""

    counts: OutcomeCounts
    pulls: Floats

    def predict(self, draft: Draft, history: History) -> OutcomePrediction:
        """Chances of the outcomes; nothing about ballots."""
        return OutcomePrediction(outcome_rates(self.counts.before(draft, history), self.pulls))


@dataclass(frozen=True)
class PastOutcomes:
    """The outcome predicted directly from those of earlier drafts on the topic."""

    name: str = "past outcomes on the topic"

    def fit(self, past: History) -> PastOutcomesFitted:
        """Choose the half-life and the pulls as for ballots."""
        weights = recency(past, LOSS_HALF_LIFE)
        ended = np.array([int(roll_call.outcome) for roll_call in past])
        found: dict[float, tuple[float, Floats]] = {}
        for half_life in HALF_LIVES:
            counts = OutcomeCounts(half_life)
            before = np.array(
                [counts.before(each.draft, past.before(each.draft.date)) for each in past]
            )

            def loss(logs: Floats, before: Floats = before) -> float:
                chances = outcome_rates(before, np.exp(logs))
                return float(-weights @ np.log(chances[np.arange(len(ended)), ended]))

            best = minimize(loss, np.log([2.0, 5.0]), method="L-BFGS-B", bounds=[(-3.0, 8.0)] * 2)
            found[half_life] = float(best.fun), np.exp(best.x)
        chosen = min(found, key=lambda half_life: found[half_life][0])
        return PastOutcomesFitted(OutcomeCounts(chosen), found[chosen][1])
