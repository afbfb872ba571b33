"""Nobody gives of its own will to the answer to a crisis of its own side."""

import pytest

from simulation.analysis.own_side import PARTY, PATRON, TARGET, sides_of
from simulation.analysis.story import story

CASES = {
    "ukraine-2022": {TARGET},
    "korea-1950": {PATRON},
    "kosovo-1999": {PATRON},
    "cold-war": {PATRON},
}


@pytest.mark.parametrize("name", CASES)
def test_whoever_is_on_a_challengers_side_sends_nothing_and_pays_its_dues_at_most(name):
    """Peacekeepers are paid for by a scale of assessments, which binds all."""
    seen = set()
    for run in range(6):
        for facts in story(name, seed=1, run=run):
            answer = facts["answer"]
            if not answer or answer["provision"] == 0.0:
                continue
            for one in answer["contributions"]:
                if one["own_side"] is None:
                    continue
                assert one["burden_share"] == one["forces_share"] == one["benefit_share"] == 0.0
                if answer["done"] != "peacekeeping":
                    assert one["money_share"] == 0.0
                seen.add(one["own_side"])
    assert seen >= CASES[name]


def test_a_state_stands_on_a_side_as_the_first_of_target_party_and_patron():
    assert sides_of("RUS", ["RUS", "USA"], "CHN") == {"CHN": PATRON, "RUS": TARGET, "USA": PARTY}
    assert sides_of("", [], None) == {}
