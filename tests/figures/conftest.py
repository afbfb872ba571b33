"""Batches that figures are drawn of, played once."""

import pytest

from simulation.experiments.batch import run_batch
from simulation.scenario.load import load

BATCHES = {
    "stylised": lambda: run_batch("horseshoe", 60, seed=1),
    "one history": lambda: run_batch("horseshoe", 1, seed=1),
    "replay": lambda: run_batch("bosnia-1992", 20, seed=1),
    "eleven seats": lambda: run_batch("korea-1950", 10, seed=1),
    "one round": lambda: run_batch("libya-2011", 1, seed=1),
    "no veto": lambda: run_batch(load("horseshoe", rules="no-veto"), 20, seed=1),
    "everybody blocks": lambda: run_batch(
        load("horseshoe", rules="league-council", choice_noise=0.3), 20, seed=1
    ),
    "automatic": lambda: run_batch(load("horseshoe", rules="automatic"), 20, seed=1),
    "nothing happens": lambda: run_batch(
        load("horseshoe", reach=0.0, article_99=0.0, patience=1), 5, seed=1
    ),
}

played = {}


def batch_of(name):
    if name not in played:
        played[name] = BATCHES[name]()
    return played[name]


@pytest.fixture(params=BATCHES)
def any_batch(request):
    return batch_of(request.param)


@pytest.fixture
def stylised():
    return batch_of("stylised")


@pytest.fixture
def batch_named():
    return batch_of
