"""Designs: grids, samples and tables of settings, and every mistake told."""

import numpy as np
import pytest

from simulation.experiments.design import (
    design_of,
    grid,
    points_of,
    read_table,
    sampled,
    scenarios_of,
)
from simulation.experiments.ranges import COSTS, DEFINITIONS, ranges, usual_ranges, whole_range
from simulation.scenario import files, reading
from simulation.scenario.load import changed, load
from simulation.scenario.mistakes import InputError
from simulation.stages.parameters import TABLE, Parameters
from simulation.stages.voting import cutpoints_cross

OVER = {"veto_cost": (0.2, 0.6), "patron_probability": (0.0, 1.0), "rivalry": (0.1, 0.5)}


def test_a_grid_is_every_combination_with_the_last_key_fastest():
    made = grid(["veto_cost=0.2,0.4", "rivalry=0,0.5,1"])
    assert made.keys == ("veto_cost", "rivalry")
    assert made.points.tolist() == [
        [0.2, 0.0], [0.2, 0.5], [0.2, 1.0], [0.4, 0.0], [0.4, 0.5], [0.4, 1.0],
    ]  # fmt: skip


def test_a_grid_may_vary_rules_burdens_lengths_and_profiles():
    made = grid(["rules=charter,no-veto", "burden=optimum", "rounds=8",
                 "profiles.rival.alignment=-1,1"])  # fmt: skip
    played = scenarios_of(load("repeated-crises"), made)
    assert [p.rules_name for p in played] == ["charter", "charter", "no-veto", "no-veto"]
    assert {(p.file.burden, p.rounds) for p in played} == {("optimum", 8)}
    rival = played[0].sitting.council.members.index("rival")
    assert [p.sitting.council.seats[rival].alignment for p in played] == [-1, 1, -1, 1]


def test_a_grid_of_a_mapping_is_that_of_the_texts():
    texts = grid(["veto_cost=0.2,0.4", "rules=charter,no-veto"])
    assert grid({"veto_cost": [0.2, 0.4], "rules": ["charter", "no-veto"]}) == texts


def test_whole_numbers_are_sampled_each_equally_often():
    made = sampled("lhs", 40, {"patience": (1, 4), "rounds": (8, 11)}, seed=2)
    for column, first in zip(made.points.T, (1, 8), strict=True):
        assert [int((column == first + k).sum()) for k in range(4)] == [10] * 4
    assert all(type(setting["patience"]) is int for setting in made.settings())


def test_the_settings_of_a_design_are_the_scenario_with_those_keys():
    base = load("horseshoe", rules="double-veto")
    for setting, made in zip(
        [{"veto_cost": 0.2}, {"veto_cost": 0.4}],
        scenarios_of(base, grid(["veto_cost=0.2,0.4"])),
        strict=True,
    ):
        assert made.described() == load("horseshoe", rules="double-veto", **setting).described()


def test_many_settings_read_each_file_once(monkeypatch):
    read = []

    def counted(path):
        read.append(path.stem)
        return files.read(path)

    monkeypatch.setattr(reading, "read", counted)
    base = load("repeated-crises")
    once = sorted(read)
    made = grid({"veto_cost": [0.2, 0.3, 0.4], "rules": ["charter", "no-veto"]})
    read.clear()
    scenarios_of(base, made)
    assert sorted(read) == sorted([*once, "no-veto"])


def test_progress_counts_every_setting():
    counted = []
    points_of("horseshoe", grid(["veto_cost=0.2,0.3,0.4"]), progress=counted.append)
    assert counted == [1, 1, 1]


def test_every_setting_meets_the_same_draws():
    """A parameter that nothing depends on changes nothing, to the last bit."""
    from simulation.engine.arrays import play

    base, idle = scenarios_of(load("repeated-crises"), grid(["arrears=0.1,0.9"]))
    first, second = (play(s, seed=4, runs=range(5)) for s in (base, idle))
    for name, column in first.columns.items():
        assert np.array_equal(column, second.columns[name], equal_nan=column.dtype.kind == "f")


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
    for point in points:
        changed_ = Parameters(**{**vars(p), **dict(zip(over, point, strict=True))})
        assert not cutpoints_cross(changed_)
        assert changed_.tie_min <= changed_.tie_max


def test_a_veto_may_be_half_as_dear_again_since_that_lets_no_bonus_reach_its_cost():
    over = usual_ranges(Parameters(), {})
    assert over["veto_cost"][1] == pytest.approx(1.5 * Parameters().veto_cost)
    assert over["veto_cost"][0] > 0.5 * Parameters().veto_cost
    assert over["consensus_bonus"][0] == pytest.approx(0.5 * Parameters().consensus_bonus)


