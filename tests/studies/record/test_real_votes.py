"""Every recorded vote whose ballots are known is decided as history decided it."""

import csv

import pytest
from studies.conftest import data_folders

from simulation.rollcalls.tallies import tally_table

pytestmark = pytest.mark.real

OUTCOMES = {"adopted": "adopted", "vetoed": "vetoed", "failed_majority": "fell_short"}


def pairs():
    """Tables of ballots, each with the table of votes of the same years beside it."""
    for folder in data_folders():
        for ballots in sorted(folder.glob("unsc_member_votes_*.csv")):
            votes = folder / ballots.name.replace("unsc_member_votes_", "unsc_votes_")
            if votes.is_file():
                yield ballots, votes


@pytest.fixture(
    scope="module", params=list(pairs()) or [None], ids=lambda p: p[0].name if p else "no data"
)
def real(request):
    if request.param is None:
        where = ", ".join(map(str, data_folders()))
        pytest.skip(
            f"no unsc_member_votes_*.csv with its unsc_votes_*.csv in {where}; set UNSC_DATA"
        )
    ballots, votes = request.param
    with votes.open(newline="", encoding="utf-8-sig") as text:
        recorded = {int(row["vote_id"]): row for row in csv.DictReader(text)}
    with ballots.open(encoding="utf-8-sig") as text:
        rows = sum(1 for _ in text) - 1
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\nread {rows} ballots of {ballots.name}, {len(recorded)} votes of {votes.name}")
    substantive = {n: row for n, row in recorded.items() if row["procedural"] != "1"}
    return ballots.name, tally_table(ballots), substantive


def test_every_substantive_vote_is_decided_as_recorded(real):
    _, shown, recorded = real
    wrong = {
        n: (found.outcome, recorded[n]["outcome"])
        for n, found in shown.decisions.items()
        if n in recorded and found.outcome != OUTCOMES[recorded[n]["outcome"]]
    }
    assert wrong == {}


def test_every_count_requirement_and_veto_is_as_recorded(real):
    _, shown, recorded = real
    counts = {"yes": "yes", "no": "no", "abstain": "abstain", "not_voting": "nonvoting"}
    for n, found in shown.decisions.items():
        if n not in recorded:
            continue
        row = recorded[n]
        for ours, theirs in counts.items():
            assert getattr(found, ours) == int(row[theirs]), (n, ours)
        assert found.required == int(row["required_yes"]), n
        assert set(found.vetoes) == set(filter(None, row["veto_by"].split("|"))), n
        if found.outcome == "fell_short":
            assert set(found.also_blocked_by) == set(filter(None, row["p5_no"].split("|"))), n


def test_all_votes_whose_ballots_are_known_are_compared(real):
    name, shown, recorded = real
    compared = sum(n in recorded for n in shown.decisions)
    left_out = {n for votes in shown.left_out.values() for n in votes}
    assert compared > 0
    assert compared == len(set(recorded) - left_out)
    if name == "unsc_member_votes_1946_2011.csv":
        assert compared == 2303
        assert len(left_out) == 36


def test_none_but_procedural_votes_end_otherwise_than_the_table_itself_says(real):
    name, shown, substantive = real
    if not shown.recorded:
        pytest.skip(f"{name} has no column outcome")
    assert shown.recorded.keys() == shown.decisions.keys()
    assert not set(shown.otherwise) & set(substantive)
    if name == "unsc_member_votes_1946_2011.csv":
        assert len(shown.otherwise) == 9
