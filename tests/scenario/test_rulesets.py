"""What every rule set must keep to, whoever wrote it: found at run time, one file each."""

import pickle
from dataclasses import fields, replace
from types import SimpleNamespace

import numpy as np
import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.engine.arrays import play
from simulation.rollcalls.tallies import tally_votes
from simulation.scenario.files import names
from simulation.scenario.load import load
from simulation.scenario.reading import load_council, load_rules
from simulation.scenario.scenario import TYPE_NAMES
from simulation.scenario.schema import CouncilFile, SeatFile
from simulation.scenario.sitting import sitting_of
from simulation.stages.adoption import End, Outcome, decide
from simulation.stages.voting import ABSTAIN, NO, NOT_VOTING, YES

RULE_SETS = sorted(names("rule set"))
CHARTERS = ["charter", "charter-1946"]
PERMANENT = 5
SIZES = (1, 5, 11, 15, 24, 32)


def council(rules, seats):
    """A council of so many seats; members that the rules name sit on it, five are permanent."""
    named = rules.vetoes if isinstance(rules.vetoes, list) else []
    members = [*named, *(f"M{n}" for n in range(seats - len(named)))]
    return CouncilFile(
        title=f"a council of {seats}",
        seat=[
            SeatFile(member=m, name=m, group="AFR", alignment=0.0, permanent=n < PERMANENT)
            for n, m in enumerate(members)
        ],
    )


def sitting_under(name, seats=None):
    rules = load_rules(name)
    return sitting_of(rules, council(rules, seats or rules.seats or 15), name)


def outcomes(ballots, rules):
    """What ballots (seat, vote) decide, nobody a party and no veto suspended."""
    nobody = np.zeros(ballots.shape, dtype=bool)
    return decide(ballots, rules, nobody, nobody[:1]).outcome


@st.composite
def roll_calls(draw, seats):
    """Ballots (seat,), often near the quota and with few noes, so that outcomes differ."""
    kinds = draw(st.sampled_from([(YES, NO, ABSTAIN, NOT_VOTING), (YES, YES, YES, ABSTAIN, NO)]))
    return np.array(
        draw(st.lists(st.sampled_from(kinds), min_size=seats, max_size=seats)), dtype=np.int8
    )


def test_there_are_rule_sets():
    assert {"charter", "charter-1946", "no-veto", "no-veto-1946"} <= set(RULE_SETS)


@pytest.mark.parametrize("name", RULE_SETS)
class TestEveryRuleSet:
    def test_says_what_it_is_and_where_it_comes_from(self, name):
        rules = load_rules(name)
        assert len(rules.title) > 5
        assert len(rules.source) > 20

    def test_fits_the_councils_it_is_for(self, name):
        rules = load_rules(name)
        fitting = [rules.seats] if rules.seats else [n for n in SIZES if not fixed_need(rules) > n]
        assert fitting
        for seats in fitting:
            made = sitting_under(name, seats).rules
            assert 1 <= made.quota <= seats
            assert 1 <= made.procedural_quota <= seats
            assert made.holds_veto.shape == (seats,)

    def test_the_sizes_it_refers_to_have_rules_of_another_size(self, name):
        rules = load_rules(name)
        for other in rules.other_sizes:
            assert load_rules(other).seats != rules.seats

    def test_unanimity_adopts_and_silence_does_not(self, name):
        rules = sitting_under(name).rules
        seats = len(rules.holds_veto)
        ballots = np.array([[YES, NOT_VOTING]] * seats, dtype=np.int8)
        assert list(outcomes(ballots, rules)) == [Outcome.ADOPTED, Outcome.FELL_SHORT]

    @settings(deadline=None, max_examples=50)
    @given(data=st.data())
    def test_a_yes_added_never_defeats(self, name, data):
        rules = sitting_under(name).rules
        before = data.draw(roll_calls(len(rules.holds_veto)))
        after = np.repeat(before[:, None], len(before), axis=1)
        np.fill_diagonal(after, YES)
        if outcomes(before[:, None], rules)[0] == Outcome.ADOPTED:
            assert (outcomes(after, rules) == Outcome.ADOPTED).all()

    @settings(deadline=None, max_examples=50)
    @given(data=st.data())
    def test_what_it_adopts_would_pass_without_vetoes(self, name, data):
        rules = sitting_under(name).rules
        without = replace(rules, holds_veto=np.zeros_like(rules.holds_veto))
        ballots = data.draw(roll_calls(len(rules.holds_veto)))[:, None]
        if outcomes(ballots, rules)[0] == Outcome.ADOPTED:
            assert outcomes(ballots, without)[0] == Outcome.ADOPTED
        assert outcomes(ballots, without)[0] != Outcome.VETOED

    def test_survives_a_journey_to_another_process(self, name):
        sitting = sitting_under(name)
        back = pickle.loads(pickle.dumps(sitting)).rules
        for field in fields(back):
            assert np.array_equal(getattr(back, field.name), getattr(sitting.rules, field.name))


def fixed_need(rules):
    """The most seats that any of its numbers asks for."""
    needs = (rules.quota, rules.procedural_quota, rules.override, rules.vetoes)
    return max(n if isinstance(n, int) else len(n) if isinstance(n, list) else 1 for n in needs)


