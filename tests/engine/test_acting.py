"""Organisations under a mandate, members that stay away, withheld drafts, shifts of policy."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.engine.arrays import play, rounds_of
from simulation.engine.mesa_model import CouncilModel
from simulation.scenario.load import load
from simulation.stages.adoption import Cause, End
from simulation.stages.answers import Kind
from simulation.stages.bypass import NO_LEADER, Action
from simulation.stages.voting import NOT_VOTING

RUNS = range(120)


@pytest.fixture(scope="module")
def organised():
    scenario = load("regional-organisations")
    return scenario, list(rounds_of(scenario, seed=67, runs=RUNS))


def changed(scenario, **of_organisations):
    """The scenario with something else in all of its organisations."""
    bodies = tuple(replace(body, **of_organisations) for body in scenario.world.organisations)
    return replace(scenario, world=replace(scenario.world, organisations=bodies))


def test_under_a_mandate_only_an_organisation_that_may_enforce_carries_it_out(organised):
    scenario, rounds = organised
    bodies = scenario.world.organisations
    seen = set()
    for played in rounds:
        answer, crisis = played.answer, played.before.crisis
        mandated = answer.action == Action.COUNCIL
        acting = answer.organisation[mandated]
        for number in np.unique(acting[acting >= 0]):
            body = bodies[number]
            assert "enforcement" in body.bases
            where = mandated & (answer.organisation == number)
            assert body.region < 0 or (crisis.region[where] == body.region).all()
            seen.add(body.name)
        others = (answer.action == Action.NONE) | (answer.action == Action.COALITION)
        assert (answer.organisation[others] < 0).all()
    assert seen == {"archetype-alliance", "archetype-standby"}


def test_where_none_may_enforce_mandates_are_carried_out_as_without_organisations(organised):
    scenario, _ = organised
    powerless = play(changed(scenario, bases=frozenset()), seed=67, runs=RUNS)
    without = play("repeated-crises", seed=67, runs=RUNS)
    assert np.array_equal(powerless.ballots, without.ballots)
    assert np.array_equal(powerless.effort, without.effort)
    assert (powerless["organisation"] == -1).all()


def test_an_organisation_under_a_mandate_adds_to_what_is_provided(organised):
    """Compared in the first round, where the same mandates stand in both.

    To act in one's own organisation is worth something to its members, beside what it is to
    stand with the same lead nation; where that is no member, another leads.
    """
    scenario, rounds = organised
    first = rounds[0].answer
    none = next(rounds_of(load("repeated-crises"), seed=67, runs=RUNS)).answer
    enforced = (first.action == Action.COUNCIL) & (first.organisation >= 0)
    assert enforced.sum() > 10
    assert first.provision[enforced].sum() > none.provision[enforced].sum()
    belong = np.array(
        [body.belong(scenario.sitting.states) for body in scenario.world.organisations]
    )
    held = rounds[0].before.occupants[none.leader, np.arange(none.leader.size)]
    leads = enforced & (none.leader != NO_LEADER) & belong[first.organisation, held]
    assert leads.sum() > 2
    assert (first.provision[leads] >= none.provision[leads]).all()
    assert (first.provision[leads] > none.provision[leads]).any()
    plain = (first.action == Action.COUNCIL) & (first.organisation < 0)
    assert np.array_equal(first.effort[:, plain], none.effort[:, plain])


@pytest.fixture(scope="module")
def league():
    return [
        play(name, seed=68, runs=RUNS) for name in ("league-with-hegemon", "league-without-hegemon")
    ]


def test_a_member_that_has_not_joined_never_votes_drafts_leads_or_contributes(league):
    inside, outside = league
    seat = outside.scenario.contributor_names.index("hegemon")
    voted = outside.ballots[:, seat][outside.voted]
    assert voted.size
    assert (voted == NOT_VOTING).all()
    assert not (outside["penholder"] == seat).any()
    assert not (outside["leader"] == seat).any()
    assert not outside.effort[:, seat].any()
    assert outside.stakes[:, seat].any()
    assert inside.effort[:, seat].any()
    assert (inside["penholder"] == seat).any()


def test_whoever_burdens_are_shared_by_an_empty_seat_bears_none():
    for burden in ("optimum", "assessed"):
        history = play(load("league-without-hegemon", burden=burden), seed=68, runs=range(20))
        seat = history.scenario.contributor_names.index("hegemon")
        assert history.effort.any()
        assert not history.effort[:, seat].any()


def test_a_league_of_all_is_the_league_without_anyone_missing(league):
    """Off: nobody has not joined. The same file with the line struck out is the other's history."""
    inside, outside = league
    made = outside.scenario
    joined = np.ones_like(made.sitting.joined)
    back = replace(made, sitting=replace(made.sitting, joined=joined))
    again = play(back, seed=68, runs=RUNS)
    assert np.array_equal(again.ballots, inside.ballots)
    assert np.array_equal(again.effort, inside.effort)


