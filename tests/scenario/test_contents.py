"""What scenarios/ holds: everything loads, plays and says where it comes from."""

import functools
import warnings

import numpy as np
import pytest

from simulation.analysis.caveat import names_states
from simulation.engine.arrays import play
from simulation.scenario.burdens import compared_list
from simulation.scenario.files import names
from simulation.scenario.load import load
from simulation.scenario.on_record import NOTHING_DONE
from simulation.scenario.reading import load_council, load_organisation, load_pool
from simulation.scenario.states import names_by_code
from simulation.stages.adoption import Outcome, decide

SCENARIOS = sorted(names("scenario"))
HISTORY = [name for name, path in sorted(names("scenario").items()) if "history" in path.parts]
CASES = [name for name in HISTORY if load(name).script]
STYLISED = sorted(set(SCENARIOS) - set(HISTORY))
COUNCILS = sorted(names("council"))
ORGANISATIONS = sorted(names("organisation"))

OUTCOMES = {
    "adopted": Outcome.ADOPTED,
    "vetoed": Outcome.VETOED,
    "fell_short": Outcome.FELL_SHORT,
}


def members_of(case):
    """Everybody that sits in some round of a case."""
    return {member for draft in case.script for member in draft.sitting.council.members}


# --- everything


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_plays_without_a_warning(name):
    scenario = load(name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = play(scenario, seed=1, runs=range(3))
    assert history["end"].shape == (scenario.rounds, 3)
    assert (history["episode"] > 0).any()


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_tells_a_student_what_to_look_at(name):
    file = load(name).file
    assert len(file.description.split()) >= 25
    assert "TODO" not in file.description


@pytest.mark.parametrize("name", STYLISED)
def test_a_stylised_scenario_names_no_real_state(name):
    assert not names_states(load(name).sitting.council.members)


# --- councils and organisations


@pytest.mark.parametrize("name", COUNCILS)
def test_every_seat_has_a_size_and_a_capability_and_says_where_they_come_from(name):
    council = load_council(name)
    for seat in council.seat:
        assert {"size", "capability"} <= seat.model_fields_set, seat.member
        labels = {**council.provenance, **seat.provenance}
        assert {"size", "capability", "alignment", "intervention"} <= set(labels), seat.member


@pytest.mark.parametrize("name", COUNCILS)
def test_no_council_holds_more_than_the_world(name):
    council = load_council(name)
    assert 0.0 < sum(seat.size for seat in council.seat) <= 100.0
    assert 0.0 < sum(seat.capability for seat in council.seat) <= 100.0


@functools.cache
def known_states():
    """Every code that some council or pool holds."""
    files = [load_pool(pool).state for pool in names("pool")]
    files += [load_council(name).seat for name in COUNCILS]
    return {state.member for file in files for state in file}


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_every_organisation_names_members_that_exist_and_its_sources(name):
    organisation = load_organisation(name)
    assert len(organisation.members) == len(set(organisation.members))
    assert len(organisation.members) > 2 or organisation.group is not None
    # A misspelt code belongs to no state; Palestine, of the Arab League, is in no pool.
    assert set(organisation.members) - known_states() <= {"PSE"}
    assert organisation.source
    labelled = {"members"} if organisation.members else set()
    assert labelled | {"quota", "bases"} <= set(organisation.provenance)
    if organisation.source.startswith("Invented"):
        assert {label.partition(":")[0] for label in organisation.provenance.values()} == {
            "invented"
        }
    else:
        assert (organisation.dissolved or 9999) > organisation.founded


# --- cases


@pytest.mark.parametrize("name", HISTORY)
def test_a_historical_scenario_has_sources(name):
    file = load(name).file
    assert len(file.sources) >= 2
    assert all(len(source) > 10 for source in file.sources)


@pytest.mark.parametrize("name", CASES)
def test_a_case_says_where_whatever_it_judges_comes_from(name):
    file = load(name).file
    judged = {"severity", "strength", "client_ties", "record", "parameters", "resistance"}
    crises = file.crisis
    for key in ("consent", "patron", "outside", "aftermath", "contribution"):
        if any(key in crisis.model_fields_set for crisis in crises) and any(
            getattr(crisis, key) for crisis in crises
        ):
            judged.add(key)
    if any(draft.penholder for crisis in crises for draft in crisis.draft):
        judged.add("penholder")
    if any(draft.followed for crisis in crises for draft in crisis.draft):
        judged.add("followed")
    if file.contributor:
        judged.add("contributor")
    if file.pool is not None and file.pool not in {
        str(draft.date.year) for crisis in crises for draft in crisis.draft
    }:
        judged.add("pool")
    assert judged - {"patron"} <= set(file.provenance)


@pytest.mark.parametrize("name", CASES)
def test_every_draft_has_what_followed_it_and_every_bearer_is_a_state(name):
    for crisis in load(name).file.crisis:
        for draft in crisis.draft:
            assert draft.followed is not None, draft.symbol
            assert set(draft.followed.bore_nothing) <= names_by_code().keys()
        for borne in crisis.contribution:
            assert borne.amounts.keys() <= names_by_code().keys()
            assert any(borne.amounts.values())


@pytest.mark.parametrize("name", CASES)
def test_drafts_of_one_day_on_a_crisis_share_what_followed(name):
    for crisis in load(name).file.crisis:
        by_day = {}
        for draft in crisis.draft:
            by_day.setdefault(draft.date, []).append(draft.followed)
        assert all(each == same[0] for same in by_day.values() for each in same)


@pytest.mark.parametrize("name", CASES)
def test_where_nothing_was_done_no_list_is_compared(name):
    for crisis in load(name).file.crisis:
        for draft in crisis.draft:
            if draft.followed.done in NOTHING_DONE:
                for currency in ("forces", "money"):
                    assert compared_list(crisis, draft.symbol, currency) is None, draft.symbol


@pytest.mark.parametrize("name", CASES)
def test_nobody_outside_the_council_sits_on_it_later_in_the_case(name):
    case = load(name)
    assert not members_of(case) & {state.member for state in case.world.outsiders}


@pytest.mark.parametrize("name", CASES)
def test_every_draft_is_before_the_council_of_its_year(name):
    for draft in load(name).script:
        assert str(draft.date.year) in draft.sitting.council.title, draft.symbol


@pytest.mark.parametrize("name", CASES)
def test_the_recorded_ballots_decide_as_the_record_says(name):
    for draft in load(name).script:
        # Only what was never put to the vote has no record.
        assert (draft.record is None) == (draft.withheld is not None), draft.symbol
        if draft.record is None:
            continue
        verdict = decide(
            draft.record.ballots[:, None],
            draft.sitting.rules,
            draft.sitting.uncounted(draft.crisis),
            np.zeros((len(draft.sitting.council.seats), 1), dtype=bool),
        )
        assert verdict.outcome[0] == OUTCOMES[draft.record.published.outcome], draft.symbol


@pytest.mark.parametrize("name", CASES)
def test_resistance_is_judged_within_the_scale_of_generated_crises(name):
    case = load(name)
    p = case.parameters
    for crisis in case.file.crisis:
        assert "resistance" in crisis.model_fields_set
        assert p.resistance_min <= crisis.resistance <= p.resistance_max


@pytest.mark.parametrize("name", [name for name in CASES if load(name).file.pool])
def test_the_assembly_of_a_case_is_that_of_the_nearest_year(name):
    case = load(name)
    years = [int(pool) for pool in names("pool") if pool.isdigit()]
    first = case.script[0].date.year
    assert int(case.file.pool) == min(years, key=lambda year: abs(year - first))
    # The membership that votes there is larger than the table, in every round.
    for draft in case.script:
        assert draft.sitting.membership.alignment.size > len(draft.sitting.council.seats)


@pytest.mark.parametrize("name", [name for name in CASES if load(name).file.organisations])
def test_an_organisation_of_a_case_existed_and_has_a_member_at_the_table(name):
    case = load(name)
    years = [draft.date.year for draft in case.script]
    for organisation in case.file.organisations:
        file = load_organisation(organisation)
        assert file.founded <= min(years)
        assert file.dissolved is None or file.dissolved >= max(years)
        assert members_of(case) & set(file.members)
