"""The words of the classroom: one catalogue a language, a TOML file of keys and sentences.

The first table of a catalogue is the language itself: its name, the locale by which Babel writes
numbers, and how it writes a per cent. A sentence may have forms for numbers: ``by`` names the
number that decides, ``one``, ``other`` and so on are the sentences.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from numbers import Real
from pathlib import Path
from typing import Any

from simulation.classroom.writing import Writing
from simulation.scenario.states import names_by_code
from simulation.scenario.words import STRENGTHS, in_per_cent

FOLDER = Path(__file__).parent / "words"
ENGLISH = "en"


@dataclass(frozen=True)
class Forms:
    """A sentence in the forms that a number needs; ``by`` is the name of the number."""

    by: str
    forms: Mapping[str, str]

    def of(self, form: str) -> str:
        """The sentence in a form, or in that which most numbers have."""
        return self.forms.get(form, self.forms["other"])


@dataclass(frozen=True)
class Words:
    """The words of a language; what it has not is said in English."""

    language: str
    texts: Mapping[str, str | Forms]

    @cached_property
    def writing(self) -> Writing:
        """How the language writes numbers, lists, days and names."""
        return Writing(str(self.texts["language.locale"]))

    def say(self, key: str, /, **values: Any) -> str:
        """A sentence, its places filled in; numbers as the language writes them.

        Raises
        ------
        KeyError
            If the catalogue has no such sentence.
        """
        text = self.texts[key]
        if isinstance(text, Forms):
            text = text.of(self.writing.plural(values[text.by]))
        return text.format(**{name: self.shown(value) for name, value in values.items()})

    def shown(self, value: Any) -> Any:
        """A value as a sentence shows it."""
        number = isinstance(value, Real) and not isinstance(value, bool)
        return self.writing.number(float(value)) if number else value

    def number(self, value: float, places: int = 0) -> str:
        """A number to so many places."""
        return self.writing.number(value, places)

    def percent(self, chance: float, places: int = 0) -> str:
        """A chance in per cent, without false zeros and certainties."""
        sign, part = in_per_cent(chance, places)
        return self.say("language.per_cent", number=f"{sign}{self.number(part, places)}")

    def listed(self, items: Sequence[str]) -> str:
        """Things, at least one, as a sentence has them."""
        return self.writing.listed(items)

    def day(self, date: str) -> str:
        """A day, given as ``2012-02-04``."""
        return self.writing.day(date)

    def member(self, code: str, english: str) -> str:
        """The name of a member, by its code and its English name in the council's file.

        States of today are Babel's. Former ones and invented ones stand in the catalogue: of former
        ones libraries have formal names, as "Yugoslavia, (Socialist) Federal Republic of", and not
        all. What nobody knows keeps its name.
        """
        if self.language == ENGLISH:
            return english
        for key in (f"member.{code}", f"former.{former_key(code, english)}"):
            if key in self:
                return self.say(key)
        return self.writing.state(code) or english

    def rule_set(self, name: str, english: str) -> str:
        """The title of a rule set, by its name and the title in its file."""
        return self.say(f"rule_set.{name}") if f"rule_set.{name}" in self else english

    def __contains__(self, key: str) -> bool:
        return key in self.texts


def former_key(code: str, english: str) -> str:
    """The key of a name that a state has no longer: its code, and the first year of the name.

    >>> former_key("RUS", "Soviet Union"), former_key("CSK", "Czechoslovakia")
    ('RUS_1945', 'CSK')
    >>> former_key("RUS", "Russian Federation")
    'RUS_1992'
    """
    for year, name in names_by_code().get(code, {}).items():
        if name == english:
            return f"{code}_{year}" if year else code
    return code


@cache
def words_of(language: str) -> Words:
    """The words of a language."""
    scale: dict[str, str | Forms] = {
        f"strength.{round(100 * step)}": text for step, text in STRENGTHS.items()
    }
    texts = scale | flat(read_words(ENGLISH))
    if language != ENGLISH:
        texts |= flat(read_words(language))
    return Words(language, texts)


def languages() -> list[str]:
    """The languages that there are."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def read_words(language: str) -> dict[str, Any]:
    """The tables of a language's file."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def flat(tables: Mapping[str, Any], above: str = "") -> dict[str, str | Forms]:
    """Sentences by dotted keys."""
    found: dict[str, str | Forms] = {}
    for key, value in tables.items():
        if isinstance(value, str):
            found[above + key] = value
        elif "by" in value:
            forms = {form: text for form, text in value.items() if form != "by"}
            found[above + key] = Forms(value["by"], forms)
        else:
            found |= flat(value, f"{above}{key}.")
    return found
