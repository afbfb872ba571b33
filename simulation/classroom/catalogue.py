"""The words of the classroom: one catalogue a language, a TOML file of keys and sentences."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "words"
ENGLISH = "en"


@dataclass(frozen=True)
class Words:
    """The words of a language; what it has not is said in English."""

    language: str
    texts: Mapping[str, str]

    def say(self, key: str, /, **values: Any) -> str:
        """A sentence, its places filled in.

        Raises
        ------
        KeyError
            If the catalogue has no such sentence.
        """
        return self.texts[key].format(**values)

    def __contains__(self, key: str) -> bool:
        return key in self.texts


@cache
def words_of(language: str) -> Words:
    """The words of a language."""
    texts = flat(read_words(ENGLISH))
    if language != ENGLISH:
        texts |= flat(read_words(language))
    return Words(language, texts)


def languages() -> list[str]:
    """The languages that there are."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def read_words(language: str) -> dict[str, Any]:
    """The tables of a language's file."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def flat(tables: Mapping[str, Any], above: str = "") -> dict[str, str]:
    """Sentences by dotted keys."""
    found: dict[str, str] = {}
    for key, value in tables.items():
        if isinstance(value, str):
            found[above + key] = value
        else:
            found |= flat(value, f"{above}{key}.")
    return found
