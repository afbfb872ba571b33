"""General kinds of contested draft: latent classes whose members' leanings are regressions.

Given kind k, a member leans η = (w + d_k)·f towards a yes on its record and that of its
neighbours (:mod:`leanings`), its ideal point and its bench; P(yes) = Λ(η), P(no) = Λ(-r-η),
where r, the reluctance to say no, goes by permanent or elected. A shared effect of the
draft moves all members: η + σ_k·u at the three nodes u of a Gauss-Hermite quadrature.
The kind is a softmax of how each bench dissented on the topic of late. All of it is
estimated together, by maximising the penalised marginal likelihood of the contested roll
calls of the fitting years (a mixture of experts, Jacobs et al. 1991; the ridge makes
d_k a partial pooling of kinds). It has many maxima, so several starts are averaged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp

from simulation.stages.numerics import Bools, Floats, Ints, logistic
from simulation.stages.voting import NO, NOT_VOTING, YES
from simulation.studies.backtest.baselines.rates import log_odds
from simulation.studies.backtest.model import contention, dissent_rates
from simulation.studies.backtest.model.dissent_rates import DissentRates
from simulation.studies.backtest.model.kinds import DraftKinds, from_leanings
from simulation.studies.backtest.model.record_arrays import RecordArrays, Voters, fading
from simulation.studies.backtest.past_ballots import SEATS

KINDS = 3
STARTS = 3
STEPS = 30
"""Steps of the optimiser from each start; stopping early is part of the penalty."""

MEMORY = 30.0
"""The half-life, in years, of what a past draft counts in the estimate."""

NODES, NODE_WEIGHTS = np.polynomial.hermite_e.hermegauss(3)
NODE_WEIGHTS = NODE_WEIGHTS / NODE_WEIGHTS.sum()

SPREAD = 3.0
"""Standardised features are cut at so many deviations."""

TINY = 1e-300


@dataclass(frozen=True)
class Cases:
    """Contested drafts as the estimate sees them, seats padded.

    ``features`` (draft, seat, feature), ``context`` (draft, context feature),
    ``ballot`` (draft, seat), below 0 where there is none; ``away`` (draft, seat).
    """

    features: Floats
    context: Floats
    ballot: Ints
    permanent: Bools
    away: Floats
    weight: Floats


@dataclass(frozen=True)
class ClassSizes:
    """How many numbers of each sort are estimated."""

    features: int
    context: int

    @property
    def size(self) -> int:
        """All of them."""
        return self.features * (1 + KINDS) + KINDS * self.context + KINDS + 2

    def parts(self, numbers: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """Shared w, kinds' d, softmax weights, log σ, and reluctance before its softplus."""
        f, c = self.features, self.context
        ends = np.cumsum([f, KINDS * f, KINDS * c, KINDS])
        shared, own, which, sway, reluctance = np.split(numbers, ends)
        return shared, own.reshape(KINDS, f), which.reshape(KINDS, c), sway, reluctance


def member_features(table: Voters, of: DissentRates, benches: int) -> Floats:
    """What bears on each member's leaning, the constant first, benches last; (seat, feature)."""
    bench = table.bench[:, None] == np.arange(benches)
    return np.column_stack([dissent_rates.features(table, of), bench])


def context_features(record: RecordArrays, table: Voters, rows: int, benches: int) -> Floats:
    """What bears on which kind it is, the constant first; (context feature,)."""
    kept = np.flatnonzero(record.contested[:rows])
    weight = fading(table.day - record.day[kept], dissent_rates.HALF_LIFE)
    on_topic = weight * (record.topic[kept] == table.topic)
    bench = record.bench[kept][..., None] == np.arange(benches)
    sat = np.einsum("rtb->rb", bench.astype(np.float64))
    dissent = np.einsum("rt,rtb->rb", record.dissent(kept), bench)
    sat = np.column_stack([sat, np.ones(len(kept))])
    dissent = np.column_stack([dissent, record.failed[kept]])
    overall = (weight @ dissent + 0.2) / (weight @ sat + 1.0)
    here = (on_topic @ dissent + overall) / (on_topic @ sat + 1.0)
    council = contention.rates(record, table, rows).council
    return np.concatenate([[1.0, float(log_odds(council))], here])


