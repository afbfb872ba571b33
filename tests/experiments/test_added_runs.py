"""Runs added to a batch: what is there stays, and the rows are those of one batch from the start."""

import json
from collections import Counter

import pytest

from simulation import InputError, Results, grid, load, points_of, run_batch
from simulation.experiments import layout
from simulation.experiments.columns import LEVELS
from simulation.experiments.receipts import sealed


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """Cut after a few histories of 40 rounds."""
    monkeypatch.setattr(layout, "ROUNDS_A_BLOCK", 120)
    monkeypatch.setattr(layout, "ROUNDS_A_PART", 240)


def rows(results, level):
    return results.levels[level].to_table().to_pandas().astype(str)


def assert_same_rows(one, other):
    for level in LEVELS:
        assert len(rows(one, level))
        assert rows(one, level).equals(rows(other, level)), level


def stamps(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*.parquet")}


def test_rows_with_runs_added_are_those_of_a_batch_that_had_them_from_the_start(tmp_path):
    run_batch("repeated-crises", 7, seed=3, out=tmp_path)
    before = stamps(tmp_path)
    run_batch("repeated-crises", 11, seed=3, out=tmp_path)
    grown = run_batch("repeated-crises", 18, seed=3, out=tmp_path)
    whole = run_batch("repeated-crises", 18, seed=3)
    assert_same_rows(grown, whole)
    assert grown.summary() == whole.summary()
    assert before.items() <= stamps(tmp_path).items()
    assert grown.manifest.earlier == [7, 11]
    assert grown.manifest.experiment == whole.manifest.experiment


def test_every_setting_of_a_design_gets_the_further_runs(tmp_path):
    base = load("horseshoe", settings={"rounds": 12})
    points = points_of(base, grid({"veto_cost": [0.2, 0.4], "rules": ["charter", "no-veto"]}))
    run_batch(base, 5, seed=3, points=points, out=tmp_path)
    grown = run_batch(base, 12, seed=3, points=points, out=tmp_path)
    whole = run_batch(base, 12, seed=3, points=points)
    assert grown.points.equals(whole.points)
    for point in range(4):
        assert_same_rows(grown.at(point), whole.at(point))
        assert grown.at(point).summary() == whole.at(point).summary()


class Stop:
    """Ends a batch as Ctrl-C does, once so many histories are done."""

    def __init__(self, after):
        self.left = after

    def __call__(self, number):
        self.left -= number
        if self.left < 0:
            raise KeyboardInterrupt


@pytest.mark.parametrize("stops", [[(10, 6)], [(10, 99), (20, 14)], [(10, 4), (20, 8)]])
def test_a_batch_cut_short_before_or_after_runs_were_added_is_finished(tmp_path, stops):
    for runs, after in stops:
        try:
            run_batch("horseshoe", runs, seed=2, out=tmp_path, progress=Stop(after))
        except KeyboardInterrupt:
            found = Results.open(tmp_path)
            assert 0 < len(found.manifest.finished) < len(found.manifest.parts())
    assert_same_rows(
        run_batch("horseshoe", 20, seed=2, out=tmp_path), run_batch("horseshoe", 20, seed=2)
    )


def test_an_earlier_part_that_is_lost_is_made_again(tmp_path):
    run_batch("horseshoe", 6, seed=2, out=tmp_path)
    lost = min((tmp_path / "rounds").iterdir())
    run_batch("horseshoe", 9, seed=2, out=tmp_path)
    lost.unlink()
    assert_same_rows(
        run_batch("horseshoe", 9, seed=2, out=tmp_path), run_batch("horseshoe", 9, seed=2)
    )


def test_fewer_runs_than_there_are_are_refused_and_nothing_is_touched(tmp_path):
    run_batch("horseshoe", 6, seed=2, out=tmp_path)
    before = (tmp_path / "manifest.json").read_bytes()
    with pytest.raises(InputError) as caught:
        run_batch("horseshoe", 5, seed=2, out=tmp_path)
    assert caught.value.mistakes == (
        f"{tmp_path}: holds another experiment: runs is 6 there, 5 here; more can be added to a "
        "folder, none removed; choose another folder",
    )
    assert (tmp_path / "manifest.json").read_bytes() == before


def test_more_runs_of_another_experiment_are_refused(tmp_path):
    run_batch("horseshoe", 3, seed=2, out=tmp_path)
    with pytest.raises(InputError, match="seed is 2 there, 3 here") as caught:
        run_batch("horseshoe", 5, seed=3, out=tmp_path)
    assert len(caught.value.mistakes) == 1
    assert Results.open(tmp_path).manifest.experiment["runs"] == 3


@pytest.mark.parametrize("earlier", [[9], [2, 2], [-1], ["2"], 2, [0.5]])
def test_a_manifest_whose_numbers_of_runs_do_not_rise_is_none_of_ours(tmp_path, earlier):
    run_batch("horseshoe", 3, out=tmp_path)
    path = tmp_path / "manifest.json"
    shown = json.loads(path.read_text(encoding="utf-8")) | {"earlier": earlier}
    del shown["sha256"]
    path.write_text(json.dumps(sealed(shown)), encoding="utf-8")
    with pytest.raises(InputError, match="is not a manifest of this program"):
        run_batch("horseshoe", 3, out=tmp_path)


@pytest.mark.parametrize("points", [1, 3])
@pytest.mark.parametrize("engine", ["arrays", "mesa"])
@pytest.mark.parametrize("earlier", [(), (1,), (4, 5), (6, 12, 13)])
def test_stages_hold_every_history_once_and_their_names_follow_one_another(points, engine, earlier):
    cut = list(layout.parts(points, 14, 40, engine, earlier))
    blocks = [block for part in cut for block in part.blocks]
    held = Counter((block.point, run) for block in blocks for run in block.runs)
    assert held == Counter({(point, run): 1 for point in range(points) for run in range(14)})
    assert [part.first for part in cut] == [0, *(part.last + 1 for part in cut[:-1])]
    assert all(part.histories == sum(len(block.runs) for block in part.blocks) for part in cut)
    first = list(layout.parts(points, earlier[0], 40, engine)) if earlier else []
    assert cut[: len(first)] == first
