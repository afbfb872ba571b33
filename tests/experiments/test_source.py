"""Which changes of this program make another batch: of a rule, not of what is said about it."""

import ast
import inspect
import os
import shutil

import pytest
import test_house
from test_house import of_module

from simulation.experiments import kept
from simulation.experiments.columns import LEVELS, arrow
from simulation.experiments.description import digest_of
from simulation.experiments.layout import parts
from simulation.experiments.manifest import FORMAT, program
from simulation.experiments.source import (
    BATCH,
    DECIDES_NOTHING,
    SAID,
    file_of,
    followed,
    of_text,
    source_digest,
)
from simulation.measures.table import Measure
from simulation.scenario.files import PACKAGE
from simulation.stages.declare import Column, parameter


@pytest.fixture
def copied(tmp_path):
    """A copy of the package, of which a file can be changed."""
    folder = tmp_path / "simulation"
    skipped = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, folder, copy_function=os.link, ignore=skipped)

    def changed(file, old, new):
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1, old
        path.unlink()  # A link to the original, which stays as it is.
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return changed


SAYS = [
    ("stages/attention.py", "def admitted(", "# Procedural.\ndef admitted("),
    ("stages/attention.py", '"""Whether members see a new crisis', '"""Members see a new crisis'),
    ("stages/attention.py", "    return uniform < p.reach\n", "    return (\n        uniform < p.reach\n    )\n"),
    ("stages/attention.py", '"""The numbers of this stage."""', '"""Its numbers."""'),
    ("stages/attention.py", "chance that a crisis is seen", "the chance of its being seen"),
    ("stages/attention.py", "in terms only a few times since 1946", "seldom"),
    ("stages/declare.py", "A few words.", "What it means."),
    ("stages/challenge.py", "severity in this round, 0 to 1", "its severity"),
    ("engine/draws.py", "from __future__ import annotations\n", "from __future__ import annotations\n\n\n"),
    ("experiments/columns.py", '"seed of the batch"', '"the seed"'),
    ("measures/table.py", "drafts adopted, of drafts considered", "adopted drafts"),
    ("measures/table.py", '"""A share of rounds."""', ""),
    ("scenario/mistakes.py", "class InputError(ValueError):", "class Other: ...\n\nclass InputError(ValueError):"),
    ("scenario/words.py", "WIDTH = 80", "WIDTH = 72"),
    ("cli/shell.py", "A simulator of the United Nations", "The simulator of the United Nations"),
    ("cli/commands/run.py", "import ", "import ast\nimport "),
    ("figures/style.py", "import ", "import ast\nimport "),
    ("analysis/story.py", "import ", "import ast\nimport "),
    ("studies/record/vetoes.py", "import ", "import ast\nimport "),
    ("experiments/files.py", "import ", "import ast\nimport "),
    ("experiments/summary.py", "import ", "import ast\nimport "),
]  # fmt: skip

