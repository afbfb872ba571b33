"""Numbers, per cents, lists, days, plurals and names of states as each language writes them."""

import pytest

pytest.importorskip("babel", reason="needs the extra [classroom]")

from simulation.classroom.writing import Writing

ENGLISH, FRENCH, SPANISH = Writing("en_GB"), Writing("fr"), Writing("es")


@pytest.mark.parametrize(
    ("writing", "value", "places", "shown"),
    [
        (ENGLISH, 12.5, None, "12.5"),
        (FRENCH, 12.5, None, "12,5"),
        (SPANISH, -2, 1, "-2,0"),
        (ENGLISH, 3, None, "3"),
        (FRENCH, 1000, None, "1000"),
        (ENGLISH, 12345, None, "12,345"),
        (FRENCH, 12345, None, "12\u202f345"),
        (SPANISH, 12345, None, "12.345"),
        (FRENCH, 0.456, 2, "0,46"),
        (SPANISH, 7.6, 0, "8"),
    ],
)
def test_numbers(writing, value, places, shown):
    assert writing.number(value, places) == shown


@pytest.mark.parametrize(
    ("writing", "items", "shown"),
    [
        (ENGLISH, ["A", "B", "C"], "A, B and C"),
        (FRENCH, ["A", "B", "C"], "A, B et C"),
        (FRENCH, ["A"], "A"),
        (SPANISH, ["China", "Rusia"], "China y Rusia"),
        (SPANISH, ["Francia", "Irak"], "Francia e Irak"),
        (SPANISH, ["A", "China", "Hungría"], "A, China y Hungría"),
        (SPANISH, ["China", "hielo"], "China y hielo"),
        (SPANISH, ["China", "India"], "China e India"),
    ],
)
def test_lists(writing, items, shown):
    assert writing.listed(items) == shown


def test_days():
    found = [writing.day("2012-02-04") for writing in (ENGLISH, FRENCH, SPANISH)]
    assert found == ["4 February 2012", "4 février 2012", "4 de febrero de 2012"]


def test_forms_for_numbers():
    forms = {w.name: [w.plural(n) for n in (0, 1, 1.5, 2)] for w in (ENGLISH, FRENCH, SPANISH)}
    assert forms == {
        "en_GB": ["other", "one", "other", "other"],
        "fr": ["one", "one", "one", "other"],
        "es": ["other", "one", "other", "other"],
    }


def test_states_of_today():
    assert [FRENCH.state(code) for code in ("GBR", "RUS", "CIV", "CSK")] == [
        "Royaume-Uni", "Russie", "Côte d’Ivoire", None,
    ]  # fmt: skip
    assert [SPANISH.state(code) for code in ("USA", "SYR", "DEU", "hegemon")] == [
        "Estados Unidos", "Siria", "Alemania", None,
    ]  # fmt: skip
