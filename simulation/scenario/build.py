"""From checked files to a Scenario ready to play; every mistake is gathered first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from simulation.scenario.files import told
from simulation.scenario.mistakes import InputError, nearest, sentences
from simulation.scenario.reading import keys_at, load_council, load_pool, load_rules
from simulation.scenario.scenario import (
    ATROCITY,
    ATTRIBUTION,
    DETERRABLE,
    INTRASTATE,
    KIND_NAMES,
    THREAT,
    Council,
    Scenario,
    Sitting,
)
from simulation.scenario.schema import (
    REGIONS,
    CouncilFile,
    PoolFile,
    ScenarioFile,
    SeatFile,
)
from simulation.scenario.script import scripted, shifts_of
from simulation.scenario.seating import seat_rules
from simulation.scenario.world import world_of
from simulation.stages.challenge import Hazards
from simulation.stages.numerics import Floats
from simulation.stages.parameters import Parameters
from simulation.stages.voting import cutpoints_cross

FIXED_IN_A_HISTORY = ("member", "name", "group", "permanent", "pen", "size", "capability")
"""Keys of a seat that no shift changes: who it is, and what the world has."""


class Builder:
    """Builds the sittings of one scenario and gathers what is wrong with them."""

    def __init__(self, file: ScenarioFile, where: Path, rules_given: bool = False) -> None:
        self.file = file
        self.rules_given = rules_given
        self.where = where
        self.mistakes: list[str] = []
        self.used_profiles: set[str] = set()
        self.used_shifts: set[int] = set()
        self.sittings: dict[tuple[str, tuple[int, ...]], Sitting] = {}
        self.rules = self.tried(
            lambda: (
                load_rules(file.rules, where.parent) if isinstance(file.rules, str) else file.rules
            )
        )

        self.pool: PoolFile | None = (
            None if file.pool is None else self.tried(lambda: load_pool(file.pool, where.parent))
        )

    def tried[T](self, action: Any) -> T | None:
        """The action's result; its mistakes are kept."""
        try:
            result: T = action()
        except InputError as error:
            for mistake in error.mistakes:
                unnamed = mistake.startswith("there is no ")
                told_so = f"{told(self.where)}: {mistake}" if unnamed else mistake
                if told_so not in self.mistakes:
                    self.mistakes.append(told_so)
            return None
        return result

    def wrong(self, key: str, value: Any, why: str) -> None:
        """Note a mistake of the scenario file."""
        self.mistakes.append(f"{told(self.where)}: {key} = {value!r}: {why}")

    def sitting(self, council: str | CouncilFile, shifts: tuple[int, ...] = ()) -> Sitting | None:
        """The council under the scenario's rules, profiles changed as the scenario says.

        ``shifts`` are the numbers of those in force.
        """
        key = (council if isinstance(council, str) else "", shifts)
        if key not in self.sittings:
            file: CouncilFile | None = self.tried(
                lambda: (
                    load_council(council, self.where.parent)
                    if isinstance(council, str)
                    else council
                )
            )
            if file is None or self.rules is None:
                return None
            seats = [self.shifted(self.with_changes(seat), shifts) for seat in file.seat]
            file = file.model_copy(update={"seat": seats})
            members = self.pool.state if self.pool else ()
            made: Sitting | None = self.tried(
                lambda: seat_rules(
                    self.rules,
                    file,
                    f"{told(self.where)}: rules",
                    members,
                    self.file.not_joined,
                )
            )
            if made is None:
                return None
            self.sittings[key] = made
        return self.sittings[key]

    def with_changes(self, seat: SeatFile) -> SeatFile:
        """A seat with the scenario's changes to its profile."""
        changes = self.file.profiles.get(seat.member)
        if changes is None:
            return seat
        self.used_profiles.add(seat.member)
        return self.changed(seat, changes, f"profiles.{seat.member}", ("member", "permanent"))

    def shifted(self, seat: SeatFile, shifts: tuple[int, ...]) -> SeatFile:
        """A seat after those of its own shifts that are in force."""
        for number in shifts:
            shift = self.file.shift[number]
            if shift.member == seat.member:
                self.used_shifts.add(number)
                key = f"shift[{number + 1}].profile"
                seat = self.changed(seat, shift.profile, key, FIXED_IN_A_HISTORY)
        return seat

    def changed(
        self, seat: SeatFile, changes: dict[str, Any], key: str, fixed: tuple[str, ...]
    ) -> SeatFile:
        """A seat with these keys changed, of which ``fixed`` ones cannot be."""
        whole = {**seat.model_dump(exclude_unset=True), **changes}
        for name in fixed:
            if name in changes:
                self.wrong(f"{key}.{name}", changes[name], "cannot be changed here")
        try:
            return SeatFile.model_validate(whole)
        except ValidationError as error:
            for line in sentences(error, told(self.where), keys_at(SeatFile)):
                told_so = line.replace(": ", f": {key}.", 1)
                if told_so not in self.mistakes:
                    self.mistakes.append(told_so)
            return seat

    def tie(self, seat: SeatFile, target: str) -> float:
        """A member's tie to a target: as written, or where none is, as the pool estimates it."""
        if target in seat.client_ties or self.file.ties == "written" or self.pool is None:
            return seat.client_ties.get(target, 0.0)
        patrons = {state.member: state.patrons for state in self.pool.state}
        # Agreement has two sides: a permanent member's tie to a state is that state's to it.
        return patrons.get(target, {}).get(seat.member) or patrons.get(seat.member, {}).get(
            target, 0.0
        )

    def seats(self, council: Council, key: str, members: Iterable[str]) -> None:
        """Check that these members sit."""
        for member in members:
            if member not in council.members:
                hint = nearest(member, council.members)
                self.wrong(key, member, f"has no seat on {council.title}; {hint}")


