"""Scores of predictions: what each draft adds to them, and what they come to.

Abstaining and not taking part are scored as one ballot, "neither": neither counts
towards the quota or blocks, and for years the record codes the one as the other.
Ballots that are not known are left out of every score but those of the outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.stages.adoption import Outcome
from simulation.stages.numerics import Bools, Floats, Ints
from simulation.stages.voting import ABSTAIN, NOT_VOTING
from simulation.studies.backtest.past_ballots import KINDS, MISSING, three_kinds
from simulation.studies.backtest.prediction import OutcomePrediction, Prediction
from simulation.studies.backtest.record import RollCall

CLASSES = ("yes", "no", "neither")

FALSE_ALARMS = (0.05, 0.10)
"""Shares of drafts not vetoed for which an alarm may be raised."""

type Scores = dict[str, dict[str, Floats]]
"""Values (resample,) by table, as "ballots", and score, as "log_loss"."""


@dataclass(frozen=True)
class Truth:
    """How the predicted drafts went; arrays (draft,)."""

    outcome: Ints
    contested: Bools


@dataclass(frozen=True)
class OfDrafts:
    """What each draft adds to the scores of one predictor; arrays (draft, ...).

    Losses are in nats, negative log chances of what happened. ``confusion``
    (draft, 3, 3) counts ballots as cast and as the likeliest one; ``if_contested``
    is 0 on drafts that were not.
    """

    ballots: Floats
    known: Ints
    roll_call: Floats
    if_contested: Floats
    contested: Floats
    confusion: Ints


@dataclass(frozen=True)
class Scored:
    """What is needed of one predictor's predictions; ``of_drafts`` None if only of outcomes."""

    outcomes: Floats
    of_drafts: OfDrafts | None


def truth_of(roll_calls: Sequence[RollCall]) -> Truth:
    """How these went."""
    return Truth(
        outcome=np.array([int(roll_call.outcome) for roll_call in roll_calls], dtype=np.int64),
        contested=np.array([roll_call.contested for roll_call in roll_calls], dtype=bool),
    )


def scored(
    predictions: Sequence[Prediction | OutcomePrediction], roll_calls: Sequence[RollCall]
) -> Scored:
    """What each prediction adds to the scores."""
    outcomes, rows = [], []
    for prediction, roll_call in zip(predictions, roll_calls, strict=True):
        if isinstance(prediction, OutcomePrediction):
            outcomes.append(prediction.chances)
        else:
            outcomes.append(prediction.outcomes(roll_call.draft.council.rules))
            rows.append(of_ballots(three(prediction), three_kinds(roll_call), roll_call.contested))
    of_drafts = OfDrafts(*map(np.array, zip(*rows, strict=True))) if rows else None
    return Scored(np.array(outcomes), of_drafts)


def three(prediction: Prediction) -> Prediction:
    """The same prediction with not taking part counted as abstaining."""
    chances = prediction.chances.copy()
    chances[..., ABSTAIN] += chances[..., NOT_VOTING]
    chances[..., NOT_VOTING] = 0.0
    return Prediction(prediction.weights, chances)


def of_ballots(
    prediction: Prediction, ballots: Ints, contested: bool
) -> tuple[float, int, float, float, float, Ints]:
    """What one draft adds, in the order of :class:`OfDrafts`."""
    known = np.flatnonzero(ballots != MISSING)
    cast = ballots[known]
    chances = prediction.ballots()
    with np.errstate(divide="ignore"):
        alone = -np.log(chances[known, cast]).sum()
        given = 0.0
        if contested and prediction.contested() > 0.0:
            given = -np.log(prediction.ballots_if_contested()[known, cast]).sum()
        elif contested:
            given = np.inf
    confusion = np.zeros((KINDS, KINDS), dtype=np.int64)
    np.add.at(confusion, (cast, chances[known, :KINDS].argmax(axis=1)), 1)
    together = -prediction.log_chance(cast_of(ballots))
    return alone, len(known), together, given, prediction.contested(), confusion


