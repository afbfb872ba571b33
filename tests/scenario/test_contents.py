"""What scenarios/ holds: everything loads, says where it comes from, and shows what it says."""

import functools
import warnings

import numpy as np
import pytest

from simulation.analysis.caveat import names_states
from simulation.analysis.rates import difference, rate
from simulation.engine.arrays import play
from simulation.scenario.files import names
from simulation.scenario.load import load
from simulation.scenario.reading import load_council, load_organisation, load_pool
from simulation.scenario.schema import LABELS
from simulation.stages.bypass import Action
from simulation.stages.decision import End, Outcome, decide

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
    if file.contributor:
        judged.add("contributor")
    if file.pool is not None and file.pool not in {
        str(draft.date.year) for crisis in crises for draft in crisis.draft
    }:
        judged.add("pool")
    assert judged - {"patron"} <= set(file.provenance)


@pytest.mark.parametrize("name", CASES)
def test_every_recorded_contribution_is_labelled_and_borne_by_somebody_in_the_case(name):
    case = load(name)
    bearers = members_of(case) | {state.member for state in case.world.outsiders}
    for crisis in case.file.crisis:
        for borne in crisis.contribution:
            assert borne.contributor in bearers
            assert borne.provenance.partition(":")[0] in LABELS
            assert borne.what
            assert borne.unit


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


# --- what the descriptions of stylised scenarios claim, on another seed than they were written from


@functools.cache
def played(name, **parameters):
    return play(load(name, **parameters), seed=11, runs=range(120))


def share(of, among):
    """The share of rounds (round, history) with ``of`` among those with ``among``."""
    return rate((of & among).sum(axis=0), among.sum(axis=0))


def standing(history):
    return history["episode"] > 0


def acted(history, *actions):
    return np.isin(history["action"], actions) if actions else history["action"] != Action.NONE


def ended(history, *ends):
    return share(history.is_end(*ends), standing(history))


def settled(history):
    return share(history["settled"], history["closed"])


def provided(history):
    """What is provided as a share of what would be best for all."""
    return rate(history["provision"].sum(axis=0), history["optimal"].sum(axis=0))


def riding(history):
    """The share of members with a stake that give nothing, where something is done."""
    done = acted(history)
    rode = np.where(done, history["free_riders"], 0)
    return rate(rode.sum(axis=0), (rode + np.where(done, history["contributors"], 0)).sum(axis=0))


def succeeds(history):
    return share(history["won"], acted(history))


def deterred(history):
    """The share of challenges that challengers think better of."""
    shied = history.is_end(End.DETERRED)
    return share(shied, shied | history["onset"])


def borne_by(history, member):
    """A member's share of all that is borne, and of all that is at stake where something is."""
    seat = history.scenario.contributor_names.index(member)
    done = acted(history)[:, None, :]
    effort, stakes = (np.where(done, v, 0.0) for v in (history.effort, history.stakes))
    return [rate(v[:, seat].sum(axis=0), v.sum(axis=(0, 1))) for v in (effort, stakes)]


def mean_by_history(history, column):
    """Mean over histories of a column's mean, and its standard error."""
    means = np.nanmean(history[column], axis=0)
    return means.mean(), means.std(ddof=1) / np.sqrt(means.size)


def clearly_more(history, other, column):
    (a, a_error), (b, b_error) = mean_by_history(history, column), mean_by_history(other, column)
    return a - b > 3.0 * np.hypot(a_error, b_error)


REPEATED = "repeated-crises"


@pytest.mark.parametrize("name", STYLISED)
def test_a_stylised_scenario_names_no_real_state(name):
    assert not names_states(load(name).sitting.council.members)


def test_in_repeated_crises_clients_are_answered_less_than_others_and_little_is_provided():
    history = played(REPEATED)
    client = history["client"]
    assert share(acted(history), client).high < 0.5
    assert share(acted(history), standing(history) & ~client).low > 0.7
    assert provided(history).high < 0.5
    two = [borne_by(history, member)[0].low for member in ("hegemon", "guardian")]
    assert sum(two) > 0.5


