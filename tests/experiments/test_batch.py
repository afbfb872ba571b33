"""Batches: the same rows however they are cut, stored whole or not at all."""

import json

import pytest

from simulation.experiments import layout
from simulation.experiments.batch import run_batch
from simulation.experiments.columns import LEVELS
from simulation.experiments.layout import MOST_PARTS, check_size, number_of_parts
from simulation.experiments.results import Results
from simulation.scenario.mistakes import InputError


def rows(results: Results, level: str):
    return results.levels[level].to_table().to_pandas().astype(str)


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
    assert any(
        "engine = 'mess': write arrays or mesa" in mistake for mistake in caught.value.mistakes
    )


def test_the_manifest_holds_the_whole_scenario(tmp_path):
    run_batch("kuwait-1990", 2, out=tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    described = manifest["experiment"]["described"]
    assert described["parameters"]["shortfall_cost"] == 0.15
    assert described["rules"]["quota"] == 9
    assert len(described["council"]["seat"]) == 15
    assert manifest["experiment"]["numpy"]


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
