"""Every word that the project prints or reads stands in its glossary."""

import re

import pytest
from files_page import SECTIONS
from glossary_page import TERMS, glossary_page

from simulation.experiments.columns import LEVELS, of
from simulation.measures.table import MEASURES
from simulation.stages.parameters import TABLE

PAGE = glossary_page()
WHOLES = {of(name) for name in MEASURES}


def test_the_page_is_the_one_generated(request):
    page = request.config.rootpath / "docs" / "glossary.md"
    assert page.read_text(encoding="utf-8") == PAGE


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_stands_in_it_with_its_words(name):
    assert re.search(rf"^\| `{name}` \| .*: {re.escape(MEASURES[name].words)} \|$", PAGE, re.M)


@pytest.mark.parametrize("level", LEVELS)
def test_every_column_stands_in_it(level):
    for name in LEVELS[level].keys() - WHOLES:
        assert f"| `{name}` |" in PAGE, name


@pytest.mark.parametrize("name", TABLE)
def test_every_parameter_stands_in_it(name):
    assert f"| `{name}` | {TABLE[name]['meaning']}" in PAGE


def test_every_key_of_a_file_stands_in_it():
    for _, _, _, keys in SECTIONS:
        for key in keys:
            assert f"| `{key}` |" in PAGE, key


@pytest.mark.parametrize("word", TERMS)
def test_a_word_is_explained_in_a_sentence_that_does_not_begin_with_itself(word):
    assert TERMS[word][0].isupper() or TERMS[word][0].isdigit() or TERMS[word][0] == "-"
    assert TERMS[word].endswith(".")
    assert not TERMS[word].lower().startswith(f"{word} ")
