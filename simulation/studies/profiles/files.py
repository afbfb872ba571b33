"""Councils and pools as files: what `unsc profiles build` writes into scenarios/."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from simulation.experiments.files import aside, settle
from simulation.scenario.means import MOST_REACH, REACH_OF_ONE_PERCENT
from simulation.studies.profiles.profile import (
    POOL_YEARS,
    STAND_IN,
    STAND_IN_MOST,
    Profile,
    ProfilesByYear,
)
from simulation.studies.profiles.resources import FIRST_GDP, NEAREST

GROUPS = {
    "AFR": "Africa",
    "APG": "Asia and the Pacific",
    "EEG": "Eastern Europe",
    "GRULAC": "Latin America and the Caribbean",
    "WEOG": "Western Europe and others",
}

MADE = "Made by `unsc profiles build`; docs/sources.md says how."
IDEAL = (
    "Bailey, Strezhnev & Voeten 2017, J. Conflict Resolution 61(2); Harvard Dataverse "
    "doi:10.7910/DVN/LEJUQZ (CC0)"
)
GDP = "World Bank, NY.GDP.MKTP.CD (CC BY 4.0), copy in datasets/gdp"
COW = (
    "Correlates of War, National Material Capabilities v7.0 (Singer, Bremer & Stuckey 1972; "
    "Singer 1987)"
)
FEW_VOTES = 30
"""In a year with fewer votes of the Assembly the files say how wide ideal points are."""

ENLARGED = 1966
"""The year from which fifteen members sat, by today's groups."""


@dataclass(frozen=True)
class Written:
    """What a build did: files written again, and files that were so already."""

    changed: tuple[Path, ...]
    same: tuple[Path, ...]


def build(
    profiles: ProfilesByYear, out: Path, progress: Callable[[int], None] | None = None
) -> Written:
    """Write a council for every year and a pool for each of POOL_YEARS.

    All are made before any is written, and all are written aside before any gets its
    name: a mistake in the tables changes nothing. A file that would stay as it is, is
    not touched.
    """
    same, changed = [], {}
    for path, text in texts(profiles):
        target = out / path
        content = text.encode("utf-8")
        if target.is_file() and target.read_bytes() == content:
            same.append(target)
        else:
            changed[target] = content
        if progress is not None:
            progress(1)
    for folder in {target.parent for target in changed}:
        folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as unfinished:
        files = {target: unfinished.enter_context(aside(target)) for target in changed}
        for target, beside in files.items():
            beside.write_bytes(changed[target])
        settle(files)
    return Written(tuple(changed), tuple(same))


def texts(profiles: ProfilesByYear) -> Iterator[tuple[Path, str]]:
    """Every file, from the folder of scenarios, and what it says."""
    for year in profiles.years:
        yield Path("councils") / f"{year}.toml", council_text(profiles, year)
    for year in sorted(POOL_YEARS):
        yield Path("pools") / f"{year}.toml", pool_text(profiles, year)


def number_of_files(profiles: ProfilesByYear) -> int:
    """How many files a build writes."""
    return len(profiles.years) + len(POOL_YEARS)


# --- councils


def council_text(profiles: ProfilesByYear, year: int) -> str:
    """One council."""
    seats = profiles.council(year)
    elected = [seat for seat in seats if not seat.permanent]
    then = (
        ""
        if year >= ENLARGED
        else ", carried back: before 1966 the six elected seats were shared out otherwise (two "
        "Latin America, one each the Commonwealth, Eastern Europe, the Middle East, Western "
        "Europe), and a seat says for whom it sat where today's group differs"
    )
    source = (
        "Membership: Wikipedia, List of members of the United Nations Security Council, as "
        f"collected in unsc-api (MIT). The regional groups are those of today{then}. {MADE}"
    )
    labels = {
        "pen": "judged: the usual permanent penholders",
        "term": "measured: 1 stays for another year, 2 leaves at the end of this one; membership",
        **shared_labels(profiles, year, "seat"),
        "assessment": f"measured: share of the regular budget of {year} in percent, of all that "
        "was assessed; UN Committee on Contributions, scales of assessment",
        **labels_of_means(profiles, year, "seat"),
    }
    if any(seat.code_signatory for seat in seats):
        labels["code_signatory"] = (
            "judged: signatories of the ACT code of conduct (2015) of which the coder was sure; "
            "the list has more"
        )
    lines = [f'title  = "Security Council, {year}"', f"source = {quoted(source)}", ""]
    lines += ["[provenance]", *(f"{key} = {quoted(label)}" for key, label in labels.items())]
    for heading, part in (
        ("permanent members", [seat for seat in seats if seat.permanent]),
        (f"elected members ({len(elected)})", elected),
    ):
        lines += ["", f"# --- {heading}"]
        for seat in part:
            lines += ["", "[[seat]]", *seat_lines(profiles, seat, year)]
    return "\n".join(lines) + "\n"