def build(
    file: ScenarioFile, *, name: str, where: Path, redraft: bool = False, rules_given: bool = False
) -> Scenario:
    """A scenario ready to play.

    ``rules_given`` says that the rules are not the file's own, so that the
    recorded outcomes need not follow from them.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    builder = Builder(file, where, rules_given)
    parameters = Parameters(**file.parameters.model_dump())
    if cutpoints_cross(parameters):
        builder.mistakes.append(
            f"{told(where)}: parameters.consensus_bonus = {parameters.consensus_bonus:g}: must "
            "stay below every cost of a no at any legitimacy (b < c), or abstention would vanish; "
            "lower it, or raise veto_cost, dissent_cost or lower legitimacy_veto_cost, party_relief"
        )
    sitting = builder.sitting(file.council)
    script = [
        draft
        for n, crisis in enumerate(file.crisis)
        for draft in scripted(builder, n, crisis, parameters)
    ]
    if file.crisis and builder.rules is not None and builder.rules.automatic:
        builder.wrong("rules", builder.rules.title, "hold no vote, so they cannot replay drafts")
    if redraft and not file.crisis:
        builder.mistakes.append(f"{told(where)}: has no scripted drafts, so none to draft anew")
    if file.ties == "estimated" and file.pool is None:
        builder.wrong("ties", file.ties, 'are those of a pool; name one, as in pool = "1990"')
    later, shifts = shifts_of(builder, sitting, script)
    check_joined(builder, sitting)
    targets = {crisis.target for crisis in file.crisis}
    for member, changes in file.profiles.items() if file.crisis else ():
        for target in changes.get("client_ties", {}):
            if target not in targets:
                hint = nearest(target, targets)
                builder.wrong(f"profiles.{member}.client_ties", target, f"is no target; {hint}")
    for member in sorted(set(file.profiles) - builder.used_profiles):
        if sitting is not None:
            hint = nearest(member, sitting.council.members)
            builder.wrong("profiles", member, f"has no seat in this scenario; {hint}")
    hazards = None if sitting is None else hazards_of(builder, sitting.council)
    world = None if sitting is None else world_of(builder, sitting.council)
    if builder.mistakes or sitting is None or hazards is None or world is None:
        raise InputError(builder.mistakes)
    script.sort(key=lambda draft: draft.date)
    if redraft:
        script = [replace(draft, strength=None) for draft in script]
    return Scenario(
        name=name,
        where=where,
        file=file,
        parameters=parameters,
        sitting=sitting,
        hazards=hazards,
        rounds=len(script) or file.rounds,
        script=tuple(script),
        world=world,
        shifts=shifts,
        later=later,
        redraft=redraft,
    )


def check_joined(builder: Builder, sitting: Sitting | None) -> None:
    """Check that whoever has not joined has a seat, and one that nobody is elected to."""
    if sitting is None:
        return
    council = sitting.council
    builder.seats(council, "not_joined", builder.file.not_joined)
    for member in builder.file.not_joined if builder.pool and not builder.file.crisis else ():
        if member in council.members and not council.permanent[council.seat_of(member)]:
            builder.wrong("not_joined", member, "is elected, so another would take its seat")


def hazards_of(builder: Builder, council: Council) -> Hazards | None:
    """How often which crises arise; patrons are permanent unless weights say otherwise."""
    challenges = builder.file.challenges
    weights = challenges.patron_weights
    if weights is None:
        patrons = council.permanent.astype(np.float64)
        if not patrons.any():
            patrons = np.ones(len(council.seats))
    else:
        builder.seats(council, "challenges.patron_weights", weights)
        patrons = np.array([weights.get(member, 0.0) for member in council.members])
        if patrons.sum() <= 0:
            return None
    return Hazards(
        patrons=cumulative(patrons),
        kinds=cumulative(np.array([challenges.types.get(k, 0.0) for k in KIND_NAMES])),
        regions=cumulative(np.array([challenges.regions.get(r, 0.0) for r in REGIONS])),
        intrastate=INTRASTATE,
        threat=THREAT,
        atrocity=ATROCITY,
        deterrable=DETERRABLE,
        attribution=ATTRIBUTION,
    )


def cumulative(weights: Floats) -> Floats:
    """Weights as cumulative shares that end at 1 from the last positive weight on."""
    shares = np.cumsum(weights) / weights.sum()
    shares[np.flatnonzero(weights)[-1] :] = 1.0
    return shares
