"""States and what is judged of them: names, groups, who belonged to the Assembly, judgements."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field

from simulation.scenario.files import read, scenarios_folder, shown_path
from simulation.scenario.mistakes import InputError
from simulation.scenario.reading import check
from simulation.scenario.schema import REGIONS, FilePart, Region
from simulation.scenario.states import REPUBLIC_OF_CHINA
from simulation.scenario.values import Share
from simulation.studies.tables.reading import Tables
from simulation.studies.tables.shapes import PERMANENT

LONGEST_SILENCE = 12
"""A member that casts no vote in the Assembly for up to so many years stays one, in arrears."""

type Names = str | dict[str, str]
"""A name, or names by the year from which they stand."""


type ValueAndReason = Annotated[tuple[float, str], Field(strict=False)]
"""A judged value, and why."""

type ShareAndReason = Annotated[tuple[Share, str], Field(strict=False)]
"""A judged share, and why."""

type Degrees = Annotated[
    tuple[Annotated[int, Field(ge=-90, le=90)], Annotated[int, Field(ge=-180, le=180)]],
    Field(strict=False),
]
"""Latitude and longitude."""


class StatesFile(FilePart):
    """scenarios/profiles/states.toml."""

    title: str
    source: str
    absent: dict[str, list[int]]
    AFR: dict[str, Names]
    APG: dict[str, Names]
    EEG: dict[str, Names]
    GRULAC: dict[str, Names]
    WEOG: dict[str, Names]
    population: dict[str, dict[str, float]]
    seats_before_1966: dict[str, list[str]]


class CodeFile(FilePart):
    """Who signed the code of conduct, and from which year it counts."""

    since: int
    members: list[str]


class JudgedFile(FilePart):
    """scenarios/profiles/judged.toml."""

    title: str
    source: str
    pen: list[str]
    looked_through: list[int]
    code_of_conduct: CodeFile
    intervention: dict[str, dict[str, ValueAndReason]]
    reach: dict[str, dict[str, ShareAndReason]]


class PlacesFile(FilePart):
    """scenarios/profiles/places.toml."""

    title: str
    source: str
    place: dict[str, Degrees | dict[str, Degrees]]


@dataclass(frozen=True)
class JudgedValue:
    """A judged value, the year for which it was judged, and why."""

    value: float
    year: int
    reason: str

    def label(self, year: int) -> str:
        """Its provenance in a file of this year."""
        carried = "" if self.year == year else f"as in {self.year}: "
        return f"judged: {carried}{self.reason}"

    def since(self) -> str:
        """The provenance of a value that stands until the next one."""
        return f"judged: since {self.year}: {self.reason}"


class States:
    """Every state by its code, and who sits and who belongs in a year."""

    def __init__(self, folder: Path, tables: Tables) -> None:
        path = folder / "states.toml"
        self.file = check(StatesFile, read(path), shown_path(path))
        path = folder / "judged.toml"
        self.judged = check(JudgedFile, read(path), shown_path(path))
        path = folder / "places.toml"
        self.places = check(PlacesFile, read(path), shown_path(path))
        self.membership = tables.read("membership")
        self.ideal_points = tables.read("ideal points")
        self.groups = groups_of(self.file)

    def name(self, code: str, year: int) -> str:
        """What the state was called in a year."""
        names: Names = getattr(self.file, self.groups[code])[code]
        if isinstance(names, str):
            return names
        return standing(names, year)

    def place(self, code: str, year: int) -> tuple[int, int]:
        """Latitude and longitude of the capital of a year, to a degree.

        Raises
        ------
        InputError
            If the table of places lacks the state.
        """
        found = self.places.place.get(code)
        if found is None:
            raise InputError([f"places.toml: place.{code} is missing; add it"])
        return found if isinstance(found, tuple) else standing(found, year)

    def reach(self, code: str, year: int) -> JudgedValue | None:
        """What is judged of how far it can carry forces; None where nothing is, or not yet."""
        judged = self.judged.reach.get(code, {})
        since = max((int(y) for y in judged if int(y) <= year), default=None)
        return (
            None
            if since is None
            else JudgedValue(judged[str(since)][0], since, judged[str(since)][1])
        )

    @cached_property
    def sat(self) -> dict[int, frozenset[str]]:
        """The members of the Council, by year."""
        by_year = self.membership.groupby("year")["iso3"]
        return {int(str(year)): frozenset(members) for year, members in by_year}

    def term(self, code: str, year: int) -> int:
        """1 where an elected member stays for another year, 2 where it leaves.

        The last year of the table has what the table says. It counts split terms
        as single years, so for all others the next year's members decide.
        """
        if year + 1 in self.sat:
            return 1 if code in self.sat[year + 1] else 2
        rows = self.membership[
            (self.membership["year"] == year) & (self.membership["iso3"] == code)
        ]
        return int(rows["term_year"].iloc[0])

    def sat_for(self, code: str, year: int) -> str:
        """Before 1966, whose seat an elected member held."""
        for seat, terms in self.file.seats_before_1966.items():
            for term in terms:
                member, _, years = term.partition(" ")
                first, _, last = years.partition("-")
                if member == code and int(first) <= year <= int(last or first):
                    return seat
        raise InputError(
            [
                f"unsc_membership_*.csv: {code} sat in {year}, but states.toml does not say for "
                "whom (seats_before_1966); correct either"
            ]
        )

    @cached_property
    def years_voted(self) -> dict[str, list[int]]:
        """The years in which each state voted in the Assembly."""
        found: dict[str, set[int]] = {}
        for code, year in zip(self.ideal_points["iso3"], self.ideal_points["year"], strict=True):
            found.setdefault(own_code(code, int(year)), set()).add(int(year))
        return {code: sorted(years) for code, years in found.items()}

    def belonged(self, code: str, year: int) -> bool:
        """Whether it was a member of the United Nations that could vote, by its votes.

        It was if it voted in the year, or before and after with a silence of at
        most LONGEST_SILENCE years between, or last voted not longer ago than that and still
        exists.
        """
        years = self.years_voted.get(code, [])
        first, last = self.file.absent.get(code, [0, 0])
        if not years or first <= year <= last or code in self.ended(year):
            return False
        before = [y for y in years if y <= year]
        after = [y for y in years if y >= year]
        if not before:
            return False
        silence = (after[0] if after else year) - before[-1]
        return silence <= LONGEST_SILENCE

    def ended(self, year: int) -> Iterable[str]:
        """States that are no more in a year."""
        ends = {"CSK": 1992, "DDR": 1989, "YAR": 1989, "YMD": 1989, "YUG": 2005}
        return [code for code, last in ends.items() if year > last]

    def members(self, year: int) -> list[str]:
        """The membership of a year, group by group, by name."""
        there = [code for code in self.groups if self.belonged(code, year)]
        return sorted(
            there, key=lambda code: (self.groups[code], self.sorting(self.name(code, year)))
        )

    @staticmethod
    def sorting(name: str) -> str:
        """A name as it sorts: without accents, in one case."""
        plain = unicodedata.normalize("NFKD", name)
        return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()

    def intervention(self, code: str, year: int) -> JudgedValue | None:
        """What is judged of its will to intervene, if anything."""
        judged = self.judged.intervention.get(code)
        if judged is None:
            return None
        years = [int(y) for y in judged]
        whole = year in self.judged.looked_through
        if code in PERMANENT:
            chosen = max((y for y in years if y <= year), default=min(years))
        elif code in self.sat.get(year, ()):
            near = [y for y in years if y == year or (not whole and self.same_term(code, y, year))]
            if not near:
                return None
            chosen = min(near, key=lambda y: abs(y - year))
        else:
            return None
        value, reason = judged[str(chosen)]
        return JudgedValue(value, chosen, reason)

    def same_term(self, code: str, year: int, other: int) -> bool:
        """Whether it sat in both years without a break."""
        between = range(min(year, other), max(year, other) + 1)
        return len(between) <= 2 and all(code in self.sat.get(y, ()) for y in between)

    def signatory(self, code: str, year: int) -> bool:
        """Whether it had signed the code of conduct on mass atrocities."""
        code_of_conduct = self.judged.code_of_conduct
        return year >= code_of_conduct.since and code in code_of_conduct.members


def groups_of(file: StatesFile) -> dict[str, Region]:
    """The regional group of each state, by code."""
    return {code: group for group in REGIONS for code in getattr(file, group)}


def regional_groups() -> dict[str, Region]:
    """The regional group of each state of the file that is shipped, by code."""
    path = scenarios_folder() / "profiles" / "states.toml"
    return groups_of(check(StatesFile, read(path), shown_path(path)))


def standing[T](by_year: dict[str, T], year: int) -> T:
    """What stands in a year, of values by the year from which they stand."""
    return next(value for since, value in reversed(by_year.items()) if int(since) <= year)


def own_code(code: str, year: int) -> str:
    """The code here of a state that a table of the Assembly calls otherwise."""
    if code == REPUBLIC_OF_CHINA:
        return "CHN"
    if code == "YUG" and year >= 2006:
        return "SRB"
    return code
