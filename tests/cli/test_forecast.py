"""``unsc forecast`` as people and programs meet it."""

import json
import re
from pathlib import Path

import pytest

import simulation
from simulation.figures.forecast import describe_forecast
from simulation.scenario.load import load


@pytest.fixture
def shortest(tmp_path):
    """The scenario with which docs/files.md begins, as a file."""
    page = (Path(__file__).parents[2] / "docs" / "files.md").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(re.search(r"```toml\n(.*?)```", page, flags=re.DOTALL)[1], encoding="utf-8")
    return path


def test_one_page_tells_outcomes_members_reasons_and_what_would_pass(unsc):
    status, out, err = unsc(
        "forecast", "syria-2011", "--draft", "3", "--strength", "0.6", "--pen", "USA"
    )
    assert (status, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    shown = " ".join(out.split())
    for said in (
        "S/RES/2042", "draft 3 of 9", "between an arms embargo or targeted sanctions and",
        "Penholder: USA", "ADOPTED <1 % VETOED 98 % FELL SHORT 2 %", "90 % interval",
        "9 of 15 required", "holds the pen", "client tie", "Near tipping", "Matter most: RUS",
        "at least an even chance of adoption: 0.25", "With 80 %: 0.20 (condemn or demand)",
        "tempers and the noise of choice are integrated out", "What this cannot say",
    ):  # fmt: skip
        assert said in shown
    assert len(out.splitlines()) <= 66


def test_the_shortest_scenario_of_the_docs_is_forecast_and_played(unsc, shortest):
    status, out, err = unsc("forecast", shortest)
    assert (status, err) == (0, "")
    assert "An invented war" in out
    assert "Penholder: GBR" in out
    assert unsc("run", shortest)[0] == 0


def test_a_draft_without_a_penholder_says_so(unsc, shortest):
    text = shortest.read_text(encoding="utf-8")
    shortest.write_text(text.replace('penholder = "GBR"\n', ""), encoding="utf-8")
    assert "No penholder is named" in " ".join(unsc("forecast", shortest)[1].split())
    assert "No penholder is named" not in unsc("forecast", shortest, "--pen", "GBR")[1]


def test_a_forecast_as_json_is_whole_and_nothing_else(unsc):
    status, out, err = unsc("forecast", "gaza-2023", "--draft", "1", "--json")
    assert (status, err) == (0, "")
    shown, found = json.loads(out), simulation.forecast("gaza-2023", draft=1)
    assert shown["outcomes"] == found.outcomes
    assert shown["curve"] == found.curve
    assert [m["member"] for m in shown["members"]] == [m.member for m in found.members]
    assert shown["members"][4]["terms"] == found.members[4].terms
    assert shown["matter_most"] == ["USA"]
    assert shown["cannot_say"]


def test_figure_and_text_are_written_and_the_text_has_every_number(unsc, tmp_path):
    status, out, err = unsc("forecast", "gaza-2023", "--draft", "1", "--out", tmp_path / "f")
    assert (status, err) == (0, "")
    assert "The figure and its text" in out
    assert (tmp_path / "f" / "forecast.png").read_bytes()[:4] == b"\x89PNG"
    text = (tmp_path / "f" / "forecast.txt").read_text(encoding="utf-8")
    assert text == describe_forecast(simulation.forecast("gaza-2023", draft=1))
    assert max(map(len, text.splitlines())) <= 80
    assert len(re.findall(r"\b[01]\.\d[05] {2}", text)) == 20


def test_without_vetoes_and_with_other_parameters(unsc):
    out = unsc("forecast", "gaza-2023", "--draft", "1", "--rules", "no-veto")[1]
    assert "VETOED 0 %" in out
    assert "Vetoes to expect (chances of 1 % or more): none." in " ".join(out.split())
    steady = unsc("forecast", "gaza-2023", "--draft", "1", "--set", "taste_sd=0")[1]
    assert steady != unsc("forecast", "gaza-2023", "--draft", "1")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["horseshoe"], "horseshoe: has no script"),
        (["kuwait-1990", "--draft", "12"], "write 1 to 11"),
        (["kuwait-1990", "--strength", "2"], "--strength 2: must be from 0"),
        (["kuwait-1990", "--strength", "much"], "--strength much: must be a number from 0"),
        (["kuwait-1990", "--strength", "60%%"], "as 0.6, or a percentage, as 60%"),
        (["kuwait-1990", "--strength", "0,6,1"], "as 0.6, or a percentage, as 60%"),
        (["kuwait-1990", "--strength", ""], "as 0.6, or a percentage, as 60%"),
        (["kuwait-1990", "--strength", "160%"], "--strength 1.6: must be from 0"),
        (["kuwait-1990", "--strength", "60"], "--strength 60: must be from 0"),
        (["kuwait-1990", "--draft", "678"], "or a symbol such as S/RES/678"),
        (["kuwait-1990", "--pen", "USB"], "there are CHN (China), FRA (France)"),
        (["kuwait-1990", "--pen", "United Kingdm"], "did you mean GBR?"),
        (["kuwait-1990", "--set", "veto_costs=1"], "did you mean veto_cost?"),
    ],
)
def test_wrong_input_gets_one_sentence_and_nothing_is_written(unsc, tmp_path, arguments, said):
    status, out, err = unsc("forecast", *arguments, "--out", tmp_path / "f")
    assert (status, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert not (tmp_path / "f").exists()


def test_a_changed_text_is_told_beside_the_script_and_the_record(unsc):
    _, out, _ = unsc("forecast", "syria-2011", "--draft", "3", "--strength", "0.6")
    shown = " ".join(out.split())
    assert "not the 0.20 of the script;" in shown
    assert "On record: adopted, 15 yes." in shown
    _, out, _ = unsc("forecast", "gaza-2023")
    shown = " ".join(out.split())
    assert "of the script" not in shown
    assert "On record: vetoed, 14 yes, 1 no." in shown
    assert re.search(r"Vetoes to expect \(chances of 1 % or more\): USA \d\d %\.", shown)
    _, out, _ = unsc("forecast", "syria-2011", "--draft", "3", "--strength", "0.6", "--json")
    found = json.loads(out)
    assert (found["strength"], found["scripted_strength"]) == (0.6, 0.2)
    assert found["record"] == {
        "yes": 15, "no": 0, "abstain": 0, "not_voting": 0, "outcome": "adopted",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "outcome", "ballots"),
    [
        (["gaza-2023", "--draft", 5], "was vetoed, which has a chance of <1 %", "CHN no (<1 %)"),
        (["bosnia-1992", "--draft", 14], "was vetoed", "CHN abstained (<1 %), RUS no (<1 %)"),
        (["rhodesia-1966", "--draft", 7], "was vetoed", "FRA abstained (5 %), GBR no (<1 %)"),
        (["bosnia-1992", "--draft", 11], "fell short", "BRA abstained (<1 %)"),
        (["syria-2011", "--draft", 9], "was adopted", "RUS yes (<1 %)"),
        (["kuwait-1990", "--draft", 11], None, "CHN abstained (<1 %), CUB no (9 %)"),
        (["iraq-2003", "--draft", 1], None, "SYR yes (3 %)"),
        (["kuwait-1990", "--draft", 4], None, None),
        (["syria-2011", "--draft", 9, "--strength", 0.1], None, None),
        (["gaza-2023", "--draft", 5, "--rules", "no-veto"], None, None),
    ],
)
def test_what_a_forecast_misses_of_the_record_is_said(unsc, words, outcome, ballots):
    shown = " ".join(unsc("forecast", *words)[1].split())
    assert ("This forecast misses the record: the draft" in shown) == (outcome is not None)
    assert outcome is None or f"misses the record: the draft {outcome}" in shown
    assert ("Ballots on record that have a chance below 10 %" in shown) == (ballots is not None)
    assert ballots is None or f"have a chance below 10 % here: {ballots}" in shown


