"""The public tables, where UNSC_DATA or the folder beside the checkout has them."""

import os
from pathlib import Path

import pytest

from simulation.studies.backtest.reading import read_record
from simulation.studies.tables import invented
from simulation.studies.tables.reading import VARIABLE, Tables

BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[3] / "shared" / "data"


def data_folders():
    """The folders that tests on the real tables look into."""
    named = os.environ.get(VARIABLE)
    folders = named.split(os.pathsep) if named else [BESIDE_THE_CHECKOUT]
    return [Path(folder) for folder in folders if folder]


@pytest.fixture(scope="session")
def real_tables(request):
    """The tables, read once; a test that uses them is skipped where there are none."""
    folders = [folder for folder in data_folders() if folder.is_dir()]
    tables = Tables(folders)
    if not tables.files("votes"):
        where = ", ".join(map(str, data_folders()))
        pytest.skip(f"no unsc_votes_*.csv in {where}; set {VARIABLE}")
    yield tables
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        for path, rows in tables.rows.items():
            print(f"\nread {rows} rows of {path.name}", end="")


@pytest.fixture
def write_table():
    """Writes a small table: a folder, a name, and lines with the header first."""

    def write(folder, name, *lines):
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def small_record(tmp_path_factory):
    """The roll calls of small tables written for the tests."""
    folder = invented.write(tmp_path_factory.mktemp("votes"), *invented.tables())
    return read_record(Tables([folder]))
