"""How far the findings hold: the ranges, the design, the claims and what is said of them."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from findings_spread import how_far
from matplotlib.figure import Figure

from simulation.experiments.design import Design, scenarios_of
from simulation.experiments.kept import Kept
from simulation.experiments.ranges import DEFINITIONS, corners
from simulation.figures.style import LONGEST_BESIDE
from simulation.measures.contrasts import Estimate
from simulation.scenario.load import load
from simulation.stages.parameters import TABLE, Parameters
from simulation.stages.voting import cutpoints_cross
from simulation.studies.findings.claims import CLAIMS, Claim, numbers
from simulation.studies.findings.plausible import plausible, plausible_settings
from simulation.studies.findings.regimes import SCENARIO, attribution, play_regimes, two_by_two
from simulation.studies.findings.spread import SettingTask, by_chance, play_settings, spread
from simulation.studies.findings.spread_figure import describe_spreads, plot_spreads
from simulation.studies.findings.words import (
    NOT_HERE,
    depends_on,
    fails_here,
    moves_with,
    over_settings,
)

ROOT = Path(__file__).parents[3]

RISES = Claim("rises", "It rises.", ("all", "hidden"), above=0.0)
ALONE = Claim("alone", "It is left alone.", ("all", "seen"), above=-5.0, below=5.0)


def test_the_name_of_a_claim_has_room_beside_the_picture():
    for claim in CLAIMS:
        assert len(f"{claim.name} (100 %)") <= LONGEST_BESIDE, claim.name


def design_of(**columns):
    return Design.of(columns, np.column_stack([*columns.values()]))


@pytest.mark.parametrize("one", plausible(), ids=lambda one: one.key)
def test_a_plausible_range_holds_the_stylised_value_within_what_the_stage_allows(one):
    row = TABLE[one.key]
    assert row["low"] <= one.low < one.high <= row["high"]
    assert one.low <= row["default"] <= one.high
    assert (one.low, one.high) != (row["low"], row["high"]), "no narrower than what is allowed"
    assert one.label in {"judged", "invented"}
    assert one.reason.endswith(".")
    assert one.key not in DEFINITIONS


def test_no_parameter_has_two_ranges():
    keys = [one.key for one in plausible()]
    assert len(keys) == len(set(keys)) > 20


def test_at_no_corner_of_the_ranges_does_abstention_vanish():
    over = {one.key: (one.low, one.high) for one in plausible()}
    crossing = [c for c in corners(over) if cutpoints_cross(replace(Parameters(), **c))]
    assert crossing == []


def test_the_design_is_the_same_for_the_same_seed_alone():
    assert plausible_settings(16, 1) == plausible_settings(16, 1)
    assert plausible_settings(16, 1) != plausible_settings(16, 2)


def test_the_design_has_a_setting_in_every_slice_of_every_range():
    design = plausible_settings(50, 3)
    for column, one in zip(design.points.T, plausible(), strict=True):
        if not TABLE[one.key]["whole"]:
            slices = np.floor((column - one.low) / (one.high - one.low) * 50)
            assert sorted(slices) == list(range(50)), one.key


def test_each_setting_is_a_valid_scenario_with_its_own_parameters():
    design = plausible_settings(128, 1)
    made = scenarios_of(load(SCENARIO), design)
    for scenario, setting in zip(made, design.settings(), strict=True):
        assert {key: getattr(scenario.parameters, key) for key in setting} == setting


@pytest.fixture(scope="module")
def stylised():
    """A design of the stylised setting alone, and the numbers of the page there."""
    played = play_regimes(40, 1)
    design = design_of(**{one.key: [TABLE[one.key]["default"]] for one in plausible()})
    return design, numbers(attribution(played), two_by_two(played))


def test_at_the_stylised_setting_a_claim_has_the_number_of_the_page(stylised):
    design, expected = stylised
    (found,) = play_settings(design, 40, 1)
    assert str(found) == str(expected)  # NaN differs from itself
    assert {claim.row for claim in CLAIMS} <= set(found)


def test_finished_settings_are_not_played_again(tmp_path, monkeypatch):
    design, finished = plausible_settings(2, 1), []
    with Kept(tmp_path / "kept.jsonl") as keep:
        first = play_settings(design, 2, 1, keep=keep, progress=finished.append)
    monkeypatch.setattr(SettingTask, "play", lambda _: pytest.fail("played again"))
    with Kept(tmp_path / "kept.jsonl") as keep:
        again = play_settings(design, 2, 1, keep=keep, progress=finished.append)
    assert str(again) == str(first)  # NaN differs from itself
    assert finished == [1, 1, 1, 1]


def test_shares_and_quantiles_are_of_the_settings_at_which_the_number_is_defined():
    found = [
        Estimate(0.1, 0.05, 0.15),
        Estimate(0.2, -0.1, 0.5),
        Estimate(math.nan, math.nan, math.nan),
        Estimate(-0.1, -0.3, 0.1),  # below, but not surely
        Estimate(-0.2, -0.3, -0.1),  # surely below
    ]
    design = design_of(veto_cost=[1, 2, 3, 4, 5], openings=[2, 1, 5, 4, 3])
    one = spread(RISES, Estimate(0.3, 0.2, 0.4), found, design)
    assert (one.defined, one.holds, one.surely, one.fails) == (4, 0.5, 0.25, 0.25)
    assert one.median == pytest.approx(0.0)
    assert (one.low, one.high) == pytest.approx((-0.185, 0.185))
    assert one.depends
    # Of the four, ranks of the number are 3, 4, 2, 1; of veto_cost 1, 2, 3, 4; of openings
    # 2, 1, 4, 3. Spearman: 1 - 6Σd²/(n(n²-1)), with Σd² of 18 and 18.
    assert dict(one.moved_by) == pytest.approx({"veto_cost": -0.8, "openings": -0.8})
    # Of four settings chance shows as much: they are named as what it moves with, and no more.
    assert one.clear == 0
    assert moves_with(one).startswith("`veto_cost` -0.80 and")
    assert "above 0 in 50 %; no single parameter decides)" in over_settings(one)


@pytest.mark.parametrize(
    ("value", "low", "high", "holds", "surely", "fails"),
    [
        (0.04, 0.03, 0.06, 1.0, 0.0, 0.0),
        (0.04, 0.03, 0.045, 1.0, 1.0, 0.0),
        (0.06, 0.04, 0.07, 0.0, 0.0, 0.0),
        (0.06, 0.05, 0.07, 0.0, 0.0, 1.0),
        (-0.06, -0.07, -0.055, 0.0, 0.0, 1.0),
    ],
)
def test_what_is_left_alone_moves_less_than_its_bounds(value, low, high, holds, surely, fails):
    one = spread(ALONE, Estimate(0, 0, 0), [Estimate(value, low, high)], design_of(openings=[1]))
    assert (one.holds, one.surely, one.fails) == (holds, surely, fails)


@pytest.mark.parametrize("logarithm", [False, True])
@pytest.mark.parametrize(("value", "holds"), [(0.0004, False), (0.0006, True), (-0.0004, False)])
def test_a_number_that_is_shown_as_nothing_is_on_no_side_of_it(logarithm, value, holds):
    above = replace(RISES, logarithm=logarithm)
    assert above.holds(value) == holds
    assert not replace(above, above=-math.inf, below=0.0).holds(value)


def test_a_claim_of_size_depends_on_what_its_size_goes_with():
    cost = np.linspace(-1.0, 1.0, 101)
    found = [Estimate(value, value, value) for value in 0.2 * cost]
    design = design_of(veto_cost=cost, openings=np.abs(cost))
    of_size = spread(ALONE, found[0], found, design)
    assert depends_on(of_size) == "its size depends on `openings` +1.00"
    assert of_size.moved_by[0] == ("openings", pytest.approx(1.0))
    signed = spread(RISES, found[0], found, design)
    assert signed.moved_by[0] == ("veto_cost", pytest.approx(1.0))


def test_a_finding_that_fails_at_the_own_setting_is_said_to():
    found, design = [Estimate(0.1, 0.1, 0.1)] * 3, design_of(openings=[1, 2, 3])
    for value, fails in ((0.1, False), (-0.1, True), (0.0, True), (math.nan, False)):
        one = spread(RISES, Estimate(value, value, value), found, design)
        assert fails_here(one) == fails
        assert (NOT_HERE in over_settings(one)) == fails
        assert (NOT_HERE in how_far([one], 1)) == fails


@pytest.mark.parametrize(
    ("holding", "doubtful"), [(90, False), (82, True), (78, True), (70, False)]
)
def test_near_four_in_five_a_hundred_settings_leave_the_side_open(holding, doubtful):
    found = [Estimate(1.0, 1.0, 1.0)] * holding + [Estimate(-1.0, -1.0, -1.0)] * (100 - holding)
    one = spread(RISES, found[0], found, design_of(openings=range(100)))
    assert one.doubtful == doubtful
    # Wilson's interval: its ends solve (p - share)² = 1.96² p(1 - p) / 100.
    for end in one.holds_within:
        assert (end - one.holds) ** 2 == pytest.approx(1.96**2 * end * (1 - end) / 100, rel=1e-3)


def test_no_finding_of_the_page_fails_at_the_own_setting_unless_the_page_says_so():
    page = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    _, _, listed = page.partition(f"{NOT_HERE}:\n")
    for claim in CLAIMS:
        (row,) = [line for line in page.splitlines() if line.startswith(f"| {claim.sentence} |")]
        here = float(row.split("|")[2].split()[0])
        assert (claim.above < here < claim.below) != (f"\n- {claim.sentence}\n" in listed), row


@pytest.mark.parametrize(("holding", "depends"), [(10, False), (8, False), (7, True), (0, True)])
def test_a_claim_depends_on_the_setting_where_it_holds_at_fewer_than_four_in_five(holding, depends):
    found = [Estimate(1.0, 1.0, 1.0)] * holding + [Estimate(-1.0, -1.0, -1.0)] * (10 - holding)
    assert spread(RISES, found[0], found, design_of(openings=range(10))).depends == depends


def test_the_parameters_that_move_a_number_are_named_strongest_first():
    generator = np.random.Generator(np.random.Philox(5))
    columns = {f"key{n}": generator.random(128) for n in range(8)}
    values = np.exp(3 * columns["key3"] - 2 * columns["key5"])  # ranks do not mind the exponential
    found = [Estimate(value, value, value) for value in values]
    one = spread(RISES, Estimate(1, 1, 1), found, design_of(**columns))
    assert [key for key, _ in one.moved_by] == ["key3", "key5"]
    assert one.moved_by[0][1] > 0.5 > -0.3 > one.moved_by[1][1]


def test_a_number_that_never_moves_depends_on_no_parameter():
    one = spread(RISES, Estimate(0, 0, 0), [Estimate(0, 0, 0)] * 3, design_of(openings=[1, 2, 3]))
    assert one.moved_by == ()
    assert (moves_with(one), depends_on(one)) == ("no parameter", "no single parameter decides")


def test_chance_alone_seldom_shows_a_correlation_beyond_its_bound():
    generator = np.random.Generator(np.random.Philox(6))
    settings, keys, samples = 50, 20, 200
    ranks = generator.random((samples, keys, settings)).argsort(axis=2) - (settings - 1) / 2
    line = np.arange(settings) - (settings - 1) / 2
    largest = np.abs(ranks @ line / np.sum(line**2)).max(axis=1)
    # At most 5 % of 200 samples: 10, with four standard deviations of 3.1 above.
    assert 1 <= (largest > by_chance(settings, keys)).sum() <= 22


def test_the_picture_has_a_dot_for_each_setting_and_the_text_a_line_for_each_claim():
    design = design_of(openings=np.arange(5.0))
    values = [-0.2, 0.1, math.nan, 0.3, 0.4]
    found = [Estimate(value, value - 0.1, value + 0.1) for value in values]
    rows = [spread(claim, Estimate(0.2, 0.1, 0.3), found, design) for claim in CLAIMS]
    ax = plot_spreads(rows, "five settings", ax=Figure().subplots())
    dots = [line for line in ax.lines if line.get_marker() == "."]
    for line, claim in zip(dots, CLAIMS, strict=True):
        expected = np.array([-0.2, 0.1, 0.3, 0.4])
        if claim.logarithm:
            expected = np.exp(expected) - 1.0
        assert list(line.get_xdata()) == pytest.approx(list(100.0 * expected))
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert [name.partition(" (")[0] for name in names] == [claim.name for claim in CLAIMS]
    words = describe_spreads(rows, "five settings")
    assert max(len(line) for line in words.splitlines()) <= 80
    assert words.count(" 75 % [30,") == sum(math.isinf(c.below) for c in CLAIMS)


def test_the_footer_counts_the_dots_that_the_axis_leaves_out():
    values = [0.0, *np.linspace(0.1, 0.2, 40), 5.0]
    found = [Estimate(value, value, value) for value in values]
    one = spread(RISES, Estimate(0.1, 0.1, 0.1), found, design_of(openings=range(42)))
    ax = plot_spreads([one], "42 settings")
    assert ax.get_xlim()[1] < 500.0
    assert ax.figure.get_supxlabel() == "42 settings; 1 dot beyond the axis"
