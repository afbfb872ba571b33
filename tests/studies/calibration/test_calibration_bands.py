"""The bands of abstention that ballots alone show: likelihood, alignment, recovery."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from studies.calibration.few_roll_calls import ALL, MEMBERS, roll_calls

from simulation.stages.voting import ABSTAIN, NO, YES
from simulation.studies.backtest.reading import IdealPoints
from simulation.studies.calibration import likelihood
from simulation.studies.calibration.likelihood import (
    NAMES,
    NODES,
    Bands,
    Cells,
    NoBandsError,
    bands,
    lagged_alignment,
    log_likelihoods,
    unpacked,
)
from simulation.studies.calibration.moments import (
    RollCalls,
)
from simulation.studies.calibration.page import ballots


def ideal_points(*rows):
    """A table of ideal points: year, state, point."""
    return IdealPoints(pd.DataFrame(rows, columns=["year", "iso3", "ideal_point_fp"]))


def test_alignment_is_that_of_an_earlier_session():
    points = ideal_points(
        (1950, "FRA", 1.0), (1951, "FRA", 2.0), (1950, "TWN", 2.5), (1971, "CHN", -2.5),
        (1972, "CHN", -5.0), (1980, "KEN", -1.0),
    )  # fmt: skip
    cast = roll_calls(ALL, ALL, ALL)
    days = [date(1951, 6, 1), date(1971, 10, 24), date(1973, 1, 1)]
    found = lagged_alignment(points, cast, days)
    china, france, britain = (MEMBERS.index(m) for m in ("CHN", "FRA", "GBR"))
    kenya = MEMBERS.index("KEN")
    assert found[:, china] == pytest.approx([1.0, 1.0, -2.0])  # Taipei's until the seat changed
    assert found[:, france] == pytest.approx([0.4, 0.8, 0.8])
    assert found[:, kenya] == pytest.approx(-0.4)  # its first, for want of an earlier one
    known = found[:, [china, france, kenya]]
    assert found[:, britain] == pytest.approx(known.mean(axis=1))


def roll_calls_with_bands(permanent_band, elected_band, drafts=300):
    """Roll calls drawn from the model of the likelihood, half of them consensual."""
    rng = np.random.default_rng(2)
    seats = 15
    permanent = np.tile(np.arange(seats) < 5, (drafts, 1))
    alignment = rng.normal(0.0, 0.5, (drafts, seats)).round(1)
    gain = 3.0 + 1.5 * rng.normal(size=(drafts, 1)) + 2.0 * rng.normal(size=(drafts, 1)) * alignment
    gain[: drafts // 2] = 50.0  # consensual
    band = np.where(permanent, permanent_band, elected_band)
    luck = rng.random((drafts, seats))
    yes = 1.0 / (1.0 + np.exp(-gain))
    no = 1.0 / (1.0 + np.exp(band + gain))
    cast = np.where(luck < yes, YES, np.where(luck >= 1.0 - no, NO, ABSTAIN)).astype(np.int8)
    made = RollCalls(
        tuple(range(drafts)), cast, np.full(cast.shape, "XXX"), permanent,
        np.full(cast.shape, "AFR"), np.zeros(drafts, bool), np.zeros(drafts, bool),
        np.zeros(drafts),
    )  # fmt: skip
    return made, alignment


STOPPED = (
    "ABNORMAL: ", "STOP: TOTAL NO. OF ITERATIONS REACHED LIMIT", "a matrix is singular",
    "the gradient is no number",
)  # fmt: skip


@pytest.mark.parametrize("why", [*STOPPED, None], ids=[*STOPPED, "no roll call"])
def test_where_simulated_ballots_give_no_bands_the_rest_is_there_and_says_why(monkeypatch, why):
    made, alignment = roll_calls_with_bands(2.0, 4.0, drafts=20)
    good = Bands(dict.fromkeys(NAMES, 1.0), dict.fromkeys(NAMES, 0.1), 0.25, 0.05, -12.0)
    if why is None:
        none, said = made.first(0), "no draft is put to the vote"
    else:
        ended = SimpleNamespace(success=False, message=why)
        monkeypatch.setattr(likelihood, "SOLVE", lambda *_, **__: ended)
        none, said = made, f"no likeliest width can be found in 20 roll calls ({why})"
    with pytest.raises(NoBandsError) as error:
        bands(none, alignment[: len(none)], samples=10)
    assert str(error.value) == said
    setting = {"veto_cost": 1.0, "consensus_bonus": 0.5, "choice_noise": 0.5}
    one = SimpleNamespace(
        record=SimpleNamespace(bands=good), bands_of_model=error.value,
        parts={"parameters": setting},
    )  # fmt: skip
    shown = ballots(one)
    assert f"Simulated ballots of the matched setting are left out: {said}.\n" in shown
    assert "| the same, elected members | 1.00 | 0.10 |\n" in shown
    assert "nan" not in shown
    whole = ballots(SimpleNamespace(record=one.record, bands_of_model=good, parts=one.parts))
    assert "| the same, elected members | 1.00 | 0.10 | 1.00 | 0.10 |\n" in whole


def test_more_nodes_change_no_log_likelihood():
    cells = Cells.of(*roll_calls_with_bands(2.0, 4.0, drafts=60))
    wide = np.array([-3.0, 3.0, np.log(3.5), 2.0, np.log(5.5), np.log(3.8), np.log(3.5)])
    one, more = (log_likelihoods(wide, cells, nodes).sum() for nodes in (NODES, (161, 161)))
    assert one == pytest.approx(more, abs=0.03)


def test_drafts_that_are_alike_have_the_likelihood_of_their_ballots():
    made, alignment = roll_calls_with_bands(2.0, 4.0, drafts=40)
    alignment = np.sign(alignment[0]) * np.ones((40, 1))
    cells = Cells.of(made, alignment)
    point = np.array([0.2, 2.0, 0.5, 0.3, 0.6, 0.7, 1.2])
    found = log_likelihoods(point, cells, (21, 21))
    assert cells.holds.shape[1] < len(made)  # many are alike
    x, weight = np.polynomial.hermite_e.hermegauss(21)
    weight /= weight.sum()
    p = unpacked(point)
    for draft in range(len(made)):
        integral = 0.0
        for a, wa in zip(x, weight, strict=True):
            for b, wb in zip(x, weight, strict=True):
                gain = p["mean"] + p["spread"] * a
                gain = gain + (p["tilt_mean"] + p["tilt_spread"] * b) * alignment[draft]
                band = np.where(made.permanent[draft], p["permanent"], p["elected"])
                yes, no = expit(gain), expit(-band - gain)
                cast = made.ballots[draft]
                chance = np.where(cast == YES, yes, np.where(cast == NO, no, 1.0 - yes - no))
                integral += wa * wb * chance.prod()
        agreed = p["consensual"] * (made.ballots[draft] == YES).all()
        whole = np.log(agreed + (1.0 - p["consensual"]) * integral)
        assert found[draft] == pytest.approx(whole, abs=1e-6)


@pytest.mark.long
def test_bands_are_recovered_from_ballots_drawn_with_them():
    made, alignment = roll_calls_with_bands(2.0, 4.0)
    said = bands(made, alignment, samples=200)
    for name, value in (("permanent", 2.0), ("elected", 4.0)):
        assert abs(said.values[name] - value) < 3.0 * said.errors[name]
    assert said.errors["elected"] < 1.0
    assert said.values["consensual"] == pytest.approx(0.5, abs=0.1)
