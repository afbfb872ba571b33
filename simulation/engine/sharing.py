"""Stage 8 in a round: who bears how much, by the rules and where members decide otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.engine.acting import Acting
from simulation.engine.contributors import assessments, means
from simulation.engine.state import State
from simulation.engine.views import Burden, View
from simulation.scenario.scenario import Scenario
from simulation.stages import burden, learning
from simulation.stages.bypass import Action
from simulation.stages.numerics import Bools, Floats, Ints, of_histories, sum_seats
from simulation.stages.parameters import Parameters
from simulation.stages.preferences import Profiles


@dataclass(frozen=True)
class Sharing:
    """A burden shared by the rules, in the histories in which something is done.

    ``optimal`` (history,) is the provision best for all together, ``effort`` who bears what.
    Contributors respond to one another with ``able``, their capability in this action, as
    those do to whom it is worth ``felt``; ``felt`` is None where they are assessed and do not.
    ``may_contribute`` says who takes part. Arrays (contributor, history).
    """

    acting: Acting
    stakes: Floats
    optimal: Floats
    effort: Floats
    able: Floats
    felt: Floats | None
    private: Floats
    may_contribute: Bools
    parameters: Parameters

    def burden(self, view: View) -> Burden:
        """What the members of the Council see of it."""
        seats = slice(len(view.seats))
        effort = self.effort[seats]
        return Burden(
            action=self.acting.action,
            strength=self.acting.strength,
            optimal=self.optimal,
            provision=sum_seats(self.effort),
            stakes=self.stakes[seats],
            capability=self.able[seats],
            means=np.maximum(self.able[seats], effort),
            effort=effort,
            private_benefit=self.private[seats],
            may_contribute=self.may_contribute[seats],
        )

    def where(self, decided: Floats) -> Floats:
        """Efforts where members give what they decide, (seat, history); NaN: as the rules say.

        Who decides nothing responds by the rules. Histories in which nobody decides otherwise
        than the rules stay as they are, to the bit.
        """
        given = np.full(self.effort.shape, np.nan)
        given[: decided.shape[0]] = decided
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
        return np.where(self.acting.joined, effort, 0.0)


def share_burden(
    state: State,
    histories: Ints,
    acting: Acting,
    support: Floats,
    membership: Profiles,
    scenario: Scenario,
) -> Sharing:
    """Stage 8 in the histories in which something is done, by the rules.

    ``acting`` and ``support`` are of these histories.
    """
    p, action = scenario.parameters, acting.action
    by_council, by_assembly = action == Action.COUNCIL, action == Action.ASSEMBLY
    authority = np.select([by_council, by_assembly], [1.0, p.assembly_authority], 0.0)
    who = means(state, membership, histories, scenario)
    severity = state.crisis.severity[histories]
    stakes = burden.stakes(who.shares, severity, acting.strength, scale=p.stake_scale)
    stated = scenario.world.stated_capability[acting.organisation]
    capability = burden.pooled(who.capability, acting.as_one, p.total_capability * stated)
    capability = capability * (1.0 + p.mandate_bonus * authority) * learning.willingness(support, p)
    # What contributing is worth to oneself is found outside missions of the United Nations.
    private = np.where((by_council | by_assembly) & ~acting.as_one, 0.0, p.private_benefit)
    game = {"satiation": p.satiation, "unit_cost": p.unit_cost}
    best = burden.optimum(stakes, capability, private, **game)
    optimal = sum_seats(best)
    felt: Floats | None
    able, felt, may_contribute = capability, None, acting.joined
    match scenario.file.burden:
        case "optimum":
            effort = best
            felt = np.broadcast_to(sum_seats(stakes), stakes.shape)
        case "assessed":
            bill = assessments(state, membership, histories, scenario)
            effort = burden.assessed(bill / sum_seats(bill), optimal, p.arrears)
        case _:
            able, felt = np.where(acting.allowed, capability, 0.0), stakes / who.states
            may_contribute = acting.allowed
            effort = burden.nash(felt, able, private, **game)
    return Sharing(
        acting=acting,
        stakes=stakes,
        optimal=optimal,
        effort=np.where(acting.joined, effort, 0.0),
        able=able,
        felt=felt,
        private=private,
        may_contribute=may_contribute,
        parameters=p,
    )
