"""Military spending, reach and place: as files have them, and what stands where they do not."""

import numpy as np
import pytest

from simulation.scenario.files import names
from simulation.scenario.load import load
from simulation.scenario.means import CENTRES, ordinary_reach
from simulation.scenario.mistakes import InputError
from simulation.scenario.reading import load_council, load_pool
from simulation.scenario.scenario import profiles_of
from simulation.scenario.schema import REGIONS, SeatFile


def state(**keys):
    return SeatFile(member="A", name="A", group="AFR", alignment=0.0, **keys)


def test_what_a_file_says_stands():
    place = {"latitude": -5.0, "longitude": 30.0}
    profiles = profiles_of([state(size=9.0, military=4.0, reach=0.7, place=place)])
    assert (profiles.military[0], profiles.reach[0]) == (4.0, 0.7)
    assert profiles.place.tolist() == [[-5.0, 30.0]]


def test_without_it_spending_is_the_capability_and_without_that_the_size():
    states = [state(size=2.0, capability=3.0), state(size=2.0)]
    assert profiles_of(states).military.tolist() == [3.0, 2.0]


def test_without_it_reach_follows_spending_up_to_a_fifth():
    states = [state(military=share) for share in (0.0, 0.01, 1.0, 4.0, 50.0)]
    assert profiles_of(states).reach == pytest.approx([0.0, 0.01, 0.1, 0.2, 0.2])
    assert profiles_of([state(size=1.0)]).reach == pytest.approx([ordinary_reach(1.0)])


def test_without_it_a_place_is_the_middle_of_the_group():
    states = [state().model_copy(update={"group": region}) for region in REGIONS]
    assert profiles_of(states).place.tolist() == [list(CENTRES[region]) for region in REGIONS]
    assert profiles_of([]).place.shape == (0, 2)


@pytest.mark.parametrize("key", ["military", "reach", "place"])
def test_no_shift_changes_what_the_world_has(tmp_path, key):
    value = "{ latitude = 0, longitude = 0 }" if key == "place" else "0.5"
    path = tmp_path / "mine.toml"
    shift = f'[[shift]]\nmember = "USA"\nround = 2\nprofile = {{ {key} = {value} }}\n'
    path.write_text(f'title = "Mine"\ncouncil = "1994"\n{shift}', encoding="utf-8")
    with pytest.raises(InputError, match=f"shift\\[1\\].profile.{key}.*cannot be changed here"):
        load(str(path))


def test_every_real_state_of_a_council_pool_or_case_has_all_three():
    councils = [load_council(name).seat for name in names("council") if name.isdigit()]
    pools = [load_pool(name).state for name in names("pool") if name.isdigit()]
    cases = [load(n).file.contributor for n in names("scenario") if n != "abyssinia-1935"]
    for every in (*councils, *pools, *cases):
        for one in every:
            assert {"military", "reach", "place"} <= one.model_fields_set, one.member


def test_no_pool_spends_more_than_the_world_and_the_united_states_reach_farthest():
    for name in names("pool"):
        states = load_pool(name).state
        military = profiles_of(states).military
        tokens = 0.2  # Byelorussia and Ukraine, which are counted in the Soviet Union's too
        assert 50.0 < military.sum() <= 100.0 + tokens + 0.05, name  # numbers have three digits
        if name.isdigit():
            reach = profiles_of(states).reach
            assert states[int(np.argmax(reach))].member == "USA"
