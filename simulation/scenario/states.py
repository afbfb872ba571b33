"""States by any of their names: what people write, the code it stands for, when a state sat.

A state is known by its code, by its names of any year in English, French, Spanish and German, by
ISO 3166 (codes of two and three letters, former ones too) and by the numbers and letters of
the Correlates of War project. Where a name stood for one state and later for another, as
"Republic of China", the year decides. Names and codes of ISO 3166 are pycountry's; the rest
is in scenarios/profiles/states.toml and names.toml.
"""

from __future__ import annotations

import gettext
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from simulation.scenario.files import names as files_named
from simulation.scenario.files import read, scenarios_folder
from simulation.scenario.mistakes import near
from simulation.scenario.schema import REGIONS

LANGUAGES = ("fr", "es", "de")
"""The languages beside English in which states are known."""

NO_STATE = (
    "stands for no member of the United Nations; write its code of ISO 3166, as GBR, or leave its "
    "rows out"
)
"""Why a name in a table of states cannot be used."""

REPUBLIC_OF_CHINA = "TWN"
"""Its code in tables of the Assembly, to which it belonged until 1971; on the Council it is CHN."""

type InYear = tuple[str, int | None]
"""A name, and the year in which it stands somewhere, if that is known."""

type Since = Mapping[int, str]
"""A code by the first year from which a name stands for it."""


def same(name: str) -> str:
    """A name without case, accents, dots and what joins words: what two spellings share.

    >>> same("Côte d’Ivoire") == same("COTE D'IVOIRE") == same("Cote-d'Ivoire")
    True
    >>> same("U.S.S.R."), same("the Trinidad & Tobago")
    ('ussr', 'trinidad and tobago')
    """
    letters = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = re.findall(r"\w+", re.sub(r"[.'’`]", "", plain).replace("_", " "))
    if words[:1] == ["the"]:
        words = words[1:]
    return " ".join("saint" if word == "st" else word for word in words)


@cache
def names_by_code() -> dict[str, dict[int, str]]:
    """The names of each member of the United Nations, by the first year of each."""
    file = read(scenarios_folder() / "profiles" / "states.toml")
    return {
        code: {0: names} if isinstance(names, str) else {int(y): n for y, n in names.items()}
        for region in REGIONS
        for code, names in file[region].items()
    }


@cache
def region_of() -> dict[str, str]:
    """The regional group of each member of the United Nations, as the groups are today."""
    file = read(scenarios_folder() / "profiles" / "states.toml")
    return {code: region for region in REGIONS for code in file[region]}


@cache
def index() -> dict[str, Since]:
    """What each spelling (:func:`same`) stands for; the first that claims one has it.

    Codes of this project and of ISO 3166 come before names, today's names before former
    ones, and the letters of the Correlates of War, some of which are ISO's of another
    state, last.
    """
    file = read(scenarios_folder() / "profiles" / "names.toml")
    known: dict[str, Since] = {
        same(name): {int(year): code for year, code in since.items()}
        for name, since in file["by_year"].items()
    }
    own = names_by_code()
    claims: list[tuple[str, str]] = [(code, code) for code in own]
    claims += iso_codes()
    claims += [(list(names.values())[-1], code) for code, names in own.items()]
    claims += [(name, code) for code, names in own.items() for name in names.values()]
    claims += [(name, code) for code, names in file["also"].items() for name in names]
    claims += iso_names()
    for name, code in claims:
        known.setdefault(same(name), {0: code})
    for former, name in former_names():
        if same(former) in known:
            known.setdefault(same(name), known[same(former)])
    for code, names in file["correlates_of_war"].items():
        for name in names:
            known.setdefault(same(name), {0: code})
    known.pop("", None)
    return known


def iso_codes() -> list[tuple[str, str]]:
    """Codes of three and two letters, each with the first."""
    import pycountry

    return [
        *((state.alpha_3, state.alpha_3) for state in pycountry.countries),
        *((state.alpha_2, state.alpha_3) for state in pycountry.countries),
    ]


def iso_names() -> list[tuple[str, str]]:
    """Names of today in every language, each with its code; ``X, Republic of`` also as ``X``.

    A short form that two states share, as Korea, is left out.
    """
    import pycountry

    whole: list[tuple[str, str]] = []
    short: dict[str, tuple[str, set[str]]] = {}
    for state in pycountry.countries:
        named = (getattr(state, key, None) for key in ("name", "official_name", "common_name"))
        for name in in_every_language("iso3166-1", filter(None, named)):
            first, comma, rest = name.partition(", ")
            whole.append((name, state.alpha_3))
            if comma:
                whole.append((f"{rest} {first}", state.alpha_3))
                short.setdefault(same(first), (first, set()))[1].add(state.alpha_3)
    return whole + [(name, codes.pop()) for name, codes in short.values() if len(codes) == 1]


