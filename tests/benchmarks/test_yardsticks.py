"""The yardsticks play the same model: an oracle written without the package's rules."""

from functools import cache

import mesa
import numpy as np
import pandas as pd
import pytest
from benchmarks.plain_mesa import Council
from benchmarks.vectorised_mesa import VectorisedCouncil

from simulation import load, play
from simulation.stages.adoption import End
from simulation.stages.answers import Kind
from simulation.stages.bypass import Action
from simulation.stages.voting import ABSTAIN, NO, YES

pytestmark = pytest.mark.long

SCENARIO = "repeated-crises"
HISTORIES = 400
OURS = 1000
"""Of 40 rounds each, by the yardstick and by the array engine."""

STANDARD_ERRORS = 4.0
"""How far apart two independent means may lie: one of 45 comparisons does once in 350 such tests.

The share of vetoes is then known to about ±.018, that of the Assembly's actions to ±.011.
"""

SAME_NAME = (
    "client", "severity", "tabled", "twin", "hidden_veto", "mandate", "strength", "contributors",
    "provision", "optimal", "p_win", "won", "settled", "exceeded", "support", "legitimacy", "r2p",
    "response_clients", "response_others", "success_clients", "success_others",
)  # fmt: skip


def rounds_of(model, seeds):
    """The rounds of a yardstick, one row each, and its ballots (round, seat)."""
    rows = mesa.batch_run(
        model,
        {"scenario": SCENARIO},
        number_processes=1,
        rng=list(seeds),
        data_collection_period=1,
        display_progress=False,
    )
    frame = pd.DataFrame(rows)
    ballots = frame["ballot"].to_numpy().reshape(-1, 15)
    return frame[frame["AgentID"] == frame["AgentID"].min()], ballots


def by_history(columns):
    """Each quantity's mean in each history; what is not there counts as 0."""
    filled = {name: np.nan_to_num(np.asarray(c, dtype=float)) for name, c in columns.items()}
    return {name: column.reshape(-1, 40).mean(axis=1) for name, column in filled.items()}


def of_yardstick(frame, ballots):
    ends = {end.name: frame["end"] == end.name.lower() for end in End}
    actions = {action.name: frame["action"] == action.name.lower() for action in Action}
    kinds = {kind.name: frame["done"] == kind for kind in Kind}
    same = {name: frame[name] for name in SAME_NAME}
    votes = {name: (ballots == name[0]).sum(axis=1) for name in ("Yes", "No", "Abstain")}
    return by_history(ends | actions | kinds | same | votes | {"casualties": frame["felt"]})


@cache
def ours(**settings):
    history = play(load(SCENARIO, **settings), seed=1, runs=range(OURS))
    ends = {end.name: history["end"] == end for end in End}
    actions = {action.name: history["action"] == action for action in Action}
    kinds = {kind.name: history["done"] == kind for kind in Kind}
    same = {name: history[name] for name in (*SAME_NAME, "casualties")}
    ballots = {"Yes": YES, "No": NO, "Abstain": ABSTAIN}
    votes = {name: (history.ballots == ballot).sum(axis=1) for name, ballot in ballots.items()}
    return by_history({k: v.T for k, v in (ends | actions | kinds | same | votes).items()})


def distances(one, other):
    """How many standard errors, of independent histories, the means lie apart."""
    found = {}
    for name in one:
        a, b = one[name], other[name]
        error = np.sqrt(a.var(ddof=1) / a.size + b.var(ddof=1) / b.size)
        found[name] = 0.0 if error == 0.0 else abs(a.mean() - b.mean()) / error
    return found


@pytest.fixture(scope="module")
def yardstick():
    return of_yardstick(*rounds_of(VectorisedCouncil, range(HISTORIES)))


def test_outcome_shares_of_the_yardstick_agree_with_ours(yardstick):
    apart = distances(yardstick, ours())
    assert {k: z for k, z in apart.items() if z > STANDARD_ERRORS} == {}
    assert len(apart) == 45


def test_both_yardsticks_play_the_same_histories():
    plain, plain_ballots = rounds_of(Council, range(20))
    fast, fast_ballots = rounds_of(VectorisedCouncil, range(20))
    pd.testing.assert_frame_equal(plain, fast, rtol=1e-9)
    assert np.array_equal(plain_ballots.astype(str), fast_ballots.astype(str))


@pytest.mark.parametrize(
    "wrong",
    [
        {"rivalry": 0.0},
        {"bloc_probability": 0.0},
        {"statement_value": 0.0},
        {"kinship_share": 0.2},
        {"perception_sd": 0.08},
        {"mandate_bonus": 0.6},
        {"private_benefit": 0.0},
        {"allied": 0.0},
        {"force_from": 0.8},
        {"stake_elasticity": 0.3},
        {"learning_rate": 0.15},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_wrong_rule_would_show(yardstick, wrong):
    assert max(distances(yardstick, ours(**wrong)).values()) > STANDARD_ERRORS
