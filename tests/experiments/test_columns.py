"""The columns that stages declare are those that a batch stores, and null where they say."""

import pytest

from simulation.engine import round as order
from simulation.experiments.batch import run_batch
from simulation.experiments.columns import LEVELS, OF_STAGES, arrow, of
from simulation.measures.table import MEASURES
from simulation.scenario.load import load
from simulation.stages.declare import WORD

BATCHES = {
    "repeated-crises": {},
    "regional-organisations": {},
    "automatic-council": {},
    "kuwait-1990": {},
    "korea-1950": {"redraft": True},
    "no-council": {},
}


@pytest.fixture(scope="module")
def tables():
    return {
        name: run_batch(load(name, **more), 30, seed=1).rounds.to_table()
        for name, more in BATCHES.items()
    }


COLUMNS = [column for stage in OF_STAGES for column in stage.COLUMNS]


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_a_column_is_null_somewhere_if_it_says_where_and_never_otherwise(tables, column):
    nulls = [table.column(column.name).null_count for table in tables.values()]
    assert (sum(nulls) > 0) == (column.blank is not None), nulls


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_a_column_of_numbers_has_a_unit_and_no_other_has(column):
    numbers = column.kind not in ("bool", WORD)
    assert bool(column.unit) == numbers
    assert not column.meaning.endswith(".")


def test_no_two_stages_declare_a_column_of_one_name():
    names = [column.name for column in COLUMNS]
    assert sorted(names) == sorted({*names})
    assert order in OF_STAGES


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_stored_has_the_types_that_are_declared(level):
    table = run_batch("horseshoe", 3, seed=1).levels[level].to_table()
    assert table.schema.names == ["point", *LEVELS[level]]
    for name, column in LEVELS[level].items():
        assert table.schema.field(name).type == arrow(column)


def test_every_measure_has_its_part_and_its_whole():
    assert [*LEVELS["measures"]] == ["run", *(n for name in MEASURES for n in (name, of(name)))]