def former_names() -> Iterator[tuple[str, str]]:
    """The code of three letters of a former state, and each of its names."""
    import pycountry

    for state in pycountry.historic_countries:
        for name in in_every_language("iso3166-3", [state.name]):
            first, comma, rest = name.partition(", ")
            yield state.alpha_3, name
            if comma:
                yield state.alpha_3, f"{rest} {first}"


def in_every_language(domain: str, names: Iterable[str]) -> Iterator[str]:
    """English names and what they are in the other languages."""
    import pycountry

    catalogues = [
        gettext.translation(domain, pycountry.LOCALES_DIR, [language]) for language in LANGUAGES
    ]
    for name in names:
        yield name
        for catalogue in catalogues:
            yield catalogue.gettext(name)


@cache
def code_of(name: str, year: int | None = None) -> str | None:
    """The code of the state that a name stands for, in a year or today; None if in no way.

    >>> code_of("UK"), code_of("Zaire"), code_of("Union soviétique"), code_of("Estados Unidos")
    ('GBR', 'COD', 'RUS', 'USA')
    >>> code_of("Republic of China", 1950), code_of("Republic of China", 1972)
    ('CHN', 'TWN')
    >>> code_of("People's Republic of China", 1950) is None
    True
    """
    since = index().get(same(name), {})
    begun = [first for first in since if year is None or first <= year]
    return since[max(begun)] if begun else None


def states_in(written: Iterable[InYear]) -> dict[InYear, str | None]:
    """The member of the United Nations that each name of a table stands for, in its year.

    None for a name that stands for none. Where most names are invented, so is what they stand
    in, and each stands for itself.

    >>> states_in([("SUN", 1950), ("GBR", 1950), ("XQZ", 1950)])
    {('SUN', 1950): 'RUS', ('GBR', 1950): 'GBR', ('XQZ', 1950): None}
    >>> states_in([("BB", None), ("P1", None), ("P2", None)])[("BB", None)]
    'BB'
    """
    found: dict[InYear, str | None] = {}
    for name, year in written:
        code = code_of(name, year)
        member = code in names_by_code() or (code == REPUBLIC_OF_CHINA and year is None)
        found[name, year] = code if member else None
    names = {name for name, _ in found}
    real = {name for (name, _), code in found.items() if code is not None}
    if 2 * len(real) < len(names):
        return {(name, year): name for name, year in found}
    return found


def meant(name: str, year: int | None = None) -> str | None:
    """The code of the one state whose misspelt name this surely is, if there is one.

    Several names may be as near, if they are of one state: ``Ireland`` and ``Irland``.

    >>> meant("Ireand"), meant("Polan"), meant("Guinee-Bisau"), meant("Icland")
    ('IRL', 'POL', 'GNB', None)
    """
    for group in near(same(name), index()):
        codes = {code_of(each, year) for each in group}
        if len(codes) == 1:
            return codes.pop()
    return None


def name_of(code: str, year: int | None = None) -> str:
    """What the state of a code is called, in a year or today; the code itself if not known."""
    names = names_by_code().get(code)
    if names is None:
        import pycountry

        state = pycountry.countries.get(alpha_3=code)
        return str(getattr(state, "common_name", state.name)) if state else code
    begun = [first for first in names if year is None or first <= year]
    return names[max(begun, default=min(names))]


@cache
def service() -> dict[str, tuple[int, ...]]:
    """The years in which each state sat on the Council, by the councils that are shipped."""
    years: dict[str, list[int]] = {}
    for name, path in sorted(files_named("council").items()):
        if name.isdecimal():
            for seat in read(path)["seat"]:
                years.setdefault(seat["member"], []).append(int(name))
    return {code: tuple(found) for code, found in years.items()}


def spans(years: Iterable[int]) -> str:
    """Years as people write terms.

    >>> spans([1950, 1951, 1967, 1999, 2000, 2001])
    '1950-51, 1967, 1999-2001'
    """
    found: list[list[int]] = []
    for year in sorted(years):
        if found and year == found[-1][-1] + 1:
            found[-1].append(year)
        else:
            found.append([year])
    return ", ".join(span(run[0], run[-1]) for run in found)


def span(first: int, last: int) -> str:
    """``1950``, ``1950-51`` or ``1999-2001``."""
    if first == last:
        return str(first)
    return f"{first}-{last % 100:02d}" if first // 100 == last // 100 else f"{first}-{last}"


def when_it_sat(code: str) -> str:
    """When a state sat, in words that follow its name.

    >>> when_it_sat("TWN"), when_it_sat("ISR")
    ('it sat as CHN until 1971', 'it never sat from 1946 to 2026')
    """
    if code == REPUBLIC_OF_CHINA:
        return "it sat as CHN until 1971"
    years = service().get(code)
    if years is None:
        every = [year for found in service().values() for year in found]
        return f"it never sat from {min(every)} to {max(every)}"
    return f"it sat in {spans(years)}"
