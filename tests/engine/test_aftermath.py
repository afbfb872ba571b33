"""What follows the vote, over played histories: who acts, who pays, what is learnt, who sits."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import tomli_w

from simulation.engine.aftermath import BEFORE_THE_START, ROUNDS_A_YEAR
from simulation.engine.arrays import play, rounds_of
from simulation.engine.state import initial_state
from simulation.scenario.load import load
from simulation.stages import elections, outcome
from simulation.stages.bypass import Action
from simulation.stages.decision import End

LEARNT = ("response_clients", "response_others", "success_clients", "success_others")
SHARES = (*LEARNT, "legitimacy", "r2p", "support", "p_win")
OUTSIDE = (Action.ASSEMBLY, Action.REGIONAL, Action.COALITION)


def repeated(folder, **more):
    """The repeated crises, with more keys, and parameters if asked for."""
    raw = load("repeated-crises").file.model_dump(exclude_none=True, exclude_defaults=True)
    path = folder / "repeated.toml"
    path.write_text(tomli_w.dumps(raw | more), encoding="utf-8")
    return load(path)


@pytest.fixture(scope="module")
def scenario():
    return load("repeated-crises")


@pytest.fixture(scope="module")
def history(scenario):
    return play(scenario, seed=61, runs=range(150))


@pytest.fixture(scope="module")
def rounds(scenario):
    return list(rounds_of(scenario, seed=61, runs=range(150)))


@pytest.fixture(scope="module")
def organised(tmp_path_factory):
    """Rounds in which an organisation of a regional group exists beside the Council."""
    folder = tmp_path_factory.mktemp("organised")
    body = {"title": "Standby", "group": "AFR", "quota": "half", "bases": ["self-defence"]}
    (folder / "standby.toml").write_text(tomli_w.dumps(body), encoding="utf-8")
    made = repeated(folder, organisations=["standby.toml"])
    return made, list(rounds_of(made, seed=62, runs=range(400)))


def test_provision_is_the_sum_of_what_is_contributed(history):
    # Efforts are kept in single precision: 16 of them, each good to one part in 2^24.
    summed = history.effort.astype(np.float64).sum(axis=1)
    assert np.allclose(summed, history["provision"], rtol=1e-6, atol=1e-9)
    assert (history.effort >= 0.0).all()


def test_contributors_and_free_riders_are_counted_as_they_are(history):
    named, stakes = history.effort[:, :-1], history.stakes[:, :-1]
    assert np.array_equal(history["contributors"], (named > 0).sum(axis=1))
    assert np.array_equal(history["free_riders"], ((named == 0) & (stakes > 0)).sum(axis=1))


def test_nothing_is_contributed_where_nothing_is_done(history):
    idle = history["action"] == Action.NONE
    assert 0 < idle.sum() < idle.size
    assert not history.effort.transpose(0, 2, 1)[idle].any()
    for name in ("provision", "optimal", "contributors", "won", "lawful"):
        assert not history[name][idle].any(), name
    assert np.isnan(history["p_win"][idle]).all()


def test_every_way_of_acting_is_met_with(history):
    """So that what follows is about something."""
    done = set(np.unique(history["action"]).tolist())
    assert {Action.NONE, Action.COUNCIL, Action.ASSEMBLY, Action.COALITION} <= done


def test_only_the_willing_contribute_to_a_coalition(rounds):
    """Members that want action of some weight and are there, and whoever does not sit."""
    seen = 0
    for played in rounds:
        if played.taken is None:
            continue
        view, here = played.taken.situation.view, played.taken.histories
        coalition = played.answer.action[here] == Action.COALITION
        lost = played.answer.effort[:15, here] > 0.0
        # θ after rivalry is θ less what the distance from the penholder costs.
        alignment = view.profiles.alignment
        p = view.parameters
        distance = np.abs(alignment - view.profiles.alignment_of(played.taken.situation.pen))
        wanted = view.wanted + p.rivalry_weight * p.rivalry * distance
        # Adding back what was taken away may err by a rounding.
        unwilling = (wanted < p.minimum_strength - 1e-12) | view.absent
        assert not (lost & unwilling & coalition).any()
        seen += (unwilling & coalition).sum()
    assert seen > 50


def test_a_coalition_is_led_by_a_member_that_is_willing_and_nobody_else_leads(history):
    led = history["leader"] >= 0
    assert np.array_equal(led, history["action"] == Action.COALITION)
    assert (history["strength"][led] >= history.scenario.parameters.minimum_strength).all()


def test_only_its_members_contribute_to_an_organisations_action(organised):
    made, rounds = organised
    (body,) = made.world.organisations
    acted = 0
    for played in rounds:
        regional = played.answer.action == Action.REGIONAL
        assert np.array_equal(played.answer.organisation >= 0, regional)
        members = body.belong(made.sitting.states)[played.before.occupants][:, regional]
        given = played.answer.effort[:, regional] > 0.0
        assert not (given[:15] & ~members).any()
        assert not given[-1].any()
        acted += regional.sum()
    assert acted > 10


def test_an_organisation_is_led_by_one_of_its_own_members(organised):
    """And does what its keenest member would do, whoever else stands ready."""
    made, rounds = organised
    (body,) = made.world.organisations
    p, acted = made.parameters, 0
    for played in rounds:
        if played.taken is None:
            continue
        here = np.flatnonzero(played.answer.action[played.taken.histories] == Action.REGIONAL)
        histories = played.taken.histories[here]
        members = body.belong(made.sitting.states)[played.before.occupants][:, histories]
        view = played.taken.situation.view
        distance = np.abs(
            view.profiles.alignment - view.profiles.alignment_of(played.taken.situation.pen)
        )
        wanted = (view.wanted + p.rivalry_weight * p.rivalry * distance)[:, here]
        does = played.answer.strength[histories]
        # θ after rivalry is θ less what the distance costs; adding it back may err by a rounding.
        is_theirs = np.isclose(np.minimum(wanted, 1.0), does, rtol=0.0, atol=1e-12)
        assert (is_theirs & members).any(axis=0).all()
        acted += here.size
    assert acted > 10


def test_some_give_nothing_while_others_give(history):
    """The corner of the burden game is reached: without it nobody rides for free."""
    done = history["action"] != Action.NONE
    gives = (history.effort[:, :15] > 0.0).transpose(0, 2, 1)[done]
    mixed = gives.any(axis=1) & ~gives.all(axis=1)
    assert mixed.mean() > 0.9
    assert 0.25 < 1.0 - gives.mean() < 0.9


def test_all_together_would_never_provide_less_where_giving_has_no_private_benefit(tmp_path):
    """ρ = 0: the optimum is at least the sum of voluntary contributions."""
    made = repeated(tmp_path, parameters={"private_benefit": 0.0})
    free = play(made, seed=63, runs=range(100))
    assert (free["provision"] > 0.0).any()
    # Both sums are of sixteen terms of order one.
    assert (free["optimal"] >= free["provision"] - 1e-12).all()


def test_with_a_mandate_too_the_optimum_is_never_below_what_is_given(history):
    mandated = (history["action"] == Action.COUNCIL) & (history["provision"] > 0.0)
    assert mandated.any()
    assert (history["optimal"] >= history["provision"] - 1e-12)[mandated].all()


def test_the_council_acts_exactly_where_a_mandate_is_in_force(history):
    in_force = np.nan_to_num(history["mandate"]) > 0.0
    assert np.array_equal(history["action"] == Action.COUNCIL, in_force)
    acts = history["action"] == Action.COUNCIL
    assert np.array_equal(history["strength"][acts], history["mandate"][acts])


def test_the_assembly_acts_only_on_what_was_vetoed_and_as_strongly(history):
    acts = history["action"] == Action.ASSEMBLY
    assert history.is_end(End.VETOED)[acts].all()
    assert np.array_equal(history["strength"][acts], history["tabled"][acts])


def test_a_crisis_settles_where_it_is_mediated_or_its_answer_wins(history):
    assert np.array_equal(history["settled"], history["won"] | history.is_end(End.MEDIATED))
    assert history["closed"][history["settled"]].all()


def test_an_adequate_mandate_alone_settles_nothing(history):
    adequate = np.nan_to_num(history["mandate"]) >= history.scenario.parameters.adequate
    lost = adequate & ~history["won"] & ~history.is_end(End.MEDIATED)
    assert lost.any()
    assert not history["settled"][lost].any()


def test_answers_succeed_as_often_as_their_chances_say(history):
    done = history["action"] != Action.NONE
    p = history["p_win"][done]
    error = np.sqrt((p * (1.0 - p)).sum())
    assert abs(history["won"][done].sum() - p.sum()) <= 4.0 * error


def test_what_is_a_share_stays_one(history):
    for name in SHARES:
        values = history[name][~np.isnan(history[name])]
        assert values.size
        assert values.min() >= 0.0, name
        assert values.max() <= 1.0, name


def test_beliefs_about_clients_move_only_with_clients(history):
    """Selective deterrence, over whole histories: where a crisis of one class stands."""
    stands = history["episode"][1:] > 0
    client = history["client"][1:]
    for kind in ("response", "success"):
        clients, others = (np.diff(history[f"{kind}_{of}"], axis=0) for of in ("clients", "others"))
        assert not clients[stands & ~client].any()
        assert not others[stands & client].any()
        assert clients[stands & client].any()
        assert others[stands & ~client].any()


def test_a_crisis_mediated_before_there_is_a_mandate_teaches_challengers_nothing(history):
    """Nor does it count as a grave crisis left alone: legitimacy only drifts to its rest."""
    p = history.scenario.parameters
    mediated = history.is_end(End.MEDIATED) & (history["action"] == Action.NONE)
    left_alone = (history["episode"] > 0) & ~mediated & (history["action"] == Action.NONE)
    grave = history["severity"] >= p.grave
    for of in ("clients", "others"):
        moved = np.diff(history[f"response_{of}"], axis=0)
        assert not moved[mediated[1:]].any()
    before, after = history["legitimacy"][:-1], history["legitimacy"][1:]
    rest = (1.0 - p.forgetting) * before + p.forgetting * p.legitimacy_prior
    assert (mediated & grave)[1:].sum() > 20
    assert np.array_equal(after[mediated[1:]], rest[mediated[1:]])
    assert (after < rest)[(left_alone & grave)[1:]].all()


@pytest.mark.long
def test_over_a_hundred_years_beliefs_neither_freeze_nor_run_away(tmp_path):
    long = play(repeated(tmp_path, rounds=400), seed=64, runs=range(60))
    for name in (*LEARNT, "legitimacy"):
        at_the_end = long[name][-40:]
        assert at_the_end.std(axis=1).min() > 0.005, name
        assert 0.02 < at_the_end.mean() < 0.98, name
        # A class that nobody answers for ten years, nor deters, moves no belief in success.
        assert (long[name][-100] != long[name][-1]).all(), name
    # Nor does the world: crises break out, and are answered, in the last ten years too.
    assert long["onset"][-40:].any(axis=0).mean() > 0.9
    assert (long["action"][-40:] != Action.NONE).any(axis=0).mean() > 0.9


def test_half_of_the_elected_members_change_each_year_and_no_permanent_one(history, scenario):
    permanent = scenario.sitting.council.permanent
    occupants = history.occupants
    assert occupants.shape == (40, 15, 150)
    assert (occupants[:, permanent] == occupants[[0]][:, permanent]).all()
    for number in range(1, 40):
        changed = (occupants[number] != occupants[number - 1]).sum(axis=0)
        assert (changed == (5 if number % ROUNDS_A_YEAR == 0 else 0)).all()


def test_nobody_is_re_elected_immediately_or_sits_twice(history):
    yearly = history.occupants[::ROUNDS_A_YEAR]
    for before, after in pairwise(yearly):
        for run in range(after.shape[1]):
            assert len(set(after[:, run])) == 15
            newcomers = after[:, run][after[:, run] != before[:, run]]
            assert not set(newcomers) & set(before[:, run])


def test_elected_seats_stay_with_their_groups(history, scenario):
    group = scenario.sitting.membership.group
    assert np.array_equal(
        group[history.occupants], np.broadcast_to(group[history.occupants[:1]], (40, 15, 150))
    )


def test_at_the_first_election_all_that_do_not_sit_have_waited_alike(scenario):
    """Five years: nobody's terms before the first year are known."""
    start = initial_state(1, scenario)
    waiting = elections.waiting_years(start.last_served, 1, base_year=BEFORE_THE_START)
    assert np.unique(waiting).tolist() == [5]


