"""A batch stored without rounds is summed up as one with rounds is."""

import pytest

from simulation.experiments.batch import run_batch
from simulation.experiments.reading import read
from simulation.experiments.summary import totals_of
from simulation.measures.table import MEASURES
from simulation.measures.totals import Totals
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


@pytest.mark.parametrize(("name", "more"), CASES)
@pytest.mark.parametrize("runs", [1, 25])
def test_sums_alone_give_the_summary_that_the_rounds_give(name, more, runs):
    scenario = load(name, **more)
    whole = run_batch(scenario, runs, seed=4)
    summary = run_batch(scenario, runs, seed=4, detail="runs").summary()
    assert summary == whole.summary()
    assert summary["measures"].keys() == MEASURES.keys()


@pytest.mark.parametrize(("name", "more"), CASES)
def test_the_sums_that_are_stored_are_those_of_the_rounds_that_are_stored(name, more):
    results = run_batch(load(name, **more), 9, seed=4)
    rounds = read(results.to_pandas(), results.manifest)
    stored = totals_of(results)
    for measure, of in MEASURES.items():
        assert stored[measure] == Totals.of(*of.sums(rounds)), measure
