"""The backtest: fit on the years up to one, predict each later draft, score all beside all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from simulation.analysis.caveat import PAGE
from simulation.measures.rates import NORMAL, wilson
from simulation.rollcalls.ballots import UNKNOWN
from simulation.scenario.calls import ANY, Call
from simulation.scenario.mistakes import InputError, Mistake
from simulation.stages.adoption import Outcome
from simulation.stages.numerics import Bools, Floats
from simulation.studies.backtest.prediction import OutcomePrediction, Prediction
from simulation.studies.backtest.predictor import Predictor
from simulation.studies.backtest.reading import RecordedRollCalls
from simulation.studies.backtest.record import PastRollCalls, RollCall
from simulation.studies.backtest.scores import Scored, Scores, Truth, scored, scores, truth_of

RESAMPLES = 2000
SEED = 1
ENDS = (2.5, 97.5)
"""Percentiles at the ends of a 95 % interval."""

FEWEST_YEARS = 10
FEWEST_CONTESTED = 20
"""Less than this leaves nothing to choose settings on."""

BINS = (0.0, 0.01, 0.03, 0.1, 0.3, 1.0)
"""Edges of the predicted chances of a calibration curve; most are small."""

CANNOT_SAY = (
    "What this cannot say: drafts withheld because a veto was expected leave no record; vetoes are "
    "few, so differences in outcomes are uncertain; and what held in the fitting years may have "
    f"ceased to hold. Nothing here forecasts any government ({PAGE})."
)

type Progress = Callable[[str, int, int], None]
"""Gets the predictor that is at work, how many drafts it has predicted, and of how many."""


@dataclass(frozen=True)
class Score:
    """A value with its interval over drafts; NaN where it is not defined."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, value: Floats, resampled: Floats) -> Score:
        """From the value itself, (1,), and resampled ones."""
        there = resampled[~np.isnan(resampled)]
        if not len(there) or np.isnan(value[0]):
            return cls(float(value[0]), np.nan, np.nan)
        low, high = np.percentile(there, ENDS)
        return cls(float(value[0]), float(low), float(high))


@dataclass(frozen=True)
class Bin:
    """Drafts whose predicted chance lay between two edges, and how often it came to pass."""

    above: float
    up_to: float
    drafts: int
    predicted: float
    observed: float
    low: float
    high: float


@dataclass(frozen=True)
class Result:
    """One predictor's scores by table and name, and its calibration.

    ``differences`` are the model's scores less these, over the same resamples;
    empty for the model itself or where there is none.
    """

    name: str
    scores: Mapping[str, Mapping[str, Score]]
    differences: Mapping[str, Mapping[str, Score]]
    calibration: Mapping[str, tuple[Bin, ...]]


@dataclass(frozen=True)
class Backtest:
    """What was predicted, from what, and how well; ``model`` is None where only baselines ran."""

    fit_until: int
    test_until: int
    fitted: int
    drafts: int
    ballots: int
    contested: int
    outcomes: Mapping[str, int]
    left_out: Mapping[str, int]
    model: Result | None
    baselines: tuple[Result, ...]

    @property
    def results(self) -> tuple[Result, ...]:
        """The model's, then the baselines'."""
        return ((self.model,) if self.model else ()) + self.baselines


def backtest(
    record: RecordedRollCalls,
    fit_until: int,
    test_until: int | None,
    *,
    model: Predictor | None,
    baselines: Sequence[Predictor],
    progress: Progress = lambda name, done, total: None,
) -> Backtest:
    """Fit on the roll calls up to a year, frozen; predict each later one the day before it.

    Raises
    ------
    InputError
        If there is too little to fit on, or nothing to predict.
    """
    past, later, last = split(record.roll_calls, fit_until, test_until)
    predictors = [*((model,) if model else ()), *baselines]
    predictions = {
        predictor.name: predicted(predictor, past, later, record.roll_calls, progress)
        for predictor in predictors
    }
    return assessed(record, fit_until, last, predictions, first_is_model=model is not None)


