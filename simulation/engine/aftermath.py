"""The second half of a round: who acts and who pays, whether it works, what is learnt."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulation.engine.acting import Decided, who_acts
from simulation.engine.contributors import all_states, contributors
from simulation.engine.delegations import Delegations
from simulation.engine.draws import Draws
from simulation.engine.knowledge import is_attacked, look
from simulation.engine.sharing import share_burden
from simulation.engine.state import NO_PEN, State
from simulation.scenario.scenario import USEFULNESS, Scenario
from simulation.scenario.schema import SeatFile
from simulation.stages import answers, elections, learning, outcome
from simulation.stages.answers import Kind
from simulation.stages.bypass import Action
from simulation.stages.numerics import Bools, Floats, Ints, of_histories, sum_seats

ROUNDS_A_YEAR = 4
BEFORE_THE_START = -4
"""The year since which states that never served have waited; those at the table sit from year 0."""


@dataclass(frozen=True)
class Given:
    """What every state gives in the ``histories`` in which something is done.

    Arrays (state, history), in the order of ``states``: ``effort``, how much of it is
    ``forces``, ``money`` that is paid, and ``stakes``.
    """

    states: tuple[SeatFile, ...]
    histories: Ints
    effort: Floats
    forces: Floats
    money: Floats
    stakes: Floats


@dataclass(frozen=True)
class Answer:
    """What was done about crises; arrays (history,), contributors first where there are any.

    ``action`` is an :class:`Action`, ``leader`` the seat that leads, if one does,
    ``organisation`` the number of the one that acts, ``strength`` what is done,
    ``kind`` what it consists of, ``effort`` (contributor, history) who bears what,
    ``forces`` how much of it is forces, ``money`` what each pays, ``stakes`` (contributor,
    history) what each has in it, ``optimal`` the provision best for all together,
    ``resistance`` what it meets; ``given`` the same by state, those together in the last
    contributor too.
    """

    action: Ints
    leader: Ints
    organisation: Ints
    lawful: Bools
    strength: Floats
    kind: Ints
    stakes: Floats
    effort: Floats
    forces: Floats
    money: Floats
    given: Given
    optimal: Floats
    resistance: Floats
    p_win: Floats
    won: Bools
    exceeded: Bools
    support: Floats

    @property
    def answered(self) -> Bools:
        """Where something was done."""
        return np.asarray(self.action != Action.NONE)

    @property
    def provision(self) -> Floats:
        """E, the sum of efforts."""
        return sum_seats(self.effort)


def act(
    state: State,
    decided: Decided,
    draws: Draws,
    scenario: Scenario,
    delegations: Delegations,
) -> Answer:
    """Stages 7 to 9: who acts and leads, who bears the burden, whether it succeeds."""
    p, crisis, size = scenario.parameters, state.crisis, state.standing.size
    acting = who_acts(state, decided, draws, scenario)
    action = acting.action
    answered, by_council = action != Action.NONE, action == Action.COUNCIL
    something = answered & (acting.kind > Kind.WORDS)
    believed = state.success[crisis.challenger_class, np.arange(size)]
    support = learning.support(state.casualties, by_council, answered, believed, p)
    authorised = by_council | ((action == Action.ASSEMBLY) & (p.assembly_authority > 0.0))
    resistance = outcome.resisted(crisis, decided.new & authorised, p)

    # Burdens are shared in these histories alone; elsewhere, and for words, nobody bears any.
    at = np.flatnonzero(something)
    sitting = scenario.sitting_at(state.round)
    who = contributors(state, sitting, at, scenario)
    sharing = share_burden(
        state,
        at,
        acting.at(at),
        who,
        of_histories(decided.everybody, at),
        of_histories(decided.absent, at),
        of_histories(support, at),
        scenario,
    )
    efforts = sharing.effort
    if delegations.decides("contribute"):
        script = scenario.script[state.round] if scenario.script else None
        view = look(state, draws, scenario, at, script)
        efforts = sharing.where(delegations.decide("contribute", view, sharing.burden()))
    given = Given(
        all_states(sitting, scenario),
        at,
        efforts,
        sharing.forces(efforts),
        sharing.money(efforts),
        sharing.stakes,
    )
    effort = who.rows(efforts)
    kind = acting.kind[at]
    p_win = outcome.chance_of_success(
        sum_seats(effort),
        resistance[at],
        USEFULNESS[crisis.type[at]] * answers.effect(kind, p),
        answers.defended(
            kind, is_attacked(state, crisis, scenario)[at] & (sharing.who.victim is None), p
        ),
        p,
    )
    p_win = spread(p_win, at, size)
    leader = acting.leader.copy()
    leader[at] = sharing.leader
    exceeded = learning.exceeded(
        draws.outcome[outcome.SLOTS["exceeded"]],
        by_council & (acting.kind == Kind.FORCE),
        crisis.atrocity,
        acting.strength,
        p,
    )
    return Answer(
        action=action,
        leader=leader,
        kind=acting.kind,
        organisation=acting.organisation,
        lawful=acting.lawful,
        strength=acting.strength,
        stakes=spread(who.rows(given.stakes), at, size),
        effort=spread(effort, at, size),
        forces=spread(who.rows(given.forces), at, size),
        money=spread(who.rows(given.money), at, size),
        given=given,
        optimal=spread(sharing.optimal, at, size),
        resistance=resistance,
        p_win=p_win,
        won=draws.outcome[outcome.SLOTS["won"]] < p_win,
        exceeded=exceeded,
        support=support,
    )


def spread(values: Floats, histories: Ints, size: int) -> Floats:
    """Values of some histories in their places among all, 0 elsewhere."""
    out = np.zeros((*values.shape[:-1], size))
    out[..., histories] = values
    return out


def learn(
    before: State, mediated: Bools, answer: Answer, after: State, scenario: Scenario
) -> State:
    """Stage 10: what challengers, publics and members make of it.

    A crisis that was mediated, without a mandate in force, tells nothing of how
    challenges are answered: it was neither met nor left alone.
    """
    p, crisis = scenario.parameters, before.crisis
    group, challenged = crisis.challenger_class, before.standing
    grave = challenged & (crisis.severity >= p.grave)
    settled_in_peace = mediated & ~answer.answered
    in_danger = (answer.kind == Kind.FORCE) | (answer.kind == Kind.PEACEKEEPING)
    borne = outcome.casualties(answer.effort * in_danger, answer.resistance, answer.strength, p)
    return replace(
        after,
        response=learning.response_belief(
            before.response, group, challenged, answer.answered, settled_in_peace, p
        ),
        success=learning.success_belief(
            before.success, group, challenged, answer.answered, answer.p_win, p
        ),
        legitimacy=learning.legitimacy(
            before.legitimacy,
            answer.action,
            answer.lawful,
            answer.won,
            grave & ~answer.answered & ~mediated,
            p,
        ),
        r2p=learning.r2p_trust(before.r2p, answer.exceeded, p),
        casualties=(1.0 - p.casualty_decay) * before.casualties + borne,
    )


def hold_elections(state: State, draws: Draws, scenario: Scenario) -> State:
    """Stage 11: half of the elected seats change hands at the end of a year."""
    pool, world = scenario.world.pool, scenario.world
    if pool is None or state.round % ROUNDS_A_YEAR != 0:
        return state
    year = state.round // ROUNDS_A_YEAR
    seats = elections.opened(pool.cohort, year)
    group = scenario.sitting.membership.group
    utility = elections.utilities(
        pool.population,
        pool.income,
        pool.at_war,
        elections.waiting_years(state.last_served, year, base_year=BEFORE_THE_START),
    )
    occupants, last_served = elections.elect(
        state.occupants,
        state.last_served,
        draws.elections[: seats.size],
        year=year,
        seats=seats,
        seat_groups=group[world.occupants],
        state_groups=group,
        utility=utility,
    )
    left = occupants != state.occupants
    casualties = state.casualties.copy()
    casualties[: left.shape[0]][left] = 0.0
    pen, here = state.pen_in_force, np.arange(left.shape[1])
    gone = (pen != NO_PEN) & left[pen, here]
    return replace(
        state,
        crisis=state.crisis.vacated(left),
        pen_in_force=np.where(gone, NO_PEN, pen),
        occupants=occupants,
        last_served=last_served,
        casualties=casualties,
    )


def seat_next_council(state: State, scenario: Scenario) -> State:
    """Where a script's next draft comes before another council: what is a state's goes with it.

    The public of a member that did not sit before starts without casualties; whose text a
    mandate is, is no longer known where the penholder has left.
    """
    if not 0 < state.round < len(scenario.script):
        return state
    left, comes = (scenario.sitting_at(n).council.members for n in (state.round - 1, state.round))
    if left == comes:
        return state
    casualties = state.casualties.copy()
    casualties[: len(comes)] = 0.0
    for seat, member in enumerate(comes):
        if member in left:
            casualties[seat] = state.casualties[left.index(member)]
    # The last is for NO_PEN.
    seats = [comes.index(member) if member in comes else NO_PEN for member in left] + [NO_PEN]
    pens = np.array(seats)[state.pen_by_crisis]
    return replace(state, casualties=casualties, pen_by_crisis=pens)
