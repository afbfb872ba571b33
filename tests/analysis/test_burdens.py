"""Burden tables against what the engine played: shares, easy-riding, failures, impartiality."""

import math

import numpy as np
import pandas as pd
import pytest

from simulation.analysis import aftermath, burdens
from simulation.analysis.outcomes import rows_of
from simulation.engine.arrays import play
from simulation.experiments.batch import run_batch
from simulation.experiments.reading import read
from simulation.measures.ratios import Ratio, ratio
from simulation.measures.table import MEASURES
from simulation.scenario.load import load
from simulation.stages.adoption import End
from simulation.stages.burden import exploitation

RUNS = 40


@pytest.fixture(scope="module")
def history():
    return play(load("repeated-crises"), seed=1, runs=range(RUNS))


@pytest.fixture(scope="module")
def batch():
    return run_batch("repeated-crises", RUNS, seed=1)


@pytest.fixture(scope="module")
def shares(batch):
    return burdens.burden_shares(batch)


def test_easy_riding_is_a_ratio_of_sums_and_not_a_mean_of_ratios(batch, history):
    table = burdens.easy_riding(batch).set_index(["measure", "scope"])["value"]
    for scope, here in (
        ("all", np.full(history["action"].shape, True)),
        ("client", history["client"]),
        ("coalition", history["action"] == 4),
    ):
        e, best = history["provision"][here].sum(), history["optimal"][here].sum()
        assert table["easy_riding", scope] == pytest.approx(1.0 - e / best)


def test_provision_per_severity_counts_crises_left_alone(batch, history):
    table = burdens.easy_riding(batch).set_index(["measure", "scope"])["value"]
    standing = history["episode"] > 0
    severity = history["severity"][standing].sum()
    assert table["per_severity", "all"] == pytest.approx(history["provision"].sum() / severity)


def test_windows_hold_every_answer_once(batch, history):
    assert burdens.riding_over_time(batch)["answers"].sum() == (history["optimal"] > 0).sum()


def test_each_state_is_charged_with_what_it_gave_while_it_sat(history, shares):
    """Against the states that hold seats in the engine, not against the table of seats."""
    world = history.scenario.world
    names = np.array([state.member for state in world.states])
    seats = history.occupants.shape[1]
    held = np.broadcast_to(names[history.occupants], (*history.occupants.shape[:2], RUNS))
    done = history["action"] > 0
    for row in rows_of(shares[shares["member"] != "rest"]):
        here = (held == row.member) & done[:, None, :]
        given = history.effort[:, :seats][here].sum(dtype=float)
        rounds = here.any(axis=1)
        everybody = history.effort.sum(axis=1, dtype=float)[rounds].sum()
        assert row.burden == pytest.approx(given / everybody, rel=1e-5)
        assert row.answers == here.sum()
        assert row.free * row.answers == pytest.approx((history.effort[:, :seats][here] <= 0).sum())
    assert {"hegemon", "rival"} < set(shares["member"])
    assert len(shares) > 16


def test_relative_burden_is_the_burden_less_the_benefit(shares):
    assert shares["relative"].to_numpy() == pytest.approx(
        (shares["burden"] - shares["benefit"]).to_numpy()
    )
    known = shares[shares["relative_low"].notna()]
    assert (known["relative_low"] <= known["relative"]).all()
    assert (shares["relative_low"].isna() == (shares["histories"] == 1)).all()


def test_size_and_burden_are_correlated_as_the_stage_says(shares):
    named = shares[shares["member"] != "rest"]
    found = exploitation(named["size"].to_numpy(), named["mean_effort"].to_numpy())
    assert (shares.attrs["kendall"], shares.attrs["spearman"]) == found
    assert named["size"].notna().all()


def test_a_share_of_the_burden_has_an_interval_of_shares():
    """Whoever hardly ever gives has an interval that would reach below nothing."""
    shares = burdens.burden_shares(run_batch("free-riders", 40, seed=1))
    known = shares[shares["low"].notna()]
    assert known["low"].min() == 0.0
    assert (known["low"] <= known["burden"]).all()
    assert known["high"].max() <= 1.0


def test_members_of_a_script_are_named_by_the_council_of_the_date():
    shares = burdens.burden_shares(run_batch("bosnia-1992", 3, seed=1))
    scenario = load("bosnia-1992")
    members = {m for t in range(scenario.rounds) for m in scenario.sitting_at(t).council.members}
    outside = {state.member for state in scenario.world.outsiders}
    assert set(shares["member"]) <= members | outside | {"rest"}
    assert len(set(shares["member"]) & members) > 15


def test_without_contributions_there_is_no_table_of_them():
    assert burdens.burden_shares(run_batch("horseshoe", 3, detail="rounds")) is None


def test_every_unsettled_crisis_has_one_reason(batch, history):
    table = aftermath.failed_episodes(batch)
    unsettled = history["closed"] & ~history["settled"]
    assert table["count"].sum() == unsettled.sum()
    for _, of in table.groupby("challenger"):
        assert of["count"].sum() == of["total"].iloc[0]
        assert of["value"].sum() == pytest.approx(1.0)


