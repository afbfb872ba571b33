"""The record holds what was known the day before a draft was voted, and nothing that leaks."""

import random
from datetime import date

import numpy as np
import pytest

from simulation.rollcalls.ballots import UNKNOWN
from simulation.stages.adoption import Outcome, decide
from simulation.studies.backtest.reading import (
    NOT_KNOWN,
    NOT_RECORDED,
    NOT_WHOLE,
    read_record,
)
from simulation.studies.backtest.record import PastRollCalls
from simulation.studies.tables import invented
from simulation.studies.tables.reading import Tables

YEARS = range(1990, 1993)


@pytest.fixture
def rows():
    return invented.tables(YEARS)


def read(folder, rows):
    return read_record(Tables([invented.write(folder, *rows)]))


def plain(record):
    return [
        (
            call.vote_id,
            call.draft.date,
            call.draft.topic,
            call.draft.council.members,
            call.draft.council.ideal.tolist(),
            call.ballots.tolist(),
            call.outcome,
        )
        for call in record.roll_calls
    ]


def test_every_vote_is_there_in_the_order_of_dates(tmp_path, rows):
    votes, ballots, ideal = rows
    shuffled = (
        random.Random(1).sample(votes, len(votes)),
        random.Random(2).sample(ballots, len(ballots)),
    )
    record = read(tmp_path / "a", (*shuffled, ideal))
    assert plain(record) == plain(read(tmp_path / "b", rows))
    assert [call.vote_id for call in record.roll_calls] == [row["vote_id"] for row in votes]


def test_outcomes_of_the_small_tables_are_those_of_the_charter(tmp_path, rows):
    for call in read(tmp_path, rows).roll_calls:
        cast = call.ballots[:, None]
        nobody = np.zeros(cast.shape, dtype=bool)
        decided = decide(cast, call.draft.council.rules, nobody, nobody[:1])
        assert Outcome(int(decided.outcome[0])) == call.outcome


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("title", "the future"),
        ("symbol", "S/RES/9999"),
        ("topic", "other"),
        ("ch7_mention", 1),
        ("ch7_acting", 1),
        ("procedural", 1),
        ("n_rows_same_symbol", 9),
        ("res_no", 7),
        ("yes", ""),
        ("required_yes", 3),
        ("unanimous", ""),
        ("veto_by", "USA"),
    ],
)
def test_what_knows_the_outcome_is_not_read(tmp_path, rows, column, value):
    votes, ballots, ideal = rows
    changed = [{**row, column: value} for row in votes]
    assert plain(read(tmp_path / "a", (changed, ballots, ideal))) == plain(
        read(tmp_path / "b", rows)
    )


def test_ideal_points_are_those_of_an_earlier_session(tmp_path, rows):
    votes, ballots, ideal = rows
    late = [{**row, "ideal_point_fp": 9.0} if row["year"] >= 1991 else row for row in ideal]
    before = plain(read(tmp_path / "a", rows))
    after = plain(read(tmp_path / "b", (votes, ballots, late)))
    for old, new in zip(before, after, strict=True):
        assert (old == new) == (old[1].year <= 1991)


def test_a_state_without_ideal_point_has_none(tmp_path, rows):
    votes, ballots, ideal = rows
    left = [row for row in ideal if row["iso3"] != "P2"]
    council = read(tmp_path, (votes, ballots, left)).roll_calls[0].draft.council
    missing = np.isnan(council.ideal)
    assert [m for m, gone in zip(council.members, missing, strict=True) if gone] == ["P2"]


def test_votes_without_a_roll_call_are_left_out_and_named(tmp_path, rows):
    votes, ballots, ideal = rows
    votes = [{**row, "no_recorded_vote": int(row["vote_id"] == 5)} for row in votes]
    ballots = [row for row in ballots if not (row["vote_id"] == 7 and row["iso3"] == "P5")]
    record = read(tmp_path, (votes, ballots, ideal))
    assert record.left_out == {NOT_RECORDED: [5], NOT_WHOLE: [7]}
    assert not {5, 7} & {call.vote_id for call in record.roll_calls}


def test_a_failed_vote_of_which_no_ballot_is_known_does_not_count_as_uncontested(tmp_path, rows):
    votes, ballots, ideal = rows
    votes = [{**row, "outcome": "failed_majority"} if row["vote_id"] == 9 else row for row in votes]
    ballots = [{**row, "vote": "U"} if row["vote_id"] == 9 else row for row in ballots]
    record = read(tmp_path, (votes, ballots, ideal))
    assert record.left_out == {NOT_KNOWN: [9]}
    assert 9 not in {call.vote_id for call in record.roll_calls}


def test_a_ballot_that_is_not_known_is_held_as_such(tmp_path, rows):
    votes, ballots, ideal = rows
    ballots = [
        {**row, "vote": "U"} if (row["vote_id"], row["iso3"]) == (1, "P5") else row
        for row in ballots
    ]
    call = read(tmp_path, (votes, ballots, ideal)).roll_calls[0]
    assert call.ballots[call.draft.council.members.index("P5")] == UNKNOWN


def test_a_history_ends_before_the_day_of_the_draft(small_record):
    history = small_record.roll_calls
    for call in history:
        before = history.before(call.draft.date)
        assert all(old.draft.date < call.draft.date for old in before[-3:])
        assert len(before) + sum(c.draft.date >= call.draft.date for c in history) == len(history)
    same_day = [n for n in range(1, len(history)) if day(history, n) == day(history, n - 1)]
    assert len(same_day) >= 20


def day(history, n):
    return history[n].draft.date


def test_a_history_is_a_sequence_that_ends_where_it_ends(small_record):
    history = small_record.roll_calls.until(1985)
    assert history[-1] is history[len(history) - 1]
    assert history[-1].draft.date <= date(1985, 12, 31)
    assert len(history[:4]) == 4
    with pytest.raises(IndexError):
        history[len(history)]
    assert len(PastRollCalls(history, 3).until(1999)) == 3
