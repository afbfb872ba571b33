"""Every count that README and docs state is the one that the project itself gives."""

import functools
import re
from pathlib import Path

import numpy as np
import pytest
from studies.conftest import real_tables

from simulation.scenario.files import names, read, scenarios_folder
from simulation.scenario.load import load
from simulation.stages.parameters import TABLE
from simulation.studies.backtest.baselines.every import BASELINES
from simulation.studies.calibration.moments import MATCHED
from simulation.studies.record.vetoes import vetoes_by_period, vetoes_by_year

ROOT = Path(__file__).parents[1]
__all__ = ["real_tables"]
WORDS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty",
)  # fmt: skip


def page(name):
    return " ".join((ROOT / name).read_text(encoding="utf-8").split())


def lesson(name):
    return page(f"notebooks/{name}.ipynb")


@functools.cache
def scripts():
    """Every scenario with a script: its drafts, by name."""
    loaded = {name: load(name) for name in names("scenario")}
    return {name: scenario.script for name, scenario in loaded.items() if scenario.script}


def outcomes():
    """The recorded outcomes of all drafts that were put to the vote."""
    records = [draft.record for script in scripts().values() for draft in script]
    return [record.published.outcome for record in records if record and record.published]


def library():
    return read(scenarios_folder() / "cases.toml")["case"]


def headings(name):
    return len(re.findall(r"^## ", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE))


COUNTED = {
    "cases": lambda: len(scripts()),
    "real crises": lambda: len(set(scripts()) - {"abyssinia-1935"}),
    "recorded votes": lambda: len(outcomes()),
    "drafts withheld": lambda: sum(map(len, scripts().values())) - len(outcomes()),
    "cases of the library": lambda: len(library()),
    "rule sets": lambda: len(names("rule set")),
    "archetypes": lambda: len(load("repeated-crises").sitting.council.members),
    "eras": lambda: sum(name.startswith("era-") for name in names("scenario")),
    "lessons": lambda: len(list((ROOT / "notebooks").glob("*.ipynb"))),
    "questions": lambda: headings("docs/questions.md"),
    "baselines": lambda: len(BASELINES),
    "moments": lambda: len(MATCHED),
}

STATED = [
    ("docs/model.md", "The {n} cases, from Abyssinia 1935", "cases"),
    ("docs/model.md", "carry {n} recorded votes", "recorded votes"),
    ("docs/model.md", "recorded votes and {word} drafts withheld", "drafts withheld"),
    ("docs/model.md", "Of the {n} recorded votes of the cases", "recorded votes"),
    ("docs/model.md", "The {word} rule sets of `scenarios/rulesets/`", "rule sets"),
    ("README.md", "| {n} real crises, draft by draft", "real crises"),
    ("README.md", "{word} of these crises beside their record", "cases of the library"),
    ("README.md", "{Word} invented archetypes", "archetypes"),
    ("README.md", "{word} eras matched to the record", "eras"),
    ("README.md", "{word} lessons,", "lessons"),
    ("README.md", "{word} research questions", "questions"),
    ("docs/questions.md", "# {Word} questions to a batch", "questions"),
    ("docs/designs.md", "has {word} more questions", "questions"),
    ("docs/data.md", "answers {word} questions", "questions"),
    ("docs/cases.md", "The {word} were listed before any was coded", "cases of the library"),
    ("docs/calibration.md", "{n} moments are to be met", "moments"),
    ("docs/cases.md", "of {n} cases are right on the whole", "cases of the library"),
]


@pytest.mark.parametrize(("name", "phrase", "what"), STATED)
def test_a_count_that_a_page_states_is_the_one_there_is(name, phrase, what):
    n = COUNTED[what]()
    word = WORDS[n] if n < len(WORDS) else str(n)
    assert phrase.format(n=n, word=word, Word=word.capitalize()) in page(name)


@pytest.mark.parametrize(
    ("name", "phrase", "what"),
    [
        ("06-real-votes", "All splits and {word} baselines", "baselines"),
        ("05-asking-a-batch", "{word} more questions to a batch", "questions"),
    ],
)
def test_a_count_that_a_lesson_states_is_the_one_there_is(name, phrase, what):
    assert phrase.format(word=WORDS[COUNTED[what]()]) in lesson(name)


def test_the_cases_named_as_first_and_last_are_the_earliest_and_the_latest():
    years = {name: int(name[-4:]) for name in scripts()}
    assert min(years, key=years.get) == "abyssinia-1935"
    assert max(years, key=years.get) == "red-sea-2024"
    assert "from Abyssinia 1935 to the Red Sea 2024" in page("docs/model.md")


def test_every_rule_set_has_its_row_in_the_page_of_the_model():
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    table = text[text.index("rule sets of `scenarios/rulesets/`") :].split("\n\n")[1]
    rows = re.findall(r"^\| `([a-z0-9-]+)` \|", table, flags=re.MULTILINE)
    assert sorted(rows) == sorted(names("rule set"))


def test_every_case_is_in_the_table_of_the_readme_once():
    for name in scripts():
        assert page("README.md").count(f"`{name}`") >= 1, name


def test_every_parameter_has_its_row_in_the_page_of_parameters():
    text = (ROOT / "docs" / "parameters.md").read_text(encoding="utf-8")
    for name in TABLE:
        assert f"| `{name}` |" in text, name


def test_the_readme_names_every_lesson_by_its_title():
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        title = path.stem[3:].replace("-", " ")
        assert re.search(rf"\*{title}\*", page("README.md"), flags=re.IGNORECASE), title


def test_councils_are_there_for_every_year_and_pools_for_each_fifth():
    years = {int(name) for name in names("council") if name.isdigit()}
    assert years == set(range(1946, 2027))
    assert "a council for every year from 1946 to 2026" in page("docs/model.md")
    pools = {int(name) for name in names("pool") if name.isdigit()}
    assert pools == {1946, *range(1950, 2026, 5), 2011}
    assert "1946, each fifth year from 1950 to 2025, and 2011" in page("docs/sources.md")


@pytest.mark.parametrize(
    ("period", "votes", "a_year"), [("1990–2011", 26, "1.2"), ("2012–2025", 45, "3.2")]
)
def test_vetoes_told_on_the_page_of_validity_are_those_of_the_table(period, votes, a_year):
    row = vetoes_by_period(vetoes_by_year(), [1946, 1966, 1990, 2012]).loc[period]
    assert row["votes"] == votes
    assert f"{row['votes'] / row['years']:.1f}" == a_year
    assert str(votes) in page("docs/validity.md")
    assert f"{a_year} a year" in page("docs/validity.md")


@pytest.mark.real
def test_votes_told_of_the_record_are_those_of_the_public_tables(real_tables):
    from simulation.rollcalls.ballots import UNKNOWN
    from simulation.stages.adoption import Outcome
    from simulation.stages.voting import NO
    from simulation.studies.backtest.reading import read_record

    known = [
        vote for vote in read_record(real_tables).roll_calls if (vote.ballots != UNKNOWN).all()
    ]
    against = [
        vote.outcome == Outcome.ADOPTED
        and NO in vote.ballots[np.array(vote.draft.council.permanent)]
        for vote in known
    ]
    assert f"{len(known) - sum(against):,} substantive votes of 1946–2011" in page("README.md")
    late = [vote for vote in known if vote.draft.year >= 1990]
    vetoed = sum(vote.outcome == Outcome.VETOED for vote in late)
    assert f"({vetoed} of {len(late):,} recorded votes)" in page("docs/model.md")
