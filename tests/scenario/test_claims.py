"""What descriptions of stylised scenarios claim, on another seed than they were written from."""

import functools
import re

import numpy as np
import pytest

from simulation.engine.arrays import play
from simulation.measures.rates import difference, rate
from simulation.scenario.load import load
from simulation.stages.adoption import End
from simulation.stages.answers import Kind
from simulation.stages.bypass import Action


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


def provided(history, *actions):
    """What is provided as a share of what would be best for all, in all answers or these."""
    done = acted(history, *actions)
    given, best = (np.where(done, history[column], 0.0) for column in ("provision", "optimal"))
    return rate(given.sum(axis=0), best.sum(axis=0))


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


def borne_by(history, *members):
    """The members' share of all that is borne, and of all that is at stake where something is."""
    seats = [history.scenario.contributor_names.index(member) for member in members]
    done = acted(history)[:, None, :]
    effort, stakes = (np.where(done, v, 0.0) for v in (history.effort, history.stakes))
    return [rate(v[:, seats].sum(axis=(0, 1)), v.sum(axis=(0, 1))) for v in (effort, stakes)]


def mean_by_history(history, column):
    """Mean over histories of a column's mean, and its standard error."""
    means = np.nanmean(history[column], axis=0)
    return means.mean(), means.std(ddof=1) / np.sqrt(means.size)


def clearly_more(history, other, column):
    value, error = more(history, other, column)
    return value > 3.0 * error


def more(history, other, column):
    """By how much more of a column there is in the one history, and the standard error."""
    (a, a_error), (b, b_error) = mean_by_history(history, column), mean_by_history(other, column)
    return a - b, np.hypot(a_error, b_error)


REPEATED = "repeated-crises"

STYLISED = (
    "client-states", "early-warning", "free-riders", "horseshoe", "interdependence", "new-threats",
    "regional-organisations", "repeated-crises", "sovereignty",
)  # fmt: skip
"""Those whose own rules are the Charter's."""


def test_in_repeated_crises_clients_are_answered_less_than_others_and_half_is_provided():
    history = played(REPEATED)
    client = history["client"]
    assert share(acted(history), client).high < 0.5
    assert share(acted(history), standing(history) & ~client).low > 0.7
    assert 0.45 < provided(history).low < provided(history).high < 0.55
    borne, at_stake = borne_by(history, "hegemon", "guardian")
    assert 0.38 < borne.low < borne.high < 0.48
    assert at_stake.high < 0.25


def test_free_riders_are_most_and_the_largest_bears_more_than_its_share():
    history = played("free-riders")
    assert share(acted(history, Action.COUNCIL), standing(history)).low > 0.7
    assert riding(history).low > 0.5
    borne, at_stake = borne_by(history, "hegemon")
    assert borne.low > 0.7
    assert borne.low > 1.6 * at_stake.high


def test_where_it_is_worth_something_to_stand_with_a_leader_fewer_ride_free():
    followed = played("free-riders", allied=0.25)
    assert difference(riding(played("free-riders")), riding(followed)).low > 0.08
    assert difference(provided(followed), provided(played("free-riders"))).low > 0.0


def test_without_interdependence_more_ride_free_and_the_largest_bears_less():
    near = played("free-riders", interdependence=0.0)
    assert difference(riding(near), riding(played("free-riders"))).low > 0.08
    assert borne_by(near, "hegemon")[0].high < 0.5


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


def test_a_league_without_its_largest_member_meets_fewer_vetoes_and_provides_less():
    within, without = (played(f"league-{word}-hegemon") for word in ("with", "without"))
    assert difference(ended(within, End.VETOED), ended(without, End.VETOED)).low > 0.015
    acting = [share(acted(h), standing(h)) for h in (within, without)]
    assert abs(difference(*acting).value) < 0.05
    assert clearly_more(within, without, "provision")


def test_in_a_league_without_its_largest_member_others_make_up_for_a_part():
    within, without = (played(f"league-{word}-hegemon") for word in ("with", "without"))
    missing, error = more(within, without, "provision")
    borne = borne_by(within, "hegemon")[0].low * within["provision"].mean()
    assert missing + 3.0 * error < borne
    other = [borne_by(h, "guardian")[0] for h in (without, within)]
    assert difference(*other).low > 0.03
    assert borne_by(without, "hegemon")[0].value == 0.0 < borne_by(without, "hegemon")[1].low


