"""A folder holds one experiment: any other is refused by what differs, and so is what is no batch."""

import pytest

from simulation.experiments.batch import run_batch
from simulation.experiments.manifest import program
from simulation.experiments.points import Point
from simulation.experiments.results import Results
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError


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
        ({"points": costs(0.2, 0.3)}, ["varied is nothing there, veto_cost here"]),
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
    lines = [f"{two_runs}: holds another experiment: {line}" for line in differs]
    assert list(caught.value.mistakes) == [*lines[:-1], f"{lines[-1]}; choose another folder"]


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
            "varied is veto_cost there, rivalry here",
        ),
    ],
)
def test_whatever_makes_another_experiment_is_refused_by_its_name(first_of_two, other, named):
    before = (first_of_two / "manifest.json").read_bytes()
    call = {"scenario": "horseshoe", "runs": 1, "points": costs(0.2, 0.3), "detail": "runs"}
    with pytest.raises(InputError) as caught:
        run_batch(**call | {"out": first_of_two} | other)
    mistakes = caught.value.mistakes
    assert any(f"holds another experiment: {named}" in mistake for mistake in mistakes)
    shown = ["choose another folder" in mistake for mistake in mistakes]
    assert shown == [False] * (len(mistakes) - 1) + [True]
    assert (first_of_two / "manifest.json").read_bytes() == before


def test_a_folder_with_other_things_in_it_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("two years of work")
    with pytest.raises(InputError, match="is not empty"):
        run_batch("horseshoe", 1, out=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


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


def test_a_redrafted_batch_is_another_experiment_than_the_replay(tmp_path):
    run_batch("korea-1950", 2, out=tmp_path)
    with pytest.raises(InputError, match="scenario.redraft is not set there, true here"):
        run_batch(load("korea-1950", redraft=True), 2, out=tmp_path)


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
