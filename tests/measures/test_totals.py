"""Totals over histories: exact, the same however histories are cut, and no more of them for more."""

import tracemalloc
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation import load, run_batch
from simulation.analysis.burdens import borne_by, burden_shares
from simulation.experiments import layout, results
from simulation.experiments.summary import totals_of
from simulation.measures.rates import rate, rate_from
from simulation.measures.ratios import ratio, ratio_from
from simulation.measures.totals import Cut, Totals, exact_sum
from tests.strategies import examples

REAL = st.floats(allow_nan=False, allow_infinity=False)
SUMS = st.lists(st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1e3)), min_size=2, max_size=30)


@examples
@given(st.lists(REAL, max_size=40))
def test_a_sum_is_that_of_fractions(values):
    assert exact_sum(np.array(values)) == sum(map(Fraction, values))


@examples
@given(st.lists(st.tuples(REAL, REAL), max_size=40))
def test_a_sum_of_products_is_that_of_fractions(pairs):
    first, second = np.array(pairs).reshape(-1, 2).T
    expected = sum(Fraction(a) * Fraction(b) for a, b in pairs)
    assert Cut.of(first).product(Cut.of(second)) == expected


@examples
@given(SUMS, st.integers(0, 30))
def test_histories_may_be_cut_anywhere(pairs, where):
    shares, whole = np.array(pairs).T
    part = shares * whole
    pieces = [Totals.of(part[:where], whole[:where]), Totals.of(part[where:], whole[where:])]
    assert ratio_from(pieces[0] + pieces[1]) == ratio(part, whole)
    counts = np.floor(whole)
    pieces = [
        Totals.of(counts[:where] > 0, counts[:where]),
        Totals.of(counts[where:] > 0, counts[where:]),
    ]
    assert rate_from(pieces[0] + pieces[1]) == rate(counts > 0, counts)


def test_a_spread_far_smaller_than_what_it_is_of_is_not_lost():
    """Sums of squares in double precision would leave nothing of it, or less than nothing."""
    whole = np.full(1000, 1.0)
    part = 1.0 + 1e-12 * np.resize([1.0, -1.0], 1000)
    found = ratio(part, whole)
    error = 1e-12 / np.sqrt(999)
    assert (found.high - found.low) / 2 == pytest.approx(1.9623 * error, rel=1e-3)


def stored(tmp_path, monkeypatch, runs, rounds_a_block=400, *, rounds=8):
    """A batch of short histories in parts of several blocks."""
    monkeypatch.setattr(layout, "ROUNDS_A_BLOCK", rounds_a_block)
    monkeypatch.setattr(results, "ROUNDS_A_BLOCK", rounds_a_block)
    monkeypatch.setattr(layout, "ROUNDS_A_PART", 4 * rounds_a_block)
    monkeypatch.setattr(layout, "SPREAD", 1)
    out = tmp_path / f"{runs}-{rounds_a_block}"
    return run_batch(load("repeated-crises", rounds=rounds), runs, seed=1, out=out)


def test_tables_are_the_same_however_the_batch_is_cut(tmp_path, monkeypatch):
    held = run_batch(load("repeated-crises", rounds=8), 150, seed=1)
    summary, shares = held.summary(), burden_shares(held)
    for rounds_a_block in (104, 200):
        here = stored(tmp_path, monkeypatch, 150, rounds_a_block)
        assert len(list(here.blocks("rounds"))) >= 3
        assert here.summary() == summary
        assert burden_shares(here).equals(shares)
        assert len(list(held.blocks("contributions"))) >= 3
        assert held.summary() == summary
        assert burden_shares(held).equals(shares)


def test_every_block_holds_whole_histories_in_a_folder_and_in_memory(tmp_path, monkeypatch):
    held = run_batch(load("repeated-crises", rounds=8), 150, seed=1)
    for batch in (held, stored(tmp_path, monkeypatch, 150, 104)):
        for level in ("rounds", "contributions"):
            blocks = [set(block.column("run").to_pylist()) for block in batch.blocks(level)]
            assert set.union(*blocks) == set(batch.level(level).to_table()["run"].to_pylist())
            assert len(set.union(*blocks)) == sum(map(len, blocks))


def most_held(question, batch):
    """The largest memory that Python and NumPy held at once while a batch was asked."""
    question(batch)
    tracemalloc.start()
    question(batch)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def largest_block(batch):
    return max(block.num_rows for block in batch.blocks("contributions"))


@pytest.mark.parametrize("question", [totals_of, borne_by])
def test_what_is_kept_does_not_grow_with_histories(question, tmp_path, monkeypatch):
    """A block is held at a time, and these two batches are read in blocks as large."""
    few, many = (stored(tmp_path, monkeypatch, runs, rounds=2) for runs in (1000, 4000))
    assert largest_block(many) < 1.1 * largest_block(few)
    assert most_held(question, many) < 1.2 * most_held(question, few)


def test_histories_played_alone_are_read_together(tmp_path):
    """The Mesa model plays, and stores, one at a time."""
    scenario = load("repeated-crises", rounds=2)
    alone = run_batch(scenario, 12, seed=1, engine="mesa", out=tmp_path / "mesa")
    groups = [f.num_row_groups for f in alone.rounds.get_fragments()]
    assert sum(groups) == 12 > len(groups)
    assert len(list(alone.blocks("rounds"))) == len(groups)
    assert alone.summary() == run_batch(scenario, 12, seed=1).summary()
