"""The house stands as docs/architecture.md draws it."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "simulation"

MAY_IMPORT = {
    "stages": set(),
    "scenario": {"stages"},
    "engine": {"stages", "scenario"},
    "measures": {"stages", "scenario", "engine"},
    "experiments": {"stages", "scenario", "engine", "measures"},
    "analysis": {"stages", "scenario", "engine", "measures", "experiments"},
    "rollcalls": {"stages", "scenario", "measures", "experiments", "analysis"},
    "figures": {"stages", "scenario", "engine", "measures", "experiments", "analysis"},
    "cli": {
        "stages", "scenario", "engine", "measures", "experiments", "analysis", "rollcalls", "figures",
    },
    "studies": {
        "stages", "scenario", "engine", "measures", "experiments", "analysis", "rollcalls", "figures",
        "cli",
    },
}  # fmt: skip
UPWARD = {
    ("cli", "simulation.studies.profiles"),
    ("cli", "simulation.studies.calibration"),
    ("cli", "simulation.studies.backtest"),
}
"""The one list of commands names those of the studies."""

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE)


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path):
    room = path.relative_to(PACKAGE).parts[0]
    for name in imports(path):
        if name.startswith("simulation.") and (room, name) not in UPWARD:
            other = name.split(".")[1]
            assert other == room or other in MAY_IMPORT[room], f"{room} imports {name}"


@pytest.mark.parametrize("path", sorted((PACKAGE / "stages").glob("*.py")), ids=lambda p: p.name)
def test_stages_know_arrays_and_nothing_else(path):
    allowed = {
        "__future__",
        "numpy",
        "scipy",
        "math",
        "dataclasses",
        "enum",
        "typing",
        "collections",
        "simulation",
    }
    assert {name.split(".")[0] for name in imports(path)} <= allowed


def test_no_stage_draws_a_random_number():
    for path in (PACKAGE / "stages").glob("*.py"):
        assert "np.random" not in path.read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_are_small_and_say_what_they_are(path):
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "no first sentence"
    if path.name != "parameters.py":  # the table is as long as the model has parameters
        assert text.count("\n") <= 400


def test_importing_the_package_or_asking_for_help_loads_nothing_heavy():
    code = (
        "import sys, simulation; from simulation.cli import commands; "
        "heavy = {'numpy', 'pandas', 'mesa', 'matplotlib', 'pyarrow', 'scipy', 'pydantic'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_mesa_is_not_loaded_by_a_batch_on_arrays():
    code = (
        "import sys, simulation; simulation.run_batch('horseshoe', 2).summary(); "
        "print('mesa' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


def test_every_public_name_is_there():
    import simulation

    for name in simulation.__all__:
        assert getattr(simulation, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = simulation.nothing


def test_the_version_is_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {project['version']}\n" in citation
    assert f"## [{project['version']}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
