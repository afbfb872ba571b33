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
from simulation.engine.views import Burden
from simulation.scenario.scenario import Scenario
from simulation.stages import answers, burden, bypass, learning
from simulation.stages.answers import Kind
from simulation.stages.bypass import NO_LEADER, Action
from simulation.stages.numerics import Bools, Floats, Ints, of_histories, quotient, sum_seats
from simulation.stages.parameters import Parameters


@dataclass(frozen=True)
class Sharing:
    """A burden shared by the rules, in the histories in which something is done.

    ``optimal`` (history,) is the provision best for all that gain, ``effort`` who bears what,
    ``in_money`` which share of it is money. ``able`` is k, capability in this action, and
    ``felt`` the stake by which a state responds to the efforts of others; None where efforts
    are assessed. ``may_contribute`` says who takes part. Arrays (state, history), as ``who`` has
    them. ``leader`` (history,) is the seat that leads, NO_LEADER where none does.
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

    def burden(self) -> Burden:
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
        paid, sent = effort.copy(), np.flatnonzero(self.acting.kind == Kind.PEACEKEEPING)
        # An assessed burden has its arrears already.
        arrears = 0.0 if self.felt is None else self.parameters.arrears
        bill = sum_seats(effort[:, sent])
        paid[:, sent] = burden.assessed(self.who.assessment_shares, bill, arrears)
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
    sent = np.flatnonzero(acting.kind == Kind.PEACEKEEPING)
    forces[:, sent] *= answers.share_sent(who.at(sent).holding(sitting.council.permanent), p)
    capability = forces + money
    in_money = quotient(money, capability)
    capability *= (1.0 + p.mandate_bonus * authority) * learning.willingness(who.spread(support), p)
    # Products, since np.where takes several times as long.
    willing, able = capability * gainers, capability * may_contribute
    leader = leader_of(who, acting, stakes, able, inside, absent, p)
    standing = who.standing_with(who.held[leader, np.arange(leader.size)], p)
    standing *= leader != NO_LEADER
    private = answers.worth_in_itself(acting.kind, standing, inside, who.means.poverty(), p)
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
            effort = burden.assessed(who.assessment_shares, optimal, p.arrears)
            may_contribute = np.broadcast_to(who.joined[:, None], gain.shape)
            able, felt = willing, None
        case _:
            effort = burden.nash(stakes, able, private, **game)
    led = has_leader(acting)
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


def has_leader(acting: Acting) -> Bools:
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
    """The seat that leads, (history,): of a coalition the one that decided to.

    Of other answers the member of the Council, or of the organisation that acts, that would give
    most alone.
    """
    effort = bypass.alone(who.of_seats(stakes), who.of_seats(able), p)
    effort = np.where(absent | (who.of_seats(~inside) & (acting.organisation >= 0)), 0.0, effort)
    found = bypass.leader_of(effort, acting.penholder, p)
    return np.where(acting.action == Action.COALITION, acting.leader, found)


def takes_part(who: Contributors, gains: Bools, inside: Bools, acting: Acting) -> Bools:
    """Who may contribute, (state, history): those that gain; in a regional action, members."""
    may = np.where(acting.action == Action.REGIONAL, gains & inside, gains)
    # By the rule only a member that wants action leads it; another behaviour may do so too.
    led = np.flatnonzero(acting.action == Action.COALITION)
    may[who.held[acting.leader[led], led], led] = True
    return may