@dataclass(frozen=True)
class GeneralKinds:
    """The classes, fitted from several starts; ``estimates`` (start, number)."""

    benches: int
    feature_scale: tuple[Floats, Floats]
    context_scale: tuple[Floats, Floats]
    estimates: Floats

    def kinds(self, record: RecordArrays, table: Voters, rows: int, of: DissentRates) -> DraftKinds:
        """The kinds a draft may be of, with every node of every class of every start."""
        member = member_features(table, of, self.benches)
        context = context_features(record, table, rows, self.benches)
        f = standardised(member, *self.feature_scale)
        z = standardised(context, *self.context_scale)
        shape = ClassSizes(f.shape[1], len(z))
        weights, leaning, reluctance = [], [], []
        for numbers in self.estimates:
            shared, own, which, sway, reluctant = shape.parts(numbers)
            chance = np.exp(which @ z - logsumexp(which @ z)) / len(self.estimates)
            weights.append(np.outer(chance, NODE_WEIGHTS).ravel())
            middle = (shared + own) @ f.T
            nodes = middle[:, None] + (np.exp(sway)[:, None] * NODES)[..., None]
            leaning.append(nodes.reshape(-1, len(f)))
            each = np.logaddexp(0.0, np.where(table.permanent, *reluctant))
            reluctance.append(np.broadcast_to(each, leaning[-1].shape))
        lean = np.concatenate(leaning)
        return from_leanings(
            np.concatenate(weights),
            lean,
            np.concatenate(reluctance),
            np.broadcast_to(of.away, lean.shape),
        )


def cases(record: RecordArrays, rows: Ints, benches: int) -> Cases:
    """Contested drafts as the estimate sees them, each with what was known before its day."""
    tables = [record.table_of(int(row)) for row in rows]
    known = [(table, record.before(table.day)) for table in tables]
    of = [dissent_rates.leanings(record, *each) for each in known]
    each = [member_features(table, own, benches) for table, own in zip(tables, of, strict=True)]
    features = np.zeros((len(rows), SEATS, each[0].shape[1]))
    away = np.full((len(rows), SEATS), dissent_rates.STAY_AWAY)
    for n, (member, own) in enumerate(zip(each, of, strict=True)):
        features[n, : len(member)], away[n, : len(member)] = member, own.away
    context = np.array([context_features(record, *each, benches) for each in known])
    weight = fading(record.day[rows].max() - record.day[rows], MEMORY)
    return Cases(features, context, record.ballot[rows], record.permanent[rows], away, weight)


def fit(record: RecordArrays, rows: Ints) -> GeneralKinds:
    """The classes that make these contested roll calls likeliest."""
    benches = len(record.benches)
    seen = cases(record, rows, benches)
    sits = record.member[rows] >= 0
    feature_scale, context_scale = scale(seen.features[sits]), scale(seen.context)
    feature_scale[0][-benches - 1 :], feature_scale[1][-benches - 1 :] = 0.0, 1.0
    scaled = Cases(
        standardised(seen.features, *feature_scale) * sits[..., None],
        standardised(seen.context, *context_scale),
        seen.ballot,
        seen.permanent,
        seen.away,
        seen.weight,
    )
    shape = ClassSizes(scaled.features.shape[2], scaled.context.shape[1])
    ridge, centre = penalty(shape, benches)
    estimates = []
    for start in range(STARTS):
        numbers = centre + np.random.default_rng(start).normal(0.0, scatter(shape, benches))
        found = minimize(
            loss,
            numbers,
            args=(scaled, shape, ridge, centre),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": STEPS},
        )
        estimates.append(found.x)
    return GeneralKinds(benches, feature_scale, context_scale, np.array(estimates))


