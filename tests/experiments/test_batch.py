"""Batches: the same rows however they are cut, stored whole or not at all."""

import json

import numpy as np
import pytest
from data_page import data_page

from simulation.engine.arrays import play
from simulation.experiments import layout
from simulation.experiments.batch import run_batch
from simulation.experiments.columns import ACTION_NAMES, LEVELS, arrow
from simulation.experiments.dataset import pack, unpack
from simulation.experiments.layout import MOST_PARTS, check_size, number_of_parts
from simulation.experiments.manifest import program
from simulation.experiments.points import Point
from simulation.experiments.results import Results
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError


def rows(results: Results, level: str):
    return results.levels[level].to_table().to_pandas().astype(str)


def rows_as_stored(results: Results, level: str):
    return results.levels[level].to_table().to_pandas()


@pytest.mark.parametrize(("block", "part"), [(200, 400), (40, 1000), (10_000, 40)])
def test_rows_do_not_depend_on_blocks_and_parts(block, part, tmp_path, monkeypatch):
    whole = run_batch("repeated-crises", 25, seed=3)
    assert all(len(rows(whole, level)) for level in LEVELS)
    monkeypatch.setattr(layout, "ROUNDS_A_BLOCK", block)
    monkeypatch.setattr(layout, "ROUNDS_A_PART", part)
    cut = run_batch("repeated-crises", 25, seed=3, out=tmp_path / "cut")
    assert len(cut.manifest.finished) == len(list(layout.parts(1, 25, 40)))
    for level in LEVELS:
        assert rows(cut, level).equals(rows(whole, level)), level


def test_the_rows_of_a_run_do_not_depend_on_the_number_of_runs():
    few, many = run_batch("horseshoe", 3, seed=5), run_batch("horseshoe", 30, seed=5)
    assert rows(few, "rounds").equals(rows(many, "rounds").head(3 * 40))


def test_an_interrupted_batch_is_finished_by_the_same_call(tmp_path, monkeypatch):
    monkeypatch.setattr(layout, "ROUNDS_A_PART", 200)
    done = 0

    def stop(number):
        nonlocal done
        done += number
        if done > 12:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch("horseshoe", 20, seed=2, out=tmp_path / "b", progress=stop)
    assert (
        0 < len(Results.open(tmp_path / "b").manifest.finished) < len(list(layout.parts(1, 20, 40)))
    )
    finished = run_batch("horseshoe", 20, seed=2, out=tmp_path / "b")
    whole = run_batch("horseshoe", 20, seed=2)
    for level in LEVELS:
        assert rows(finished, level).equals(rows(whole, level)), level
    assert not list(tmp_path.rglob("*.partial"))


def test_a_folder_of_another_experiment_is_refused_by_name_of_what_differs(tmp_path):
    run_batch("horseshoe", 3, seed=2, out=tmp_path)
    before = (tmp_path / "manifest.json").read_bytes()
    for other, named in (
        ({"seed": 3}, "seed is 2 there, 3 here"),
        ({"runs": 2}, "runs is 3 there, 2 here; more can be added to a folder, none removed"),
        ({"detail": "runs"}, "detail"),
        ({"scenario": load("horseshoe", veto_cost=0.25)}, "scenario.parameters.veto_cost is 0.2"),
    ):
        arguments = {"scenario": "horseshoe", "runs": 3, "seed": 2, "out": tmp_path} | other
        with pytest.raises(InputError, match="another experiment") as caught:
            run_batch(**arguments)
        assert any(named in mistake for mistake in caught.value.mistakes)
    assert (tmp_path / "manifest.json").read_bytes() == before


@pytest.fixture(scope="module")
def first_of_two(tmp_path_factory):
    """A folder with a batch of one small design."""
    folder = tmp_path_factory.mktemp("first") / "b"
    run_batch("horseshoe", 1, points=costs(0.2, 0.3), out=folder, detail="runs")
    return folder


def costs(*values, key="veto_cost"):
    """Settings that differ in one parameter."""
    return [Point({key: value}, load("horseshoe", settings={key: value})) for value in values]


