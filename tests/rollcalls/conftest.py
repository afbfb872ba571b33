"""Tables of ballots and rule sets, written as a test needs them."""

import pytest
from rollcalls.ballot_lines import HEADER


@pytest.fixture
def table(tmp_path):
    """Writes a table of these lines under the header."""

    def write(*lines, header=HEADER):
        path = tmp_path / "votes.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def rules(tmp_path):
    """Writes a rule set of fifteen seats and nine votes with these further lines."""

    def write(*lines, quota=9):
        path = tmp_path / "mine.toml"
        path.write_text("\n".join(['title = "Mine"', f"quota = {quota}", *lines]), encoding="utf-8")
        return str(path)

    return write