def test_casualties_go_with_states_and_not_with_seats_where_a_script_changes_its_council():
    scenario = load("somalia-1992")
    councils = [scenario.sitting_at(n).council.members for n in range(scenario.rounds)]
    played = list(rounds_of(scenario, seed=61, runs=range(200)))
    changes, lost = 0, 0.0
    for before, after in pairwise(played):
        left, sits = councils[before.number], councils[after.number]
        here = before.after.casualties
        p = scenario.parameters
        answer = before.answer
        borne = outcome.casualties(answer.effort, answer.resistance, answer.strength, p)
        felt = (1.0 - p.casualty_decay) * before.before.casualties + borne
        for seat, member in enumerate(sits):
            if member in left:
                assert np.array_equal(here[seat], felt[left.index(member)])
            else:
                assert not here[seat].any()
        if left != sits:
            changes += 1
            gone = [left.index(member) for member in left if member not in sits]
            lost += felt[gone].sum()
    assert changes == 2
    assert lost > 0.0


def test_a_patron_that_loses_its_seat_stands_behind_nobody(tmp_path):
    """Elected members may be patrons where a scenario says so; their ties leave with them."""
    made = repeated(tmp_path, challenges={"patron_weights": {"sender": 1.0, "convert": 1.0}})
    seats = [made.sitting.council.seat_of(member) for member in ("sender", "convert")]
    lost = kept = 0
    for played in rounds_of(made, seed=66, runs=range(200)):
        before, after = played.before, played.after
        left = (before.occupants != after.occupants)[seats].any(axis=0) & after.standing
        crisis = after.crisis
        backed = crisis.patron >= 0
        assert not (backed & ~crisis.ties.any(axis=0) & after.standing).any()
        changed = before.occupants != after.occupants
        assert not (crisis.ties.astype(bool) & changed).any()
        lost += (left & (before.crisis.patron >= 0) & ~backed).sum()
        kept += (after.standing & backed).sum()
    assert lost > 0
    assert kept > 0


