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

from simulation.evidence.backtest.chronicle import Chronicle, Table, fading, log_odds
from simulation.stages.numerics import Floats, Ints
from simulation.stages.voting import NO, NOT_VOTING

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


def likeness(record: Chronicle, table: Table, rows: Ints) -> Likeness:
    """The likeness to those whose ballots on these rows are known."""
    voted = record.ballot[rows] >= 0
    same = (table.member[:, None, None] == record.member[rows]) & voted
    distance = np.abs(table.ideal[:, None, None] - record.ideal[rows])
    near = np.where(voted & ~same, np.exp(-distance / KINSHIP), 0.0)
    return Likeness(same.astype(np.float64), near)


@dataclass(frozen=True)
class Leanings:
    """Rates of dissent and of noes on contested drafts, (seat, 2); ``away`` (seat,)."""

    own_on_topic: Floats
    own: Floats
    near_on_topic: Floats
    near: Floats
    away: Floats


def leanings(record: Chronicle, table: Table, rows: int) -> Leanings:
    """The rates before a draft's day, from the first so many rows."""
    age = table.day - record.day[:rows]
    weight = fading(age, HALF_LIFE)
    kept = np.flatnonzero(record.contested[:rows] & (weight > FORGOTTEN))
    alike = likeness(record, table, kept)
    weight, on_topic = weight[kept], (record.topic[kept] == table.topic).astype(np.float64)
    dissent = record.dissent(kept)
    ballots = np.stack([dissent, record.ballot[kept] == NO], axis=-1).astype(np.float64)

    def counted(who: Floats, when: Floats) -> tuple[Floats, Floats]:
        each = who * when[:, None]
        return np.einsum("srt,rtb->sb", each, ballots), each.sum(axis=(1, 2))[:, None]

    def smoothed(who: Floats, when: Floats, prior: Floats, strength: float) -> Floats:
        found, of = counted(who, when)
        return (found + strength * prior) / (of + strength)

    near = smoothed(alike.near, weight, PRIOR, 3.0)
    own = smoothed(alike.same, weight, near, 2.0)
    near_on_topic = smoothed(alike.near, weight * on_topic, near, 1.5)
    character = np.sqrt(np.clip(own / near, 0.2, 5.0))
    prior = np.clip(near_on_topic * character, 0.005, 0.95)
    own_on_topic = smoothed(alike.same, weight * on_topic, prior, 1.0)
    stayed = (record.ballot[kept] == NOT_VOTING).astype(np.float64)
    mine = alike.same * weight[:, None]
    away = np.einsum("srt,rt->s", mine, stayed)
    of = np.einsum("srt,rt->s", mine, dissent)
    return Leanings(own_on_topic, own, near_on_topic, near, (away + 2.0 * STAY_AWAY) / (of + 2.0))


def features(table: Table, of: Leanings) -> Floats:
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
