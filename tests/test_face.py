"""What a user's script sees of the package: names, types, version."""

import ast
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import simulation

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
