"""What members may know in a round, and who of them stands ready to act without the Council."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulation.engine.contributors import means, occupants_of
from simulation.engine.draws import Draws
from simulation.engine.state import State
from simulation.engine.views import Prospect, View
from simulation.scenario.scenario import USEFULNESS, Scenario, ScriptedDraft
from simulation.stages import (
    bypass,
    outcome,
    preferences,
    voting,
)
from simulation.stages.bypass import Readiness
from simulation.stages.numerics import Floats, Ints, of_histories


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
    view: View, wanted: Floats, state: State, histories: Ints, scenario: Scenario
) -> Prospect:
    """What leading action without the Council depends on, for each member in these histories."""
    crisis, p = view.crisis, view.parameters
    who = means(state, view.sitting.membership, histories, scenario).of_seats(len(view.seats))
    early = np.zeros(histories.size, dtype=bool)
    return Prospect(
        wanted=wanted,
        shares=who.shares,
        capability=who.capability,
        legitimacy_weight=view.sitting.membership.legitimacy_weight[view.occupants],
        lawful=bypass.force_is_lawful(crisis),
        resistance=outcome.resisted(crisis, early, p),
        usefulness=USEFULNESS[crisis.type],
        severity=crisis.severity,
    )


def with_outside(view: View, ready: Readiness) -> View:
    """The view once all know who stands ready to act without the Council."""
    leads = ready.leads()
    credible = np.where(leads.ready, view.parameters.outside_credibility, 0.0)
    return replace(view, outside=preferences.Outside(credible, leads.strength))
