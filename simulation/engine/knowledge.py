"""What members may know in a round, and who of them stands ready to act without the Council."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulation.engine.contributors import (
    Contributors,
    benefit_shares,
    means_for,
    occupants_of,
    opposed,
    target_of,
)
from simulation.engine.draws import Draws
from simulation.engine.state import State
from simulation.engine.views import Prospect, View
from simulation.scenario.scenario import USEFULNESS, Scenario, ScriptedDraft
from simulation.stages import (
    answers,
    bypass,
    outcome,
    preferences,
    voting,
)
from simulation.stages.answers import Kind
from simulation.stages.bypass import Readiness
from simulation.stages.challenge import Crisis
from simulation.stages.numerics import Bools, Floats, Ints, of_histories, quotient, sum_seats


def look(
    state: State,
    draws: Draws,
    scenario: Scenario,
    histories: Ints,
    script: ScriptedDraft | None = None,
) -> View:
    """What the members may know in these histories; θ is not known yet, nor who acts outside."""
    p = scenario.parameters
    sitting = scenario.sitting_at(state.round) if script is None else script.sitting
    council = sitting.council
    crisis = state.crisis.at(histories)
    legitimacy = state.legitimacy[histories]
    profiles = sitting.membership.of_seats(
        occupants_of(state, histories), crisis.region, ~council.permanent[:, None]
    )
    tie = preferences.ties(crisis, profiles, p)
    absent = np.broadcast_to(~sitting.joined[occupants_of(state, histories)], tie.shape).copy()
    if script is not None:
        absent |= script.absent[:, None]
    return View(
        sitting=sitting,
        parameters=p,
        seats=tuple(range(len(council.seats))),
        round=state.round,
        runs=state.runs[histories],
        places=histories,
        occupants=occupants_of(state, histories),
        past=state.past,
        profiles=profiles,
        crisis=crisis,
        status_quo=state.status_quo[histories],
        success=state.success[crisis.challenger_class, histories],
        bonus=voting.consensus_bonus(legitimacy, p),
        r2p=state.r2p[histories],
        legitimacy=legitimacy,
        outside=preferences.no_outside(histories.size),
        tie=tie,
        cost=voting.cost_of_no(
            council.permanent[:, None],
            profiles.signatory,
            crisis.parties,
            crisis,
            legitimacy,
            p,
        ),
        absent=absent,
        temper=of_histories(draws.taste, histories),
        luck=of_histories(draws.ballot, histories),
        wanted=np.zeros(tie.shape),
    )


def prospect_of(
    view: View, who: Contributors, everybody: Floats, state: State, scenario: Scenario
) -> Prospect:
    """What leading action without the Council depends on, for each member in these histories.

    ``everybody`` (state, history) is what every state wants. The willing follow the member
    that would give most alone, as far as standing with it is worth something to them.
    """
    crisis, p = view.crisis, view.parameters
    early = np.zeros(view.places.size, dtype=bool)
    restrained = is_restrained(state, crisis, scenario)
    attacked = is_attacked(state, crisis, scenario)
    kind = answers.kind_outside(restrained, attacked)
    forces, money = means_for(who, kind, scenario)
    able = forces + money
    able[opposed(who, crisis, target_of(state, view.sitting, scenario))] = 0.0
    nobody_follows = Prospect(
        wanted=who.of_seats(everybody),
        shares=who.of_seats(benefit_shares(who, scenario)),
        capability=who.of_seats(able),
        joint=np.ones(view.wanted.shape),
        legitimacy_weight=view.sitting.membership.legitimacy_weight[view.occupants],
        lawful=bypass.force_is_lawful(crisis) | (kind != Kind.FORCE),
        resistance=outcome.resisted(crisis, early, p),
        usefulness=USEFULNESS[crisis.type] * answers.effect(kind, p),
        defence=answers.defended(kind, attacked & (who.victim is None), p),
        aided=kind == Kind.AID,
        severity=crisis.severity,
    )
    would_give = bypass.alone(nobody_follows.stakes(p), nobody_follows.capability, p)
    would_give = np.where(view.absent, 0.0, would_give)
    here = np.arange(kind.size)
    first = np.argmax(would_give, axis=0)
    willing = (everybody >= p.minimum_strength) & who.joined[:, None]
    leader = who.held[first, here]
    standing = who.standing_with(leader, p)
    standing[leader, here] = 1.0
    follow = able * willing * standing
    joint = nobody_follows.joint.copy()
    joint[first, here] = np.maximum(
        quotient(sum_seats(follow), nobody_follows.capability[first, here]), 1.0
    )
    return replace(nobody_follows, joint=joint)


def is_attacked(state: State, crisis: Crisis, scenario: Scenario) -> Bools:
    """Where a state is attacked that can be helped: between states; in a script, as it says."""
    if not scenario.script:
        return crisis.between_states
    return np.full(crisis.severity.size, scenario.script[state.round].victim is not None)


def is_restrained(state: State, crisis: Crisis, scenario: Scenario) -> Bools:
    """Where a nuclear power is the challenger, or a permanent member a party on its side."""
    sitting = scenario.sitting_at(state.round)
    on_its_side = crisis.parties & (crisis.ties > 0.0) & sitting.council.permanent[:, None]
    itself = bool(scenario.script) and scenario.script[state.round].restrained
    return np.asarray(on_its_side.any(axis=0) | itself)


def with_outside(view: View, ready: Readiness) -> View:
    """The view once all know who stands ready to act without the Council."""
    leads = ready.leads()
    credible = np.where(leads.ready, view.parameters.outside_credibility, 0.0)
    return replace(view, outside=preferences.Outside(credible, leads.strength))
