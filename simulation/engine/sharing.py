"""Stage 8 in a round: who bears how much, by the rules and where members decide otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.engine.acting import Acting
from simulation.engine.contributors import (
    Contributors,
    benefit_shares,
    in_organisation,
    means_for,
    opposed,
    target_of,
)
from simulation.engine.state import State
from simulation.engine.views import Burden, View
from simulation.scenario.scenario import Scenario, Sitting
from simulation.stages import answers, burden, bypass, learning
from simulation.stages.answers import Kind
from simulation.stages.bypass import NO_LEADER, Action
from simulation.stages.numerics import Bools, Floats, Ints, of_histories, quotient, sum_seats
from simulation.stages.parameters import Parameters


@dataclass(frozen=True)
class Sharing:
    """A burden shared by the rules, in the histories in which something is done.

    ``optimal`` (history,) is the provision best for all that gain, ``effort`` who bears what,
    ``in_money`` which share of it is money, ``dues`` what is assessed beside it.
    States respond to one another with ``able``, their capability in this action, as those do
    to whom it is worth ``felt``; ``felt`` is None where they are assessed and do not.
    ``may_contribute`` says who takes part. Arrays (state, history), as ``who`` has them.
    ``leader`` (history,) is the seat that leads, NO_LEADER where none does.
    """

    who: Contributors
    acting: Acting
    leader: Ints
    stakes: Floats
    optimal: Floats
    effort: Floats
    in_money: Floats
    able: Floats
    felt: Floats | None
    private: Floats
    may_contribute: Bools
    parameters: Parameters

    def burden(self, view: View) -> Burden:
        """What the members of the Council see of it."""
        seats = self.who.of_seats
        effort = seats(self.effort)
        return Burden(
            action=self.acting.action,
            strength=self.acting.strength,
            optimal=self.optimal,
            provision=sum_seats(self.effort),
            stakes=seats(self.stakes),
            capability=seats(self.able),
            means=np.maximum(seats(self.able), effort),
            effort=effort,
            private_benefit=seats(self.private),
            may_contribute=seats(self.may_contribute),
        )

    def where(self, decided: Floats) -> Floats:
        """Efforts where members give what they decide, (seat, history); NaN: as the rules say.

        Who decides nothing responds by the rules. Histories in which nobody decides otherwise
        than the rules stay as they are, to the bit.
        """
        given = np.full(self.effort.shape, np.nan)
        given[self.who.held, np.arange(given.shape[1])] = decided
        otherwise = ~np.isnan(given) & (given != self.effort)
        at = np.flatnonzero(otherwise.any(axis=0))
        if self.felt is None:
            return np.where(otherwise, given, self.effort)
        p, effort = self.parameters, self.effort.copy()
        effort[:, at] = burden.contributions_beside(
            of_histories(given, at),
            of_histories(self.felt, at),
            of_histories(self.able, at),
            of_histories(self.private, at),
            satiation=p.satiation,
            unit_cost=p.unit_cost,
        )
        return effort

    def forces(self, effort: Floats) -> Floats:
        """What of each effort is forces, (state, history)."""
        return np.asarray(effort * (1.0 - self.in_money))

    def money(self, effort: Floats) -> Floats:
        """What each pays, (state, history): the cost of all it gives, peacekeepers apart.

        The United Nations pay for peacekeepers by the scale of assessments: that is law, and
        so also binds those that would give nothing of their own will.
        """
        sent = self.acting.kind == Kind.PEACEKEEPING
        paid = np.where(sent, 0.0, effort)
        of_un = with_authority(self.acting.action)
        at = np.flatnonzero(of_un & sent)
        bill = np.where(self.who.joined, self.who.profiles.assessment, 0.0)[:, None]
        shares = quotient(bill, sum_seats(bill))
        # An assessed burden has its arrears already.
        arrears = 0.0 if self.felt is None else self.parameters.arrears
        paid[:, at] += answers.dues(shares, effort[:, at], arrears)
        return paid


def share_burden(
    state: State,
    histories: Ints,
    acting: Acting,
    who: Contributors,
    wanted: Floats,
    absent: Bools,
    support: Floats,
    scenario: Scenario,
) -> Sharing:
    """Stage 8 in the histories in which something is done, by the rules.

    ``acting``, ``who``, ``wanted`` (state, history), ``absent`` (seat, history) and ``support``
    by row are of these histories.
    """
    p, action, sitting = scenario.parameters, acting.action, scenario.sitting_at(state.round)
    crisis = state.crisis.at(histories)
    by_council, by_assembly = action == Action.COUNCIL, action == Action.ASSEMBLY
    authority = np.select([by_council, by_assembly], [1.0, p.assembly_authority], 0.0)
    gain = burden.gains(acting.strength, wanted)
    gain[opposed(who, crisis, target_of(state, sitting, scenario))] = 0.0
    shares = benefit_shares(who, scenario, acting.kind == Kind.PEACEKEEPING)
    stakes = burden.stakes(shares, crisis.severity, gain, scale=p.stake_scale)
    inside = in_organisation(who, acting.organisation, sitting, scenario)
    gainers = (gain > 0.0) & who.joined[:, None]
    may_contribute = takes_part(who, gainers, inside, acting)
    forces, money = means_for(who, acting.kind, scenario)
    forces[:, acting.kind == Kind.PEACEKEEPING] *= left_to_others(who, sitting, p)[:, None]
    capability = forces + money
    in_money = quotient(money, capability)
    capability *= (1.0 + p.mandate_bonus * authority) * learning.willingness(who.spread(support), p)
    # Products, since np.where takes several times as long.
    willing, able = capability * gainers, capability * may_contribute
    leader = leader_of(who, acting, stakes, able, inside, absent, p)
    private = worth_in_itself(who, acting, leader, inside, p)
    game = {"satiation": p.satiation, "unit_cost": p.unit_cost}
    best = burden.optimum(stakes, willing, private, **game)
    # Summed in the order of what is given, so that where that is the optimum they are equal.
    optimal = sum_seats(who.rows(best))
    felt: Floats | None = stakes
    match scenario.file.burden:
        case "optimum":
            effort, may_contribute, able = best, gainers, willing
            felt = np.broadcast_to(sum_seats(stakes), stakes.shape)
        case "assessed":
            bill = np.where(who.joined[:, None], who.profiles.assessment[:, None], 0.0)
            effort = burden.assessed(bill / sum_seats(bill), optimal, p.arrears)
            may_contribute = np.broadcast_to(who.joined[:, None], gain.shape)
            able, felt = willing, None
        case _:
            effort = burden.nash(stakes, able, private, **game)
    led = leads_itself(acting)
    return Sharing(
        who=who,
        acting=acting,
        leader=np.where(led, leader, NO_LEADER),
        stakes=stakes,
        optimal=optimal,
        effort=effort,
        in_money=in_money,
        able=able,
        felt=felt,
        private=private,
        may_contribute=may_contribute,
        parameters=p,
    )


def with_authority(action: Ints) -> Bools:
    """Where the United Nations act, (history,): the Council or the Assembly."""
    # Two comparisons take a fraction of the time of np.isin.
    return np.asarray((action == Action.COUNCIL) | (action == Action.ASSEMBLY))


def leads_itself(acting: Acting) -> Bools:
    """Where a state leads, (history,): a coalition, or what is done without an organisation.

    Peacekeepers are led by the United Nations.
    """
    by_mandate = (acting.action == Action.COUNCIL) & (acting.kind != Kind.PEACEKEEPING)
    return np.asarray(
        (acting.action == Action.COALITION) | (by_mandate & (acting.organisation < 0))
    )


def leader_of(
    who: Contributors,
    acting: Acting,
    stakes: Floats,
    able: Floats,
    inside: Bools,
    absent: Bools,
    p: Parameters,
) -> Ints:
    """The seat that leads, (history,): of a coalition the one that decided to, else who would
    give most alone, the penholder's own effort counting ``pen_leads`` times.
    """
    effort = bypass.alone(who.of_seats(stakes), who.of_seats(able), p)
    effort = np.where(absent | (who.of_seats(~inside) & (acting.organisation >= 0)), 0.0, effort)
    pen = np.arange(effort.shape[0])[:, None] == acting.penholder
    score = np.where(pen, p.pen_leads * effort, effort)
    most = np.argmax(score, axis=0)
    found = np.where(score[most, np.arange(most.size)] > 0.0, most, NO_LEADER)
    return np.where(acting.action == Action.COALITION, acting.leader, found)


def worth_in_itself(
    who: Contributors, acting: Acting, leader: Ints, inside: Bools, p: Parameters
) -> Floats:
    """ρ (state, history): what contributing is worth beside what it brings about.

    In force and aid to stand with the leader, and to act in an organisation of one's own; for
    peacekeepers of the United Nations the reimbursement, to the poor most.
    """
    in_arms = (acting.kind == Kind.FORCE) | (acting.kind == Kind.AID)
    led = in_arms & (leader != NO_LEADER)
    standing = who.standing_with(who.held[leader, np.arange(leader.size)], p) * led
    sanctions = acting.kind == Kind.SANCTIONS
    private = np.maximum(p.allied * standing, p.private_benefit * (inside & ~sanctions))
    of_un = with_authority(acting.action)
    reimbursed = of_un & (acting.kind == Kind.PEACEKEEPING) & (acting.organisation < 0)
    return np.where(reimbursed, p.reimbursement * who.means.poverty(), private)


def left_to_others(who: Contributors, sitting: Sitting, p: Parameters) -> Floats:
    """What states send of the peacekeepers they could, (state,): permanent members hold back."""
    out = np.ones(who.states)
    out[np.flatnonzero(sitting.council.permanent)] = 1.0 - p.impartiality
    return out


def takes_part(who: Contributors, gains: Bools, inside: Bools, acting: Acting) -> Bools:
    """Who may contribute, (state, history): those that gain; in a regional action, members."""
    may = np.where(acting.action == Action.REGIONAL, gains & inside, gains)
    # By the rule only a member that wants action leads it; another behaviour may do so too.
    led = np.flatnonzero(acting.action == Action.COALITION)
    may[who.held[acting.leader[led], led], led] = True
    return may