DECIDES = [
    ("stages/attention.py", "    return uniform < p.reach\n", "    return uniform <= p.reach\n"),
    ("stages/attention.py", '"reach", 0.6, 0, 1,', '"reach", 0.7, 0, 1,'),
    ("stages/attention.py", '"reach", 0.6, 0, 1,', '"reach", 0.6, 0, 2,'),
    ("stages/attention.py", 'Slots("attention", 4,', 'Slots("seeing", 4,'),
    ("stages/attention.py", '("raised", "mediated")', '("mediated", "raised")'),
    ("stages/adoption.py", ">=", ">"),
    ("stages/numerics.py", "def count_seats", "def sum_of_seats"),
    ("stages/compiled/prospects.py", "import ", "import ast\nimport "),
    ("engine/draws.py", "np.random.Philox", "np.random.PCG64"),
    ("engine/round.py", "def close", "def end"),
    ("engine/mesa_model.py", "class CouncilModel", "class Model"),
    ("scenario/schema.py", "le=", "lt="),
    ("scenario/build.py", "def cumulative", "def summed"),
    ("measures/table.py", "return part & whole, whole", "return part, whole"),
    ("measures/table.py", 'ended(*ADOPTED)', "ended(*TABLED)"),
    ("stages/challenge.py", 'Column("region"', 'Column("where"'),
    ("experiments/columns.py", '"int32"', '"int64"'),
    ("experiments/dataset.py", "import ", "import ast\nimport "),
    ("experiments/layout.py", "ROUNDS_A_BLOCK = ", "ROUNDS_A_BLOCK = 2 * "),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new"), SAYS)
def test_what_is_said_about_a_rule_makes_no_other_batch(copied, file, old, new):
    assert source_digest(*BATCH, package=copied(file, old, new)) == program()["source_sha256"]


@pytest.mark.parametrize(("file", "old", "new"), DECIDES)
def test_another_rule_draw_column_or_measure_makes_another_batch(copied, file, old, new):
    assert source_digest(*BATCH, package=copied(file, old, new)) != program()["source_sha256"]


def test_a_module_that_a_rule_begins_to_use_counts(copied):
    folder = copied(
        "stages/tally.py", "import numpy", "import simulation.stages.other\nimport numpy"
    )
    (folder / "stages" / "other.py").write_text("RATE = 1\n")
    one = source_digest(*BATCH, package=folder)
    (folder / "stages" / "other.py").write_text("RATE = 2\n")
    source_digest.cache_clear()
    assert one != source_digest(*BATCH, package=folder) != program()["source_sha256"]


ALIKE = [
    ("x = 1", "x  =  1  # one"),
    ("x = 'a'", 'x = "a"'),
    ("def f():\n    return 1", 'def f():\n    """One."""\n    return 1'),
    ("class A:\n    x: int = 1", 'class A:\n    """A."""\n    x: int = 1\n    """One."""'),
    ("raise InputError([f'{x}: no'])", "raise InputError([f'{x}: must not be'])"),
    ("x = 1", "x = 1\nif TYPE_CHECKING:\n    import pandas"),
    ("x = f(1, 2)", "x = f(\n    1,\n    2,\n)"),
    ("x = Column('a', 'int32', 'b')", "x = Column('a', 'int32', 'c')"),
]  # fmt: skip

OTHER = [
    ("x = 1", "x = 2"),
    ("x = 1", "x = 1.0"),
    ("x = 1", "x = True"),
    ("x = 'a'", "x = b'a'"),
    ("x = None", "x = 'None'"),
    ("x = [1, 2]", "x = (1, 2)"),
    ("x = a < b", "x = a <= b"),
    ("x = f(a=1)", "x = f(b=1)"),
    ("x = f(*a)", "x = f(a)"),
    ("x = {**a}", "x = {None: a}"),
    ("raise A(x)", "raise B(x)"),
    ("raise A(1)", "raise A(2)"),
    ("x = Column('a', 'int32', 'b')", "x = Column('b', 'int32', 'b')"),
    ("x = Column('a', 'int32', 'b', blank='c')", "x = Column('a', 'int32', 'b', blank=None)"),
    ("if TYPE_CHECKING:\n    a = 1\nelse:\n    a = 2", "if TYPE_CHECKING:\n    a = 1\nelse:\n    a = 3"),
    ("def f(a, b=1): ...", "def f(a, *, b=1): ..."),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_texts_that_run_alike_have_one_digest(one, other):
    assert of_text(one.encode())[0] == of_text(other.encode())[0]


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_texts_that_run_otherwise_have_two(one, other):
    assert of_text(one.encode())[0] != of_text(other.encode())[0]


def test_parts_of_a_syntax_tree_that_another_python_adds_change_nothing(monkeypatch):
    text = b"def f(x: int) -> int:\n    return x + 1\n"
    before = of_text(text)
    monkeypatch.setattr(ast.FunctionDef, "_fields", (*ast.FunctionDef._fields, "added"))
    monkeypatch.setattr(ast.FunctionDef, "added", [], raising=False)
    of_text.cache_clear()
    assert of_text(text) == before


def test_modules_are_followed_as_far_as_they_import():
    """By another reading of imports than the one under test."""
    found, left = set(), [*BATCH]
    while left:
        name = left.pop()
        if name in test_house.NAMES and name not in found | DECIDES_NOTHING:
            found.add(name)
            left += of_module(name, types=False)
    packages = {name for name, path in followed(BATCH) if path.name == "__init__.py"}
    assert {name for name, _ in followed(BATCH)} == found | packages


def test_what_a_batch_is_decided_by_is_neither_command_nor_picture_nor_study():
    rooms = {name.split(".")[1] for name, _ in followed(BATCH)}
    assert rooms == {"stages", "scenario", "engine", "measures", "experiments"}


@pytest.mark.parametrize("name", [*BATCH, *sorted(DECIDES_NOTHING)])
def test_the_modules_that_are_named_are_there(name):
    assert file_of(name, PACKAGE) is not None


@pytest.mark.parametrize(
    ("declared", "described"),
    [
        (parameter, {"symbol", "meaning", "unit", "label", "source"}),
        (Column, {"meaning", "unit", "blank"}),
        (Measure, {"words"}),
    ],
)
def test_arguments_that_describe_stand_where_they_are_looked_for(declared, described):
    places = [*inspect.signature(declared).parameters.values()]
    said = SAID[declared.__name__]
    assert {each for each in said if isinstance(each, str)} == described
    assert {each for each in said if isinstance(each, int)} == {
        n for n, each in enumerate(places)
        if each.name in described and each.kind is not each.KEYWORD_ONLY
    }  # fmt: skip


class Piece:
    """A piece that is decided by nothing but its source."""

    def decided_by(self):
        return 1


@pytest.mark.parametrize(
    "module",
    [
        "simulation.analysis.sums_tasks",
        "simulation.studies.calibration.trials",
    ],
)
def test_kept_work_is_of_its_own_source_too(monkeypatch, module):
    other = type("Piece", (Piece,), {"__module__": module})
    assert kept.key_of(Piece()) == kept.key_of(Piece())
    assert kept.key_of(other()) != kept.key_of(Piece())
    assert module in dict(followed((module,)))


OF_FORMAT = {
    1: "7134ec0b60b387cc53c8dfcc7ec2ca183c4e4d33a4f16c10cbf007660725cd44",
    2: "7134ec0b60b387cc53c8dfcc7ec2ca183c4e4d33a4f16c10cbf007660725cd44",
    3: "baa9683a81813978e786732b4e1e765057703e60421b8696eefca900fe06bdea",
}
"""By format, a digest of the columns of a batch and of how it is cut."""


def test_other_columns_or_parts_are_another_format():
    columns = {
        level: {name: str(arrow(column)) for name, column in of.items()}
        for level, of in LEVELS.items()
    }
    cut = [[part.name, part.histories] for part in parts(3, 12_345, 40, "arrays", [100])]
    assert OF_FORMAT[FORMAT] == digest_of([columns, cut]), "raise FORMAT, and record its digest"
