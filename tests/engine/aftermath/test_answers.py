"""What follows the vote, over played histories: who acts, who pays, how it ends."""

import numpy as np
from engine.aftermath.long_run import repeated

from simulation.engine import aftermath
from simulation.engine.arrays import play
from simulation.stages.adoption import End
from simulation.stages.answers import Kind
from simulation.stages.bypass import Action

OUTSIDE = (Action.ASSEMBLY, Action.REGIONAL, Action.COALITION)


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


def test_in_a_coalition_only_who_leads_gives_without_a_gain(rounds):
    """A member gains where it wants more than half of what is done."""
    seen = 0
    for played in rounds:
        if played.taken is None:
            continue
        view, here = played.taken.situation.view, played.taken.histories
        answer, seats = played.answer, np.arange(15)[:, None]
        coalition = answer.action[here] == Action.COALITION
        gives = answer.effort[:15, here] > 0.0
        # θ after rivalry is θ less what the distance from the penholder costs.
        alignment = view.profiles.alignment
        p = view.parameters
        distance = np.abs(alignment - view.profiles.alignment_of(played.taken.situation.pen))
        wanted = view.wanted + p.rivalry_weight * p.rivalry * distance
        # Adding back what was taken away may err by a rounding.
        half = answer.strength[here] / 2.0
        gainless = (wanted < half - 1e-12) & (seats != answer.leader[here])
        assert not (gives & gainless & coalition).any()
        seen += (gainless & coalition).sum()
    assert seen > 50


def test_a_coalition_is_led_and_so_are_sanctions_and_force_by_mandate_alone(history):
    led, action, done = (history[name] for name in ("leader", "action", "done"))
    led = led >= 0
    coalition = action == Action.COALITION
    by_mandate = (action == Action.COUNCIL) & np.isin(done, (Kind.SANCTIONS, Kind.FORCE, Kind.AID))
    assert led[coalition].all()
    assert not led[~coalition & ~by_mandate].any()
    # Somebody at the table would give to most mandates.
    assert led[by_mandate].mean() > 0.5
    strength = history["strength"][coalition]
    assert (strength >= history.scenario.parameters.minimum_strength).all()


def test_only_its_members_contribute_to_an_organisations_action(organised, monkeypatch):
    """Those at the table and all others of the membership."""
    made, rounds = organised
    (body,) = made.world.organisations
    for played in rounds:
        regional = played.answer.action == Action.REGIONAL
        assert np.array_equal(played.answer.organisation >= 0, regional)
    found, share = [], aftermath.share_burden

    def watched(*arguments):
        found.append(share(*arguments))
        return found[-1]

    monkeypatch.setattr(aftermath, "share_burden", watched)
    play(made, seed=62, runs=range(200))
    belong, acted, beside = body.belong(made.sitting.states)[:, None], 0, 0
    for sharing in found:
        regional = sharing.acting.action == Action.REGIONAL
        given = (sharing.effort > 0.0) & regional
        assert not (given & ~belong).any()
        acted += regional.sum()
        of_others = given.copy()
        of_others[sharing.who.held, np.arange(given.shape[1])] = False
        of_others[sharing.who.named] = False
        beside += of_others.any(axis=0).sum()
    assert acted > 10
    assert beside > 0


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


def test_the_council_acts_only_where_a_mandate_is_in_force_and_as_strongly(history):
    in_force = np.nan_to_num(history["mandate"]) > 0.0
    acts = history["action"] == Action.COUNCIL
    assert in_force[acts].all()
    assert np.array_equal(history["strength"][acts], history["mandate"][acts])


def test_a_mandate_bars_others_as_far_as_it_goes(scenario, rounds):
    """Peacekeepers and force from all, sanctions from whoever wants little more, words from none."""
    beside = dict.fromkeys(Kind, 0)
    for played in rounds:
        answer, kind = played.answer, played.after.in_force
        mandated = played.mandate > 0.0
        others = mandated & np.isin(answer.action, OUTSIDE)
        for one in Kind:
            beside[one] += (others & (kind == one)).sum()
        coalition = others & (answer.action == Action.COALITION) & (kind == Kind.SANCTIONS)
        more = answer.strength[coalition] - played.mandate[coalition]
        assert (more >= scenario.parameters.beyond - 1e-12).all()
    assert not beside[Kind.PEACEKEEPING]
    assert not beside[Kind.FORCE]
    assert beside[Kind.SANCTIONS] > 10
    assert beside[Kind.WORDS] > 10


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
