"""The tables behind the figures, against what the engine played."""

import re

import numpy as np
import pandas as pd
import pytest

from simulation.analysis.outcomes import (
    ANY_CAUSE,
    SimulatedRollCall,
    alike,
    example_roll_call,
    hidden_and_visible,
    outcomes_by_cause,
    outcomes_over_time,
    rate_in,
    rows_of,
    strength_wanted_and_adopted,
    tallies,
    vetoes_by_member,
)
from simulation.engine.arrays import play
from simulation.experiments.batch import run_batch
from simulation.experiments.summary import OUTCOMES
from simulation.measures.names import OF_VETOES
from simulation.measures.rates import rate
from simulation.scenario.load import load
from simulation.stages.adoption import END_NAMES, TABLED, End
from simulation.stages.voting import LETTERS

RUNS = 60


@pytest.fixture(scope="module")
def history():
    return play(load("horseshoe"), seed=1, runs=range(RUNS))


@pytest.fixture(scope="module")
def batch():
    return run_batch("horseshoe", RUNS, seed=1)


@pytest.fixture(scope="module")
def replay():
    return run_batch("bosnia-1992", 20, seed=1)


def ends(history, *names):
    return history.is_end(*(End[name.upper()] for name in names))


@pytest.mark.parametrize("end", OUTCOMES)
def test_the_share_of_an_end_is_that_of_the_histories_played(batch, history, end):
    table = outcomes_by_cause(batch)
    row = next(r for r in rows_of(table) if r.end == end and r.cause == ANY_CAUSE)
    considered = ends(history, *OUTCOMES).sum(axis=0)
    assert rate_in(row) == rate(ends(history, end).sum(axis=0), considered)


def test_causes_add_up_to_their_end_and_ends_to_all(batch):
    table = outcomes_by_cause(batch)
    overall = table[table["cause"] == ANY_CAUSE].set_index("end")["count"]
    split = table[table["cause"] != ANY_CAUSE].groupby("end")["count"].sum()
    assert dict(split) == {end: n for end, n in overall.items() if n}
    assert overall.sum() == table["total"].iloc[0]


def test_windows_of_rounds_hold_every_round_once(batch, history):
    table = outcomes_over_time(batch)
    windows = table[["first", "last"]].drop_duplicates()
    held = [t for a, b in windows.itertuples(index=False) for t in range(a, b + 1)]
    assert held == list(range(1, 41))
    assert len(windows) <= 20
    vetoed = table[table["end"] == "vetoed"]
    by_round = ends(history, "vetoed").sum(axis=1)
    assert list(vetoed["count"]) == list(by_round.reshape(20, 2).sum(axis=1))


def test_the_tally_distribution_counts_every_vote_once(batch, history):
    table = tallies(batch)
    assert table["count"].sum() == history.voted.sum() == table["total"].iloc[0]
    assert len(table) == 16 * 3
    for yes in range(16):
        adopted = table[(table["yes"] == yes) & (table["outcome"] == "adopted")]["count"].item()
        in_history = (history["yes"] == yes) & ends(history, "adopted_diluted", "adopted_in_full")
        assert adopted == in_history.sum(), yes


def test_no_draft_is_adopted_or_vetoed_below_the_quota_and_none_falls_short_above(batch):
    table = tallies(batch)
    enough = table["yes"] >= table["quota"]
    short = table["outcome"] == "fell_short"
    assert table[enough & short]["count"].sum() == 0
    assert table[~enough & ~short]["count"].sum() == 0


def test_the_quota_is_that_of_the_rules_in_play():
    assert set(tallies(run_batch("korea-1950", 2, seed=1))["quota"]) == {7}
    majority = load("horseshoe", rules="league-council")
    assert set(tallies(run_batch(majority, 2, seed=1))["quota"]) == {8}


@pytest.mark.parametrize("name", ["batch", "replay"])
def test_each_veto_is_counted_once_for_each_member_that_cast_it(name, request):
    results = request.getfixturevalue(name)
    table = vetoes_by_member(results)
    frame = results.to_pandas(["end", "blocked_by"])
    blockers = frame["blocked_by"][frame["end"] == "vetoed"].astype(str).str.split("|")
    alone = (blockers.str.len() == 1).sum()
    assert table["alone"].sum() == alone
    assert table["alone"].sum() + table["with_others"].sum() == blockers.str.len().sum()
    assert len(blockers) > 0


@pytest.mark.parametrize("member", ["GBR", "FRA", "RUS"])
def test_vetoes_together_are_not_counted_as_cast_alone(replay, member):
    table = vetoes_by_member(replay).set_index("member")
    frame = replay.to_pandas(["end", "blocked_by"])
    blockers = [set(b.split("|")) for b in frame["blocked_by"][frame["end"] == "vetoed"]]
    assert table.loc[member, "alone"] == sum(b == {member} for b in blockers)
    assert table.loc[member, "with_others"] == sum(member in b and len(b) > 1 for b in blockers) > 0