@pytest.mark.parametrize("key", ["version", "source_sha256", "numpy", "scipy"])
def test_another_program_is_refused_by_name_of_what_is_other(first_of_two, monkeypatch, key):
    other = program() | {key: "other"}
    monkeypatch.setattr("simulation.experiments.manifest.program", lambda: other)
    with pytest.raises(InputError) as caught:
        run_batch("horseshoe", 1, points=costs(0.2, 0.3), out=first_of_two, detail="runs")
    (mistake,) = caught.value.mistakes
    if key == "source_sha256":
        assert "other code of this program made it (source_sha256)" in mistake
    else:
        assert f"{key} is {program()[key]!r} there, 'other' here" in mistake


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        ({"runs": 1}, ["runs is 2 there, 1 here; more can be added to a folder, none removed"]),
        ({"seed": 2}, ["seed is 1 there, 2 here"]),
        (
            {"scenario": "kuwait-1990"},
            ["scenario is 'horseshoe' there, 'kuwait-1990' here"],
        ),
        (
            {"scenario": load("horseshoe", rules="no-veto")},
            ["rules is 'charter' there, 'no-veto' here"],
        ),
        (
            {"scenario": load("horseshoe", rules="league-council"), "seed": 2},
            ["rules is 'charter' there, 'league-council' here", "seed is 1 there, 2 here"],
        ),
        (
            {"scenario": load("horseshoe", settings={"rounds": 8})},
            ["rounds is 40 there, 8 here"],
        ),
        (
            {"scenario": load("horseshoe", burden="optimum")},
            ["scenario.burden is 'voluntary' there, 'optimum' here"],
        ),
        ({"points": costs(0.2, 0.3)}, ["varied is [] there, ['veto_cost'] here"]),
        ({"detail": "rounds"}, ["detail is 'runs' there, 'rounds' here"]),
    ],
    ids=lambda value: ", ".join(map(str, value)) if isinstance(value, dict) else "",
)
@pytest.mark.parametrize("runs", [1, 2, 3])
def test_only_what_makes_another_experiment_is_said_shortly(two_runs, other, differs, runs):
    """Runs can be added to the same experiment alone, and are named where they alone differ."""
    call = {"scenario": "horseshoe", "runs": runs, "detail": "runs", "out": two_runs}
    with pytest.raises(InputError) as caught:
        run_batch(**call | other)
    assert list(caught.value.mistakes) == [
        f"{two_runs}: holds another experiment: {line}; choose another folder" for line in differs
    ]


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory):
    """A folder with a batch of two histories."""
    folder = tmp_path_factory.mktemp("two") / "b"
    run_batch("horseshoe", 2, out=folder, detail="runs")
    return folder


@pytest.mark.parametrize(
    ("other", "named"),
    [
        ({"engine": "mesa"}, "engine is 'arrays' there, 'mesa' here"),
        ({"detail": "rounds"}, "detail is 'runs' there, 'rounds' here"),
        ({"seed": 2}, "seed is 1 there, 2 here"),
        ({"scenario": "cold-war"}, "scenario is 'horseshoe' there, 'cold-war' here"),
        ({"scenario": load("horseshoe", settings={"rounds": 8})}, "rounds is 40 there, 8 here"),
        (
            {"scenario": load("horseshoe", rules="no-veto")},
            "rules is 'charter' there, 'no-veto' here",
        ),
        ({"points": costs(0.2, 0.3, 0.4)}, "points is 2 there, 3 here"),
        (
            {"points": costs(0.2, 0.3, key="rivalry")},
            "varied is ['veto_cost'] there, ['rivalry'] here",
        ),
    ],
)
def test_whatever_makes_another_experiment_is_refused_by_its_name(first_of_two, other, named):
    before = (first_of_two / "manifest.json").read_bytes()
    call = {"scenario": "horseshoe", "runs": 1, "points": costs(0.2, 0.3), "detail": "runs"}
    with pytest.raises(InputError) as caught:
        run_batch(**call | {"out": first_of_two} | other)
    assert any(
        f"holds another experiment: {named}; choose another folder" in mistake
        for mistake in caught.value.mistakes
    )
    assert (first_of_two / "manifest.json").read_bytes() == before


def test_a_folder_with_other_things_in_it_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("two years of work")
    with pytest.raises(InputError, match="is not empty"):
        run_batch("horseshoe", 1, out=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        run_batch("horseshoe", 1, out=tmp_path / "file" / "below")


@pytest.mark.parametrize("runs", [0, -1])
def test_a_batch_of_no_runs_is_refused(runs, tmp_path):
    with pytest.raises(InputError, match=f"runs = {runs}: must be a whole number, 1 or more"):
        run_batch("horseshoe", runs, out=tmp_path / "b")
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    ("engine", "points", "most"),
    [("arrays", 1, 250_000_000), ("arrays", 4, 62_500_000), ("mesa", 1, 1_250_000)],
)
def test_a_batch_of_more_parts_than_a_folder_keeps_is_refused(engine, points, most):
    assert number_of_parts(points * most * 40, engine) == MOST_PARTS
    check_size(points, most, 40, engine)
    with pytest.raises(InputError, match=f"at most 12,500 parts, which hold {most:,} histories"):
        check_size(points, most + 1, 40, engine)