def test_without_a_pool_nobody_is_elected():
    assert play(load("horseshoe"), seed=61, runs=range(3)).occupants.shape == (40, 15, 1)


def without(scenario, **changes):
    """The same scenario and histories with some parameters changed."""
    return play(
        replace(scenario, parameters=replace(scenario.parameters, **changes)),
        seed=61,
        runs=range(150),
    )


def test_with_no_openings_and_no_assembly_nobody_acts_beside_the_council(scenario):
    closed = without(scenario, openings=0.0, uniting_for_peace=0.0)
    assert set(np.unique(closed["action"])) == {Action.NONE, Action.COUNCIL}


def test_each_way_past_the_council_is_switched_off_alone(scenario):
    assert not (without(scenario, openings=0.0)["action"] == Action.COALITION).any()
    assert not (without(scenario, uniting_for_peace=0.0)["action"] == Action.ASSEMBLY).any()


def test_where_nobody_learns_or_forgets_beliefs_stay(scenario):
    fixed = without(scenario, learning_rate=0.0, forgetting=0.0)
    for name in LEARNT:
        assert np.unique(fixed[name]).size == 1, name
    assert np.unique(fixed["legitimacy"]).size > 1


def test_without_mediation_nothing_is_mediated(scenario, history):
    assert not without(scenario, mediation=0.0).is_end(End.MEDIATED).any()
    assert history.is_end(End.MEDIATED).any()


