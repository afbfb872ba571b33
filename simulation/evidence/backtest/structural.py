"""The model as a predictor: the simulation's own votes, what is unknown of a draft summed out.

What is not known of a draft the day before is whether it is contested and what kind
of draft it is: who wants it, who does not, and what a no costs them. The chance that
it is contested is a logit of recent contention (:mod:`contention`). If it is, it is a
return of a precedent (:mod:`precedents`), of one of the latent classes that precedents
fall into (:mod:`kinds`, shared with the baseline), of a few general kinds in which
members' leanings are regressions (:mod:`general_kinds`), or a lost cause that few want.
Each kind is a profile of wanted strengths and costs, the ballots are those of the
simulation's preferences and voting stages (:mod:`draft_kinds`), independent given the
kind, and the outcome follows from the Charter's rule and the exact tally distribution.

The parts of the four lists, and the settings of their modules, were chosen once, by
the roll calls of 1956 to 1985 predicted from ten-year-old and older fits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.evidence.backtest import contention, general_kinds, leanings
from simulation.evidence.backtest.chronicle import Chronicle, Table
from simulation.evidence.backtest.contention import Contention
from simulation.evidence.backtest.draft_kinds import (
    DraftKinds,
    from_leanings,
    from_shares,
    mixed,
)
from simulation.evidence.backtest.general_kinds import GeneralKinds
from simulation.evidence.backtest.kinds import KindsFitted, TwoStageKinds
from simulation.evidence.backtest.precedents import precedents
from simulation.evidence.backtest.prediction import Prediction
from simulation.evidence.backtest.record import Draft, History
from simulation.stages.numerics import Floats
from simulation.stages.voting import YES

FIRST_FITTED = 4.0
"""Drafts of the first four years, before there was much to go by, are not fitted."""

CLASSES, GENERAL, LOST = 0.28, 0.20, 0.02
"""The parts of latent classes, general kinds and lost causes among contested drafts."""

LOST_CAUSES = np.array(
    [[0.30, 0.55, 0.12, 0.03], [0.35, 0.05, 0.50, 0.10], [0.45, 0.20, 0.30, 0.05]]
)
"""Ballots on drafts that few want: most against, most abstaining, divided."""

UNANIMOUS = 12.0
"""The leaning of every member towards a draft that is not contested."""


@dataclass(frozen=True)
class StructuralFitted:
    """The model with frozen parameters; ``record`` is its memory, which rolls on."""

    record: Chronicle
    contention: Contention
    classes: KindsFitted
    general: GeneralKinds

    def predict(self, draft: Draft, history: History) -> Prediction:
        """The ballots on a draft, given what was voted before its day."""
        return self.kinds(draft, history).prediction()

    def kinds(self, draft: Draft, history: History) -> DraftKinds:
        """The kinds of draft it may be."""
        self.record.read(history)
        table = self.record.table(draft)
        rows = self.record.before(table.day)
        features = contention.features(self.record, table, rows)
        contested = self.contested_kinds(draft, history, table, rows)
        # Contested kinds leave some chance of unanimity, so they weigh a little more than theirs.
        chance = float(self.contention.chance(features)) / (1.0 - unanimity(contested))
        return mixed([uncontested(table), contested], [1.0 - min(chance, 1.0), min(chance, 1.0)])

    def contested_kinds(
        self, draft: Draft, history: History, table: Table, rows: int
    ) -> DraftKinds:
        """The kinds of contested draft it may be."""
        of = leanings.leanings(self.record, table, rows)
        lists = [
            latent_classes(*self.classes.contested(draft, history), of.away),
            self.general.kinds(self.record, table, rows, of),
            lost_causes(table),
        ]
        weights = np.array([CLASSES, GENERAL, LOST])
        known = precedents(self.record, table, rows)
        if known is None:
            return mixed(lists, weights / weights.sum())
        return mixed([known, *lists], np.append(1.0 - weights.sum(), weights))


def latent_classes(weights: Floats, chances: Floats, away: Floats) -> DraftKinds:
    """Classes as kinds; ``chances`` (kind, seat, 3) of yes, no and neither, ``away`` (seat,)."""
    yes, no, neither = np.moveaxis(chances, -1, 0)
    return from_shares(weights, np.stack([yes, no, neither * (1.0 - away), neither * away], -1))


def unanimity(kinds: DraftKinds) -> float:
    """The chance that every member votes yes."""
    return float(kinds.weights @ kinds.chances()[..., YES].prod(axis=1))


def uncontested(table: Table) -> DraftKinds:
    """The one kind of draft that everybody wants."""
    flat = np.ones((1, len(table.member)))
    return from_leanings(np.ones(1), UNANIMOUS * flat, flat, 0.0 * flat)


def lost_causes(table: Table) -> DraftKinds:
    """Kinds of draft that few want, whoever they are."""
    shares = np.repeat(LOST_CAUSES[:, None], len(table.member), axis=1)
    weights: Floats = np.full(len(shares), 1.0 / len(shares))
    return from_shares(weights, shares)


@dataclass(frozen=True)
class Structural:
    """The simulation's preferences and votes, as a predictor."""

    name: str = "model"

    def fit(self, past: History) -> StructuralFitted:
        """Parameters from the roll calls of the fitting years."""
        record = Chronicle()
        record.read(past)
        day = record.day[: record.rows]
        fitted = np.flatnonzero(day >= FIRST_FITTED)
        tables = [record.table_of(int(row)) for row in fitted]
        known = np.array(
            [contention.features(record, table, record.before(table.day)) for table in tables]
        )
        contested = record.contested[fitted]
        return StructuralFitted(
            record,
            contention.fit(known, contested, day[fitted]),
            TwoStageKinds().fit(past),
            general_kinds.fit(record, fitted[contested]),
        )
