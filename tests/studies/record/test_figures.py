"""Pictures of the record show what their tables and texts say."""

import numpy as np
import pytest

from simulation.stages.adoption import Outcome
from simulation.studies.backtest.baselines.rates import CLASS_RATES, Alone
from simulation.studies.backtest.dissent import dissent
from simulation.studies.backtest.figures import TABLES as LOSSES
from simulation.studies.backtest.figures import (
    describe_calibration,
    describe_scores,
    plot_calibration,
    plot_scores,
)
from simulation.studies.backtest.reading import read_record
from simulation.studies.backtest.run import assessed, backtest, predicted, split
from simulation.studies.record.figures import (
    describe_blocking,
    describe_dissent,
    describe_ends,
    describe_expected,
    describe_vetoes,
    plot_blocking,
    plot_dissent,
    plot_ends,
    plot_expected,
    plot_vetoes,
)
from simulation.studies.record.periods import ENDS, blocking, ends_by_period
from simulation.studies.record.vetoes import vetoes_by_year
from simulation.studies.tables import invented
from simulation.studies.tables.reading import Tables
from simulation.studies.tables.shapes import PERMANENT

STARTS = [1980, 1990]
RATES = Alone(CLASS_RATES)


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    folder = invented.write(tmp_path_factory.mktemp("votes"), *invented.tables())
    return read_record(Tables([folder]))


@pytest.fixture(scope="module")
def later(record):
    return split(record.roll_calls, 1993, None)[1]


@pytest.fixture(scope="module")
def said(record, later):
    past, _, _ = split(record.roll_calls, 1993, None)
    return predicted(RATES, past, later, record.roll_calls)


def heights(ax):
    return [[bar.get_height() for bar in bars] for bars in ax.containers]


def test_bars_of_a_period_are_the_shares_of_its_drafts(record):
    table = ends_by_period(record.roll_calls, STARTS)
    ax = plot_ends(table)
    widths = np.array([[bar.get_width() for bar in bars] for bars in ax.containers])
    assert widths.sum(axis=0) == pytest.approx(100)
    assert widths[ENDS.index("vetoed")] == pytest.approx(
        100 * table[table["end"] == "vetoed"]["value"]
    )
    text = describe_ends(table)
    assert all(ended in text for ended in ENDS)
    assert max(map(len, text.splitlines())) <= 80


def test_bars_of_a_member_are_the_drafts_it_blocked(record):
    table = blocking(record.roll_calls, STARTS)
    alone, together = heights(plot_blocking(table))
    assert alone == table["alone"].to_list()
    assert together == table["with_others"].to_list()
    vetoed = sum(one.outcome == Outcome.VETOED for one in record.roll_calls)
    assert sum(alone) + sum(together) / 2 <= vetoed <= sum(alone) + sum(together)
    assert "P4" in describe_blocking(table)


def test_dissent_is_drawn_as_its_table_says(later, said):
    table = dissent(later, {RATES.name: said})
    ax = plot_dissent(table)
    assert heights(ax)[0] == pytest.approx(100 * table["recorded"])
    assert ax.lines[0].get_ydata() == pytest.approx(100 * table[RATES.name])
    assert RATES.name in describe_dissent(table)


def test_each_member_stands_beside_what_it_cast(later, said):
    vetoed = next(n for n, one in enumerate(later) if one.outcome == Outcome.VETOED)
    ax = plot_expected(later[vetoed], said[vetoed])
    widths = np.array([[bar.get_width() for bar in bars] for bars in ax.containers])
    assert widths.shape == (3, 15)
    assert widths.sum(axis=0) == pytest.approx(100)
    cast = [text.get_text() for text in ax.texts]
    assert len(cast) == 15
    assert cast.count("no") == (later[vetoed].ballots == 1).sum() >= 1
    assert "vetoed" in describe_expected(later[vetoed], said[vetoed])


def test_every_title_says_what_is_on_record_and_what_is_predicted(record, later, said):
    """No chance of a real vote stands alone: what was predicted is called so, beside the record."""
    table = dissent(later, {RATES.name: said})
    result = backtest(record, 1993, None, model=None, baselines=[RATES])
    predicted_beside = [
        (plot_dissent(table), describe_dissent(table)),
        (plot_expected(later[0], said[0]), describe_expected(later[0], said[0])),
        (plot_calibration(result), describe_calibration(result)),
        *((plot_scores(result, name), describe_scores(result, name)) for name in LOSSES),
    ]
    for ax, words in predicted_beside:
        for text in (ax.get_title(loc="left"), words):
            assert "predicted" in text
            assert "record" in text
    on_record = ends_by_period(record.roll_calls, STARTS), blocking(record.roll_calls, STARTS)
    for ax in (plot_ends(on_record[0]), plot_blocking(on_record[1])):
        assert "on record" in ax.get_title(loc="left")


def test_no_words_of_a_backtest_are_clipped_and_no_tick_is_markup(record, later, said):
    result = backtest(record, 1993, None, model=Alone(CLASS_RATES), baselines=[RATES])
    table = dissent(later, {RATES.name: said})
    drawn = [
        plot_dissent(table), plot_calibration(result), plot_expected(later[0], said[0]),
        plot_ends(ends_by_period(record.roll_calls, STARTS)),
        *(plot_scores(result, name) for name in LOSSES),
    ]  # fmt: skip
    for ax in drawn:
        figure = ax.figure
        figure.draw_without_rendering()
        ticks = [tick.get_text() for axis in (ax.xaxis, ax.yaxis) for tick in axis.get_ticklabels()]
        assert not [tick for tick in ticks if "$" in tick or "mathdefault" in tick]
        for text in (ax._left_title, ax.xaxis.label, ax.yaxis.label, figure._supxlabel):
            box = text.get_window_extent() if text and text.get_text() else None
            assert box is None or (box.x0 >= 0 and box.x1 <= figure.bbox.width), text.get_text()


def test_scoring_apart_is_scoring_at_once(record, said):
    at_once = backtest(record, 1993, None, model=None, baselines=[RATES])
    apart = assessed(record, 1993, None, {RATES.name: said}, first_is_model=False)
    assert repr(apart) == repr(at_once)  # not-a-number equals itself in print


def test_the_bars_of_a_year_are_the_vetoes_of_its_members_and_the_source_is_named():
    table = vetoes_by_year()
    ax = plot_vetoes(table)
    drawn = {bars.get_label(): sum(bar.get_height() for bar in bars) for bars in ax.containers}
    assert drawn == table[list(PERMANENT)].sum().to_dict()
    highest = max(bar.get_y() + bar.get_height() for bars in ax.containers for bar in bars)
    assert highest == table[list(PERMANENT)].sum(axis=1).max()
    assert "CC BY 4.0" in ax.figure._supxlabel.get_text()
    assert "on record" in ax.get_title(loc="left")


def test_vetoes_in_words_have_a_row_a_period():
    words = describe_vetoes(vetoes_by_year(), [1946, 1966, 1990, 2012])
    assert "269 votes on 236 documents were vetoed from 1946 to 2025." in " ".join(words.split())
    [last] = [line.split() for line in words.splitlines() if line.startswith("2012–2025")]
    assert last == ["2012–2025", "45", "13", "34", "11", "0", "13", "0", "3.2"]
    assert all(len(line) <= 80 for line in words.splitlines())
