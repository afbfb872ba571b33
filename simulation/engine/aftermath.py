"""The second half of a round: who acts and who pays, whether it works, what is learnt."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulation.engine.draws import Draws
from simulation.engine.means import means, occupants_of
from simulation.engine.state import State
from simulation.scenario.scenario import USEFULNESS, Scenario
from simulation.stages import burden, bypass, elections, learning, outcome, preferences
from simulation.stages.bypass import NO_LEADER, Action, Readiness
from simulation.stages.numerics import Bools, Floats, Ints, sum_seats
from simulation.stages.preferences import Profiles

ROUNDS_A_YEAR = 4
NO_ORGANISATION = -1
BYPASS_SLOTS = {"assembly": 0, "opening": 1}
OUTCOME_SLOTS = {"won": 0, "exceeded": 1}


@dataclass(frozen=True)
class Decided:
    """What the first half of a round leaves; arrays (history,), seats first where there are any.

    ``mandate`` is the strength in force, ``vetoed`` whether a draft met a veto,
    ``tabled`` its strength; ``wanted`` and ``absent`` (seat, history) are θ before
    rivalry and who was away, ``readiness`` what acting without the Council is worth
    to whom. All these are blank where no crisis came before the Council,
    ``before_council`` False. ``mediated`` says where good offices settled one.
    """

    before_council: Bools
    mandate: Floats
    vetoed: Bools
    tabled: Floats
    wanted: Floats
    absent: Bools
    readiness: Readiness
    mediated: Bools


@dataclass(frozen=True)
class Answer:
    """What was done about crises; arrays (history,), contributors first where there are any.

    ``action`` is an :class:`Action`, ``leader`` the seat that leads a coalition,
    ``organisation`` the number of the one that acts, ``strength`` what is done,
    ``effort`` (contributor, history) who bears what, ``stakes`` (contributor,
    history) what each has in it, ``optimal`` the provision best for all together.
    """

    action: Ints
    leader: Ints
    organisation: Ints
    lawful: Bools
    strength: Floats
    stakes: Floats
    effort: Floats
    optimal: Floats
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


def act(state: State, decided: Decided, draws: Draws, roll: Profiles, scenario: Scenario) -> Answer:
    """Stages 7 to 9: who acts and leads, who bears the burden, whether it succeeds."""
    p, crisis = scenario.parameters, state.crisis
    everywhere = np.arange(state.standing.size)
    who = means(state, roll, everywhere, scenario)
    interstate = ~crisis.intrastate & ~crisis.threat
    permitted = bypass.force_is_lawful(crisis, interstate)
    action, leader, organisation, outside, allowed = who_acts(state, decided, draws, roll, scenario)
    lawful = (action != Action.COALITION) | permitted
    by_council, by_assembly = action == Action.COUNCIL, action == Action.ASSEMBLY
    strength = np.select(
        [by_council, by_assembly, action != Action.NONE],
        [decided.mandate, np.nan_to_num(decided.tabled), outside],
        0.0,
    )
    stakes = burden.stakes(who.shares, crisis.severity, strength, scale=p.stake_scale)
    authority = np.select([by_council, by_assembly], [1.0, p.assembly_authority], 0.0)
    believed = state.success[crisis.challenger_class, everywhere]
    support = learning.support(state.casualties, by_council, action != Action.NONE, believed, p)
    capability = (
        who.capability * (1.0 + p.mandate_bonus * authority) * learning.willingness(support, p)
    )
    private = np.where(by_council | by_assembly, 0.0, p.private_benefit)
    each = stakes / who.states
    game = {"satiation": p.satiation, "unit_cost": p.unit_cost}
    best = burden.optimum(stakes, capability, private, **game)
    optimal = np.where(action != Action.NONE, sum_seats(best), 0.0)
    match scenario.file.burden:
        case "optimum":
            effort = best
        case "assessed":
            shares = who.assessment / sum_seats(who.assessment)
            effort = burden.assessed(shares, optimal, p.arrears)
        case _:
            effort = burden.nash(each, np.where(allowed, capability, 0.0), private, **game)
    effort = np.where(action != Action.NONE, effort, 0.0)
    usefulness = USEFULNESS[crisis.kind]
    p_win = outcome.chance_of_success(sum_seats(effort), crisis, usefulness, p)
    p_win = np.where(action != Action.NONE, p_win, 0.0)
    won = draws.outcome[OUTCOME_SLOTS["won"]] < p_win
    exceeded = learning.exceeded(
        draws.outcome[OUTCOME_SLOTS["exceeded"]], by_council, crisis.atrocity, strength, p
    )
    return Answer(
        action=action,
        leader=leader,
        organisation=organisation,
        lawful=lawful,
        strength=strength,
        stakes=stakes,
        effort=effort,
        optimal=optimal,
        p_win=p_win,
        won=won,
        exceeded=exceeded,
        support=support,
    )


def who_acts(
    state: State,
    decided: Decided,
    draws: Draws,
    roll: Profiles,
    scenario: Scenario,
) -> tuple[Ints, Ints, Ints, Floats, Bools]:
    """Stage 7: the action, its leader, its organisation, how strong it is, and who may take part.

    The last is (contributor, history), the others (history,). The strength is
    that of whoever leads without the Council, 0 elsewhere.
    """
    p, world, crisis = scenario.parameters, scenario.world, state.crisis
    seats, histories = decided.wanted.shape
    action = np.full(histories, Action.NONE)
    leader, outside = np.full(histories, NO_LEADER), np.zeros(histories)
    organisation = np.full(histories, NO_ORGANISATION)
    allowed = np.ones((world.contributors, histories), dtype=bool)
    mandated = state.standing & (decided.mandate > 0.0)
    action[mandated] = Action.COUNCIL
    open_ = decided.before_council & ~mandated
    uniform = draws.bypass[BYPASS_SLOTS["assembly"]]
    asked = open_ & bypass.taken_to_the_assembly(uniform, decided.vetoed, p)
    sitting = scenario.sitting_at(state.round)
    quota = sitting.rules.procedural_quota
    # Without a pool of the membership there is no Assembly to ask.
    asked &= len(sitting.states) > seats
    asked &= bypass.called(decided.wanted, decided.absent, quota, p)
    recommended = np.zeros(histories, dtype=bool)
    if asked.any():
        recommended[asked] = assembly(state, decided, np.flatnonzero(asked), roll, scenario)
    action[recommended] = Action.ASSEMBLY
    open_ &= ~recommended
    for number, body in enumerate(world.organisations):
        may = np.zeros(histories, dtype=bool)
        own = (body.region == crisis.region) | (body.region < 0)
        if "self-defence" in body.bases:
            may |= ~crisis.intrastate & ~crisis.threat
        if "consent" in body.bases:
            may |= crisis.consent > bypass.CONSENTS
        belong = body.belong(sitting.states)[state.occupants]
        members = np.broadcast_to(belong, decided.wanted.shape)
        willing = bypass.organisation_acts(decided.wanted, members, ~decided.absent, body.quota, p)
        leads = decided.readiness.leads(members)
        acts = open_ & may & own & willing & leads.ready
        action[acts], organisation[acts] = Action.REGIONAL, number
        outside[acts] = leads.strength[acts]
        theirs = np.concatenate(
            [
                members,
                np.tile(body.belong(world.outsiders)[:, None], histories),
                np.zeros((1, histories), bool),
            ]
        )
        allowed = np.where(acts, theirs, allowed)
        open_ &= ~acts
    opening = draws.bypass[BYPASS_SLOTS["opening"]] < p.openings
    leads = decided.readiness.leads()
    coalition = open_ & leads.ready & opening
    action[coalition], leader[coalition] = Action.COALITION, leads.leader[coalition]
    outside[coalition] = leads.strength[coalition]
    willing_seats = (decided.wanted >= p.minimum_strength) & ~decided.absent
    others = np.zeros((world.contributors - seats, histories), dtype=bool)
    others[:-1] = True
    allowed = np.where(coalition, np.concatenate([willing_seats, others]), allowed)
    return action, leader, organisation, outside, allowed


def assembly(
    state: State, decided: Decided, histories: Ints, roll: Profiles, scenario: Scenario
) -> Bools:
    """Whether the Assembly recommends what the Council vetoed, in these histories.

    Every state of the roll has a voice, as it would stand if it sat: no temper,
    no tie of its own but those of permanent members and their neighbours.
    """
    p, crisis = scenario.parameters, state.crisis.at(histories)
    states = roll.alignment.size
    everyone = np.arange(states)[:, None]
    seated = roll.seated(everyone, crisis.region, np.ones((states, 1), dtype=bool))
    as_states = crisis.by_state(occupants_of(state, histories), states)
    wanted = preferences.wanted(
        preferences.terms(
            seated,
            preferences.ties(as_states, seated, p),
            np.zeros((states, histories.size)),
            as_states,
            state.success[crisis.challenger_class, histories],
            state.r2p[histories],
            p,
        )
    )
    bonus = np.full(histories.size, p.consensus_bonus)
    return bypass.assembly_recommends(wanted, decided.tabled[histories], bonus, p)


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
    borne = outcome.casualties(answer.effort, crisis, answer.strength, p)
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
        elections.waiting_years(state.last_served, year, base_year=-ROUNDS_A_YEAR),
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
    casualties = state.casualties.copy()
    casualties[seats] = 0.0
    return replace(
        state,
        crisis=state.crisis.vacated(seats),
        occupants=occupants,
        last_served=last_served,
        casualties=casualties,
    )


def seat_next_council(state: State, scenario: Scenario) -> State:
    """Where a script's next draft comes before another council: casualties go with their states.

    The public of a member that did not sit before starts without casualties.
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
    return replace(state, casualties=casualties)
