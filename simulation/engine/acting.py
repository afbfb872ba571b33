"""Stage 7 in a round: on whose decision something is done, and who may take part in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.engine.draws import Draws
from simulation.engine.knowledge import is_attacked, is_restrained
from simulation.engine.state import State
from simulation.scenario.scenario import Scenario, Sitting
from simulation.stages import answers, bypass
from simulation.stages.answers import Kind
from simulation.stages.bypass import NO_LEADER, Action, Leaders, Readiness
from simulation.stages.numerics import Bools, Floats, Ints, of_histories, or_zero

NO_ORGANISATION = -1


@dataclass(frozen=True)
class Decided:
    """What the first half of a round leaves; arrays (history,), seats first where there are any.

    ``mandate`` is the strength in force, ``kind`` the :class:`Kind` of answer that it asks
    for and ``penholder`` whose text it is, ``vetoed`` whether a draft met a veto, ``tabled``
    its strength; ``wanted`` and ``absent`` (seat, history) are θ before rivalry and who was
    away, ``everybody`` (state, history) θ of all states: blank where neither a crisis came
    before the Council nor a mandate is in force. ``readiness`` is what acting without the
    Council is worth to whom, blank where ``before_council`` is False. ``new`` says where a
    crisis broke out in this round, ``mediated`` where good offices settled one.
    """

    new: Bools
    before_council: Bools
    mandate: Floats
    kind: Ints
    vetoed: Bools
    tabled: Floats
    penholder: Ints
    wanted: Floats
    everybody: Floats
    absent: Bools
    readiness: Readiness
    mediated: Bools


@dataclass(frozen=True)
class Acting:
    """Who acts; arrays (history,), contributors first where there are any.

    ``action`` is an :class:`Action`, ``leader`` the seat that decided to lead a coalition,
    ``organisation`` the number of the one that acts, on its own basis or to carry
    out a mandate, ``penholder`` the seat whose text it is; ``strength`` is what is done,
    ``kind`` a :class:`Kind`, what it consists of, ``lawful`` whether the Charter allows it.
    """

    action: Ints
    leader: Ints
    organisation: Ints
    penholder: Ints
    strength: Floats
    kind: Ints
    lawful: Bools

    def at(self, histories: Ints) -> Acting:
        """These histories alone."""
        return Acting(*(of_histories(values, histories) for values in vars(self).values()))


def who_acts(state: State, decided: Decided, draws: Draws, scenario: Scenario) -> Acting:
    """Stage 7: the Council, else the Assembly, an organisation, a coalition, or nobody."""
    p, world, crisis = scenario.parameters, scenario.world, state.crisis
    sitting = scenario.sitting_at(state.round)
    seats, histories = decided.wanted.shape
    action = np.full(histories, Action.NONE)
    leader, organisation = np.full(histories, NO_LEADER), np.full(histories, NO_ORGANISATION)
    mandated = state.standing & (decided.mandate > 0.0)
    action[mandated] = Action.COUNCIL
    of_text = np.where(mandated, decided.kind, Kind.NOTHING)
    # A mandate bars others only as far as it goes.
    sanctions = mandated & (of_text == Kind.SANCTIONS)
    not_barred = ~sanctions | bypass.goes_beyond(decided.readiness.strength, decided.mandate, p)
    leads = decided.readiness.leads(not_barred)
    on_the_ground = mandated & (of_text >= Kind.PEACEKEEPING)
    open_ = decided.before_council & ~on_the_ground
    # The Assembly has no army: beside a mandate of sanctions its words would add nothing.
    recommended = assembly_acts(state, decided, open_ & ~sanctions, draws, scenario)
    action[recommended] = Action.ASSEMBLY
    open_ &= ~recommended

    strength = np.where(mandated, decided.mandate, 0.0)
    strength = np.where(recommended, or_zero(decided.tabled), strength)
    body_members, for_it = [], []
    for number, body in enumerate(world.organisations):
        members = np.broadcast_to(body.belong(sitting.states)[state.occupants], (seats, histories))
        willing = bypass.organisation_acts(decided.wanted, members, ~decided.absent, body.quota, p)
        willing &= (body.region == crisis.region) | (body.region < 0)
        body_members.append(members)
        for_it.append(willing & (bypass.ENFORCEMENT in body.bases))
        of_body = decided.readiness.leads(members & not_barred)
        acts = decided.before_council & willing & of_body.ready & ~recommended
        acts &= bypass.on_its_own_basis(body.bases, crisis) & (action != Action.REGIONAL)
        acts &= ~on_the_ground
        action[acts], strength[acts] = Action.REGIONAL, of_body.strength[acts]
        executes = mandated & (organisation == NO_ORGANISATION) & willing
        executes &= (bypass.ENFORCEMENT in body.bases) & (of_text == Kind.FORCE)
        organisation[acts | executes] = number
        open_ &= ~acts

    restrained, attacked = (
        is_restrained(state, crisis, scenario),
        is_attacked(state, crisis, scenario),
    )
    waits = draws.bypass[bypass.SLOTS["opening"]] >= p.openings
    aids = restrained & attacked
    coalition = open_ & leads.ready
    coalition &= ~waits | aids | defends_itself(state, leads, sitting, scenario)
    action[coalition], leader[coalition] = Action.COALITION, leads.leader[coalition]
    strength[coalition] = leads.strength[coalition]
    for number, (members, willing) in enumerate(zip(body_members, for_it, strict=True)):
        as_body = coalition & willing & held_by(members, leader)
        action[as_body], organisation[as_body] = Action.REGIONAL, number
        leader[as_body] = NO_LEADER
    led_by_nation = (organisation != NO_ORGANISATION) | nation_leads(decided, sitting)
    kind = answers.kind_of_answer(
        action,
        of_text,
        crisis.consent,
        restrained,
        attacked,
        led_by_nation,
    )
    by_force = coalition & (kind == Kind.FORCE)
    lawful = ~by_force | bypass.force_is_lawful(crisis)
    return Acting(action, leader, organisation, decided.penholder, strength, kind, lawful)


def defends_itself(state: State, leads: Leaders, sitting: Sitting, scenario: Scenario) -> Bools:
    """Where the member that would lead is the attacked state: self-defence waits for nothing."""
    victim = scenario.script[state.round].victim if scenario.script else None
    codes = [one.member for one in sitting.states]
    if victim not in codes:
        return np.zeros(leads.leader.size, dtype=bool)
    held = np.broadcast_to(state.occupants, (state.occupants.shape[0], leads.leader.size))
    return np.asarray(
        leads.ready & (held[leads.leader, np.arange(leads.leader.size)] == codes.index(victim))
    )


def nation_leads(decided: Decided, sitting: Sitting) -> Bools:
    """Where force by mandate has a lead nation, (history,): a permanent member holds the pen.

    Where another holds it, the United Nations send a force of their own.
    """
    permanent = np.append(sitting.council.permanent, False)
    return np.asarray(permanent[decided.penholder])


def held_by(members: Bools, leader: Ints) -> Bools:
    """Where the leader is a member, (history,); ``members`` (seat, history)."""
    among = members[leader, np.arange(leader.size)]
    return np.asarray(among & (leader != NO_LEADER))


def assembly_acts(
    state: State,
    decided: Decided,
    open_: Bools,
    draws: Draws,
    scenario: Scenario,
) -> Bools:
    """Where the Assembly, called after a veto, recommends what the Council vetoed; (history,)."""
    p, sitting = scenario.parameters, scenario.sitting_at(state.round)
    uniform = draws.bypass[bypass.SLOTS["assembly"]]
    asked = open_ & bypass.taken_to_the_assembly(uniform, decided.vetoed, p)
    # Without a pool of the membership there is no Assembly to ask.
    asked &= len(sitting.states) > decided.wanted.shape[0]
    asked &= bypass.called(decided.wanted, decided.absent, sitting.rules.procedural_quota, p)
    recommended = np.zeros(asked.size, dtype=bool)
    if asked.any():
        here = np.flatnonzero(asked)
        recommended[here] = assembly(decided, here, sitting, scenario)
    return recommended


def assembly(decided: Decided, histories: Ints, sitting: Sitting, scenario: Scenario) -> Bools:
    """Whether the Assembly recommends what the Council vetoed, in these histories.

    Every state of the membership that has joined has a voice, as it would stand if it sat.
    """
    p = scenario.parameters
    wanted = decided.everybody[: len(sitting.states), histories]
    bonus = np.full(histories.size, p.consensus_bonus)
    return bypass.assembly_recommends(wanted[sitting.joined], decided.tabled[histories], bonus, p)
