"""Who could bear a burden: every state of the membership, and named states beside it.

Inside a round arrays are (state, history): the states of the sitting's membership in their
order, then named outsiders that are not in it. A dataset has fewer rows: the seats, the named
outsiders, and the other states together; :meth:`Contributors.rows` goes from one to the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulation.engine.state import State
from simulation.scenario.means import REGIONAL_CENTRES
from simulation.scenario.scenario import Scenario, Sitting
from simulation.scenario.schema import REGIONS, SeatFile
from simulation.stages import answers, burden, preferences
from simulation.stages.answers import Kind, Means
from simulation.stages.challenge import Crisis
from simulation.stages.numerics import Bools, Floats, Ints, of_histories, quotient, sum_seats
from simulation.stages.parameters import Parameters
from simulation.stages.preferences import Profiles


@dataclass(frozen=True)
class Contributors:
    """All states that could contribute to answers in some histories.

    ``profiles`` (state,) are theirs, ``held`` (seat, history) says which state holds each
    seat, ``named`` (outsider,) which are named outsiders, ``joined`` (state,) which take part
    in the Council's work at all. ``places`` (place, 2) are where crises may be, in degrees,
    ``regions`` (place,) the regions they are in, ``place`` (history,) which of them each is
    at. ``victim`` is the state that a script says is attacked, ``judged`` how much the crisis
    concerns states of which a script says it.
    """

    profiles: Profiles
    held: Ints
    named: Ints
    joined: Bools
    places: Floats
    regions: Ints
    place: Ints
    victim: int | None
    judged: Mapping[int, float]

    @property
    def states(self) -> int:
        """How many there are."""
        return self.joined.size

    @cached_property
    def means(self) -> Means:
        """What they have, and how far they are from each place."""
        own = self.profiles
        return Means(
            military=own.military,
            size=own.size,
            capability=own.capability,
            reach=own.reach,
            distance=answers.distances(own.place, self.places),
        )

    def standing_with(self, leader: Ints, p: Parameters) -> Floats:
        """What standing with a leading state (history,) is worth to each, (state, history)."""
        own = self.profiles
        table = answers.standing_with(own.alignment, own.military, p)
        return np.take(table, leader, axis=1)

    @cached_property
    def assessment_shares(self) -> Floats:
        """What each that has joined is billed, in shares of the whole bill, (state, 1)."""
        bill = np.where(self.joined, self.profiles.assessment, 0.0)[:, None]
        return quotient(bill, sum_seats(bill))

    @cached_property
    def seated(self) -> Ints:
        """Where flat (state, history) has the members of the Council, (seat, history)."""
        return np.asarray(self.held * self.held.shape[1] + np.arange(self.held.shape[1]))

    def at(self, histories: Ints) -> Contributors:
        """The same in some of their histories."""
        return Contributors(
            self.profiles,
            self.held[:, histories],
            self.named,
            self.joined,
            self.places,
            self.regions,
            self.place[histories],
            self.victim,
            self.judged,
        )

    def of_seats[T: np.generic](self, values: NDArray[T]) -> NDArray[T]:
        """The rows of members of the Council by seat, of (state, history) or (state, 1)."""
        if values.shape[1] == 1:
            return np.asarray(values[self.held, 0])
        return values.take(self.seated)

    def rows(self, values: Floats) -> Floats:
        """Amounts (state, history) as rows of seats, named outsiders and the rest together."""
        of_seats, of_named = self.of_seats(values), values[self.named]
        others = values.copy()
        others.reshape(-1)[self.seated] = 0.0
        others[self.named] = 0.0
        return np.concatenate([of_seats, of_named, sum_seats(others)[None]])

    def spread(self, rows: Floats) -> Floats:
        """What holds for seats, named outsiders and the rest as (state, history)."""
        out = np.broadcast_to(rows[-1], (self.states, rows.shape[1])).copy()
        out[self.named] = rows[self.held.shape[0] : -1]
        out[self.held, np.arange(rows.shape[1])] = rows[: self.held.shape[0]]
        return out

    def holding(self, seats: Bools) -> Bools:
        """Which states hold one of these seats, (state, history), of ``seats`` (seat,)."""
        out = np.zeros((self.states, self.held.shape[1]), dtype=bool)
        out[self.held[seats], np.arange(self.held.shape[1])] = True
        return out

    def here(self, by_place: Floats) -> Floats:
        """Values (state, place) where the crises of the histories are, (state, history)."""
        return np.take(by_place, self.place, axis=1)


def contributors(
    state: State, sitting: Sitting, histories: Ints, scenario: Scenario
) -> Contributors:
    """Who could contribute in these histories."""
    occupants = occupants_of(state, histories)
    profiles, named = bearers(sitting, scenario)
    joined = np.ones(profiles.size.size, dtype=bool)
    joined[: sitting.joined.size] = sitting.joined
    places, place = REGIONAL_CENTRES, state.crisis.region[histories]
    regions = np.arange(len(places))
    victim, judged = None, {}
    if scenario.script:
        draft, codes = scenario.script[state.round], all_codes(sitting, scenario)
        places, place = draft.place[None], np.zeros(histories.size, dtype=np.int64)
        regions = draft.crisis.region
        judged = {codes.index(code): near for code, near in draft.stakes.items() if code in codes}
        if draft.victim in codes:
            victim = codes.index(draft.victim)
            judged[victim] = 1.0
    return Contributors(
        profiles,
        np.broadcast_to(occupants, (occupants.shape[0], histories.size)),
        named,
        joined,
        places,
        regions,
        place,
        victim,
        judged,
    )


def bearers(sitting: Sitting, scenario: Scenario) -> tuple[Profiles, Ints]:
    """The profiles of the membership and of named outsiders, and where the latter are.

    A named outsider that is a state of the pool has the profile under which it is named.
    """
    states, outside = sitting.membership, scenario.world.outsider_profiles
    codes = [state.member for state in sitting.states]
    named: list[int] = []
    added: list[int] = []
    for number, state in enumerate(scenario.world.outsiders):
        if state.member in codes:
            named.append(codes.index(state.member))
        else:
            named.append(len(codes) + len(added))
            added.append(number)
    if not named:
        return states, np.zeros(0, dtype=np.int64)
    inside = [n for n, where in enumerate(named) if where < len(codes)]
    at = np.array([named[n] for n in inside], dtype=np.int64)
    joined = {}
    for name, values in vars(states).items():
        others = getattr(outside, name)
        whole = np.concatenate([values, others[added]])
        whole[at] = others[inside]
        joined[name] = whole
    return Profiles(**joined), np.array(named, dtype=np.int64)


def all_states(sitting: Sitting, scenario: Scenario) -> tuple[SeatFile, ...]:
    """All contributors in their order, named outsiders as they are named."""
    named = {one.member: one for one in scenario.world.outsiders}
    inside = tuple(named.pop(state.member, state) for state in sitting.states)
    return (*inside, *named.values())


def all_codes(sitting: Sitting, scenario: Scenario) -> list[str]:
    """The codes of all contributors, in their order."""
    return [state.member for state in all_states(sitting, scenario)]


def occupants_of(state: State, histories: Ints) -> Ints:
    """Which state holds each seat in these histories, (seat, history) or (seat, 1)."""
    occupants = state.occupants
    return occupants if occupants.shape[1] == 1 else of_histories(occupants, histories)


def opposed(who: Contributors, crisis: Crisis, target: int | None) -> Bools:
    """Who stands with the challenger, (state, history): itself, its patron, parties tied to it."""
    seats, histories = who.held.shape
    has_patron = np.arange(seats)[:, None] == crisis.patron
    side = has_patron | (crisis.parties & (crisis.ties > 0.0))
    out = np.zeros((who.states, histories), dtype=bool)
    out[who.held, np.arange(histories)] = side
    if target is not None:
        out[target] = True
    return out


def target_of(state: State, sitting: Sitting, scenario: Scenario) -> int | None:
    """Which state is itself the challenger, where a script names one that there is."""
    if not scenario.script:
        return None
    codes, target = all_codes(sitting, scenario), scenario.script[state.round].target
    return codes.index(target) if target in codes else None


def wanted_by_all(
    who: Contributors, state: State, wanted: Floats, histories: Ints, scenario: Scenario
) -> Floats:
    """The strength that every state wants in these histories, (state, history).

    A member of the Council wants what it decided in the round, ``wanted`` (seat, history);
    every other state what it would want if it sat: no draw of its own, and ties only of those
    that do sit and of their neighbours.
    """
    p, crisis = scenario.parameters, state.crisis.at(histories)
    everyone = np.arange(who.states)[:, None]
    regions, elected = np.arange(len(REGIONS)), np.ones((who.states, 1), dtype=bool)
    # A table by region, of which each history takes a column.
    as_seats = who.profiles.of_seats(everyone, regions, elected).at(crisis.region)
    as_states = crisis.by_state(who.held, who.states)
    found = preferences.wanted(
        preferences.terms(
            as_seats,
            preferences.ties(as_states, as_seats, p),
            np.zeros((who.states, 1)),
            as_states,
            state.success[crisis.challenger_class, histories],
            state.r2p[histories],
            p,
        )
    )
    if who.victim is not None:
        found[who.victim] = preferences.FORCE
    found[who.held, np.arange(histories.size)] = wanted
    return found


def benefit_shares(who: Contributors, scenario: Scenario, impartial: Bools | None = None) -> Floats:
    """Each state's share of the benefit of an answer in these histories, (state, history).

    Where an answer is to be ``impartial`` (history,), only distance makes it concern a state.
    """
    p, own = scenario.parameters, who.profiles
    by_distance = answers.near(who.means.distance, p)
    near = by_distance + own.stake[:, who.regions]
    for state, judged in who.judged.items():
        near[state] = judged
    shares = [
        burden.benefit_shares(
            concern,
            own.size[:, None],
            interdependence=p.interdependence,
            elasticity=p.stake_elasticity,
        )
        for concern in (near, by_distance)
    ]
    if impartial is None:
        return who.here(shares[0])
    places = len(who.places)
    return np.take(np.concatenate(shares, axis=1), who.place + places * impartial, axis=1)


def means_for(who: Contributors, kind: Ints, scenario: Scenario) -> tuple[Floats, Floats]:
    """What each could give in forces and in money to answers of these kinds, (state, history)."""
    tables = [who.means.by_currency(one, scenario.parameters) for one in Kind]
    of_kind = who.place + len(who.places) * kind
    forces, money = (
        np.take(np.concatenate(by_place, axis=1), of_kind, axis=1)
        for by_place in zip(*tables, strict=True)
    )
    if who.victim is not None:
        defends = np.isin(kind, (Kind.FORCE, Kind.AID))
        own = answers.own_forces(who.means, who.victim, scenario.parameters)
        forces[who.victim] = np.where(defends, own, forces[who.victim])
    return forces, money


def in_organisation(
    who: Contributors, organisation: Ints, sitting: Sitting, scenario: Scenario
) -> Bools:
    """Who belongs to the organisation that acts or carries out a mandate, (state, history)."""
    states = all_states(sitting, scenario)
    belong = np.zeros((len(scenario.world.organisations) + 1, who.states), dtype=bool)
    for number, body in enumerate(scenario.world.organisations):
        belong[number] = body.belong(states)
    return np.take(belong.T, organisation, axis=1)
