"""With compiled loops or without them: the same rows."""

import numpy as np
import pytest
from engine.signed import SIGNED

from simulation.engine.arrays import play
from simulation.scenario.load import load
from simulation.stages import compiled

pytest.importorskip("numba", reason="compiled loops need the extra [fast]")

ENOUGH = range(compiled.WORTHWHILE + 200)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("repeated-crises", {}),
        ("repeated-crises", {"rules": "double-veto"}),
        ("repeated-crises", {"rules": "no-veto"}),
        ("repeated-crises", {"rules": "triple-veto"}),
        ("repeated-crises", {"rules": "strict-abstention"}),
        (SIGNED, {"rules": "act-code"}),
        ("horseshoe", {"absence_probability": 0.1, "outside_credibility": 0.5}),
        ("kuwait-1990", {"redraft": True}),
    ],
)
def test_histories_are_the_same_with_compiled_loops_and_without(
    name, changes, monkeypatch, tmp_path
):
    if name == SIGNED:
        name = tmp_path / "signed.toml"
        name.write_text(SIGNED, encoding="utf-8")
    scenario, played = load(name, **changes), {}
    for enabled in (True, False):
        monkeypatch.setattr(compiled, "enabled", enabled)
        played[enabled] = play(scenario, seed=12, runs=ENOUGH)
    assert np.array_equal(played[True].ballots, played[False].ballots)
    for column, values in played[True].columns.items():
        floats = values.dtype.kind == "f"
        assert np.array_equal(values, played[False][column], equal_nan=floats), column


def test_compiled_loops_are_used_where_there_are_enough_histories(monkeypatch):
    """So that the comparison above compares something."""
    from simulation.stages.compiled import prospects

    monkeypatch.setattr(prospects, "vote", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        play("repeated-crises", seed=12, runs=ENOUGH)
