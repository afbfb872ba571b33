"""Moments of who sends peacekeepers: counted by hand, from the tables, in file and page alike."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from studies.calibration.test_calibrated_eras import PAGE, cells_of, interval

from simulation import load
from simulation.engine.arrays import rounds_of
from simulation.measures.ratios import Ratio
from simulation.scenario.mistakes import InputError
from simulation.scenario.schema import PeacekeepersFile
from simulation.studies.calibration.calibrate import peacekeepers_on_record
from simulation.studies.calibration.checked import (
    CHECKED,
    CORRELATIONS,
    UNKNOWN,
    Bounded,
    Checked,
    SentOnRecord,
    concerns,
    in_model,
    missing,
    on_record,
    sent_on_record,
)
from simulation.studies.calibration.command import checked_object, left_out, tables_used
from simulation.studies.calibration.eras import ERAS, Space, scenario_of, setting
from simulation.studies.calibration.page import senders
from simulation.studies.peacekeeping.model import Peacekeepers, PeacekeeperShares, shares_of
from simulation.studies.peacekeeping.panel import NEEDED, SEATS
from simulation.studies.tables import invented
from simulation.studies.tables.reading import Tables

ERA = ERAS[2]
STATES = [f"S{n:02d}" for n in range(12)]


def a_panel():
    """Twelve states in two years: one permanent, one elected, and in 1991 more from S02."""
    rows = []
    for year, sent in ((1990, [2, 1, 3, *[0] * 8, 4]), (1991, [1, 3, 5, *[0] * 8, 1])):
        for n, (state, amount) in enumerate(zip(STATES, sent, strict=True)):
            seat = SEATS[min(n, 2)]
            has = {"income": n + 1.0, "population": 12.0 - n, "military": 1.0 + n % 5}
            rows.append({"year": year, "state": state, "seat": seat, "group": "", "money": 1 / 12,
                         "personnel": amount / 10, **has})  # fmt: skip
    return pd.DataFrame(rows)


def a_model(states):
    """Shares of peacekeepers in which everything but the states is 0.5."""
    half = Ratio(0.5, 0.4, 0.6, 10)
    return PeacekeeperShares("x", 10, dict.fromkeys(SEATS, half), {}, half, half, states)


def test_moments_of_a_record_are_means_over_years_with_the_lowest_and_the_highest():
    found = on_record(a_panel())
    assert list(found) == list(CHECKED)

    def near(value, low, high):
        return pytest.approx((value, low, high))

    def ends(name):
        return (found[name].value, found[name].low, found[name].high)

    assert ends("permanent") == near(0.15, 0.1, 0.2)
    assert ends("elected") == near(0.2, 0.1, 0.3)
    assert ends("other") == near(0.65, 0.6, 0.7)
    assert ends("top_five") == near(1.0, 1.0, 1.0)
    # Of n states: sum of (2 i - n - 1) times the i-th smallest share, by n.
    by_year = [(5 * 0.1 + 7 * 0.2 + 9 * 0.3 + 11 * 0.4) / 12,
               (5 * 0.1 + 7 * 0.1 + 9 * 0.3 + 11 * 0.5) / 12]  # fmt: skip
    assert ends("gini") == near(np.mean(by_year), min(by_year), max(by_year))


def test_correlations_of_the_model_are_with_what_states_have_on_record():
    means = pd.DataFrame({"income": range(1, 13), "population": range(12, 0, -1),
                          "military": range(1, 13), "income_a_head": range(1, 13)},
                         index=STATES, dtype=float)  # fmt: skip
    by_income = {state: float(n) for n, state in enumerate(STATES)} | {"elsewhere": 99.0}
    found = in_model(a_model(by_income), means)
    assert found["with_income"].value == pytest.approx(1.0)
    assert found["with_population"].value == pytest.approx(-1.0)
    assert found["permanent"] == Bounded(0.5, 0.4, 0.6)
    by_income.pop(STATES[0])  # the membership of the model lacks one: eleven are left
    assert in_model(a_model(by_income), means)["with_income"].value == pytest.approx(1.0)
    few = dict(list(by_income.items())[:5])
    assert not in_model(a_model(few), means)["with_income"].known


def test_inside_is_what_the_bounds_of_the_era_hold():
    record = dict.fromkeys(CHECKED, Bounded(0.5, 0.2, 0.6))
    model = {name: Bounded(value, value, value)
             for name, value in zip(CHECKED, np.linspace(0.0, 0.8, len(CHECKED)), strict=True)}  # fmt: skip
    model["gini"] = UNKNOWN
    found = Checked(SentOnRecord({"1990-1991": record}, pd.DataFrame()), model)
    assert list(found.inside.values()) == [0.2 <= model[k].value <= 0.6 for k in CHECKED]
    assert not found.inside["gini"]
    assert "| – [–, –] | no |" in senders(found)


def test_a_record_is_written_as_a_scenario_reads_it_and_without_what_is_not_known():
    moments = on_record(a_panel()) | {"with_military": UNKNOWN}
    (entry,) = peacekeepers_on_record({"1990-1991": moments})
    assert "with_military" not in entry
    read = PeacekeepersFile(**entry)
    assert read.permanent == pytest.approx([0.15, 0.1, 0.2])
    assert read.with_military is None


@pytest.mark.parametrize("wrong", ["[0.3, 0.4, 0.5]", "[0.3, 0.1]", "[0.3, 0.1, 1.5]"])
def test_a_record_out_of_order_is_refused(tmp_path, wrong):
    entry = {name: [0.3, 0.1, 0.5] for name in CHECKED if name not in CORRELATIONS}
    lines = "\n".join(f"{name} = {wrong if name == 'gini' else v}" for name, v in entry.items())
    path = tmp_path / "mine.toml"
    path.write_text(
        'title = "Mine"\ncouncil = "2000"\n[recorded]\nyears = "1990"\nsource = "invented"\n'
        "drafts = 1\nvetoed = 0.0\nfell_short = 0.0\n[[recorded.peacekeepers]]\n"
        f'years = "1990"\nsource = "invented"\n{lines}\n',
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="gini"):
        load(path)
    path.write_text(path.read_text(encoding="utf-8").replace(wrong, "[0.3, 0.1, 0.5]"))
    assert load(path).file.recorded.peacekeepers[0].gini == [0.3, 0.1, 0.5]


@pytest.mark.parametrize("era", ERAS, ids=lambda era: era.name)
def test_only_eras_with_years_of_personnel_have_a_record(era, tmp_path):
    tables = Tables([invented.write_tables(tmp_path, invented.contributions(), "1990_2010")])
    found = sent_on_record(tables, era)
    assert (found is not None) == concerns(era) == (era is ERA)
    if found is not None:
        assert list(found.by_years) == ["1990-2010", "1990-1999", "2000-2009", "2010-2010"]


def test_without_one_of_its_tables_there_is_no_record_and_it_is_named(tmp_path):
    tables = Tables([invented.write_tables(tmp_path, invented.contributions(), "1990_2010")])
    assert missing(tables) == []
    next(tmp_path.glob("gdp_current_usd_*.csv")).unlink()
    assert missing(tables) == ["gdp_current_usd_*.csv"]
    assert sent_on_record(tables, ERA) is None
    said = left_out(ERA, missing(tables))
    assert (
        "1990-2011: who sends peacekeepers is left out: there is no gdp_current_usd_*.csv" in said
    )
    votes = tables_used(tables, [ERA])
    assert votes == ["votes", "member votes", "ideal points"]


def test_a_calibration_depends_on_the_tables_of_peacekeepers_where_they_are_compared(tmp_path):
    tables = Tables([invented.write_tables(tmp_path, invented.contributions(), "1990_2010")])
    assert set(NEEDED) <= set(tables_used(tables, ERAS))
    assert not set(NEEDED) & set(tables_used(tables, ERAS[:2]))


def test_programs_get_record_model_and_periods_by_name():
    record = on_record(a_panel())
    periods = {"1990-1991": record, "1990-1990": record | {"gini": UNKNOWN}}
    shown = checked_object(Checked(SentOnRecord(periods, pd.DataFrame()), record))
    assert list(shown) == list(CHECKED)
    one = shown["permanent"]
    assert one["years"] == "1990-1991"
    assert (one["record"], one["record_low"], one["record_high"]) == pytest.approx((0.15, 0.1, 0.2))
    assert one["model"] == one["record"]
    assert one["inside"]
    assert one["periods"]["1990-1990"]["value"] == pytest.approx(0.15)


@pytest.mark.real
def test_the_scenario_and_the_page_hold_the_record_of_the_tables(real_tables):
    lacking = missing(real_tables)
    if lacking:
        pytest.skip(f"no {', '.join(lacking)} beside the votes")
    found = sent_on_record(real_tables, ERA)
    kept = [one.model_dump(exclude_none=True) for one in load(ERA.name).file.recorded.peacekeepers]
    assert kept == peacekeepers_on_record(found.by_years)  # else `make calibration`
    page = PAGE.read_text(encoding="utf-8")
    for name, what in CHECKED.items():
        _, own, _, _, *periods = cells_of(page, ERA, what)
        for cell, moments in zip([own, *periods], found.by_years.values(), strict=True):
            one = moments[name]
            assert cell == f"{one.value:.3f} [{one.low:.3f}, {one.high:.3f}]"


def test_the_page_holds_the_moments_of_the_scenario_and_calls_inside_what_is():
    page = PAGE.read_text(encoding="utf-8")
    sent = Peacekeepers.none(load(ERA.name), 500)
    for _ in sent.counted(rounds_of(sent.scenario, seed=7001, runs=range(500))):
        pass
    found = shares_of(sent)
    simulated = {seat: found.seats[seat] for seat in SEATS}
    simulated |= {"top_five": found.top_five, "gini": found.gini}
    kept = load(ERA.name).file.recorded.peacekeepers[0].model_dump()
    for name, what in CHECKED.items():
        _, record, model, verdict, *_ = cells_of(page, ERA, what)
        assert interval(record) == pytest.approx(kept[name], abs=6e-4)
        (_, low, high), (value, least, most) = interval(record), interval(model)
        if min(abs(value - low), abs(value - high)) >= 0.001:
            assert verdict == ("yes" if low <= value <= high else "no"), name
        if name in simulated:
            assert abs(simulated[name].value - value) <= 4.0 * (most - least) / 2.0 + 0.002, name
        assert not math.isnan(value)


def test_what_is_free_moves_who_sends_peacekeepers_as_far_as_the_page_says():
    """From end to end of the range, all else at the defaults."""
    space = Space.of(ERA)

    def moved(name):
        ends = []
        for end in (0.0, 1.0):
            point = np.where(np.array(space.names) == name, end, space.centre)
            sent = Peacekeepers.none(scenario_of(ERA, setting(space.values(point), 0.035)), 200)
            for _ in sent.counted(rounds_of(sent.scenario, seed=7, runs=range(200))):
                pass
            ends.append(shares_of(sent))
        return ends

    weak, strong = moved("baseline_strength")
    by = 100 * (strong.seats["permanent"].value - weak.seats["permanent"].value)
    elsewhere, asia = moved("regions.APG")
    of_five = 100 * (asia.top_five.value - elsewhere.top_five.value)
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert f"permanent members most, by {by:.0f} points" in text
    said = int(text.partition("that of the largest five by ")[2].partition(".")[0])
    assert said == pytest.approx(of_five, abs=3.0)


def test_an_era_that_ends_before_the_record_begins_is_not_concerned():
    assert not concerns(replace(ERA, last=1989))
    assert concerns(replace(ERA, first=1980, last=1990))
