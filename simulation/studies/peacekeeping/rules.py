"""Rules that predict each state's share of personnel some years ahead, naive and statistical.

A rule sees what is known at the origin, the year from which it predicts. Rules of ``own_past``
also see what the state itself sent up to then. Fitted rules learn from pairs of an origin and
a later year that both lie in the fitting years; without a state's own past they are fitted to
other states only, so that they cannot know the state by its income or its population.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simulation.scenario.schema import REGIONS
from simulation.stages.numerics import Floats, Ints
from simulation.studies.backtest.baselines.classifiers import one_thread

AHEAD = 5
"""Years between an origin and what is predicted."""

MEMORY = 5
"""The years up to the origin whose mean is a feature of those that see the past."""

FOLDS = 10
"""Into so many lots states are dealt, each predicted from the others."""

LITTLE = 1e-5
"""Added to shares before logarithms are taken; some states send nobody."""

TRIED = 3
"""On so many last years inside the fitting years settings are tried."""

PENALTIES = ({"alpha": 0.01}, {"alpha": 0.1}, {"alpha": 1.0})
"""Of the Poisson regression, on features of variance 1."""

TREES = (
    {"max_iter": 100, "max_leaf_nodes": 8},
    {"max_iter": 300, "max_leaf_nodes": 8},
    {"max_iter": 100, "max_leaf_nodes": 3},
    {"max_iter": 300, "max_leaf_nodes": 3},
)
"""Of gradient boosting: how many trees, and how large."""

HAS = ["log_income", "log_people", "log_military", "log_a_head", "permanent", "elected", *REGIONS]
"""Features of what a state has and is."""

SENT = ["log_sent", "log_sent_mean"]
"""Features of what it sent."""


def pairs(panel: pd.DataFrame) -> pd.DataFrame:
    """Each member at an origin, with its share of personnel ``AHEAD`` years later.

    Columns origin, year, state, seat (in the year predicted), features, the shares at the
    origin (``income``, ``population``, ``military``, ``money``, ``sent``, ``sent_mean``) and
    ``share``, what came. Only states that are members in both years, of whose personnel the
    shares are taken.
    """
    mean = panel.sort_values("year").groupby("state")["personnel"]
    recent = mean.transform(lambda sent: sent.rolling(MEMORY, min_periods=1).mean())
    at = panel.assign(sent_mean=recent).rename(columns={"year": "origin", "personnel": "sent"})
    at["year"] = at["origin"] + AHEAD
    at["permanent"] = (at["seat"] == "permanent").astype(float)
    at["elected"] = (at["seat"] == "elected").astype(float)
    for group in REGIONS:
        at[group] = (at["group"] == group).astype(float)
    for feature, share in (
        ("log_income", at["income"]),
        ("log_people", at["population"]),
        ("log_military", at["military"]),
        ("log_a_head", at["income"] / at["population"]),
        ("log_sent", at["sent"]),
        ("log_sent_mean", at["sent_mean"]),
    ):
        at[feature] = np.log(share + LITTLE)
    came = panel[["year", "state", "seat", "personnel"]].rename(columns={"personnel": "share"})
    both = at.drop(columns="seat").merge(came, on=["year", "state"])
    both["share"] /= both.groupby("year")["share"].transform("sum")
    return both.sort_values(["year", "state"], ignore_index=True)


@dataclass(frozen=True)
class Rule:
    """A way to predict: ``predict(past, rows)`` gives weights (row,), not below 0.

    ``past`` are pairs of the fitting years, ``rows`` pairs whose ``share`` it may not read.
    """

    name: str
    own_past: bool
    predict: Callable[[pd.DataFrame, pd.DataFrame], Floats]

    def shares(self, past: pd.DataFrame, rows: pd.DataFrame) -> Floats:
        """Predicted shares (row,), which come to 1 in each year."""
        hidden = rows.drop(columns="share")
        return normalised(self.predict(past, hidden), rows["year"])


def by_column(column: str) -> Callable[[pd.DataFrame, pd.DataFrame], Floats]:
    """Shares of a column at the origin; 0 where it is not known."""
    return lambda past, rows: rows[column].fillna(0.0).to_numpy(np.float64)


def equal(past: pd.DataFrame, rows: pd.DataFrame) -> Floats:
    """All alike."""
    return np.ones(len(rows))


def lots(states: pd.Series[str]) -> Ints:
    """The lot of each row's state: dealt in the order of codes."""
    order = {state: n % FOLDS for n, state in enumerate(sorted(set(states)))}
    return np.array([order[state] for state in states], dtype=np.int64)


