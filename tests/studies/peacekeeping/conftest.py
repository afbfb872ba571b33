"""The panel of the invented tables."""

import pytest

from simulation.studies.peacekeeping.panel import read_panel
from simulation.studies.peacekeeping.rules import pairs
from simulation.studies.tables import invented
from simulation.studies.tables.reading import Tables


@pytest.fixture(scope="session")
def invented_tables(tmp_path_factory):
    """A folder of invented tables of means and contributions, 1990 to 2010."""
    folder = tmp_path_factory.mktemp("contributions")
    return invented.write_tables(folder, invented.contributions(), "1990_2010")


@pytest.fixture(scope="session")
def invented_groups():
    """The regional groups of its states."""
    rows = invented.contributions(years=[1990])["cow_nmc"]
    return invented.groups(row["iso3"] for row in rows)


@pytest.fixture(scope="session")
def panel(invented_tables, invented_groups):
    return read_panel(Tables([invented_tables]), invented_groups)


@pytest.fixture(scope="session")
def both(panel):
    return pairs(panel)
