"""Councils, rule sets and ballots drawn by hypothesis, and the Charter in plain Python.

Chances are drawn in eighths: their products over a small council are exact in
double precision, so that a distribution can be compared with == to one counted out.
"""

from dataclasses import dataclass

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from simulation.stages.adoption import Outcome, Rules
from simulation.stages.preferences import Profiles
from simulation.stages.voting import ABSTAIN, NO, NOT_VOTING, YES

examples = settings(deadline=None, derandomize=True, max_examples=100)
"""No deadline, since speed is no claim; the same examples every time, so that a run repeats."""

many_examples = settings(examples, max_examples=600)
"""For claims about rare cases."""

PERMANENT = 5


def charter(seats, quota, *, veto_holders=PERMANENT, **rest):
    """The Charter's rule: the first seats hold the veto."""
    holds = np.arange(seats) < veto_holders
    return Rules(quota=quota, procedural_quota=quota, holds_veto=holds, **rest)


SINCE_1966 = charter(15, 9)
FROM_1946 = charter(11, 7)


def profiles_of_all_sorts(rng, groups):
    """Profiles that differ in every number, for states of these groups."""
    states, regions = len(groups), 5
    return Profiles(
        alignment=rng.uniform(-1, 1, states),
        intervention=rng.uniform(-1, 1, states),
        sovereignty=rng.random(states),
        exposure=rng.random((states, regions)),
        stake=rng.random((states, regions)),
        threat_sensitivity=rng.random(states),
        group=np.array(groups),
        size=rng.uniform(0.1, 5.0, states),
        capability=rng.uniform(0.1, 5.0, states),
        assessment=rng.uniform(0.1, 5.0, states),
        military=rng.uniform(0.1, 5.0, states),
        reach=rng.random(states),
        place=rng.uniform(-90, 90, (states, 2)),
        legitimacy_weight=rng.random(states),
        signatory=rng.random(states) < 0.5,
    )


def nobody(ballots):
    """No seat, in the shape of these ballots."""
    return np.zeros(ballots.shape, dtype=bool)


@dataclass(frozen=True)
class Vote:
    """One vote: ballots, whose ballots are left out and whose veto is suspended, (seat, 1)."""

    rules: Rules
    ballots: np.ndarray
    uncounted: np.ndarray
    spared: np.ndarray

    @property
    def arguments(self):
        return self.ballots, self.rules, self.uncounted, self.spared


def flags(seats):
    """Yes or no for each seat."""
    return st.lists(st.booleans(), min_size=seats, max_size=seats).map(np.array)


def rare_flags(seats):
    """Yes or no for each seat, none in most examples."""
    return st.one_of(st.just(np.zeros(seats, dtype=bool)), flags(seats))


def ballot_papers(seats):
    """One ballot for each seat, all four kinds."""
    kind = st.sampled_from((YES, NO, ABSTAIN, NOT_VOTING))
    return st.lists(kind, min_size=seats, max_size=seats).map(
        lambda cast: np.array(cast, dtype=np.int8)
    )


@st.composite
def rule_sets(draw, seats):
    """Any rule set for a council of so many seats."""
    return Rules(
        quota=draw(st.integers(1, seats)),
        procedural_quota=draw(st.integers(1, seats)),
        holds_veto=draw(flags(seats)),
        vetoes_to_block=draw(st.integers(1, min(seats, 3))),
        abstention_blocks=draw(st.booleans()),
        override=draw(st.none() | st.integers(1, seats)),
    )


@st.composite
def votes(draw, sizes):
    """Any vote under any rule set, in councils of these sizes."""
    seats = draw(sizes)
    return Vote(
        rules=draw(rule_sets(seats)),
        ballots=draw(ballot_papers(seats))[:, None],
        uncounted=draw(rare_flags(seats))[:, None],
        spared=draw(rare_flags(seats))[:, None],
    )


def eighths(seats):
    """Chances of a yes and of a no for each seat, (seat,) each, in eighths; together at most 1."""
    pair = st.integers(0, 8).flatmap(lambda yes: st.tuples(st.just(yes), st.integers(0, 8 - yes)))
    return st.lists(pair, min_size=seats, max_size=seats).map(lambda pairs: np.array(pairs).T / 8.0)


def counted_out(ballots, rules, uncounted, spared):
    """What ballots (seat,) decide, counted seat by seat: yeses, blocks, outcome."""
    yes = blocks = 0
    for ballot, holds, out, suspended in zip(
        ballots, rules.holds_veto, uncounted, spared, strict=True
    ):
        if out:
            continue
        if ballot == YES:
            yes += 1
        elif holds and not suspended and (ballot == NO or rules.abstention_blocks):
            blocks += 1
    if yes < rules.quota:
        return yes, blocks, Outcome.FELL_SHORT
    withstands = rules.override is None or yes < rules.override
    if blocks >= rules.vetoes_to_block and withstands:
        return yes, blocks, Outcome.VETOED
    return yes, blocks, Outcome.ADOPTED
