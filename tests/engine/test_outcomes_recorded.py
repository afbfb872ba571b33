"""The three recorded outcomes: military, political, humanitarian."""

import numpy as np

from simulation.engine.arrays import play
from simulation.stages.adoption import End
from simulation.stages.bypass import Action

HISTORY = play("repeated-crises", seed=4, runs=range(200))


def test_a_settlement_is_a_political_success_unless_force_was_unlawful():
    settled, mediated = HISTORY["settled"], HISTORY.is_end(End.MEDIATED)
    political = HISTORY["political"]
    assert (political <= settled).all()
    assert (political >= mediated).all()
    by_mandate = settled & (HISTORY["action"] == Action.COUNCIL)
    assert political[by_mandate].all()
    unlawful = settled & ~mediated & ~HISTORY["lawful"]
    assert unlawful.any()
    assert not political[unlawful].any()


def test_an_unsettled_crisis_harms_by_its_severity():
    standing = HISTORY["episode"] > 0
    left = standing & ~HISTORY["settled"]
    assert np.array_equal(HISTORY["harm"][left], HISTORY["severity"][left])
    assert (HISTORY["harm"][~left] == 0.0).all()
