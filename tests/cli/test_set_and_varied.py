"""What one option fixes and another varies is refused, and nothing else is."""

import pytest

from simulation.analysis.sensitivity import sensitivity
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError

BOTH = "is both set and varied; keep one"


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (["batch", "horseshoe", "--vary", "veto_cost=0.2,0.4", "--set", "veto_cost=0.3"],
         ["veto_cost"]),
        (["batch", "horseshoe", "--vary", "parameters.veto_cost=0.2,0.4", "--set", "veto_cost=0.3"],
         ["veto_cost"]),
        (["batch", "horseshoe", "--design", "lhs:4", "--range", "veto_cost=0.2,0.4", "--set",
          "veto_cost=0.3"], ["veto_cost"]),
        (["batch", "horseshoe", "--vary", "rules=charter,no-veto", "--rules", "charter"],
         ["rules"]),
        (["batch", "horseshoe", "--vary", "burden=voluntary,optimum", "--burden", "voluntary",
          "--vary", "reach=0.2,0.4", "--set", "reach=0.3"], ["reach", "burden"]),
        (["batch", "horseshoe", "--design", "mine.csv", "--set", "reach=0.3"], ["reach"]),
        (["sensitivity", "horseshoe", "--range", "cover=0.1,0.9", "--set", "cover=0.3"], ["cover"]),
    ],
)  # fmt: skip
def test_what_is_set_and_varied_is_refused(unsc, tmp_path, monkeypatch, arguments, keys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.csv").write_text("reach\n0.2\n0.4\n")
    status, _, err = unsc(*arguments, "--runs", 2)
    assert status == 2
    assert " ".join(err.split()).count(BOTH) == len(keys)
    assert all(f"{key} {BOTH}" in " ".join(err.split()) for key in keys)
    assert not (tmp_path / "out").exists()


def test_a_sample_of_everything_moves_around_what_is_set(unsc, tmp_path):
    folder = tmp_path / "b"
    status, _, _ = unsc("batch", "horseshoe", "--design", "lhs:2", "--set", "veto_cost=0.3",
                        "--runs", 2, "--out", folder)  # fmt: skip
    assert status == 0


def test_a_range_of_a_parameter_that_is_left_out_is_refused(unsc):
    status, _, err = unsc("sensitivity", "horseshoe", "--only", "reach", "--range", "cover=0.1,0.9")
    said = "cover: is left out by {}; name it there, or leave its range out"
    assert status == 2
    assert f"--range {said.format('--only')}" in " ".join(err.split())
    with pytest.raises(InputError) as caught:
        sensitivity("horseshoe", "vetoed", ranges={"cover": (0.1, 0.9)}, only=["reach"])
    assert said.format("only=...") in str(caught.value)


@pytest.mark.parametrize(
    ("named", "settings", "key"),
    [
        ({"rules": "charter"}, {"rules": "no-veto"}, "rules"),
        ({"burden": "optimum"}, {"burden": "voluntary"}, "burden"),
        ({"veto_cost": 0.3}, {"veto_cost": 0.2}, "veto_cost"),
        ({"reach": 0.3}, {"reach": 0.3}, "reach"),
        ({"cover": 0.3, "reach": 0.2}, {"cover": 0.3}, "cover"),
    ],
)
def test_in_python_a_key_is_given_once(named, settings, key):
    with pytest.raises(InputError, match=f"{key}: is in settings and an argument of its own"):
        load("horseshoe", settings=settings, **named)