def test_the_reason_is_that_of_the_last_round():
    rounds = pd.DataFrame(
        [
            (True, False, "vetoed", "none", 0.0, 0.0, "vetoed"),
            (True, False, "vetoed", "coalition", 0.6, 0.9, "lost"),
            (True, False, "withheld", "council", 0.2, 0.9, "too_little"),
            (True, False, "withheld", "none", 0.0, 0.0, "withheld"),
            (True, False, "unseen", "none", 0.0, 0.0, "unseen"),
            (True, False, "fell_short", "none", 0.0, 0.0, "fell_short"),
            (True, False, "adopted_in_full", "none", 0.0, 0.0, "not_coercive"),
            (True, True, "adopted_in_full", "council", 0.5, 0.9, ""),
            (False, False, "vetoed", "none", 0.0, 0.0, ""),
        ],
        columns=["closed", "settled", "end", "action", "provision", "optimal", "why"],
    )
    assert list(aftermath.why_unsettled(rounds)) == list(rounds["why"])


def test_every_challenge_has_one_response(batch, history):
    table = aftermath.answers_over_time(batch)
    challenged = (history["episode"] > 0) | (history["end"] == 1)
    by_window = table.groupby("first")
    assert (by_window["count"].sum() == by_window["total"].first()).all()
    deterred = batch.to_pandas(["end"])["end"] == "deterred"
    standing = history["episode"] > 0
    assert by_window["total"].first().sum() == standing.sum() + deterred.sum()
    assert challenged.any()


def test_equal_treatment_is_found_impartial_whatever_the_severities():
    history = np.repeat(np.arange(50), 40)
    bins = np.tile(np.repeat([3, 15], 20), 50)
    client = np.tile(np.r_[np.ones(16), np.zeros(4), np.ones(4), np.zeros(16)], 50) > 0
    done = bins == 15
    rows = {r["what"]: r for r in aftermath.standardised("x", history, bins, client, done)}
    assert rows["difference"]["value"] == 0.0
    assert done[client].mean() < done[~client].mean()


def test_impartiality_is_the_others_share_less_the_clients(batch):
    table = aftermath.impartiality(batch).set_index(["act", "what"])
    for act in ("anybody", "council"):
        value = table["value"][act]
        assert value["difference"] == pytest.approx(value["other"] - value["client"])
        assert table["low"][act]["difference"] > 0.0
    assert table["value"]["council", "client"] < table["value"]["anybody", "client"]


def test_what_is_carried_starts_at_its_prior_and_ends_as_played(batch, history):
    table = aftermath.carried_over_time(batch).set_index(["quantity", "round"])
    p = history.scenario.parameters
    assert table["value"]["response_clients", 0] == p.belief_response
    assert table["value"]["legitimacy", 40] == pytest.approx(history["legitimacy"][-1].mean())
    assert table["upper"]["legitimacy", 40] == pytest.approx(
        np.quantile(history["legitimacy"][-1], 0.9)
    )


def test_the_security_gap_is_whole_where_nothing_is_done(batch, history):
    frame = batch.to_pandas(["run", "episode", "onset_severity", "end", "p_win"])
    grave = (history["episode"] > 0) & (history["onset_severity"] >= 0.6)
    mediated = (frame["end"] == "mediated").to_numpy().reshape(RUNS, -1).T
    here = grave & ~mediated
    gap = 1.0 - np.nan_to_num(history["p_win"])[here].mean()
    measure = MEASURES["security_gap"]
    assert ratio(*measure.sums(read(frame, batch.manifest))).value == pytest.approx(gap)
    frame["p_win"] = math.nan
    assert ratio(*measure.sums(read(frame, batch.manifest))).value == 1.0


def test_a_ratio_of_nothing_is_none_and_of_one_history_has_no_interval():
    assert ratio(np.zeros(3), np.zeros(3)) == Ratio(None, None, None, 0)
    assert ratio(np.array([1.0, 0.0]), np.array([4.0, 0.0])) == Ratio(0.25, None, None, 1)
    assert str(Ratio(None, None, None, 0)) == "not defined"


def test_the_summary_tells_of_action_settlement_burden_gap_and_legitimacy(batch, history):
    summary = batch.summary()
    answers = [name for name in MEASURES if name.startswith("action_")] + ["mediated", "unanswered"]
    assert len(answers) == 6
    assert sum(summary["measures"][name]["value"] for name in answers) == pytest.approx(1.0)
    standing = history["episode"] > 0
    assert (
        summary["measures"]["unanswered"]["count"]
        == (standing & (history["action"] == 0) & (history["end"] != End.MEDIATED)).sum()
    )
    assert summary["measures"]["legitimacy"]["value"] == pytest.approx(
        history["legitimacy"][-1].mean()
    )
    settled = summary["measures"]["settled"]
    assert settled["count"] == history["settled"].sum()
    assert settled["total"] == history["closed"].sum()
    nothing = summary["measures"]["giving_nothing"]
    done = history["action"] > 0
    assert nothing["total"] == 15 * done.sum()
    assert nothing["count"] == (15 - history["contributors"])[done].sum()
    assert (
        0.0
        < summary["measures"]["security_gap"]["low"]
        < summary["measures"]["security_gap"]["high"]
        < 1.0
    )
