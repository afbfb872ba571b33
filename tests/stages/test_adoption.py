"""What ballots decide: the Charter's rules, and the smallest changes that would have adopted."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import (
    FROM_1946,
    PERMANENT,
    SINCE_1966,
    ballot_papers,
    charter,
    counted_out,
    examples,
    many_examples,
    nobody,
    votes,
)

from simulation.stages.adoption import (
    Outcome,
    decide,
    held_procedural,
    overruled,
    predefined_strength,
    smallest_changes,
)
from simulation.stages.parameters import Parameters
from simulation.stages.voting import ABSTAIN, NO, NOT_VOTING, YES, duty_to_abstain

CHARTERS = (SINCE_1966, FROM_1946)

any_charter = pytest.mark.parametrize("rules", CHARTERS, ids=["1966", "1946"])


def outcome_of(ballots, rules):
    """What one vote (seat,) decides, everyone counted and no veto suspended."""
    cast = np.asarray(ballots, dtype=np.int8)[:, None]
    return Outcome(decide(cast, rules, nobody(cast), nobody(cast)).outcome[0])


def papers(rules):
    return ballot_papers(rules.holds_veto.size)


@st.composite
def charter_votes(draw):
    """Ballots under either Charter; yes is as likely as the rest together."""
    rules = draw(st.sampled_from(CHARTERS))
    ballots = draw(papers(rules))
    keen = draw(st.integers(0, ballots.size))
    ballots[draw(st.permutations(range(ballots.size)))[:keen]] = YES
    return rules, ballots


@examples
@given(votes(st.integers(1, 15)))
def test_a_verdict_is_what_counting_seat_by_seat_gives(vote):
    verdict = decide(*vote.arguments)
    yes, blocks, outcome = counted_out(
        vote.ballots[:, 0], vote.rules, vote.uncounted[:, 0], vote.spared[:, 0]
    )
    assert verdict.yes[0] == yes
    assert verdict.vetoes[:, 0].sum() == blocks
    assert verdict.outcome[0] == outcome
    tally = verdict.yes + verdict.no + verdict.abstain + verdict.not_voting
    assert tally[0] == vote.ballots.size
    if outcome == Outcome.FELL_SHORT:
        overridden = vote.rules.override is not None and yes >= vote.rules.override
        assert verdict.also_blocked[0] == (blocks >= vote.rules.vetoes_to_block and not overridden)
    else:
        assert not verdict.also_blocked[0]


@examples
@given(charter_votes(), st.data())
def test_a_yes_added_never_defeats(vote, data):
    rules, ballots = vote
    assume(outcome_of(ballots, rules) == Outcome.ADOPTED)
    seat = data.draw(st.integers(0, ballots.size - 1))
    ballots[seat] = YES
    assert outcome_of(ballots, rules) == Outcome.ADOPTED


@examples
@given(votes(st.integers(1, 10)), st.data())
def test_a_yes_added_never_defeats_under_any_rules(vote, data):
    assume(decide(*vote.arguments).outcome[0] == Outcome.ADOPTED)
    more = vote.ballots.copy()
    more[data.draw(st.integers(0, more.size - 1)), 0] = YES
    assert decide(more, vote.rules, vote.uncounted, vote.spared).outcome[0] == Outcome.ADOPTED


@examples
@given(charter_votes(), st.integers(0, PERMANENT - 1))
def test_a_permanent_members_no_always_blocks(vote, seat):
    rules, ballots = vote
    ballots[seat] = NO
    assert outcome_of(ballots, rules) != Outcome.ADOPTED
    ballots[:] = YES
    ballots[seat] = NO
    assert outcome_of(ballots, rules) == Outcome.VETOED


@any_charter
@pytest.mark.parametrize("away", [ABSTAIN, NOT_VOTING])
@pytest.mark.parametrize("seat", range(PERMANENT))
def test_a_permanent_members_abstention_or_absence_never_blocks(rules, away, seat):
    others = [s for s in range(rules.holds_veto.size) if s != seat]
    for yeses in range(rules.quota, len(others) + 1):
        for left_out in range(len(others)):
            order = others[left_out:] + others[:left_out]
            ballots = np.full(rules.holds_veto.size, ABSTAIN)
            ballots[order[:yeses]] = YES
            ballots[seat] = away
            assert outcome_of(ballots, rules) == Outcome.ADOPTED


@examples
@given(charter_votes(), st.integers(0, PERMANENT - 1))
def test_a_permanent_members_abstention_and_absence_decide_the_same(vote, seat):
    rules, ballots = vote
    ballots[seat] = ABSTAIN
    abstained = outcome_of(ballots, rules)
    ballots[seat] = NOT_VOTING
    assert outcome_of(ballots, rules) == abstained


@examples
@given(charter_votes(), st.data())
def test_elected_members_are_interchangeable(vote, data):
    rules, ballots = vote
    before = outcome_of(ballots, rules)
    order = data.draw(st.permutations(range(PERMANENT, ballots.size)))
    ballots[PERMANENT:] = ballots[order]
    assert outcome_of(ballots, rules) == before


@examples
@given(charter_votes(), st.integers(PERMANENT, 10))
def test_an_elected_members_no_is_worth_its_abstention(vote, seat):
    rules, ballots = vote
    ballots[seat] = NO
    opposed = outcome_of(ballots, rules)
    ballots[seat] = ABSTAIN
    assert outcome_of(ballots, rules) == opposed


@any_charter
def test_the_quota_is_of_affirmative_votes_not_of_votes_cast(rules):
    ballots = np.full(rules.holds_veto.size, ABSTAIN)
    ballots[-(rules.quota - 1) :] = YES
    assert outcome_of(ballots, rules) == Outcome.FELL_SHORT
    ballots[0] = YES
    assert outcome_of(ballots, rules) == Outcome.ADOPTED


@pytest.mark.parametrize(
    "substantive",
    [
        {},
        {"override": 12},
        {"abstention_blocks": True},
        {"vetoes_to_block": 2},
        {"parties_count": False},
        {"abstention_allowed": False},
    ],
)
def test_on_procedure_its_own_quota_decides_and_nobody_vetoes(substantive):
    """Art. 27(2), with a quota of its own: 6 of 15, where the substance takes 9."""
    rules = replace(charter(15, 9, **substantive), procedural_quota=6)
    procedure = rules.for_procedure()
    assert outcome_of([NO] * 5 + [YES] * 6 + [ABSTAIN] * 4, procedure) == Outcome.ADOPTED
    assert outcome_of([NO] * 5 + [YES] * 5 + [ABSTAIN] * 5, procedure) == Outcome.FELL_SHORT
    assert outcome_of([NO] * 5 + [YES] * 10, rules) != outcome_of([NO] * 5 + [YES] * 10, procedure)
    kept = ("procedural_quota", "vetoes_to_block", "abstention_allowed", "parties_count")
    assert [getattr(procedure, of) for of in kept] == [getattr(rules, of) for of in kept]
    assert (procedure.override, procedure.abstention_blocks) == (None, False)


def test_too_few_yeses_fall_short_even_where_a_permanent_member_says_no():
    ballots = np.array([[NO] + [YES] * 8 + [ABSTAIN] * 6]).T
    verdict = decide(ballots, SINCE_1966, nobody(ballots), nobody(ballots))
    assert verdict.outcome[0] == Outcome.FELL_SHORT
    assert verdict.also_blocked[0]


def test_an_override_needs_its_number_of_yeses_and_no_fewer():
    rules = replace(SINCE_1966, override=12)
    for yeses, outcome in ((9, Outcome.VETOED), (11, Outcome.VETOED), (12, Outcome.ADOPTED)):
        ballots = np.array([NO] * 3 + [YES] * yeses + [ABSTAIN] * (12 - yeses))
        assert outcome_of(ballots, rules) == outcome


def test_a_suspended_veto_does_not_block_where_it_is_suspended():
    ballots = np.array([[NO] + [YES] * 14] * 2).T
    suspended = np.array([[True, False]])
    verdict = decide(ballots, SINCE_1966, nobody(ballots), suspended)
    assert list(verdict.outcome) == [Outcome.ADOPTED, Outcome.VETOED]


def test_a_ballot_left_out_neither_blocks_nor_counts():
    ballots = np.array([[NO] + [YES] * 9 + [ABSTAIN] * 5]).T
    left_out = nobody(ballots)
    left_out[0] = True
    verdict = decide(ballots, SINCE_1966, left_out, nobody(ballots))
    assert verdict.outcome[0] == Outcome.ADOPTED
    assert (verdict.yes[0], verdict.no[0], verdict.not_voting[0]) == (9, 0, 1)
    left_out[1] = True
    verdict = decide(ballots, SINCE_1966, left_out, nobody(ballots))
    assert verdict.outcome[0] == Outcome.FELL_SHORT


@examples
@given(papers(SINCE_1966), papers(SINCE_1966).map(lambda ballots: ballots == NO))
def test_who_must_abstain_does_unless_away(ballots, bound):
    cast = duty_to_abstain(ballots[:, None], bound[:, None])[:, 0]
    assert np.array_equal(cast[~bound], ballots[~bound])
    away = ballots == NOT_VOTING
    assert (cast[bound & away] == NOT_VOTING).all()
    assert (cast[bound & ~away] == ABSTAIN).all()


def test_a_party_bound_to_abstain_cannot_veto():
    ballots = np.array([[NO] + [YES] * 14], dtype=np.int8).T
    bound = nobody(ballots)
    bound[0] = True
    assert outcome_of(ballots[:, 0], SINCE_1966) == Outcome.VETOED
    assert outcome_of(duty_to_abstain(ballots, bound)[:, 0], SINCE_1966) == Outcome.ADOPTED


@examples
@given(ballot_papers(15))
def test_fewer_vetoes_adopt_whatever_more_would_have(ballots):
    """No veto ⊇ triple ⊇ double ⊇ single, and practice ⊇ strict, for the same ballots."""
    ladder = [
        charter(15, 9, abstention_blocks=True),
        charter(15, 9),
        charter(15, 9, vetoes_to_block=2),
        charter(15, 9, vetoes_to_block=3),
        charter(15, 9, veto_holders=0),
    ]
    adopted = [outcome_of(ballots, rules) == Outcome.ADOPTED for rules in ladder]
    assert adopted == sorted(adopted)


@examples
@given(votes(st.integers(1, 10)), st.data())
def test_taking_a_veto_away_never_defeats_an_adopted_draft(vote, data):
    assume(decide(*vote.arguments).outcome[0] == Outcome.ADOPTED)
    holds = vote.rules.holds_veto.copy()
    holds[data.draw(st.integers(0, holds.size - 1))] = False
    without = replace(vote.rules, holds_veto=holds)
    assert decide(vote.ballots, without, vote.uncounted, vote.spared).outcome[0] == Outcome.ADOPTED


def adopts_with(vote, changes):
    """Whether some set of so many changed ballots adopts; a yes is the best a ballot can become."""
    for seats in combinations(range(vote.ballots.size), changes):
        changed = vote.ballots.copy()
        changed[list(seats)] = YES
        if decide(changed, vote.rules, vote.uncounted, vote.spared).outcome[0] == Outcome.ADOPTED:
            return True
    return False


@many_examples
@given(votes(st.integers(1, 6)))
def test_the_smallest_changes_adopt_and_no_fewer_do(vote):
    remedies = smallest_changes(*vote.arguments)
    fewest = next((n for n in range(vote.ballots.size + 1) if adopts_with(vote, n)), None)
    if fewest in (None, 0):
        assert remedies == []
        return
    assert remedies
    assert {remedy.changes for remedy in remedies} == {fewest}


@many_examples
@given(votes(st.integers(1, 6)), st.data())
def test_ballots_changed_as_a_remedy_says_adopt(vote, data):
    for remedy in smallest_changes(*vote.arguments):
        lifted = data.draw(st.permutations(remedy.vetoers))[: remedy.lift]
        open_seats = np.flatnonzero((vote.ballots != YES) & ~vote.uncounted)
        others = [seat for seat in open_seats if seat not in lifted]
        to_yes = [*lifted, *others][: remedy.gain_yes]
        changed = vote.ballots.copy()
        changed[list(lifted)] = ABSTAIN
        changed[to_yes] = YES
        assert (changed != vote.ballots).sum() <= remedy.changes
        verdict = decide(changed, vote.rules, vote.uncounted, vote.spared)
        assert verdict.outcome[0] == Outcome.ADOPTED


def test_a_lone_veto_of_a_draft_with_enough_votes_is_one_change():
    ballots = np.array([[YES] * 3 + [NO, ABSTAIN] + [YES] * 10]).T
    (remedy,) = smallest_changes(ballots, SINCE_1966, nobody(ballots), nobody(ballots))
    assert (remedy.vetoers, remedy.lift, remedy.gain_yes, remedy.changes) == ((3,), 1, 0, 1)


@pytest.mark.parametrize(("vetoes_to_block", "lift"), [(1, 3), (2, 2), (3, 1)])
@pytest.mark.parametrize("abstention_blocks", [False, True])
def test_only_the_vetoes_that_are_too_many_need_lifting(vetoes_to_block, lift, abstention_blocks):
    """Under a veto by abstention a lifted ballot must become a yes."""
    rules = charter(15, 9, vetoes_to_block=vetoes_to_block, abstention_blocks=abstention_blocks)
    ballots = np.array([[NO] * 3 + [YES] * 12]).T
    (remedy,) = smallest_changes(ballots, rules, nobody(ballots), nobody(ballots))
    needed = lift if abstention_blocks else 0
    assert (remedy.lift, remedy.gain_yes, remedy.changes) == (lift, needed, lift)


@pytest.mark.parametrize(
    ("preliminary", "procedural", "outcome"),
    [
        ([YES] * 9 + [NO] * 6, True, Outcome.ADOPTED),
        ([YES] * 8 + [NO] * 7, False, Outcome.FELL_SHORT),
        ([NO] + [YES] * 14, False, Outcome.VETOED),
        ([ABSTAIN] + [YES] * 9 + [NO] * 5, True, Outcome.ADOPTED),
        ([NO] + [YES] * 8 + [NO] * 6, False, Outcome.FELL_SHORT),
    ],
)
def test_a_veto_on_the_preliminary_question_keeps_a_matter_substantive(
    preliminary, procedural, outcome
):
    cast = np.array(preliminary)[:, None]
    held, verdict = held_procedural(cast, SINCE_1966, nobody(cast), nobody(cast))
    assert (held[0], verdict.outcome[0]) == (procedural, outcome)


def test_on_the_preliminary_question_too_ballots_are_left_out_and_vetoes_suspended():
    cast, first = np.array([[NO] + [YES] * 9 + [NO] * 5]).T, np.arange(15)[:, None] == 0
    assert not held_procedural(cast, SINCE_1966, nobody(cast), nobody(cast))[0][0]
    assert held_procedural(cast, SINCE_1966, first, nobody(cast))[0][0]
    assert held_procedural(cast, SINCE_1966, nobody(cast), first)[0][0]


@pytest.mark.parametrize(("against_it", "falls"), [(0, False), (8, False), (9, True), (15, True)])
def test_a_ruling_stands_unless_a_procedural_quota_overrules_it(against_it, falls):
    cast = np.array([[NO] * (15 - against_it) + [YES] * against_it]).T
    assert overruled(cast, SINCE_1966)[0] == falls


def test_where_nobody_blocks_a_draft_that_falls_short_needs_no_veto_lifted():
    ballots = np.array([[YES] * 7 + [ABSTAIN] * 8]).T
    (remedy,) = smallest_changes(ballots, SINCE_1966, nobody(ballots), nobody(ballots))
    assert (remedy.vetoers, remedy.lift, remedy.gain_yes, remedy.changes) == ((), 0, 2, 2)


def test_an_override_within_reach_is_told_beside_the_vetoes():
    ballots = np.array([[NO] * 2 + [YES] * 10 + [ABSTAIN] * 3]).T
    rules = replace(SINCE_1966, override=12)
    lifted, overridden = smallest_changes(ballots, rules, nobody(ballots), nobody(ballots))
    assert (lifted.lift, lifted.gain_yes, lifted.changes) == (2, 0, 2)
    assert (overridden.lift, overridden.gain_yes, overridden.changes) == (0, 2, 2)


def test_an_adopted_draft_needs_no_change():
    ballots = np.array([[YES] * 9 + [ABSTAIN] * 6]).T
    assert smallest_changes(ballots, SINCE_1966, nobody(ballots), nobody(ballots)) == []


def test_predefined_rules_impose_what_an_untied_average_member_wants():
    p = Parameters()
    severity = np.array([0.0, 0.5, 0.7, 1.0])
    wanted = p.baseline_strength + p.severity_weight * (severity - 0.5)
    assert np.array_equal(predefined_strength(severity, p)[1:3], wanted[1:3])
    assert predefined_strength(np.array([1.0]), replace(p, severity_weight=3.0)) == 1.0
    assert (
        predefined_strength(np.array([0.0]), replace(p, severity_weight=3.0)) == p.minimum_strength
    )