@pytest.mark.parametrize(
    ("words", "moved", "named"),
    [
        (["kuwait-1990", "--draft", 1], False, False),
        (["kuwait-1990", "--draft", 11], True, False),
        (["somalia-1992", "--draft", 8], True, True),
        (["kuwait-1990", "--draft", 11, "--strength", 0.2], False, False),
        (["somalia-1992", "--draft", 8, "--pen", "USA"], False, False),
        (["mali-2012"], True, False),
    ],
)
def test_it_is_said_why_a_batch_of_the_same_draft_gives_other_shares(unsc, words, moved, named):
    shown = " ".join(unsc("forecast", *words)[1].split())
    assert ("A batch may give other shares" in shown) == (moved or named)
    assert ("the drafts before this one have moved beliefs" in shown) == moved
    assert ("the model names a penholder, whose rivals want less" in shown) == named


@pytest.mark.parametrize("written", ["60%", "60 %", "0,6", " 0.6 ", ".6", "6e-1", "60,0%"])
def test_a_strength_is_understood_as_people_write_it(unsc, written):
    words = ("forecast", "syria-2011", "--draft", "3", "--json", "--strength")
    status, out, err = unsc(*words, written)
    assert (status, err) == (0, "")
    assert json.loads(out) == json.loads(unsc(*words, "0.6")[1])


