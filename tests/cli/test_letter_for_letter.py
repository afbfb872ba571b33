"""Whatever a file or an argument holds is shown letter for letter, and never obeyed."""

import json
import re
import tomllib
import unicodedata
from pathlib import Path

import pytest
import tomli_w

import simulation.cli
from simulation.scenario.load import load
from simulation.scenario.visible import visible

AWKWARD = {
    "markup of terminals": "[bold]a[/bold] [/] [link=x] :smile:",
    "colours": "a\x1b[31mb\x1b[2J",
    "controls of eight bits": "a\x9b31mb\x85c",
    "another line": "a\nResult  ADOPTED\r\tb",
    "turned around": "a\u202eb\u2066c\u200e",
    "bells and deletions": "a\x07b\x08\x7fc\x0bd\x0c",
    "formulas": r"$x_{1}$ \frac{ a_b ^2 50% & {c} \alpha",
    "pages": "<b>a</b> &amp; <script>",
}


@pytest.fixture(params=AWKWARD, ids=str)
def awkward(request):
    return AWKWARD[request.param]


@pytest.fixture
def scripted(tmp_path, awkward):
    """A script whose every text is awkward."""
    draft = {"date": None, "symbol": f"S{awkward}", "title": f"D{awkward}", "strength": 0.5}
    whole = {
        "title": f"T{awkward}",
        "description": f"E{awkward}",
        "sources": [f"Q{awkward}"],
        "council": "1994",
        "crisis": [
            {
                "name": f"C{awkward}",
                "target_name": f"G{awkward}",
                "type": "civil-war",
                "region": "AFR",
                "severity": 0.8,
                "draft": [draft | {"date": "1994-03-01", "instrument": "sanctions"}],
            }
        ],
    }
    path = tmp_path / "mine.toml"
    text = tomli_w.dumps(whole).replace('"1994-03-01"', "1994-03-01")
    path.write_text(text, encoding="utf-8")
    return path


def obeyed(text):
    """The signs of a text that a terminal would obey, other than the ends of its lines."""
    kinds = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return {sign for sign in text if unicodedata.category(sign) in kinds and sign != "\n"}


def together(text):
    """A text without blanks, as lines may be broken anywhere."""
    return "".join(text.split())


def test_a_story_shows_every_text_of_its_script(unsc, scripted, awkward):
    status, out, _ = unsc("run", scripted)
    assert status == 0
    assert not obeyed(out)
    assert sum(line.startswith("Result") for line in out.splitlines()) == 1
    for name in "TSDCG":
        assert together(visible(f"{name}{awkward}")) in together(out)


def test_a_batch_lists_the_symbols_of_drafts_letter_for_letter(unsc, scripted, awkward, tmp_path):
    status, out, _ = unsc("batch", scripted, "--runs", 3, "--out", tmp_path / "b")
    assert status == 0
    assert not obeyed(out)
    rows = [line.split("│") for line in out.splitlines() if line.count("│") == 6]
    assert together(visible(f"S{awkward}", keep="\n")) in together("".join(row[2] for row in rows))


def test_a_draft_without_a_title_is_shown_by_its_instrument(unsc, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        'title = "T"\ncouncil = "1994"\n[[crisis]]\nname = "C"\ntype = "civil-war"\n'
        'region = "AFR"\nseverity = 0.8\n[[crisis.draft]]\ndate = 1994-03-01\n'
        'symbol = "S/1"\ninstrument = "sanctions"\nstrength = 0.5\n',
        encoding="utf-8",
    )
    status, out, _ = unsc("run", path)
    assert status == 0
    [line] = [line for line in out.splitlines() if line.startswith("Draft")]
    assert line.split() == ["Draft", "sanctions"]


def test_a_forecast_shows_every_text_of_its_draft(unsc, scripted, awkward):
    status, out, _ = unsc("forecast", scripted)
    assert status == 0
    assert not obeyed(out)
    assert together(visible(f"D{awkward}")) in together(out)


def test_what_programs_read_is_escaped_and_the_same(unsc, scripted, awkward):
    for command in (("run", scripted), ("scenarios", scripted)):
        out = unsc(*command, "--json")[1]
        assert not obeyed(out)
        held = json.loads(out)
        title = held["title"] if command[0] == "scenarios" else held["rounds"][0]["draft"]["title"]
        assert title[1:] == awkward
    printed = unsc("scenarios", scripted)[1]
    assert obeyed(printed) <= {"\t"}
    assert tomllib.loads(printed) == load(scripted).described()


