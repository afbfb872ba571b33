"""The numbers of docs/validity.md are those of the tables."""

from pathlib import Path

import pytest

from simulation.analysis.caveat import PAGE

VALIDITY = (Path(__file__).parents[3] / PAGE).read_text(encoding="utf-8")


@pytest.mark.real
def test_the_page_counts_votes_as_the_tables_do(real_tables):
    votes = real_tables.read("votes")
    failed = votes["outcome"] != "adopted"

    def between(first, last):
        return votes["year"].between(first, last)

    late = between(1990, 2011)
    assert late.sum() == 1417
    assert (votes["outcome"][late] == "vetoed").sum() == 26
    assert (votes["outcome"][late] == "failed_majority").sum() == 5
    assert round(100 * failed[late].mean(), 1) == 2.2
    assert [round(100 * failed[between(*era)].mean()) for era in ((1946, 1965), (1966, 1989))] == [
        47,
        18,
    ]
    for said in ("1417 votes: 26 were vetoed and 5 fell short, 2.2 %", "47 % of votes failed",
                 "18 % in\n1966–89"):  # fmt: skip
        assert said in VALIDITY