def test_organisations_act_in_place_of_coalitions_and_carry_out_mandates_of_force():
    organised, repeated = played("regional-organisations"), played(REPEATED)
    regional = share(acted(organised, Action.REGIONAL), standing(organised))
    assert regional.low > 0.08
    coalitions = [share(acted(h, Action.COALITION), standing(h)) for h in (repeated, organised)]
    assert difference(*coalitions).low > 0.05
    for kind, sign in ((Kind.FORCE, 1), (Kind.PEACEKEEPING, -1)):
        done = [share(h["done"] == kind, acted(h, Action.COUNCIL)) for h in (organised, repeated)]
        assert sign * difference(*done).value > 0.15
    under_mandates = [provided(h, Action.COUNCIL) for h in (organised, repeated)]
    assert difference(*under_mandates).low > 0.0
    value, error = more(organised, repeated, "provision")
    assert abs(value) + 3.0 * error < 0.1 * repeated["provision"].mean()


def test_new_threats_are_answered_as_often_with_less_success():
    new, repeated = played("new-threats"), played(REPEATED)
    answered = [share(acted(h), standing(h)) for h in (new, repeated)]
    assert abs(difference(*answered).value) < 0.05
    assert difference(succeeds(repeated), succeeds(new)).low > 0.0
    assert difference(settled(repeated), settled(new)).low > 0.0
    assert set(np.unique(new["type"][standing(new)])) == {3, 4, 5, 6}
    chances = [np.nanmean(new["p_win"][new["type"] == number]) for number in (3, 4, 5, 6)]
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


def test_interdependence_makes_more_contribute_and_the_largest_bear_more():
    all_, near = played("interdependence"), played("interdependence", interdependence=0.0)
    assert difference(riding(near), riding(all_)).low > 0.1
    borne, at_stake = borne_by(all_, "hegemon")
    assert 0.45 < borne.low < borne.high < 0.6
    assert borne.low > 2.5 * at_stake.high
    assert 0.2 < borne_by(near, "hegemon")[0].low < borne_by(near, "hegemon")[0].high < 0.3


def test_interdependence_provides_no_more_and_makes_coalitions_rarer():
    all_, near = played("interdependence"), played("interdependence", interdependence=0.0)
    value, error = more(all_, near, "provision")
    assert value + 3.0 * error < 0.03 * near["provision"].mean()
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
    assert answered[0].high < 0.7 * answered[1].low
    lawful = [share(h["lawful"], acted(h)) for h in (alone, repeated)]
    assert lawful[0].high < 0.5 < 0.8 < lawful[1].low
    assert difference(succeeds(alone), succeeds(repeated)).low > 0.05
    assert difference(settled(repeated), settled(alone)).low > 0.0
    assert difference(deterred(repeated), deterred(alone)).low > 0.03


def test_an_automatic_council_answers_clients_as_it_answers_others():
    history = played("automatic-council")
    client = history["client"]
    answered = [share(acted(history), m) for m in (client, standing(history) & ~client)]
    assert abs(difference(*answered).value) < 0.05
    assert not history.is_end(End.VETOED, End.WITHHELD, End.FELL_SHORT).any()


def test_of_an_automatic_council_challengers_of_both_kinds_come_to_expect_an_answer():
    automatic, repeated = played("automatic-council"), played(REPEATED)
    clients, others = (automatic[f"response_{kind}"][-1].mean() for kind in ("clients", "others"))
    assert abs(clients - others) < 0.05
    assert clients > repeated["response_clients"][-1].mean() + 0.2


def test_an_automatic_council_has_no_lead_nation_and_less_of_what_would_be_best():
    automatic, repeated = played("automatic-council"), played(REPEATED)
    assert not (automatic["done"] == Kind.FORCE).any()
    armed = (automatic["done"] == Kind.PEACEKEEPING) & acted(automatic)
    assert share(armed, acted(automatic)).low > 0.7
    assert 0.3 < provided(automatic).low < provided(automatic).high < 0.4
    assert difference(succeeds(repeated), succeeds(automatic)).low > 0.03


def test_an_automatic_council_hardly_deters_and_settles_more_at_more_casualties():
    automatic, repeated = played("automatic-council"), played(REPEATED)
    assert abs(difference(deterred(automatic), deterred(repeated)).value) < 0.03
    assert abs(difference(settled(automatic), settled(repeated)).value) < 0.05
    assert clearly_more(automatic, repeated, "casualties")
    assert automatic["casualties"].mean() > 1.4 * repeated["casualties"].mean()


COUNTED = re.compile(r"\b(half|quarters?|thirds?)( of (the|their))? rounds")


@pytest.mark.parametrize("name", STYLISED)
def test_shares_in_a_description_name_the_rules_that_they_hold_under(name):
    """A run under other rules prints the same description."""
    for sentence in re.split(r"(?<=[.:]) ", " ".join(load(name).file.description.split())):
        if COUNTED.search(sentence):
            assert "under the Charter's rules" in sentence
