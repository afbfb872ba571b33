"""The catalogues of words: every word that is said is there, and no other, in every language."""

import re
import string
from pathlib import Path

import pytest

pytest.importorskip("babel", reason="needs the extra [classroom]")

from hypothesis import given
from hypothesis import strategies as st

from simulation.classroom import catalogue
from simulation.classroom.catalogue import (
    Forms,
    Words,
    flat,
    former_key,
    languages,
    read_words,
    words_of,
)
from simulation.classroom.kinds import KINDS
from simulation.classroom.spoken import line, said, strength
from simulation.figures.forecast_words import per_cent
from simulation.scenario.files import names, read
from simulation.scenario.states import names_by_code
from simulation.scenario.words import STRENGTHS, strength_words

HERE = Path(catalogue.__file__).parent
TEXTS = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (
        *HERE.rglob("*.html"),
        *HERE.rglob("*.py"),
        HERE.parents[1] / "simulation/cli/commands/classroom.py",
    )
)
MADE = ("outcome.", "ballot.", "group.", "refused.", "common.yes", "common.no", "common.abstain",
        "reveal.adopted", "reveal.vetoed", "reveal.fell_short", "early.", "severity.", "type.",
        "region.", "action.", "record.", "ride.", "end.", "learnt.response_", "learnt.success_",
        "learnt.legitimacy", "strength.", "kind.", "way.instead_", "way.abstain", "way.stay_away", "way.number_",
        "language.name", "paper.all", "paper.permanent", "paper.elected", "pack.mine.", "home.slider.", "home.line.")  # fmt: skip
"""Beginnings of keys that a page makes of what it shows."""

OTHERS = [language for language in languages() if language != "en"]


def said_keys():
    """The keys that stand whole in a template or a module."""
    return set(re.findall(r"[\"']((?:[a-z]+\.)[a-zA-Z_]+)[\"']", TEXTS))


def own(language):
    """The sentences of a language's own file."""
    return flat(read_words(language))


def test_every_sentence_of_the_catalogue_is_said_somewhere():
    there = said_keys()
    assert not [key for key in own("en") if key not in there and not key.startswith(MADE)]


def test_every_key_of_a_template_is_in_the_catalogue():
    keys = set(re.findall(r"\b(?:t|say|line)\([\"']([a-z]+\.[a-zA-Z_]+)[\"']", TEXTS))
    assert keys
    assert not keys - set(words_of("en").texts)


def test_every_kind_of_step_has_a_name():
    assert {key.removeprefix("kind.") for key in own("en") if key.startswith("kind.")} == set(KINDS)


def test_everything_that_is_refused_has_its_sentence():
    refused = set(re.findall(r"(?:Refused|guessed)\((?:request, )?\n?\s*[\"'](\w+)[\"']", TEXTS))
    moves = {"last_step", "first_step"}
    known = {key.removeprefix("refused.") for key in own("en") if key.startswith("refused.")}
    assert refused <= known
    assert known - refused <= moves


def recorded_elsewhere():
    """The keys of what stands in English in other files: the scale, names, rule sets."""
    keys = {f"strength.{round(100 * step)}" for step in STRENGTHS}
    keys |= {f"rule_set.{name}" for name in names("rule set")}
    archetypes = read(names("council")["archetypes"])
    keys |= {f"member.{seat['member']}" for seat in archetypes["seat"]}
    for code, of_year in names_by_code().items():
        today = list(of_year.values())[-1]
        for name in of_year.values():
            if name != today or words_of("en").writing.state(code) is None:
                keys.add(f"former.{former_key(code, name)}")
    return keys


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_every_sentence_and_no_other(language):
    english, elsewhere = set(own("en")), recorded_elsewhere()
    found = set(own(language))
    assert sorted((english | elsewhere) - found) == []
    assert sorted(found - english - elsewhere) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_the_same_places_in_its_sentences_as_english(language):
    english = words_of("en").texts
    for key, text in own(language).items():
        here = every(text)
        assert all(places(each) == places(here[0]) for each in here), key
        if key in english:
            assert places(here[0]) == places(every(english[key])[0]), key


@pytest.mark.parametrize("language", languages())
def test_forms_are_those_of_the_language_and_by_a_number_that_is_given(language):
    words = words_of(language)
    for key, text in words.texts.items():
        if isinstance(text, Forms):
            assert {"one", "other"} <= set(text.forms), key
            assert set(text.forms) <= {"other", *words.writing.locale.plural_form.tags}, key
            english = words_of("en").texts[key]
            given = [english.by] if isinstance(english, Forms) else places(english)
            assert text.by in given, key


