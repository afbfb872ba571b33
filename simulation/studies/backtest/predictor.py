"""What the backtest asks of whoever predicts: fit on the past, then predict draft by draft.

The state rolls on by date, the parameters do not: ``fit`` sees the roll calls of
the fitting years once, ``predict`` sees all that was voted before the draft's day.
"""

from __future__ import annotations

from typing import Protocol

from simulation.studies.backtest.prediction import OutcomePrediction, Prediction
from simulation.studies.backtest.record import Draft, PastRollCalls


class Fitted(Protocol):
    """A predictor whose parameters are frozen."""

    def predict(self, draft: Draft, history: PastRollCalls) -> Prediction | OutcomePrediction:
        """The prediction of a draft, given what was voted before its day.

        Must depend on nothing else. The backtest asks in the order of dates, so that
        what was made of an earlier history may be kept and added to.
        """
        ...


class Predictor(Protocol):
    """A way of predicting, not yet fitted."""

    @property
    def name(self) -> str:
        """What it is called in tables, figures and JSON."""
        ...

    def fit(self, past: PastRollCalls) -> Fitted:
        """Parameters from the roll calls of the fitting years; the last of them ends the fit."""
        ...
