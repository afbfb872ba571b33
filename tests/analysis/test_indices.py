"""Screening and indices, against a function whose indices are known."""

import math

import numpy as np
import pandas as pd
import pytest
from analysis.known import OVER, A, B, ishigami, known

from simulation.analysis.decompose import morris, sobol, total_noise
from simulation.analysis.sensitivity import Effort, ranked
from simulation.scenario.mistakes import InputError


def test_sobol_indices_of_a_known_function_are_found():
    shares = sobol(OVER, ishigami, base=2048, seed=1)
    for row in shares.indices.itertuples():
        first, total = known()[row.parameter]
        # Three of the half intervals that it tells; the largest is some .05 here.
        assert abs(row.first - first) < 1.6 * row.first_half + 0.01, row
        assert abs(row.total - total) < 1.6 * row.total_half + 0.01, row
    whole = 0.5 + A**2 / 8 + B * math.pi**4 / 5 + B**2 * math.pi**8 / 18
    assert shares.variance == pytest.approx(whole, rel=0.05)


def ranks_of(over, responses, base, *, seed=1, noise=0.0, runs=40):
    """The ranks of a response of which errors are known."""
    shares = sobol(over, responses, base=base, seed=seed)
    indices = shares.indices.assign(noise=noise)
    return ranked(indices, shares.resampled, Effort(base=base, runs=runs), parameters=len(over))


def test_the_interval_of_a_lead_holds_the_true_lead_as_often_as_it_says():
    total = {name: both[1] for name, both in known().items()}
    ranks = pd.concat([ranks_of(OVER, ishigami, 64, seed=seed) for seed in range(1, 51)])
    true = ranks["above"].map(total) - ranks["below"].map(total)
    # A hundred leads, of which 95 should hold it; four standard deviations are 9.
    assert ((ranks["lead"] - true).abs() <= ranks["half"]).mean() >= 0.86
    assert (true[ranks["settled"]] > 0.0).all()
    assert 0 < ranks["settled"].sum() < len(ranks)


TWO = dict.fromkeys(("x1", "x2"), (0.0, 1.0))


def linear(design):
    """Two parameters of known shares: 9 and 7 parts in 16."""
    return design.points @ np.array([3.0, math.sqrt(7.0)])


