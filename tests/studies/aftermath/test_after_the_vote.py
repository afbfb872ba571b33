"""Rounds beside their record, simple rules, and scores over cases."""

import math
from dataclasses import replace

import numpy as np
import pytest

from simulation import load, play
from simulation.scenario.on_record import COMPARED, ContributionFile, FollowedFile
from simulation.stages.adoption import End
from simulation.stages.answers import Kind
from simulation.stages.bypass import Action
from simulation.studies.aftermath.rounds import rounds_beside, same_leader
from simulation.studies.aftermath.rules import MODEL, RULES, shares
from simulation.studies.aftermath.scores import (
    AS_VOTED,
    VOTE,
    Scores,
    burden_scores,
    class_scores,
    estimate,
    leader_scores,
    non_bearers,
)

RUNS = 20


@pytest.fixture(scope="module")
def kuwait():
    return rounds_beside(runs=RUNS, seed=1, scenarios=["kuwait-1990"])


@pytest.fixture(scope="module")
def last(kuwait):
    return kuwait[-1]


def listed(**amounts):
    return ContributionFile(
        what="x", unit="x", currency="forces", amounts=amounts, provenance="invented: here"
    )


def made(beside, case="one", *, given, amounts, nothing=(), leader=None):
    """A round with this record, in which the model gives what is said."""
    followed = FollowedFile(
        done="force", decision="council", leader=leader, bore_nothing=list(nothing)
    )
    return replace(
        beside,
        case=case,
        followed=followed,
        lists={"forces": listed(**amounts)},
        given=beside.given | {MODEL: dict.fromkeys(COMPARED, given)},
    )


def test_every_draft_stands_beside_what_is_played(kuwait):
    scenario = load("kuwait-1990")
    history = play(scenario, seed=1, runs=range(RUNS))
    assert [b.draft.symbol for b in kuwait] == [d.symbol for d in scenario.script]
    for number, beside in enumerate(kuwait):
        assert beside.case == "Kuwait 1990-91"
        assert sum(beside.chances.values()) == pytest.approx(1.0)
        by_council = history["action"][number] == Action.COUNCIL
        more = history["done"][number] > Kind.WORDS
        # Words bear nobody anything, and count as nothing done.
        assert beside.chances["council"] == (by_council & more).mean()
        assert beside.chances["none"] == (~more).mean()
        seat = scenario.script[number].sitting.council.members.index("USA")
        for currency in COMPARED:
            borne = getattr(history, currency)[number].astype(float).sum(axis=1)
            share = borne[seat] / borne.sum() if borne.any() else 0.0
            assert beside.given[MODEL][currency]["USA"] == pytest.approx(share)


def test_lists_stand_beside_the_drafts_they_are_of(kuwait, last):
    assert [sorted(b.lists) for b in kuwait[:-1]] == [[]] * (len(kuwait) - 1)
    assert sorted(last.lists) == sorted(COMPARED)
    assert last.recorded("forces")["CUB"] == 0.0
    assert {"CHN", "YEM"} <= set(last.bore_nothing("money"))
    assert "GBR" in last.bore_nothing("money")
    assert "GBR" not in last.bore_nothing("forces")


def test_the_leader_of_a_coalition_is_its_seat_and_of_an_organisation_its_name():
    iraq = rounds_beside(runs=100, seed=1, scenarios=["iraq-2003"])
    assert {b.draft.symbol: b.leader for b in iraq}["S/2003/215"] == "USA"
    (kosovo,) = [
        b
        for b in rounds_beside(runs=5, seed=1, scenarios=["kosovo-1999"])
        if b.draft.symbol == "S/RES/1244"
    ]
    assert kosovo.leader == "nato-1999"
    assert same_leader(kosovo.followed.leader, kosovo.leader)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_shares_all_among_the_states_that_may_contribute(rule, last):
    for currency in COMPARED:
        given = last.given[rule][currency]
        assert sum(given.values()) == pytest.approx(1.0)
        assert set(given) == set(last.given[MODEL][currency])


