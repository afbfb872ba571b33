"""The catalogue of words: every word that is said is there, and no other."""

import re
import string
from pathlib import Path

import pytest

from simulation.classroom import catalogue
from simulation.classroom.catalogue import Words, flat, languages, read_words, words_of

HERE = Path(catalogue.__file__).parent
TEXTS = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (*HERE.rglob("*.html"), *HERE.rglob("*.py"))
)  # fmt: skip
MADE = ("outcome.", "ballot.", "group.", "refused.", "common.yes", "common.no", "common.abstain",
        "reveal.adopted", "reveal.vetoed", "reveal.fell_short", "early.", "severity.", "type.",
        "region.", "action.", "ride.", "end.", "learnt.response_", "learnt.success_",
        "learnt.legitimacy", "paper.all", "paper.permanent", "paper.elected")  # fmt: skip
"""Beginnings of keys that a page makes of what it shows."""


def said():
    """The keys that stand whole in a template or a module."""
    return set(re.findall(r"[\"']((?:[a-z]+\.)[a-zA-Z_]+)[\"']", TEXTS))


def test_every_sentence_of_the_catalogue_is_said_somewhere():
    assert not [
        key for key in words_of("en").texts if key not in said() and not key.startswith(MADE)
    ]


def test_every_key_of_a_template_is_in_the_catalogue():
    keys = set(re.findall(r"\bt\([\"']([a-z]+\.[a-zA-Z_]+)[\"']", TEXTS))
    assert keys
    assert not keys - set(words_of("en").texts)


def test_everything_that_is_refused_has_its_sentence():
    refused = set(re.findall(r"(?:Refused|guessed)\((?:request, )?\n?\s*[\"'](\w+)[\"']", TEXTS))
    moves = {"last_step", "first_step"}
    known = {key.removeprefix("refused.") for key in words_of("en").texts if "refused." in key}
    assert refused <= known
    assert known - refused <= moves


@pytest.mark.parametrize("language", languages())
def test_a_language_has_the_same_places_in_its_sentences_as_english(language):
    english = words_of("en").texts
    for key, text in flat(read_words(language)).items():
        assert places(text) == places(english[key]), key


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_what_a_language_leaves_out_is_said_in_english(monkeypatch):
    tables = {"en": {"a": {"b": "yes", "c": "no {n}"}}, "xx": {"a": {"b": "oui"}}}
    monkeypatch.setattr(catalogue, "read_words", tables.__getitem__)
    words = words_of.__wrapped__("xx")
    assert (words.say("a.b"), words.say("a.c", n=3)) == ("oui", "no 3")
    assert isinstance(words, Words)
