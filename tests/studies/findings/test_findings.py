"""The two findings: their regimes, their intervals, and what adds up."""

import math
import re

import numpy as np
import pytest
from findings_page import findings_page

from simulation.engine.arrays import play
from simulation.measures.contrasts import Estimate, contrast
from simulation.scenario.load import load
from simulation.studies.findings.claims import numbers
from simulation.studies.findings.plausible import plausible_settings
from simulation.studies.findings.regimes import (
    FACTORS,
    REGIMES,
    attribution,
    first_considered,
    found,
    play_regimes,
    proportional,
    sums,
    two_by_two,
)
from simulation.studies.findings.spread import play_settings, spreads

RUNS = 60


@pytest.fixture(scope="module")
def played():
    return play_regimes(RUNS, 1)


@pytest.fixture(scope="module")
def parts(played):
    table = attribution(played)
    return {(row.scope, row.part): row for row in table.itertuples(index=False)}


@pytest.mark.parametrize("scope", ["all", "client", "other"])
def test_what_failures_are_due_to_adds_up_to_the_share_that_fails(parts, scope):
    total = sum(parts[scope, part].value for part in (*FACTORS, "rest"))
    assert total == pytest.approx(parts[scope, "share"].value, abs=1e-12)


@pytest.mark.parametrize("scope", ["all", "client", "other"])
def test_what_the_last_rounds_looked_like_adds_up_too(parts, scope):
    total = sum(
        row.value for (of, part), row in parts.items() if of == scope and part.startswith("last:")
    )
    assert total == pytest.approx(parts[scope, "share"].value, abs=1e-12)


@pytest.mark.parametrize(
    ("regime", "rules", "burden"),
    [((True, True, True), "charter", None), ((False, False, False), "no-veto", "optimum")],
)
def test_the_regimes_at_both_ends_are_the_scenario_under_those_rules(played, regime, rules, burden):
    scenario = load("repeated-crises", rules=rules, burden=burden)
    expected = sums(play(scenario, seed=1, runs=range(RUNS)))
    for key, (part, whole) in expected.items():
        assert np.array_equal(played[regime][key][0], part), key
        assert np.array_equal(played[regime][key][1], whole), key


def test_where_a_no_does_not_block_no_crisis_ends_vetoed(played):
    for regime in REGIMES:
        vetoed = played[regime]["last:vetoed", "all"][0].sum()
        assert (vetoed == 0) == (not regime[0]), regime


def test_penholders_who_expect_no_veto_run_into_more_of_them(played):
    naive, wary = played[True, False, True], played[True, True, True]
    assert naive["last:vetoed", "client"][0].sum() > wary["last:vetoed", "client"][0].sum()


def test_nobody_rides_easily_where_burdens_are_optimal(played):
    table = two_by_two(played).set_index(["measure", "scope", "effect"])["value"]
    for scope in ("all", "client", "other", "first"):
        assert table["easy_riding", scope, "veto, optimum"] == pytest.approx(0.0, abs=1e-12)
        assert table["easy_riding", scope, "veto, voluntary"] > 0.0


def test_effects_are_those_of_the_cells(played):
    table = two_by_two(played).set_index(["measure", "scope", "effect"])["value"]
    for measure, scope in {key[:2] for key in table.index}:
        of = {effect: table[measure, scope, effect] for _, _, effect in
              (k for k in table.index if k[:2] == (measure, scope))}  # fmt: skip
        under = [of[f"veto, {b}"] - of[f"no veto, {b}"] for b in ("voluntary", "optimum")]
        assert of["veto"] == pytest.approx(np.mean(under))
        assert of["interaction"] == pytest.approx(under[0] - under[1])
    log = table["provision", "all", "log_interaction"]
    cell = {c: table["provision", "all", c] for c in
            ("veto, voluntary", "veto, optimum", "no veto, voluntary", "no veto, optimum")}  # fmt: skip
    product = cell["veto, voluntary"] * cell["no veto, optimum"]
    assert log == pytest.approx(
        math.log(product / cell["veto, optimum"] / cell["no veto, voluntary"])
    )


def test_easy_riding_on_clients_is_a_mean_of_that_with_and_without_a_mandate(played):
    for regime in REGIMES:
        of = {
            scope: played[regime]["easy_riding", scope]
            for scope in ("client", "mandated", "unmandated")
        }
        for number in (0, 1):
            total = of["mandated"][number] + of["unmandated"][number]
            assert total == pytest.approx(of["client"][number])
        assert min(of[scope][1].sum() for scope in of) > 0.0


