"""A batch stored without rounds is summed up as one with rounds is, as far as its counts go."""

import pytest

from simulation.experiments.batch import run_batch
from simulation.experiments.summary import LACKS
from simulation.scenario.load import load

CASES = [
    ("horseshoe", {}),
    ("repeated-crises", {}),
    ("kuwait-1990", {}),
    ("korea-1950", {"redraft": True}),
    ("automatic-council", {}),
    ("no-council", {}),
    ("horseshoe", {"rules": "no-veto"}),
    ("cold-war", {"rules": "double-veto"}),
]


def told(summary, whole):
    """That all of a summary stands in another, and how many shares do."""
    number = 0
    for key, value in summary.items():
        if key != "lacks":
            if isinstance(value, dict) and "histories" not in value:
                number += told(value, whole[key])
            else:
                assert value == whole[key], key
                number += isinstance(value, dict)
    return number


@pytest.mark.parametrize(("name", "more"), CASES)
@pytest.mark.parametrize("runs", [1, 25])
def test_counts_alone_give_the_shares_that_the_rounds_give(name, more, runs):
    scenario = load(name, **more)
    whole = run_batch(scenario, runs, seed=4).summary()
    counted = run_batch(scenario, runs, seed=4, detail="runs").summary()
    # Of a script drafts are adopted, vetoed or fall short: withheld and diluted are not its ends.
    assert told(counted, whole) == (7 if scenario.script and not scenario.redraft else 9)
    assert counted["lacks"] == LACKS
    assert "lacks" not in whole