@pytest.mark.parametrize("name", CHARTERS)
class TestTheCharter:
    @settings(deadline=None, max_examples=50)
    @given(data=st.data())
    def test_a_permanent_members_no_always_blocks(self, name, data):
        rules = sitting_under(name).rules
        ballots = data.draw(roll_calls(len(rules.holds_veto)))
        ballots[data.draw(st.integers(0, PERMANENT - 1))] = NO
        assert outcomes(ballots[:, None], rules)[0] != Outcome.ADOPTED

    @settings(deadline=None, max_examples=50)
    @given(data=st.data())
    def test_a_permanent_members_abstention_never_blocks(self, name, data):
        rules = sitting_under(name).rules
        ballots = data.draw(roll_calls(len(rules.holds_veto)))
        ballots[:PERMANENT][ballots[:PERMANENT] == NO] = ABSTAIN
        assert outcomes(ballots[:, None], rules)[0] != Outcome.VETOED

    @settings(deadline=None, max_examples=50)
    @given(data=st.data())
    def test_elected_members_are_interchangeable(self, name, data):
        rules = sitting_under(name).rules
        ballots = data.draw(roll_calls(len(rules.holds_veto)))
        others = ballots.copy()
        others[PERMANENT:] = data.draw(st.permutations(list(ballots[PERMANENT:])))
        assert outcomes(ballots[:, None], rules)[0] == outcomes(others[:, None], rules)[0]


@pytest.fixture
def new_rules(tmp_path):
    """A rule set that nobody has programmed: three vetoes block, twelve yeses override them."""
    path = tmp_path / "three-noes.toml"
    path.write_text(
        'title = "Three vetoes, or none"\nsource = "Invented for this test"\nseats = 15\n'
        "quota = 9\nvetoes_to_block = 3\noverride = 12\n",
        encoding="utf-8",
    )
    return path


def test_a_new_rule_set_is_a_file_and_no_code(new_rules):
    one = tally_votes("1990", "CHN=N FRA=N RUS=N CAN=A *=Y", str(new_rules))
    assert (one.rules, one.decision.outcome) == ("Three vetoes, or none", "vetoed")
    passed = tally_votes("1990", "CHN=N FRA=N RUS=N *=Y", str(new_rules))
    assert passed.decision.outcome == "adopted"


def test_a_scenario_can_be_played_under_a_new_rule_set(new_rules):
    scenario = load("horseshoe", rules=str(new_rules))
    assert scenario.sitting.rules.vetoes_to_block == 3
    assert scenario.sitting.rules.override == 12


def test_a_code_of_conduct_binds_those_who_signed_it_in_mass_atrocities():
    sitting = sitting_of(load_rules("act-code"), load_council("2024"), "act-code")
    council = sitting.council
    each_type = SimpleNamespace(type=np.arange(len(TYPE_NAMES)))
    spared = sitting.spared(each_type, council.profiles.signatory[:, None])
    freed = {
        (council.members[seat], TYPE_NAMES[kind]) for seat, kind in np.argwhere(spared)
        if council.permanent[seat]
    }  # fmt: skip
    assert freed == {("FRA", "mass-atrocity"), ("GBR", "mass-atrocity")}


def same_ballots(one, other):
    return np.array_equal(one.ballots, other.ballots)


def test_where_nobody_has_signed_a_code_of_conduct_changes_nothing():
    played = [
        play(load("kuwait-1990", rules=rules), seed=3, runs=range(20))
        for rules in ("charter", "act-code")
    ]
    assert same_ballots(*played)


def test_a_debate_of_vetoes_is_the_cost_of_a_no_that_its_number_says():
    debated, costly, charter = (
        play(load("horseshoe", rules=rules, **changes), seed=3, runs=range(50))
        for rules, changes in (
            ("un-76-262", {}), ("charter", {"assembly_debate_cost": 0.1}), ("charter", {}),
        )
    )  # fmt: skip
    assert same_ballots(debated, costly)
    assert not same_ballots(debated, charter)
    assert (debated["end"] == End.VETOED).sum() < (charter["end"] == End.VETOED).sum()


def test_the_cost_of_a_debate_is_added_to_that_of_the_scenario(tmp_path):
    both = load("horseshoe", rules="un-76-262", assembly_debate_cost=0.25)
    assert both.parameters.assembly_debate_cost == 0.35
    again = tmp_path / "again.toml"
    again.write_text(tomli_w.dumps(both.described()), encoding="utf-8")
    assert load(again).parameters.assembly_debate_cost == 0.35


def test_the_more_vetoes_it_takes_the_fewer_drafts_are_vetoed():
    """Of the same drafts: replays of Syria, whose texts are the script's."""
    vetoed = [
        (play(load("syria-2011", rules=rules), seed=1, runs=range(100))["end"] == End.VETOED).sum()
        for rules in ("strict-abstention", "charter", "double-veto", "triple-veto", "no-veto")
    ]
    assert vetoed == sorted(vetoed, reverse=True)
    assert len(set(vetoed[1:])) >= 3
    assert vetoed[-1] == 0
