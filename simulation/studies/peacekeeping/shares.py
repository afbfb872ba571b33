"""Who bears what: shares of groups of states by period, concentration, and what goes with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from simulation.stages.numerics import Floats
from simulation.studies.peacekeeping.panel import SEATS

PERIODS = ((1990, 1999), (2000, 2009), (2010, 2020))
"""First and last year of each period."""

BURDENS = ("personnel", "money")

GOES_WITH = {
    "income_a_head": "income a head",
    "income": "income",
    "military": "military spending",
    "population": "population",
}
"""What personnel is ranked against, and its words."""

TOP = 5
"""So many states are those that bear most."""

RESAMPLES = 2000
"""So many samples of states make an interval."""


@dataclass(frozen=True)
class Spread:
    """A mean over the years of a period, with its lowest and its highest year."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Correlation:
    """Spearman's rank correlation over states, with a 95 % interval over samples of states."""

    value: float
    low: float
    high: float
    states: int


def of_period(panel: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """The rows of the panel from the first to the last year."""
    return panel[panel["year"].between(first, last)]


def share_of_seats(panel: pd.DataFrame, burden: str) -> dict[str, Spread]:
    """What permanent, elected and other members bear, by seat; elected are those of each year."""
    by_year = panel.pivot_table(burden, "year", "seat", "sum", fill_value=0.0, observed=False)
    return {seat: spread(by_year[seat]) for seat in SEATS if seat in by_year}


def share_of_state(panel: pd.DataFrame, burden: str, state: str) -> Spread:
    """What a state bears; 0 in years in which it is no member."""
    own = panel[panel["state"] == state].set_index("year")[burden]
    return spread(own.reindex(panel["year"].unique(), fill_value=0.0))


def gini_by_year(panel: pd.DataFrame, burden: str) -> Spread:
    """How unequally the n members of a year bear it: 0 all alike, (n - 1)/n where one bears all."""
    return spread(panel.groupby("year")[burden].agg(gini))


def spread(by_year: pd.Series[float]) -> Spread:
    """Mean, lowest and highest of a series by year."""
    return Spread(float(by_year.mean()), float(by_year.min()), float(by_year.max()))


def gini(shares: pd.Series[float] | Floats) -> float:
    """Gini's coefficient of shares that are not below 0 and do not all vanish.

    >>> gini(pd.Series([0.25] * 4)), gini(pd.Series([1.0, 0.0, 0.0, 0.0]))
    (0.0, 0.75)
    """
    ordered = np.sort(np.asarray(shares, dtype=np.float64))
    n = ordered.size
    weights = 2.0 * np.arange(1, n + 1) - n - 1.0
    return float((weights * ordered).sum() / (n * ordered.sum()))


def mean_by_state(panel: pd.DataFrame) -> pd.DataFrame:
    """The mean of each share over the years of membership, by state; income a head beside them."""
    means = panel.groupby("state")[
        ["personnel", "money", "income", "population", "military"]
    ].mean()
    return means.assign(income_a_head=means["income"] / means["population"])


def largest(panel: pd.DataFrame, burden: str, count: int = TOP) -> list[tuple[str, float]]:
    """The states that bear most over the years, and their mean share of all that is borne."""
    years = panel["year"].nunique()
    total = panel.groupby("state")[burden].sum() / years
    # Of two that bear the same, the first by code.
    ordered = total.sort_index().sort_values(ascending=False, kind="stable")[:count]
    return [(str(state), float(share)) for state, share in ordered.items()]


def share_of_largest(panel: pd.DataFrame, burden: str, count: int = TOP) -> Spread:
    """What those that bear most over the years bear together; the same states in every year."""
    chosen = [state for state, _ in largest(panel, burden, count)]
    own = panel[panel["state"].isin(chosen)].groupby("year")[burden].sum()
    return spread(own.reindex(panel["year"].unique(), fill_value=0.0))


def correlation(means: pd.DataFrame, burden: str, other: str, seed: int = 1) -> Correlation:
    """Rank correlation over states of what they bear with what they have.

    Parameters
    ----------
    means : DataFrame
        As :func:`mean_by_state` gives it; states of which ``other`` is not known are left out.
    burden, other : str
        Columns of it.
    seed : int
        Of the samples, with replacement, of states.

    Returns
    -------
    Correlation
        Its interval holds what other states of the same kind might have shown, not errors of
        the tables.
    """
    both = means[[burden, other]].dropna().to_numpy().T
    rng = np.random.default_rng(seed)
    states = both.shape[1]
    drawn = both[:, rng.integers(states, size=(RESAMPLES, states))]
    of_samples = rank_correlations(*drawn)
    # A sample of states that all bear the same has no correlation.
    known = of_samples[~np.isnan(of_samples)]
    low, high = np.quantile(known, (0.025, 0.975)) if known.size else (np.nan, np.nan)
    value = rank_correlations(both[:1], both[1:])[0]
    return Correlation(float(value), float(low), float(high), states)


def rank_correlations(one: Floats, other: Floats) -> Floats:
    """Spearman's correlation of each row of two arrays (sample, state); NaN where one is level."""
    x, y = (rankdata(values, axis=1) for values in (one, other))
    x, y = (ranks - ranks.mean(axis=1, keepdims=True) for ranks in (x, y))
    together = (x * y).sum(axis=1)
    scale = np.sqrt((x**2).sum(axis=1) * (y**2).sum(axis=1))
    level = np.full(scale.shape, np.nan)
    return np.asarray(np.divide(together, scale, out=level, where=scale > 0.0))
