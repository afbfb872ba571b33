"""The page says what the study found."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import tomli_w
from un_personnel_page import page, section, studied

from simulation.scenario.mistakes import InputError
from simulation.studies.peacekeeping.rules import RULES
from simulation.studies.profiles.states import regional_groups
from simulation.studies.tables import invented
from simulation.studies.tables.reading import Tables

QUICK = [rule for rule in RULES if "boosting" not in rule.name]
PAGE = Path(__file__).parents[3] / "docs" / "un-personnel.md"


@pytest.fixture(scope="module")
def study(invented_tables, invented_groups, tmp_path_factory):
    """The study of the invented tables, before a council of invented members."""
    seats = [
        {
            "member": member,
            "name": member,
            "group": group,
            "alignment": 0.1,
            "permanent": bool(sits),
        }
        for member, sits, group in invented.council(2000)
    ]
    made = {"title": "Invented", "rounds": 8, "council": {"title": "Invented", "seat": seats}}
    path = tmp_path_factory.mktemp("era") / "era.toml"
    path.write_text(tomli_w.dumps(made), encoding="utf-8")
    return studied(
        Tables([invented_tables]),
        invented_groups,
        splits=(2003,),
        rules=QUICK,
        scenario=str(path),
        histories=60,
    )


def test_every_score_is_on_the_page_and_no_number_is_missing(study):
    text = page(study)
    assert "nan" not in text
    for one in study.splits[0].scores:
        row = next(line for line in text.splitlines() if line.startswith(f"| {one.name} |"))
        assert f"{100 * one.misplaced.value:.1f} [" in row
        assert f"| {one.divergence:.2f} |" in row
    assert "1990–1999, personnel" in text
    assert "| 2010, money |" in text
    assert "predicted 2008, 2009, 2010, of" in text


def test_the_models_peacekeepers_stand_beside_the_record(study):
    text = page(study)
    share = study.sent.seats["permanent"]
    assert f"| permanent | {100 * share.value:.1f} % [" in text
    assert f"members send {100 * share.value:.0f} % of the peacekeepers" in " ".join(text.split())
    assert "| shares of the model |" in text


def test_rates_for_peacekeeping_are_named_where_there_are_any(study):
    assert "premium" not in page(study)
    rates = pd.DataFrame(
        {
            "period": ["2007-2009", "2007-2009", "2022-2024"],
            "peacekeeping_pct_derived": [3.0, 25.0, 9.0],
        }
    )
    text = page(replace(study, rates=rates))
    assert "28 % in 2007–2009\n" in text
    assert "2022" not in text  # after the last year of personnel


def test_a_rate_that_cannot_be_is_refused(tmp_path, write_table):
    head = "period,iso3,peacekeeping_pct_derived"
    name = "un_peacekeeping_p5_rates_1.csv"
    write_table(tmp_path, name, head, "2007-2009,FRA,7.4", "2007-2009,USA,101")
    with pytest.raises(InputError, match="line 3: peacekeeping_pct_derived = '101': must be from"):
        Tables([tmp_path]).read("peacekeeping rates")


@pytest.mark.real
@pytest.mark.long
def test_the_page_that_is_there_is_that_of_the_tables(real_tables):
    """Trees and regressions may differ in a digit on another machine; all else is the same."""
    naive = [rule for rule in QUICK if "regression" not in rule.name]
    found = studied(real_tables, regional_groups(), rules=naive)
    there = PAGE.read_text(encoding="utf-8")
    first, _, _ = page(found).partition("### Fitted to")
    assert there.startswith(first)  # else `make un-personnel`
    for split in found.splits:
        for line in section(found, split).splitlines():
            assert line in there.splitlines()