def predicted(
    predictor: Predictor,
    past: PastRollCalls,
    later: Sequence[RollCall],
    roll_calls: PastRollCalls,
    progress: Progress = lambda name, done, total: None,
) -> list[Prediction | OutcomePrediction]:
    """Fit on the past, then predict each later draft from all roll calls before its day."""
    progress(predictor.name, 0, len(later))
    fitted = predictor.fit(past)
    predictions = []
    for n, roll_call in enumerate(later):
        draft = roll_call.draft
        predictions.append(fitted.predict(draft, roll_calls.before(draft.date)))
        progress(predictor.name, n + 1, len(later))
    return predictions


def assessed(
    record: RecordedRollCalls,
    fit_until: int,
    test_until: int | None,
    predictions: Mapping[str, Sequence[Prediction | OutcomePrediction]],
    *,
    first_is_model: bool,
) -> Backtest:
    """Score what several predictors, by name, said of the drafts between two years.

    Raises
    ------
    InputError
        If there is too little to fit on, or nothing to predict.
    """
    past, later, last = split(record.roll_calls, fit_until, test_until)
    each = [scored(one, later) for one in predictions.values()]
    truth = truth_of(later)
    results = compared(list(predictions), each, truth, first_is_model)
    ends = Counter(roll_call.outcome for roll_call in later)
    return Backtest(
        fit_until=fit_until,
        test_until=last,
        fitted=len(past),
        drafts=len(later),
        ballots=sum(int((roll_call.ballots != UNKNOWN).sum()) for roll_call in later),
        contested=int(truth.contested.sum()),
        outcomes={outcome.name.lower(): ends[outcome] for outcome in Outcome},
        left_out={why: len(votes) for why, votes in record.left_out.items()},
        model=results[0] if first_is_model else None,
        baselines=tuple(results[1:] if first_is_model else results),
    )


def check_years(fit_until: int, test_until: int | None) -> None:
    """See that what is to be predicted comes after what is fitted on.

    Raises
    ------
    InputError
        If it does not.
    """
    if test_until is not None and test_until <= fit_until:
        why = ("must be a year after ", Call(fit_until=fit_until))
        raise InputError([Mistake("", "test_until", why, value=str(test_until))])


def split(
    roll_calls: PastRollCalls, fit_until: int, test_until: int | None
) -> tuple[PastRollCalls, Sequence[RollCall], int]:
    """The past, what is to be predicted, and its last year.

    Raises
    ------
    InputError
        If either is too little.
    """
    if not len(roll_calls):
        why = ("the tables hold no recorded roll call; name others with ", Call(data=ANY))
        raise InputError([Mistake("", "", why)])
    first, end = roll_calls[0].draft.year, roll_calls[-1].draft.year
    last = end if test_until is None else test_until
    past = roll_calls.until(fit_until)
    later = roll_calls.until(last)[len(past) :]
    contested = sum(roll_call.contested for roll_call in past)
    mistakes: list[str] = []
    if fit_until < first + FEWEST_YEARS - 1 or contested < FEWEST_CONTESTED:
        few = (
            f"leaves {contested} contested drafts from {first} on to fit on; {FEWEST_YEARS} years "
            f"with {FEWEST_CONTESTED} of them is the least"
        )
        mistakes.append(Mistake("", "fit_until", few, value=str(fit_until)))
    if not later:
        until = f" up to {last}" if last > fit_until else ""
        none = (
            f"there is no recorded roll call after it{until} to predict; the tables reach from "
            f"{first} to {end}; choose an earlier year, or name a folder of later votes with ",
            Call(data=ANY),
        )
        mistakes.append(Mistake("", "fit_until", none, value=str(fit_until)))
    if mistakes:
        raise InputError(mistakes)
    return past, later, last


