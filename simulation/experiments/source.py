"""Which source of this program decides what a batch holds, and a digest of it.

From the modules at which a batch begins all are followed that they import. Of their source counts
what Python runs: neither comments, layout and docstrings, nor the sentences of errors and of
declared parameters, columns and measures. The digest is made of the syntax tree, not of compiled
code, which every version of Python makes otherwise; parts of the tree that are empty are left
out, for versions add such parts. So the same source has the same digest wherever it is run.
"""

from __future__ import annotations

import ast
import hashlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from simulation.scenario.files import PACKAGE

BATCH = (
    "simulation.engine.arrays",
    "simulation.engine.mesa_model",
    "simulation.experiments.dataset",
    "simulation.experiments.layout",
    "simulation.scenario.load",
)
"""Where a batch begins: its scenario, its histories by either engine, its tables, its parts."""

DECIDES_NOTHING = frozenset({
    "simulation.scenario.files",
    "simulation.scenario.mistakes",
    "simulation.scenario.plain_text",
    "simulation.scenario.salvage",
    "simulation.scenario.words",
})  # fmt: skip
"""What finds a file, and what words its mistakes; a manifest holds what the file says."""

SAID: dict[str, tuple[int | str, ...]] = {
    "parameter": (0, 4, "symbol", "meaning", "unit", "label", "source"),
    "Column": (2, 3, 4, "meaning", "unit", "blank"),
    "Measure": (0, "words"),
}
"""Of calls that declare something, the arguments that describe it to readers."""


@cache
def source_digest(*begin: str, package: Path = PACKAGE) -> str:
    """A digest of the source that decides what these modules do.

    Parameters
    ----------
    begin : str
        Names of modules; those outside the package are none of it.
    package : Path
        The folder of the package.

    Returns
    -------
    str
        SHA-256 of the syntax of these modules and of all that they import, name by name.
    """
    digest = hashlib.sha256()
    for name, path in followed(begin, package):
        digest.update(f"{name} {of_file(path)[0]}\n".encode())
    return digest.hexdigest()


def followed(begin: tuple[str, ...], package: Path = PACKAGE) -> list[tuple[str, Path]]:
    """These modules of the package and all that they import, by name, each with its file."""
    found: dict[str, Path] = {}
    left = [*begin]
    while left:
        name = left.pop()
        path = None if name in found or name in DECIDES_NOTHING else file_of(name, package)
        if path is not None:
            found[name] = path
            left += of_file(path)[1]
    return sorted(found.items())


def file_of(name: str, package: Path) -> Path | None:
    """The file of a module of the package, None for any other."""
    first, *inner = name.split(".")
    if first != PACKAGE.name or not inner:
        return None
    base = package.joinpath(*inner)
    paths = (base.with_name(f"{base.name}.py"), base / "__init__.py")
    return next((path for path in paths if path.is_file()), None)


def of_file(path: Path) -> tuple[str, frozenset[str]]:
    """A digest of what Python runs of a file, and the names of modules that it may import."""
    return of_text(path.read_bytes())


@cache
def of_text(text: bytes) -> tuple[str, frozenset[str]]:
    """The same of the text of a file."""
    reading = Reading()
    reading.read(ast.parse(text))
    digest = hashlib.sha256("\n".join(reading.words).encode()).hexdigest()
    return digest, frozenset(reading.imported)


@dataclass
class Reading:
    """A syntax tree read from its root: as words, in one way only, and what it may import."""

    words: list[str] = field(default_factory=list)
    imported: set[str] = field(default_factory=set)

    def read(self, node: object, muted: bool = False) -> None:
        """Add a part of the tree; where it is muted, texts in it count as empty."""
        if isinstance(node, list):
            self.words.append("[")
            for each in node:
                if not runs_nothing(each):
                    self.read(each, muted)
            self.words.append("]")
        elif isinstance(node, ast.Constant):
            self.constant(node.value, muted)
        elif isinstance(node, ast.AST):
            self.note_imports(node)
            self.words.append(f"({type(node).__name__}")
            muted = muted or isinstance(node, ast.Raise)
            said = said_by(node)
            for name, value in ast.iter_fields(node):
                if value is not None and value != [] and name != "ctx":
                    self.words.append(name)
                    if said and name in ("args", "keywords"):
                        self.arguments(value, said, muted)
                    else:
                        self.read(value, muted)
            self.words.append(")")
        else:
            self.words.append(repr(node))

    def arguments(
        self, given: list[ast.expr | ast.keyword], said: tuple[int | str, ...], muted: bool
    ) -> None:
        """Add the arguments of a call that declares something."""
        for n, each in enumerate(given):
            name = each.arg if isinstance(each, ast.keyword) else n
            self.read(each, muted or name in said)

    def constant(self, value: object, muted: bool) -> None:
        """Add a constant; a text may be the name of a module that is loaded by it."""
        if isinstance(value, str):
            self.imported.add(value)
            value = "" if muted else value
        self.words.append(f"={value!r}")

    def note_imports(self, node: ast.AST) -> None:
        """Note what a statement imports; a name imported from a module may be a module too."""
        if isinstance(node, ast.Import):
            self.imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            self.imported |= {f"{node.module}.{alias.name}" for alias in node.names}
            self.imported.add(node.module)


def runs_nothing(node: object) -> bool:
    """Whether a statement is a docstring, a constant, or for type checkers alone."""
    if isinstance(node, ast.If):
        checked = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        return checked and not node.orelse
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def said_by(node: ast.AST) -> tuple[int | str, ...]:
    """The arguments of a call that describe to readers what it declares, by place and name."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return SAID.get(node.func.id, ())
    return ()
