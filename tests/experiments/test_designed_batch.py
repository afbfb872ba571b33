"""A batch of a design: its settings kept apart, asked one at a time and side by side."""

import io
import json
import math
import re
from dataclasses import replace

import pandas as pd
import pytest
from rich.console import Console
from rich.text import Text
from stored import rows, same

from simulation import InputError, Results, grid, load, points_of, run_batch
from simulation.analysis.outcomes import made_from
from simulation.analysis.settings import HEADLINES, by_setting
from simulation.analysis.sums_tasks import play_measures
from simulation.cli.settings import plain_settings, print_settings
from simulation.experiments import layout, work
from simulation.experiments.manifest import Manifest
from simulation.experiments.summary import summarise
from simulation.measures.contrasts import level
from simulation.measures.names import OF_VETOES
from simulation.measures.table import MEASURES

VARY = {"veto_cost": [0.2, 0.4], "rules": ["charter", "no-veto"]}
RUNS = 20


@pytest.fixture(scope="module")
def base():
    return load("horseshoe", settings={"rounds": 12})


@pytest.fixture(scope="module")
def folder(base, tmp_path_factory):
    out = tmp_path_factory.mktemp("designed") / "batch"
    run_batch(base, RUNS, seed=3, points=points_of(base, grid(VARY)), out=out)
    return out


@pytest.fixture(scope="module")
def stored(folder):
    return Results.open(folder)


def test_a_setting_sums_up_as_if_it_had_been_played_alone(base, stored):
    held = run_batch(base, RUNS, seed=3, points=points_of(base, grid(VARY)))
    for number, point in enumerate(points_of(base, grid(VARY))):
        alone = run_batch(point.scenario, RUNS, seed=3).summary()
        assert stored.at(number).summary() == alone
        assert held.at(number).summary() == alone


@pytest.mark.parametrize("number", range(4))
def test_the_footer_of_a_figure_names_the_setting(stored, number):
    cost, rules = [(0.2, "charter"), (0.2, "no-veto"), (0.4, "charter"), (0.4, "no-veto")][number]
    said = f"rules {rules}, veto_cost {cost}, point {number}"
    assert made_from(stored.at(number)).endswith(said)


def test_settings_together_have_no_summary(stored):
    with pytest.raises(InputError, match="has 4 settings"):
        stored.summary()
    with pytest.raises(InputError, match="from 0 to 3"):
        stored.at(4)
    with pytest.raises(InputError, match="no design"):
        run_batch("horseshoe", 1).at(0)


def test_settings_stand_beside_one_another_with_what_they_vary(base, stored):
    table = by_setting(stored)
    assert len(table) == 4 * len(HEADLINES)
    assert list(table["veto_cost"].unique()) == VARY["veto_cost"]
    assert list(table["rules"].unique()) == VARY["rules"]
    for number, point in enumerate(points_of(base, grid(VARY))):
        (sums,) = play_measures([point.scenario], list(MEASURES), runs=RUNS, seed=3)
        here = table[table["point"] == number].set_index("measure")
        for name in HEADLINES:
            expected = [*vars(level(sums[name], share=MEASURES[name].share)).values()]
            if point.values["rules"] == "no-veto" and name in OF_VETOES:
                expected[1:] = [math.nan, math.nan]
            found = here.loc[name, ["value", "low", "high"]].astype(float)
            assert found.tolist() == pytest.approx(expected, rel=0, abs=0, nan_ok=True)


def test_another_design_is_not_mixed_into_a_folder(base, folder):
    other = points_of(base, grid({**VARY, "veto_cost": [0.2, 0.5]}))
    with pytest.raises(InputError) as error:
        run_batch(base, RUNS, seed=3, points=other, out=folder)
    assert error.value.mistakes == (
        f"{folder}: holds another experiment: veto_cost is 0.4 there, 0.5 here, at point 2; "
        "choose another folder",
    )


def test_another_design_is_refused_where_the_table_of_the_first_is_lost(base, tmp_path):
    first, other = (points_of(base, grid({"veto_cost": [cost]})) for cost in (0.2, 0.3))
    run_batch(base, 1, points=first, out=tmp_path)
    (tmp_path / "points" / "points.parquet").unlink()
    with pytest.raises(InputError, match="the settings of its design are others there"):
        run_batch(base, 1, points=other, out=tmp_path)


def test_a_design_of_other_keys_is_refused_by_their_names(base, folder):
    other = points_of(base, grid({"rivalry": [0.1, 0.2, 0.3, 0.4]}))
    with pytest.raises(InputError) as error:
        run_batch(base, RUNS, seed=3, points=other, out=folder)
    assert error.value.mistakes == (
        f"{folder}: holds another experiment: varied is veto_cost and rules there, "
        "rivalry here; choose another folder",
    )