def test_so_many_base_samples_as_it_says_settle_an_order():
    few = ranks_of(TWO, linear, 64).loc[0]
    assert not few["settled"]
    assert few["lead"] == pytest.approx(2 / 16, abs=0.03)
    assert few["base"] > 64
    more = ranks_of(TWO, linear, few["base"]).loc[0]
    assert more["settled"]
    assert more["base"] == few["base"]
    assert not ranks_of(TWO, linear, few["base"] // 4).loc[0, "settled"]


def test_a_lead_within_its_noise_needs_histories_and_no_settings():
    sure = ranks_of(TWO, linear, 1024).loc[0]
    assert sure["settled"]
    lead = sure["lead"]
    within = ranks_of(TWO, linear, 1024, noise=2.5 * lead).loc[0]
    assert not within["settled"]
    # Noise is in proportion to one over the histories: two and a half times as many, and one.
    assert (within["base"], within["runs"]) == (1024, 101)
    effort = Effort(base=1024, runs=101)
    assert within["histories"] == effort.histories(2)
    assert ranks_of(TWO, linear, 1024, noise=2.5 * lead * 40 / 101, runs=101).loc[0, "settled"]


def test_what_no_number_would_settle_is_told_none():
    """Two that have no effect at all lead each other by nothing."""
    over = TWO | {"idle": (0.0, 1.0), "lazy": (0.0, 1.0)}
    last = ranks_of(over, lambda design: design.points[:, 0], 64).iloc[-1]
    assert last["lead"] == last["half"] == 0.0
    assert not last["settled"]
    assert last[["base", "runs", "histories"]].tolist() == [None, None, None]


def test_noise_of_a_total_index_is_what_errors_add_to_it():
    """An error of its own at each setting adds its share of the variance to every index."""
    generator = np.random.Generator(np.random.Philox(7))
    played = []

    def noisy(design):
        played.append(generator.normal(scale=1.5, size=len(design)))
        return ishigami(design) + played[0]

    over = OVER | {"idle": (0.0, 1.0)}
    shares = sobol(over, noisy, base=1024, seed=1)
    noise = total_noise(over, played[0], shares.variance, seed=1)
    assert list(noise.values()) == pytest.approx([1.5**2 / shares.variance] * 4, rel=0.1)
    idle = shares.indices.set_index("parameter").loc["idle", "total"]
    assert idle == pytest.approx(noise["idle"], rel=0.1)
    assert set(total_noise(over, np.zeros(6 * 1024), 1.0, seed=1).values()) == {0.0}


def test_screening_tells_a_linear_function_exactly():
    over = {"a": (0.0, 2.0), "b": (0.0, 1.0), "c": (5.0, 9.0)}
    table = morris(over, lambda d: d.points @ np.array([3.0, -1.0, 0.0]), trajectories=6, seed=2)
    effect = dict(zip(table["parameter"], table["mu_star"], strict=True))
    # Over the whole range: slope times width, up to roundings.
    assert effect == pytest.approx({"a": 6.0, "b": 1.0, "c": 0.0}, abs=1e-9)
    assert list(table["parameter"]) == ["a", "b", "c"]
    assert table["sigma"].max() < 1e-9


@pytest.mark.parametrize("ends", [(0, 1), (1, 3), (2, 5), (4, 12), (1, 60)])
def test_a_whole_number_is_screened_over_its_whole_range_whatever_steps_it_can_make(ends):
    """A linear response whose effect over the range is 1."""
    low, high = ends

    def linear(design):
        rounds = np.array([setting["rounds"] for setting in design.settings()])
        return (rounds - low) / (high - low)

    table = morris({"rounds": ends, "veto_cost": (0.1, 0.4)}, linear, trajectories=6, seed=1)
    effect = table.set_index("parameter")
    assert effect.loc["rounds", "mu_star"] == pytest.approx(1.0, abs=1e-9)
    assert effect["sigma"].max() < 1e-9


def test_sobol_plays_each_whole_number_equally_often():
    played = []

    def linear(design):
        played.extend(setting["rounds"] for setting in design.settings())
        return design.points[:, 0]

    sobol({"rounds": (1, 3), "veto_cost": (0.1, 0.4)}, linear, base=256, seed=1)
    assert np.bincount(played)[1:] / len(played) == pytest.approx([1 / 3] * 3, abs=0.02)


def test_a_single_parameter_explains_everything_by_definition():
    shares = sobol({"x1": (0.0, 1.0)}, lambda design: design.points[:, 0], base=4, seed=1)
    row = shares.indices.loc[0, ["first", "first_half", "total", "total_half"]]
    assert row.tolist() == [1, 0, 1, 0]


def test_no_global_random_state_is_touched():
    state = np.random.get_state()  # noqa: NPY002
    morris(OVER, ishigami, trajectories=3, seed=0)
    sobol(OVER, ishigami, base=8, seed=0)
    first, second = (sobol(OVER, ishigami, base=8, seed=0) for _ in range(2))
    assert first.indices.equals(second.indices)
    assert first.resampled.equals(second.resampled)
    assert all(np.array_equal(a, b) for a, b in zip(state, np.random.get_state(), strict=True))  # noqa: NPY002


def test_a_response_that_never_moves_is_told():
    with pytest.raises(InputError, match="the same at every setting"):
        sobol(OVER, lambda design: np.ones(len(design)), base=4, seed=1)


def test_without_salib_it_is_told_how_to_get_it(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "SALib.sample.morris", None)
    with pytest.raises(InputError, match=r"pip install 'unsc-simulation\[analysis\]'"):
        morris(OVER, ishigami, trajectories=3, seed=1)


@pytest.mark.parametrize("missing", [(0,), (3,), (4, 9), (0, 1, 2, 3), (7, 8, 15)])
def test_effects_left_out_are_those_beside_an_undefined_point(missing):
    """Of a linear function the others stay exact."""
    over = {"a": (0.0, 2.0), "b": (0.0, 1.0), "c": (5.0, 9.0)}

    def linear(design):
        values = design.points @ np.array([3.0, -1.0, 0.5])
        values[list(missing)] = math.nan
        return values

    table = morris(over, linear, trajectories=8, seed=2).set_index("parameter")
    beside = {
        (place // 4, min(place % 4, other % 4))
        for place in missing
        for other in (place - 1, place + 1)
        if other // 4 == place // 4 and other >= 0
    }
    assert table["effects"].sum() == 3 * 8 - len(beside)
    assert table["mu_star"].to_dict() == pytest.approx({"a": 6.0, "b": 1.0, "c": 2.0})


def test_indices_are_of_the_base_samples_that_are_whole():
    def with_gaps(design):
        response = ishigami(design)
        response[[3, 7, 100]] = math.nan
        return response

    shares = sobol(OVER, with_gaps, base=256, seed=1)
    assert shares.base == 256 - 3
    whole = sobol(OVER, ishigami, base=256, seed=1)
    for row in shares.indices.itertuples():
        before = whole.indices.set_index("parameter").loc[row.parameter]
        assert abs(row.total - before["total"]) < before["total_half"]
