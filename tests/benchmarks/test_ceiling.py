"""The compiled loop plays the array engine's histories."""

import numpy as np
import pytest

pytest.importorskip("numba")

from benchmarks.ceiling import Ceiling

from simulation import load, play

ROUNDING = {"rtol": 1e-9, "atol": 1e-12}


@pytest.mark.long
def test_the_ceiling_plays_the_same_histories_vote_for_vote():
    scenario = load("repeated-crises")
    runs = range(7, 507)
    ours, compiled = play(scenario, seed=3, runs=runs), Ceiling(scenario).play(3, runs)
    assert np.array_equal(ours.ballots, compiled.ballots)
    assert np.array_equal(ours.occupants, compiled.occupants)
    np.testing.assert_allclose(ours.effort, compiled.effort, rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(ours.stakes, compiled.stakes, rtol=1e-6, atol=1e-7)
    assert list(ours.columns) == list(compiled.columns)
    for name, column in ours.columns.items():
        if column.dtype.kind == "f":
            np.testing.assert_allclose(compiled[name], column, **ROUNDING, err_msg=name)
        else:
            assert np.array_equal(compiled[name], column), name
