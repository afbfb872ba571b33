"""Two stages with latent kinds of contested draft: who stands together against what.

Each kind has its own chances for each bench, that is each permanent member and each
regional group of elected ones; given the kind, ballots are independent. The kinds
are estimated from the contested drafts of the fitting years by expectation and
maximisation, from several starts that are all kept, and frozen. The state rolls on:
each contested draft counts towards the kinds it looks like, for its topic and for
each member's ballots within them, the older for less.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.stages.numerics import Floats, Ints
from simulation.studies.backtest.baselines.rates import LOSS_HALF_LIFE, Settings, contested, drawn
from simulation.studies.backtest.baselines.two_stage import (
    choose_contested,
    contested_rates,
    with_uncontested,
)
from simulation.studies.backtest.past_ballots import (
    KINDS,
    MISSING,
    Counts,
    PastBallots,
    benches,
    cast,
    recency,
    three_kinds,
    years_since,
)
from simulation.studies.backtest.prediction import Prediction
from simulation.studies.backtest.record import Draft, PastRollCalls, RollCall, Rolling

LATENT = 8
STARTS = 5
PASSES = 60

HALF_LIFE = 4.0
"""Years after which a contested draft counts half towards topics and members."""

TO_BENCH = 2.0
TO_KIND = 4.0
TO_TOPIC = 2.0
TO_MEMBER = 5.0
"""Pulls, in ballots or drafts: a kind's bench towards the mean of bench and kind; a member in
a kind towards its bench; a topic's kinds towards all topics'; a member on a topic towards what
the kinds make of it."""

OTHERS = 5.0
"""Ballots of all members behind the rate of a bench or a kind."""


@dataclass(frozen=True)
class Kinds:
    """What was estimated; ``common`` (start, latent), ``chances`` (start, latent, bench, 3).

    The last bench is any that the fitting years did not know.
    """

    bench: dict[str, int]
    common: Floats
    chances: Floats

    def of(self, draft: Draft) -> Floats:
        """Chances of each member as its bench votes, (start, latent, seat, 3)."""
        stranger = self.chances.shape[2] - 1
        where = [self.bench.get(bench, stranger) for bench in benches(draft.council)]
        return np.asarray(self.chances[:, :, where])


def estimate(past: PastRollCalls) -> Kinds:
    """Expectation and maximisation on the contested drafts, late ones counting for most."""
    was = contested(past)
    ballots, weights = cast(past)[was], recency(past, LOSS_HALF_LIFE)[was]
    bench: dict[str, int] = {}
    where = np.zeros(ballots.shape, dtype=np.int64)
    for n, roll_call in enumerate(roll_call for roll_call in past if roll_call.contested):
        members = benches(roll_call.draft.council)
        where[n, : len(members)] = [bench.setdefault(name, len(bench)) for name in members]
    cells = by_bench(ballots, where, len(bench)).reshape(len(weights), -1)
    everyone = (weights @ cells).reshape(-1, KINDS)
    overall = everyone.sum(axis=0) / everyone.sum()
    of_bench = drawn(everyone, overall, OTHERS)
    rng = np.random.default_rng(0)
    guesses = rng.dirichlet(np.full(LATENT, 0.3), (STARTS, len(cells)))
    found = [one_start(cells, weights, of_bench, overall, guess) for guess in guesses]
    common, chances = (np.array(each) for each in zip(*found, strict=True))
    stranger = chances.mean(axis=2, keepdims=True)
    return Kinds(bench, common, np.concatenate([chances, stranger], axis=2))


def by_bench(ballots: Ints, where: Ints, benches: int) -> Floats:
    """How many of each ballot each bench cast on each draft, (draft, bench, 3)."""
    counts = np.zeros((len(ballots), benches, KINDS))
    draft, seat = np.nonzero(ballots != MISSING)
    np.add.at(counts, (draft, where[draft, seat], ballots[draft, seat]), 1.0)
    return counts


def one_start(
    cells: Floats, weights: Floats, of_bench: Floats, overall: Floats, belongs: Floats
) -> tuple[Floats, Floats]:
    """How common the kinds are, (latent,), and their chances (latent, bench, 3).

    ``cells`` (draft, bench · 3) counts ballots; ``belongs`` (draft, latent) is the
    first guess at which kind each draft is of.
    """
    for _ in range(PASSES):
        share = weights[:, None] * belongs
        counts = (share.T @ cells).reshape(LATENT, *of_bench.shape)
        of_kind = drawn(counts.sum(axis=1), overall, OTHERS)
        chances = drawn(counts, (of_bench + of_kind[:, None]) / 2.0, TO_BENCH)
        common = (share.sum(axis=0) + 1.0) / (weights.sum() + LATENT)
        logs = np.log(common) + cells @ np.log(chances).reshape(LATENT, -1).T
        belongs = np.exp(logs - np.logaddexp.reduce(logs, axis=1, keepdims=True))
    return common, chances


class LatentKinds(Rolling):
    """Frozen kinds, and the counts that roll on: drafts by kind, members' ballots in each."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self.ballots = PastBallots(HALF_LIFE, contested_only=True)
        self.clear()

    @classmethod
    def fitted(cls, past: PastRollCalls) -> LatentKinds:
        """Those of the fitting years."""
        return cls(estimate(past))

    def clear(self) -> None:
        """Forget every roll call."""
        self.seen = Counts((STARTS, LATENT))
        self.voted = Counts((STARTS, LATENT, KINDS))

    def contested(self, draft: Draft, history: PastRollCalls) -> tuple[Floats, Floats]:
        """The kinds of every start, (kind,), and what each means, (kind, seat, 3)."""
        self.ballots.read(history)
        self.read(history)
        weights, chances = self.weights(draft), self.chances(draft)
        expected = np.einsum("ak,aksb->asb", weights, chances)[:, None]
        own = self.ballots.about(draft).member_topic[0, : chances.shape[2]]
        chances = chances * drawn(own, expected, TO_MEMBER) / expected
        chances /= chances.sum(axis=-1, keepdims=True)
        return weights.ravel() / STARTS, chances.reshape(STARTS * LATENT, -1, KINDS)

    def add(self, roll_call: RollCall) -> None:
        """Count a contested roll call towards the kinds it looks like; others towards none."""
        if not roll_call.contested:
            return
        draft, ballots = roll_call.draft, three_kinds(roll_call)
        known = np.flatnonzero(ballots != MISSING)
        of_each = np.log(self.chances(draft)[:, :, known, ballots[known]])
        logs = np.log(self.weights(draft)) + of_each.sum(axis=2)
        belongs = np.exp(logs - np.logaddexp.reduce(logs, axis=1, keepdims=True))
        belongs *= 2.0 ** (years_since(draft.date) / HALF_LIFE)
        self.seen.add(None, belongs)
        self.seen.add(draft.topic, belongs)
        for seat in known:
            ballot = np.eye(KINDS)[ballots[seat]]
            self.voted.add(draft.council.members[seat], belongs[..., None] * ballot)

    def weights(self, draft: Draft) -> Floats:
        """How common each kind is on the topic, (start, latent)."""
        now = 2.0 ** (-years_since(draft.date) / HALF_LIFE)
        overall, on_topic = self.seen.get([None, draft.topic]) * now
        return drawn(on_topic, drawn(overall, self.kinds.common, TO_KIND), TO_TOPIC)

    def chances(self, draft: Draft) -> Floats:
        """Each member's in each kind, (start, latent, seat, 3)."""
        now = 2.0 ** (-years_since(draft.date) / HALF_LIFE)
        own = np.moveaxis(self.voted.get(draft.council.members), 0, 2) * now
        return drawn(own, self.kinds.of(draft), TO_KIND)


@dataclass(frozen=True)
class TwoStageKindsFitted:
    """Latent kinds behind a first stage with its settings."""

    settings: Settings
    latent: LatentKinds
    drafts: PastBallots

    def predict(self, draft: Draft, history: PastRollCalls) -> Prediction:
        """The uncontested kind, and those of every start."""
        self.drafts.read(history)
        chance = contested_rates(self.drafts.about(draft), self.settings.pulls)[0]
        return with_uncontested(float(chance), *self.latent.contested(draft, history))


@dataclass(frozen=True)
class TwoStageKinds:
    """The baseline of two stages with latent kinds."""

    name: str = "two-stage with latent kinds"

    def fit(self, past: PastRollCalls) -> TwoStageKindsFitted:
        """Fit the first stage, then the kinds."""
        settings = choose_contested(past)
        latent = LatentKinds.fitted(past)
        return TwoStageKindsFitted(settings, latent, PastBallots(settings.half_life))