def test_without_vetoes_most_that_is_best_for_clients_is_under_a_mandate_and_little_with_them(
    played,
):
    table = two_by_two(played).set_index(["measure", "scope", "effect"])["value"]
    for rules, low, high in (("veto", 0.1, 0.25), ("no veto", 0.85, 1.0)):
        of = {
            s: table["easy_riding", s, f"{rules}, voluntary"]
            for s in ("client", "mandated", "unmandated")
        }
        under = table["under_mandate", "client", f"{rules}, voluntary"]
        assert low < under < high
        mixed = under * of["mandated"] + (1 - under) * of["unmandated"]
        assert mixed == pytest.approx(of["client"])


def test_a_contrast_of_a_cell_with_itself_is_nothing_without_error(played):
    cell = played[True, True, True]["settled", "all"]
    assert contrast([cell, cell], [1.0, -1.0]) == Estimate(0.0, 0.0, 0.0)


def test_intervals_of_paired_cells_cover_about_as_often_as_they_say():
    generator = np.random.Generator(np.random.Philox(7))
    covered = 0
    for _ in range(400):
        whole = generator.integers(1, 20, size=(2, 50))
        common = generator.normal(size=50)
        part = whole * (
            np.array([[0.5], [0.3]]) + 0.1 * common + 0.05 * generator.normal(size=(2, 50))
        )
        here = contrast([(part[0], whole[0]), (part[1], whole[1])], [1.0, -1.0])
        covered += here.low <= 0.2 <= here.high
    # 400 at 95 %: 380, with four standard deviations of 4.4 to either side.
    assert 362 <= covered <= 397


def test_effects_that_multiply_have_no_interaction_of_logarithms():
    one = np.ones(10)
    cells = [(2.0 * 3.0 * one, one), (2.0 * one, one), (3.0 * one, one), (one, one)]
    assert proportional(cells, [1.0, -1.0, -1.0, 1.0])["value"] == pytest.approx(0.0)
    assert contrast(cells, [1.0, -1.0, -1.0, 1.0]).value == pytest.approx(2.0)


def test_one_history_gives_values_without_intervals_and_nothing_gives_none():
    assert math.isnan(contrast([(np.ones(1), np.ones(1))], [1.0]).low)
    assert math.isnan(contrast([(np.zeros(3), np.zeros(3))], [1.0]).value)


def test_the_first_round_considered_is_one_a_crisis():
    history = play(load("repeated-crises"), seed=1, runs=range(20))
    first = first_considered(history)
    episode, run = history["episode"], np.broadcast_to(np.arange(20), first.shape)
    pairs = list(zip(run[first], episode[first], strict=True))
    assert len(set(pairs)) == len(pairs) > 100
    considered = np.isfinite(history["wanted"])
    assert set(zip(run[considered], episode[considered], strict=True)) == set(pairs)
    assert not (first & ~considered).any()


def page_of(parts, crossed, at, runs):
    """The page over the settings that ``at`` has."""
    design = plausible_settings(len(at), 1)
    far = spreads(numbers(parts, crossed), at, design)
    return findings_page(parts, crossed, far, at, runs=runs, setting_runs=runs, seed=1)


@pytest.mark.parametrize("keys", [1, 3, 5, 8])
@pytest.mark.parametrize("runs", [1, 2, 3])
def test_a_page_of_few_histories_has_no_nan_and_says_what_is_not_defined(few, runs, keys):
    """In every so many cells nothing is there to be counted."""
    tables, at = few[runs]
    parts, crossed = (table.copy() for table in tables)
    for table in (parts, crossed):
        table.loc[::keys, ["value", "low", "high"]] = math.nan
    page = page_of(parts, crossed, at, runs)
    assert not re.search(r"\b(nan|inf)\b", page)
    assert page.count("\nnot defined: nothing to count.\n") == 1
    assert "| not defined |" in page


@pytest.fixture(scope="module")
def few():
    return {
        runs: (found(runs, 1), play_settings(plausible_settings(runs, 1), runs, 1))
        for runs in (1, 2, 3)
    }


def test_the_page_holds_its_tables_and_only_numbers_that_exist(few):
    page = page_of(*found(8, 1), few[3][1], 8)
    assert "due to vetoes hidden" in page
    assert "grave rounds unanswered, %: clients, first round considered" in page
    assert "provision per severity: clients, given a Council mandate" in page
    assert not re.search(r"\bnan\b", page)
    assert "with the links off" in page
