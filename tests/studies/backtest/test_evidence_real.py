"""The numbers of docs/evidence.md come out of the real tables again."""

from pathlib import Path

import pytest
from evidence_text import SPLITS, TABLES, loss

from simulation.studies.backtest.baselines.every import BASELINES
from simulation.studies.backtest.baselines.rates import choose, member_topic_rates
from simulation.studies.backtest.model.structural import Structural
from simulation.studies.backtest.reading import NOT_KNOWN, NOT_RECORDED, read_record
from simulation.studies.backtest.run import backtest

pytestmark = [pytest.mark.real, pytest.mark.long]

PAGE = Path(__file__).parents[3] / "docs" / "evidence.md"
QUICK = ("class rates", "two-stage with latent kinds", "past outcomes on the topic")


@pytest.fixture(scope="module")
def record(real_tables):
    return read_record(real_tables)


def test_the_record_holds_every_recorded_vote(record):
    until = record.roll_calls.until(2011)
    if until[0].draft.year == 1946:
        assert len(until) == 2312
        assert len([n for n in record.left_out[NOT_RECORDED] if n <= 2400]) == 32
        assert record.left_out[NOT_KNOWN] == [62, 123, 124, 125]


def test_the_page_has_the_losses_of_its_last_split(record):
    fit_until, test_until = SPLITS[-1]
    if record.roll_calls[-1].draft.year < test_until:
        pytest.skip(f"the tables end before {test_until}")
    chosen = [one for one in BASELINES if one.name in QUICK]
    result = backtest(record, fit_until, test_until, model=Structural(), baselines=chosen)
    page = PAGE.read_text(encoding="utf-8")
    section = page[page.index(f"## Fitted to {fit_until}") :]
    for one in result.results:
        cells = [one.name, *(loss(one, table) for table in TABLES)]
        assert f"| {' | '.join(cells)} |" in section


def test_the_search_for_pulls_comes_to_the_least_loss_on_any_machine(record):
    """One-sided differences end short of it on some, so that another half-life is chosen."""
    found, _ = choose(record.roll_calls.until(1985), member_topic_rates, 5, contested_only=True)
    assert found.half_life == 4.0
    assert found.loss == pytest.approx(0.467670, abs=2e-6)
