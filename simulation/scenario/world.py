"""Who there is beside the table: the membership, named outsiders, regional organisations."""

from __future__ import annotations

import numpy as np

from simulation.scenario.builder import Builder
from simulation.scenario.mistakes import InputError, nearest
from simulation.scenario.reading import load_organisation
from simulation.scenario.scenario import (
    WORLD,
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


def world_of(builder: Builder, council: Council) -> World | None:
    """The world of a scenario, or None where something in it is wrong."""
    file = builder.file
    states: tuple[SeatFile, ...] = council.seats
    pool = None
    if builder.pool is not None:
        sitting = set(council.members)
        states += tuple(state for state in builder.pool.state if state.member not in sitting)
        pool = None if file.crisis else pool_of(builder, council, builder.pool)
    organisations: dict[str, OrganisationFile] = {}
    for name in file.organisations:
        found = builder.tried(lambda n=name: builder.named(load_organisation, n))
        if found is not None:
            organisations[name] = found
    for seated in builder.sittings.values():
        for state in file.contributor:
            if state.member in seated.council.members:
                title = seated.council.title
                builder.wrong("contributor.member", state.member, f"already sits on {title}")
    outsiders = tuple(file.contributor)
    if builder.mistakes:
        return None
    return World(
        states=states,
        occupants=np.arange(len(council.seats)),
        outsiders=outsiders,
        outsider_profiles=profiles_of(outsiders),
        pool=pool,
        organisations=tuple(organisation_of(name, made) for name, made in organisations.items()),
    )


def pool_of(builder: Builder, council: Council, file: PoolFile) -> Pool:
    """What elections ask of each state: the members that sit first, then the rest of the pool."""
    known = {state.member: state for state in file.state}
    absent = [seat.member for seat in council.seats if seat.member not in known]
    if absent:
        few = f"; {nearest(absent[0], known)}" if len(absent) == 1 else ""
        why = f"does not hold {', '.join(absent)}{few}; choose the pool of this council's year"
        builder.wrong("pool", builder.file.pool, why)
    if builder.mistakes:
        raise InputError(builder.mistakes)
    asked = [known[member] for member in council.members]
    asked += [state for state in file.state if state.member not in council.members]
    table = COHORTS_1946_1965 if len(council.seats) == 11 else COHORTS_SINCE_1966
    groups = [seat.group for seat in council.seats]
    permanent = [seat.permanent for seat in council.seats]
    known_terms = cohorts_of_terms([seat.term for seat in council.seats], permanent)
    return Pool(
        population=np.array([state.population for state in asked]),
        income=np.array([state.income for state in asked]),
        at_war=np.array([state.at_war for state in asked]),
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
        capability=0.0 if file.capability is None else file.capability / WORLD,
        bases=frozenset(file.bases),
    )
