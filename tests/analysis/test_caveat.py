"""What stands under results about real states, and whether the page behind it is right."""

import json
import re
from pathlib import Path

import pytest

import simulation.cli
from simulation.analysis.caveat import (
    CANNOT_SAY,
    PAGE,
    REDRAFTED,
    REPLAYED,
    caveat_of,
    names_states,
)
from simulation.scenario.load import load

ROOT = Path(__file__).parents[2]
VALIDITY = (ROOT / PAGE).read_text(encoding="utf-8")
COMMANDS = sorted(Path(simulation.cli.__file__).parent.glob("*.py"))


def test_one_real_state_among_invented_ones_is_enough():
    assert names_states(["hegemon", "USA"])
    assert not names_states(["hegemon", "ally"])


def test_real_councils_have_the_line_and_replays_a_second_one():
    assert caveat_of(load("horseshoe")) is None
    assert caveat_of(load("cold-war")) == CANNOT_SAY
    assert caveat_of(load("kuwait-1990")) == f"{CANNOT_SAY} {REPLAYED}"
    assert caveat_of(load("kuwait-1990", redraft=True)) == f"{CANNOT_SAY} {REDRAFTED}"


def test_the_line_is_one_sentence_that_names_the_page_with_the_reasons():
    assert "\n" not in CANNOT_SAY
    assert PAGE in CANNOT_SAY
    for heading in ("Withheld drafts", "few vetoes", "The years after", "judged", "invented"):
        assert re.search(rf"^## .*{heading}", VALIDITY, re.MULTILINE)


@pytest.mark.parametrize(
    "path",
    [p for p in COMMANDS if re.search(r": ScenarioName\b", p.read_text(encoding="utf-8"))],
    ids=lambda path: path.stem,
)
def test_every_command_that_plays_a_scenario_prints_the_line(path):
    assert "cannot_say" in path.read_text(encoding="utf-8")


def test_comparisons_about_states_carry_it_for_people_and_programs(unsc):
    words = ("compare", "cold-war", "--rules", "charter,no-veto", "-m", "vetoed", "--runs", "4")
    assert CANNOT_SAY in " ".join(unsc(*words)[1].split())
    assert json.loads(unsc(*words, "--json")[1])["cannot_say"] == CANNOT_SAY


def test_the_page_says_of_judged_and_estimated_ties_what_their_comparison_found():
    compared = (ROOT / "docs" / "evidence-profiles.md").read_text(encoding="utf-8")
    found = re.search(r"\| \*\*all\*\* \| \d+ \| (\S+) \| (\S+) \|", compared)
    judged, estimated = (f"{float(share):.1f}".removeprefix("0") for share in found.groups())
    assert f"has a chance of about {judged} on average" in VALIDITY
    assert f"agreement in the Assembly, about {estimated}." in VALIDITY
