"""One round: the order of the stages, shared by every engine."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulation.engine.delegations import Delegations, Motion, View
from simulation.engine.draws import ATTENTION_SLOTS, Draws
from simulation.engine.state import State, with_new_crises
from simulation.scenario.scenario import Scenario, ScriptedDraft
from simulation.stages import attention, challenge, decision, drafting, outcome, preferences, voting
from simulation.stages.challenge import Crisis
from simulation.stages.decision import Cause, End, Outcome, Verdict
from simulation.stages.drafting import Choice, Outlook
from simulation.stages.numerics import Ballots, Bools, Floats, Ints


@dataclass(frozen=True)
class Taken:
    """What came of the drafts of one round, for the histories in which one was considered."""

    histories: Ints
    view: View
    pen: Ints
    choice: Choice
    tabled: Floats
    motion: Motion
    bound: Bools
    uncounted: Bools
    spared: Bools
    ballots: Ballots
    verdict: Verdict


@dataclass(frozen=True)
class Round:
    """One round of many histories; arrays (history,).

    ``before`` is the state once challengers have acted, ``ends`` an
    :class:`End` and ``causes`` a :class:`Cause` a history; ``mandate`` is what
    stands on the crisis afterwards, and ``closed`` and ``settled`` what became
    of it. ``taken`` tells of the histories in which a draft was considered, or
    is None where rules are automatic.
    """

    number: int
    before: State
    new: Bools
    ends: Ints
    causes: Ints
    imposed: Floats
    taken: Taken | None
    mandate: Floats
    settled: Bools
    closed: Bools


def play_round(
    state: State, draws: Draws, scenario: Scenario, delegations: Delegations
) -> tuple[State, Round]:
    """One round of all histories: who acts, who sees, what is drafted, voted and decided.

    ``draws`` are of this round, (slot, history).
    """
    if scenario.script:
        return play_scripted(state, draws, scenario, delegations)
    p, sitting = scenario.parameters, scenario.sitting
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
    wanted = delegations.prefer(view)
    if not sitting.rules.automatic:
        admitted = attention.admitted(wanted, view.absent, sitting.rules.procedural_quota)
        kept_out = live[~admitted]
        ends[kept_out], causes[kept_out] = End.UNSEEN, Cause.NOT_ADMITTED
        live, wanted = live[admitted], wanted[:, admitted]
        view = view.at(np.flatnonzero(admitted))
    mediated = attention.mediated(
        draws.attention[ATTENTION_SLOTS["mediated"], live], view.crisis.severity, p
    )
    ends[live[mediated]] = End.MEDIATED
    live, wanted = live[~mediated], wanted[:, ~mediated]
    view = view.at(np.flatnonzero(~mediated))

    imposed = np.full(ends.size, np.nan)
    if sitting.rules.automatic:
        taken = None
        ends[live] = End.ADOPTED_IN_FULL
        imposed[live] = decision.predefined_strength(view.crisis.severity, p)
        adopted, strength = live, imposed[live]
    else:
        taken = take_up(live, view, wanted, draws, delegations, None)
        ends[live], causes[live] = end_of(taken)
        passed = (taken.verdict.outcome == Outcome.ADOPTED) & ~np.isnan(taken.tabled)
        adopted, strength = live[passed], taken.tabled[passed]

    mandate = before.status_quo.copy()
    mandate[adopted] = strength
    settled = before.standing & outcome.settled(mandate, ends == End.MEDIATED, p)
    closed = before.standing & (settled | outcome.given_up(before.age + 1, p))
    record = Round(state.round, before, new, ends, causes, imposed, taken, mandate, settled, closed)
    return carry_on(before, record, p.worsening), record


def break_out(state: State, draws: Draws, scenario: Scenario) -> tuple[State, Bools, Bools]:
    """Stage 1: the state with new crises, where they are new, and who was deterred from one."""
    p, hazards = scenario.parameters, scenario.hazards
    crisis = challenge.arise(draws.challenge, hazards, p)
    histories = np.arange(state.standing.size)
    group = crisis.challenger_class
    belief = state.response[group, histories] * state.success[group, histories]
    belief = np.where(hazards.deterrable[crisis.kind], belief, 0.0)
    gain = challenge.gains(draws.challenge[0], p)
    free = ~state.standing
    new = free & challenge.acts(gain, belief, p)
    deterred = free & ~new & challenge.acts(gain, np.zeros_like(belief), p)
    return with_new_crises(state, crisis, new), new, deterred


def raise_crises(state: State, draws: Draws, scenario: Scenario) -> Bools:
    """Stage 2: which standing crises come before the Council; after their first round, all."""
    p, uniform = scenario.parameters, draws.attention[ATTENTION_SLOTS["raised"]]
    seen = attention.raised_by_members(uniform, p) | attention.raised_under_article_99(uniform, p)
    return seen | (state.age > 0)


def look(
    state: State,
    draws: Draws,
    scenario: Scenario,
    histories: Ints,
    script: ScriptedDraft | None = None,
) -> View:
    """What the members may know in these histories; θ is not known yet."""
    p, sitting = scenario.parameters, scenario.sitting if script is None else script.sitting
    council = sitting.council
    crisis = state.crisis.at(histories)
    legitimacy = state.legitimacy[histories]
    tie = preferences.ties(crisis, council.profiles.alignment, p)
    absent = np.zeros(tie.shape, dtype=bool)
    if script is not None:
        absent |= script.absent[:, None]
    return View(
        sitting=sitting,
        parameters=p,
        seats=tuple(range(len(council.seats))),
        profiles=council.profiles,
        crisis=crisis,
        status_quo=state.status_quo[histories],
        success=state.success[crisis.challenger_class, histories],
        bonus=voting.consensus_bonus(legitimacy, p),
        tie=tie,
        cost=voting.cost_of_no(
            council.permanent[:, None],
            council.signatory[:, None],
            crisis.parties,
            crisis,
            legitimacy,
            p,
        ),
        absent=absent,
        temper=draws.taste[:, histories],
        lot=draws.ballot[:, histories],
        wanted=np.zeros(tie.shape),
    )


def take_up(
    histories: Ints,
    view: View,
    wanted: Floats,
    draws: Draws,
    delegations: Delegations,
    script: ScriptedDraft | None,
) -> Taken:
    """Stages 3 to 6 for the histories in which a crisis is before the Council."""
    p, sitting, crisis = view.parameters, view.sitting, view.crisis
    council, seats = sitting.council, np.arange(len(view.seats))[:, None]
    bound = np.zeros(wanted.shape, dtype=bool)
    sponsors = np.zeros(wanted.shape, dtype=bool)
    if script is not None:
        bound |= script.must_abstain[:, None]
        sponsors |= script.sponsors[:, None]
    if script is not None and script.penholder is not None:
        pen = np.full(histories.size, script.penholder)
    else:
        present = np.where(view.absent, -np.inf, wanted)
        pen = drafting.holder_of_the_pen(
            draws.pen[0, histories],
            present,
            council.may_hold_pen[:, None],
            ~council.permanent[:, None],
            p,
        )
    alignment = council.profiles.alignment
    wanted = wanted - preferences.rivalry(alignment, alignment[pen, 0], p)
    view = replace(view, wanted=wanted)
    uncounted = sitting.uncounted(crisis)
    spared = np.broadcast_to(sitting.spared(crisis), wanted.shape)
    outlook = Outlook(
        pen=pen,
        wanted=drafting.perceived(wanted, draws.perception[:, histories], pen, p),
        cost=view.cost,
        sponsors=sponsors | (seats == pen),
        silent=view.absent | bound,
        uncounted=uncounted,
        spared=spared,
        status_quo=view.status_quo,
        bonus=view.bonus,
        statement=crisis.statement,
    )
    choice = delegations.draft(view, outlook)
    tabled = choice.strength
    if script is not None and script.strength is not None:
        tabled = np.full(histories.size, script.strength)
        choice = replace(choice, cause=np.where(np.isnan(tabled), choice.cause, Cause.NONE))
    motion = Motion(tabled, outlook.sponsors)
    ballots = np.full(wanted.shape, voting.NOT_VOTING, dtype=np.int8)
    voted = np.flatnonzero(~np.isnan(tabled))
    cast = delegations.vote(view.at(voted), motion.at(voted))
    ballots[:, voted] = voting.duty_to_abstain(cast, bound[:, voted])
    verdict = decision.decide(ballots, sitting.rules, uncounted, spared)
    return Taken(
        histories=histories,
        view=view,
        pen=pen,
        choice=choice,
        tabled=tabled,
        motion=motion,
        bound=bound,
        uncounted=uncounted,
        spared=spared,
        ballots=ballots,
        verdict=verdict,
    )


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


def carry_on(before: State, record: Round, worsening: float) -> State:
    """The state of the next round: what is not closed stands on, graver."""
    standing = before.standing & ~record.closed
    return replace(
        before,
        round=before.round + 1,
        crisis=before.crisis.worsened(np.where(standing, worsening, 0.0)),
        standing=standing,
        age=before.age + 1,
        best_mandate=np.maximum(before.best_mandate, record.mandate),
        status_quo=record.mandate,
    )


def play_scripted(
    state: State, draws: Draws, scenario: Scenario, delegations: Delegations
) -> tuple[State, Round]:
    """One scripted draft: the crisis stands and is seen; stages 3 to 6 follow."""
    script = scenario.script[state.round]
    histories = np.arange(state.standing.size)
    everywhere = np.ones(histories.size, dtype=bool)
    same_crisis = [s.crisis_number == script.crisis_number for s in scenario.script]
    first, last = same_crisis.index(True), len(same_crisis) - 1 - same_crisis[::-1].index(True)
    new = everywhere & (state.round == first)
    crisis: Crisis = script.crisis.at(np.zeros(histories.size, dtype=np.int64))
    before = with_new_crises(replace(state, standing=everywhere), crisis, everywhere)
    before = replace(
        before,
        raised=everywhere,
        episode=np.full(histories.size, script.crisis_number + 1),
        onset_severity=np.full(histories.size, scenario.script[first].severity),
        best_mandate=state.best_by_crisis[script.crisis_number],
        status_quo=np.full(histories.size, script.status_quo),
    )
    view = look(before, draws, scenario, histories, script)
    wanted = delegations.prefer(view)
    taken = take_up(histories, view, wanted, draws, delegations, script)
    ends, causes = end_of(taken)
    passed = (taken.verdict.outcome == Outcome.ADOPTED) & ~np.isnan(taken.tabled)
    mandate = np.where(passed, taken.tabled, before.status_quo)
    closed = everywhere & (state.round == last)
    settled = closed & (np.maximum(before.best_mandate, mandate) >= scenario.parameters.adequate)
    nothing = np.full(histories.size, np.nan)
    record = Round(state.round, before, new, ends, causes, nothing, taken, mandate, settled, closed)
    best_by_crisis = state.best_by_crisis.copy()
    best_by_crisis[script.crisis_number] = np.maximum(before.best_mandate, mandate)
    return replace(carry_on(before, record, 0.0), best_by_crisis=best_by_crisis), record
