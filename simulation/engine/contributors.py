"""Who could bear a burden: the members, named outsiders, and the rest of the membership pooled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.engine.state import State
from simulation.scenario.scenario import WORLD, Scenario
from simulation.stages import burden
from simulation.stages.numerics import Floats, Ints, of_histories, sum_seats
from simulation.stages.preferences import Profiles, by_region


@dataclass(frozen=True)
class Contributors:
    """Benefit shares and capability; arrays (contributor, history).

    Seats come first, then named outsiders, then the rest as one row of
    ``states`` (contributor, 1) equal ones.
    """

    shares: Floats
    capability: Floats
    states: Floats

    def of_seats(self, seats: int) -> Contributors:
        """The members of the Council alone."""
        return Contributors(*(values[:seats] for values in vars(self).values()))


def occupants_of(state: State, histories: Ints) -> Ints:
    """Which state holds each seat in these histories, (seat, history) or (seat, 1)."""
    occupants = state.occupants
    return occupants if occupants.shape[1] == 1 else of_histories(occupants, histories)


def means(state: State, membership: Profiles, histories: Ints, scenario: Scenario) -> Contributors:
    """What every contributor has at stake and at hand in the crises of these histories.

    ``membership`` holds the profiles of the states that ``state.occupants`` points to.
    """
    p, world = scenario.parameters, scenario.world
    occupants = occupants_of(state, histories)
    region = state.crisis.region[histories]
    outside, size = world.outsider_profiles, histories.size
    one, at = np.ones(size), by_region(occupants, region, membership.exposure)
    exposure = joined(membership.exposure.take(at), outside.exposure[:, region], one)
    stake = joined(membership.stake.take(at), outside.stake[:, region], 0.0 * one)
    sizes = with_rest(membership.size[occupants], outside.size, size)
    capability = with_rest(membership.capability[occupants], outside.capability, size)
    states = np.ones((world.contributors, 1))
    states[-1] = p.rest_states
    return Contributors(
        shares=burden.benefit_shares(exposure, stake, sizes, interdependence=p.interdependence),
        capability=p.total_capability * capability / sum_seats(capability),
        states=states,
    )


def assessments(state: State, membership: Profiles, histories: Ints, scenario: Scenario) -> Floats:
    """What each contributor is assessed, in percent of the bill; (contributor, history)."""
    of_outsiders = scenario.world.outsider_profiles.assessment
    return with_rest(
        membership.assessment[occupants_of(state, histories)], of_outsiders, histories.size
    )


def joined(of_seats: Floats, of_outsiders: Floats, of_rest: Floats) -> Floats:
    """Numbers of seats, named outsiders and the rest, (contributor, history).

    Arrays (seat, history), (outsider, history) and (history,); the first two may
    have one column for all histories.
    """
    seats, outsiders = of_seats.shape[0], of_outsiders.shape[0]
    out = np.empty((seats + outsiders + 1, of_rest.size))
    out[:seats], out[seats:-1], out[-1] = of_seats, of_outsiders, of_rest
    return out


def with_rest(of_seats: Floats, of_outsiders: Floats, histories: int) -> Floats:
    """Percentages of the world's, (contributor, history): the rest has what is left over."""
    known = joined(of_seats, of_outsiders[:, None], np.zeros(histories))
    known[-1] = np.maximum(WORLD - sum_seats(known), 0.0)
    return known
