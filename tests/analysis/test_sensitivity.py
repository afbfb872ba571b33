"""Sensitivity of a measure to parameters, and what is said where it is not defined."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from simulation.analysis.sensitivity import Effort, sensitivity
from simulation.figures.sensitivity import (
    BEYOND,
    OPEN,
    describe_sensitivity,
    plot_indices,
    plot_screening,
)
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError


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
    for changes, printed in (
        ({"settled": True}, "yes"),
        ({"settled": False, **needs}, "no 256 130 130000"),
        ({"settled": False, **dict.fromkeys(needs)}, "no – – –"),
    ):
        shown = replace(found, ranks=found.ranks.assign(**changes))
        _, table = describe_sensitivity(shown).split("\nleads the next ")
        line = table.splitlines()[1].split()
        assert (line[0], " ".join(line[3:])) == (above, printed)
        written = [text.get_text() for text in plot_indices(shown).texts]
        expected = [] if printed == "yes" else [OPEN]
        assert [text for text in written if text != BEYOND] == expected


@pytest.mark.parametrize(
    ("first", "total", "impossible"),
    [
        (0.3, 1.13, True), (-0.02, 0.4, True), (1.02, 1.1, True), (0.5, 0.4, True),
        (0.3, 0.4, False), (0.0, 1.0, False),
    ],
)  # fmt: skip
def test_indices_that_cannot_be_are_called_sampling_error(found, first, total, impossible):
    indices = found.indices.assign(first=[first, 0.1], total=[total, 0.2])
    shown = replace(found, indices=indices)
    assert BEYOND in " ".join(describe_sensitivity(shown).split())
    assert "below 0 or above 1" in BEYOND
    assert (BEYOND in [text.get_text() for text in plot_indices(shown).texts]) is impossible


def test_a_single_index_has_no_order_to_tell(found):
    alone = replace(found, ranks=found.ranks[:0])
    assert "leads the next" not in describe_sensitivity(alone)


def test_wrong_names_are_told():
    with pytest.raises(InputError, match="only outside_credibility: is not screened"):
        sensitivity(short(), "vetoed", only=["outside_credibility"])
    with pytest.raises(InputError, match=r"ranges=\{'outside_credibility': \(LOW, HIGH\)\}$"):
        sensitivity(short(), "vetoed", only=["outside_credibility"])
    with pytest.raises(InputError, match="did you mean veto_cost") as error:
        sensitivity(short(), "vetoed", only=["veto_csot"])
    assert "ranges" not in str(error.value)
    with pytest.raises(InputError, match="only = 'veto_cost': give a list"):
        sensitivity(short(), "vetoed", only="veto_cost")
    with pytest.raises(InputError, match="measure = 'veto'"):
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
