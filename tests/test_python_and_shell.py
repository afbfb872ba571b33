"""The library speaks Python, the command speaks shell, of the same mistakes."""

import ast
import pickle
import re
from functools import cache
from importlib import import_module
from operator import attrgetter
from pathlib import Path

import pytest
import typer

import simulation
from simulation import InputError, Results, grid, load, run_batch
from simulation.analysis.sensitivity import screened
from simulation.analysis.settings import by_setting
from simulation.cli.help import as_typed
from simulation.experiments.batch import check_who
from simulation.experiments.design import design_of, points_of, read_table
from simulation.experiments.made_by import Maker
from simulation.experiments.ranges import ranges
from simulation.rollcalls.ballots import read_votes
from simulation.rollcalls.matters import Question
from simulation.scenario.calls import COMMANDS, option_of
from simulation.studies.backtest.run import check_years
from simulation.studies.calibration.eras import eras_named
from simulation.studies.tables.reading import VARIABLE, Tables

PACKAGE = Path(simulation.__file__).parent

MAY = {
    "scenario/calls.py": "it writes a call in Python and in the shell",
    "studies/tables/options.py": "it declares the option of several commands",
    "studies/calibration/page.py": "the page says which command made it",
    "studies/profiles/compare.py": "the page says which command made it",
    "studies/profiles/files.py": "the files say which command made them",
}
"""Modules outside the commands that may speak shell, and why."""


@cache
def options() -> frozenset[str]:
    """Every option of every command."""
    import_module("simulation.cli.commands")
    left = [typer.main.get_command(import_module("simulation.cli.shell").app)]
    found: set[str] = set()
    while left:
        command = left.pop()
        left += getattr(command, "commands", {}).values()
        found |= {name for option in command.params for name in option.opts}
    return frozenset(name for name in found if name.startswith("--"))


def in_shell(text: str) -> list[str]:
    """The literals of a module, docstrings left out, that name an option or a command."""
    words = "|".join(sorted(options()))
    speaks = re.compile(rf"(?<![\w-])(?:(?:{words})(?![\w-]))|\bunsc\b(?![-_.])")
    tree = ast.parse(text)
    said = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    filled = {
        part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in said
        if speaks.search(node.value) or (node in filled and re.search(r"(?<!\S)--$", node.value))
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('raise InputError(["add --overwrite to replace it"])', 1),
        ('x = f"run the same `unsc batch` again: {y}"', 1),
        ('x = f"--{name}: is wrong"', 1),
        ('x = ["--vary", "--design"]', 2),
        ('def f():\n    """With ``--vary``."""', 0),
        ("x = \"pip install --editable '.[evidence]'\"", 0),
        ('ax.plot(x, y, "--")', 0),
        ('x = "unsc-simulation", "unsc_votes_*.csv", "a - b -- c"', 0),
    ],
)
def test_a_literal_in_shell_is_found_and_a_docstring_is_none(line, found):
    assert len(in_shell(line)) == found


def test_no_module_of_the_library_speaks_shell():
    found = {}
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(PACKAGE).as_posix()
        if not (
            name.startswith("cli/") or (name.startswith("studies/") and path.stem == "command")
        ):
            found[name] = in_shell(path.read_text(encoding="utf-8"))
    assert {name: said for name, said in found.items() if said and name not in MAY} == {}
    assert {name for name in MAY if not found[name]} == set()


