"""What a member's past ballots, and its neighbours', say of how it leans on a contested draft.

Rates of dissent given that a draft was contested, the older counting for less. Each
leans on a wider one where there is little to go by: a member's own on the topic on
its neighbours' on the topic, scaled by how far it dissents more than they do in
general; these on the neighbours' in general. Neighbours are other members, in the
past, near in Assembly ideal points: exp(-|Δx|/ξ).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.stages.numerics import Floats, Ints
from simulation.stages.voting import NO, NOT_VOTING
from simulation.studies.backtest.baselines.rates import log_odds
from simulation.studies.backtest.model.record_arrays import RecordArrays, Voters, fading

HALF_LIFE = 4.0
KINSHIP = 0.5
"""ξ: the distance in ideal points over which likeness falls by e."""

FORGOTTEN = 0.01
"""Drafts that count less are left out."""

PRIOR = np.array([0.22, 0.08])
"""Dissents, and noes, of a member on a contested draft, where nothing is known."""

STAY_AWAY = 0.15
"""The part of dissent short of a no that is not taking part, where nothing is known."""


@dataclass(frozen=True)
class Likeness:
    """How members about to vote resemble those that voted; arrays (seat, row, seat then).

    ``same`` marks the member itself, ``near`` is the closeness of the others.
    """

    same: Floats
    near: Floats


def likeness(record: RecordArrays, table: Voters, rows: Ints) -> Likeness:
    """The likeness to those whose ballots on these rows are known."""
    voted = record.ballot[rows] >= 0
    same = (table.member[:, None, None] == record.member[rows]) & voted
    distance = np.abs(table.ideal[:, None, None] - record.ideal[rows])
    near = np.where(voted & ~same, np.exp(-distance / KINSHIP), 0.0)
    return Likeness(same.astype(np.float64), near)


@dataclass(frozen=True)
class DissentRates:
    """Rates of dissent and of noes on contested drafts, (seat, 2); ``away`` (seat,)."""

    own_on_topic: Floats
    own: Floats
    near_on_topic: Floats
    near: Floats
    away: Floats


def leanings(record: RecordArrays, table: Voters, rows: int) -> DissentRates:
    """The rates before a draft's day, from the first so many rows."""
    age = table.day - record.day[:rows]
    weight = fading(age, HALF_LIFE)
    kept = np.flatnonzero(record.contested[:rows] & (weight > FORGOTTEN))
    alike = likeness(record, table, kept)
    dissent, no = record.dissent(kept), record.ballot[kept] == NO
    stayed = record.ballot[kept] == NOT_VOTING
    each = np.stack([dissent, no, np.ones_like(dissent), stayed], axis=-1)
    each *= weight[kept, None, None]
    here = each * (record.topic[kept] == table.topic)[:, None, None]
    counts = np.concatenate([each, here], axis=-1)
    mine, others = (np.tensordot(who, counts, axes=2) for who in (alike.same, alike.near))

    near = smoothed(others[:, :4], PRIOR, 3.0)
    own = smoothed(mine[:, :4], near, 2.0)
    near_on_topic = smoothed(others[:, 4:], near, 1.5)
    character = np.sqrt(np.clip(own / near, 0.2, 5.0))
    prior = np.clip(near_on_topic * character, 0.005, 0.95)
    own_on_topic = smoothed(mine[:, 4:], prior, 1.0)
    away = (mine[:, 3] + 2.0 * STAY_AWAY) / (mine[:, 0] + 2.0)
    return DissentRates(own_on_topic, own, near_on_topic, near, away)


def smoothed(counts: Floats, prior: Floats, strength: float) -> Floats:
    """Rates of dissent and noes (seat, 2), as if so many ballots more had shown the prior.

    ``counts`` (seat, 4) are dissents, noes, all ballots, and those not cast.
    """
    return np.asarray((counts[:, :2] + strength * prior) / (counts[:, 2:3] + strength))


def features(table: Voters, of: DissentRates) -> Floats:
    """What bears on a member's ballot, the constant first; (seat, feature)."""

    def odds(rates: Floats) -> Floats:
        return log_odds(np.clip(rates, 0.01, 0.99))

    return np.column_stack(
        [
            np.ones(len(table.member)),
            odds(of.own_on_topic),
            odds(of.own),
            odds(of.near_on_topic),
            odds(of.near)[:, 0],
            table.ideal,
            table.ideal**2 / 2.0,
            table.permanent,
        ]
    )
