"""The first half of a round: who challenges, who sees it, what is drafted, voted, decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simulation.engine.acting import Decided
from simulation.engine.contributors import Contributors, contributors, wanted_by_all
from simulation.engine.delegations import Delegations
from simulation.engine.draws import Draws
from simulation.engine.knowledge import look, prospect_of, with_outside
from simulation.engine.situation import Situation, situation
from simulation.engine.state import NO_PEN, State, with_new_crises
from simulation.engine.views import Motion, View
from simulation.scenario.scenario import Scenario, ScriptedDraft
from simulation.stages import adoption, answers, attention, challenge, drafting, voting
from simulation.stages.adoption import Cause, End, Outcome, Verdict
from simulation.stages.answers import Kind
from simulation.stages.bypass import Readiness
from simulation.stages.drafting import Choice
from simulation.stages.numerics import Ballots, Bools, Floats, Ints, of_histories
from simulation.stages.parameters import Parameters


@dataclass(frozen=True)
class Taken:
    """What came of the drafts of one round, for the histories in which one was considered."""

    histories: Ints
    situation: Situation
    choice: Choice
    tabled: Floats
    motion: Motion
    ballots: Ballots
    verdict: Verdict


@dataclass(frozen=True)
class Known:
    """What is known of the histories in which something may be done.

    Those in which a crisis is before the Council, and those in which a mandate is in force:
    ``who`` could contribute, what the members ``wanted`` and which were ``absent``
    (seat, history), what ``everybody`` wants (state, history).
    """

    histories: Ints
    who: Contributors
    wanted: Floats
    absent: Bools
    everybody: Floats

    def of(self, histories: Ints) -> tuple[Contributors, Floats]:
        """Who could contribute in some of these histories, and what everybody wants there."""
        places = np.searchsorted(self.histories, histories)
        return self.who.at(places), of_histories(self.everybody, places)


def known_in(view: View, wanted: Floats, before: State, scenario: Scenario) -> Known:
    """What is known in the histories of a view once its members want something."""
    histories = view.places
    who = contributors(before, view.sitting, histories, scenario)
    everybody = wanted_by_all(who, before, wanted, histories, scenario)
    return Known(histories, who, wanted, view.absent, everybody)


@dataclass(frozen=True)
class Deliberated:
    """The first half of a round: what the Council did; arrays (history,)."""

    before: State
    new: Bools
    ends: Ints
    causes: Ints
    imposed: Floats
    taken: Taken | None
    decided: Decided


def deliberate(
    state: State, draws: Draws, scenario: Scenario, delegations: Delegations
) -> Deliberated:
    """Stages 1 to 6 for generated crises."""
    p, sitting = scenario.parameters, scenario.sitting_at(state.round)
    ends = np.full(state.standing.size, End.QUIET)
    causes = np.full(state.standing.size, Cause.NONE)

    before, new, deterred = break_out(state, draws, scenario)
    ends[deterred] = End.DETERRED

    raised = before.standing & (before.raised | raise_crises(before, draws, scenario))
    before = replace(before, raised=raised)
    unseen = before.standing & ~raised
    ends[unseen], causes[unseen] = End.UNSEEN, Cause.NOT_RAISED

    live = np.flatnonzero(raised)
    view = look(before, draws, scenario, live)
    wanted = delegations.decide("prefer", view)
    if not sitting.rules.automatic:
        admitted = attention.admitted(wanted, view.absent, sitting.rules.procedural_quota)
        kept_out = live[~admitted]
        ends[kept_out], causes[kept_out] = End.UNSEEN, Cause.NOT_ADMITTED
    else:
        admitted = np.ones(live.size, dtype=bool)
    mediated = admitted & attention.mediated(
        draws.attention[attention.SLOTS["mediated"], live], view.crisis.severity, p
    )
    ends[live[mediated]] = End.MEDIATED
    before_council = admitted & ~mediated
    # A mandate in force is carried out where the Council has no draft before it, too.
    concerned = np.flatnonzero(before_council | (before.status_quo[live] > 0.0))
    known = known_in(view.at(concerned), of_histories(wanted, concerned), before, scenario)
    here = np.flatnonzero(before_council)
    live, wanted, view = live[here], of_histories(wanted, here), view.at(here)
    prospect = prospect_of(view, *known.of(live), before, scenario)
    ready = delegations.decide("lead", view, prospect)
    view = with_outside(view, ready)

    imposed = np.full(ends.size, np.nan)
    taken = None
    if sitting.rules.automatic:
        ends[live] = End.ADOPTED_IN_FULL
        imposed[live] = adoption.predefined_strength(view.crisis.severity, p)
        adopted, strength = live, imposed[live]
    else:
        taken = take_up(live, view, wanted, draws, delegations, None)
        ends[live], causes[live] = end_of(taken)
        adopted, strength = adopted_by(taken)
    decided = what_was_decided(before, new, live, known, ready, ends, taken, adopted, strength, p)
    return Deliberated(before, new, ends, causes, imposed, taken, decided)


def deliberate_script(
    state: State, draws: Draws, scenario: Scenario, delegations: Delegations
) -> Deliberated:
    """Stages 3 to 6 for one scripted draft: its crisis stands and is seen.

    Nobody's readiness to act outside bears on the vote: what was done outside is
    part of the record.
    """
    script = scenario.script[state.round]
    histories = np.arange(state.standing.size)
    everywhere = np.ones(histories.size, dtype=bool)
    first = scenario.first_round_of(script.crisis_number)
    new = everywhere & (state.round == first)
    crisis = script.crisis.at(np.zeros_like(histories))
    in_force = state.in_force_by_crisis[script.crisis_number]
    # What a script says is in force from the start asks for what a text of its strength does.
    at_first = answers.kind_of_text(
        np.full(histories.size, script.status_quo), crisis.consent, scenario.parameters
    )
    before = with_new_crises(replace(state, standing=everywhere), crisis, histories)
    before = replace(
        before,
        raised=everywhere,
        episode=np.full(histories.size, script.crisis_number + 1),
        onset_severity=np.full(histories.size, scenario.script[first].severity),
        best_mandate=state.best_by_crisis[script.crisis_number],
        in_force=np.where(in_force == Kind.NOTHING, at_first, in_force),
        pen_in_force=state.pen_by_crisis[script.crisis_number],
        status_quo=np.full(histories.size, script.status_quo),
    )
    view = look(before, draws, scenario, histories, script)
    wanted = delegations.decide("prefer", view)
    known = known_in(view, wanted, before, scenario)
    prospect = prospect_of(view, known.who, known.everybody, before, scenario)
    ready = delegations.decide("lead", view, prospect)
    taken = take_up(histories, view, wanted, draws, delegations, script)
    ends, causes = end_of(taken)
    adopted, strength = adopted_by(taken)
    decided = what_was_decided(
        before,
        new,
        histories,
        known,
        ready,
        ends,
        taken,
        adopted,
        strength,
        scenario.parameters,
        answers.INSTRUMENTS[script.instrument],
    )
    # What was adopted before in the crisis goes on, and a weaker text adds to it.
    decided = replace(decided, mandate=np.maximum(decided.mandate, before.best_mandate))
    nothing = np.full(histories.size, np.nan)
    return Deliberated(before, new, ends, causes, nothing, taken, decided)


def break_out(state: State, draws: Draws, scenario: Scenario) -> tuple[State, Bools, Bools]:
    """Stage 1: the state with new crises, where they are new, and who was deterred from one."""
    p, hazards = scenario.parameters, scenario.hazards
    free = np.flatnonzero(~state.standing)
    uniforms = of_histories(draws.challenge, free)
    crisis = challenge.arise(uniforms, hazards, p)
    group = crisis.challenger_class
    belief = challenge.belief_in_an_answer(
        state.response[group, free],
        state.success[group, free],
        crisis.attribution,
        hazards.deterrable[crisis.type],
        p,
    )
    gain = challenge.gains(uniforms[0], p)
    acts = challenge.acts(gain, belief, p)
    would_act = challenge.acts(gain, np.zeros_like(belief), p)
    new, deterred = np.zeros((2, state.standing.size), dtype=bool)
    new[free[acts]] = True
    deterred[free[~acts & would_act]] = True
    broken_out = crisis.at(np.flatnonzero(acts))
    return with_new_crises(state, broken_out, free[acts]), new, deterred


def raise_crises(state: State, draws: Draws, scenario: Scenario) -> Bools:
    """Stage 2: which standing crises come before the Council; after their first round, all."""
    p, uniform = scenario.parameters, draws.attention[attention.SLOTS["raised"]]
    seen = attention.raised_by_members(uniform, p) | attention.raised_under_article_99(uniform, p)
    return seen | (state.age > 0)


def take_up(
    histories: Ints,
    view: View,
    wanted: Floats,
    draws: Draws,
    delegations: Delegations,
    script: ScriptedDraft | None,
) -> Taken:
    """Stages 3 to 6 for the histories in which a crisis is before the Council."""
    council = view.sitting.council
    if script is not None and script.penholder is not None:
        pen = np.full(histories.size, script.penholder)
    else:
        present = np.where(view.absent, -np.inf, wanted)
        pen = drafting.holder_of_the_pen(
            draws.pen[drafting.PEN["holder"], histories],
            present,
            council.may_hold_pen[:, None],
            ~council.permanent[:, None],
            view.parameters,
        )
    before = situation(view, wanted, pen, script)
    view = before.view
    outlook = before.outlook(of_histories(draws.perception, histories))
    choice = delegations.decide("draft", view, outlook)
    tabled = choice.strength
    if script is not None and script.strength is not None:
        tabled = np.full(histories.size, script.strength)
        choice = replace(choice, cause=np.where(np.isnan(tabled), choice.cause, Cause.NONE))
    if script is not None and script.strength is not None and script.withheld is not None:
        tabled = np.full(histories.size, np.nan)
        choice = replace(choice, cause=np.full(histories.size, script.withheld))
    motion = Motion(tabled, before.sponsors)
    ballots = np.full(wanted.shape, voting.NOT_VOTING, dtype=np.int8)
    voted = np.flatnonzero(~np.isnan(tabled))
    cast = delegations.decide("vote", view.at(voted), motion.at(voted))
    ballots[:, voted] = voting.duty_to_abstain(cast, of_histories(before.bound, voted))
    verdict = adoption.decide(ballots, view.sitting.rules, before.uncounted, before.spared)
    return Taken(histories, before, choice, tabled, motion, ballots, verdict)


def end_of(taken: Taken) -> tuple[Ints, Ints]:
    """How each round ended in which a draft was considered, and why."""
    choice, verdict = taken.choice, taken.verdict
    withheld = np.isnan(taken.tabled)
    in_full = drafting.as_wanted(taken.tabled, choice)
    adopted = np.where(in_full, End.ADOPTED_IN_FULL, End.ADOPTED_DILUTED)
    failed = np.where(verdict.outcome == Outcome.VETOED, End.VETOED, End.FELL_SHORT)
    ends = np.where(verdict.outcome == Outcome.ADOPTED, adopted, failed)
    short = np.where(verdict.also_blocked, Cause.SHORTFALL_AND_NO, Cause.SHORTFALL)
    why_failed = np.where(verdict.outcome == Outcome.VETOED, Cause.VETO, short)
    causes = np.where(
        verdict.outcome == Outcome.ADOPTED, np.where(in_full, Cause.NONE, choice.cause), why_failed
    )
    return np.where(withheld, End.WITHHELD, ends), np.where(withheld, choice.cause, causes)


def adopted_by(taken: Taken) -> tuple[Ints, Floats]:
    """The histories whose drafts were adopted, and the drafts' strengths."""
    passed = (taken.verdict.outcome == Outcome.ADOPTED) & ~np.isnan(taken.tabled)
    return taken.histories[passed], taken.tabled[passed]