def every(text):
    return list(text.forms.values()) if isinstance(text, Forms) else [text]


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_the_english_one(language):
    english = words_of("en").texts
    for key, text in own(language).items():
        bare = re.sub(r"\{\w*\}", "", every(text)[0])
        if key in english and len(re.findall(r"[^\W\d]{2,}", bare)) > 1:
            assert every(text) != every(english[key]), key


def test_french_has_its_spaces():
    for key, text in own("fr").items():
        for each in every(text):
            assert not re.search(r" [:;?!%»]|« ", each), key


def test_what_a_language_leaves_out_is_said_in_english(monkeypatch):
    tables = {
        "en": {"language": {"locale": "en"}, "a": {"b": "yes", "c": "no {n}"}},
        "xx": {"a": {"b": "oui"}},
    }
    monkeypatch.setattr(catalogue, "read_words", tables.__getitem__)
    words = words_of.__wrapped__("xx")
    assert (words.say("a.b"), words.say("a.c", n=3)) == ("oui", "no 3")
    assert isinstance(words, Words)


@given(st.floats(0.0, 1.0))
def test_strengths_in_english_are_those_of_the_scenarios(value):
    english = words_of("en")
    for here in (value, *STRENGTHS):
        assert said(english, strength(here)) == strength_words(here)


@given(st.floats(0.0, 1.0))
def test_per_cents_in_english_are_those_of_forecasts(chance):
    assert words_of("en").percent(chance) == f"{per_cent(chance)} %"


def test_per_cents_have_no_false_zeros_and_certainties():
    shown = [words_of("en").percent(chance, 1) for chance in (0.0602, 0.99999, 0.0001, 1.0, 0.0)]
    assert shown == ["6.0 %", ">99.9 %", "<0.1 %", "100.0 %", "0.0 %"]


@pytest.mark.parametrize(
    ("code", "english", "french", "spanish"),
    [
        ("RUS", "Russian Federation", "Russie", "Rusia"),
        ("RUS", "Soviet Union", "Union soviétique", "Unión Soviética"),
        ("CSK", "Czechoslovakia", "Tchécoslovaquie", "Checoslovaquia"),
        ("YUG", "Yugoslavia", "Yougoslavie", "Yugoslavia"),
        ("DDR", "German Democratic Republic", "République démocratique allemande",
         "República Democrática Alemana"),
        ("DEU", "Germany", "Allemagne", "Alemania"),
        ("DEU", "Federal Republic of Germany", "République fédérale d'Allemagne",
         "República Federal de Alemania"),
        ("COD", "Zaire", "Zaïre", "Zaire"),
        ("EGY", "United Arab Republic", "République arabe unie", "República Árabe Unida"),
        ("EGY", "Egypt", "Égypte", "Egipto"),
        ("hegemon", "The hegemon", "L'hégémon", "El hegemón"),
        ("mine", "My own state", "My own state", "My own state"),
    ],
)  # fmt: skip
def test_members_have_the_names_of_the_language_and_of_the_time(code, english, french, spanish):
    found = [words_of(language).member(code, english) for language in ("en", "fr", "es")]
    assert found == [english, french, spanish]


def test_sentences_have_numbers_and_forms_of_their_language():
    french, spanish = words_of("fr"), words_of("es")
    assert french.percent(0.1254, 1) == "12,5\u00a0%"
    assert spanish.percent(0.999) == ">99\u00a0%"
    assert french.say("join.seats", seats=1) == "1 élève est entré"
    assert french.say("join.seats", seats=0) == "0 élève est entré"
    assert spanish.say("join.seats", seats=0) == "Han entrado 0 personas"
    assert french.say("console.minutes", minutes=3.5) == "3,5 minutes"
    assert words_of("en").say("console.minutes", minutes=1.0) == "1 minute"


def test_remedies_in_french_and_spanish():
    way = line("way.abstain", who=["Chine", "Russie"], number=2, instead=line("way.instead_no"))
    assert said(words_of("fr"), way) == "Chine et Russie s'abstiennent au lieu de voter contre"
    way = line("way.vote_yes", who=["Irak"], number=1, instead=line("way.instead_abstain"))
    assert said(words_of("es"), way) == "Irak vota a favor en lugar de abstenerse"
    assert said(words_of("fr"), strength(0.7)) == (
        "entre sanctions générales et sanctions imposées par la force ou zone d'exclusion aérienne"
    )
