"""What a user's script sees of the package: names, types, version."""

import ast
import dataclasses
import doctest
import inspect
import re
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest
import tomli_w

import simulation
from simulation import figures
from simulation.analysis import forecast as forecast_module
from simulation.analysis.compare import Compared, Comparison
from simulation.analysis.forecast import Forecast
from simulation.analysis.sensitivity import Effort, Sensitivity
from simulation.analysis.surprise import Surprise, surprise
from simulation.engine.history import History
from simulation.experiments.design import Design
from simulation.experiments.points import Point
from simulation.scenario.scenario import Scenario

FACE = Path(simulation.__file__)

SCRIPT = """
import simulation

scenario = simulation.load("horseshoe", rules="no-veto")
results = simulation.run_batch(scenario, runs=10, seed=1)
history = simulation.play("horseshoe", seed=1, runs=range(3))
model = simulation.CouncilModel("horseshoe", seed=1)
found = simulation.forecast("kuwait-1990", draft=1)
reveal_type(scenario)
reveal_type(results)
reveal_type(history)
reveal_type(model.run())
reveal_type(found.outcomes)
reveal_type(simulation.__version__)
"""

REVEALED = (
    "simulation.scenario.scenario.Scenario",
    "simulation.experiments.results.Results",
    "simulation.engine.history.History",
    "simulation.engine.history.History",
    "dict[str, float]",
    "str",
)

MISUSED = {
    'simulation.run_batch("horseshoe", rnus=10)': "rnus",
    "simulation.load(3)": "arg-type",
    'simulation.play("horseshoe", seed="one", runs=range(1))': "arg-type",
    'simulation.forecast("kuwait-1990").probabilities': "attr-defined",
    "simulation.runs_batch": "attr-defined",
}


def names_for_type_checkers() -> set[str]:
    body = ast.parse(FACE.read_text(encoding="utf-8")).body
    guard = next(node for node in body if isinstance(node, ast.If))
    return {alias.name for node in guard.body for alias in getattr(node, "names", [])}


def checked(tmp_path: Path, text: str) -> str:
    script = tmp_path / "script.py"
    script.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file=", "--follow-imports=silent"]
    run = subprocess.run(
        [*command, str(script)], cwd=FACE.parents[1], capture_output=True, text=True, check=False
    )
    assert run.returncode in (0, 1), run.stderr
    return run.stdout


def test_every_public_name_is_there_for_people_and_for_type_checkers():
    assert set(simulation.__all__) == set(simulation.PUBLIC) == names_for_type_checkers()
    assert list(simulation.__all__) == sorted(simulation.__all__)
    for name in simulation.__all__:
        assert getattr(simulation, name).__module__ == simulation.PUBLIC[name]


def test_the_package_says_its_version_and_that_it_has_types():
    assert simulation.__version__ == version("unsc-simulation")
    assert (FACE.parent / "py.typed").is_file()


@pytest.mark.long
def test_a_type_checker_knows_what_each_public_name_gives(tmp_path):
    said = checked(tmp_path, SCRIPT)
    found = [line.split('"')[1] for line in said.splitlines() if "Revealed type" in line]
    assert [name.removeprefix("builtins.").replace("builtins.", "") for name in found] == list(
        REVEALED
    )


@pytest.mark.long
def test_a_type_checker_sees_each_misuse(tmp_path):
    said = checked(tmp_path, "import simulation\n" + "\n".join(MISUSED))
    for number, (line, why) in enumerate(MISUSED.items(), 2):
        assert any(f":{number}: error" in each and why in each for each in said.splitlines()), line


WAYS = ("by name", "by file, as text", "by file, as a path", "as an object")


def as_given(way: str, folder: Path, name: str) -> object:
    if way == "by name":
        return name
    if way == "as an object":
        return simulation.load(name)
    path = folder / "mine.toml"
    path.write_text(tomli_w.dumps(simulation.load(name).described()), encoding="utf-8")
    return path if way == "by file, as a path" else str(path)


TAKING = {
    "CouncilModel": ("horseshoe", lambda given: simulation.CouncilModel(given, seed=1).sitting.council.members),
    "compare": ("horseshoe", lambda given: simulation.compare(
        given, rules=["charter", "no-veto"], measures=["vetoed"], runs=2).rows),
    "forecast": ("kuwait-1990", lambda given: simulation.forecast(given).outcomes),
    "load": ("horseshoe", lambda given: simulation.load(given, rules="no-veto").described()),
    "play": ("horseshoe", lambda given: simulation.play(given, seed=1, runs=range(2))["end"].tolist()),
    "points_of": ("horseshoe", lambda given: [
        point.scenario.described() for point in simulation.points_of(given, simulation.grid({"reach": [0.1, 0.9]}))]),
    "run_batch": ("horseshoe", lambda given: simulation.run_batch(given, 2).to_pandas(["end"]).to_dict()),
    "sensitivity": ("horseshoe", lambda given: simulation.sensitivity(
        given, "vetoed", only=["veto_cost", "reach"], effort=Effort(4, 16, 1, 2)).screening.to_dict()),
    "story": ("kuwait-1990", lambda given: simulation.story(given, seed=1)),
    "surprise": ("kuwait-1990", lambda given: surprise(given, "S/RES/678").outcomes),
}  # fmt: skip
"""For each public name that takes a scenario: which, and something of what comes of it."""


