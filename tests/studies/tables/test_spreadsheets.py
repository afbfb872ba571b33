"""Tables as spreadsheets of any country save them, through everything that reads a table."""

import pytest
from rollcalls.ballot_lines import HEADER, fifteen, lines_of

from simulation.experiments.design import read_table
from simulation.rollcalls.tallies import tally_table
from simulation.scenario.mistakes import InputError
from simulation.studies.tables.reading import Tables

BALLOTS = "\n".join([HEADER, *lines_of(7, fifteen(USA="N")), *lines_of(8, fifteen())]) + "\n"
GDP = "year,iso3,country,gdp_current_usd\n1960,FRA,France,62.5\n1961,CIV,Côte,1\n"
DESIGN = "veto_cost,rules,rounds\n0.25,charter,3\n0.5,no-veto,4\n"


def european(text):
    """As a spreadsheet writes where the decimal is a comma."""
    return text.replace(",", ";").replace(".", ",")


HOW = {
    "as it is": lambda text: text.encode(),
    "CSV UTF-8 of Excel": lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
    "Unicode text of Excel": lambda text: text.replace(",", "\t").encode("utf-16"),
    "of Europe": lambda text: european(text).encode(),
    "of Europe, Unicode text": lambda text: european(text).replace(";", "\t").encode("utf-16"),
    "with its separator named": lambda text: ("sep=;\r\n" + european(text)).encode(),
    "of an old Macintosh": lambda text: text.replace("\n", "\r").encode(),
    "with blanks": lambda text: text.replace(",", " , ").encode(),
    "with empty rows and columns": lambda text: (text.replace("\n", ",,\n") + ",,,,,\n\n").encode(),
}


@pytest.fixture(params=HOW, ids=str)
def written(request, tmp_path):
    """Writes a table in one of these ways."""

    def write(name, text):
        path = tmp_path / name
        path.write_bytes(HOW[request.param](text))
        return path

    return write


def test_a_table_of_ballots_is_read(written):
    found = tally_table(written("votes.csv", BALLOTS)).decisions
    assert {vote: made.outcome for vote, made in found.items()} == {7: "vetoed", 8: "adopted"}
    assert found[7].vetoes == ("USA",)


def test_ballots_whose_whole_numbers_have_decimals_are_read(written):
    lines = [line.split(",") for line in BALLOTS.splitlines()[1:]]
    rows = [f"{vote}.0,{member},{permanent}.0,{cast}" for vote, member, permanent, cast in lines]
    found = tally_table(written("votes.csv", "\n".join([HEADER, *rows]) + "\n")).decisions
    assert {vote: made.outcome for vote, made in found.items()} == {7: "vetoed", 8: "adopted"}


def test_a_public_table_is_read(written):
    path = written("gdp_current_usd_1.csv", GDP)
    frame = Tables([path.parent]).read("gdp")
    assert frame["year"].tolist() == [1960, 1961]
    assert frame["country"].tolist() == ["France", "Côte"]
    assert frame["gdp_current_usd"].tolist() == [62.5, 1.0]


def test_a_design_is_read(written):
    assert read_table(written("mine.csv", DESIGN)).settings() == [
        {"veto_cost": 0.25, "rules": "charter", "rounds": 3},
        {"veto_cost": 0.5, "rules": "no-veto", "rounds": 4},
    ]


@pytest.mark.parametrize("cell", ["1,234", "1.234,5", "1 234", "12,345", "0,5 %"])
def test_what_may_be_thousands_or_decimals_is_refused_with_its_line(tmp_path, cell):
    path = tmp_path / "gdp_current_usd_1.csv"
    path.write_text(GDP.replace(",", ";").replace("62.5", cell), encoding="utf-8")
    with pytest.raises(InputError) as error:
        Tables([tmp_path]).read("gdp")
    (mistake,) = error.value.mistakes
    assert mistake == (
        f"{path}, line 2: gdp_current_usd = {cell!r}: must be a number with a decimal point, "
        "or empty"
    )


@pytest.mark.parametrize("read", ["gdp", "design"])
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp850", "mac-roman", "cp1250"])
def test_another_code_page_is_refused_with_its_line_and_a_remedy(tmp_path, read, encoding):
    path = tmp_path / "gdp_current_usd_1.csv"
    path.write_bytes("year,iso3\n1960,Türkiye\n".encode(encoding))
    with pytest.raises(InputError) as error:
        {
            "gdp": lambda p: Tables([p.parent]).read("gdp"),
            "design": read_table,
        }[read](path)
    (mistake,) = error.value.mistakes
    assert f"{path}: is not text in UTF-8: line 2 has the byte 0x" in mistake
    assert '"CSV UTF-8"' in mistake