def cast_of(ballots: Ints) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    """Ballots as a prediction takes them, the missing ones as not known."""
    return np.where(ballots == MISSING, NOT_VOTING + 1, ballots).astype(np.int8)


def scores(one: Scored, truth: Truth, resamples: Floats) -> Scores:
    """Every score under resamples of the drafts.

    ``resamples`` (resample, draft) says how often each draft is drawn; a row of
    ones gives the score itself. A score is NaN where it is not defined, as an AUC
    without a veto.
    """
    drafts = resamples.sum(axis=1)
    happened = one.outcomes[np.arange(len(truth.outcome)), truth.outcome]
    certain = np.eye(len(Outcome))[truth.outcome]
    vetoed = truth.outcome == Outcome.VETOED
    above = ranked(one.outcomes[:, Outcome.VETOED], vetoed)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Scores = {
            "outcomes": {
                "log_loss": resamples @ -np.log(happened) / drafts,
                "brier": resamples @ ((one.outcomes - certain) ** 2).sum(axis=1) / drafts,
                "auc_vetoed": auc(above, vetoed, resamples),
                **{
                    f"veto_recall_at_{share:.0%}".replace("%", ""): recall(
                        above, vetoed, resamples, share
                    )
                    for share in FALSE_ALARMS
                },
            }
        }
        if one.of_drafts is not None:
            found |= ballot_scores(one.of_drafts, truth, resamples)
    return found


def ballot_scores(of: OfDrafts, truth: Truth, resamples: Floats) -> Scores:
    """The scores that need a prediction of ballots."""
    above = ranked(of.contested, truth.contested)
    return {
        "ballots": {
            "log_loss": resamples @ of.ballots / (resamples @ of.known),
            **classes(of.confusion, resamples),
        },
        "roll_calls": {
            "log_loss": resamples @ of.roll_call / resamples.sum(axis=1),
            "auc_contested": auc(above, truth.contested, resamples),
        },
        "contested_ballots": {
            "log_loss": resamples @ of.if_contested / (resamples @ (of.known * truth.contested))
        },
    }


def classes(confusion: Ints, resamples: Floats) -> dict[str, Floats]:
    """Precision and recall of each kind of ballot, and the mean of their F1."""
    counts = np.einsum("rd,dcp->rcp", resamples, confusion)
    right = np.einsum("rcc->rc", counts)
    said, was = counts.sum(axis=1), counts.sum(axis=2)
    with np.errstate(invalid="ignore"):
        f1 = 2.0 * right / (said + was)
        precision, recalled = right / said, right / was
    found = {}
    for n, name in enumerate(CLASSES):
        found[f"precision_{name}"], found[f"recall_{name}"] = precision[:, n], recalled[:, n]
    there = ~np.isnan(f1)
    found["macro_f1"] = np.where(there, f1, 0.0).sum(axis=1) / there.sum(axis=1)
    return found


def ranked(chances: Floats, happened: Bools) -> Floats:
    """Whether each draft on which it happened stood above each other, ½ if level.

    (drafts on which it happened, others).
    """
    it, other = chances[happened][:, None], chances[~happened][None, :]
    return np.asarray((it > other) + 0.5 * (it == other))


def auc(above: Floats, happened: Bools, resamples: Floats) -> Floats:
    """The chance that it stood above another, (resample,)."""
    it, other = resamples[:, happened], resamples[:, ~happened]
    return np.asarray(((it @ above) * other).sum(axis=1) / (it.sum(axis=1) * other.sum(axis=1)))


def recall(above: Floats, happened: Bools, resamples: Floats, share: float) -> Floats:
    """How many of those on which it happened stood above all but that share of the others."""
    it, other = resamples[:, happened], resamples[:, ~happened]
    false_alarms = 1.0 - other @ above.T / other.sum(axis=1, keepdims=True)
    return np.asarray((it * (false_alarms <= share)).sum(axis=1) / it.sum(axis=1))
