"""What reports say, in words that hold: intervals, histories that do not count, names of rows."""

import itertools
import math
import re
from types import SimpleNamespace

import pandas as pd
import pytest

from simulation.analysis.aftermath import failed_episodes, impartiality, spread_of
from simulation.analysis.outcomes import rows_of
from simulation.experiments.batch import run_batch
from simulation.figures.aftermath import describe_failed, describe_impartiality
from simulation.figures.burdens import left_out_words
from simulation.figures.outcomes import interval_words
from simulation.figures.report import tables_of
from simulation.figures.text import aligned, described
from simulation.measures.rates import BY_RULE, NO_INTERVAL
from simulation.scenario.load import load
from simulation.scenario.values import REST
from simulation.scenario.words import STRENGTHS, amount_words, sentences, strength_words

LEFT = "; a row leaves out those with nothing that it counts."


@pytest.mark.parametrize(
    "name", ["client-states", "horseshoe", "cold-war", "free-riders", "sovereignty"]
)
def test_what_rules_without_vetoes_decide_has_no_interval_among_failures(name):
    results = run_batch(load(name, rules="no-veto"), 40, seed=1)
    table = failed_episodes(results)
    vetoed = [row for row in rows_of(table) if row.reason == "vetoed" and row.total]
    assert vetoed
    assert all(row.value == 0.0 and math.isnan(row.low) for row in vetoed)
    assert re.search(r"vetoed +0\.0 % +0 of", describe_failed(table))
    assert "In brackets: 95 % intervals" in describe_failed(table)
    charter = failed_episodes(run_batch(name, 40, seed=1))
    assert not [r for r in rows_of(charter) if r.reason == "vetoed" and r.total and r.low != r.low]


@pytest.mark.parametrize("share", [0.0, 1.0])
@pytest.mark.parametrize("histories", [2, 5, 100])
def test_a_share_from_which_no_history_departs_has_no_interval(share, histories):
    import numpy as np

    assert spread_of(share, np.zeros(histories), histories).low is None
    errors = np.zeros(histories)
    errors[:2] = 0.01, -0.01
    assert spread_of(share, errors, histories).low is not None


@pytest.mark.parametrize(
    ("counted", "played", "said"),
    [
        (99, 100, "over at most 99 of 100 histories" + LEFT),
        (98, 100, "over at most 98 of 100 histories" + LEFT),
        (100, 100, "over 100 histories."),
        (2, 2000, "over at most 2 of 2,000 histories" + LEFT),
        (1999, 2000, "over at most 1,999 of 2,000 histories" + LEFT),
    ],
)
def test_histories_that_do_not_count_are_said_to(counted, played, said):
    rows = [
        SimpleNamespace(low=math.nan, histories=played),
        SimpleNamespace(low=0.1, histories=counted),
    ]
    attrs = {"histories": played}
    assert interval_words(rows, attrs) == f"In brackets: 95 % intervals {said}"


def test_without_any_interval_it_is_said_why():
    assert interval_words([SimpleNamespace(low=math.nan, histories=5)], {}) == BY_RULE
    assert interval_words([SimpleNamespace(low=math.nan, histories=1)], {}) == NO_INTERVAL


@pytest.mark.parametrize(
    "name", ["cold-war", "horseshoe", "libya-2011", "syria-2011", "sovereignty"]
)
def test_no_two_rows_of_a_table_of_numbers_are_called_alike_and_none_by_a_key(name):
    results = run_batch(name, 5, seed=1)
    for heading, rows in tables_of(results.summary()):
        labels = [row["label"] for row in rows]
        assert len(set(labels)) == len(labels)
        for words in (heading, *labels):
            assert "_" not in words
            assert not re.search(r"\bmodels\b|of free|of considered|of tabled|of closed", words)
        lines = aligned(("what", "value"), [(label, "9") for label in labels]).split("\n")
        at = [k for k, line in enumerate(lines) if line.endswith("  9")]
        shown = [" ".join(lines[a:b]) for a, b in itertools.pairwise([*at, len(lines)])]
        assert len(set(shown)) == len(labels)


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        (1, "ships", "1 ship"),
        (1.0, "persons", "1 person"),
        (1, "sorties", "1 sortie"),
        (2, "ships", "2 ships"),
        (0.5, "ships", "0.5 ships"),
        (1, "aircraft", "1 aircraft"),
        (1, "billion US dollars", "1 billion US dollars"),
        (1, "percent of the total", "1 percent of the total"),
    ],
)
def test_one_of_a_thing_is_no_plural(amount, unit, said):
    assert amount_words(amount, unit) == said


@pytest.mark.parametrize("strength", [0.05, 0.3, 0.4, 0.6, 0.7, 0.9])
def test_a_strength_between_two_steps_names_both(strength):
    words = strength_words(strength)
    below = [step for step in STRENGTHS if step < strength]
    above = [step for step in STRENGTHS if step > strength]
    if below:
        assert words == f"between {STRENGTHS[below[-1]]} and {STRENGTHS[above[0]]}"
    else:
        assert words == f"less than to {STRENGTHS[above[0]]}"


def test_impartiality_says_what_differs():
    table = impartiality(run_batch("horseshoe", 40, seed=1))
    text = re.sub(r"\s+", " ", describe_impartiality(table))
    assert "the shares of rounds in which anybody does something differ by" in text
    assert "of the rounds more" not in text


SOME = "In brackets: 95 % intervals over 9 histories."


@pytest.mark.parametrize(
    ("cells", "stand"),
    [
        ([("a", "31.2 % [30.1, 32.4]"), ("b", "0.0 %")], True),
        ([("a", "-1.5 % [-2.0, 0.1]")], True),
        ([("a", "0.948 [0.947, 0.949]")], True),
        ([("a", "82.2 %"), ("b", "0.0 %")], False),
        ([("a", "not defined")], False),
    ],
)
def test_brackets_are_announced_only_where_some_stand(cells, stand):
    text = described("Title", "Said.", aligned(("what", "share [95 %]"), cells), intervals=SOME)
    assert (SOME in text) == stand
    assert ("[95 %]" in text) == stand


@pytest.mark.parametrize("why", [BY_RULE, "A single history gives no interval."])
def test_why_there_is_no_interval_is_said_all_the_same(why):
    assert why in " ".join(described("Title", "Said.", intervals=why).split())


@pytest.mark.parametrize("before", range(70, 80))
def test_no_number_is_parted_from_its_per_cent_sign(before):
    for number in ("95 % intervals", "(0.6 % [0.1, 1.0]", "100.0 %"):
        text = sentences("x" * before, number)
        assert not any(line.lstrip().startswith("%") for line in text.splitlines())
        assert " ".join(text.split()) == f"{'x' * before} {number}"


@pytest.mark.parametrize("names", [(), ("JPN",), ("VEN", "HUN", "CPV", "MAR")])
def test_states_without_a_share_of_burdens_are_named(names):
    table = pd.DataFrame(
        {"member": ["USA", *names, REST], "burden": [1.0, *(math.nan for _ in names), math.nan]}
    )
    said = " ".join(left_out_words(table))
    assert said.startswith(f"Left out are {len(names)} more") == bool(names)
    assert all(name in said for name in names)
    assert REST not in said