def seat_lines(profiles: ProfilesByYear, seat: Profile, year: int) -> Iterator[str]:
    """One seat, a line a key."""
    keys = ("size", "capability", "military", "reach", "alignment", "intervention")
    labels = {key: label for key, label in seat.labels.items() if key in keys}
    if year < ENLARGED and not seat.permanent:
        sat_for = profiles.states.sat_for(seat.member, year)
        if SEATS_OF_TODAY.get(sat_for) != seat.group:
            labels["group"] = f"measured: today's; sat for {sat_for}"
    yield f"member = {quoted(seat.member)}"
    yield f"name = {quoted(seat.name)}"
    for flag in ("permanent", "pen"):
        if getattr(seat, flag):
            yield f"{flag} = true"
    yield f"group = {quoted(seat.group)}"
    if seat.term is not None:
        yield f"term = {seat.term}"
    yield from figures(seat)
    if seat.code_signatory:
        yield "code_signatory = true"
    if labels:
        yield f"provenance = {inline(labels)}"


SEATS_OF_TODAY = {
    "Latin America": "GRULAC",
    "Eastern Europe": "EEG",
    "Western Europe": "WEOG",
}
"""The seats before 1966 that a group of today has; the others had none of their own."""


# --- pools


def pool_text(profiles: ProfilesByYear, year: int) -> str:
    """The membership of one year."""
    states = profiles.pool(year)
    source = (
        f"The {len(states)} members that could vote in the Assembly. Population in millions; "
        "income in thousand current US dollars a head; size, capability, assessment and "
        f"military in percent of the world's. {MADE}"
    )
    at = profiles.means.gdp_year(year)
    whose = min(year, profiles.last_war)
    window = profiles.ties.years(year)
    labels = {
        "group": f"measured: {profiles.states.file.source}",
        **shared_labels(profiles, year, "state"),
        "assessment": f"measured: share of the regular budget of {year}, of all that was "
        "assessed; UN Committee on Contributions, scales of assessment",
        **labels_of_means(profiles, year, "state"),
        "income": f"{'measured' if at == year else 'estimated'}: GDP a head of {at}; "
        f"{GDP}; population {COW}",
        "population": f"measured: total population of {profiles.means.capability_year(year)}; "
        f"{COW}",
        "at_war": f"measured: a government that is a primary party to an armed conflict of {whose}"
        ", either side if between states; UCDP/PRIO Armed Conflict Dataset (CC BY 4.0), Gleditsch "
        "et al. 2002",
        "patrons": "estimated: ties of permanent members to the state, from their agreement in "
        f"the Assembly in {window[0]}-{window[-1]}, shrunk to the regional group; {IDEAL}, roll "
        "calls by way of unvotes (MIT)",
    }
    lines = [
        f'title  = "Members of the United Nations, {year}"',
        f"source = {quoted(source)}",
        "",
        *(f"provenance.{key} = {quoted(label)}" for key, label in labels.items()),
        "",
        "state = [",
    ]
    group = ""
    for state in states:
        if state.group != group:
            group = state.group
            lines.append(f"  # --- {GROUPS[group]}")
        lines.append(f"  {{ {', '.join(state_cells(state))} }},")
    return "\n".join([*lines, "]"]) + "\n"


