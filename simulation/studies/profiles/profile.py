"""Profiles of states by year, from the tables and the judgements of scenarios/profiles/.

One profile is made the same way for a seat of the Council and for a state of the
membership; docs/sources.md says how. Numbers are rounded once, here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from simulation.scenario.means import ordinary_reach
from simulation.scenario.schema import Region
from simulation.studies.profiles.resources import Found, Resources
from simulation.studies.profiles.states import States, own_code
from simulation.studies.profiles.ties import Ties
from simulation.studies.tables.reading import Tables
from simulation.studies.tables.shapes import PERMANENT, Kind

NEEDED: tuple[Kind, ...] = (
    "membership",
    "ideal points",
    "agreement",
    "assessments",
    "capabilities",
    "gdp",
    "ucdp",
)
"""The tables that profiles are made of."""

SCALE = 2.5
"""Ideal points run from about -2.5 to 2.5; alignment is an ideal point divided by this."""

STAND_IN, STAND_IN_MOST = 0.6, 0.6
"""Where nothing is judged, the will to intervene is so much of alignment, and at most so strong."""

SEATING = ("CHN", "FRA", "RUS", "GBR", "USA")
"""The permanent members in the order in which they sit."""

LEAST_TIE = 0.05
"""Smaller ties are left out."""

POOL_YEARS = (1946, *range(1950, 2026, 5), 2011)
"""The years of which there is a pool."""


@dataclass(frozen=True)
class Profile:
    """One state in one year; numbers as they are written, ``labels`` where they differ."""

    member: str
    name: str
    group: Region
    permanent: bool
    pen: bool
    term: int | None
    alignment: float
    intervention: float
    size: float
    capability: float
    assessment: float | None
    military: float
    reach: float
    place: tuple[int, int]
    code_signatory: bool
    population: float
    income: float
    at_war: bool
    patrons: dict[str, float]
    labels: dict[str, str] = field(default_factory=dict)


class ProfilesByYear:
    """Profiles by state and year."""

    def __init__(self, tables: Tables, folder: Path) -> None:
        tables.require(*NEEDED)
        self.states = States(folder, tables)
        self.means = Resources(tables, self.states)
        self.ties = Ties(tables, self.states)
        points = tables.read("ideal points")
        self.points: dict[int, dict[str, tuple[float, int]]] = {}
        rows = points[["iso3", "year", "ideal_point_fp", "n_votes_fp"]].itertuples(index=False)
        for code, year, point, votes in rows:
            # In 1971 the Republic of China and its successor both voted; the seat was the former's.
            own = own_code(str(code), int(year))
            if (code, int(year)) != ("CHN", 1971):
                self.points.setdefault(int(year), {})[own] = (float(point), int(votes))
        self.last_war = max(self.means.parties)

    # --- the years

    @property
    def years(self) -> list[int]:
        """The years of which there is a Council."""
        return sorted(self.states.sat)

    def points_year(self, year: int) -> int:
        """The year whose ideal points stand for a year: the last that has some."""
        return max(y for y in self.points if y <= year)

    def votes_of(self, year: int) -> int:
        """Votes of the Assembly of a year: the most in which a state took part."""
        return max(votes for _, votes in self.points[self.points_year(year)].values())

    # --- one profile

    def profile(self, state: str, year: int) -> Profile:
        """One state in one year."""
        labels: dict[str, str] = {}

        def kept(key: str, found: Found) -> float:
            if found.label is not None:
                labels[key] = found.label
            return significant(found.value)

        alignment = self.alignment(state, year)
        if alignment.label is not None:
            labels["alignment"] = alignment.label
        x = rounded(alignment.value, 3)
        judged = self.states.intervention(state, year)
        if judged is not None:
            labels["intervention"] = judged.label(year)
        stand_in = float(np.clip(STAND_IN * x, -STAND_IN_MOST, STAND_IN_MOST))
        sits = state in self.states.sat.get(year, ())
        permanent = sits and state in PERMANENT
        assessment = self.means.assessment(state, year)
        military = kept("military", self.means.military(state, year))
        reach = self.states.reach(state, year)
        if reach is not None:
            labels["reach"] = reach.since()
        return Profile(
            member=state,
            name=self.states.name(state, year),
            group=self.states.groups[state],
            permanent=permanent,
            pen=permanent and state in self.states.judged.pen,
            term=self.states.term(state, year) if sits and not permanent else None,
            alignment=x,
            intervention=rounded(stand_in if judged is None else judged.value, 2),
            size=kept("size", self.means.size(state, year)),
            capability=kept("capability", self.means.capability(state, year)),
            assessment=None if assessment is None else significant(assessment),
            military=military,
            reach=rounded(ordinary_reach(military) if reach is None else reach.value, 2),
            place=self.states.place(state, year),
            code_signatory=self.states.signatory(state, year),
            population=kept("population", self.means.population(state, year)),
            income=kept("income", self.means.income(state, year)),
            at_war=self.means.at_war(state, min(year, self.last_war)),
            patrons=self.patrons(state, year),
            labels=labels,
        )

    def alignment(self, state: str, year: int) -> Found:
        """Ideal point of the year, or of the nearest year, or of the regional group, scaled."""
        at = self.points_year(year)
        if state in self.points[at]:
            point, votes = self.points[at][state]
            every = self.votes_of(year)
            few = f"measured: from only {votes} of {every} votes" if 2 * votes < every else None
            return Found(point / SCALE, few)
        # Of two years equally near, the earlier one.
        near = sorted(self.points, key=lambda y: (abs(y - at), y))
        for other in near:
            if state in self.points[other] and abs(other - at) <= 12:
                return Found(self.points[other][state][0] / SCALE, f"estimated: that of {other}")
        group = self.states.groups[state]
        points = [
            p for code, (p, _) in self.points[at].items() if self.states.groups[code] == group
        ]
        return Found(float(np.mean(points)) / SCALE, "estimated: mean of its regional group")

    def patrons(self, state: str, year: int) -> dict[str, float]:
        """Estimated ties of permanent members to a state, those that are not next to nothing."""
        found = {}
        for member in PERMANENT:
            estimate = self.ties.estimate(member, state, year)
            if estimate is not None and estimate.tie >= LEAST_TIE:
                found[member] = rounded(estimate.tie, 2)
        return found

    # --- many

    def council(self, year: int) -> list[Profile]:
        """Who sat: the permanent members, then the elected ones by name."""
        elected = sorted(
            (self.profile(state, year) for state in self.states.sat[year] - set(PERMANENT)),
            key=lambda profile: self.states.sorting(profile.name),
        )
        return [*(self.profile(state, year) for state in SEATING), *elected]

    def pool(self, year: int) -> list[Profile]:
        """The membership, group by group, by name."""
        return [self.profile(state, year) for state in self.states.members(year)]


def significant(value: float) -> float:
    """A number to three significant digits."""
    return float(f"{value:.3g}")


def rounded(value: float, digits: int) -> float:
    """A number to so many digits after the point, never a negative zero."""
    return round(value, digits) + 0.0
