"""What states have: income, capability, military spending, population, assessments, wars."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from simulation.scenario.mistakes import InputError
from simulation.scenario.states import REPUBLIC_OF_CHINA
from simulation.studies.profiles.states import States, own_code
from simulation.studies.tables.reading import Tables

FIRST_GDP = 1960
"""The first year of the World Bank's series; earlier years take its shares."""

NEAREST = 7
"""A missing share of income is taken from a year at most so far away."""

PARTS: tuple[tuple[str, int, int, str, tuple[str, ...]], ...] = (
    (
        "RUS",
        0,
        1991,
        "RUS",
        ("ARM", "AZE", "EST", "GEO", "KAZ", "KGZ", "LTU", "LVA", "MDA", "TJK", "TKM", "UZB"),
    ),
    ("CSK", 0, 1992, "CZE", ("SVK",)),
    ("YUG", 0, 1991, "SRB", ("BIH", "HRV", "MKD", "MNE", "SVN")),
    ("YUG", 1992, 2005, "SRB", ("MNE",)),
)
"""State, first and last year, and whose incomes make up its own: its core's and the others'."""

TOKEN = 0.1
"""Size and capability of a state that is counted in another's, in percent (judged)."""

COUNTED = "judged: a token; counted in the Soviet Union's"

SPENDING = "milex_thousand_usd_current"

LEAST = 0.0001
"""No state has less than this share of capabilities, in percent."""

COUNTED_IN_RUSSIA = ("BLR", "UKR")
"""Members of their own right whose means the tables count in the Soviet Union's, to 1990."""


@dataclass(frozen=True)
class Found:
    """A number, and a label where its provenance is not the file's own."""

    value: float
    label: str | None = None


@dataclass(frozen=True)
class Incomes:
    """Incomes of a year in dollars by code: as measured, and all with what is estimated."""

    measured: dict[str, float]
    summed: frozenset[str]
    every: dict[str, float]

    @property
    def world(self) -> float:
        """The world's."""
        return float(sum(self.every.values()))