def scale(features: Floats) -> tuple[Floats, Floats]:
    """Mean and spread of features (case, feature); 0 and 1 for the constant, the first."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    mean[0], spread[0] = 0.0, 1.0
    return mean, spread


def standardised(features: Floats, mean: Floats, spread: Floats) -> Floats:
    """Features as deviations from their mean, in units of their spread, cut at three."""
    return np.asarray(np.clip((features - mean) / spread, -SPREAD, SPREAD))


def penalty(shape: ClassSizes, benches: int) -> tuple[Floats, Floats]:
    """The ridge on each number, and where it pulls to; both (number,)."""
    shared, own = np.full(shape.features, 3.0), np.full(shape.features, 3.0)
    own[-benches - 1 :] = 2.0
    shared[0], own[0] = 0.15, 0.1
    which = np.full(shape.context, 2.0)
    which[0] = 0.6
    ridge = np.concatenate(
        [shared, np.tile(own, KINDS), np.tile(which, KINDS), np.full(KINDS, 2.0), np.ones(2)]
    )
    centre = np.zeros(shape.size)
    centre[0] = 1.5
    centre[-KINDS - 2 : -2] = -0.5
    centre[-2:] = 1.0
    return ridge, centre


def scatter(shape: ClassSizes, benches: int) -> Floats:
    """How far each number starts from the centre; (number,)."""
    own = np.full(shape.features, 0.3)
    own[-benches - 1 :], own[0] = 1.0, 1.0
    spread = np.zeros(shape.size)
    spread[shape.features : shape.features * (1 + KINDS)] = np.tile(own, KINDS)
    return spread


def loss(
    numbers: Floats, seen: Cases, shape: ClassSizes, ridge: Floats, centre: Floats
) -> tuple[float, Floats]:
    """Minus the penalised log likelihood, and its gradient."""
    shared, own, which, sway, reluctant = shape.parts(numbers)
    pull = seen.context @ which.T
    log_which = pull - logsumexp(pull, axis=1, keepdims=True)
    flat = seen.features.reshape(-1, shape.features)
    middle = (flat @ (shared + own).T).reshape(*seen.ballot.shape, KINDS, 1)
    lean = middle + np.exp(sway)[:, None] * NODES
    reluctance = np.logaddexp(0.0, np.where(seen.permanent, *reluctant))[..., None, None]

    yes, no = logistic(lean), logistic(-reluctance - lean)
    rest = np.maximum(1.0 - yes - no, 1e-12)
    ballot = seen.ballot[..., None, None]
    cast = [ballot == YES, ballot == NO, ballot > NO]
    away = np.where(seen.ballot == NOT_VOTING, seen.away, 1.0 - seen.away)[..., None, None]
    logs = np.select(cast, [np.log(yes + TINY), np.log(no + TINY), np.log(rest * away)], 0.0)
    to_lean = np.select(
        cast, [1.0 - yes, no - 1.0, (no * (1.0 - no) - yes * (1.0 - yes)) / rest], 0.0
    )
    to_reluctance = np.select(cast[1:], [no - 1.0, no * (1.0 - no) / rest], 0.0)

    joint = logs.sum(axis=1) + np.log(NODE_WEIGHTS) + log_which[..., None]
    each = logsumexp(joint, axis=(1, 2))
    weight = seen.weight[:, None, None] * np.exp(joint - each[:, None, None])
    of_kind = weight.sum(axis=2)

    moved = weight[:, None] * to_lean
    by_kind = moved.sum(axis=3).reshape(-1, KINDS).T @ flat
    held = (weight[:, None] * to_reluctance).sum(axis=(2, 3))
    slope = np.concatenate(
        [
            by_kind.sum(axis=0),
            by_kind.ravel(),
            ((of_kind - seen.weight[:, None] * np.exp(log_which)).T @ seen.context).ravel(),
            (moved * NODES).sum(axis=(0, 1, 3)) * np.exp(sway),
            np.array([held[seen.permanent].sum(), held[~seen.permanent].sum()])
            * logistic(reluctant),
        ]
    )
    off = numbers - centre
    value = seen.weight @ each - 0.5 * (ridge * off) @ off
    return -float(value), ridge * off - slope