def test_rules_go_by_what_they_say():
    scenario = load("kuwait-1990")
    draft = scenario.script[-1]
    seats = {seat.member: seat for seat in draft.sitting.council.seats}
    of = {rule: shares(rule, scenario, draft) for rule in RULES}
    assert len(set(of["equal shares"].values())) == 1
    for rule, key in (
        ("income", "size"), ("capability", "capability"), ("military spending", "military"),
    ):  # fmt: skip
        ratio = getattr(seats["USA"], key) / getattr(seats["FRA"], key)
        assert of[rule]["USA"] / of[rule]["FRA"] == pytest.approx(ratio)


def test_only_the_rule_of_supporters_spares_those_that_voted_against():
    scenario = load("kuwait-1990")
    draft = scenario.script[-1]
    assert draft.record.published.against == ["CUB", "YEM"]
    spared = {rule for rule in RULES if shares(rule, scenario, draft)["CUB"] == 0.0}
    assert spared == {"military spending × reach"}


def test_what_is_given_as_on_record_scores_all_and_nothing_falls_on_non_bearers(last):
    amounts = {"USA": 5.0, "GBR": 3.0, "CHN": 0.0}
    perfect = made(last, given={"USA": 0.6, "GBR": 0.4, "CHN": 0.0}, amounts=amounts)
    scores = burden_scores([perfect])
    assert scores["largest right, forces"][MODEL].by_case() == {"one": 1.0}
    assert scores["rank correlation, forces"][MODEL].by_case() == {"one": 1.0}
    assert scores["on non-bearers, forces"][MODEL].by_case() == {"one": 0.0}
    assert scores["largest right, money"][MODEL].by_case() == {}


def test_states_that_bore_nothing_stand_with_what_the_model_gives_them_over_all_cases(last):
    first = made(last, given={"USA": 0.5, "CHN": 0.5}, amounts={"USA": 1.0}, nothing=["CHN"])
    other = made(last, "two", given={"USA": 1.0}, amounts={"CHN": 1.0}, nothing=["USA"])
    assert non_bearers([first, other], "forces") == {"USA": 0.5, "CHN": 0.25}


def test_a_leader_is_right_by_code_and_bears_most_with_ties_by_lot(last):
    beside = made(last, given={"USA": 0.5, "GBR": 0.5}, amounts={"USA": 1.0}, leader="USA")
    scores = leader_scores([replace(beside, leaders={"GBR": 0.7, "USA": 0.3})])
    assert scores[MODEL].by_case() == {"one": 0.0}
    assert scores[f"bears most: {MODEL}"].by_case() == {"one": 0.5}
    assert leader_scores([replace(beside, leaders={"USA": 1.0})])[MODEL].by_case() == {"one": 1.0}


def test_the_class_is_scored_by_the_chance_of_what_was_done_and_by_the_vote(last):
    chances = {"none": 0.1, "council": 0.6, "assembly": 0.0, "regional": 0.0, "coalition": 0.3}
    voted = chances | {"none": 0.2, "coalition": 0.5}
    words = FollowedFile(done="words")
    alone = FollowedFile(done="force", decision="coalition")
    rounds = [
        replace(last, case="words", followed=words, chances=chances, as_voted=voted),
        replace(last, case="alone", followed=alone, chances=chances, as_voted=voted),
        replace(last, case="never", followed=alone, chances=chances, as_voted={}),
    ]
    scores = class_scores(rounds)
    assert {by: of.by_case() for by, of in scores["nobody acted"].items()} == {
        MODEL: {"words": 0.1}, AS_VOTED: {"words": 0.2}, VOTE: {"words": 0.0},
    }  # fmt: skip
    assert scores["somebody acted"][MODEL].by_case() == {"alone": 0.3, "never": 0.3}
    assert scores["somebody acted"][AS_VOTED].by_case() == {"alone": 0.5}
    assert scores["somebody acted"][VOTE].by_case() == {"alone": 0.0, "never": 0.0}