def test_a_withheld_draft_is_not_voted_on_and_some_act_beside_the_council():
    """Iraq, March 2003: where the opening is taken, and nowhere else, the United States leads."""
    history = play("iraq-2003", seed=69, runs=range(400))
    here = {column: values[1] for column, values in history.columns.items()}
    assert (here["end"] == End.WITHHELD).all()
    assert (here["cause"] == Cause.VETO_EXPECTED).all()
    assert (history.ballots[1] == -1).all() or (here["yes"] == -1).all()
    # The text of 1441 stands: it is words, and bars nobody.
    assert set(here["action"].tolist()) == {Action.COUNCIL, Action.COALITION}
    assert (here["done"][here["action"] == Action.COUNCIL] == Kind.WORDS).all()
    acts = here["action"] == Action.COALITION
    opened = history.scenario.parameters.openings
    assert abs(acts.mean() - opened) <= 4.0 * (opened * (1.0 - opened) / 400) ** 0.5
    assert (here["leader"][acts] >= 0).all()
    assert (here["done"][acts] == Kind.FORCE).all()
    assert not here["lawful"][acts].any()
    assert (here["leader"][~acts] == NO_LEADER).all()


def test_a_coalition_led_by_a_member_of_a_willing_organisation_acts_as_that():
    """Kosovo 1999: who bombs without a mandate bombs as NATO, and unlawfully."""
    history = play("kosovo-1999", seed=69, runs=range(400))
    acts = (history["action"] == Action.REGIONAL) & (history["done"] == Kind.FORCE)
    acts &= history["strength"] > history["mandate"]
    assert acts[3].any()
    assert (history.is_end(End.WITHHELD)[3]).all()
    assert (history["organisation"][3][acts[3]] == 0).all()
    assert not history["lawful"][3][acts[3]].any()
    assert (history["leader"][acts] == NO_LEADER).all()
    assert not (history["action"][3] == Action.COALITION).any()


def test_whoever_turns_to_acting_alone_leads_where_before_nobody_would():
    """Iraq: without the shift of American policy no coalition forms in the model."""
    scenario = load("iraq-2003")
    usa = scenario.sitting_at(1).council.seat_of("USA")
    shifted = play(scenario, seed=69, runs=range(200))
    assert not (shifted["action"][0] == Action.COALITION).any()
    acts = shifted["action"][1] == Action.COALITION
    assert acts.any()
    assert (shifted["leader"][1][acts] == usa).all()
    unshifted = play(load_with(scenario, shift=[]), seed=69, runs=range(200))
    assert not (unshifted["action"][:2] == Action.COALITION).any()


def test_drafted_anew_a_withheld_draft_may_be_tabled():
    history = play(load("iraq-2003", redraft=True), seed=69, runs=range(50))
    assert history.voted[1].any()


def test_a_shift_in_a_script_changes_a_profile_from_its_date_on():
    scenario = load("iraq-2003")
    weights = []
    for number in range(scenario.rounds):
        sitting = scenario.sitting_at(number)
        seat = sitting.council.seat_of("USA")
        weights.append(sitting.membership.legitimacy_weight[seat])
    assert weights[0] > 0.0
    assert weights[1:] == [0.0] * (scenario.rounds - 1)


def test_a_shift_between_rounds_changes_nothing_before_it_and_something_after():
    base = load("repeated-crises")
    raw = {"member": "hegemon", "round": 11, "profile": {"alignment": -0.5, "intervention": -0.9}}
    shifted = load_with(base, shift=[raw])
    plain, moved = (play(made, seed=70, runs=range(40)) for made in (base, shifted))
    assert np.array_equal(plain.ballots[:10], moved.ballots[:10])
    assert not np.array_equal(plain.ballots[10:], moved.ballots[10:])


def test_both_engines_see_a_shift():
    base = load("repeated-crises")
    raw = {"member": "rival", "round": 5, "profile": {"alignment": 0.6, "legitimacy_weight": 1.0}}
    shifted = load_with(base, shift=[raw])
    arrays = play(shifted, seed=71, runs=range(3, 4))
    mesa = CouncilModel(shifted, seed=71, run=3).run()
    assert np.array_equal(arrays.ballots, mesa.ballots)
    assert np.array_equal(arrays.effort, mesa.effort)


def load_with(scenario, **more):
    """A scenario's file with more keys, loaded from beside the shipped ones."""
    from simulation.scenario.build import build
    from simulation.scenario.files import find
    from simulation.scenario.reading import check
    from simulation.scenario.schema import ScenarioFile

    where = find("scenario", scenario.name)
    raw = scenario.file.model_dump(exclude_none=True, exclude_defaults=True) | more
    return build(check(ScenarioFile, raw, "mine.toml"), name="mine", where=where)


@pytest.mark.parametrize("name", ["repeated-crises", "libya-2011"])
def test_forces_on_hand_ease_answers_with_authority_in_a_crisis_s_first_round_alone(name):
    eased = 0
    for played in rounds_of(load(name, rapid_response=0.5), seed=72, runs=RUNS):
        answer, crisis = played.answer, played.before.crisis
        usual = crisis.resistance * (1.0 - 0.5 * crisis.consent)
        authorised = np.isin(answer.action, (Action.COUNCIL, Action.ASSEMBLY))
        early = played.new & authorised
        # The same factors in another order.
        assert answer.resistance[early] == pytest.approx(0.5 * usual[early], rel=1e-15)
        acted = answer.answered & ~early
        assert answer.resistance[acted] == pytest.approx(usual[acted], rel=1e-15)
        eased += early.sum()
    assert eased > 20
