"""The table of parameters and its page say the same."""

from pathlib import Path

from parameters_page import parameters_page

from simulation.stages.parameters import TABLE, Parameters

PAGE = Path(__file__).parents[2] / "docs" / "parameters.md"


def test_the_page_is_the_table():
    assert PAGE.read_text(encoding="utf-8") == parameters_page()


def test_each_default_and_off_value_lies_in_its_range():
    for name, row in TABLE.items():
        default = getattr(Parameters(), name)
        assert row["low"] <= default <= row["high"], name
        if row["off"] is not None:
            assert row["low"] <= row["off"] <= row["high"], name


def test_each_row_says_where_its_number_comes_from():
    for name, row in TABLE.items():
        label, _, source = row["provenance"].partition(": ")
        assert label in {"measured", "estimated", "judged", "invented"}, name
        assert len(source) > 5, name


def test_symbols_are_unique():
    symbols = [row["symbol"] for row in TABLE.values()]
    assert len(symbols) == len(set(symbols))
