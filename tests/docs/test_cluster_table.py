"""The sums of docs/cluster.md are those of the program."""

import json
import re
from pathlib import Path

import cluster_table
import pytest

from simulation.experiments import layout
from simulation.experiments.batch import run_batch

TESTS = Path(__file__).parents[1]
RECORDED = TESTS / "benchmarks" / "recorded.json"
PAGE = (TESTS.parent / "docs" / "cluster.md").read_text(encoding="utf-8")


def test_the_table_of_the_page_is_generated():
    found = re.search(r"cluster_table.py -->\n(.*?)<!-- so far", PAGE, flags=re.DOTALL)
    assert found is not None
    assert found[1] == cluster_table.table()


def test_the_page_names_the_sizes_that_are_used():
    text = " ".join(PAGE.split())
    assert f"blocks of at most {layout.ROUNDS_A_BLOCK:,} rounds" in text
    assert f"parts of at most {layout.ROUNDS_A_PART:,}" in text
    assert f"at {cluster_table.ROUNDS_A_SECOND:,} rounds a second" in text
    assert f"each keeps some {cluster_table.size(cluster_table.BYTES_A_WORKER)}" in text


def test_workers_are_taken_to_be_as_quick_and_as_large_as_was_measured():
    """Once `make bench-memory` has measured others, the sums take them, and then the page."""
    (measured,) = json.loads(RECORDED.read_text(encoding="utf-8"))["memory"]["rows"]
    a_second = measured["amount"] / measured["seconds"] / 2
    said = cluster_table.two_digits(cluster_table.ROUNDS_A_SECOND)
    assert said == cluster_table.two_digits(a_second)
    assert cluster_table.size(cluster_table.BYTES_A_WORKER) == cluster_table.size(
        measured["workers"] / 2
    )


@pytest.mark.parametrize("detail", cluster_table.BYTES_A_ROUND)
def test_a_round_takes_as_many_bytes_as_the_sums_say(detail, tmp_path):
    """To a tenth; what a file's own end takes is small only in a part of usual size."""
    runs = layout.ROUNDS_A_BLOCK // cluster_table.ROUNDS
    run_batch("repeated-crises", runs, seed=1, out=tmp_path, detail=detail)
    stored = sum(path.stat().st_size for path in tmp_path.rglob("*.parquet"))
    said = cluster_table.BYTES_A_ROUND[detail] * runs * cluster_table.ROUNDS
    assert stored == pytest.approx(said, rel=0.1 if detail != "runs" else 0.3)


def test_a_ballot_takes_at_most_two_fifths_of_a_byte(tmp_path):
    results = run_batch("repeated-crises", 200, seed=1, out=tmp_path)
    votes, ballots = results.ballots()
    stored = sum(path.stat().st_size for path in (tmp_path / "ballots").iterdir())
    assert len(votes) > 1000
    assert stored <= 0.4 * ballots.size
