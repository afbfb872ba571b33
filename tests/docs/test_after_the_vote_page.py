"""The page of what follows a vote is made from the rounds of the cases."""

from pathlib import Path

import after_the_vote_page as page
import pytest

from simulation.scenario.files import names
from simulation.scenario.load import load
from simulation.studies.aftermath.left_out import left_out
from simulation.studies.aftermath.rounds import rounds_beside
from simulation.studies.aftermath.scores import Scores, burden_scores, class_scores, estimate

NONE_GAVE = "on non-bearers, forces"
COMMITTED = Path(__file__).parents[2] / "docs" / "after-the-vote.md"


@pytest.fixture(scope="module")
def few():
    return rounds_beside(runs=6, seed=1, scenarios=["libya-2011", "hungary-1956", "kuwait-1990"])


def test_the_page_tells_every_draft_and_every_list(few):
    text = page.after_the_vote_page(few, 6, 1)
    assert "6\nsimulated histories" in text
    acts, bears = text.split("## Every draft: the")
    for beside in few:
        assert f"| {beside.draft.date} | {beside.draft.symbol} | {beside.followed.done} |" in acts
        assert (f"| {beside.draft.symbol} |" in bears) == bool(beside.lists)
    assert "USA 540000, SAU 100000, GBR 43000, EGY 36000, FRA 18000 (persons)" in bears


def test_the_findings_give_the_numbers_of_the_tables(few):
    found = page.after_the_vote_page(few, 6, 1).split("## What is compared")[0]
    model = estimate(burden_scores(few)["largest right, forces"]["the model"])
    assert f"at most 5, the model has {page.words(model)}" in " ".join(found.split())
    nobody = estimate(class_scores(few)["nobody acted"]["the model"])
    assert f"that nobody does is {page.words(nobody)}" in " ".join(found.split())


def test_a_page_without_lists_or_leaders_can_be_made():
    hungary = rounds_beside(runs=3, seed=1, scenarios=["hungary-1956"])
    assert "| 1956-11-04 | S/3730/Rev.1 | words |" in page.after_the_vote_page(hungary, 3, 1)


@pytest.mark.parametrize(
    ("model", "rule", "higher", "found"),
    [(0.9, 0.2, True, 1), (0.2, 0.9, True, -1), (0.9, 0.2, False, -1), (0.5, 0.5, True, 0)],
)
def test_better_and_worse_are_said_only_of_a_sure_difference(model, rule, higher, found):
    cases = tuple("abcdefgh")
    by_rule = Scores(cases, (rule,) * 8)
    assert page.sign(Scores(cases, (model,) * 8), by_rule, higher) == found
    unsure = Scores(cases, tuple(model + (3 if k % 2 else -3) for k in range(8)))
    assert page.sign(unsure, by_rule, higher) == 0


def test_a_difference_keeps_its_sign():
    assert [page.rounded(v, signed=True) for v in (-0.004, 0.001, 0.0, 0.25)] == [
        "-0.004", "+0.001", "+0.00", "+0.25",
    ]  # fmt: skip


def test_the_committed_page_holds_every_draft_with_a_record():
    text = COMMITTED.read_text(encoding="utf-8")
    for name in names("scenario"):
        for draft in load(name).script:
            if draft.followed is not None:
                assert f"| {draft.date} | {draft.symbol} | {draft.followed.done} |" in text


@pytest.mark.long
def test_the_committed_page_is_what_the_command_makes():
    """The scores; a last digit of a share may differ elsewhere."""
    rounds = rounds_beside(runs=400, seed=1)
    text = COMMITTED.read_text(encoding="utf-8")
    for table in page.burden_tables(burden_scores(rounds)):
        assert table in text
    assert page.class_table(class_scores(rounds)) in text


def test_a_page_says_where_numbers_chosen_on_other_cases_do_worse():
    cases = "abcdefgh"
    shipped = {"leader right": dict.fromkeys(cases, 0.5), NONE_GAVE: dict.fromkeys(cases, 0.3)}
    tempting = {"leader right": dict.fromkeys(cases, 0.9), NONE_GAVE: dict.fromkeys(cases, 0.6)}
    chosen = left_out([shipped, tempting])
    assert (
        f"worse than as shipped by these measures: {NONE_GAVE}; and better by these: leader right"
    ) in page.how_tuned(chosen)
    table = page.left_out_table(chosen, 20)
    assert "of 2 settings" in table
    assert "| leader right | 8 | 0.50 [0.50, 0.50] | 0.90 [0.90, 0.90] |" in table
    assert "| 0.50 to 0.90 |" in table