@pytest.mark.parametrize("number", [1, 2, 5, 6])
def test_a_draft_is_known_by_its_date_where_that_is_its_own(unsc, number):
    made = load("syria-2011")
    day = made.script[number - 1].date.isoformat()
    by_day = json.loads(unsc("forecast", "syria-2011", "--draft", day, "--json")[1])
    assert by_day == json.loads(unsc("forecast", "syria-2011", "--draft", number, "--json")[1])


@pytest.mark.parametrize(
    ("name", "day", "said"),
    [
        ("syria-2011", "2011-10-05", "and none is of that day; write the number of one: 1 (2011-"),
        ("syria-2011", "1990-01-01", "9 (2014-07-14, S/RES/2165)"),
        ("rwanda-1994", "1994-05-17", "and several are of that day; write the number of one: 3 ("),
        ("suez-1956", "1956-10-30", "and several are of that day; write the number of one: 1 ("),
    ],
)
def test_of_a_day_without_its_own_draft_those_are_listed_that_may_be_meant(unsc, name, day, said):
    status, out, err = unsc("forecast", name, "--draft", day)
    assert (status, out) == (2, "")
    assert err.startswith(f"--draft {day}: {name} has ")
    assert said in err


def parts_of_100(words):
    """Whole per cents as numbers; those under 1 and over 99 as the ends they are near."""
    return [
        {"<1": 0, ">99": 100}.get(word) if word in ("<1", ">99") else int(word) for word in words
    ]


@pytest.mark.parametrize("name", ["kuwait-1990", "darfur-2004", "iraq-2003", "gaza-2023"])
def test_the_per_cents_of_one_whole_add_up_to_100(name):
    from simulation.analysis.forecast import forecast
    from simulation.figures.forecast_words import OUTCOMES, ballot_parts, curve_table, outcome_parts

    found = forecast(name, draft=1)
    wholes = [[*outcome_parts(found.outcomes).values()], *map(ballot_parts, found.members)]
    wholes += [[*outcome_parts(row).values()] for row in found.curve]
    assert len(wholes) > 30
    for whole in wholes:
        assert sum(parts_of_100(whole)) == 100, whole
    lines = [line.split() for line in curve_table(found).splitlines() if line.strip()[0].isdigit()]
    assert lines
    for line in lines:
        for numbers in (line[:4], line[4:]):
            assert len(numbers) == 1 + len(OUTCOMES)
            assert sum(parts_of_100(numbers[1:])) == 100, line


def test_a_chance_is_printed_alike_wherever_it_stands_on_the_page(unsc):
    _, out, _ = unsc("forecast", "syria-2011", "--draft", 3)
    table = {
        line.split()[0].strip("*"): line.split()[2] for line in out.splitlines() if "* " in line
    }
    [vetoes] = [line for line in out.splitlines() if line.startswith("Vetoes to expect")]
    named = re.findall(r"([A-Z]{3}) ([<>\d]+) %", vetoes)
    assert named
    assert all(table[member] == share for member, share in named)