def test_only_the_settings_that_are_printed_are_summed_up(stored, monkeypatch):
    asked = []

    def summary(results):
        asked.append(results.point)
        return summarise(results)

    monkeypatch.setattr("simulation.cli.settings.SHOWN", 2)
    monkeypatch.setattr(Results, "summary", summary)
    printed = io.StringIO()
    print_settings(stored, Console(file=printed, width=80))
    assert asked == [0, 1]
    assert "and 2 more settings" in printed.getvalue()


@pytest.fixture
def interrupted(base, tmp_path, monkeypatch):
    """A folder in which the last of four settings, kept in a part of its own, is missing."""
    monkeypatch.setattr(layout, "ROUNDS_A_BLOCK", RUNS * base.rounds)
    design = points_of(base, grid({"veto_cost": [0.2, 0.3, 0.4, 0.5]}))
    run_batch(base, RUNS, seed=3, points=design, out=tmp_path / "cut")
    manifest = Manifest.read(tmp_path / "cut")
    assert len(manifest.finished) == 4
    replace(manifest, finished=manifest.finished[:-1]).write(tmp_path / "cut")
    return tmp_path / "cut"


def test_a_setting_of_which_nothing_is_finished_is_told_in_a_sentence(interrupted, unsc):
    cut = Results.open(interrupted)
    with pytest.raises(InputError, match="point 3: none of its histories is finished; run the"):
        cut.at(3).summary()
    status, out, err = unsc("report", str(interrupted), "--point", "3")
    assert (status, out) == (2, "")
    assert "point 3: none of its histories is finished" in err
    assert not (interrupted / "report-3").exists()


def test_settings_beside_one_another_leave_out_what_is_not_finished_and_say_which(interrupted):
    cut = Results.open(interrupted)
    frame = by_setting(cut)
    assert sorted(set(frame["point"])) == [0, 1, 2]
    assert frame.attrs["left_out"] == [3]
    printed = io.StringIO()
    print_settings(cut, Console(file=printed, width=80))
    assert "none of its histories is finished: point 3." in printed.getvalue()
    assert [shown["summary"] is None for shown in plain_settings(cut)] == [False] * 3 + [True]


def test_an_unfinished_batch_is_called_unfinished(interrupted):
    cut = Results.open(interrupted)
    assert "60 of 80 histories" in repr(cut)
    assert "20 histories" in repr(cut.at(0))
    assert "0 of 20 histories" in repr(cut.at(3))
    planned = replace(
        cut.manifest, experiment=cut.manifest.experiment | {"points": 1, "runs": 60_000}
    )
    half = replace(cut.at(0), manifest=planned)
    assert "20 of 60,000 histories" in repr(half)
    assert (half.summary()["histories"], half.summary()["planned"]) == (20, 60_000)


def test_a_failed_setting_does_not_hide_its_failure_behind_another(unsc, tmp_path, monkeypatch):
    """The table of settings is printed without it, then what failed is told, with status 1."""
    monkeypatch.setattr(layout, "ROUNDS_A_BLOCK", 6 * 8)
    genuine = work.ENGINES["arrays"]

    def sometimes(scenario, seed, runs):
        if scenario.parameters.veto_cost == 0.5:
            raise FloatingPointError("made to fail")
        return genuine(scenario, seed, runs)

    monkeypatch.setitem(work.ENGINES, "arrays", sometimes)
    words = ("batch", "horseshoe", "-n", "6", "--set", "rounds=8", "--out", str(tmp_path / "b"))
    status, out, err = unsc(*words, "--vary", "veto_cost=0.2,0.3,0.4,0.5")
    assert status == 1
    assert "none of its histories is finished: point 3." in out
    assert "made to fail" in err


def test_some_settings_have_the_rows_they_have_among_all(stored):
    counted = []
    some = by_setting(stored, [3, 1], progress=counted.append)
    every = by_setting(stored)
    assert counted == [1, 1]
    for point in (1, 3):
        here, there = (table[table["point"] == point].reset_index(drop=True)
                       for table in (some, every))  # fmt: skip
        pd.testing.assert_frame_equal(here, there)


def test_the_command_plays_a_grid_and_reports_a_setting(unsc, tmp_path):
    out = tmp_path / "swept"
    words = ("batch", "horseshoe", "-n", "6", "--set", "rounds=8", "--out", str(out))
    status, shown, _ = unsc(
        *words, "--vary", "veto_cost=0.2,0.4", "--vary", "rules=charter,no-veto"
    )
    assert status == 0
    assert "4 settings, 6 histories each, the same draws" in " ".join(shown.split())
    assert shown.count("no-veto") == 2
    assert all(len(line) <= 80 or str(out) in line for line in shown.splitlines())
    status, _, err = unsc("report", str(out))
    assert status == 2
    assert "has 4 settings" in err
    status, shown, _ = unsc("report", str(out), "--point", "3")
    assert status == 0
    assert (out / "report-3" / "report.html").is_file()
    assert "rules no-veto" in shown


