"""Members of a table of ballots are known by any code or name; what stands for no state is named."""

import pytest

from simulation.rollcalls.tallies import tally_table
from simulation.scenario.mistakes import InputError

COUNCIL = ["CHN", "FRA", "GBR", "RUS", "USA", "CUB", "ECU", "EGY", "IND", "NOR", "YUG"]


def ballots(tmp_path, changes, *, year="1950"):
    rows = ["vote_id,year,iso3,permanent,vote"]
    for k, member in enumerate(COUNCIL):
        letter = "N" if member == "RUS" else "Y"
        rows.append(f"7,{year},{changes.get(member, member)},{int(k < 5)},{letter}")
    path = tmp_path / "votes.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "changes",
    [
        {"RUS": "SUN"},
        {"RUS": "SU", "GBR": "UK"},
        {"RUS": "Soviet Union", "USA": "United States"},
        {"RUS": "365", "CHN": "TWN"},
        {"RUS": "URSS", "EGY": "Égypte", "YUG": "Yougoslavie"},
    ],
)
def test_former_codes_and_names_in_a_table_of_ballots_are_the_members(tmp_path, changes):
    found = tally_table(ballots(tmp_path, changes)).decisions[7]
    assert found.vetoes == ("RUS",)


def test_rules_that_name_veto_holders_find_them_under_any_code(tmp_path, rules):
    path = rules('vetoes = ["RUS"]', quota=7)
    assert tally_table(ballots(tmp_path, {"RUS": "SUN"}), path).decisions[7].outcome == "vetoed"


@pytest.mark.parametrize("code", ["XQZ", "EU", "Atlantis", "USB", "Korea", "SCO"])
def test_a_code_that_stands_for_no_state_is_a_mistake_of_its_line(tmp_path, code):
    with pytest.raises(InputError) as caught:
        tally_table(ballots(tmp_path, {"IND": code}))
    (mistake,) = caught.value.mistakes
    assert f"line 10: iso3 = {code!r}: stands for no member of the United Nations" in mistake


def test_one_state_under_two_codes_is_there_twice(tmp_path):
    with pytest.raises(InputError, match=r"iso3 = 'SUN \(RUS\)': stands twice in vote 7"):
        tally_table(ballots(tmp_path, {"IND": "SUN"}))


def test_taiwans_code_is_chinas_seat_until_the_republic_lost_it(tmp_path):
    assert tally_table(ballots(tmp_path, {"CHN": "TWN"}, year="1971"))
    with pytest.raises(InputError, match="line 2: iso3 = 'TWN'"):
        tally_table(ballots(tmp_path, {"CHN": "TWN"}, year="1972"))


def test_members_of_an_invented_council_are_taken_as_they_stand(tmp_path):
    path = tmp_path / "votes.csv"
    lines = [f"1,{m},1,{v}" for m, v in (("BB", "N"), ("rival", "Y"), ("P1", "Y"), ("E9", "Y"))]
    path.write_text("\n".join(["vote_id,iso3,permanent,vote", *lines]), encoding="utf-8")
    assert tally_table(path, "league-council").decisions[1].vetoes == ("BB",)
