"""Screening and indices, against a function whose indices are known."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from simulation.analysis.decompose import morris, sobol, total_noise
from simulation.analysis.sensitivity import Effort, ranked, sensitivity
from simulation.figures.sensitivity import OPEN, describe_sensitivity, plot_indices, plot_screening
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError

A, B = 7.0, 0.1
OVER = dict.fromkeys(("x1", "x2", "x3"), (-math.pi, math.pi))


def ishigami(design):
    """Ishigami and Homma 1990."""
    x1, x2, x3 = design.points.T[:3]
    return np.sin(x1) + A * np.sin(x2) ** 2 + B * x3**4 * np.sin(x1)


def known():
    """First-order and total indices in closed form."""
    first = 0.5 * (1 + B * math.pi**4 / 5) ** 2
    second = A**2 / 8
    third = B**2 * math.pi**8 * (1 / 18 - 1 / 50)
    whole = first + second + third
    return {
        "x1": (first / whole, (first + third) / whole),
        "x2": (second / whole, second / whole),
        "x3": (0.0, third / whole),
    }


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


def test_noise_is_the_effect_that_simulation_error_alone_would_show():
    """Unit cost hardly moves what is unanswered: what few histories show is noise, and said so."""

    def screen(seed, runs):
        found = sensitivity(
            short(), "unanswered", only=["unit_cost", "patron_probability"], seed=seed,
            effort=Effort(trajectories=4, base=16, kept=1, runs=runs),
        )  # fmt: skip
        return found.screening.set_index("parameter")

    few = pd.concat([screen(seed, 10) for seed in (1, 2, 3, 4)])
    many = screen(1, 160)
    cost = few.loc["unit_cost"]
    assert cost["noise"].mean() > 2 * many.loc["unit_cost", "noise"]
    assert cost["mu_star"].mean() < 2 * cost["noise"].mean()
    assert many.loc["patron_probability", "mu_star"] > 3 * many.loc["patron_probability", "noise"]


def test_a_single_parameter_explains_everything_by_definition():
    shares = sobol({"x1": (0.0, 1.0)}, lambda design: design.points[:, 0], base=4, seed=1)
    row = shares.indices.loc[0, ["first", "first_half", "total", "total_half"]]
    assert row.tolist() == [1, 0, 1, 0]


def short():
    """Two years of repeated crises."""
    return load("repeated-crises", settings={"rounds": 8})


@pytest.fixture(scope="module")
def found():
    return sensitivity(
        short(),
        "vetoed",
        only=["patron_probability", "veto_cost", "unit_cost"],
        effort=Effort(trajectories=4, base=16, kept=2, runs=10),
    )


def test_what_has_no_way_to_the_vote_is_screened_out(found):
    """In what is vetoed, clients and the cost of a veto count; the cost of effort hardly does."""
    order = list(found.screening["parameter"])
    assert order[-1] == "unit_cost"
    assert set(found.indices["parameter"]) == {"patron_probability", "veto_cost"}


def test_a_parameter_that_nothing_depends_on_has_exactly_no_effect():
    """Unpaid assessments matter under assessed burdens alone; all settings share their draws."""
    found = sensitivity(
        short(), "unanswered", only=["arrears", "reach"],
        effort=Effort(trajectories=4, base=16, kept=2, runs=5),
    )  # fmt: skip
    effect = found.screening.set_index("parameter")
    assert effect.loc["arrears", "mu_star"] == effect.loc["arrears", "sigma"] == 0.0
    assert effect.loc["reach", "mu_star"] > 0.0
    index = found.indices.set_index("parameter")
    assert index.loc["arrears", ["total", "noise"]].tolist() == [0.0, 0.0]
    assert index.loc["reach", "noise"] > 0.0


def test_simulation_error_is_told_and_shrinks_with_histories(found):
    more = sensitivity(
        short(), "vetoed", only=["patron_probability", "veto_cost", "unit_cost"],
        effort=Effort(trajectories=4, base=16, kept=1, runs=40),
    )  # fmt: skip
    # Four times the histories: half the error, and Student's t at 9 and 39 degrees (2.26, 2.02).
    assert more.error == pytest.approx(found.error * 0.5 * 2.02 / 2.26, rel=0.35)
    assert f"{found.error:.3f}" in describe_sensitivity(found)


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


@pytest.mark.long
def test_the_same_seed_finds_the_same_whoever_plays(found):
    again = sensitivity(
        short(),
        "vetoed",
        only=["patron_probability", "veto_cost", "unit_cost"],
        effort=found.effort,
        workers=2,
    )
    assert again.error == found.error
    assert again.screening.equals(found.screening)
    assert again.indices.equals(found.indices)
    assert again.ranks.equals(found.ranks)


def test_pictures_and_words_tell_every_parameter(found):
    words = describe_sensitivity(found)
    for name in found.screening["parameter"]:
        assert name in words
    assert "judged" in words
    assert all(len(line) <= 80 for line in words.splitlines())
    assert plot_screening(found).get_yticklabels()
    assert len(plot_indices(found).get_yticklabels()) == 2


def test_an_order_that_is_not_settled_is_told_with_what_would_settle_it(found):
    """In words and in the picture; one that is settled, in words."""
    (above,) = found.ranks["above"]
    needs = {"base": 256, "runs": 123, "histories": 128_412}
    for changes, told in (
        ({"settled": True}, "yes"),
        ({"settled": False, **needs}, "no 256 130 130000"),
        ({"settled": False, **dict.fromkeys(needs)}, "no – – –"),
    ):
        shown = replace(found, ranks=found.ranks.assign(**changes))
        _, table = describe_sensitivity(shown).split("\nleads the next ")
        line = table.splitlines()[1].split()
        assert (line[0], " ".join(line[3:])) == (above, told)
        written = [text.get_text() for text in plot_indices(shown).texts]
        assert written == ([] if told == "yes" else [OPEN])


def test_a_single_index_has_no_order_to_tell(found):
    alone = replace(found, ranks=found.ranks[:0])
    assert "leads the next" not in describe_sensitivity(alone)


def test_wrong_names_are_told():
    with pytest.raises(InputError, match="--only outside_credibility"):
        sensitivity(short(), "vetoed", only=["outside_credibility"])
    with pytest.raises(InputError, match="--range outside_credibility=LOW,HIGH$"):
        sensitivity(short(), "vetoed", only=["outside_credibility"])
    with pytest.raises(InputError, match="did you mean veto_cost") as error:
        sensitivity(short(), "vetoed", only=["veto_csot"])
    assert "--range" not in str(error.value)
    with pytest.raises(InputError, match="only = 'veto_cost': give a list"):
        sensitivity(short(), "vetoed", only="veto_cost")
    with pytest.raises(InputError, match="measure 'veto'"):
        sensitivity("repeated-crises", "veto")
    with pytest.raises(InputError) as error:
        sensitivity("repeated-crises", "vetoed", effort=Effort(base=24, runs=1), workers=0)
    assert len(error.value.mistakes) == 3
    with pytest.raises(InputError, match="replays a record"):
        sensitivity("libya-2011", "vetoed")


@pytest.fixture
def gaps(monkeypatch):
    """A share that is linear in the parameters, and a way to have it undefined at settings."""
    from simulation.analysis import sensitivity as module

    def sums_at(p, runs, where):
        part = 5.0 * p.patron_probability + 7.0 * p.veto_cost + 9.0 * p.unit_cost + runs % 3 / 9.0
        whole = np.full(len(runs), 0.0 if where(p) else 9.0)
        return np.minimum(part, whole), whole

    def undefined(where):
        def play_measures(scenarios, measures, *, runs, **_):
            return [
                dict.fromkeys(measures, sums_at(scenario.parameters, np.arange(runs), where))
                for scenario in scenarios
            ]

        monkeypatch.setattr(module, "play_measures", play_measures)

    return undefined


ASKED = ["patron_probability", "veto_cost", "unit_cost"]
HOW = Effort(trajectories=12, base=32, kept=2, runs=6)
LEFT_OUT = {
    "one end": (lambda p: p.veto_cost > 0.29, set(), True),
    "one half": (lambda p: p.veto_cost > 0.25, {"veto_cost"}, True),
    "the other half": (lambda p: p.unit_cost < 0.04, {"unit_cost"}, True),
    "half of what matters most": (lambda p: p.patron_probability > 0.4, {ASKED[0]}, True),
    "one end of two": (lambda p: p.veto_cost > 0.25 and p.unit_cost > 0.05, set(), True),
    "all": (lambda p: True, set(ASKED), False),
    "none": (lambda p: False, set(), True),
}
"""Where the measure is not defined; parameters without an effect; whether there are indices."""


@pytest.mark.parametrize("where", LEFT_OUT)
def test_an_effect_that_is_not_defined_is_left_out_and_named_and_the_rest_is_kept(gaps, where):
    undefined, without, indices = LEFT_OUT[where]
    gaps(undefined)
    found = sensitivity(short(), "easy_riding", only=ASKED, effort=HOW)
    words = " ".join(describe_sensitivity(found).split())
    effect = found.screening.set_index("parameter")["mu_star"]
    assert set(effect.index) == set(ASKED)
    assert set(effect.index[effect.isna()]) == without
    for name in effect.index[effect.isna()]:
        assert f"{name}: its effect is not defined: the measure is defined at both ends" in words
    assert found.indices.empty != indices
    assert indices or "Sobol indices are not defined: " in words
    assert (where == "none") == (found.left_out == ())
    assert where == "none" or "easy riding is not defined at " in words
    assert "nan" not in words
    assert all(len(line) <= 80 for line in describe_sensitivity(found).splitlines())
    shown = [text.get_text() for text in plot_screening(found).texts]
    assert any("not defined" in text for text in shown) == effect.isna().any()
    assert ("not defined" in [t.get_text() for t in plot_indices(found).texts]) != indices


def test_what_does_not_need_an_undefined_setting_is_as_it_was(gaps):
    """A step that is not beside one, and trajectories that never come near."""
    gaps(lambda _: False)
    whole = sensitivity(short(), "easy_riding", only=ASKED, effort=HOW)
    gaps(lambda p: p.veto_cost > 0.25 and p.unit_cost > 0.05)
    found = sensitivity(short(), "easy_riding", only=ASKED, effort=HOW)
    here, there = (one.screening.set_index("parameter") for one in (found, whole))
    assert (here["effects"] < HOW.trajectories).any()
    # A linear response has the same effect in every trajectory.
    assert here["mu_star"].to_dict() == pytest.approx(there["mu_star"].to_dict())


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


def test_a_measure_that_never_moves_keeps_the_screening():
    """Nothing is vetoed where nobody may."""
    found = sensitivity(
        load("repeated-crises", rules="no-veto", settings={"rounds": 2}), "vetoed",
        only=["veto_cost", "unit_cost"], effort=Effort(trajectories=4, base=16, kept=1, runs=2),
    )  # fmt: skip
    assert found.screening["mu_star"].tolist() == [0.0, 0.0]
    assert found.indices.empty
    assert found.ranks.empty
    assert "the measure is the same at every setting" in " ".join(found.left_out)
