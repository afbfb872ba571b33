"""Tables of ballots: read, checked, decided, held against the outcomes they record."""

import random

import pytest
from rollcalls.ballot_lines import HEADER, fifteen, lines_of, mistakes

from simulation.rollcalls.tallies import tally_table


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
    path = table("1,USA,perhaps,Y", "1,CHN,1,Z", ",FRA,1,Y", "1,USA,1,Y", "1,GBR,1", "1,,0,Y")
    assert mistakes(tally_table, path) == (
        f"{path}, line 2: permanent = 'perhaps': must be 1 (permanent) or 0 (elected)",
        f"{path}, line 3: vote = 'Z': must be Y, N, A, NV, or U where it is not known",
        f"{path}, line 4: vote_id is empty; write one",
        f"{path}, line 5: iso3 = 'USA': stands twice in vote 1; keep one",
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


def test_columns_of_no_table_of_votes_are_named_with_those_that_are_known(table):
    path = table("1,2", header="a,b")
    [mistake] = mistakes(tally_table, path)
    assert mistake.startswith(f"{path}, line 1: its columns, a, b, are of no table of votes; known")


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
        (b"", "its columns, none, are of no table of votes"),
        (HEADER.encode(), "holds no votes"),
        (b"\xff\xfe\x00", "is not text: begins as UTF-16"),
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
