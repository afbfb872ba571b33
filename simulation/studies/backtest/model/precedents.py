"""Precedents: the next contested draft as a return of one that was contested before.

Each precedent is a kind of draft. It comes back with a chance that fades with its
age, is many times higher on its own topic, and higher again half a year or a year later,
when its mandate is to be renewed. A member's ballot then is learned from
three things: its own ballot, those of others near it in ideal point, and what is
usual for it over all precedents: Dirichlet shares, a ballot of its own counting some
ballots' worth, one of another that times its closeness. So the memory needs nothing
fitted to a regime: a dispute that is new last month is a precedent this month.
"""

from __future__ import annotations

import numpy as np

from simulation.stages.numerics import Bools, Floats
from simulation.studies.backtest.model.contention import renewal_weight
from simulation.studies.backtest.model.dissent_rates import likeness
from simulation.studies.backtest.model.kinds import DraftKinds, from_shares
from simulation.studies.backtest.model.record_arrays import RecordArrays, Voters, fading

SHORT = 0.5
"""By how much less if it fell short: who lacked the votes seldom asks for them again."""

LATEST = 80
"""So many of the latest contested drafts are precedents, and as many of the topic's."""

ELSEWHERE, ON_TOPIC = 1.3, 1.8
"""Half-lives in years of a precedent's chance to come back, off its topic and on it."""

SAME_TOPIC = 15.0
"""How many times likelier a new precedent comes back on its own topic."""

AT_RENEWAL = 2.0
"""By how much more, again, where the draft would be its half-yearly renewal."""

OWN_PERMANENT, OWN_ELECTED, NEAR = 3.0, 4.0, 0.2
"""What a member's own ballot counts, and that of another at no distance."""

USUAL = 0.08
"""What the ballots usual for a member count beside those on one precedent."""

PERMANENT_PRIOR = np.array([0.7, 0.1, 0.17, 0.03])
ELECTED_PRIOR = np.array([0.8, 0.06, 0.11, 0.03])
PRIOR = 2.4
"""Ballots usual on contested drafts, and what they count where little is known of a member."""


def precedents(record: RecordArrays, table: Voters, rows: int) -> DraftKinds | None:
    """The precedents of a draft among the first so many rows; None where there is none yet."""
    contested = np.flatnonzero(record.contested[:rows])
    if not contested.size:
        return None
    on_topic = contested[record.topic[contested] == table.topic]
    kept = np.union1d(contested[-LATEST:], on_topic[-LATEST:])
    age, same = table.day - record.day[kept], record.topic[kept] == table.topic
    weights = returning(age, same, record.short[kept])
    alike = likeness(record, table, kept)
    cast = record.cast(kept)
    own = np.where(table.permanent, OWN_PERMANENT, OWN_ELECTED)[:, None, None]
    counts = np.einsum("srt,rtb->rsb", own * alike.same + NEAR * alike.near, cast)
    prior = np.where(table.permanent[:, None], PERMANENT_PRIOR, ELECTED_PRIOR)
    usual = np.einsum("r,rsb->sb", weights, counts) + PRIOR * prior
    shares = counts + USUAL * usual / usual.sum(axis=-1, keepdims=True)
    return from_shares(weights, shares / shares.sum(axis=-1, keepdims=True))


def returning(age: Floats, on_topic: Bools, short: Bools) -> Floats:
    """The chance that each precedent comes back, (row,)."""
    here = SAME_TOPIC * (1.0 + AT_RENEWAL * renewal_weight(age)) * fading(age, ON_TOPIC)
    chance = np.where(on_topic, here, fading(age, ELSEWHERE)) * np.where(short, SHORT, 1.0)
    chance = np.maximum(chance, np.finfo(float).tiny)
    return np.asarray(chance / chance.sum())