def test_histories_whose_vote_ends_as_on_record_are_told_apart():
    scenario = load("gaza-2023")
    history = play(scenario, seed=1, runs=range(RUNS))
    rounds = rounds_beside(runs=RUNS, seed=1, scenarios=["gaza-2023"])
    for number, beside in enumerate(rounds):
        adopted = beside.draft.record.published.outcome == "adopted"
        ended = np.isin(
            history["end"][number],
            (End.ADOPTED_IN_FULL, End.ADOPTED_DILUTED) if adopted else (End.VETOED,),
        )
        if not ended.any():
            assert beside.as_voted == {}
            continue
        by_council = history["action"][number] == Action.COUNCIL
        acted = (by_council & (history["done"][number] > Kind.WORDS))[ended]
        assert beside.as_voted["council"] == acted.mean()
        if not adopted and not (history["status_quo"][number] > 0.0).any():
            assert not acted.any()


def test_after_a_veto_the_vote_says_that_nobody_acts():
    (hungary,) = rounds_beside(runs=5, seed=1, scenarios=["hungary-1956"])
    assert class_scores([hungary])["nobody acted"][VOTE].by_case() == {"Hungary 1956": 1.0}


def test_a_case_counts_once_however_many_drafts_it_has():
    found = Scores(("one", "one", "one", "two"), (1.0, 0.0, math.nan, 1.0))
    assert found.by_case() == {"one": 0.5, "two": 1.0}
    assert estimate(found).value == 0.75


def test_intervals_are_over_cases_and_hold_the_mean():
    alike = estimate(Scores(tuple("abcdef"), (0.4,) * 6))
    assert (alike.value, alike.low, alike.high, alike.cases) == pytest.approx((0.4, 0.4, 0.4, 6))
    values = np.random.default_rng(0).normal(size=40)
    found = estimate(Scores(tuple(map(str, range(40))), tuple(values)))
    half = 1.96 * values.std() / math.sqrt(40)
    assert found.low == pytest.approx(values.mean() - half, abs=0.1 * half)
    assert found.high == pytest.approx(values.mean() + half, abs=0.1 * half)
    assert math.isnan(estimate(Scores((), ())).value)


def test_a_difference_is_taken_draft_by_draft():
    """A draft that one cannot be scored on is left out of both."""
    cases = ("a", "a", "b", "c")
    one = Scores(cases, (1.0, 0.0, 0.5, math.nan))
    other = Scores(cases, (0.75, math.nan, 0.25, 0.9))
    assert one.by_case()["a"] - other.by_case()["a"] == -0.25
    gap = estimate(one.less(other))
    assert (gap.value, gap.low, gap.high, gap.cases) == (0.25, 0.25, 0.25, 2)


def test_a_draft_after_which_the_model_gives_nothing_is_compared_with_no_rule(last):
    nothing = {currency: {"USA": 0.0} for currency in COMPARED}
    silent = replace(last, case="one", given={**last.given, MODEL: nothing})
    sound = replace(last, case="one")
    scores = burden_scores([sound, silent])["on non-bearers, forces"]
    alone = burden_scores([sound])["on non-bearers, forces"]
    gaps = [found[MODEL].less(found["income"]).by_case() for found in (scores, alone)]
    assert gaps[0] == gaps[1]
    assert non_bearers([sound, silent], "forces") == non_bearers([sound], "forces")


def test_an_organisation_cannot_bear_most(last):
    led = replace(last, case="one", followed=last.followed.model_copy(update={"leader": "NATO"}))
    scores = leader_scores([led])
    assert scores[f"bears most: {MODEL}"].by_case() == {}
    assert scores[MODEL].by_case() == {"one": 0.0}


@pytest.mark.parametrize(
    ("recorded", "found", "same"),
    [
        ("NATO", "nato", True), ("NATO", "nato-1982", True),
        ("African Union", "african-union", True), ("USA", "USA", True), ("USA", "FRA", False),
        ("OSCE", "nato-1982", False), ("OAS", "–", False),
    ],
)  # fmt: skip
def test_an_organisation_is_the_same_in_all_its_years(recorded, found, same):
    assert same_leader(recorded, found) is same
