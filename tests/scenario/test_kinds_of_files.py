"""A file or a name of another kind is said to be one, in one sentence."""

import itertools

import pytest

from simulation.scenario.files import find, names
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError
from simulation.scenario.reading import (
    load_council,
    load_organisation,
    load_pool,
    load_rules,
)

FILES = {
    "a scenario": ("scenario", "horseshoe"),
    "a council": ("council", "1990"),
    "a pool": ("pool", "1990"),
    "an organisation": ("organisation", "nato"),
    "a rule set": ("rule set", "charter"),
}
READERS = {
    "a scenario": load, "a council": load_council, "a pool": load_pool,
    "an organisation": load_organisation, "a rule set": load_rules,
}  # fmt: skip


@pytest.mark.parametrize(("there", "wanted"), list(itertools.permutations(FILES, 2)))
def test_a_file_of_another_kind_is_said_to_be_one(there, wanted):
    kind, name = FILES[there]
    with pytest.raises(InputError) as caught:
        READERS[wanted](str(names(kind)[name]))
    (said,) = caught.value.mistakes
    assert said.endswith(f"{name}.toml: is {there}, not {wanted}")


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("scenario", "charter", "charter is a rule set"),
        ("scenario", "1990", "1990 is a council and a pool"),
        ("rule set", "horseshoe", "horseshoe is a scenario"),
        ("council", "nato", "nato is an organisation"),
        ("pool", "no-veto", "no-veto is a rule set"),
    ],
)
def test_a_name_of_another_kind_is_said_to_be_one(kind, name, said):
    with pytest.raises(InputError, match=f"there is no {kind} named '{name}'; {said}"):
        find(kind, name)