class Resources:
    """Size, income, capability, military spending, population, assessment and war, by state
    and year.
    """

    def __init__(self, tables: Tables, states: States) -> None:
        self.states = states
        capabilities = tables.read("capabilities")
        self.last_capability = int(capabilities["year"].max())
        rows = capabilities[["iso3", "year", "cinc", "tpop_thousand", "pec", SPENDING]]
        self.capabilities: dict[tuple[str, int], tuple[float, float, float]] = {}
        self.spending: dict[int, dict[str, float]] = {}
        for code, year, *figures in rows.itertuples(index=False):
            own = code if code == REPUBLIC_OF_CHINA else own_code(str(code), int(year))
            key = (str(own), int(year))
            # In 1990 two Germanies stand in the table under one code: the larger one is whole.
            cinc, people, energy, spent = (float(figure) for figure in figures)
            if cinc >= self.capabilities.get(key, (0.0,))[0]:
                self.capabilities[key] = (cinc, people / 1000.0, energy)
                self.spending.setdefault(key[1], {})[key[0]] = spent
        gdp = tables.read("gdp")
        self.last_gdp = int(gdp["year"].max())
        self.gdp: dict[int, dict[str, float]] = {}
        for code, year, dollars in gdp[["iso3", "year", "gdp_current_usd"]].itertuples(index=False):
            self.gdp.setdefault(int(year), {})[str(code)] = float(dollars)
        scale = tables.read("assessments")[["iso3", "year", "share_normalised"]]
        self.assessed = {
            (str(code), int(year)): float(share)
            for code, year, share in scale.itertuples(index=False)
        }
        self.spending_with_estimates = cache(self.spending_with_estimates_of)
        self.parties = parties_at_war(tables)
        self.incomes: Callable[[int], Incomes] = cache(self.incomes_of)

    # --- income

    def gdp_year(self, year: int) -> int:
        """The year whose incomes stand for a year."""
        return min(max(year, FIRST_GDP), self.last_gdp)

    def incomes_of(self, year: int) -> Incomes:
        """Incomes of a year: measured, summed over parts, or estimated from the use of energy.

        The estimate is a regression, over the states that have both, of ln income
        a head on ln energy use a head, no lower than the lowest income measured.
        """
        measured = dict(self.gdp[year])
        summed = set()
        for whole, first, last, core, others in PARTS:
            if first <= year <= last:
                parts = [measured.pop(part, 0.0) for part in (core, *others)]
                if parts[0]:
                    measured[whole] = sum(parts)
                    summed.add(whole)
        energy = {
            code: (use / people, people)
            for (code, y), (_, people, use) in self.capabilities.items()
            if y == self.capability_year(year) and use > 0 and people > 0
        }
        for code in ("", *self.states.ended(year)):
            energy.pop(code, None)
        both = sorted(code for code in energy if code in measured)
        use = np.array([np.log(energy[code][0]) for code in both])
        income = np.array([np.log(measured[code] / energy[code][1]) for code in both])
        slope, level = np.polyfit(use, income, 1)
        every = dict(measured)
        for code in sorted(set(energy) - set(measured)):
            a_head = max(level + slope * np.log(energy[code][0]), float(income.min()))
            every[code] = float(np.exp(a_head)) * energy[code][1]
        return Incomes(measured, frozenset(summed), every)

    def size(self, state: str, year: int) -> Found:
        """Share of the world's income in percent."""
        code, at = material_code(state, year), self.gdp_year(year)
        found = self.incomes(at)
        if code in found.measured:
            share = 100.0 * found.measured[code] / found.world
            return Found(share, "estimated: sum of its parts" if code in found.summed else None)
        near = self.nearest(code, at)
        if near is not None:
            there = self.incomes(near)
            share = 100.0 * there.measured[code] / there.world
            return Found(share, f"estimated: share of {near}")
        if state in COUNTED_IN_RUSSIA and year < 1991:
            return Found(TOKEN, COUNTED)
        if code in found.every:
            return Found(100.0 * found.every[code] / found.world, "estimated: energy")
        people = self.population(state, year).value
        typical = float(np.nanmedian([self.a_head(other, at) for other in sorted(found.measured)]))
        return Found(100.0 * typical * people / found.world, "estimated: median income a head")

    def nearest(self, code: str, year: int) -> int | None:
        """The nearest year with an income measured of the state as it was in this one.

        A sum of parts is not carried to other years: for the Soviet Union it is so much
        less than the use of energy suggests that the two do not mix.
        """
        for away in range(1, NEAREST + 1):
            for other in (year - away, year + away):
                same = parts_of(code, year) == parts_of(code, other)
                if not same or other not in self.gdp:
                    continue
                there = self.incomes(other)
                if code in there.measured and code not in there.summed:
                    return other
        return None

    def a_head(self, code: str, year: int) -> float:
        """Measured income a head of a year in dollars a million heads; nan without heads."""
        known = self.capabilities.get((code, self.capability_year(year)))
        return self.incomes(year).measured[code] / known[1] if known else np.nan

    def income(self, state: str, year: int) -> Found:
        """Income a head in thousand dollars."""
        at = self.gdp_year(year)
        size = self.size(state, year)
        if size.label == COUNTED:
            return Found(self.income("RUS", year).value, "estimated: the Soviet Union's")
        dollars = size.value / 100.0 * self.incomes(at).world
        people = self.population(state, max(year, FIRST_GDP)).value
        return Found(dollars / people / 1e9, size.label)

    # --- people and capability

    def capability_year(self, year: int) -> int:
        """The year whose capabilities stand for a year."""
        return min(year, self.last_capability)

    def known(self, state: str, year: int) -> tuple[int, tuple[float, float, float]] | None:
        """The year nearest to this one with capabilities, and cinc, millions of people, energy."""
        at = self.capability_year(year)
        for away in range(6):
            for other in (at - away, at + away):
                found = self.capabilities.get((material_code(state, year), other))
                if found is not None:
                    return other, found
        return None

    def population(self, state: str, year: int) -> Found:
        """Millions of people."""
        points = self.states.file.population.get(state, {})
        if points and year < 1991:
            people = np.interp(year, [int(y) for y in points], list(points.values()))
            label = "estimated: own knowledge, World Population Prospects"
            return Found(float(people), label)
        found = self.known(state, year)
        if found is None:
            raise not_measured(state, year)
        return Found(found[1][1], self.of_another(found[0], year))

    def capability(self, state: str, year: int) -> Found:
        """Share of the world's material capabilities in percent."""
        if state in COUNTED_IN_RUSSIA and year < 1991:
            return Found(TOKEN, COUNTED)
        found = self.known(state, year)
        if found is None:
            raise not_measured(state, year)
        share = max(100.0 * found[1][0], LEAST)
        return Found(share, self.of_another(found[0], year))

    def military(self, state: str, year: int) -> Found:
        """Share of the world's military spending in percent, what is estimated among it."""
        if state in COUNTED_IN_RUSSIA and year < 1991:
            return Found(TOKEN, COUNTED)
        at, code = self.capability_year(year), material_code(state, year)
        world = self.spending_with_estimates(at)
        own = world.get(code) or self.spending_estimated(code, at)
        total = sum(spent.value for spent in world.values())
        return Found(100.0 * own.value / total, own.label)

    def spending_with_estimates_of(self, year: int) -> dict[str, Found]:
        """Military spending of a year by code, as known or else estimated."""
        return {
            code: self.spending_estimated(code, year) if np.isnan(spent) else Found(spent)
            for code, spent in self.spending[year].items()
        }

    def spending_estimated(self, code: str, year: int) -> Found:
        """Military spending that is not known: from the share of all that is known elsewhere.

        It is the share of the nearest year within ``NEAREST``, of two equally near the
        earlier one, and else the share of capabilities.
        """
        total = float(np.nansum(list(self.spending[year].values())))
        for other in sorted(self.spending, key=lambda y: (abs(y - year), y)):
            spent = self.spending[other].get(code, np.nan)
            if 0 < abs(other - year) <= NEAREST and not np.isnan(spent):
                share = spent / float(np.nansum(list(self.spending[other].values())))
                return Found(share * total, f"estimated: share of {other}")
        share = self.capability(code, year).value / 100.0
        return Found(share * total, "estimated: its share of capabilities")

    def of_another(self, found: int, year: int) -> str | None:
        """The label of a number of another year than the file says."""
        return None if found == self.capability_year(year) else f"estimated: that of {found}"

    # --- assessment and war

    def assessment(self, state: str, year: int) -> float | None:
        """Share of the regular budget in percent, if it was assessed."""
        code = {"YAR": "YEM", "SRB": "YUG"}.get(state, state)
        return self.assessed.get((code, year))

    def at_war(self, state: str, year: int) -> bool:
        """Whether its government was a primary party to an armed conflict of the year."""
        return material_code(state, year) in self.parties.get(year, frozenset())


