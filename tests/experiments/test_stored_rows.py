"""The rows that are stored are those of the histories."""

import numpy as np
import pytest
from data_page import data_page

from simulation.engine.arrays import play
from simulation.experiments import layout
from simulation.experiments.batch import run_batch
from simulation.experiments.columns import ACTION_NAMES, LEVELS, arrow
from simulation.experiments.dataset import pack, unpack
from simulation.experiments.results import Results
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError


def rows_as_stored(results: Results, level: str):
    return results.levels[level].to_table().to_pandas()


def test_the_tables_hold_what_the_history_holds():
    scenario = load("horseshoe")
    history = play(scenario, seed=9, runs=range(20))
    results = run_batch(scenario, 20, seed=9)
    frame = results.to_pandas()
    assert list(frame.columns) == ["point", *LEVELS["rounds"]]
    assert len(frame) == 20 * 40
    for name in ("severity", "tabled", "twin", "hidden_veto", "mandate", "wanted"):
        assert np.array_equal(frame[name].to_numpy(), history[name].T.ravel(), equal_nan=True)
    votes, ballots = results.ballots()
    assert len(votes) == history.voted.sum()
    for row, (run, number) in enumerate(votes.to_numpy()[:50]):
        assert np.array_equal(ballots[row], history.ballots[number, :, run])
    tabled = frame["yes"].notna()
    assert tabled.sum() == len(votes)
    assert np.array_equal(frame.loc[tabled, "yes"], (ballots == 0).sum(axis=1))
    vetoed = frame["end"] == "vetoed"
    assert (frame.loc[vetoed, "blocked_by"] != "").all()
    assert frame.loc[~tabled, "blocked_by"].isna().all()


@pytest.mark.parametrize("name", ["repeated-crises", "kuwait-1990"])
def test_contributions_are_those_of_the_history_one_row_an_answer(name):
    history = play(load(name), seed=9, runs=range(12))
    results = run_batch(name, 12, seed=9)
    answers, effort, stakes = results.contributions()
    done = history["action"].T > 0
    assert np.array_equal(answers.to_numpy(), np.argwhere(done))
    assert np.array_equal(effort, history.effort.transpose(2, 0, 1)[done])
    assert np.array_equal(stakes, history.stakes.transpose(2, 0, 1)[done])
    assert effort.shape[1] == len(results.manifest.contributors)
    frame = results.to_pandas(["run", "round", "action", "provision"])
    shown = frame[frame["action"] != ACTION_NAMES[0]]
    assert np.array_equal(shown[["run", "round"]].to_numpy(), answers.to_numpy())
    # Efforts are stored in single precision.
    assert np.allclose(effort.sum(axis=1, dtype=np.float64), shown["provision"], rtol=1e-6)


def test_seats_are_those_of_the_history_one_row_a_year():
    history = play(load("repeated-crises"), seed=9, runs=range(6))
    results = run_batch("repeated-crises", 6, seed=9)
    seats = rows_as_stored(results, "seats")
    assert np.array_equal(seats["run"], np.repeat(np.arange(6), 10))
    assert np.array_equal(seats["round"], np.tile(np.arange(0, 40, 4), 6))
    held = np.stack(seats["states"].to_numpy()).reshape(6, 10, 15)
    for year in range(10):
        for number in range(4 * year, 4 * year + 4):
            assert np.array_equal(held[:, year], history.occupants[number].T)
    states = results.manifest.states
    frame = results.to_pandas(["run", "round", "penholder"])
    for run, number, pen in frame.dropna().itertuples(index=False):
        assert pen in {states[state] for state in held[run, number // 4]}


def test_where_nobody_is_elected_one_row_says_who_sits(monkeypatch):
    """However the batch is cut."""
    monkeypatch.setattr(layout, "ROUNDS_A_BLOCK", 80)
    seats = rows_as_stored(run_batch("horseshoe", 5, seed=9), "seats")
    assert len(seats) == 1
    assert seats["states"][0].tolist() == list(range(15))


def test_what_followed_the_vote_is_in_the_rounds():
    history = play(load("repeated-crises"), seed=9, runs=range(20))
    frame = run_batch("repeated-crises", 20, seed=9).to_pandas()
    assert list(frame["action"]) == [ACTION_NAMES[code] for code in history["action"].T.ravel()]
    for name in ("provision", "optimal", "p_win", "legitimacy", "r2p", "casualties", "support"):
        assert np.array_equal(frame[name].to_numpy(), history[name].T.ravel(), equal_nan=True)
    for name in ("won", "lawful", "exceeded", "contributors", "free_riders", "settled"):
        assert np.array_equal(frame[name].to_numpy(), history[name].T.ravel()), name
    assert np.array_equal(frame["leader"].isna(), history["leader"].T.ravel() < 0)


def test_counts_of_runs_are_those_of_their_rounds():
    results = run_batch("cold-war", 15, seed=4)
    runs = results.runs.to_table().to_pandas().set_index("run")
    rounds = results.to_pandas(["run", "end", "hidden_veto", "onset"])
    assert runs["vetoed"].equals(
        rounds["end"].eq("vetoed").groupby(rounds["run"]).sum().astype("int32").rename("vetoed")
    )
    assert runs["episodes"].sum() == rounds["onset"].sum()
    assert runs["hidden_vetoes"].sum() == (rounds["hidden_veto"] > 0).sum()


def test_members_of_a_script_are_those_of_the_year():
    results = run_batch("bosnia-1992", 2, seed=1)
    assert len(results.manifest.members) == 17
    assert results.manifest.members[0] != results.manifest.members[-1]
    frame = results.to_pandas(["round", "penholder", "crisis"])
    for number, pen in zip(frame["round"], frame["penholder"], strict=True):
        assert pen in results.manifest.members[number]


def test_ballots_survive_packing_for_the_largest_council():
    ballots = np.arange(4 * 32 * 3).reshape(4, 32, 3).astype(np.int8) % 4
    packed = pack(ballots)
    assert np.array_equal(unpack(packed[:, 1], 32), ballots[:, :, 1])


def test_ballots_take_at_most_two_thirds_of_a_byte_each_before_compression():
    kind = arrow(LEVELS["ballots"]["ballots"])
    assert kind.bit_width / 15 / 8 <= 0.67


def test_a_batch_without_rounds_says_so_when_asked_for_them(tmp_path):
    results = run_batch("horseshoe", 2, out=tmp_path, detail="runs")
    assert not (tmp_path / "rounds").exists()
    with pytest.raises(InputError, match="stored without rounds"):
        results.to_pandas()


def test_the_page_of_data_is_generated(request):
    page = request.config.rootpath / "docs" / "data.md"
    assert page.read_text(encoding="utf-8") == data_page()


def test_hidden_vetoes_of_a_replay_count_drafts_that_the_model_would_have_withheld():
    results = run_batch("korea-1950", 20, seed=1)
    frame = results.to_pandas()
    would = results.summary()["measures"]
    hidden, withheld = frame["hidden_veto"] > 0, frame["proposed"].isna() & frame["twin"].notna()
    assert would["hidden"]["count"] == hidden.sum() > 0
    assert would["hidden_withheld"]["count"] == withheld.sum() > 0
