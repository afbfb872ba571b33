"""Shares by group: those of the summary, cut up."""

import numpy as np
import pytest

from simulation.experiments import layout
from simulation.experiments.batch import run_batch
from simulation.experiments.points import Point
from simulation.experiments.reading import columns_of
from simulation.measures.table import Measure, mean
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError

RATE = ["value", "low", "high", "count", "total", "histories"]


@pytest.fixture(scope="module")
def batch():
    return run_batch("repeated-crises", 60, seed=1)


def test_without_groups_they_are_those_of_the_summary(batch):
    rates = batch.rates().set_index("measure")
    summary = batch.summary()
    for measure, shown in (
        ("vetoed", summary["measures"]["vetoed"]),
        ("hidden", summary["measures"]["hidden"]),
        ("paralysis_clients", summary["measures"]["paralysis_clients"]),
        ("settled", summary["measures"]["settled"]),
        ("unanswered", summary["measures"]["unanswered"]),
        ("giving_nothing", summary["measures"]["giving_nothing"]),
    ):
        assert rates.loc[measure, RATE].tolist() == [shown[name] for name in RATE]


def test_a_measure_of_any_column_has_that_column_read():
    """So that a new measure is one entry of the table of measures."""
    hurt = Measure("casualties", lambda r: mean(r["casualties"], r["episode"] > 0), share=False)
    assert columns_of([hurt]) == ("run", "round", "casualties", "episode")
    assert columns_of([]) == ("run", "round")


def test_groups_are_counted_apart_and_add_up(batch):
    frame = batch.to_pandas()
    rates = batch.rates(by=["client", "region"]).set_index("measure")
    vetoed = rates.loc["vetoed"]
    for row in vetoed.itertuples():
        here = frame[(frame["client"] == row.client) & (frame["region"] == row.region)]
        assert row.count == (here["end"] == "vetoed").sum()
        assert row.low <= row.value <= row.high
    assert vetoed["count"].sum() == (frame["end"] == "vetoed").sum()
    assert len(vetoed) > 4
    # No grave crisis of others is one of clients: such a row has no case and is not there.
    assert rates.loc[["paralysis_clients"], "client"].all()


def test_settings_are_told_apart_by_what_was_varied(tmp_path, monkeypatch):
    monkeypatch.setattr(layout, "ROUNDS_A_BLOCK", 400)
    points = [Point({"veto_cost": cost}, load("horseshoe", veto_cost=cost)) for cost in (0.2, 0.5)]
    stored = run_batch("horseshoe", 30, seed=5, points=points, out=tmp_path)
    rates = stored.rates(by=["veto_cost", "client"])
    for point in points:
        alone = run_batch(point.scenario, 30, seed=5).rates(by=["client"])
        here = rates[rates["veto_cost"] == point.values["veto_cost"]].drop(columns="veto_cost")
        assert np.array_equal(here.to_numpy(), alone.to_numpy())
    # Together a run counts once, since it meets the same draws in both.
    together = stored.rates().set_index("measure")
    assert together.loc["vetoed", "histories"] <= 30
    cut = rates[rates["measure"] == "vetoed"]
    assert together.loc["vetoed", "total"] == cut["total"].sum()


@pytest.mark.parametrize(
    ("by", "said"),
    [("clients", "did you mean client?"), ("severity", "cut them into bins in pandas")],
)
def test_columns_that_make_no_groups_are_refused(batch, by, said):
    with pytest.raises(InputError, match=said):
        batch.rates(by=[by])


def test_groups_come_in_the_order_of_their_values(batch):
    rounds = batch.rates(by=["round"])
    assert list(rounds["round"].unique()) == sorted(rounds["round"].unique())
    assert rounds["round"].max() > 10


def test_a_word_in_place_of_a_list_is_told(batch):
    with pytest.raises(InputError, match=r"^by = 'client': give a list, \['client'\]$"):
        batch.rates(by="client")
    with pytest.raises(InputError, match=r"columns = 'end': give a list"):
        batch.to_pandas("end")
    with pytest.raises(InputError, match="by = 'client': is named twice"):
        batch.rates(by=["client", "client"])