def compared(
    names: Sequence[str], each: Sequence[Scored], truth: Truth, first_is_model: bool
) -> list[Result]:
    """All results, the same resamples of the drafts for all."""
    drafts = len(truth.outcome)
    rng = np.random.default_rng(SEED)
    resamples = rng.multinomial(drafts, np.full(drafts, 1.0 / drafts), RESAMPLES).astype(float)
    itself = np.ones((1, drafts))
    pairs = [(scores(one, truth, itself), scores(one, truth, resamples)) for one in each]
    return [
        Result(
            name=name,
            scores=summarised(value, resampled),
            differences=differences(pairs[0], (value, resampled))
            if first_is_model and n > 0
            else {},
            calibration=calibration(one, truth),
        )
        for n, (name, one, (value, resampled)) in enumerate(zip(names, each, pairs, strict=True))
    ]


def summarised(value: Scores, resampled: Scores) -> dict[str, dict[str, Score]]:
    """Each score with its interval."""
    return {
        table: {name: Score.of(value[table][name], resampled[table][name]) for name in columns}
        for table, columns in value.items()
    }


def differences(
    model: tuple[Scores, Scores], other: tuple[Scores, Scores]
) -> dict[str, dict[str, Score]]:
    """The model's scores less another's, paired by draft, where both have them."""

    def less(ours: Scores, theirs: Scores) -> Scores:
        with np.errstate(invalid="ignore"):
            return {
                table: {name: ours[table][name] - theirs[table][name] for name in columns}
                for table, columns in theirs.items()
            }

    return summarised(less(model[0], other[0]), less(model[1], other[1]))


def calibration(one: Scored, truth: Truth) -> dict[str, tuple[Bin, ...]]:
    """How often drafts failed, and were vetoed, against the chances given to it."""
    vetoed = Outcome.VETOED
    return {
        "not_adopted": curve(
            1.0 - one.outcomes[:, Outcome.ADOPTED], truth.outcome != Outcome.ADOPTED
        ),
        "vetoed": curve(one.outcomes[:, vetoed], truth.outcome == vetoed),
    }


def curve(chances: Floats, happened: Bools) -> tuple[Bin, ...]:
    """A calibration curve; bins without a draft are left out."""
    found = []
    place = np.clip(np.searchsorted(BINS, chances, side="left") - 1, 0, len(BINS) - 2)
    for n, (above, up_to) in enumerate(pairwise(BINS)):
        inside = place == n
        drafts = int(inside.sum())
        if drafts:
            observed = float(happened[inside].mean())
            low, high = wilson(observed, drafts, NORMAL)
            predicted = float(chances[inside].mean())
            found.append(Bin(above, up_to, drafts, predicted, observed, low, high))
    return tuple(found)


def as_object(result: Backtest) -> dict[str, Any]:
    """The whole of it for programs."""
    tables: dict[str, Any] = {}
    for table in ("ballots", "roll_calls", "outcomes", "contested_ballots"):
        tables[table] = {
            **({"model": entry(result.model, table)} if result.model else {}),
            "baselines": {
                one.name: entry(one, table) for one in result.baselines if table in one.scores
            },
        }
    about = {
        "fit_until": result.fit_until,
        "test_until": result.test_until,
        "fitted_on": result.fitted,
        "predicted": {
            "drafts": result.drafts,
            "ballots": result.ballots,
            "contested": result.contested,
            **result.outcomes,
        },
        "left_out": dict(result.left_out),
        "interval": {"level": 0.95, "over": "drafts", "resamples": RESAMPLES, "seed": SEED},
    }
    return {**about, **tables}


def entry(one: Result, table: str) -> dict[str, Any]:
    """One predictor in one table: the values, their intervals, and the model's differences."""
    found: dict[str, Any] = {name: score.value for name, score in one.scores[table].items()}
    found["intervals"] = {name: [s.low, s.high] for name, s in one.scores[table].items()}
    if one.differences:
        found["difference"] = {
            name: {"value": s.value, "interval": [s.low, s.high]}
            for name, s in one.differences[table].items()
        }
    if table == "outcomes":
        found["calibration"] = {
            what: [vars(one_bin) for one_bin in bins] for what, bins in one.calibration.items()
        }
    return found