def test_what_only_defines_a_measure_is_not_varied_unless_asked_for():
    p = Parameters()
    assert not {*DEFINITIONS} & {*usual_ranges(p, {})}
    assert usual_ranges(p, {"grave": (0.5, 0.7)})["grave"] == (0.5, 0.7)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"vary": ["veto_cos=0.2"]}, "did you mean veto_cost"),
        ({"vary": ["veto_cost"]}, "write KEY=A,B,C"),
        ({"vary": ["veto_cost=0.2,x"]}, "'x': must be a number"),
        ({"vary": ["veto_cost=9"]}, "must be from 0 to 5"),
        ({"vary": ["rivalry=0", "rivalry=1"]}, "given twice"),
        ({"design": "lhc:10"}, "write lhs:N, sobol:N"),
        ({"design": "lhs:²"}, "design = 'lhs:²': write lhs:N"),
        ({"design": "lhs:" + "9" * 5000}, "write lhs:N"),
        ({"design": "sobol:12"}, "write 16"),
        ({"design": "lhs:0"}, "from 1 to"),
        ({"design": "none.csv"}, "cannot be read"),
        ({"design": "lhs:4", "vary": ["rivalry=0,1"]}, "choose one"),
        ({"vary": ["rivalry=0,1"], "range_": ["rivalry=0,1"]}, "goes with design=lhs:N"),
        ({"design": "lhs:4", "range_": ["rivalry=1,0"]}, "LOW below HIGH"),
        ({"design": "lhs:4", "range_": ["choice_noise"]}, "has no ends of its own"),
        ({"design": "lhs:4", "range_": ["rules"]}, "takes words"),
        ({"vary": ["patience=1,2.5"]}, "must be a whole number"),
        ({"vary": ["veto_cost=0.2,0.2"]}, "has a value twice"),
        ({"vary": ["titel=3"]}, "is no key of a scenario"),
        ({"vary": ["consensus_bonus=0.01,0.9"]}, "nobody would ever abstain"),
        ({"vary": ["tie_min=0.1,1.3", "tie_max=0.5"]}, "tie_min = 1.3 must not exceed"),
        ({"vary": ["rules=charter,no-vetoo"]}, "did you mean no-veto?"),
        ({"vary": ["burden=optimum,fair"]}, "burden = 'fair'"),
        ({"vary": ["profiles.rivl.alignment=1"]}, "did you mean rival?"),
        ({"vary": ["profiles.rival.alinment=1"]}, "did you mean alignment?"),
        ({"vary": ["profiles.rival.economic_stake.AFR=1"]}, "no such place"),
        ({"vary": ["crisis[1].severity=0.5"]}, "no such place"),
    ],
)
def test_a_wrong_design_is_refused_with_a_sentence(asked, said):
    scenario = load("horseshoe")
    with pytest.raises(InputError) as error:
        scenarios_of(scenario, design_of(scenario, **asked))
    assert any(said in mistake for mistake in error.value.mistakes), error.value.mistakes


def test_every_mistake_of_a_table_is_told_at_once(tmp_path):
    path = tmp_path / "wrong.csv"
    path.write_text("veto_cost,nothing,rivalry\n\n9,1,0\n0.3\n0.2,1,?\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_table(path)
    shown = "\n".join(error.value.mistakes)
    assert "nothing: is no key of a scenario" in shown
    assert "line 3: veto_cost = 9: must be from 0 to 5" in shown
    assert "line 4: has 1 value; write 3" in shown
    assert "line 5: rivalry = '?': must be a number" in shown


def test_every_setting_that_cannot_be_played_is_told_each_mistake_once():
    made = grid(["consensus_bonus=0.01,0.9", "tie_min=0.2,1.3", "tie_max=0.5"])
    with pytest.raises(InputError) as error:
        scenarios_of(load("horseshoe"), made)
    shown = error.value.mistakes
    assert len(shown) == 2
    assert shown[0].startswith("setting 2 of the design (consensus_bonus=0.01, tie_min=1.3")
    assert shown[1].startswith("setting 3 of the design (consensus_bonus=0.9")


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        (["veto_cost=0.01"], "parameter veto_cost = 0.01: with veto_cost = 0.01, dissent_cost = "),
        (["dissent_cost=0.01", "reach=1", "veto_cost=0.2"],
         "parameters dissent_cost = 0.01, veto_cost = 0.2: with veto_cost = 0.2, dissent_cost = "),
        (["severity_max=0.1"], "parameter severity_max = 0.1: severity_min = 0.25 must not exceed"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_begins_with_what_was_varied(vary, said):
    with pytest.raises(InputError) as error:
        scenarios_of(load("horseshoe"), grid(vary))
    (shown,) = error.value.mistakes
    assert shown.startswith(f"setting 1 of the design ({', '.join(vary)}): {said}")


def test_ranges_are_read_and_are_the_tables_where_none_is_given():
    assert ranges(["veto_cost=0.1,0.3", "rivalry"]) == {"veto_cost": (0.1, 0.3),
                                                        "rivalry": (0.0, 1.0)}  # fmt: skip
    assert whole_range("rivalry") == (TABLE["rivalry"]["low"], TABLE["rivalry"]["high"])


def test_one_weight_is_changed_and_the_others_stay():
    base = load("horseshoe")
    made = changed(base, {"challenges.types.cyber": 0.5}).file.challenges.types
    assert made == base.file.challenges.types | {"cyber": 0.5}


def test_a_script_is_changed_where_it_says_so():
    made = changed(load("kuwait-1990"), {"crisis[1].draft[2].strength": 0.25})
    assert made.script[1].strength == 0.25
    assert made.script[0].strength == load("kuwait-1990").script[0].strength


def test_no_design_is_none():
    assert design_of(load("horseshoe")) is None


def test_mistakes_of_a_table_come_line_by_line_words_among_them(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text(
        "veto_cost,rules,burden\n0.2,charter,voluntary\nabc,vetofree,x\n0.3\n9,charter,optimum\n"
        "0.4,,y\n"
    )
    with pytest.raises(InputError) as error:
        read_table(path)
    shown = [each.removeprefix(f"{path}: line ") for each in error.value.mistakes]
    begun = [
        "3: veto_cost = 'abc': must be a number",
        "3: rules = 'vetofree': there is no rule set named 'vetofree'",
        "3: burden = 'x': must be 'voluntary'",
        "4: has 1 value; write 3",
        "5: veto_cost = 9: must be from 0 to 5",
        "6: rules: write a name",
        "6: burden = 'y': must be 'voluntary'",
    ]
    assert len(shown) == len(begun)
    assert all(line.startswith(head) for line, head in zip(shown, begun, strict=True)), shown
