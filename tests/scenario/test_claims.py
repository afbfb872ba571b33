"""What descriptions of stylised scenarios claim, on another seed than they were written from."""

import functools
import re

import numpy as np
import pytest

from simulation.engine.arrays import play
from simulation.measures.rates import difference, rate
from simulation.scenario.load import load
from simulation.stages.adoption import End
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

STYLISED = (
    "client-states", "early-warning", "free-riders", "horseshoe", "interdependence", "new-threats",
    "regional-organisations", "repeated-crises", "sovereignty",
)  # fmt: skip
"""Those whose own rules are the Charter's."""


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


COUNTED = re.compile(r"\b(half|quarters?|thirds?)( of (the|their))? rounds")


@pytest.mark.parametrize("name", STYLISED)
def test_shares_in_a_description_name_the_rules_that_they_hold_under(name):
    """A run under other rules prints the same description."""
    for sentence in re.split(r"(?<=[.:]) ", " ".join(load(name).file.description.split())):
        if COUNTED.search(sentence):
            assert "under the Charter's rules" in sentence
