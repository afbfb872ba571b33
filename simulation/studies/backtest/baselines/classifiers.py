"""Multinomial regression and gradient boosting on what the past says of a member and a topic.

Both need scikit-learn, the extra ``evidence``. Their settings are chosen by rolling
origins inside the fitting years: fitted up to an origin, they predict the years after.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulation.scenario.mistakes import InputError
from simulation.stages.numerics import Bools, Floats, Ints
from simulation.stages.voting import NO, YES
from simulation.studies.backtest.baselines.rates import (
    LOSS_HALF_LIFE,
    Trained,
    class_rates,
    drawn,
    log_odds,
    log_of_cast,
    member_rates,
    member_topic_rates,
)
from simulation.studies.backtest.baselines.simple import NEVER, LastVotes
from simulation.studies.backtest.past_ballots import (
    KINDS,
    MISSING,
    SEATS,
    PastBallots,
    cast,
    recency,
)
from simulation.studies.backtest.record import Draft, PastRollCalls

HALF_LIFE = 4.0
PULLS = np.array([3.0, 10.0, 10.0, 10.0, 5.0])
"""Half-life of the counts behind the features, and how far rates are drawn together."""

NEAR = 0.5
"""Ideal points so far apart let a neighbour count e times less."""

ORIGINS = (8, 4)
"""Settings are tried on the four years after each origin, so many before the last year."""

SPAN = 4

type Learner = Callable[[Mapping[str, float]], Any]
"""A scikit-learn classifier with given settings."""


def features(draft: Draft, history: PastRollCalls, ledger: PastBallots, votes: LastVotes) -> Floats:
    """What the past says about each member's ballot on a draft, (seat, feature).

    Log odds of no and of neither against yes, by class, member, member and topic;
    how many ballots these rest on; how contested the topic and all topics have
    been; the last vote on the topic; how neighbours in ideal point and each
    permanent member voted on it; ideal point, class.
    """
    ledger.read(history)
    evidence = ledger.about(draft)
    seats = len(draft.council.members)
    rates = [rate(evidence, PULLS)[0, :seats] for rate in (class_rates, member_rates)]
    rates.append(drawn(evidence.topic, class_rates(evidence, PULLS), PULLS[3])[0, :seats])
    own = member_topic_rates(evidence, PULLS)[0, :seats]
    overall = drawn(evidence.drafts, np.full(2, 0.5), PULLS[0])[0, 1]
    on_topic = drawn(evidence.topic_drafts[0], np.array([1.0 - overall, overall]), PULLS[4])[1]
    ideal = np.nan_to_num(draft.council.ideal)
    near = np.exp(-np.abs(ideal[:, None] - ideal[None, :]) / NEAR)
    np.fill_diagonal(near, 0.0)
    around = drawn(near @ evidence.member_topic[0, :seats], rates[2], PULLS[4])
    permanent = draft.council.permanent
    counted = np.log1p(evidence.member_topic[0, :seats].sum(axis=1))
    of_topic = [np.log1p(evidence.topic_drafts[0].sum()), log_odds(on_topic), log_odds(overall)]
    shared = np.concatenate([of_topic, dissent(own[permanent]).ravel()])
    last = np.eye(NEVER + 1)[votes.before(draft, history)]
    return np.column_stack(
        [
            *(dissent(rate) for rate in (*rates, own, around)),
            counted,
            ideal,
            permanent,
            last,
            np.tile(shared, (seats, 1)),
        ]
    )


def dissent(rates: Floats) -> Floats:
    """Log odds of no and of neither, against yes; (..., 2) from (..., 3)."""
    return np.asarray(np.log(rates[..., NO:] / rates[..., YES, None]))


@dataclass(frozen=True)
class FittedClassifier:
    """A fitted classifier and the state its features need."""

    classifier: Any
    ledger: PastBallots = field(default_factory=lambda: PastBallots(HALF_LIFE))
    votes: LastVotes = field(default_factory=LastVotes)

    def chances(self, draft: Draft, history: PastRollCalls) -> Floats:
        """Chances of yes, no, neither; (seat, 3)."""
        return of_all_kinds(self.classifier, features(draft, history, self.ledger, self.votes))


def of_all_kinds(classifier: Any, rows: Floats) -> Floats:
    """Chances (row, 3), with a little for a kind of ballot that the fitting years lacked."""
    chances = np.full((len(rows), KINDS), 1e-4)
    with one_thread():
        chances[:, classifier.classes_] += classifier.predict_proba(rows)
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))


@dataclass(frozen=True)
class Classifier:
    """Marginals from a classifier; ``settings`` are those to choose from."""

    name: str
    learner: Learner
    settings: tuple[Mapping[str, float], ...]

    def train(self, past: PastRollCalls) -> Trained:
        """Choose the settings by rolling origins, then fit on all the past."""
        ballots, weights = cast(past), recency(past, LOSS_HALF_LIFE)
        years = np.array([roll_call.draft.year for roll_call in past])
        x, sits = features_of_past(past)
        rows = sits & (ballots != MISSING)
        loss = np.zeros(len(self.settings))
        said = np.full((len(self.settings), len(past), SEATS, KINDS), 1.0 / KINDS)
        tried = np.zeros(len(past), dtype=bool)
        for origin in (int(years[-1]) - back for back in ORIGINS):
            before, after = years <= origin, (years > origin) & (years <= origin + SPAN)
            tried |= after
            for n, settings in enumerate(self.settings):
                fitted = self.fitted(settings, x, ballots, rows & before[:, None], weights)
                chosen = rows & after[:, None]
                said[n][chosen] = of_all_kinds(fitted, x[chosen])
                losses = -log_of_cast(said[n], ballots).sum(axis=1)
                loss[n] += weights[after] @ losses[after]
        best = int(loss.argmin())
        whole = self.fitted(self.settings[best], x, ballots, rows, weights)
        return Trained(FittedClassifier(whole), said[best], weights * tried)

    def fitted(
        self,
        settings: Mapping[str, float],
        x: Floats,
        ballots: Ints,
        rows: Bools,
        weights: Floats,
    ) -> Any:
        """The classifier on some ballots, late ones counting for most."""
        of_row = np.broadcast_to(weights[:, None], rows.shape)[rows]
        classifier = scaled(self.learner(settings))
        with one_thread():
            return classifier.fit(x[rows], ballots[rows], classify__sample_weight=of_row)


def features_of_past(past: PastRollCalls) -> tuple[Floats, Bools]:
    """The features of each past ballot (draft, seat, feature), and which seats there are."""
    ledger, votes = PastBallots(HALF_LIFE), LastVotes()
    each = [
        features(roll_call.draft, past.before(roll_call.draft.date), ledger, votes)
        for roll_call in past
    ]
    whole = np.zeros((len(each), SEATS, each[0].shape[1]))
    sits = np.zeros(whole.shape[:2], dtype=bool)
    for n, rows in enumerate(each):
        whole[n, : len(rows)] = rows
        sits[n, : len(rows)] = True
    return whole, sits


def one_thread() -> Any:
    """A context in which scikit-learn keeps to one thread.

    These fits are small, and threads that wait for one another on a busy machine cost
    them more than all the work.
    """
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)


def scaled(classifier: Any) -> Any:
    """The classifier behind features of mean 0 and variance 1."""
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import StandardScaler

    return Pipeline([("scale", StandardScaler()), ("classify", classifier)])


def check_installed() -> None:
    """See that scikit-learn is there.

    Raises
    ------
    InputError
        If it is not.
    """
    try:
        import sklearn  # noqa: F401
    except ImportError as error:
        raise InputError(
            [
                "scikit-learn is not installed, and two baselines need it; run "
                "pip install 'unsc-simulation[evidence]', in a clone "
                "pip install --editable '.[evidence]'"
            ]
        ) from error


def regression(settings: Mapping[str, float]) -> Any:
    """A multinomial logistic regression."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=settings["C"], max_iter=2000)


def boosting(settings: Mapping[str, float]) -> Any:
    """Gradient-boosted trees."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=int(settings["trees"]),
        max_leaf_nodes=int(settings["leaves"]),
        min_samples_leaf=40,
        l2_regularization=10.0,
        early_stopping=False,
        random_state=0,
    )


REGRESSION = Classifier(
    "multinomial regression", regression, tuple({"C": c} for c in (0.003, 0.03, 0.3))
)
BOOSTING = Classifier(
    "gradient boosting",
    boosting,
    tuple({"trees": trees, "leaves": 4} for trees in (30, 60, 120)),
)
