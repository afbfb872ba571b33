"""The packages are as docs/architecture.md describes them."""

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
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
    "rollcalls": {"stages", "scenario", "analysis"},
    "figures": {"stages", "scenario", "engine", "measures", "experiments", "analysis"},
    "classroom": {
        "stages", "scenario", "engine", "measures", "experiments", "analysis", "figures",
    },
    "cli": {
        "stages", "scenario", "engine", "measures", "experiments", "analysis", "rollcalls", "figures",
        "classroom",
    },
    "studies": {
        "stages", "scenario", "engine", "measures", "experiments", "analysis", "rollcalls", "figures",
        "cli",
    },
}  # fmt: skip
STUDIES = {
    "tables": set(),
    "merge": {"tables"},
    "profiles": {"tables"},
    "backtest": {"tables"},
    "peacekeeping": {"tables", "profiles", "backtest"},
    "record": {"tables", "backtest"},
    "calibration": {"tables", "profiles", "backtest", "peacekeeping"},
    "cases": set(),
    "findings": set(),
    "aftermath": {"cases", "findings"},
}
"""What the studies may import of one another."""

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE)


def name_of(path: Path) -> str:
    """The module that is this file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(path): path for path in MODULES}


def imports(text: str, module: str = "", *, types: bool = True) -> set[str]:
    """The modules that a text imports, at its top or in a function, in whatever form.

    A whole string that is the name of a module counts: it is there to be loaded.
    Without ``types`` those that only a type checker reads are left out.
    """
    tree = ast.parse(text)
    left_out: set[ast.AST] = set()
    if not types:
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
                left_out |= {inner for part in node.body for inner in ast.walk(part)}
    found = set()
    for node in ast.walk(tree):
        if node in left_out:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: -node.level] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {module_in(base, alias.name) for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= {node.value} & set(NAMES)
    return found - {module}


def module_in(base: str, name: str) -> str:
    """The module behind ``from base import name``; a public name's is where it lives."""
    from simulation import PUBLIC

    if base == "simulation" and name in PUBLIC:
        return PUBLIC[name]
    return f"{base}.{name}" if f"{base}.{name}" in NAMES or base == "simulation" else base


@cache
def of_module(name: str, *, types: bool = True) -> set[str]:
    """What a module of the package imports; in a package's own file a dot is itself."""
    path = NAMES[name]
    place = f"{name}.__init__" if path.name == "__init__.py" else name
    return imports(path.read_text(encoding="utf-8"), place, types=types)


@pytest.mark.parametrize(
    "form",
    [
        "import simulation.cli.options",
        "from simulation.cli import options",
        "from simulation.cli.options import tell",
        "from . import options",
        "from .options import tell",
        "from ..cli.options import tell",
        "def later():\n    from simulation.cli import options",
        "if TYPE_CHECKING:\n    from .options import tell",
        'import_module("simulation.cli.options")',
    ],
)
def test_no_form_of_an_import_is_overlooked(form):
    assert imports(form, "simulation.cli.progress") == {"simulation.cli.options"}


def test_a_public_name_is_an_import_of_where_it_lives():
    assert imports("from simulation import load, Results, figures") == {
        "simulation.scenario.load", "simulation.experiments.results", "simulation.figures"
    }  # fmt: skip


def test_what_a_type_checker_reads_can_be_told_apart():
    text = "import os\nif TYPE_CHECKING:\n    import simulation.cli.options\nelse:\n    import sys"
    assert imports(text, types=False) == {"os", "sys"}


@pytest.mark.parametrize("module", NAMES)
def test_imports_run_one_way(module):
    room = module.split(".")[1]
    for name in of_module(module):
        if name.startswith("simulation."):
            other = name.split(".")[1]
            assert other == room or other in MAY_IMPORT[room], f"{module} imports {name}"


def test_the_commands_of_studies_are_found_by_their_place_and_not_imported_by_name():
    from simulation.cli.commands import modules

    studies = {name for name in modules() if name.startswith("simulation.studies.")}
    assert studies == {
        name for name in NAMES if re.fullmatch(r"simulation\.studies\.\w+\.command", name)
    }
    assert len(studies) == 4


@pytest.mark.parametrize(
    "module",
    [name for name in NAMES if name.startswith("simulation.studies.") and name.count(".") > 2],
)
def test_no_study_imports_what_is_above_it(module):
    study = module.split(".")[2]
    for name in of_module(module):
        if name.startswith("simulation.studies."):
            other = name.split(".")[2]
            assert other == study or other in STUDIES[study], f"{module} imports {name}"


