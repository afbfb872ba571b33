"""Scenario files that are right load whole, and say where their numbers come from."""

import tomllib

import pytest
import tomli_w
from scenario.written import written

from simulation.scenario.files import names
from simulation.scenario.load import changed, load
from simulation.scenario.mistakes import InputError
from simulation.scenario.reading import load_council

SCENARIOS = sorted(names("scenario"))


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_printed_whole_loads_as_the_same(name, tmp_path):
    described = load(name).described()
    path = written(tmp_path, tomli_w.dumps(described))
    assert load(path).described() == described


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_scenario_says_where_its_numbers_come_from(name):
    scenario = load(name)
    if scenario.script:
        assert scenario.file.sources
        assert {"severity", "strength", "client_ties", "record"} <= set(scenario.file.provenance)
    for council in {
        scenario.sitting_at(t).council_file.title: scenario.sitting_at(t)
        for t in range(scenario.rounds)
    }.values():
        assert "alignment" in council.council_file.provenance


@pytest.mark.parametrize("name", sorted(set(names("council")) - {"league-1935"}))
def test_each_council_has_five_permanent_members_and_its_elected_ones(name):
    council = load_council(name)
    assert sum(seat.permanent for seat in council.seat) == 5
    assert len(council.seat) in (11, 15)


def test_the_council_of_the_league_has_four_permanent_members_left_in_1935():
    seats = load_council("league-1935").seat
    assert {s.member for s in seats if s.permanent} == {"GBR", "FRA", "ITA", "RUS"}


def test_a_new_council_and_rule_set_need_no_code(tmp_path):
    seats = [
        {
            "member": f"M{k}",
            "name": f"M{k}",
            "group": "AFR",
            "alignment": 0.1 * k,
            "permanent": k < 2,
        }
        for k in range(7)
    ]
    text = tomli_w.dumps(
        {
            "title": "Seven",
            "council": {"title": "Seven", "seat": seats},
            "rules": {
                "title": "Two thirds, one veto",
                "quota": "two-thirds",
                "vetoes": ["M1"],
                "override": 6,
            },
        }
    )
    rules = load(written(tmp_path, text)).sitting.rules
    assert rules.quota == 5
    assert rules.holds_veto.tolist() == [False, True, False, False, False, False, False]
    assert rules.override == 6


def test_settings_given_beside_a_file_are_checked_like_the_file():
    with pytest.raises(InputError, match="mediation"):
        load("horseshoe", mediation=1.5)
    assert load("horseshoe", mediation=0.5).parameters.mediation == 0.5


def test_every_toml_file_is_plain_toml():
    for kind in ("scenario", "council", "rule set"):
        for path in names(kind).values():
            assert tomllib.loads(path.read_text(encoding="utf-8"))["title"]


def test_every_scenario_with_nothing_changed_is_itself():
    for name in names("scenario"):
        scenario = load(name)
        assert changed(scenario, {}).described() == scenario.described(), name
