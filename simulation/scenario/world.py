"""Who there is beside the table: the membership, named outsiders, regional organisations."""

from __future__ import annotations

import numpy as np

from simulation.scenario.builder import Builder
from simulation.scenario.scenario import (
    Council,
    Organisation,
    Pool,
    World,
    profiles_of,
)
from simulation.scenario.schema import REGIONS, OrganisationFile, PoolFile, SeatFile
from simulation.stages.elections import (
    COHORTS_1946_1965,
    COHORTS_SINCE_1966,
    cohorts_of_seats,
    cohorts_of_terms,
)

NOWHERE = -1
QUOTAS = {"all": 1.0, "two-thirds": 2.0 / 3.0, "majority": 0.5 + 1e-9, "half": 0.5}


def organisations_of(builder: Builder) -> tuple[Organisation, ...]:
    """The organisations that a scenario names and that can be used."""
    found = {
        name: builder.named("organisation", name, "organisations")
        for name in builder.file.organisations
    }
    return tuple(organisation_of(name, file) for name, file in found.items() if file is not None)


def world_of(
    builder: Builder, council: Council, organisations: tuple[Organisation, ...]
) -> World | None:
    """The world of a scenario, or None where something in it is wrong."""
    file = builder.file
    states: tuple[SeatFile, ...] = council.seats
    pool = None
    if builder.pool is not None:
        members = set(council.members)
        states += tuple(state for state in builder.pool.state if state.member not in members)
        pool = None if file.crisis else pool_of(builder, council, builder.pool)
    if builder.knows("contributor"):
        check_contributors(builder)
    outsiders = tuple(file.contributor)
    if builder.mistakes:
        return None
    return World(
        states=states,
        occupants=np.arange(len(council.seats)),
        outsiders=outsiders,
        outsider_profiles=profiles_of(outsiders),
        pool=pool,
        organisations=organisations,
    )


def check_contributors(builder: Builder) -> None:
    """Check that named outsiders never sit, nor ever can."""
    elected = not builder.file.crisis and builder.knows("crisis")
    pool = builder.pool if elected else None
    for number, state in enumerate(builder.file.contributor, start=1):
        key = f"contributor[{number}].member"
        seats = [s for s in builder.sittings.values() if state.member in s.council.members]
        for title in dict.fromkeys(sitting.council.title for sitting in seats):
            builder.wrong(key, state.member, f"already sits on {title}")
        if pool and not seats and any(state.member == other.member for other in pool.state):
            why = "belongs to the pool, so that it may be elected; leave it out here"
            builder.wrong(key, state.member, why)


def pool_of(builder: Builder, council: Council, file: PoolFile) -> Pool | None:
    """What elections use of each state: the members that sit first, then the rest of the pool."""
    known = {state.member: state for state in file.state}
    absent = [seat.member for seat in council.seats if seat.member not in known]
    if absent and builder.knows("pool"):
        why = f"does not hold {', '.join(absent)}; choose the pool of this council's year"
        builder.wrong("pool", builder.file.pool, why)
    if builder.mistakes:
        return None
    states = [known[member] for member in council.members]
    states += [state for state in file.state if state.member not in council.members]
    table = COHORTS_1946_1965 if len(council.seats) == 11 else COHORTS_SINCE_1966
    groups = [seat.group for seat in council.seats]
    permanent = [seat.permanent for seat in council.seats]
    known_terms = cohorts_of_terms([seat.term for seat in council.seats], permanent)
    return Pool(
        population=np.array([state.population for state in states]),
        income=np.array([state.income for state in states]),
        at_war=np.array([state.at_war for state in states]),
        cohort=(cohorts_of_seats(groups, permanent, table) if known_terms is None else known_terms),
    )


def organisation_of(name: str, file: OrganisationFile) -> Organisation:
    """An organisation from its file."""
    return Organisation(
        name=name,
        title=file.title,
        members=frozenset(file.members),
        group=file.group,
        region=NOWHERE if file.group is None else REGIONS.index(file.group),
        quota=QUOTAS[file.quota],
        bases=frozenset(file.bases),
    )
