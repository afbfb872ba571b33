"""The case library: what counts as right, and the page that tells it."""

from dataclasses import replace
from pathlib import Path

import cases_page
import numpy as np
import pytest

from simulation import load
from simulation.analysis.right import CLASSES
from simulation.stages.adoption import End
from simulation.studies.cases import replays as cases
from simulation.studies.cases.replays import (
    by_case,
    library,
    on_the_whole,
    replayed,
    throughout,
)

PAGE = Path(__file__).parents[3] / "docs" / "cases.md"


@pytest.fixture(scope="module")
def hungary():
    case = load("hungary-1956"), load("hungary-1956", redraft=True)
    return replayed("Hungary 1956", *case, runs=60, seed=1)


def test_every_replay_of_the_library_has_a_record():
    for names in library().values():
        for name in names:
            assert any(draft.record for draft in load(name).script), name


def test_the_classes_are_the_ends_of_a_round_in_which_a_draft_was_considered():
    ends = [end for made_of in CLASSES.values() for end in made_of]
    assert len(ends) == len(set(ends))
    assert set(ends) == set(End) - {End.QUIET, End.DETERRED, End.UNSEEN, End.MEDIATED}


def test_shares_of_a_draft_add_up(hungary):
    for draft in hungary:
        assert sum(draft.shares.values()) == pytest.approx(1.0)
        assert sum(draft.redrafted.values()) == pytest.approx(1.0)
        assert draft.shares["withheld"] == 0.0


def test_a_recorded_veto_is_wrong_by_rote_and_right_in_most_draws(hungary):
    (veto,) = hungary
    assert veto.recorded == "vetoed"
    assert veto.right()
    assert not veto.right("rote")


def test_a_draft_is_right_only_above_seven_in_ten(hungary):
    (draft,) = hungary
    rest = dict.fromkeys(draft.shares, 0.0)
    assert not replace(draft, shares=rest | {"vetoed": 0.7, "adopted": 0.3}).right()
    assert replace(draft, shares=rest | {"vetoed": 0.71, "adopted": 0.29}).right()


def test_on_the_whole_is_weaker_than_throughout(hungary):
    (draft,) = hungary
    sure = replace(draft, shares=draft.shares | {"vetoed": 1.0})
    doubtful = replace(draft, shares=draft.shares | {"vetoed": 0.5})
    assert on_the_whole([sure, doubtful])
    assert not throughout([sure, doubtful])
    assert throughout([sure, sure])


def test_leaving_one_out_tunes_on_the_others_alone(monkeypatch):
    # The case left out would choose the first setting, the others the last.
    monkeypatch.setattr(cases, "library", lambda: {"a": ["a"], "b": ["b"], "c": ["c"]})
    monkeypatch.setattr(cases, "TUNED", {"veto_cost": (0.2, 0.4), "choice_noise": (0.05,)})

    def chances(names, setting):
        low = setting["veto_cost"] == 0.2
        return [0.9 if low == (names == ["a"]) else 0.1]

    monkeypatch.setattr(cases, "recorded_chances", chances)
    found = {one.case: one for one in cases.leave_one_out()}
    assert found["a"].setting["veto_cost"] == 0.4
    assert np.array_equal(found["a"].chances, [0.1])


def test_the_page_tells_every_draft_and_names_every_miss(hungary):
    (draft,) = hungary
    missed = replace(draft, shares=draft.shares | {"vetoed": 0.2, "adopted": 0.8})
    left_out = [cases.LeftOut("Hungary 1956", {"veto_cost": 0.2}, np.array([0.9]))]
    page = cases_page.cases_page([missed], left_out, 60, 1)
    assert f"{draft.draft.symbol} (1956-11-04" in page.split("## Every draft")[0]
    assert "adopted 0.80, vetoed 0.20" in page
    assert "1 of 1 cases are right on the whole" in page


def test_the_committed_page_holds_every_draft_of_every_case():
    text = PAGE.read_text(encoding="utf-8")
    for case, names in library().items():
        assert f"| {case} |" in text
        for name in names:
            for draft in load(name).script:
                assert draft.record is None or f"| {draft.date} | {draft.symbol} |" in text


@pytest.mark.long
def test_the_committed_page_is_what_the_command_makes():
    """The counts and the rows by case; a last digit of a share may differ elsewhere."""
    found = cases.replays(runs=1000, seed=1)
    text = PAGE.read_text(encoding="utf-8")
    assert cases_page.counts(found) in text
    assert cases_page.case_rows(found) in text
    assert len(by_case(found)) == len(library())