def test_vetoes_by_member_name_each_permanent_member_even_with_none(replay):
    table = vetoes_by_member(replay).set_index("member")
    assert {"CHN", "FRA", "RUS", "GBR", "USA"} <= set(table.index)
    assert table.loc["CHN", ["alone", "with_others", "withheld", "diluted"]].sum() == 0


def test_any_member_that_vetoes_is_named_where_all_hold_one():
    results = run_batch(load("horseshoe", rules="league-council", choice_noise=0.3), 40, seed=1)
    table = vetoes_by_member(results)
    elected = set(results.members[5:])
    assert elected & set(table["member"])


def test_hidden_vetoes_withheld_and_diluted_are_all_there_are(batch, history):
    table = hidden_and_visible(batch)
    counts = table.groupby("kind")["count"].sum()
    assert counts["withheld"] + counts["diluted"] == (history["hidden_veto"] > 0).sum()
    assert counts["visible"] == ends(history, "vetoed").sum()
    both = ends(history, "vetoed") & (history["hidden_veto"] > 0)
    assert counts["diluted_and_vetoed"] == both.sum() > 0


def test_hidden_vetoes_of_patrons_are_those_on_their_clients(batch):
    by_member, by_kind = vetoes_by_member(batch), hidden_and_visible(batch)
    clients = by_kind[by_kind["challenger"] == "client"].set_index("kind")["count"]
    assert by_member["withheld"].sum() == clients["withheld"]
    assert by_member["diluted"].sum() == clients["diluted"]


def test_strength_adopted_lies_within_what_was_wanted(batch, history):
    table = strength_wanted_and_adopted(batch)
    assert table["total"].sum() == (~np.isnan(history["wanted"])).sum()
    some = table[table["adopted"].notna()]
    assert (some["lower"] <= some["adopted"]).all()
    assert (some["adopted"] <= some["upper"]).all()
    assert (some["upper"] <= some["wanted_to"] + 1e-12).all()
    not_adopted = ends(history, "withheld", "vetoed", "fell_short").sum()
    assert table["count"].sum() == not_adopted


def test_a_bin_has_the_median_of_its_own_drafts(batch, history):
    table = strength_wanted_and_adopted(batch)
    row = next(
        r for r in rows_of(table) if r.challenger == "other" and round(10 * r.wanted_from) == 7
    )
    here = (history["wanted"] >= 0.7) & (history["wanted"] < 0.8) & ~history["client"]
    adopted = here & ends(history, "adopted_diluted", "adopted_in_full")
    assert row.adopted == pytest.approx(np.median(history["tabled"][adopted]))
    assert row.total == here.sum()


def test_the_example_is_the_first_veto_with_its_own_ballots(batch):
    found = example_roll_call(batch)
    frame = batch.to_pandas(["run", "round", "end", "penholder", "blocked_by"])
    first = frame[frame["end"] == "vetoed"].iloc[0]
    votes, ballots = batch.ballots()
    here = (votes["run"] == first["run"]) & (votes["round"] == first["round"])
    assert found.ballots == tuple(LETTERS[b] for b in ballots[here.to_numpy()][0])
    assert found.penholder == first["penholder"]
    assert found.members == tuple(batch.members)
    blocker = found.members.index(str(first["blocked_by"]).split("|")[0])
    assert found.ballots[blocker] == "N"
    assert found.permanent[blocker]
    assert f"{found.count('Y')} yes" in found.title
    voted = frame[frame["end"].isin([END_NAMES[end] for end in TABLED])]
    vetoed = int((voted["end"] == "vetoed").sum())
    assert found.title.endswith(f"vetoed\nVetoed in {vetoed:,} of {len(voted):,} votes")


@pytest.mark.parametrize(
    ("end", "number"),
    [("vetoed", 1), ("fell_short", 2), ("adopted_diluted", 4), ("adopted_in_full", 4)],
)
def test_votes_that_ended_alike_are_counted(end, number):
    ends = pd.Series(["vetoed", *2 * ["fell_short"], *3 * ["adopted_in_full"], "adopted_diluted"])
    assert alike(ends, end) == number


@pytest.mark.parametrize("name", ["kuwait-1990", "hungary-1956"])
def test_a_vote_of_a_script_stands_among_the_votes_on_its_draft(name):
    title = example_roll_call(run_batch(name, 4, seed=1)).title
    assert re.search(r"\n(Adopted|Vetoed|Fell short) in [1-4] of 4 votes on this draft$", title)


def test_the_example_has_the_council_of_its_own_date():
    results = run_batch("bosnia-1992", 5, seed=1)
    frame = results.to_pandas(["run", "round", "end"])
    number = int(frame[frame["end"] == "vetoed"].iloc[0]["round"])
    found = example_roll_call(results)
    assert found.members == load("bosnia-1992").sitting_at(number).council.members
    assert found.members != tuple(results.members)