def test_pictures_and_pages_of_a_batch_show_its_texts(unsc, scripted, awkward, tmp_path):
    assert unsc("batch", scripted, "--runs", 4, "--out", tmp_path / "b")[0] == 0
    status, out, _ = unsc("report", tmp_path / "b", "--out", tmp_path / "r")
    assert status == 0
    assert not obeyed(out)
    page = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    escaped = visible(f"T{awkward}").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert escaped in page or "\n" in awkward
    assert not obeyed(page)
    for path in (tmp_path / "r").glob("*.txt"):
        assert not obeyed(path.read_text(encoding="utf-8"))


def test_a_council_of_awkward_names_is_tallied(unsc, tmp_path, awkward):
    whole = tomllib.loads(unsc("scenarios", "1994")[1]) | {"title": f"T{awkward}"}
    path = tmp_path / "mine.toml"
    path.write_text(tomli_w.dumps(whole), encoding="utf-8")
    status, out, _ = unsc("tally", "--council", path, "--votes", "*=Y")
    assert status == 0
    assert not obeyed(out)
    assert together(visible(f"T{awkward}")) in together(out)


@pytest.mark.parametrize(
    "place",
    [
        ("run", "{}"),
        ("run", "./{}.toml"),
        ("run", "horseshoe", "--rules", "{}"),
        ("run", "horseshoe", "--set", "{}=1"),
        ("run", "horseshoe", "--explain", "{}"),
        ("batch", "horseshoe", "--design", "{}"),
        ("batch", "horseshoe", "--vary", "{}=1,2"),
        ("compare", "horseshoe", "--against", "{}=1"),
        ("tally", "--council", "1994", "--votes", "{}=Y,*=Y"),
        ("tally", "--table", "{}.csv"),
        ("{}",),
        ("report", "{}"),
    ],
    ids=" ".join,
)
def test_an_argument_forges_no_mistake_and_moves_no_cursor(unsc, place, awkward):
    status, out, err = unsc(*(word.format(awkward) for word in place))
    assert (status, out) == (2, "")
    assert not obeyed(err)
    assert not any(line.startswith("Result") for line in err.splitlines())


@pytest.mark.parametrize("where", ["", "[parameters]\n", "[profiles.FRA]\n", "[challenges]\n"])
def test_a_key_forges_no_mistake(unsc, tmp_path, where, awkward):
    path = tmp_path / "mine.toml"
    key = json.dumps(awkward).replace("\x7f", "\\u007f")
    path.write_text(f'title = "a"\ncouncil = "1994"\n{where}{key} = 1\n', encoding="utf-8")
    status, _, err = unsc("run", path)
    assert status == 2
    assert not obeyed(err)
    assert len(err.splitlines()) == 1
    assert visible(awkward) in err


def test_every_console_of_the_commands_is_one_that_obeys_no_name():
    folder = Path(simulation.__file__).parent
    made = [
        path.name for path in folder.rglob("*.py") if re.search(r"\bConsole\(", path.read_text())
    ]
    assert made == []


def test_every_table_and_scenario_is_read_by_the_one_reader_of_text():
    folder = Path(simulation.__file__).parent
    readers = re.compile(r"tomllib\.load\(|csv\.(reader|DictReader)\(|read_csv\(")
    found = {path.name for path in folder.rglob("*.py") if readers.search(path.read_text())}
    assert found == {"sheet.py", "vetoes.py"}  # the second reads a table that is shipped


@pytest.mark.parametrize("wrong", [1, 39, 40, 41, 5_000])
def test_a_page_of_mistakes_is_told_and_the_rest_is_counted(unsc, tmp_path, wrong):
    path = tmp_path / "mine.toml"
    crises = "\n".join(f"k{n} = {n}" for n in range(wrong))
    path.write_text(f'title = "a"\ncouncil = "1994"\n{crises}\n', encoding="utf-8")
    status, _, err = unsc("run", path)
    lines = err.splitlines()
    assert status == 2
    assert len(lines) == min(wrong, 40) + (wrong > 40)
    assert wrong <= 40 or lines[-1] == f"and {wrong - 40:,} more"


def test_a_mistake_is_as_long_as_a_person_reads(unsc):
    status, _, err = unsc("run", "horseshoe", "--set", "a" * 100_000)
    assert status == 2
    assert len(err) < 1_100
    assert err.rstrip().endswith("veto_cost=0.3")
