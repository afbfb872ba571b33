"""Ballots of one vote or of a table: read, checked, decided, explained."""

import csv
import random
from dataclasses import asdict
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest

from simulation.evidence.ballots import read_table, read_votes
from simulation.evidence.tallies import tally_table, tally_votes
from simulation.scenario.mistakes import InputError
from simulation.scenario.reading import load_council, load_rules
from simulation.scenario.seating import seat_rules
from simulation.stages.decision import Outcome, decide
from simulation.stages.voting import ABSTAIN, LETTERS, NO, NOT_VOTING, YES

GOLDEN = Path(__file__).parents[1] / "golden"
PERMANENT = {"CHN", "FRA", "GBR", "RUS", "USA"}
HEADER = "vote_id,iso3,permanent,vote"


def golden(name):
    with (GOLDEN / name).open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


ROWS = [row for name in ("real_tallies.csv", "tally_edge_cases.csv") for row in golden(name)]


def lines_of(vote_id, ballots):
    """Rows of a table for ballots such as ``CHN=Y FRA=N``."""
    for ballot in ballots.split():
        member, _, letter = ballot.partition("=")
        yield f"{vote_id},{member},{int(member in PERMANENT)},{letter}"


def fifteen(**ballots):
    """Ballots of the permanent members and ten elected ones, yes unless said otherwise."""
    members = [*sorted(PERMANENT), *(f"E{n:02d}" for n in range(1, 11))]
    return " ".join(f"{m}={ballots.get(m, 'Y')}" for m in members)


@pytest.fixture
def table(tmp_path):
    """Writes a table of these lines under the header."""

    def write(*lines, header=HEADER):
        path = tmp_path / "votes.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def rules(tmp_path):
    """Writes a rule set of fifteen seats and nine votes with these further lines."""

    def write(*lines, quota=9):
        path = tmp_path / "mine.toml"
        path.write_text("\n".join(['title = "Mine"', f"quota = {quota}", *lines]), encoding="utf-8")
        return str(path)

    return write


