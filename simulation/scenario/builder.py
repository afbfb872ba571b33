"""What makes the councils of one scenario from its files, and gathers what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from simulation.scenario.files import told
from simulation.scenario.mistakes import InputError, nearest, sentences
from simulation.scenario.reading import Shelf, keys_at, load_council, load_pool, load_rules
from simulation.scenario.scenario import Council, Sitting
from simulation.scenario.schema import CouncilFile, PoolFile, ScenarioFile, SeatFile
from simulation.scenario.seating import seat_rules

FIXED_IN_A_HISTORY = ("member", "name", "group", "permanent", "pen", "size", "capability")
"""Keys of a seat that no shift changes: who it is, and what the world has."""


class Builder:
    """Builds the sittings of one scenario and gathers what is wrong with them."""

    def __init__(
        self, file: ScenarioFile, where: Path, rules_given: bool = False, shelf: Shelf | None = None
    ) -> None:
        self.file = file
        self.rules_given = rules_given
        self.where = where
        self.shelf = shelf or Shelf()
        self.mistakes: list[str] = []
        self.used_profiles: set[str] = set()
        self.used_shifts: set[int] = set()
        self.sittings: dict[tuple[str, tuple[int, ...]], Sitting] = {}
        self.rules = self.tried(
            lambda: (
                self.named(load_rules, file.rules) if isinstance(file.rules, str) else file.rules
            )
        )

        self.pool: PoolFile | None = (
            None if file.pool is None else self.tried(lambda: self.named(load_pool, file.pool))
        )

    def named[T](self, load: Callable[[str, Path], T], name: str) -> T:
        """What the scenario names, looked for beside its file."""
        return self.shelf.take(load, name, self.where.parent)

    def tried[T](self, action: Any) -> T | None:
        """The action's result; its mistakes are kept."""
        try:
            result: T = action()
        except InputError as error:
            for mistake in error.mistakes:
                unnamed = mistake.startswith("there is no ") and not self.rules_given
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
                lambda: self.named(load_council, council) if isinstance(council, str) else council
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
            for line in sentences(error, whole, told(self.where), keys_at(SeatFile)):
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