VOTE_COLUMNS = ("severity", "end", "cause", "penholder", "wanted", "tabled", "twin", "yes", "no")

LATER_MECHANISMS = {
    "openings": 0.0,
    "uniting_for_peace": 0.0,
    "stake_scale": 0.0,
    "casualty_rate": 0.0,
    "learning_rate": 0.0,
    "forgetting": 0.0,
    "legitimacy_rate": 0.0,
    "overreach": 0.0,
}
"""Everything after the vote, at its off value."""


@pytest.mark.parametrize("name", LATER_MECHANISMS)
def test_what_follows_the_vote_changes_nothing_of_the_first_round_before_it(
    scenario, history, name
):
    changed = without(scenario, **{name: LATER_MECHANISMS[name]})
    assert np.array_equal(changed.ballots[0], history.ballots[0])
    for column in VOTE_COLUMNS:
        kept, there = changed[column][0], history[column][0]
        assert np.array_equal(kept, there, equal_nan=kept.dtype.kind == "f"), column


def test_switching_off_casualties_changes_nothing_of_the_first_round(scenario, history):
    """But what is felt of them after it; support falls in later rounds only."""
    bloodless = without(scenario, casualty_rate=0.0)
    assert np.array_equal(bloodless.effort[0], history.effort[0])
    for name in set(history.columns) - {"casualties"}:
        kept, there = bloodless[name][0], history[name][0]
        assert np.array_equal(kept, there, equal_nan=kept.dtype.kind == "f"), name
    assert history["casualties"][0].any()
    assert not np.array_equal(bloodless.effort, history.effort)


def test_with_all_that_follows_the_vote_off_each_crisis_meets_a_council_without_a_memory(scenario):
    """What members want then depends on draws, crisis and members alone, whatever came before.

    So without elections the same draws make the same new crisis and the same
    first vote on it, under rules that change every history, where both have one.
    """
    off = replace(load("horseshoe").parameters, **LATER_MECHANISMS, reach=1.0, mediation=0.0)
    charter, free = (
        play(replace(load("horseshoe", rules=rules), parameters=off), seed=65, runs=range(200))
        for rules in ("charter", "no-veto")
    )
    new = charter["onset"] & free["onset"]
    assert new[5:].any()
    for name in ("severity", "kind", "region", "patron", "penholder", "wanted", "twin"):
        there, other = charter[name][new], free[name][new]
        assert np.array_equal(there, other, equal_nan=there.dtype.kind == "f"), name
    same = new & charter.voted & free.voted & (charter["tabled"] == free["tabled"])
    assert same[5:].any()
    ballots = (h.ballots.transpose(0, 2, 1)[same] for h in (charter, free))
    assert np.array_equal(*ballots)
