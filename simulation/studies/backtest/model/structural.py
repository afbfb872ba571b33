"""The model as a predictor: the simulation's own votes, what is unknown of a draft summed out.

What is not known of a draft the day before is whether it is contested and what kind
of draft it is: who wants it, who does not, and what a no costs them. The chance that
it is contested is a logit of recent contention (:mod:`contention`). If it is, it is a
return of a precedent (:mod:`precedents`), of one of the latent classes that precedents
fall into (:mod:`kinds`, shared with the baseline), of a few general kinds in which
members' leanings are regressions (:mod:`classes`), or a lost cause that few want.
Each kind is a profile of wanted strengths and costs, the ballots are those of the
simulation's preferences and voting stages (:mod:`kinds`), independent given the
kind, and the outcome follows from the Charter's rule and the exact tally distribution.

The parts of the four lists are estimated: the later fitting years are predicted from
earlier ones, each list alone, and the parts are those under which all together did best.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.stages.numerics import Floats
from simulation.stages.voting import YES
from simulation.studies.backtest.baselines.latent_classes import LatentKinds
from simulation.studies.backtest.model import classes, contention, dissent_rates
from simulation.studies.backtest.model.classes import GeneralKinds
from simulation.studies.backtest.model.contention import Contention
from simulation.studies.backtest.model.kinds import (
    DraftKinds,
    from_leanings,
    from_shares,
    mixed,
)
from simulation.studies.backtest.model.precedents import precedents
from simulation.studies.backtest.model.record_arrays import RecordArrays, Voters
from simulation.studies.backtest.prediction import Prediction
from simulation.studies.backtest.record import Draft, PastRollCalls

FIRST_FITTED = 4.0
"""Drafts of the first four years, before there was much to go by, are not fitted."""

PARTS = np.array([0.50, 0.28, 0.21, 0.01])
"""Parts of precedents, latent classes, general kinds and lost causes, where nothing is known."""

SURE = 100.0
"""So many contested drafts are those parts worth beside the evidence on them."""

STEPS_BACK = (20, 10)
"""The last years of the fit are predicted in two steps, each from what was before it."""

ENOUGH = 40
"""The fewest contested drafts from which a step is predicted."""

LOST_CAUSES = np.array(
    [[0.30, 0.55, 0.12, 0.03], [0.35, 0.05, 0.50, 0.10], [0.45, 0.20, 0.30, 0.05]]
)
"""Ballots on drafts that few want: most against, most abstaining, divided."""

UNANIMOUS = 12.0
"""The leaning of every member towards a draft that is not contested."""


@dataclass(frozen=True)
class Lists:
    """The lists of kinds of contested draft, with frozen parameters; ``record`` rolls on."""

    record: RecordArrays
    classes: LatentKinds
    general: GeneralKinds

    @classmethod
    def fitted(cls, record: RecordArrays, past: PastRollCalls) -> Lists:
        """Those of the fitting years, all of which the record holds."""
        rows = np.flatnonzero(record.contested[: len(past)])
        general = classes.fit(record, rows[record.day[rows] >= FIRST_FITTED])
        return cls(record, LatentKinds.fitted(past), general)

    def of(self, draft: Draft, history: PastRollCalls) -> list[DraftKinds]:
        """Precedents, latent classes, general kinds and lost causes; each list sums to 1."""
        table = self.record.table(draft)
        rows = self.record.before(table.day)
        of = dissent_rates.leanings(self.record, table, rows)
        general = self.general.kinds(self.record, table, rows, of)
        return [
            precedents(self.record, table, rows) or general,
            latent_classes(*self.classes.contested(draft, history), of.away),
            general,
            lost_causes(table),
        ]


@dataclass(frozen=True)
class StructuralFitted:
    """The model with frozen parameters; ``parts`` are those of the four lists."""

    contention: Contention
    lists: Lists
    parts: Floats

    def predict(self, draft: Draft, history: PastRollCalls) -> Prediction:
        """The ballots on a draft, given what was voted before its day."""
        return self.kinds(draft, history).prediction()

    def kinds(self, draft: Draft, history: PastRollCalls) -> DraftKinds:
        """The kinds of draft it may be."""
        record = self.lists.record
        record.read(history)
        table = record.table(draft)
        features = contention.features(record, table, record.before(table.day))
        contested = mixed(self.lists.of(draft, history), self.parts)
        # Contested kinds leave some chance of unanimity, so they weigh a little more than theirs.
        chance = float(self.contention.chance(features)) / (1.0 - unanimity(contested))
        return mixed([uncontested(table), contested], [1.0 - min(chance, 1.0), min(chance, 1.0)])


def parts(record: RecordArrays, past: PastRollCalls) -> Floats:
    """The parts of the lists, (list,): the mode given how each predicts later years."""
    if not len(past):
        return PARTS
    logs = np.concatenate(
        [later_years(record, past, past[-1].draft.year - back) for back in STEPS_BACK]
    )
    found = PARTS
    for _ in range(100):
        joint = np.log(found) + logs
        belongs = np.exp(joint - np.logaddexp.reduce(joint, axis=1, keepdims=True))
        found = (SURE * PARTS + belongs.sum(axis=0)) / (SURE + len(logs))
    return found


def later_years(record: RecordArrays, past: PastRollCalls, until: int) -> Floats:
    """Log chance under each list of the contested drafts of the ten years after one, (draft, 4)."""
    earlier = past.until(until)
    if record.contested[: len(earlier)].sum() < ENOUGH:
        return np.empty((0, len(PARTS)))
    lists = Lists.fitted(record, earlier)
    logs = []
    for roll_call in past[len(earlier) : len(past.until(until + 10))]:
        if roll_call.contested:
            history = past.before(roll_call.draft.date)
            each = [kinds.prediction() for kinds in lists.of(roll_call.draft, history)]
            logs.append(
                [one.log_chance(roll_call.ballots) - np.log(one.contested()) for one in each]
            )
    return np.array(logs).reshape(-1, len(PARTS))


def latent_classes(weights: Floats, chances: Floats, away: Floats) -> DraftKinds:
    """Classes as kinds; ``chances`` (kind, seat, 3) of yes, no and neither, ``away`` (seat,)."""
    yes, no, neither = np.moveaxis(chances, -1, 0)
    return from_shares(weights, np.stack([yes, no, neither * (1.0 - away), neither * away], -1))


def unanimity(kinds: DraftKinds) -> float:
    """The chance that every member votes yes."""
    return float(kinds.weights @ kinds.chances()[..., YES].prod(axis=1))


def uncontested(table: Voters) -> DraftKinds:
    """The one kind of draft that everybody wants."""
    flat = np.ones((1, len(table.member)))
    return from_leanings(np.ones(1), UNANIMOUS * flat, flat, 0.0 * flat)


def lost_causes(table: Voters) -> DraftKinds:
    """Kinds of draft that few want, whoever they are."""
    shares = np.repeat(LOST_CAUSES[:, None], len(table.member), axis=1)
    weights: Floats = np.full(len(shares), 1.0 / len(shares))
    return from_shares(weights, shares)


@dataclass(frozen=True)
class Structural:
    """The simulation's preferences and votes, as a predictor."""

    name: str = "model"

    def fit(self, past: PastRollCalls) -> StructuralFitted:
        """Parameters from the roll calls of the fitting years."""
        record = RecordArrays()
        record.read(past)
        day = record.day[: record.rows]
        fitted = np.flatnonzero(day >= FIRST_FITTED)
        tables = [record.table_of(int(row)) for row in fitted]
        known = np.array(
            [contention.features(record, table, record.before(table.day)) for table in tables]
        )
        return StructuralFitted(
            contention.fit(known, record.contested[fitted], day[fitted]),
            Lists.fitted(record, past),
            parts(record, past),
        )