@pytest.mark.parametrize("module", [name for name in NAMES if ".backtest.baselines." in name])
def test_a_baseline_knows_nothing_of_the_model(module):
    assert not [name for name in of_module(module) if ".backtest.model" in name]


def test_nothing_is_imported_in_a_circle():
    """At the top or in a function; what only a type checker reads ties nothing when it runs."""
    left = {
        name: {other for other in of_module(name, types=False) if other in NAMES} for name in NAMES
    }
    while done := {name for name, needed in left.items() if not needed & set(left)}:
        left = {name: needed for name, needed in left.items() if name not in done}
    assert sorted(left) == []


def test_the_face_of_the_package_shows_nothing_of_the_studies():
    import simulation

    assert not [home for home in simulation.PUBLIC.values() if "studies" in home]


def of_stages() -> list[Path]:
    """The modules of the stages, their compiled loops too."""
    return [path for path in MODULES if path.is_relative_to(PACKAGE / "stages")]


@pytest.mark.parametrize("path", of_stages(), ids=lambda path: path.name)
def test_stages_know_arrays_and_nothing_else(path):
    allowed = {
        "__future__",
        "numpy",
        "scipy",
        "math",
        "fractions",
        "dataclasses",
        "enum",
        "typing",
        "collections",
        "simulation",
    }
    if path.parent.name == "compiled":
        allowed |= {"numba", "functools", "importlib"}
    found = imports(path.read_text(encoding="utf-8"), name_of(path))
    assert {name.split(".")[0] for name in found} <= allowed


def test_no_stage_draws_a_random_number():
    for path in of_stages():
        assert "np.random" not in path.read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_are_small_and_say_what_they_are(path):
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "no first sentence"
    assert text.count("\n") - explaining(tree) <= 400


def explaining(tree: ast.Module) -> int:
    """The lines of docstrings: what a public name takes and gives makes no module longer."""
    said = (
        node.body[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node)
    )
    return sum(1 + (one.end_lineno or one.lineno) - one.lineno for one in said)


def test_files_of_tests_are_as_long_as_their_idea():
    tests = ROOT / "tests"
    lines = {path: path.read_bytes().count(b"\n") for path in tests.rglob("*.py")}
    long = {str(path.relative_to(tests)) for path, many in lines.items() if many >= 400}
    assert long <= {"engine/test_delegations.py"}


HEAVY = {
    "duckdb", "matplotlib", "mesa", "numba", "numpy", "pandas", "pandera", "pyarrow", "pycountry",
    "pydantic", "rich.markdown", "scipy", "scipy.special", "scipy.stats", "sklearn",
}  # fmt: skip
"""Modules that take long to import."""

PARSED = {"pydantic"}
"""Typer itself loads it for the words of a command."""

ARRAYS = {*PARSED, "numpy"}
HISTORIES = {*ARRAYS, "scipy", "scipy.special"}


def loaded(code):
    """The heavy modules that are loaded at the end of a program."""
    report = f"import atexit, sys; heavy = {HEAVY!r}; report = lambda: print('loaded', *heavy & {{*sys.modules}}); atexit.register(report); "
    command = [sys.executable, "-c", report + code]
    out = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT).stdout
    return {*out.rsplit("loaded", 1)[1].split()}


def test_importing_the_package_or_the_commands_loads_nothing_heavy():
    assert loaded("import simulation; from simulation.cli import commands") == set()


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        ("--version", PARSED),
        ("--help", {"rich.markdown"}),
        ("run --help", {*PARSED, "rich.markdown"}),
        ("backtest --help", {*PARSED, "rich.markdown"}),
        ("no-such-command", PARSED),
        ("scenarios", PARSED),
        ("scenarios horseshoe", ARRAYS),
        ("tally --council 1990 --votes USA=N,*=Y", ARRAYS),
        ("tally --council 1990 --votes USA=N,*=Y --json", ARRAYS),
        ("run kuwait-1990 --seed 7", HISTORIES),
        ("run horseshoe --seed 7 --explain", HISTORIES),
        ("run horseshoe --seed 7 --json", HISTORIES),
        ("forecast kuwait-1990", HISTORIES),
        ("forecast kuwait-1990 --json", HISTORIES),
    ],
)
def test_a_command_loads_only_what_it_needs(words, needed):
    code = f"sys.argv = ['unsc', *{words.split()!r}]; from simulation.cli import main; main()"
    assert loaded(code) <= needed


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