type Learner = Callable[[Mapping[str, float]], Any]
"""A scikit-learn regression with given settings."""


@dataclass(frozen=True)
class Learned:
    """Predictions by a regression; its settings are those that did best inside the past.

    With ``others`` each lot of states is predicted by what is learned from the other lots,
    and no feature is of a state's own past.
    """

    learner: Learner
    settings: tuple[Mapping[str, float], ...]
    others: bool

    def __call__(self, past: pd.DataFrame, rows: pd.DataFrame) -> Floats:
        """Weights (row,)."""
        return self.fitted(self.chosen(past), past, rows)

    def chosen(self, past: pd.DataFrame) -> Mapping[str, float]:
        """The settings with the least misplaced in the last years of the past.

        Tried are fits to the years before; where these are too few, the first settings stand.
        """
        later = sorted(set(past["year"]))[-TRIED:]
        before, after = past[past["year"] < later[0]], past[past["year"] >= later[0]]
        if len(self.settings) == 1 or before.empty:
            return self.settings[0]

        def error(settings: Mapping[str, float]) -> float:
            hidden = after.drop(columns="share")
            shares = normalised(self.fitted(settings, before, hidden), after["year"])
            return float(np.abs(shares - after["share"].to_numpy()).sum())

        return min(self.settings, key=error)

    def fitted(
        self, settings: Mapping[str, float], past: pd.DataFrame, rows: pd.DataFrame
    ) -> Floats:
        """Weights (row,) under some settings."""
        if not self.others:
            return learned(self.learner(settings), past, rows, [*HAS, *SENT])
        lot = lots(pd.concat([past["state"], rows["state"]]))
        of_past, of_rows = lot[: len(past)], lot[len(past) :]
        found = np.zeros(len(rows))
        for n in np.unique(of_rows):
            model = self.learner(settings)
            found[of_rows == n] = learned(model, past[of_past != n], rows[of_rows == n], HAS)
        return found


def normalised(weights: Floats, years: pd.Series[int]) -> Floats:
    """Shares (row,) that come to 1 in each year."""
    by_row = pd.Series(weights, index=years.index)
    return (by_row / by_row.groupby(years).transform("sum")).to_numpy(np.float64)


def learned(model: Any, past: pd.DataFrame, rows: pd.DataFrame, features: list[str]) -> Floats:
    """A regression fitted to the past, for these rows.

    Shares are multiplied by the number of states, so that the mean is near 1.
    """
    scale = past.groupby("year")["share"].transform("size")
    with one_thread():
        model.fit(past[features], past["share"] * scale)
        return np.asarray(model.predict(rows[features]), dtype=np.float64)


def poisson(settings: Mapping[str, float]) -> Any:
    """Poisson regression with a log link (Santos Silva & Tenreyro 2006): zeros need no care.

    What is not known is the median of the fitting years.
    """
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import PoissonRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(
        SimpleImputer(strategy="median"),
        StandardScaler(),
        PoissonRegressor(**settings, max_iter=2000),
    )


def boosting(settings: Mapping[str, float]) -> Any:
    """Gradient boosting of trees under a Poisson loss."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    return HistGradientBoostingRegressor(
        loss="poisson",
        learning_rate=0.05,
        min_samples_leaf=30,
        random_state=0,
        **settings,
    )


RULES = (
    Rule("equal shares", False, equal),
    Rule("share of population", False, by_column("population")),
    Rule("share of income", False, by_column("income")),
    Rule("share of military spending", False, by_column("military")),
    Rule("Poisson regression", False, Learned(poisson, PENALTIES, others=True)),
    Rule("gradient boosting", False, Learned(boosting, TREES, others=True)),
    Rule("persistence", True, by_column("sent")),
    Rule("mean of five years", True, by_column("sent_mean")),
    Rule("Poisson regression with the past", True, Learned(poisson, PENALTIES, others=False)),
    Rule("gradient boosting with the past", True, Learned(boosting, TREES, others=False)),
)
"""Those of the page, in its order."""
