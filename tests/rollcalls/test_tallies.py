"""Ballots of one vote or of a table: read, checked, decided, explained."""

import csv
import random
from dataclasses import asdict
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from rollcalls.ballot_lines import lines_of, mistakes

from simulation.rollcalls.ballots import read_votes
from simulation.rollcalls.tallies import tally_table, tally_votes
from simulation.scenario.reading import load_council, load_rules
from simulation.scenario.sitting import sitting_of
from simulation.stages.adoption import Outcome, decide
from simulation.stages.voting import ABSTAIN, LETTERS, NO, NOT_VOTING, YES

GOLDEN = Path(__file__).parents[1] / "golden"


def golden(name):
    with (GOLDEN / name).open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


ROWS = [row for name in ("real_tallies.csv", "tally_edge_cases.csv") for row in golden(name)]


# --- golden tables


def test_there_are_at_least_thirty_golden_rows_each_with_its_source():
    assert len(ROWS) >= 30
    assert all(row["source"] for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['symbol']}-{row['date']}")
def test_each_golden_row_is_decided_as_recorded(row, table):
    path = table(*lines_of(1, row["ballots"]))
    found = tally_table(path, row["rules"]).decisions[1]
    assert found.outcome == row["outcome"]
    counts = ("yes", "no", "abstain", "not_voting")
    assert [getattr(found, count) for count in counts] == [int(row[count]) for count in counts]
    assert set(found.vetoes) == set(filter(None, row["vetoes"].split("|")))
    if "also_blocked" in row:
        assert bool(found.also_blocked_by) == (row["also_blocked"] == "1")


def test_all_golden_rows_together_are_decided_as_each_alone(table):
    charter = [row for row in ROWS if row["rules"].startswith("charter")]
    path = table(*(line for n, row in enumerate(charter) for line in lines_of(n, row["ballots"])))
    together = tally_table(path).decisions
    assert [d.outcome for d in together.values()] == [row["outcome"] for row in charter]
    assert list(together) == list(range(len(charter)))


# --- one vote


def test_one_vote_is_named_counted_and_explained():
    one = tally_votes("1990", "USA=N, CHN=A, COD=NV, *=Y")
    assert one.council == "Security Council, 1990"
    assert asdict(one.decision) == {
        "outcome": "vetoed",
        "required": 9,
        "yes": 12,
        "no": 1,
        "abstain": 1,
        "not_voting": 1,
        "vetoes": ("USA",),
        "also_blocked_by": (),
        "cause": "vetoed by USA",
        "procedural": False,
    }
    assert one.ballots["COD"] == "NV"
    assert [change.sentence for change in one.smallest_changes] == [
        "USA abstains instead of voting no"
    ]


def test_a_council_of_eleven_is_decided_by_the_charter_of_its_time():
    one = tally_votes("1950", "RUS=NV, IND=NV, EGY=NV, YUG=N, *=Y", "charter")
    assert (one.rules, one.decision.outcome) == ("The Charter from 1946 to 1965", "adopted")
    assert one.decision.cause == "7 affirmative votes, 7 required"


@pytest.mark.parametrize(
    ("votes", "named", "cause", "change"),
    [
        (
            "CAN=A COL=A CIV=A CUB=A ETH=A FIN=A MYS=A *=Y",
            "charter",
            "8 of 9 affirmative votes",
            "1 more yes among CAN, COL, CIV, CUB, ETH, FIN, MYS",
        ),
        (
            "RUS=N CAN=A COL=A CIV=A CUB=A ETH=A FIN=A *=Y",
            "charter",
            "8 of 9 affirmative votes; RUS also said no",
            "RUS votes yes instead of voting no",
        ),
        (
            "RUS=N CAN=A COL=A CIV=A CUB=A ETH=A FIN=NV MYS=N *=Y",
            "charter",
            "7 of 9 affirmative votes; RUS also said no",
            "RUS votes yes instead of voting no, and 1 more yes among "
            "CAN, COL, CIV, CUB, ETH, FIN, MYS",
        ),
        (
            "FRA=N GBR=N USA=N *=Y",
            "charter",
            "vetoed by FRA, GBR and USA",
            "FRA, GBR and USA abstain instead of voting no",
        ),
        (
            "FRA=N GBR=N CAN=A COL=A CIV=A CUB=A ETH=A *=Y",
            "charter",
            "8 of 9 affirmative votes; FRA and GBR also said no",
            "one of FRA and GBR votes yes and the other abstains instead of voting no",
        ),
        (
            "FRA=N GBR=N *=Y",
            "double-veto",
            "vetoed by FRA and GBR",
            "one of FRA and GBR abstains instead of voting no",
        ),
        ("CUB=N *=Y", "league-council", "vetoed by CUB", "CUB abstains instead of voting no"),
    ],
)
def test_the_cause_and_the_smallest_change_are_sentences(votes, named, cause, change):
    votes = tally_votes("1990", votes, named)
    assert votes.decision.cause == cause
    assert [found.sentence for found in votes.smallest_changes] == [change]