def state_cells(state: Profile) -> Iterator[str]:
    """One state, a cell a key."""
    yield f"member = {quoted(state.member)}"
    yield f"name = {quoted(state.name)}"
    yield f"group = {quoted(state.group)}"
    yield from figures(state)
    yield f"population = {plain(state.population)}"
    yield f"income = {plain(state.income)}"
    if state.at_war:
        yield "at_war = true"
    if state.code_signatory:
        yield "code_signatory = true"
    if state.patrons:
        cells = ", ".join(f"{member} = {tie:.2f}" for member, tie in state.patrons.items())
        yield f"patrons = {{ {cells} }}"
    if state.labels:
        yield f"provenance = {inline(state.labels)}"


# --- what both share


def shared_labels(profiles: ProfilesByYear, year: int, what: str) -> dict[str, str]:
    """Where the numbers of a seat or a state come from."""
    points, votes = profiles.points_year(year), profiles.votes_of(year)
    at, capabilities = profiles.means.gdp_year(year), profiles.means.capability_year(year)
    alignment = f"measured: Assembly ideal point of {points} (final-passage votes) / 2.5; {IDEAL}"
    if year <= 1971:
        alignment += ". China is the Republic of China (Taiwan in the source)"
    if votes < FEW_VOTES:
        alignment += f". Only {votes} votes in the year, so the 5-95 % range is wide"
    measured = "measured" if at == year else "estimated"
    why = ", the first year of the source" if year < FIRST_GDP else ""
    capability = f"measured: CINC of {capabilities} x 100; {COW}{of_china(year)}"
    return {
        "alignment": alignment,
        "intervention": f"estimated: {STAND_IN:g} x alignment, cut at -{STAND_IN_MOST:g} and "
        f"{STAND_IN_MOST:g}, a stand-in; judged where a {what} says so",
        "size": f"{measured}: share of the world's GDP in {at}{why}, in percent, states that do "
        f"not report estimated; {GDP}. Where a {what} says otherwise: energy stands for a "
        "regression, over the states with data that year, of ln income a head on ln energy use a "
        "head (COW NMC), no lower than the lowest measured; share of another year for the share "
        f"measured in it, the nearest within {NEAREST}",
        "capability": capability,
    }


def of_china(year: int) -> str:
    """Whose means China's seat has, in the years of the Republic of China on Taiwan."""
    return "; Taiwan's for the Republic of China" if 1949 <= year <= 1971 else ""


def labels_of_means(profiles: ProfilesByYear, year: int, what: str) -> dict[str, str]:
    """Where military spending, reach and place of a seat or a state come from."""
    at = profiles.means.capability_year(year)
    return {
        "military": f"measured: share of the world's military spending of {at} in percent, what is "
        f"not known estimated; {COW}{of_china(year)}. Where a {what} says otherwise: share of "
        f"another year for the share measured in it, the nearest within {NEAREST}",
        "reach": f"judged: own estimates by state and period, with a reason where a {what} says "
        f"so; for the others {REACH_OF_ONE_PERCENT:g} x the square root of military, at most "
        f"{MOST_REACH:g}",
        "place": f"estimated: {profiles.states.places.source}",
    }


def figures(profile: Profile) -> Iterator[str]:
    """The numbers that seats and states share."""
    yield f"alignment = {profile.alignment:.3f}"
    yield f"intervention = {profile.intervention:.2f}"
    yield f"size = {plain(profile.size)}"
    yield f"capability = {plain(profile.capability)}"
    if profile.assessment is not None:
        yield f"assessment = {plain(profile.assessment)}"
    yield f"military = {plain(profile.military)}"
    yield f"reach = {plain(profile.reach)}"
    latitude, longitude = profile.place
    yield f"place = {{ latitude = {latitude}, longitude = {longitude} }}"


def plain(value: float) -> str:
    """A number as TOML writes it."""
    return repr(float(value))


def quoted(text: str) -> str:
    """A text as TOML writes it; JSON writes the same."""
    return json.dumps(text, ensure_ascii=False)


def inline(labels: dict[str, str]) -> str:
    """Labels as an inline table."""
    return "{ " + ", ".join(f"{key} = {quoted(label)}" for key, label in labels.items()) + " }"