def test_a_batch_too_large_is_refused_before_anything_is_made(tmp_path):
    with pytest.raises(InputError, match=r"runs = 1000000000000: .* another seed"):
        run_batch("horseshoe", 10**12, out=tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_every_mistake_of_a_call_is_told_at_once():
    with pytest.raises(InputError) as caught:
        run_batch("horseshoe", 0, seed=-1, detail="all", engine="mess")
    assert len(caught.value.mistakes) == 4
    assert any("there is arrays, mesa" in mistake for mistake in caught.value.mistakes)


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
    told = frame[frame["action"] != ACTION_NAMES[0]]
    assert np.array_equal(told[["run", "round"]].to_numpy(), answers.to_numpy())
    # Efforts are stored in single precision.
    assert np.allclose(effort.sum(axis=1, dtype=np.float64), told["provision"], rtol=1e-6)


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


def test_a_missing_part_and_a_foreign_manifest_are_told(tmp_path):
    run_batch("horseshoe", 2, out=tmp_path)
    next((tmp_path / "rounds").iterdir()).unlink()
    with pytest.raises(InputError, match=r"rounds/part-0000000000-0000000001\.parquet is missing"):
        Results.open(tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(InputError, match="is not a manifest"):
        Results.open(tmp_path)
    with pytest.raises(InputError, match="holds no batch"):
        Results.open(tmp_path / "nowhere")


def test_the_manifest_holds_the_whole_scenario(tmp_path):
    run_batch("kuwait-1990", 2, out=tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    described = manifest["experiment"]["described"]
    assert described["parameters"]["shortfall_cost"] == 0.15
    assert described["rules"]["quota"] == 9
    assert len(described["council"]["seat"]) == 15
    assert manifest["experiment"]["numpy"]


def test_the_page_of_data_is_generated(request):
    page = request.config.rootpath / "docs" / "data.md"
    assert page.read_text(encoding="utf-8") == data_page()


def test_a_redrafted_batch_is_another_experiment_than_the_replay(tmp_path):
    run_batch("korea-1950", 2, out=tmp_path)
    with pytest.raises(InputError, match="scenario.redraft is None there, True here"):
        run_batch(load("korea-1950", redraft=True), 2, out=tmp_path)


def test_hidden_vetoes_of_a_replay_count_drafts_that_the_model_would_have_withheld():
    results = run_batch("korea-1950", 20, seed=1)
    frame = results.to_pandas()
    would = results.summary()["measures"]
    hidden, withheld = frame["hidden_veto"] > 0, frame["proposed"].isna() & frame["twin"].notna()
    assert would["hidden"]["count"] == hidden.sum() > 0
    assert would["hidden_withheld"]["count"] == withheld.sum() > 0


def test_a_lost_or_torn_part_is_made_again(tmp_path):
    whole = run_batch("horseshoe", 4, seed=6, out=tmp_path)
    before = rows(whole, "rounds")
    part = next((tmp_path / "rounds").iterdir())
    part.write_bytes(part.read_bytes()[:100])
    assert rows(run_batch("horseshoe", 4, seed=6, out=tmp_path), "rounds").equals(before)
    part.unlink()
    assert rows(run_batch("horseshoe", 4, seed=6, out=tmp_path), "rounds").equals(before)


def test_what_a_crash_left_aside_does_not_block_the_folder(tmp_path):
    mark = "0123456789abcdef" * 2
    (tmp_path / f".manifest.json.{mark}.partial").write_text("{")
    run_batch("horseshoe", 2, out=tmp_path)
    part = ".part-0000000000-0000000001"
    (tmp_path / "rounds" / f"{part}.parquet.{mark}.partial").write_text("x")
    (tmp_path / "parts" / f"{part}.json.{mark}.partial").write_text("x")
    run_batch("horseshoe", 2, out=tmp_path)
    assert not list(tmp_path.rglob("*.partial"))


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        "3",
        '{"experiment": 3, "members": [], "platform": {}, "finished": []}',
        '{"experiment": {}, "members": [], "platform": {}, "finished": ["p"]}',
    ],
)
def test_odd_manifests_are_told(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(InputError, match="is not a manifest of this program, or is torn; choose"):
        Results.open(tmp_path)


def test_other_behaviour_plays_in_memory_and_not_into_a_folder(tmp_path):
    from simulation.engine.delegations import Delegation, Seats
    from simulation.stages.voting import ABSTAIN

    class Bystander(Delegation):
        def vote(self, view, motion):
            return ABSTAIN

    bystander = Seats({"rival": Bystander()})
    results = run_batch("horseshoe", 5, seed=1, delegations=bystander)
    _, ballots = results.ballots()
    assert (ballots[:, results.members.index("rival")] == ABSTAIN).all()
    with pytest.raises(InputError, match="without a folder"):
        run_batch("horseshoe", 5, out=tmp_path / "b", delegations=bystander)
