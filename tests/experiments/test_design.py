"""Designs: grids, samples and tables of settings, and every mistake told."""

import numpy as np
import pytest

from simulation.experiments.design import (
    COSTS,
    Design,
    design_of,
    grid,
    ranges,
    read_table,
    sampled,
    usual_ranges,
)
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError
from simulation.stages.parameters import TABLE, Parameters

OVER = {"veto_cost": (0.2, 0.6), "patron_probability": (0.0, 1.0), "rivalry": (0.1, 0.5)}


def test_a_grid_is_every_combination_with_the_last_key_fastest():
    made = grid(["veto_cost=0.2,0.4", "rivalry=0,0.5,1"])
    assert made.keys == ("veto_cost", "rivalry")
    assert made.points.tolist() == [
        [0.2, 0.0], [0.2, 0.5], [0.2, 1.0], [0.4, 0.0], [0.4, 0.5], [0.4, 1.0],
    ]  # fmt: skip


def test_a_latin_hypercube_has_one_point_in_every_stratum_of_every_key():
    made = sampled("lhs", 20, OVER, seed=3)
    for column, (low, high) in zip(made.points.T, OVER.values(), strict=True):
        strata = np.floor((column - low) / (high - low) * 20).astype(int)
        assert sorted(strata) == list(range(20))


def test_a_sobol_sequence_is_balanced_in_every_half():
    made = sampled("sobol", 16, OVER, seed=3)
    middle = np.array([(low + high) / 2 for low, high in OVER.values()])
    assert ((made.points < middle).sum(axis=0) == 8).all()


def test_a_sample_is_the_same_for_the_same_seed_and_another_for_another():
    one, again, other = (sampled("lhs", 8, OVER, seed=s).points for s in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_a_table_is_read_back_as_it_was_written(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("veto_cost,grid_points\n0.2,5\n0.4,9\n", encoding="utf-8")
    assert read_table(path).settings() == [
        {"veto_cost": 0.2, "grid_points": 5},
        {"veto_cost": 0.4, "grid_points": 9},
    ]


def test_usual_ranges_can_be_played_in_every_corner():
    p = Parameters()
    over = usual_ranges(p, {})
    assert set(COSTS) <= set(over)
    for key, (low, high) in over.items():
        assert TABLE[key]["low"] <= low < high <= TABLE[key]["high"], key
        assert low <= getattr(p, key) <= high, key
    ends = np.array(list(over.values()), dtype=float)
    corners = np.random.default_rng(1).integers(0, 2, size=(500, len(over)))
    points = np.where(corners, ends[:, 1], ends[:, 0])
    from simulation.experiments.design import check_playable

    check_playable(p, Design(tuple(over), points))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"vary": ["veto_cos=0.2"]}, "did you mean veto_cost"),
        ({"vary": ["veto_cost"]}, "write KEY=A,B,C"),
        ({"vary": ["veto_cost=0.2,x"]}, "write KEY=A,B,C"),
        ({"vary": ["veto_cost=9"]}, "must be from 0 to 5"),
        ({"vary": ["rivalry=0", "rivalry=1"]}, "given twice"),
        ({"design": "lhc:10"}, "write lhs:N, sobol:N"),
        ({"design": "sobol:12"}, "write 16"),
        ({"design": "lhs:0"}, "from 1 to"),
        ({"design": "none.csv"}, "cannot be read"),
        ({"design": "lhs:4", "vary": ["rivalry=0,1"]}, "choose one"),
        ({"vary": ["rivalry=0,1"], "range_": ["rivalry=0,1"]}, "goes with --design"),
        ({"design": "lhs:4", "range_": ["rivalry=1,0"]}, "LOW below HIGH"),
        ({"vary": ["consensus_bonus=0.01,0.9"]}, "b ≥ c"),
        ({"vary": ["tie_min=0.1,1.3", "tie_max=0.5"]}, "tie_min exceeds tie_max"),
    ],
)
def test_a_wrong_design_is_refused_with_a_sentence(asked, said):
    with pytest.raises(InputError) as error:
        design_of(load("horseshoe"), **asked)
    assert any(said in mistake for mistake in error.value.mistakes), error.value.mistakes


def test_every_mistake_of_a_table_is_told_at_once(tmp_path):
    path = tmp_path / "wrong.csv"
    path.write_text("veto_cost,nothing\n0.2,1\n0.3\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_table(path)
    told = " ".join(error.value.mistakes)
    assert "nothing: is no parameter" in told
    assert "line 3" in told


def test_ranges_are_read():
    assert ranges(["veto_cost=0.1,0.3"]) == {"veto_cost": (0.1, 0.3)}


def test_no_design_is_none():
    assert design_of(load("horseshoe")) is None
