"""What tests of batches share: whether two hold the same rows."""

import pyarrow as pa

from simulation.experiments.columns import LEVELS


def rows(results, level):
    """A level with words in place of their codes, which differ from file to file."""
    table = results.levels[level].to_table()
    kinds = [pa.string() if pa.types.is_dictionary(kind) else kind for kind in table.schema.types]
    return table.cast(pa.schema(zip(table.schema.names, kinds, strict=True)))


def same(one, other):
    """That two batches hold the same rows, to the last bit."""
    for level in LEVELS:
        assert rows(one, level).equals(rows(other, level)), level
