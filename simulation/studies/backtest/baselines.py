"""The naive predictors that stand beside the model."""

from __future__ import annotations

from simulation.studies.backtest.kinds import TwoStageKinds
from simulation.studies.backtest.learned import BOOSTING, REGRESSION
from simulation.studies.backtest.predictor import Predictor
from simulation.studies.backtest.rates import (
    CLASS_RATES,
    MEMBER_RATES,
    MEMBER_TOPIC_RATES,
    Alone,
)
from simulation.studies.backtest.shared_effect import SharedEffect
from simulation.studies.backtest.simple import LastVote, PastOutcomes
from simulation.studies.backtest.two_stage import TwoStage

BASELINES: tuple[Predictor, ...] = (
    Alone(CLASS_RATES),
    Alone(MEMBER_RATES),
    Alone(MEMBER_TOPIC_RATES),
    Alone(LastVote()),
    SharedEffect(REGRESSION),
    SharedEffect(BOOSTING),
    SharedEffect(MEMBER_TOPIC_RATES),
    TwoStage(),
    TwoStageKinds(),
    PastOutcomes(),
)
