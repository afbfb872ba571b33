"""Military spending, reach and place come of the tables and judgements as docs/sources.md says."""

import re
import shutil

import numpy as np
import pytest

from simulation.scenario.files import names, scenarios_folder
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError
from simulation.studies.profiles.states import States

FOLDER = scenarios_folder() / "profiles"


def test_military_spending_is_a_share_of_the_worlds_with_what_is_estimated(small):
    # Known of 1990: 60 and eleven times 10. Nepal's is not: its share of 1989 was 20 of 190; nor is
    # Jordan's ever: its share of capabilities is 5 %.
    world = 170.0 * (1.0 + 20 / 190 + 0.05)
    found = {code: small.profile(code, 1990) for code in ("USA", "IND", "NPL", "JOR")}
    assert found["USA"].military == float(f"{100 * 60 / world:.3g}")
    assert found["IND"].military == float(f"{100 * 10 / world:.3g}")
    assert found["NPL"].military == float(f"{100 * 170 * 20 / 190 / world:.3g}")
    assert found["JOR"].military == float(f"{100 * 170 * 0.05 / world:.3g}")
    assert {code: profile.labels.get("military") for code, profile in found.items()} == {
        "USA": None,
        "IND": None,
        "NPL": "estimated: share of 1989",
        "JOR": "estimated: its share of capabilities",
    }
    assert small.profile("NPL", 1991).military == float(f"{100 * 20 / (190 * 1.05):.3g}")


def test_a_judged_reach_stands_until_the_next_and_others_follow_spending(small):
    france, nepal = small.profile("FRA", 1990), small.profile("NPL", 1990)
    assert france.reach == 0.5
    assert france.labels["reach"].startswith("judged: since 1978: ")
    assert nepal.reach == 0.2  # 0.1 x the square root of 10 would be more
    assert "reach" not in nepal.labels


def test_a_state_lies_where_its_capital_of_the_year_is(small):
    states = small.states
    assert [states.place("NGA", year) for year in (1970, 2000)] == [(6, 3), (9, 7)]
    assert [states.place("CHN", year) for year in (1946, 1960, 1972)] == [
        (32, 119),
        (25, 122),
        (40, 116),
    ]
    assert small.profile("USA", 1990).place == (39, -77)


def test_what_is_judged_is_of_states_that_there_are(small):
    judged = small.states.judged
    assert set(judged.reach) | set(judged.intervention) <= set(small.states.groups)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("judged.toml", "1945 = [1.00, ", "1945 = [1.20, ", "reach.USA.1945"),
        ("places.toml", "USA = [39, -77]", "USA = [-77, 239]", "place.USA"),
        ("places.toml", "USA = [39, -77]", "", "place.USA is missing; add it"),
    ],
)
def test_what_cannot_be_judged_or_is_nowhere_is_refused(
    small_tables, tmp_path, name, old, new, said
):
    folder = tmp_path / "profiles"
    shutil.copytree(FOLDER, folder)
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) >= 1
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        States(folder, small_tables).place("USA", 1990)
    assert all(name in mistake for mistake in caught.value.mistakes)
    assert said in str(caught.value.mistakes[0])


def test_every_state_has_a_place_near_its_groups_others(small):
    """A slip of sign or order would put a state far from all others of its group."""
    assert set(small.states.places.place) == set(small.states.groups)
    for code, group in small.states.groups.items():
        here = np.array(small.states.place(code, 2000))
        others = [
            np.abs(here - small.states.place(other, 2000)).max()
            for other, theirs in small.states.groups.items()
            if theirs == group and other != code
        ]
        assert min(others) <= (35 if code in ("USA", "AUS", "CAN", "NZL", "ISL") else 15), code


@pytest.mark.real
def test_named_contributors_of_the_cases_have_what_the_tables_give(real):
    """Their year is the one that the case's provenance gives; the tables begin after the League."""
    compared = 0
    for name in names("scenario"):
        file = load(name).file
        if not file.contributor or name == "abyssinia-1935":
            continue
        year = int(
            re.search(r"(?:capability|assessment) of (\d{4})", file.provenance["contributor"])[1]
        )
        for state in file.contributor:
            made = real.profile(state.member, year)
            place = (state.place.latitude, state.place.longitude)
            assert (state.military, state.reach, place) == (made.military, made.reach, made.place)
            label = made.labels.get("military")
            assert state.provenance.get("military") == label, (name, state.member)
            compared += 1
    assert compared == 118
