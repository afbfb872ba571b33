"""A history in which people decide for some members."""

import numpy as np
import pytest
from classroom.people import ALONE, MEMBERS, decide, table, up_to

from simulation.classroom.human import MODEL, completed, replay
from simulation.classroom.table import ASKED, Setting, scenario_of
from simulation.cli.commands.scenarios import as_toml
from simulation.engine.arrays import play
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError
from simulation.stages.adoption import Outcome
from simulation.stages.voting import ABSTAIN, NO, NO_VOTE, NOT_VOTING, YES


def same_history(found, history):
    for number, one in enumerate(found.rounds):
        taken = one.round.taken
        cast = history.ballots[number, :, 0]
        if taken is not None and taken.histories.size and not np.isnan(taken.tabled[0]):
            assert (taken.ballots[:, 0] == cast).all()
        else:
            assert (cast == NO_VOTE).all()
        assert (
            one.round.answer.effort[:, 0].astype(np.float32) == history.effort[number, :, 0]
        ).all()
        assert one.round.answer.provision[0] == history["provision"][number, 0]
        assert one.round.ends[0] == history["end"][number, 0]
        assert one.round.after.legitimacy[0] == history["legitimacy"][number, 0]
    assert len(found.rounds) == history.scenario.rounds


@pytest.mark.parametrize("secret", [True, False])
@pytest.mark.parametrize(
    "setting",
    [
        ALONE,
        Setting("free-riders", sizes="equal", alone=True, rounds=10),
        Setting("horseshoe", rules="no-veto", burden="assessed", alone=True, rounds=10),
        Setting("repeated-crises", burden="optimum", rounds=10),
        Setting("kuwait-1990"),
        Setting("kuwait-1990", redraft=True),
    ],
    ids=lambda setting: f"{setting.scenario}-{setting.burden}-{setting.sizes}-{setting.redraft}",
)
def test_without_people_the_history_is_that_of_a_batch(setting, secret):
    members = scenario_of(setting).sitting.council.members
    found = completed(
        table(setting=setting, kinds=ASKED, humans=members, secret=secret), frozenset()
    )
    same_history(found, play(scenario_of(setting), seed=1, runs=range(1)))


def test_a_council_of_the_world_is_a_scenario_that_a_file_holds(tmp_path):
    path = tmp_path / "class.toml"
    path.write_text(as_toml(scenario_of(ALONE).described()), encoding="utf-8")
    found = completed(table(humans=()), frozenset())
    same_history(found, play(load(path), seed=1, runs=range(1)))
    assert not any(one.meeting for one in found.rounds)


def test_nobody_outside_a_council_of_the_world_gives_anything():
    history = play(scenario_of(ALONE), seed=1, runs=range(20))
    assert not history.effort[:, len(MEMBERS) :].any()
    assert history.effort.any()


def test_a_history_stops_where_a_person_is_to_decide_and_goes_on_once_it_has():
    found = replay(table())
    assert {q.kind for q in found.waiting} == {"vote"}
    assert [q.member for q in found.waiting] == list(MEMBERS)
    after = decide(found, {})
    assert {q.kind for q in after.waiting} == {"contribute"}
    assert found.passed(1, "vote") is False
    assert after.passed(1, "vote") is True
    assert after.passed(1, "contribute") is False
    assert after.passed(2, "vote") is False


def test_a_person_sees_its_own_seat_alone():
    for question in replay(table(kinds=ASKED)).waiting:
        assert question.view.seats == (question.seat,)
        assert question.view.temper.shape == (1, 1)
        assert question.view.profiles.alignment.shape[0] == 1
    for question in up_to(replay(table()), "contribute").waiting:
        assert question.seen[0].stakes.shape == (1, 1)


