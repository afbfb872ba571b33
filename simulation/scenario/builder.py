"""What makes the councils of one scenario from its files, and gathers what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from simulation.scenario.files import shown_path
from simulation.scenario.mistakes import (
    Gathered,
    InputError,
    Mistake,
    after,
    closest,
    of_argument,
    shown,
)
from simulation.scenario.reading import Shelf, shapes_at
from simulation.scenario.roster import Roster, codes_for_names
from simulation.scenario.salvage import ShapeError, checked, stand_in
from simulation.scenario.scenario import Council, Sitting
from simulation.scenario.schema import CouncilFile, PoolFile, RulesFile, ScenarioFile, SeatFile
from simulation.scenario.sitting import rules_for, sitting_of_checked
from simulation.scenario.states import names_by_code
from simulation.stages.adoption import Rules

FIXED_IN_A_HISTORY = (
    *("member", "name", "group", "permanent", "pen", "place"),
    *("size", "capability", "military", "reach"),
)
"""Keys of a seat that no shift changes: who it is, and what the world has."""

FIXED_IN_A_SCENARIO = ("member", "permanent")
"""Keys of a seat that no scenario changes."""

REQUIRED = tuple(name for name, field in SeatFile.model_fields.items() if field.is_required())
"""Keys that every seat has."""

ANY_RULES = RulesFile(title="unknown", quota=1, vetoes="none")
"""What stands for a rule set that cannot be used, so that the rest can be checked."""


class Builder:
    """Builds the sittings of one scenario and gathers what is wrong with them.

    ``unknown`` are dotted keys whose values are wrong already, as in
    :mod:`simulation.scenario.salvage`: nothing is held against them.
    """

    def __init__(
        self,
        file: ScenarioFile,
        where: Path,
        *,
        rules_given: bool = False,
        shelf: Shelf | None = None,
        unknown: Iterable[str] = (),
    ) -> None:
        self.file = file
        self.rules_given = rules_given
        self.where = where
        self.source = shown_path(where)
        self.shelf = shelf or Shelf()
        self.unknown = set(unknown)
        self.gathered = Gathered()
        self.profiles = {
            member: self.usable(changes, f"profiles.{member}", FIXED_IN_A_SCENARIO)
            for member, changes in file.profiles.items()
        }
        self.shift_profiles = [
            self.usable(shift.profile, f"shift[{number}].profile", FIXED_IN_A_HISTORY)
            for number, shift in enumerate(file.shift, start=1)
        ]
        self.absences: set[tuple[str, str]] = set()
        self.listed: set[str] = set()
        self.used_profiles: set[str] = set()
        self.used_shifts: set[int] = set()
        self.sittings: dict[tuple[str, tuple[int, ...]], Sitting] = {}
        self.rules_stand: tuple[str, str] | None = None
        self.rules = self.found_rules()
        self.pool: PoolFile | None = None if file.pool is None else self.named("pool", file.pool)

    @property
    def mistakes(self) -> list[str]:
        """What is wrong, in the order in which it was found."""
        return self.gathered.mistakes

    def knows(self, key: str) -> bool:
        """Whether nothing is wrong with a key, with what it holds and with what holds it."""
        return not any(
            bad == key or bad.startswith(f"{key}.") or key.startswith(f"{bad}.")
            for bad in self.unknown
        )

    def stands(self, *keys: str) -> bool:
        """Whether these keys and what holds them are as written, whatever they hold."""
        return not any(
            bad == key or key.startswith(f"{bad}.") for bad in self.unknown for key in keys
        )

    def found_rules(self) -> RulesFile:
        """The rule set, or one that stands for it."""
        rules = self.file.rules
        if not isinstance(rules, str):
            return rules
        found: RulesFile | None = self.named("rule set", rules, "rules")
        if found is None:
            return ANY_RULES
        self.rules_stand = (shown_path(self.shelf.find("rule set", rules, self.where.parent)), "")
        return found

    def named(self, kind: str, name: str, key: str | None = None) -> Any:
        """What the scenario names, looked for beside its file, or what is left of it.

        What is wrong in it is said of its own file; ``key`` is its key in the scenario.
        None if nothing is left.
        """
        key = key or kind
        try:
            path = self.shelf.find(kind, name, self.where.parent)
        except InputError as error:
            given = key == "rules" and self.rules_given
            self.gathered.add(
                of_argument(key, m) if given else after(f"{self.source}: ", m)
                for m in error.mistakes
            )
            self.unknown.add(key)
            return None
        try:
            return self.shelf.take(kind, path)
        except ShapeError as error:
            self.gathered.add(error.mistakes)
            self.unknown |= {f"{key}.{inner}" for inner in error.unknown}
            if error.usable is None:
                self.unknown.add(key)
            return error.usable
        except InputError as error:
            self.gathered.add(error.mistakes)
            self.unknown.add(key)
            return None

    def wrong(self, key: str, value: Any, why: str) -> None:
        """Note a mistake of the scenario file."""
        self.gathered.add([Mistake(self.source, key, why, value=shown(value))])

    def sitting(self, council: str | CouncilFile, shifts: tuple[int, ...] = ()) -> Sitting | None:
        """The council under the scenario's rules, profiles changed as the scenario says.

        ``shifts`` are the numbers of those in force. None if nobody knows who sits.
        """
        key = (council if isinstance(council, str) else "", shifts)
        if key not in self.sittings:
            made = self.new_sitting(council, shifts)
            if made is None:
                return None
            self.sittings[key] = made
        return self.sittings[key]

    def new_sitting(self, council: str | CouncilFile, shifts: tuple[int, ...]) -> Sitting | None:
        """A council for :meth:`sitting`."""
        if council is self.file.council and not self.knows("council"):
            return None
        place = "council" if council is self.file.council else "crisis.council"
        file: CouncilFile | None = (
            self.named("council", council, place) if isinstance(council, str) else council
        )
        if file is None or not self.knows(place):
            return None
        own, head = self.source, f"{place}."
        if isinstance(council, str):
            own, head = shown_path(self.shelf.find("council", council, self.where.parent)), ""
        coded = self.by_codes(file, own, head)
        seats = [self.shifted(self.with_changes(seat), shifts) for seat in coded]
        file = file.model_copy(update={"seat": seats})
        return sitting_of_checked(
            self.rules,
            file,
            self.rules_of(Council.of(file)),
            self.pool.state if self.pool else (),
            self.file.not_joined,
        )

    def by_codes(self, file: CouncilFile, source: str, head: str) -> list[SeatFile]:
        """The seats, a state that is named by its code elsewhere under that code here too.

        A seat that calls it otherwise is the mistake, not those that have the code.
        """
        named = self.texts & names_by_code().keys() - {seat.member for seat in file.seat}
        codes = codes_for_names(file) if named else {}
        seats = []
        for number, seat in enumerate(file.seat, start=1):
            code = codes.get(seat.member)
            if code in named:
                why = f"is not a code, and other keys name {code}; write {code}"
                key = f"{head}seat[{number}].member"
                self.gathered.note(Mistake(source, key, why, value=shown(seat.member)))
                seat = seat.model_copy(update={"member": code})
            seats.append(seat)
        return seats

    @cached_property
    def texts(self) -> frozenset[str]:
        """Every text that the scenario and its rule set hold, keys of tables among them."""
        return frozenset(
            text
            for file in (self.file, self.rules)
            for text in texts_in(file.model_dump(exclude_unset=True))
        )

    def rules_of(self, council: Council) -> Rules:
        """The rules as this council uses them, or some that stand for them."""
        inner = (bad.removeprefix("rules.") for bad in self.unknown if bad.startswith("rules."))
        if "rules" not in self.unknown:
            with self.gathered.kept():
                return rules_for(
                    self.rules,
                    council.members,
                    council.permanent,
                    council.title,
                    "rules",
                    source=self.source,
                    inside=self.rules_stand,
                    unknown=frozenset(inner),
                )
            self.unknown.add("rules.quota")
        return rules_for(ANY_RULES, council.members, council.permanent, council.title, "rules")

    def usable(self, changes: dict[str, Any], key: str, fixed: tuple[str, ...]) -> dict[str, Any]:
        """What of changes to a profile can be made, of whichever seat; the rest is noted as wrong.

        ``fixed`` are keys that cannot be changed.
        """
        for name in fixed:
            if name in changes:
                self.wrong(f"{key}.{name}", changes[name], "cannot be changed here")
        changes = {name: value for name, value in changes.items() if name not in fixed}
        fields = SeatFile.model_fields
        meant = {closest(name, fields) for name in changes if name not in fields}
        stands = {name: stand_in(name, []) for name in REQUIRED if name not in meant}
        replaced: set[str] = set()
        try:
            seat = checked(SeatFile, stands | changes, self.source, shapes_at(SeatFile))
        except ShapeError as error:
            for line in error.mistakes:
                assert isinstance(line, Mistake)
                where = f"{key}.{line.key}"
                replaced.add(line.key)
                self.gathered.note(
                    Mistake(self.source, where, line.parts, value=line.value, whose=line.whose)
                )
            seat = error.usable
        kept = {} if seat is None else seat.model_dump(exclude_unset=True)
        kept = {name: kept[name] for name in kept if name not in replaced}
        return {name: kept[name] for name in kept if name in changes or name not in stands}

    def with_changes(self, seat: SeatFile) -> SeatFile:
        """A seat with the scenario's changes to its profile."""
        if seat.member not in self.profiles:
            return seat
        self.used_profiles.add(seat.member)
        return changed_seat(seat, self.profiles[seat.member])

    def shifted(self, seat: SeatFile, shifts: tuple[int, ...]) -> SeatFile:
        """A seat after those of its own shifts that are in force."""
        for number in shifts:
            if self.file.shift[number].member == seat.member:
                self.used_shifts.add(number)
                seat = changed_seat(seat, self.shift_profiles[number])
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
        roster = Roster.of(council.seats, f"on {council.title}")
        for member in members:
            if member not in council.members:
                self.no_seat(key, member, roster)

    def no_seat(self, key: str, member: str, roster: Roster) -> None:
        """Note that a member has no seat; who sits is listed once, with the first that needs it."""
        if (key, member) in self.absences:
            return
        self.absences.add((key, member))
        why, who = roster.absent(member), f"; {roster.members}"
        if why.endswith(who) and who in self.listed:
            why = why.removesuffix(who)
        elif why.endswith(who):
            self.listed.add(who)
        self.wrong(key, member, why)


def changed_seat(seat: SeatFile, changes: dict[str, Any]) -> SeatFile:
    """A seat with some of its keys changed, to values that are checked."""
    return SeatFile.model_validate({**seat.model_dump(exclude_unset=True), **changes})


def texts_in(value: Any) -> Iterator[str]:
    """The texts in a table or list, and the keys of tables."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)