def test_the_example_names_who_was_elected_by_then():
    """Against the states that hold seats in the engine, whose own ballots are shown."""
    results = run_batch("repeated-crises", 3, seed=1)
    history = play(load("repeated-crises"), seed=1, runs=range(3))
    frame = results.to_pandas(["run", "round", "end", "penholder"])
    first = frame[frame["end"] == "vetoed"].iloc[0]
    run, number = int(first["run"]), int(first["round"])
    states = [history.scenario.world.states[s] for s in history.occupants[number, :, run]]
    found = example_roll_call(results)
    assert found.members == tuple(state.member for state in states)
    assert found.members != tuple(results.members)
    assert found.names == tuple(state.name for state in states)
    assert found.permanent == (True,) * 5 + (False,) * 10
    assert found.penholder == first["penholder"]
    assert found.penholder in found.members
    assert found.ballots == tuple(LETTERS[b] for b in history.ballots[number, :, run])


def test_the_example_of_a_case_with_one_draft_has_its_council():
    """Its pool votes in the Assembly, and elects nobody."""
    found = example_roll_call(run_batch("hungary-1956", 2, seed=1))
    assert found.members == load("hungary-1956").sitting.council.members


def test_there_is_no_example_without_votes_or_without_ballots():
    assert example_roll_call(run_batch(load("horseshoe", rules="automatic"), 3)) is None
    assert example_roll_call(run_batch("horseshoe", 3, detail="rounds")) is None


def test_without_a_veto_the_example_is_the_first_vote():
    found = example_roll_call(run_batch(load("horseshoe", rules="no-veto"), 3, seed=1))
    assert "adopted" in found.title or "fell short" in found.title


def test_one_history_gives_shares_without_intervals():
    alone = run_batch("horseshoe", 1, seed=1)
    for table in (outcomes_by_cause(alone), hidden_and_visible(alone), tallies(alone)):
        assert table["value"].notna().any()
        assert table["low"].isna().all()
        assert table["high"].isna().all()


@pytest.mark.parametrize("rules", ["no-veto", "no-council"])
def test_where_no_veto_can_be_its_shares_are_nought_without_an_interval(rules):
    results = run_batch(load("horseshoe", rules=rules), 5, seed=1)
    summary = results.summary()
    shares = [summary["measures"][name] for name in OF_VETOES]
    assert len(shares) == 5
    assert all((s["value"], s["low"], s["high"]) == (0.0, None, None) for s in shares)
    kinds = hidden_and_visible(results)
    assert (kinds["value"] == 0.0).all()
    assert kinds["low"].isna().all()
    ends = outcomes_by_cause(results).set_index(["end", "cause"])
    assert np.isnan(ends.loc[("vetoed", ANY_CAUSE), "high"])
    assert summary["measures"]["withheld"]["high"] == ends.loc[("withheld", ANY_CAUSE), "high"] > 0


@pytest.mark.parametrize("rules", ["charter", "double-veto", "league-council"])
def test_where_a_veto_can_be_its_share_has_an_interval_even_if_none_was(rules):
    results = run_batch(load("horseshoe", rules=rules, patron_probability=0.0), 5, seed=1)
    assert results.summary()["measures"]["vetoed"]["high"] > 0
    assert hidden_and_visible(results)["high"].notna().any()


def test_predefined_rules_leave_no_votes_but_outcomes():
    results = run_batch(load("horseshoe", rules="automatic"), 5, seed=1)
    assert tallies(results)["total"].max() == 0
    assert strength_wanted_and_adopted(results).empty
    assert hidden_and_visible(results)["total"].max() == 0
    overall = outcomes_by_cause(results).set_index(["end", "cause"])
    assert overall.loc[("adopted_in_full", ANY_CAUSE), "value"] == 1.0
    assert overall["low"].isna().all()
    assert results.summary()["measures"]["adopted_in_full"]["low"] is None


def test_each_table_says_which_histories_it_is_made_of(batch):
    said = "simulation error only; 60 histories, seed 1, horseshoe, rules charter"
    for make in (outcomes_by_cause, tallies, vetoes_by_member, hidden_and_visible):
        assert make(batch).attrs["made_from"] == said


def test_an_unfinished_batch_counts_only_what_is_there(tmp_path, batch):
    from dataclasses import replace

    planned = replace(batch.manifest, experiment={**batch.manifest.experiment, "runs": 1000})
    assert "; 60 histories," in tallies(replace(batch, manifest=planned)).attrs["made_from"]


def test_a_roll_call_needs_a_ballot_for_each_member():
    with pytest.raises(ValueError, match="for each member"):
        SimulatedRollCall(("A", "B"), ("A", "B"), (True, False), ("Y",), None, "title")


def test_a_roll_call_knows_four_kinds_of_ballot():
    with pytest.raises(ValueError, match="'maybe': must be one of Y, N, A, NV"):
        SimulatedRollCall(("A",), ("A",), (True,), ("maybe",), None, "title")


def test_tabled_ends_are_the_ones_that_were_voted(history):
    assert (history.is_end(*TABLED) == history.voted).all()
