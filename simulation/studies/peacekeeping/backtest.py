"""Rules fitted to the years up to one, scored on what each state sent after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from simulation.stages.numerics import Floats
from simulation.studies.peacekeeping.panel import SEATS
from simulation.studies.peacekeeping.rules import Rule

MIXED = 0.01
"""So much of equal shares is mixed into every prediction before its divergence is taken, which
is infinite where a state sends somebody of which nothing was expected."""

RESAMPLES = 1000
"""So many samples of states make an interval."""


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval over states."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class RuleScores:
    """How near a rule came, over the years predicted; less is better but for the last two.

    Attributes
    ----------
    misplaced : Estimate
        The share of all personnel that is expected of the wrong states: half the sum of
        absolute errors.
    against : Estimate or None
        The same less that of the rule it is compared with; None for that rule.
    among_seats : float
        As misplaced, among permanent, elected and other members.
    of_permanent : float
        The mean absolute error of a permanent member's share.
    divergence : float
        Kullback and Leibler's, of what came from what was predicted, in bits.
    rank_correlation : float
        Spearman's, mean over years.
    top_five : float
        How many of the five that sent most were among the five expected to, mean over years.
    """

    name: str
    own_past: bool
    misplaced: Estimate
    against: Estimate | None
    among_seats: float
    of_permanent: float
    divergence: float
    rank_correlation: float
    top_five: float


@dataclass(frozen=True)
class Backtested:
    """The scores of one split: which years were fitted and predicted, and of how many states."""

    fit_until: int
    years: tuple[int, ...]
    fitted: int
    states: int
    scores: tuple[RuleScores, ...]

    def named(self, name: str) -> RuleScores:
        """The scores of a rule."""
        return next(one for one in self.scores if one.name == name)


def backtest(
    pairs: pd.DataFrame, fit_until: int, rules: Sequence[Rule], compared_with: str
) -> Backtested:
    """Fit to pairs whose later year is at most ``fit_until``, predict from origins since then.

    Parameters
    ----------
    pairs : DataFrame
        As :func:`simulation.studies.peacekeeping.rules.pairs` gives them.
    fit_until : int
        The last year that is known when rules are fitted.
    rules : sequence of Rule
    compared_with : str
        The rule from which differences are taken.
    """
    past = pairs[pairs["year"] <= fit_until]
    rows = pairs[pairs["origin"] >= fit_until].reset_index(drop=True)
    predicted = {rule.name: rule.shares(past, rows) for rule in rules}
    return Backtested(
        fit_until=fit_until,
        years=tuple(sorted(set(rows["year"]))),
        fitted=past["year"].nunique(),
        states=rows["state"].nunique(),
        scores=tuple(scored(rule, rows, predicted, compared_with) for rule in rules),
    )


def scored(
    rule: Rule, rows: pd.DataFrame, predicted: Mapping[str, Floats], compared_with: str
) -> RuleScores:
    """The scores of one rule."""
    own, other = (resampled(rows, predicted[name]) for name in (rule.name, compared_with))
    by_year = [
        (year["share"].to_numpy(), predicted[rule.name][year.index])
        for _, year in rows.groupby("year")
    ]
    return RuleScores(
        name=rule.name,
        own_past=rule.own_past,
        misplaced=estimated(own),
        against=None if rule.name == compared_with else estimated(own - other),
        among_seats=among_seats(rows, predicted[rule.name]),
        of_permanent=of_permanent(rows, predicted[rule.name]),
        divergence=float(np.mean([divergence(*year) for year in by_year])),
        rank_correlation=float(np.mean([ranks_alike(*year) for year in by_year])),
        top_five=float(np.mean([of_top_five(*year) for year in by_year])),
    )


def resampled(rows: pd.DataFrame, predicted: Floats, seed: int = 1) -> Floats:
    """The share misplaced, mean over years, of all states and then of samples of them.

    States are drawn with replacement, as many as there are; all years of one go together, since
    its errors of one year are much like those of the next. In a sample, what came and what was
    predicted come to 1 again.
    """
    table = rows.assign(predicted=predicted)
    came, expected = (
        table.pivot_table(column, "state", "year", fill_value=0.0).to_numpy()
        for column in ("share", "predicted")
    )
    states = len(came)
    rng = np.random.default_rng(seed)
    times = rng.multinomial(states, np.full(states, 1.0 / states), size=RESAMPLES)
    weights = [np.ones(states), *times.astype(np.float64)]
    return np.array([misplaced(came, expected, weight) for weight in weights])


def misplaced(came: Floats, expected: Floats, weight: Floats) -> float:
    """Half the sum of absolute errors over states (state, year), mean over years."""
    parts = [weight[:, None] * shares for shares in (came, expected)]
    shares = [part / part.sum(axis=0) for part in parts]
    return float(np.abs(shares[0] - shares[1]).sum(axis=0).mean() / 2.0)


def estimated(values: Floats) -> Estimate:
    """The first, with the interval that the others leave."""
    low, high = np.quantile(values[1:], (0.025, 0.975))
    return Estimate(float(values[0]), float(low), float(high))


def among_seats(rows: pd.DataFrame, predicted: Floats) -> float:
    """Half the absolute errors of permanent, elected and other members, mean over years."""
    error = (rows["share"] - predicted).groupby([rows["year"], rows["seat"]]).sum()
    return float(error.abs().sum() / 2.0 / rows["year"].nunique())


def of_permanent(rows: pd.DataFrame, predicted: Floats) -> float:
    """The mean absolute error of permanent members' shares."""
    error = (rows["share"] - predicted).abs()
    return float(error[rows["seat"] == SEATS[0]].mean())


def divergence(came: Floats, predicted: Floats) -> float:
    """Σ came · log2(came / predicted), after ``MIXED`` of equal shares."""
    mixed = (1.0 - MIXED) * predicted + MIXED / len(predicted)
    sent = came > 0
    return float((came[sent] * np.log2(came[sent] / mixed[sent])).sum())


def ranks_alike(came: Floats, predicted: Floats) -> float:
    """Spearman's correlation; 0 where all predictions are alike."""
    if np.ptp(predicted) == 0.0:
        return 0.0
    return float(spearmanr(came, predicted).statistic)


def of_top_five(came: Floats, predicted: Floats) -> float:
    """How many of the five that sent most are predicted to; ties are split evenly."""
    top = np.argsort(-came, kind="stable")[:5]
    fifth = np.sort(predicted)[-5]
    above, level = predicted > fifth, predicted == fifth
    chance = np.where(above, 1.0, np.where(level, (5 - above.sum()) / level.sum(), 0.0))
    return float(chance[top].sum())


def constant(
    rows: pd.DataFrame, seats: Mapping[str, float], members: Mapping[str, float]
) -> tuple[float, float]:
    """Errors of shares that stay the same in all years, as of those that a model gives.

    Parameters
    ----------
    rows : DataFrame
        Pairs of the years predicted.
    seats, members : mapping
        Shares of permanent, elected and other members, and of some by code.

    Returns
    -------
    among_seats, of_permanent : float
        As :class:`RuleScores` has them.
    """
    came = rows.pivot_table("share", "year", "seat", "sum", fill_value=0.0)
    among = came.sub(pd.Series(dict(seats)), axis=1).abs().sum(axis=1) / 2.0
    permanent = rows[rows["seat"] == SEATS[0]]
    error = (permanent["share"] - permanent["state"].map(dict(members))).abs()
    return float(among.mean()), float(error.mean())
