"""The page of concepts is the one its command makes."""

import re
from pathlib import Path

import concepts_page as made
import pytest

from simulation.scenario.files import names

DOCS = Path(__file__).parents[2] / "docs"
NUMBER = r"([\d.]+) \[([\d.]+), ([\d.]+)\]"


@pytest.fixture(scope="module")
def shares():
    """What the table of numbers holds, in its order."""
    text = (DOCS / "concepts-table.md").read_text(encoding="utf-8")
    numbers = iter(made.Share(*map(float, found)) for found in re.findall(NUMBER, text))
    by_measure = {
        lever.concept: [[next(numbers) for _ in lever.values] for _ in lever.measures]
        for lever in made.LEVERS
    }
    assert next(numbers, None) is None
    return {
        concept: list(map(list, zip(*shown, strict=True))) for concept, shown in by_measure.items()
    }


def test_page_table_and_words_tell_the_same_numbers(shares):
    numbers = made.table(shares)
    head = made.TABLE_HEAD.format(runs=made.RUNS, seed=made.SEED)
    assert (DOCS / "concepts.md").read_text(encoding="utf-8") == made.page(shares)
    assert (DOCS / "concepts-table.md").read_text(encoding="utf-8") == head + numbers
    assert (DOCS / "figures" / "concepts-levers.txt").read_text(encoding="utf-8") == numbers


@pytest.mark.parametrize("concept", ["mediation", "regional organisations"])
def test_the_numbers_are_those_of_the_model_as_it_is(shares, concept):
    (lever,) = (lever for lever in made.LEVERS if lever.concept == concept)
    assert list(map(str, made.measured(lever, lever.values[-1]))) == list(
        map(str, shares[concept][-1])
    )


@pytest.mark.parametrize("concept", ["early warning", "mediation", "rapid response"])
def test_each_lever_of_prevention_has_a_visible_effect(shares, concept):
    (lever,) = (lever for lever in made.LEVERS if lever.concept == concept)
    assert not made.effects(lever, shares[concept]).startswith("no clear effect")


def test_every_concept_has_a_scenario_to_look_at_and_stands_for_one_thing():
    concepts = [lever.concept for lever in made.LEVERS]
    assert len(concepts) == len(set(concepts))
    for lever in made.LEVERS:
        assert {lever.look, lever.scenario} - {"any", ""} <= set(names("scenario"))