def not_measured(state: str, year: int) -> InputError:
    """That the table of capabilities lacks a state about a year."""
    return InputError(
        [
            f"cow_nmc_*.csv: there is no row of {state} from {year - 5} to {year + 5}; add one, or "
            "leave the state out of the tables of members"
        ]
    )


def material_code(state: str, year: int) -> str:
    """The code under which tables of means hold a state.

    China's seat was the Republic of China's to 1971, from 1949 on Taiwan.
    """
    return REPUBLIC_OF_CHINA if state == "CHN" and 1949 <= year <= 1971 else state


def parts_of(code: str, year: int) -> tuple[str, ...]:
    """Of which states' incomes a state's is the sum in a year; itself but for PARTS."""
    for whole, first, last, core, others in PARTS:
        if code == whole and first <= year <= last:
            return (core, *others)
    return (code,)


def parties_at_war(tables: Tables) -> dict[int, frozenset[str]]:
    """Governments that were a primary party to an armed conflict, by year."""
    capabilities = tables.read("capabilities")
    codes = {
        (int(ccode), int(year)): str(code)
        for ccode, year, code in capabilities[["ccode", "year", "iso3"]].itertuples(index=False)
    }
    last = int(capabilities["year"].max())

    def state_of(number: int, year: int) -> str | None:
        # Conflicts use the numbers of Gleditsch and Ward, which differ for three states.
        own = {260: "DEU", 340: "SRB", 678: "YEM" if year >= 1990 else "YAR"}.get(number)
        return own or codes.get((number, min(year, last)))

    found: dict[int, set[str]] = {}
    conflicts = tables.read("ucdp")[["year", "gwno_a", "gwno_b"]]
    for year, a, b in conflicts.itertuples(index=False):
        for number in (a, b):
            state = None if np.isnan(number) else state_of(int(number), int(year))
            if state is not None:
                found.setdefault(int(year), set()).add(state)
    return {year: frozenset(states) for year, states in found.items()}
