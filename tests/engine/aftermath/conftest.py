"""Histories of the repeated crises."""

import pytest
import tomli_w
from engine.aftermath.long_run import repeated

from simulation.engine.arrays import play, rounds_of
from simulation.scenario.load import load


@pytest.fixture(scope="module")
def scenario():
    return load("repeated-crises")


@pytest.fixture(scope="module")
def history(scenario):
    return play(scenario, seed=61, runs=range(150))


@pytest.fixture(scope="module")
def rounds(scenario):
    return list(rounds_of(scenario, seed=61, runs=range(150)))


@pytest.fixture(scope="module")
def organised(tmp_path_factory):
    """Rounds in which an organisation of a regional group exists beside the Council."""
    folder = tmp_path_factory.mktemp("organised")
    body = {"title": "Standby", "group": "AFR", "quota": "half", "bases": ["self-defence"]}
    (folder / "standby.toml").write_text(tomli_w.dumps(body), encoding="utf-8")
    made = repeated(folder, organisations=["standby.toml"])
    return made, list(rounds_of(made, seed=62, runs=range(400)))