def test_what_is_adopted_needs_no_change():
    assert tally_votes("1990", "*=Y").smallest_changes == ()


def test_a_no_that_cannot_block_is_told():
    found = tally_votes("1990", "FRA=N *=Y", "double-veto").decision
    assert found.outcome == "adopted"
    assert found.cause == "14 affirmative votes, 9 required; FRA could not block"
    assert found.vetoes == ()


def test_an_abstention_blocks_where_the_rules_say_so(rules):
    one = tally_votes("1990", "CHN=A *=Y", rules('abstention = "blocks"'))
    assert one.decision.vetoes == ("CHN",)
    assert one.smallest_changes[0].sentence == "CHN votes yes instead of abstaining"


def test_a_permanent_member_that_does_not_vote_also_blocked_where_the_rules_say_so(rules):
    path = rules('abstention = "blocks"', quota=15)
    assert tally_votes("1990", "CHN=NV *=Y", path).decision.cause == (
        "14 of 15 affirmative votes; CHN also blocked"
    )


def test_an_override_is_a_way_out_beside_the_vetoes_lifted(rules):
    one = tally_votes("1990", "FRA=N GBR=N COD=A *=Y", rules("override = 14"))
    assert [change.sentence for change in one.smallest_changes] == [
        "FRA and GBR abstain instead of voting no",
        "2 more yes among FRA, GBR, COD, which no veto withstands",
    ]


def test_where_abstention_is_not_allowed_a_veto_is_lifted_by_staying_away(rules):
    path = rules('abstention = "not-allowed"')
    one = tally_votes("1990", "FRA=N *=Y", path)
    assert one.smallest_changes[0].sentence == "FRA takes no part instead of voting no"
    [mistake] = mistakes(tally_votes, "1990", "FRA=A *=Y", path)
    assert mistake.startswith("votes: FRA = A: ")
    assert mistake.endswith("allow no abstention; write Y, N or NV")


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("named", ["charter", "double-veto", "league-council", "no-veto"])
def test_no_fewer_changed_ballots_would_have_adopted_it(named, seed):
    """Against every set of at most two changed ballots, each to a yes or an abstention."""
    council = load_council("1990")
    seats = sitting_of(load_rules(named), council, "rules").rules
    members = [seat.member for seat in council.seat]
    ballots = random.Random(seed).choices((YES, NO, ABSTAIN, NOT_VOTING), (8, 1, 3, 1), k=15)
    votes = " ".join(f"{m}={LETTERS[b]}" for m, b in zip(members, ballots, strict=True))
    adopting = None
    for size in range(3):
        tried = [ballots]
        for changed, into in product(
            combinations(range(15), size), product((YES, ABSTAIN), repeat=size)
        ):
            other = list(ballots)
            for seat, ballot in zip(changed, into, strict=True):
                other[seat] = ballot
            tried.append(other)
        cast = np.array(tried, dtype=np.int8).T
        nobody = np.zeros(cast.shape, dtype=bool)
        if (decide(cast, seats, nobody, nobody).outcome == Outcome.ADOPTED).any():
            adopting = size
            break
    found = {change.changes for change in tally_votes("1990", votes, named).smallest_changes}
    if adopting is None:
        assert min(found) > 2
    else:
        assert found == ({adopting} if adopting else set())


def test_ballots_are_read_in_any_case_and_spacing():
    members = ("USA", "GBR", "small")
    read = read_votes(" usa = n;GBR=Nv,\n SMALL=a ", members, "here")
    assert list(read) == [NO, NOT_VOTING, ABSTAIN]


def test_a_star_gives_all_the_rest():
    assert list(read_votes("*=A,USA=Y", ("CHN", "USA", "FRA"), "here")) == [ABSTAIN, YES, ABSTAIN]


def test_missing_ballots_are_an_error_that_names_the_seats():
    [mistake] = mistakes(read_votes, "USA=Y", ("CHN", "USA", "FRA"), "the Council")
    assert mistake.startswith("votes: there is no ballot for CHN, FRA (the Council); ")


def test_every_mistake_in_a_line_of_votes_is_told_at_once():
    found = mistakes(read_votes, "USA=Q,UAS=Y,USA=Y,FRA,*=Y", ("CHN", "USA", "FRA"), "the Council")
    assert found == (
        "votes: USA = 'Q': must be Y, N, A or NV",
        "votes: 'UAS': has no seat on the Council; there are CHN, USA, FRA",
        "votes: USA: is given twice; keep one",
        "votes: 'FRA': is not member=ballot; write it as in USA=N,CHN=A",
    )


def test_rules_without_a_vote_decide_no_ballots():
    [mistake] = mistakes(tally_votes, "1990", "*=Y", "automatic")
    assert mistake.startswith("rules = 'automatic': hold no vote")


def test_rules_for_another_number_of_seats_are_refused():
    [mistake] = mistakes(tally_votes, "1950", "*=Y", "no-veto")
    assert "is for 15 seats, but Security Council, 1950 has 11" in mistake