def test_free_riders_are_most_and_the_largest_bears_more_than_its_share():
    history = played("free-riders")
    assert share(acted(history, Action.COUNCIL), standing(history)).low > 0.5
    assert riding(history).low > 0.6
    borne, at_stake = borne_by(history, "hegemon")
    assert borne.low > 0.6
    assert borne.low > 2.0 * at_stake.high


def test_without_interdependence_hardly_anybody_rides_free_but_less_is_provided():
    near = played("free-riders", interdependence=0.0)
    assert riding(near).high < 0.15
    assert clearly_more(played("free-riders"), near, "provision")


def test_drafts_against_clients_are_withheld_even_more_often_than_vetoed():
    history = played("client-states")
    vetoed, withheld = ended(history, End.VETOED), ended(history, End.WITHHELD)
    assert vetoed.low > 0.2
    assert vetoed.high < 0.3
    assert withheld.low > vetoed.high
    adopted = history.is_end(End.ADOPTED_DILUTED, End.ADOPTED_IN_FULL)
    assert share(history.is_end(End.ADOPTED_DILUTED), adopted).low > 0.8
    answered = acted(history)
    assert share(acted(history, Action.ASSEMBLY, Action.COALITION), answered).low > 0.5


def test_clients_lower_deterrence_and_legitimacy():
    history, repeated = played("client-states"), played(REPEATED)
    assert difference(deterred(repeated), deterred(history)).low > 0.0
    assert history["legitimacy"][-1].mean() < 0.8 * history["legitimacy"][0].mean()
    none = played("client-states", patron_probability=0.0)
    assert not none["client"].any()


def test_early_warning_settles_more_crises_but_spares_no_client_a_veto():
    early, repeated = played("early-warning"), played(REPEATED)
    assert difference(settled(early), settled(repeated)).low > 0.05
    assert difference(ended(early, End.MEDIATED), ended(repeated, End.MEDIATED)).low > 0.05
    assert clearly_more(early, repeated, "onset")
    vetoes = [share(h.is_end(End.VETOED), h["client"]) for h in (early, repeated)]
    assert abs(difference(*vetoes).value) < 0.05


def test_mediation_settles_more_than_seeing_early_which_makes_answers_more_frequent():
    unskilled = played("early-warning", mediation=0.2)
    unseeing = played("early-warning", reach=0.6, article_99=0.05)
    assert difference(settled(unseeing), settled(unskilled)).low > 0.0
    answered = [share(acted(h), standing(h)) for h in (unskilled, played(REPEATED))]
    assert difference(*answered).low > 0.0


def test_forces_at_the_ready_make_early_answers_succeed_and_no_later_ones():
    """In the first round of a crisis, with the United Nations' authority, and there alone."""
    ready, slow = played("early-warning"), played("early-warning", rapid_response=0.0)

    def chances(history, first):
        here = acted(history, Action.COUNCIL) & (history["onset"] == first)
        return history["p_win"][here]

    early, usual = chances(ready, True), chances(slow, True)
    error = np.hypot(early.std() / np.sqrt(early.size), usual.std() / np.sqrt(usual.size))
    assert early.mean() - usual.mean() > 0.08 > 4.0 * error
    assert abs(chances(ready, False).mean() - chances(slow, False).mean()) < 0.02


def test_who_may_never_be_named_is_deterred_less():
    hidden, named = played("new-threats"), played("new-threats", cover=0.0)
    deterred = [share(h.is_end(End.DETERRED), ~standing(h) | h["onset"]) for h in (named, hidden)]
    assert difference(*deterred).low > 0.0


def test_a_league_without_its_largest_member_does_more_and_provides_less():
    within, without = (played(f"league-{word}-hegemon") for word in ("with", "without"))
    acting = [share(acted(h, Action.COUNCIL), standing(h)) for h in (without, within)]
    assert difference(*acting).low > 0.0
    assert difference(succeeds(within), succeeds(without)).low > 0.0
    assert difference(settled(within), settled(without)).low > 0.0
    assert clearly_more(within, without, "provision")


