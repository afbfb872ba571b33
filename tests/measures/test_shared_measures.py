"""Tables that count for themselves agree with the measures they share, to the last case."""

import pytest

from simulation import compare, load, run_batch
from simulation.analysis.aftermath import answers_over_time, carried_over_time, failed_episodes
from simulation.analysis.outcomes import hidden_and_visible, outcomes_by_cause
from simulation.engine.arrays import play
from simulation.experiments.reading import read
from simulation.measures.ratios import ANSWERS
from simulation.measures.rounds import played
from simulation.measures.table import GROUPS, MEASURES
from simulation.studies.findings.regimes import UNSETTLED, sums


@pytest.fixture(scope="module")
def results():
    return run_batch("repeated-crises", 30, seed=1)


@pytest.fixture(scope="module")
def measured(results):
    """The two sums of a measure over all histories."""
    rounds = read(results.to_pandas(), results.manifest)

    def sums(name):
        part, whole = MEASURES[name].sums(rounds)
        return part.sum(), whole.sum()

    return sums


@pytest.mark.parametrize(
    "end", ["adopted_in_full", "adopted_diluted", "vetoed", "fell_short", "withheld"]
)
def test_ends_by_cause_are_the_measures_of_ends(results, measured, end):
    table = outcomes_by_cause(results).set_index(["end", "cause"])
    row = table.loc[(end, "any")]
    assert (row["count"], row["total"]) == measured(end)


@pytest.mark.parametrize(
    ("kinds", "measure"),
    [
        (["visible"], "vetoed"),
        (["withheld"], "hidden_withheld"),
        (["withheld", "diluted"], "hidden"),
    ],
)
def test_vetoes_seen_and_hidden_are_the_measures_of_vetoes(results, measured, kinds, measure):
    table = hidden_and_visible(results)
    counted = table[table["kind"].isin(kinds)]["count"].sum()
    total = table[table["kind"] == kinds[0]]["total"].sum()
    assert (counted, total) == measured(measure)


@pytest.mark.parametrize("response", [*ANSWERS, "mediated", "unanswered"])
def test_answers_over_time_are_the_measures_of_answers(results, measured, response):
    table = answers_over_time(results)
    counted = table[table["response"] == response]["count"].sum()
    assert counted == measured(f"action_{response}" if response in ANSWERS else response)[0]


def test_episodes_that_failed_are_those_that_are_not_settled(results, measured):
    failed = failed_episodes(results)["count"].sum()
    settled, closed = measured("settled")
    assert failed == closed - settled


@pytest.mark.parametrize(
    ("scope", "who"), [("all", "both"), ("client", "clients"), ("other", "others")]
)
def test_the_findings_mean_the_same_by_unsettled(scope, who):
    history = play(load("repeated-crises"), seed=1, runs=range(30))
    here = sums(history)[UNSETTLED, scope]
    there = MEASURES[f"unsettled_{who}"].sums(played(history))
    for one, other in zip(here, there, strict=True):
        assert one.tolist() == other.tolist()
    compared = compare(
        "repeated-crises", measures=[f"unsettled_{who}"], rules=["charter", "no-veto"], runs=30
    )
    row = compared.rows[0]
    assert row.level.value == here[0].sum() / here[1].sum()


def test_legitimacy_after_the_last_round_is_its_measure(results, measured):
    table = carried_over_time(results).query("quantity == 'legitimacy'")
    part, whole = measured("legitimacy")
    assert table["value"].iloc[-1] == pytest.approx(part / whole, rel=1e-12)


@pytest.mark.parametrize("group", ["Paralysis", "How crises end"])
def test_a_share_of_crises_names_its_whole(group):
    for name, measure in GROUPS[group].items():
        assert measure.share
        assert ", of " in measure.words, name
