"""Every key of every file with values nobody means: loaded and playable, or refused in sentences."""

import copy
import datetime
import math

import pytest

from simulation.engine.arrays import play
from simulation.scenario.files import names
from simulation.scenario.load import load, made
from simulation.scenario.mistakes import InputError
from simulation.scenario.reading import shapes_at
from simulation.scenario.schema import ScenarioFile

NASTY = {
    "an empty text": "",
    "a blank": " ",
    "a word": "x",
    "a long text": "x" * 100_000,
    "minus one": -1,
    "zero": 0,
    "a half": 0.5,
    "true": True,
    "false": False,
    "not a number": math.nan,
    "infinity": math.inf,
    "minus infinity": -math.inf,
    "a large number": 1e308,
    "a small number": 5e-324,
    "five thousand digits": 10**5000,
    "two to the 64th": 2**64,
    "an empty list": [],
    "an empty table": {},
    "a list of nothing said": [""],
    "a word twice": ["x", "x"],
    "a state twice": ["USA", "USA"],
    "a list of lists": [[[]]],
    "tables in tables": {"x": {"x": {}}},
    "a date": datetime.date(1, 1, 1),
    "a moment": datetime.datetime(2011, 2, 26, 12),
}


def whole_script():
    """A script with every table that a scenario may have, its council, rules and pool in place."""
    raw = copy.deepcopy(load("libya-2011").described())
    raw.pop("rounds")
    raw["pool"] = "2011"
    raw["organisations"] = ["nato-1999", "oas"]
    raw["shift"] = [
        {"member": "RUS", "date": datetime.date(2011, 3, 1), "profile": {"alignment": -0.2}}
    ]
    raw["profiles"] = {"RUS": {"intervention": 0.1}}
    raw["challenges"] = {"patron_weights": {"RUS": 1.0}}
    crisis = raw["crisis"][0]
    crisis["patron"] = "RUS"
    crisis.setdefault("outside", [{"by": "NATO", "basis": "enforcement"}])
    return raw


def generated():
    """A scenario of generated crises, its council and rules in place."""
    raw = copy.deepcopy(load("repeated-crises").described())
    raw["rounds"] = 2
    raw["not_joined"] = ["rival"]
    raw["shift"] = [{"member": "rival", "round": 2, "profile": {"alignment": 0.0}}]
    return raw


def places(shape, raw):
    """Every key of every table of a shape that ``raw`` has, as the way to it."""
    for path, part in shapes_at(shape).items():
        for way in ways(raw, path.split(".") if path else []):
            for key in part.model_fields:
                yield [*way, key]


def ways(raw, steps):
    """The way to the first table at these steps, through the first of each list."""
    way, here = [], raw
    for step in steps:
        if not isinstance(here, dict) or step not in here:
            return
        way, here = [*way, step], here[step]
        if isinstance(here, list) and here:
            way, here = [*way, 0], here[0]
    if isinstance(here, dict):
        yield way


def put(raw, way, value):
    """A copy with a value at a place."""
    changed = copy.deepcopy(raw)
    here = changed
    for step in way[:-1]:
        here = here[step]
    here[way[-1]] = value
    return changed


def playable_or_refused(raw):
    """Play histories of it; or the sentences with which it is refused."""
    try:
        scenario = made(raw, "mine", names("scenario")["horseshoe"], {}, redraft=False)
    except InputError as error:
        mistakes = error.mistakes
    else:
        play(scenario, seed=1, runs=range(2))
        return ()
    assert mistakes
    assert len(set(mistakes)) == len(mistakes)
    assert all(len(mistake) < 1000 and "\n" not in mistake for mistake in mistakes)
    return mistakes


SCRIPT, GENERATED = whole_script(), generated()
PLACES = [
    pytest.param(number, raw, way, id=f"{name} {'.'.join(map(str, way))}")
    for name, raw in (("script", SCRIPT), ("generated", GENERATED))
    for number, way in enumerate(places(ScenarioFile, raw))
    if way[0] != "parameters" or way == ["parameters"]
]


def test_what_is_changed_here_is_playable_as_it_stands():
    assert playable_or_refused(SCRIPT) == playable_or_refused(GENERATED) == ()


EVERY = 8
"""Of the values each place gets one in so many, each place others; the long test has them all."""


@pytest.mark.parametrize(("number", "raw", "way"), PLACES)
def test_a_nasty_value_is_played_or_refused(number, raw, way):
    for value in [*NASTY.values()][number % EVERY :: EVERY]:
        playable_or_refused(put(raw, way, value))


@pytest.mark.long
@pytest.mark.parametrize(("number", "raw", "way"), PLACES)
def test_every_nasty_value_is_played_or_refused(number, raw, way):
    for value in NASTY.values():
        playable_or_refused(put(raw, way, value))