INTERVAL = re.compile(r"\d+\.\d \[\d+, \d+\]|not defined|0\.0(?!\d| \[)")
"""A share with its interval, none, or one that the rules leave no other value."""


@pytest.mark.parametrize("terminal", [False, True], ids=["piped", "terminal"])
def test_no_interval_or_key_is_broken_where_several_keys_vary_at_eighty_columns(terminal):
    vary = {"veto_cost": [0.2, 0.4], "rules": ["charter", "no-veto"], "interdependence": [0.1, 0.9]}
    short = load("horseshoe", settings={"rounds": 12})
    results = run_batch(short, RUNS, seed=3, points=points_of(short, grid(vary)))
    printed = io.StringIO()
    console = Console(file=printed, width=80, force_terminal=terminal, highlight=False)
    print_settings(results, console)
    lines = [Text.from_ansi(line).plain for line in printed.getvalue().splitlines()]
    assert max(map(len, lines)) <= 80
    assert "…" not in "".join(lines)
    for point, setting in enumerate(results.points.to_pylist()):
        at = next(n for n, line in enumerate(lines) if line.split()[:1] == [str(point)])
        assert len(INTERVAL.findall(lines[at])) == 3
        assert [line[8:].split("  ")[0].strip(" ,") for line in lines[at : at + 3]] == [
            f"{key}={setting[key]}" for key in vary
        ]


def test_more_keys_than_can_be_printed_are_left_to_the_table_of_points(base):
    keys = (
        "consent_probability",
        "rivalry",
        "mediation",
        "interdependence",
        "reach",
        "perception_sd",
    )
    vary = {key: [0.1] for key in keys}
    results = run_batch(base, 2, points=points_of(base, grid(vary)))
    printed = io.StringIO()
    print_settings(results, Console(file=printed, width=80))
    assert "6 keys vary; the table in points/ has their values." in printed.getvalue()
    assert "rivalry" not in printed.getvalue()


def test_the_command_gives_programs_every_setting(unsc, tmp_path):
    (tmp_path / "mine.csv").write_text(
        "rules,rivalry\ncharter,0.1\nno-veto,0.4\n", encoding="utf-8"
    )
    status, shown, _ = unsc(
        "batch", "horseshoe", "-n", "4", "--set", "rounds=8", "--design",
        str(tmp_path / "mine.csv"), "--detail", "rounds", "--out", str(tmp_path / "b"), "--json",
    )  # fmt: skip
    settings = json.loads(shown)["settings"]
    assert status == 0
    assert [s["values"] for s in settings] == [
        {"rules": "charter", "rivalry": 0.1}, {"rules": "no-veto", "rivalry": 0.4},
    ]  # fmt: skip
    assert settings[1]["summary"]["rules"] == "no-veto"


def test_a_sample_of_everything_is_played(unsc, tmp_path):
    status, shown, _ = unsc(
        "batch", "repeated-crises", "-n", "2", "--set", "rounds=4", "--design", "sobol:4",
        "--out", str(tmp_path / "b"),
    )  # fmt: skip
    assert status == 0
    assert "8 histories, 2 at each of 4 settings" in " ".join(shown.split())


def test_a_wrong_design_writes_nothing(unsc, tmp_path):
    out = tmp_path / "b"
    status, _, err = unsc("batch", "horseshoe", "--vary", "veto_cos=0.2", "--out", str(out))
    assert status == 2
    assert "did you mean veto_cost?" in err
    assert not out.exists()


def test_points_meet_the_same_draws_and_are_told_apart(tmp_path):
    from simulation.experiments.points import Point

    points = [Point({"veto_cost": cost}, load("horseshoe", veto_cost=cost)) for cost in (0.2, 0.4)]
    stored = run_batch("horseshoe", 30, seed=5, points=points, out=tmp_path)
    held = run_batch("horseshoe", 30, seed=5, points=points)
    same(stored, held)
    for number, point in enumerate(points):
        alone = run_batch(point.scenario, 30, seed=5)
        here = stored.at(number)
        own = (rows(one, "rounds").drop_columns("point") for one in (here, alone))
        assert next(own).equals(next(own))
        assert here.summary()["measures"] == alone.summary()["measures"]
    assert stored.points.column("veto_cost").to_pylist() == [0.2, 0.4]
