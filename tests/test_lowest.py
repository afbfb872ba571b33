"""The lower bounds of pyproject.toml, which the job of the lowest versions installs."""

import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.version import Version

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / ".ci" / "lowest.py"

if not SCRIPT.is_file():
    pytest.skip("a source package comes without .ci", allow_module_level=True)

LOWEST = runpy.run_path(str(SCRIPT))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = list(PROJECT["optional-dependencies"])
NEEDED = LOWEST["requirements"](PROJECT, EXTRAS)


def pins(lines):
    """Versions by name, of lines ``name==version``."""
    return {
        LOWEST["package"](line): Version(line.partition("==")[2]) for line in lines if "==" in line
    }


def pinned():
    """The versions that the project is tested with."""
    return pins((ROOT / ".ci" / "constraints.txt").read_text("utf-8").split())


@pytest.mark.parametrize(
    ("requirement", "pin"),
    [
        ("jinja2>=3.1", "jinja2==3.1"),
        ("mesa[network]>=3.5.1,<4", "mesa==3.5.1"),
        ("scikit-learn>=1.6", "scikit-learn==1.6"),
        ("SALib>=1.5.1", "SALib==1.5.1"),
        ("ruamel.yaml[a,b]>=0.18rc1", "ruamel.yaml==0.18rc1"),
    ],
)
def test_the_lowest_version_is_the_lower_bound(requirement, pin):
    assert LOWEST["lowest"](requirement) == pin


@pytest.mark.parametrize("requirement", ["numpy", "numpy<3", "numpy==2.1", "numpy>2", "numpy~=2.1"])
def test_a_requirement_without_a_lower_bound_is_refused(requirement):
    with pytest.raises(SystemExit, match=f"'{requirement}' has no lower bound"):
        LOWEST["lowest"](requirement)


@pytest.mark.parametrize("requirement", NEEDED)
def test_every_requirement_has_a_lower_bound_and_is_tested_at_or_above_it(requirement):
    ((name, bound),) = pins([LOWEST["lowest"](requirement)]).items()
    assert pinned()[name] >= bound


def test_an_extra_made_of_extras_is_opened():
    project = {
        "name": "p",
        "dependencies": ["a>=1"],
        "optional-dependencies": {"x": ["b>=2"], "y": ["c>=3"], "all": ["p[x,y]", "d>=4"]},
    }
    assert LOWEST["requirements"](project, ["all"]) == ["a>=1", "b>=2", "c>=3", "d>=4"]


def test_what_is_installed_at_the_lowest_is_every_bound_and_one_pin_a_package():
    printed = subprocess.run(
        [sys.executable, SCRIPT, *EXTRAS], check=True, capture_output=True, text=True
    ).stdout.split()
    assert len(pins(printed)) == len(printed)
    assert pins(printed).items() >= pins(map(LOWEST["lowest"], NEEDED)).items()