def what_was_decided(
    before: State,
    new: Bools,
    histories: Ints,
    known: Known,
    ready: Readiness,
    ends: Ints,
    taken: Taken | None,
    adopted: Ints,
    strength: Floats,
    p: Parameters,
    instrument: Kind | None = None,
) -> Decided:
    """What the Council leaves to the second half of the round, spread over all histories."""
    size = before.standing.size

    def spread(values: Any, empty: float, at: Ints) -> Any:
        out = np.full((*values.shape[:-1], size), empty, dtype=values.dtype)
        out[..., at] = values
        return out

    mandate = before.status_quo.copy()
    mandate[adopted] = strength
    tabled = np.full(size, np.nan)
    if taken is not None:
        tabled[histories] = taken.tabled
    kind, penholder = before.in_force.copy(), before.pen_in_force.copy()
    consent = before.crisis.consent[adopted]
    of_text = answers.kind_of_text(strength, consent, p, instrument)
    kind[adopted] = answers.kind_in_force(kind[adopted], of_text)
    if taken is not None:
        pen = np.full(size, NO_PEN)
        pen[histories] = taken.situation.pen
        more = adopted[of_text > Kind.WORDS]
        penholder[more] = pen[more]
    before_council = np.zeros(size, dtype=bool)
    before_council[histories] = True
    readiness = Readiness(
        spread(ready.strength, 0.0, histories), spread(ready.worth, -np.inf, histories)
    )
    return Decided(
        new=new,
        before_council=before_council,
        mandate=np.where(before.standing, mandate, 0.0),
        vetoed=ends == End.VETOED,
        tabled=tabled,
        wanted=spread(known.wanted, -np.inf, known.histories),
        everybody=spread(known.everybody, np.nan, known.histories),
        kind=np.where(before.standing, kind, Kind.NOTHING),
        penholder=penholder,
        absent=spread(known.absent, True, known.histories),
        readiness=readiness,
        mediated=ends == End.MEDIATED,
    )
