"""What a history carries from round to round; arrays (history,)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simulation.engine.views import Past
from simulation.scenario.scenario import Scenario
from simulation.stages.answers import Kind
from simulation.stages.challenge import NO_PATRON, Crisis
from simulation.stages.elections import NEVER
from simulation.stages.numerics import Bools, Floats, Ints

NO_PEN = -1
"""In place of a seat where no penholder is named."""


@dataclass(frozen=True)
class State:
    """The state of many histories before a round.

    ``standing`` says where a crisis stands; ``age`` for how many rounds;
    ``raised`` whether the Council has seen it; ``episode`` counts crises from
    one, 0 before the first. ``status_quo`` is the mandate in force on the
    standing crisis, ``in_force`` the :class:`Kind` of answer that it asks for and
    ``pen_in_force`` whose text it is, ``onset_severity`` how grave it began, ``best_mandate`` the
    strongest mandate it has had. ``response`` and ``success`` (class, history)
    are the beliefs π̂ and p̂ about challengers that are clients and others,
    ``legitimacy`` is ℒ, ``r2p`` the trust in the responsibility to protect.
    ``casualties`` (contributor, history) weigh on support at home.
    ``occupants`` (seat, history) says which state of the membership holds each seat,
    or (seat, 1) where nobody is ever elected; ``last_served`` (state, history)
    when each last did. ``best_by_crisis``,
    ``in_force_by_crisis`` and ``pen_by_crisis`` (crisis, history) keep ``best_mandate``,
    ``in_force`` and ``pen_in_force`` for the crises of a script, whose drafts may
    alternate; they have no rows otherwise. ``runs`` are the histories' numbers, ``past``
    what is public of the rounds that were played.
    """

    round: int
    runs: Ints
    past: tuple[Past, ...]
    crisis: Crisis
    standing: Bools
    age: Ints
    raised: Bools
    episode: Ints
    onset_severity: Floats
    best_mandate: Floats
    status_quo: Floats
    in_force: Ints
    pen_in_force: Ints
    response: Floats
    success: Floats
    legitimacy: Floats
    r2p: Floats
    casualties: Floats
    occupants: Ints
    last_served: Ints
    best_by_crisis: Floats
    in_force_by_crisis: Ints
    pen_by_crisis: Ints


def initial_state(histories: int, scenario: Scenario, *, first_run: int = 0) -> State:
    """Nothing stands, beliefs, legitimacy and trust at their priors, the first members sit."""
    p, world = scenario.parameters, scenario.world
    seats = len(scenario.sitting.council.seats)
    crises = 1 + max((draft.crisis_number for draft in scenario.script), default=-1)
    zeros, no = np.zeros(histories), np.zeros(histories, dtype=bool)
    whole = np.zeros(histories, dtype=np.int64)
    nothing = Crisis(
        type=whole,
        region=whole,
        severity=zeros,
        patron=whole + NO_PATRON,
        ties=np.zeros((seats, histories)),
        parties=np.zeros((seats, histories), dtype=bool),
        bloc=zeros,
        consent=zeros,
        statement=zeros,
        resistance=zeros,
        intrastate=no,
        threat=no,
        atrocity=no,
        attribution=zeros,
    )
    rotating = world.pool is not None
    return State(
        round=0,
        runs=np.arange(first_run, first_run + histories),
        past=(),
        crisis=nothing,
        standing=no,
        age=whole,
        raised=no,
        episode=whole,
        onset_severity=zeros,
        best_mandate=zeros,
        status_quo=zeros,
        in_force=whole,
        pen_in_force=whole + NO_PEN,
        response=np.full((2, histories), p.belief_response),
        success=np.full((2, histories), p.belief_success),
        legitimacy=np.full(histories, p.legitimacy_prior),
        r2p=np.full(histories, p.r2p_trust),
        casualties=np.zeros((world.contributors, histories)),
        occupants=np.tile(world.occupants[:, None], (1, histories if rotating else 1)),
        last_served=np.full((len(world.states) if rotating else 0, histories), NEVER),
        best_by_crisis=np.zeros((crises, histories)),
        in_force_by_crisis=np.zeros((crises, histories), dtype=np.int64),
        pen_by_crisis=np.full((crises, histories), NO_PEN),
    )


def with_new_crises(state: State, crisis: Crisis, histories: Ints) -> State:
    """The state once new crises, of these histories alone, have broken out in them."""

    def restarted(values: Any, at_outbreak: Any) -> Any:
        out = values.copy()
        out[histories] = at_outbreak
        return out

    return replace(
        state,
        crisis=state.crisis.replaced(histories, crisis),
        standing=restarted(state.standing, True),
        age=restarted(state.age, 0),
        raised=restarted(state.raised, False),
        episode=restarted(state.episode, state.episode[histories] + 1),
        onset_severity=restarted(state.onset_severity, crisis.severity),
        best_mandate=restarted(state.best_mandate, 0.0),
        status_quo=restarted(state.status_quo, 0.0),
        in_force=restarted(state.in_force, Kind.NOTHING),
        pen_in_force=restarted(state.pen_in_force, NO_PEN),
    )