def test_every_public_name_that_takes_a_scenario_is_among_these():
    taking = {
        name
        for name in simulation.__all__
        if {"scenario", "name"} & set(inspect.signature(getattr(simulation, name)).parameters)
    }
    assert taking | {"surprise"} == set(TAKING)


@pytest.mark.parametrize("way", WAYS[1:])
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.long) if name == "sensitivity" else name
        for name in TAKING
    ],
)
def test_a_scenario_is_given_by_name_by_file_or_as_an_object(tmp_path, name, way):
    scenario, call = TAKING[name]
    assert call(as_given(way, tmp_path, scenario)) == call(as_given(WAYS[0], tmp_path, scenario))


def test_a_scenario_that_is_loaded_already_is_changed_as_one_by_name():
    changes = {"rules": "no-veto", "burden": "optimum", "settings": {"rounds": 8}, "reach": 0.5}
    loaded = simulation.load(simulation.load("horseshoe"), **changes)
    assert loaded.described() == simulation.load("horseshoe", **changes).described()
    replay = simulation.load("korea-1950")
    assert simulation.load(replay, redraft=True).redraft
    assert simulation.load(simulation.load(replay, redraft=True), reach=0.5).redraft
    assert not replay.redraft


RESULTS = (
    Comparison, Compared, Design, Effort, Forecast, forecast_module.MemberForecast, History, Point, Scenario, Sensitivity,
    Surprise, surprise,
)  # fmt: skip
"""What the public names give and take, beside themselves."""


def public() -> dict[str, object]:
    """Each function and class that a user meets, and the classes' own methods, by name."""
    found = {name: getattr(simulation, name) for name in simulation.__all__}
    found |= {f"figures.{name}": getattr(figures, name) for name in figures.__all__}
    found |= {f"{each.__module__}.{each.__name__}": each for each in RESULTS}
    for name, each in [*found.items()]:
        if inspect.isclass(each):
            found |= {
                f"{name}.{method}": getattr(each, method)
                for method, own in vars(each).items()
                if not method.startswith("_")
                and (inspect.isfunction(own) or isinstance(own, classmethod))
            }
    return found


PUBLIC = public()


def sections(each: object) -> dict[str, str]:
    """The parts of a docstring under their headings."""
    text = inspect.getdoc(each) or ""
    parts = re.split(r"^(\w+)\n-+$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def described_in(section: str) -> set[str]:
    """What a section describes, as ``low, high : float`` does both."""
    heads = re.findall(r"^(\S[^:\n]*?)(?: :.*)?$", section, flags=re.MULTILINE)
    return {name.strip().strip("*") for head in heads for name in head.split(",")}


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_callable_says_what_it_takes_and_gives(name):
    each = PUBLIC[name]
    assert (inspect.getdoc(each) or "").split("\n\n")[0].endswith((".", ".\n")), "no first sentence"
    there = sections(each)
    taken = {taken for taken in inspect.signature(each).parameters if taken not in ("self", "cls")}
    if dataclasses.is_dataclass(each):
        fields = {field.name for field in dataclasses.fields(each)}
        assert described_in(there.get("Attributes", "")) == fields
        return
    assert taken <= described_in(there.get("Parameters", "")), "a parameter is not described"
    given = inspect.get_annotations(each).get("return") if inspect.isroutine(each) else "None"
    if given != "None":
        assert there.get("Returns", there.get("Yields", "")).strip(), "it says not what it gives"


@pytest.mark.parametrize("name", simulation.__all__)
def test_every_public_name_has_an_example(name):
    assert ">>> " in inspect.getdoc(getattr(simulation, name))


@pytest.mark.parametrize("name", figures.__all__)
def test_every_figure_has_an_example(name):
    assert ">>> " in sections(getattr(figures, name)).get("Examples", "")


@pytest.mark.parametrize("name", sorted(set(TAKING) | {"grid", "write_report"}))
def test_every_public_name_that_can_refuse_says_what_it_raises(name):
    each = surprise if name == "surprise" else getattr(simulation, name)
    assert "InputError" in sections(each).get("Raises", "")


WITH_EXAMPLES = sorted(
    ".".join(path.relative_to(FACE.parents[1]).with_suffix("").parts).removesuffix(".__init__")
    for path in FACE.parent.rglob("*.py")
    if re.search(r"^\s*>>> ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
)


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_examples_in_docstrings_run_and_give_what_they_show(module, monkeypatch):
    monkeypatch.delenv("UNSC_DATA", raising=False)
    tried = doctest.testmod(import_module(module), optionflags=doctest.ELLIPSIS)
    assert tried.attempted
    assert not tried.failed