def test_organisations_act_beside_the_council_and_add_to_what_mandates_provide():
    organised, repeated = played("regional-organisations"), played(REPEATED)
    regional = share(acted(organised, Action.REGIONAL), standing(organised))
    assert regional.low > 0.0
    assert clearly_more(organised, repeated, "provision")
    assert difference(succeeds(organised), succeeds(repeated)).low > 0.0


def test_new_threats_are_answered_as_often_with_less_success():
    new, repeated = played("new-threats"), played(REPEATED)
    answered = [share(acted(h), standing(h)) for h in (new, repeated)]
    assert abs(difference(*answered).value) < 0.05
    assert difference(succeeds(repeated), succeeds(new)).low > 0.0
    assert difference(settled(repeated), settled(new)).low > 0.0
    assert set(np.unique(new["kind"][standing(new)])) == {3, 4, 5, 6}
    chances = [np.nanmean(new["p_win"][new["kind"] == kind]) for kind in (3, 4, 5, 6)]
    assert chances == sorted(chances, reverse=True)


def test_division_over_sovereignty_makes_vetoes_without_clients_and_weaker_mandates():
    divided, united = played("sovereignty"), played("sovereignty", sovereignty_weight=0.0)
    assert not divided["client"].any()
    assert difference(ended(divided, End.VETOED), ended(united, End.VETOED)).low > 0.01
    assert clearly_more(united, divided, "mandate")
    diluted = [ended(h, End.ADOPTED_DILUTED) for h in (divided, united)]
    assert difference(*diluted).low > 0.0


def test_where_every_host_consents_sovereignty_makes_hardly_a_veto():
    assert ended(played("sovereignty", consent_probability=1.0), End.VETOED).high < 0.01


def test_a_lower_baseline_and_not_the_weight_makes_a_council_that_wants_less():
    assert clearly_more(
        played("sovereignty"), played("sovereignty", baseline_strength=0.5), "mandate"
    )


def test_interdependence_raises_provision_and_free_riding_and_lowers_coalitions():
    all_, near = played("interdependence"), played("interdependence", interdependence=0.0)
    assert clearly_more(all_, near, "provision")
    assert difference(succeeds(all_), succeeds(near)).low > 0.0
    assert riding(all_).low > 0.6
    assert riding(near).high < 0.15
    assert borne_by(all_, "hegemon")[0].low > 0.6
    coalitions = [share(acted(h, Action.COALITION), standing(h)) for h in (near, all_)]
    assert difference(*coalitions).low > 0.0


def test_no_council_tables_and_adopts_nothing():
    history = played("no-council")
    assert not history.voted.any()
    assert not acted(history, Action.COUNCIL, Action.ASSEMBLY).any()
    assert acted(history, Action.COALITION).any()


def test_without_a_council_answers_are_fewer_often_unlawful_and_choosier():
    alone, repeated = played("no-council"), played(REPEATED)
    answered = [share(acted(h), standing(h)) for h in (alone, repeated)]
    assert answered[0].high < 0.6 * answered[1].low
    lawful = [share(h["lawful"], acted(h)) for h in (alone, repeated)]
    assert lawful[0].low > 0.4
    assert lawful[0].high < 0.6 < 0.9 < lawful[1].low
    assert difference(succeeds(alone), succeeds(repeated)).low > 0.0
    assert difference(settled(repeated), settled(alone)).low > 0.0


def test_an_automatic_council_answers_clients_as_it_answers_others():
    history = played("automatic-council")
    client = history["client"]
    answered = [share(acted(history), m) for m in (client, standing(history) & ~client)]
    assert abs(difference(*answered).value) < 0.05
    assert not history.is_end(End.VETOED, End.WITHHELD, End.FELL_SHORT).any()


def test_an_automatic_council_deters_and_settles_more_yet_leaves_the_burden_game_alone():
    automatic, repeated = played("automatic-council"), played(REPEATED)
    assert difference(deterred(automatic), deterred(repeated)).low > 0.0
    assert difference(settled(automatic), settled(repeated)).low > 0.05
    assert clearly_more(automatic, repeated, "casualties")
    assert provided(automatic).high < 0.5
    assert abs(difference(provided(automatic), provided(repeated)).value) < 0.1
