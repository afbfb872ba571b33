"""The naive predictors that stand beside the model."""

from __future__ import annotations

from simulation.evidence.backtest.kinds import TwoStageKinds
from simulation.evidence.backtest.learned import BOOSTING, REGRESSION
from simulation.evidence.backtest.predictor import Predictor
from simulation.evidence.backtest.rates import (
    CLASS_RATES,
    MEMBER_RATES,
    MEMBER_TOPIC_RATES,
    Alone,
)
from simulation.evidence.backtest.shared_effect import SharedEffect
from simulation.evidence.backtest.simple import LastVote, PastOutcomes
from simulation.evidence.backtest.two_stage import TwoStage

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
