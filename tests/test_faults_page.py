"""Every test that docs/faults.md names exists."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "faults.md").read_text(encoding="utf-8")


def named() -> list[tuple[str, str]]:
    """Module and test of each name on the page; a bare ``::test`` is of the module before it."""
    found, module = [], ""
    for path, test in re.findall(r"`((?:\w+/)*test_\w+\.py)?(?:::(test_\w+))?`", PAGE):
        module = path or module
        if path or test:
            found.append((module, test))
    return found


@pytest.mark.parametrize(("module", "test"), named(), ids=lambda value: value or "all")
def test_a_test_that_the_page_names_exists(module, test):
    tree = ast.parse((TESTS / module).read_text(encoding="utf-8"))
    tests = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert test in tests if test else any(name.startswith("test_") for name in tests)


def test_every_paragraph_names_what_holds_it():
    kinds = [part for part in PAGE.split("\n\n") if part.startswith("**")]
    assert len(kinds) > 30
    assert all(re.search(r"`(?:\w+/)*test_\w+\.py", part) for part in kinds)
