"""Profiles of a small world, and of the real tables where they are."""

import pytest
from studies.profiles.small_world import write_world

from simulation.scenario.files import scenarios_folder
from simulation.studies.profiles.profile import ProfilesByYear
from simulation.studies.tables.reading import Tables

FOLDER = scenarios_folder() / "profiles"


@pytest.fixture(scope="session")
def small_tables(tmp_path_factory):
    """The tables of the small world."""
    folder = tmp_path_factory.mktemp("tables")
    write_world(folder)
    return Tables([folder])


@pytest.fixture(scope="session")
def small(small_tables):
    """The profiles of the small world."""
    return ProfilesByYear(small_tables, FOLDER)


@pytest.fixture(scope="session")
def real(real_tables):
    """The profiles of the real tables."""
    return ProfilesByYear(real_tables, FOLDER)