def mistakes(action, *args):
    with pytest.raises(InputError) as caught:
        action(*args)
    return caught.value.mistakes


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
            "FRA and GBR change: 1 votes yes and 1 abstains instead of voting no",
        ),
        (
            "FRA=N GBR=N *=Y",
            "double-veto",
            "vetoed by FRA and GBR",
            "1 of FRA and GBR abstains instead of voting no",
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
    assert mistake.startswith("--votes: FRA = A: ")
    assert mistake.endswith("allow no abstention; write Y, N or NV")


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("named", ["charter", "double-veto", "league-council", "no-veto"])
def test_no_fewer_changed_ballots_would_have_adopted_it(named, seed):
    """Against every set of at most two changed ballots, each to a yes or an abstention."""
    council = load_council("1990")
    seats = seat_rules(load_rules(named), council, "rules").rules
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
    assert mistake.startswith("--votes: there is no ballot for CHN, FRA (the Council); ")


def test_every_mistake_in_a_line_of_votes_is_told_at_once():
    found = mistakes(read_votes, "USA=Q,UAS=Y,USA=Y,FRA,*=Y", ("CHN", "USA", "FRA"), "the Council")
    assert found == (
        "--votes: USA = 'Q': must be Y, N, A or NV",
        "--votes: 'UAS': has no seat on the Council; did you mean USA?",
        "--votes: USA: is given twice; keep one",
        "--votes: 'FRA': is not member=ballot; write it as in USA=N,CHN=A",
    )


def test_rules_without_a_vote_decide_no_ballots():
    [mistake] = mistakes(tally_votes, "1990", "*=Y", "automatic")
    assert mistake.startswith("rules automatic: hold no vote")


def test_rules_for_another_number_of_seats_are_refused():
    [mistake] = mistakes(tally_votes, "1950", "*=Y", "no-veto")
    assert "is for 15 seats, but Security Council, 1950 has 11" in mistake


# --- tables


def test_extra_columns_blanks_and_a_byte_order_mark_do_no_harm(tmp_path):
    path = tmp_path / "votes.csv"
    rows = [f'"note, with a comma",{line} ' for line in lines_of(1, fifteen(USA="n"))]
    path.write_text("\ufeffnote, " + HEADER + "\n\n" + "\n".join(rows), encoding="utf-8")
    assert tally_table(path).decisions[1].vetoes == ("USA",)


def test_rows_may_stand_in_any_order(table):
    lines = [*lines_of("S/1", fifteen(USA="N")), *lines_of("S/2", fifteen(E01="N"))]
    random.Random(3).shuffle(lines)
    found = tally_table(table(*lines)).decisions
    assert found["S/1"].vetoes == ("USA",)
    assert found["S/2"].outcome == "adopted"


def test_a_vote_id_is_a_whole_number_only_where_it_is_written_as_one(table):
    lines = [line for n in ("7", "07", "S/7", "7.0") for line in lines_of(n, fifteen())]
    assert list(tally_table(table(*lines)).decisions) == [7, "07", "S/7", "7.0"]


def test_votes_of_eleven_and_of_fifteen_get_the_charter_of_their_time(table):
    eleven = " ".join(fifteen(E06="N").split()[:11])
    found = tally_table(table(*lines_of(1, eleven), *lines_of(2, fifteen()))).decisions
    assert (found[1].required, found[2].required) == (7, 9)


def test_unknown_and_unrecorded_votes_are_left_out_and_said(table):
    silent = fifteen().replace("=Y", "=NV")
    lines = [*lines_of(1, fifteen(E01="U")), *lines_of(2, silent), *lines_of(3, fifteen())]
    found = tally_table(table(*lines))
    assert list(found.decisions) == [3]
    assert found.left_out == {
        "some ballots are not known (U)": [1],
        "no ballot is recorded (all NV: adopted without a vote)": [2],
    }


def test_named_veto_holders_block_whatever_the_order_of_rows(table, rules):
    path = rules('vetoes = ["E03", "USA"]')
    votes = [
        fifteen(E03="N"),
        fifteen(USA="N"),
        fifteen(CHN="N", E04="N"),
        fifteen(E03="N", USA="N"),
    ]
    lines = [line for n, vote in enumerate(votes) for line in lines_of(n, vote)]
    for seed in range(3):
        random.Random(seed).shuffle(lines)
        found = tally_table(table(*lines), path).decisions
        assert {n: sorted(d.vetoes) for n, d in found.items()} == {
            0: ["E03"],
            1: ["USA"],
            2: [],
            3: ["E03", "USA"],
        }


def test_permanent_is_what_the_table_says(table):
    lines = [line.replace("USA,1", "USA,0") for line in lines_of(1, fifteen(USA="N"))]
    assert tally_table(table(*lines)).decisions[1].outcome == "adopted"


def test_every_wrong_value_is_named_with_file_line_column_and_what_is_allowed(table):
    path = table("1,USA,yes,Y", "1,CHN,1,X", ",FRA,1,Y", "1,USA,1,Y", "1,GBR,1", "1,,0,Y")
    assert mistakes(tally_table, path) == (
        f"{path}, line 2: permanent = 'yes': must be 1 (permanent) or 0 (elected)",
        f"{path}, line 3: vote = 'X': must be Y, N, A, NV, or U where it is not known",
        f"{path}, line 4: vote_id is empty; write one",
        f"{path}, line 5: iso3 = 'USA': is there twice in vote 1; keep one",
        f"{path}, line 6: has 3 values, but the first line names 4 columns; write one for each",
        f"{path}, line 7: iso3 is empty; write one",
    )


def test_outcomes_must_be_known_words_and_the_same_in_every_row_of_a_vote(table):
    path = table(
        "1,USA,1,Y,passed", "2,CHN,1,Y,adopted", "2,FRA,1,Y,", "2,GBR,1,Y,vetoed",
        header=f"{HEADER},outcome",
    )  # fmt: skip
    assert mistakes(tally_table, path) == (
        f"{path}, line 2: outcome = 'passed': must be adopted, vetoed, fell_short, "
        "failed_majority, or nothing where it is not known; rename a column that means something "
        "else",
        f"{path}, line 5: outcome = 'vetoed': is adopted in another row of vote 2; write the same "
        "in each",
    )


def test_recorded_outcomes_of_votes_left_out_are_held_against_nothing(table):
    lines = [
        f"{line},{outcome}"
        for n, (ballots, outcome) in enumerate(
            [(fifteen(E01="U"), "vetoed"), (fifteen(), "failed_majority"), (fifteen(), "adopted")]
        )
        for line in lines_of(n, ballots)
    ]
    found = tally_table(table(*lines, header=f"{HEADER},outcome"))
    assert found.recorded == {1: "fell_short", 2: "adopted"}
    assert found.otherwise == [1]


def test_at_most_ten_mistakes_are_told_and_the_rest_counted(table):
    found = mistakes(tally_table, table(*(f"1,M{n},0,?" for n in range(13))))
    assert len(found) == 11
    assert found[-1] == "and 3 more"


def test_missing_columns_are_named():
    path = GOLDEN / "real_tallies.csv"
    [mistake] = mistakes(read_table, path)
    assert mistake.startswith(
        f"{path}, line 1: there is no column vote_id, iso3, permanent, vote; "
    )


def test_votes_that_no_rules_fit_are_named_with_their_seats(table):
    path = table(*lines_of(5, fifteen()), *lines_of(6, "USA=Y GBR=N"))
    [mistake] = mistakes(tally_table, path)
    assert mistake == (
        f"{path}: vote 6 has 2 seats, but rules are charter for 15, charter-1946 for 11; "
        "correct or leave out their rows, or choose rules that fit"
    )


def test_more_members_than_any_council_has_are_refused_under_any_rules(table):
    path = table(*(f"1,M{n},0,Y" for n in range(33)))
    [mistake] = mistakes(tally_table, path, "league-council")
    assert "vote 1 has 33 seats, but rules are league-council for 1 to 32" in mistake


def test_abstentions_where_none_are_allowed_are_named_by_line(table, rules):
    path = table(*lines_of(1, fifteen(E02="A")))
    [mistake] = mistakes(tally_table, path, rules('abstention = "not-allowed"'))
    assert mistake.startswith(f"{path}, line 8: vote = 'A': ")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "there is no column"),
        (HEADER.encode(), "holds no votes"),
        (b"\xff\xfe\x00", "is not text (UTF-8)"),
        (HEADER.encode() + b'\n1,"USA,1,Y\n', "is not CSV"),
    ],
)
def test_what_is_not_a_table_is_said_in_a_sentence(tmp_path, content, said):
    path = tmp_path / "votes.csv"
    path.write_bytes(content)
    [mistake] = mistakes(tally_table, path)
    assert mistake.startswith(str(path))
    assert said in mistake


def test_a_table_that_is_not_there_is_said_in_a_sentence(tmp_path):
    [mistake] = mistakes(tally_table, tmp_path / "none.csv")
    assert mistake == f"{tmp_path / 'none.csv'}: cannot be read: No such file or directory"
