"""Stage 7 in a round: on whose decision something is done, and who may take part in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.engine.contributors import occupants_of
from simulation.engine.draws import Draws
from simulation.engine.state import State
from simulation.scenario.scenario import Organisation, Scenario, Sitting
from simulation.stages import bypass, preferences
from simulation.stages.bypass import NO_LEADER, Action, Readiness
from simulation.stages.numerics import Bools, Floats, Ints, of_histories, or_zero
from simulation.stages.preferences import Profiles

NO_ORGANISATION = -1


@dataclass(frozen=True)
class Decided:
    """What the first half of a round leaves; arrays (history,), seats first where there are any.

    ``mandate`` is the strength in force, ``vetoed`` whether a draft met a veto,
    ``tabled`` its strength; ``wanted`` and ``absent`` (seat, history) are θ before
    rivalry and who was away, ``readiness`` what acting without the Council is worth
    to whom. All these are blank where no crisis came before the Council,
    ``before_council`` False. ``new`` says where a crisis broke out in this round,
    ``mediated`` where good offices settled one.
    """

    new: Bools
    before_council: Bools
    mandate: Floats
    vetoed: Bools
    tabled: Floats
    wanted: Floats
    absent: Bools
    readiness: Readiness
    mediated: Bools


@dataclass(frozen=True)
class Acting:
    """Who acts; arrays (history,), contributors first where there are any.

    ``action`` is an :class:`Action`, ``leader`` the seat that leads a coalition,
    ``organisation`` the number of the one that acts, on its own basis or to carry
    out a mandate; ``strength`` what is done. ``joined`` (contributor, history) says who
    ever takes part, ``allowed`` who may here, ``as_one`` who does so in that
    organisation.
    """

    action: Ints
    leader: Ints
    organisation: Ints
    strength: Floats
    joined: Bools
    allowed: Bools
    as_one: Bools

    def at(self, histories: Ints) -> Acting:
        """These histories alone."""
        return Acting(*(of_histories(values, histories) for values in vars(self).values()))


def who_acts(
    state: State, decided: Decided, draws: Draws, membership: Profiles, scenario: Scenario
) -> Acting:
    """Stage 7: the Council, else the Assembly, an organisation, a coalition, or nobody."""
    p, world, crisis = scenario.parameters, scenario.world, state.crisis
    sitting = scenario.sitting_at(state.round)
    seats, histories = decided.wanted.shape
    action = np.full(histories, Action.NONE)
    leader, organisation = np.full(histories, NO_LEADER), np.full(histories, NO_ORGANISATION)
    mandated = state.standing & (decided.mandate > 0.0)
    action[mandated] = Action.COUNCIL
    open_ = decided.before_council & ~mandated
    recommended = assembly_acts(state, decided, open_, draws, membership, scenario)
    action[recommended] = Action.ASSEMBLY
    open_ &= ~recommended

    strength = np.where(mandated, decided.mandate, 0.0)
    strength = np.where(recommended, or_zero(decided.tabled), strength)
    joined = np.ones((world.contributors, histories), dtype=bool)
    joined[:seats] = sitting.joined[state.occupants]
    allowed, as_one = joined, np.zeros_like(joined)
    for number, body in enumerate(world.organisations):
        members = np.broadcast_to(body.belong(sitting.states)[state.occupants], (seats, histories))
        willing = bypass.organisation_acts(decided.wanted, members, ~decided.absent, body.quota, p)
        willing &= (body.region == crisis.region) | (body.region < 0)
        leads = decided.readiness.leads(members)
        acts = open_ & willing & bypass.on_its_own_basis(body.bases, crisis) & leads.ready
        action[acts], strength[acts] = Action.REGIONAL, leads.strength[acts]
        executes = mandated & (organisation == NO_ORGANISATION) & willing
        executes &= bypass.ENFORCEMENT in body.bases
        organisation[acts | executes] = number
        theirs = contributing(body, members, scenario)
        as_one |= theirs & (acts | executes)
        allowed = np.where(acts, theirs, allowed)
        open_ &= ~acts

    leads = decided.readiness.leads()
    coalition = open_ & leads.ready & (draws.bypass[bypass.SLOTS["opening"]] < p.openings)
    action[coalition], leader[coalition] = Action.COALITION, leads.leader[coalition]
    strength[coalition] = leads.strength[coalition]
    others = np.ones((world.contributors - seats, histories), dtype=bool)
    others[-1] = False
    willing_seats = (decided.wanted >= p.minimum_strength) & ~decided.absent
    # By the rule only a member that wants action leads it; another behaviour may do so too.
    willing_seats[leader[coalition], np.flatnonzero(coalition)] = True
    allowed = np.where(coalition, np.concatenate([willing_seats, others]), allowed)
    allowed = allowed & joined
    return Acting(action, leader, organisation, strength, joined, allowed, as_one & allowed)


def contributing(body: Organisation, members: Bools, scenario: Scenario) -> Bools:
    """Which contributors belong to an organisation, (contributor, history), its seats known.

    Its members among the rest of the world are not known one by one, so they are left out.
    """
    histories = members.shape[1]
    named = np.tile(body.belong(scenario.world.outsiders)[:, None], histories)
    return np.concatenate([members, named, np.zeros((1, histories), dtype=bool)])


def assembly_acts(
    state: State,
    decided: Decided,
    open_: Bools,
    draws: Draws,
    membership: Profiles,
    scenario: Scenario,
) -> Bools:
    """Where the Assembly, called after a veto, recommends what the Council vetoed; (history,)."""
    p, sitting = scenario.parameters, scenario.sitting_at(state.round)
    uniform = draws.bypass[bypass.SLOTS["assembly"]]
    to_recommend = open_ & bypass.taken_to_the_assembly(uniform, decided.vetoed, p)
    # Without a pool of the membership there is no Assembly.
    to_recommend &= len(sitting.states) > decided.wanted.shape[0]
    to_recommend &= bypass.called(decided.wanted, decided.absent, sitting.rules.procedural_quota, p)
    recommended = np.zeros(to_recommend.size, dtype=bool)
    if to_recommend.any():
        here = np.flatnonzero(to_recommend)
        recommended[here] = assembly(state, decided, here, membership, sitting, scenario)
    return recommended


def assembly(
    state: State,
    decided: Decided,
    histories: Ints,
    membership: Profiles,
    sitting: Sitting,
    scenario: Scenario,
) -> Bools:
    """Whether the Assembly recommends what the Council vetoed, in these histories.

    Every state of the membership that has joined has a voice, as it would stand if it sat:
    no temper, and ties only of those that do sit and of their neighbours.
    """
    p, crisis = scenario.parameters, state.crisis.at(histories)
    states = membership.alignment.size
    everyone = np.arange(states)[:, None]
    as_seats = membership.of_seats(everyone, crisis.region, np.ones((states, 1), dtype=bool))
    as_states = crisis.by_state(occupants_of(state, histories), states)
    wanted = preferences.wanted(
        preferences.terms(
            as_seats,
            preferences.ties(as_states, as_seats, p),
            np.zeros((states, histories.size)),
            as_states,
            state.success[crisis.challenger_class, histories],
            state.r2p[histories],
            p,
        )
    )
    bonus = np.full(histories.size, p.consensus_bonus)
    return bypass.assembly_recommends(wanted[sitting.joined], decided.tabled[histories], bonus, p)
