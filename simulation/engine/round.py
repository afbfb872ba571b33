"""One round: the order of the stages, shared by every engine."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulation.engine.aftermath import (
    Answer,
    act,
    hold_elections,
    learn,
    seat_next_council,
)
from simulation.engine.council import Deliberated, Taken, deliberate, deliberate_script
from simulation.engine.delegations import Delegations
from simulation.engine.draws import Draws
from simulation.engine.state import State
from simulation.engine.views import Past
from simulation.scenario.scenario import Scenario, Sitting
from simulation.stages import outcome
from simulation.stages.declare import Column
from simulation.stages.numerics import Bools, Floats, Ints

COLUMNS = (
    Column("episode", "int32", "crisis of the history, from 1; 0 where none stands", unit="crises"),
    Column("onset", "bool", "the crisis broke out in this round"),
    Column("closed", "bool", "the crisis closed with this round, settled or not"),
    Column("settled", "bool", "it closed because it was mediated or an answer succeeded"),
)
"""What the order of the stages says of a round."""


@dataclass(frozen=True)
class Round:
    """One round of many histories; arrays (history,).

    ``before`` is the state once challengers have acted, ``ends`` an
    :class:`End` and ``causes`` a :class:`Cause` a history; ``mandate`` is what
    stands on the crisis after the vote, ``answer`` what was done, ``closed`` and
    ``settled`` what became of the crisis, ``after`` the next round's state.
    ``taken`` tells of the histories in which a draft was considered, or is None
    where rules are automatic.
    """

    number: int
    before: State
    new: Bools
    ends: Ints
    causes: Ints
    imposed: Floats
    taken: Taken | None
    mandate: Floats
    answer: Answer
    settled: Bools
    closed: Bools
    after: State


@dataclass(frozen=True)
class Closing:
    """Which crises close with the round, and which of them settled; (history,)."""

    settled: Bools
    closed: Bools


def play_round(
    state: State, draws: Draws, scenario: Scenario, delegations: Delegations
) -> tuple[State, Round]:
    """One round of all histories.

    Who challenges, who sees it; what members want, what is drafted, voted and
    decided; who acts, who bears the burden, whether it works; what is learnt,
    and who is elected. ``draws`` are of this round, (slot, history).
    """
    script = scenario.script[state.round] if scenario.script else None
    sitting = scenario.sitting_at(state.round)
    half = deliberate_script if script else deliberate
    deliberated = half(state, draws, scenario, delegations)
    before = deliberated.before
    answer = act(before, deliberated.decided, draws, scenario, delegations)
    closing = close(deliberated, answer, scenario)
    mediated = deliberated.decided.mediated
    after = learn(before, mediated, answer, carry_on(deliberated, closing, scenario), scenario)
    after = hold_elections(after, draws, scenario)
    after = seat_next_council(after, scenario)
    after = replace(after, past=(*after.past, public(deliberated, answer, sitting)))
    record = Round(
        number=state.round,
        before=before,
        new=deliberated.new,
        ends=deliberated.ends,
        causes=deliberated.causes,
        imposed=deliberated.imposed,
        taken=deliberated.taken,
        mandate=deliberated.decided.mandate,
        answer=answer,
        settled=closing.settled,
        closed=closing.closed,
        after=after,
    )
    return after, record


def public(deliberated: Deliberated, answer: Answer, sitting: Sitting) -> Past:
    """What all members know of a round once it is over."""
    taken, occupants = deliberated.taken, deliberated.before.occupants
    return Past(
        sitting=sitting,
        occupants=occupants,
        ends=deliberated.ends,
        actions=answer.action,
        voting=np.arange(0) if taken is None else taken.histories,
        tabled=np.zeros(0) if taken is None else taken.tabled,
        ballots=(
            np.zeros((occupants.shape[0], 0), dtype=np.int8) if taken is None else taken.ballots
        ),
    )


def close(deliberated: Deliberated, answer: Answer, scenario: Scenario) -> Closing:
    """Stage 9, the end: a crisis is settled, mediated or by an answer that wins; or given up."""
    before, p = deliberated.before, scenario.parameters
    settled = before.standing & (deliberated.decided.mediated | answer.won)
    if scenario.script:
        last = scenario.last_round_of(scenario.script[before.round].crisis_number)
        closed = np.full(settled.size, before.round == last)
        return Closing(settled & closed, closed)
    return Closing(settled, before.standing & (settled | outcome.given_up(before.age + 1, p)))


def carry_on(deliberated: Deliberated, closing: Closing, scenario: Scenario) -> State:
    """The next round's state before anything is learnt: what is not closed stands on, graver."""
    before, decided = deliberated.before, deliberated.decided
    mandate = decided.mandate
    standing = before.standing & ~closing.closed
    best = np.maximum(before.best_mandate, mandate)
    best_by_crisis = before.best_by_crisis.copy()
    kinds, pens = before.in_force_by_crisis.copy(), before.pen_by_crisis.copy()
    if scenario.script:
        number = scenario.script[before.round].crisis_number
        best_by_crisis[number] = best
        kinds[number], pens[number] = decided.kind, decided.penholder
    worse = np.where(standing, 0.0 if scenario.script else scenario.parameters.worsening, 0.0)
    return replace(
        before,
        round=before.round + 1,
        crisis=before.crisis.worsened(worse),
        standing=standing,
        age=before.age + 1,
        best_mandate=best,
        status_quo=mandate,
        in_force=decided.kind,
        pen_in_force=decided.penholder,
        best_by_crisis=best_by_crisis,
        in_force_by_crisis=kinds,
        pen_by_crisis=pens,
    )
