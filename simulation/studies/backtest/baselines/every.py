"""The naive predictors that stand beside the model."""

from __future__ import annotations

from simulation.studies.backtest.baselines.classifiers import BOOSTING, REGRESSION
from simulation.studies.backtest.baselines.latent_classes import TwoStageKinds
from simulation.studies.backtest.baselines.rates import (
    CLASS_RATES,
    MEMBER_RATES,
    MEMBER_TOPIC_RATES,
    Alone,
)
from simulation.studies.backtest.baselines.shared_effect import SharedEffect
from simulation.studies.backtest.baselines.simple import LastVote, PastOutcomes
from simulation.studies.backtest.baselines.two_stage import TwoStage
from simulation.studies.backtest.predictor import Predictor

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
