"""The eras that are shipped: page, scenarios and record say the same."""

import math
import re
from pathlib import Path

import pytest

from simulation import load
from simulation.analysis.sums_tasks import play_measures
from simulation.engine.arrays import play
from simulation.measures.contrasts import level
from simulation.measures.table import MEASURES
from simulation.scenario.files import names
from simulation.studies.calibration.eras import (
    ERAS,
    FREE,
    drawing,
)
from simulation.studies.calibration.match import PRIOR
from simulation.studies.calibration.moments import (
    MATCHED,
    MOMENTS,
    recorded,
    simulated,
    sums_of,
)
from simulation.studies.calibration.unmatched import RUNS, SEED, UNMATCHED

SHIPPED = [era for era in ERAS if era.name in names("scenario")]
PAGE = Path(__file__).parents[3] / "docs" / "calibration.md"


def cells_of(page, era, first):
    """The cells of a row of the page's section of an era, by its first cell."""
    section = page.partition(f"## {era.years}\n")[2].partition("\n## ")[0]
    line = next(line for line in section.splitlines() if line.startswith(f"| {first} |"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def interval(cell):
    """Value, least and most of a cell; NaN for a dash."""
    return [float("nan") if v == "–" else float(v) for v in re.split(r"[ \[\],]+", cell) if v]


def test_every_era_is_shipped():
    assert list(ERAS) == SHIPPED


@pytest.mark.real
@pytest.mark.parametrize("era", SHIPPED, ids=lambda era: era.name)
def test_the_page_holds_the_moments_of_the_record(era, real_tables):
    page = PAGE.read_text(encoding="utf-8")
    found = recorded(
        real_tables.read("votes"), real_tables.read("member votes"), era.first, era.last
    )
    for moment, value in zip(MATCHED.values(), sums_of(found).moments(), strict=True):
        assert cells_of(page, era, moment)[1].startswith(f"{value:.3f} ")


@pytest.mark.parametrize("era", SHIPPED, ids=lambda era: era.name)
def test_the_page_holds_the_moments_of_the_scenario(era):
    page = PAGE.read_text(encoding="utf-8")
    # A quarter of the page's histories, others: so within simulation error of both.
    history = play(load(era.name), seed=7001, runs=range(500))
    for moment, value in zip(MATCHED.values(), sums_of(simulated(history)).moments(), strict=True):
        mean, low, high = interval(cells_of(page, era, moment)[2])
        assert abs(value - mean) <= 4.0 * (high - low) / 2.0 + 0.002, moment


@pytest.mark.parametrize("era", SHIPPED, ids=lambda era: era.name)
def test_the_page_calls_inside_what_lies_inside_and_counts_it(era):
    page = PAGE.read_text(encoding="utf-8")
    inside = 0
    for moment in MOMENTS.values():
        _, record, model, verdict = cells_of(page, era, moment)
        (_, low, high), (mean, *_) = interval(record), interval(model)
        # Three places are printed of each.
        if not min(abs(mean - low), abs(mean - high)) < 0.001:
            assert verdict == ("yes" if low <= mean <= high else "no"), moment
        inside += verdict == "yes"
    row = next(line for line in page.splitlines() if line.startswith(f"| {era.years} |"))
    assert f"| {inside} of 20 | {'reached' if inside >= 16 else 'missed'} |" in row


@pytest.mark.parametrize("era", SHIPPED, ids=lambda era: era.name)
def test_the_scenario_holds_the_estimates_of_the_page(era):
    page = PAGE.read_text(encoding="utf-8")
    made = load(era.name)
    for name in FREE:
        _, drawn_to, estimate, learned, error, spread, _, _ = cells_of(page, era, f"`{name}`")
        assert float(drawn_to) == pytest.approx(drawing()[name], rel=0.005)
        if hasattr(made.parameters, name):
            assert float(estimate) == pytest.approx(getattr(made.parameters, name), rel=0.006), name
        wide = PRIOR * (FREE[name][1] - FREE[name][0])
        assert float(error) >= 0.0
        assert float(spread) == pytest.approx(
            wide * math.sqrt(1.0 - float(learned)), rel=0.05, abs=0.08 * wide
        )


@pytest.mark.parametrize("era", SHIPPED, ids=lambda era: era.name)
def test_the_page_holds_what_the_scenario_has_of_what_was_not_matched(era):
    page = PAGE.read_text(encoding="utf-8")
    (sums,) = play_measures([load(era.name)], UNMATCHED, runs=RUNS, seed=SEED)
    for name in UNMATCHED:
        value = level(sums[name], share=MEASURES[name].share).value
        assert cells_of(page, era, MEASURES[name].words)[1] == f"{value:.3f}"
