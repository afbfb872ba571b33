"""The wheel carries all it needs and works from another directory."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.long
def test_the_scenarios_travel_inside_the_wheel(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "scenarios").rglob("*.toml"):
        assert f"simulation/scenarios/{path.relative_to(ROOT / 'scenarios')}" in inside
    for name in ("vetoes.csv", "README.md"):
        assert f"simulation/scenarios/record/{name}" in inside
    assert {name for name in inside if name.endswith(".csv")} == {
        "simulation/scenarios/record/vetoes.csv",
        "simulation/studies/findings/plausible.csv",
    }
    assert any(name.endswith(".html.j2") or name.endswith(".html") for name in inside)
    for name in ("templates/phone/predict.html", "static/classroom.js", "words/en.toml",
                 "lessons/why-did-it-fail-20.toml"):  # fmt: skip
        assert f"simulation/classroom/{name}" in inside
    assert not any(name.startswith(("tests/", "notebooks/")) for name in inside)


@pytest.mark.long
def test_the_wheel_works_from_another_directory(wheel, tmp_path):
    """Installed bare, with the libraries of this environment lent to it."""
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    site = next(home.glob("lib/python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(site)
    lent = [p for p in sys.path if p.endswith("site-packages")]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(site), *lent])}

    def unsc(*arguments: str) -> str:
        return subprocess.run(
            [home / "bin" / "python", "-m", "simulation.cli", *arguments],
            cwd=elsewhere, env=environment, check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip

    where = subprocess.run(
        [home / "bin" / "python", "-c", "import simulation; print(simulation.__file__)"],
        cwd=elsewhere, env=environment, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert str(site) in where
    assert "kuwait-1990" in unsc("scenarios")
    assert "S/RES/678" in unsc("run", "kuwait-1990", "--seed", "7")
    unsc("batch", "horseshoe", "--runs", "5", "--out", "b")
    unsc("report", "b")
    assert (elsewhere / "b" / "report" / "report.html").is_file()