@pytest.mark.parametrize("ballot", [YES, NO, ABSTAIN, NOT_VOTING])
def test_a_persons_ballot_is_cast_and_no_other_changes(ballot):
    start = up_to(replay(table()), "vote")
    ours, theirs = decide(start, {}), decide(start, {"trader": float(ballot)})
    seat = MEMBERS.index("trader")
    cast = theirs.rounds[-1].round.taken.ballots[:, 0]
    assert cast[seat] == ballot
    assert (
        np.delete(cast, seat) == np.delete(ours.rounds[-1].round.taken.ballots[:, 0], seat)
    ).all()


def test_a_persons_no_is_a_veto_where_its_seat_has_one():
    start = up_to(replay(table()), "vote")
    found = decide(start, {"ally": float(NO)})
    assert found.rounds[-1].round.taken.verdict.outcome[0] == Outcome.VETOED


def test_an_absent_decision_is_the_models_and_is_said_to_be():
    start = up_to(replay(table()), "vote")
    found = decide(start, {"ally": float(ABSTAIN)})
    answers = {q.member: q.answer for q in found.questions if q.kind == "vote"}
    assert answers["ally"] == ABSTAIN
    assert set(answers.values()) == {ABSTAIN, MODEL}
    by_rule = found.question(1, "vote", "trader")
    assert by_rule.decided == by_rule.by_rule


def test_secret_pledges_are_answered_by_nobody_and_open_ones_by_those_who_see_them():
    for secret in (True, False):
        people = ("hegemon",)
        start = up_to(replay(table(humans=people, secret=secret)), "contribute")
        by_rule = start.waiting[0].seen[0].effort.item()
        assert by_rule > 0.0
        ours = start.rounds[-1].round.answer.effort[:, 0]
        found = decide(start, {"hegemon": 0.0})
        theirs = found.meeting(1).round.answer.effort[:, 0]
        assert theirs[0] == 0.0
        assert (theirs[1:] == ours[1:]).all() == secret
        assert (theirs[1:] >= ours[1:]).all()


def test_a_pledge_beyond_a_members_means_is_refused():
    start = up_to(replay(table()), "contribute")
    means = start.waiting[0].seen[0].means.item()
    with pytest.raises(InputError, match=r"must be an effort from 0 to its means"):
        decide(start, {"hegemon": means + 0.1})


def test_only_the_first_round_of_a_crisis_is_a_meeting():
    found = completed(table(meetings=5), frozenset())
    met = [one for one in found.rounds if one.meeting]
    episodes = [int(one.round.before.episode[0]) for one in met]
    assert [one.meeting for one in met] == list(range(1, len(met) + 1))
    assert len(set(episodes)) == len(episodes) > 2


def test_every_draft_of_a_case_is_a_meeting():
    setting = Setting("kuwait-1990")
    found = completed(
        table(setting=setting, kinds=("vote",), humans=("YEM",), meetings=20), frozenset()
    )
    assert [one.meeting for one in found.rounds] == list(range(1, 12))


def test_what_a_person_wants_and_tables_is_what_the_council_has_before_it():
    start = replay(table(kinds=ASKED))
    assert {q.kind for q in start.waiting} == {"prefer"}
    wants = decide(start, dict.fromkeys(MEMBERS, 0.9))
    (pen,) = wants.waiting
    assert pen.kind == "draft"
    found = decide(wants, {pen.member: 0.35})
    assert {q.kind for q in found.waiting} == {"vote"}
    assert found.rounds[-1].round.taken.tabled[0] == 0.35
    withheld = decide(wants, {pen.member: None})
    assert np.isnan(withheld.rounds[wants.rounds[-1].round.number].round.taken.tabled[0])


def test_decisions_of_rounds_that_are_not_reached_have_no_part():
    one = table()
    nowhere = {((13, "vote", "ally"), 1.0), ((0, "vote", "nobody"), 1.0)}
    plain, more = replay(one), replay(one, frozenset(nowhere))
    assert [q.place for q in plain.waiting] == [q.place for q in more.waiting]


@pytest.mark.parametrize("change", [{"sizes": "equal"}, {"alone": True}])
def test_a_case_keeps_its_council(change):
    with pytest.raises(InputError, match="whose councils are on record"):
        scenario_of(Setting("kuwait-1990", **change))