def calls() -> list[ast.Call]:
    """Every ``Call(...)`` that a module of the library writes."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py"))
    nodes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [node for node in nodes if getattr(node.func, "id", "") == "Call"]


def test_every_call_that_is_advised_has_a_command_and_its_arguments_are_options():
    functions = {node.args[0].value for node in calls() if node.args}
    assert functions == set(COMMANDS)
    arguments = {each.arg for node in calls() for each in node.keywords if each.arg}
    assert len(arguments) > 10
    assert {name for name in arguments if option_of(name) not in options()} == set()


@pytest.mark.parametrize("function", COMMANDS)
def test_every_function_that_is_advised_is_there(function):
    if "." not in function:
        assert callable(getattr(simulation, function))
    elif function.startswith("results."):
        assert callable(getattr(Results, function.removeprefix("results.")))
    else:
        module, _, name = function.rpartition(".")
        assert callable(attrgetter(name)(import_module(module)))


def refuse_overwriting(folder: Path) -> None:
    (folder / "a.png").write_text("")
    Maker.of("report", "x", 1).check_folder(folder, ["a.png"], overwrite=False)


def read_wrong_table(folder: Path) -> None:
    (folder / "d.csv").write_text("rules\nchartr-of-nobody\n")
    read_table(folder / "d.csv")


def load_with_no_council(folder: Path) -> None:
    (folder / "own.toml").write_text('title = "t"\nrounds = 1\ncouncil = "x"\nrules = "charter"\n')
    load(folder / "own.toml")


def two_settings(folder: Path) -> None:
    points = points_of("horseshoe", grid({"veto_cost": [0.2, 0.4]}))
    run_batch("horseshoe", 1, points=points).summary()


SAID = {
    "a value varied": (lambda _: grid({"veto_cost": [9]}),
        "vary veto_cost = 9: must be from", "--vary veto_cost = 9: must be from"),
    "a range of words": (lambda _: ranges(["rules"]),
        "ranges rules: takes words, which have no range; use vary=...",
        "--range rules: takes words, which have no range; use --vary"),
    "a sample": (lambda _: design_of(None, design="sobol:12"),
        "design = 'sobol:12': a Sobol sequence", "--design sobol:12: a Sobol sequence"),
    "two designs": (lambda _: design_of(None, vary=["reach=0.1"], design="lhs:4"),
        "vary=... and design=...: choose one", "--vary and --design: choose one"),
    "a word in a table": (read_wrong_table,
        "(`simulation.scenario.files.names(...)` lists all", "(`unsc scenarios` lists all"),
    "a parameter not screened": (
        lambda _: screened(load("horseshoe"), {}, ["outside_credibility"]),
        "write ranges={'outside_credibility': (LOW, HIGH)}",
        "--only outside_credibility: is not screened unless a range is given; write "
        "--range outside_credibility=LOW,HIGH"),
    "no batch": (lambda folder: Results.open(folder),
        "make one with `run_batch(...)`", "make one with `unsc batch`"),
    "two settings": (two_settings,
        "choose one, as `results.at(0)`", "choose one, as `unsc report DIR --point 0`"),
    "no design": (lambda _: by_setting(run_batch("horseshoe", 1)),
        "vary something with points=...", "vary something with --vary"),
    "files of another experiment": (refuse_overwriting,
        "or add overwrite=True to replace it", "or add --overwrite to replace it"),
    "workers beside a scheduler": (
        lambda _: check_who(workers=2, scheduler="tcp://a:1", executor=None, folder=True),
        "scheduler: brings its own workers; leave out workers=...",
        "--scheduler: brings its own workers; leave out --workers"),
    "no scenario": (lambda _: load("nowhere"),
        "(`simulation.scenario.files.names(...)` lists all", "(`unsc scenarios` lists all"),
    "no council of a file": (load_with_no_council,
        "(`simulation.scenario.files.names(...)` lists all", "(`unsc scenarios` lists all"),
    "a challenge of nothing": (lambda _: Question(challenge="*=Y").check(),
        "challenge: there is no ruling to overrule; add ruling='procedural'",
        "--challenge: there is no ruling to overrule; add --ruling procedural"),
    "a ballot": (lambda _: read_votes("A=Q, *=Y", ["A", "B"], "the Council"),
        "votes: A = 'Q': must be", "--votes: A = 'Q': must be"),
    "no tables": (lambda _: Tables.named(),
        "give data=DIR (one folder or several)", "give --data DIR (one folder or several)"),
    "years in the wrong order": (lambda _: check_years(1995, 1990),
        "test_until = 1990: must be a year after fit_until=1995",
        "--test-until 1990: must be a year after --fit-until 1995"),
    "an era": (lambda _: eras_named(["x"]), "era = 'x': there are", "--era x: there are"),
}  # fmt: skip
"""A mistake of each kind, and something of it in Python and in the shell."""


@pytest.mark.parametrize("kind", SAID)
def test_a_mistake_is_said_in_python_by_the_library_and_in_shell_by_the_command(
    kind, tmp_path, monkeypatch
):
    monkeypatch.delenv(VARIABLE, raising=False)
    make, python, shell = SAID[kind]
    with pytest.raises(InputError) as caught:
        make(tmp_path)
    assert python in str(caught.value)
    assert not in_shell(repr(str(caught.value)))
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value))):
        typed = "\n".join(as_typed(mistake, options()) for mistake in error.mistakes)
        assert shell in typed
        assert not re.search(rf"(?<!-){re.escape(python)}", typed)
