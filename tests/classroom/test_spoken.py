"""What is said of remedies in English is what the simulator says of them."""

import numpy as np
import pytest

pytest.importorskip("babel", reason="needs the extra [classroom]")

from hypothesis import given
from hypothesis import strategies as st

from simulation.analysis.remedies import changes
from simulation.classroom.catalogue import words_of
from simulation.classroom.spoken import remedy, said
from simulation.scenario.load import load
from simulation.stages.voting import LETTERS

RULES = {
    name: load("syria-2011", rules=name).script[0].sitting.rules
    for name in ("charter", "no-veto", "double-veto", "league-council", "no-council")
}
MEMBERS = [f"M{number:02d}" for number in range(15)]


@given(
    st.lists(st.integers(0, 3), min_size=15, max_size=15),
    st.sampled_from(sorted(RULES)),
    st.lists(st.booleans(), min_size=15, max_size=15),
)
def test_remedies_in_english_are_those_of_the_simulator(cast, name, left_out):
    rules = RULES[name]
    ballots = np.array(cast, dtype=np.int8)
    ways = changes(MEMBERS, ballots, rules, np.array(left_out))
    letters = {member: LETTERS[ballot] for member, ballot in zip(MEMBERS, cast, strict=True)}
    names = {member: member for member in MEMBERS}
    shown = [said(words_of("en"), remedy(way, letters, rules, names)) for way in ways]
    assert shown == [way.sentence for way in ways]
