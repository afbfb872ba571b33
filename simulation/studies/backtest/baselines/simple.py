"""Baselines that look at the topic alone: the last vote on it, and how its drafts ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.stages.adoption import Outcome
from simulation.stages.numerics import Floats, Ints
from simulation.studies.backtest.baselines.rates import (
    HALF_LIVES,
    LOSS_HALF_LIFE,
    Trained,
    drawn,
    least,
)
from simulation.studies.backtest.past_ballots import (
    KINDS,
    MISSING,
    SEATS,
    Counts,
    recency,
    three_kinds,
    years_since,
)
from simulation.studies.backtest.prediction import OutcomePrediction
from simulation.studies.backtest.record import Draft, PastRollCalls, RollCall, Rolling

NEVER = KINDS
"""A member's last vote on a topic, where it has cast none there."""

START = (2.0, 5.0)
"""Where the search for the pulls of rates of outcomes starts, in drafts."""

BEFORE_ANY = 1.0
"""So many ballots, shared evenly, stand behind every rate."""


class LastVotes(Rolling):
    """Each member's last known ballot on each topic."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.cast: dict[tuple[str, str], int] = {}

    def add(self, roll_call: RollCall) -> None:
        """Take in one roll call."""
        council, topic = roll_call.draft.council, roll_call.draft.topic
        for member, ballot in zip(council.members, three_kinds(roll_call), strict=True):
            if ballot != MISSING:
                self.cast[topic, member] = int(ballot)

    def before(self, draft: Draft, history: PastRollCalls) -> Ints:
        """What each member cast last on the topic, or ``NEVER``; (seat,)."""
        self.read(history)
        members = draft.council.members
        return np.array([self.cast.get((draft.topic, member), NEVER) for member in members])


@dataclass(frozen=True)
class LastVoteFitted:
    """How often a ballot follows another: ``rates`` (class, last, 3), by elected and permanent."""

    rates: Floats
    votes: LastVotes

    def chances(self, draft: Draft, history: PastRollCalls) -> Floats:
        """Chances of yes, no, neither; (seat, 3)."""
        last = self.votes.before(draft, history)
        return np.asarray(self.rates[draft.council.permanent.astype(int), last])


@dataclass(frozen=True)
class LastVote:
    """Marginals by the member's last vote on the topic."""

    name: str = "last vote on the topic"

    def train(self, past: PastRollCalls) -> Trained:
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


class OutcomeCounts(Rolling):
    """Weighted counts of how drafts ended, by topic."""

    def __init__(self, half_life: float) -> None:
        self.half_life = half_life
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.counts = Counts(len(Outcome))

    def add(self, roll_call: RollCall) -> None:
        """Take in one roll call."""
        then = roll_call.draft
        weight = 2.0 ** (years_since(then.date) / self.half_life)
        ended = np.eye(len(Outcome))[roll_call.outcome] * weight
        self.counts.add(None, ended)
        self.counts.add(then.topic, ended)

    def before(self, draft: Draft, history: PastRollCalls) -> Floats:
        """Counts of adopted, vetoed, fell short: of all drafts, then on the topic; (2, 3)."""
        self.read(history)
        now = 2.0 ** (-years_since(draft.date) / self.half_life)
        return np.asarray(self.counts.get([None, draft.topic]) * now)


def outcomes_before(past: PastRollCalls, half_life: float) -> Floats:
    """The counts that stood before the day of each past draft, (draft, 2, 3)."""
    counts = OutcomeCounts(half_life)
    return np.array([counts.before(each.draft, past.before(each.draft.date)) for each in past])


def outcome_rates(counts: Floats, pulls: Floats) -> Floats:
    """Rates (..., 3) on the topic, drawn towards those of all drafts; counts (..., 2, 3)."""
    overall = drawn(counts[..., 0, :], np.full(len(Outcome), 1.0 / len(Outcome)), pulls[0])
    return drawn(counts[..., 1, :], overall, pulls[1])


@dataclass(frozen=True)
class PastOutcomesFitted:
    """Rates of outcomes with frozen settings."""

    counts: OutcomeCounts
    pulls: Floats

    def predict(self, draft: Draft, history: PastRollCalls) -> OutcomePrediction:
        """Chances of the outcomes; nothing about ballots."""
        return OutcomePrediction(outcome_rates(self.counts.before(draft, history), self.pulls))


@dataclass(frozen=True)
class PastOutcomes:
    """The outcome predicted directly from those of earlier drafts on the topic."""

    name: str = "past outcomes on the topic"

    def fit(self, past: PastRollCalls) -> PastOutcomesFitted:
        """Choose the half-life and the pulls as for ballots."""
        weights = recency(past, LOSS_HALF_LIFE)
        ended = np.array([int(roll_call.outcome) for roll_call in past])
        before = {half_life: outcomes_before(past, half_life) for half_life in HALF_LIVES}

        def loss(half_life: float, pulls: Floats) -> float:
            chances = outcome_rates(before[half_life], pulls)
            return float(-weights @ np.log(chances[np.arange(len(ended)), ended]))

        best = least(loss, START)
        return PastOutcomesFitted(OutcomeCounts(best.half_life), best.pulls)
