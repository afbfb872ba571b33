"""Rules see nothing later than the origin, and those without the past nothing of the state's own."""

import numpy as np
import pytest

from simulation.studies.peacekeeping.rules import (
    AHEAD,
    HAS,
    PENALTIES,
    RULES,
    SENT,
    Learned,
    Rule,
    by_column,
    lots,
    pairs,
    poisson,
)

UNTIL = 2003
SLOW = ("Poisson regression", "gradient boosting", "gradient boosting with the past")
EACH = [
    pytest.param(rule, id=rule.name, marks=[pytest.mark.long] if rule.name in SLOW else [])
    for rule in RULES
]


def split(both):
    past = both[both["year"] <= UNTIL]
    rows = both[both["origin"] >= UNTIL].reset_index(drop=True)
    return past, rows


def test_a_pair_is_a_member_and_what_it_sent_five_years_later(panel, both):
    assert (both["year"] - both["origin"] == AHEAD).all()
    by_key = panel.set_index(["year", "state"])["personnel"]
    for row in both.sample(50, random_state=1).itertuples():
        assert row.sent == by_key[row.origin, row.state]
        assert row.share == pytest.approx(by_key[row.year, row.state])
    assert both.groupby("year")["share"].sum().to_numpy() == pytest.approx(1.0)


def test_the_mean_of_five_years_is_that_up_to_the_origin(panel, both):
    row = both[(both["state"] == "P1") & (both["origin"] == 2000)].iloc[0]
    own = panel[(panel["state"] == "P1") & panel["year"].between(1996, 2000)]["personnel"]
    assert row["sent_mean"] == pytest.approx(own.mean())


@pytest.mark.parametrize("rule", EACH)
def test_predictions_are_shares_of_each_year(both, rule):
    past, rows = split(both)
    shares = rule.shares(past, rows)
    assert (shares >= 0).all()
    by_year = rows.assign(shares=shares).groupby("year")["shares"].sum()
    assert by_year.to_numpy() == pytest.approx(1.0)


@pytest.mark.parametrize("rule", EACH)
def test_no_rule_sees_what_came(panel, both, rule):
    """Personnel of all years after the last origin shuffled: the same predictions from it."""
    past, rows = split(both)
    changed = panel.copy()
    later = changed["year"] > UNTIL
    rng = np.random.default_rng(1)
    changed.loc[later, "personnel"] = rng.permutation(changed.loc[later, "personnel"])
    for column in ("income", "population", "military"):
        changed.loc[later, column] = rng.permutation(changed.loc[later, column])
    changed_past, changed_rows = split(pairs(changed))
    first = rows["origin"] == UNTIL
    before = rule.shares(past, rows[first])
    after = rule.shares(changed_past, changed_rows[changed_rows["origin"] == UNTIL])
    assert np.array_equal(before, after)


@pytest.mark.parametrize("rule", [one for one in EACH if not one.values[0].own_past])
def test_without_its_own_past_a_rule_says_the_same_whatever_a_state_sent(both, rule):
    past, rows = split(both)
    # One penalty, for the choice of settings looks at all states.
    if isinstance(rule.predict, Learned):
        chosen = Learned(rule.predict.learner, rule.predict.settings[:1], others=True)
        rule = Rule(rule.name, False, chosen)
    changed = past.copy()
    own = changed["state"] == "BBX"
    assert own.any()
    changed.loc[own, ["share", "sent", "sent_mean", *SENT]] *= 3.0
    at = (rows["state"] == "BBX").to_numpy()
    hidden = rows.drop(columns="share")
    # The weight itself: shares of all hang together.
    assert np.array_equal(rule.predict(past, hidden)[at], rule.predict(changed, hidden)[at])


def test_what_learns_from_others_never_has_what_a_state_sent_among_its_features():
    assert not set(HAS) & {"share", "sent", "sent_mean", *SENT}


def test_persistence_is_what_was_sent_at_the_origin(both):
    past, rows = split(both)
    rule = Rule("persistence", True, by_column("sent"))
    whole = rows.groupby("year")["sent"].transform("sum")
    assert rule.shares(past, rows) == pytest.approx((rows["sent"] / whole).to_numpy())


def test_states_are_dealt_into_even_lots_by_code_alone(both):
    lot = lots(both["state"])
    by_state = dict(zip(both["state"], lot, strict=True))
    assert np.ptp(np.bincount(list(by_state.values()))) <= 1
    assert np.array_equal(lots(both["state"][::-1])[::-1], lot)


def test_settings_are_chosen_inside_the_fitting_years(both):
    past, _ = split(both)
    learner = Learned(poisson, PENALTIES, others=False)
    assert learner.chosen(past) in PENALTIES
    few = past[past["year"] == past["year"].min()]
    assert learner.chosen(few) == PENALTIES[0]  # nothing to try them on


def test_more_is_expected_of_the_populous_where_the_populous_send_more(both):
    """Personnel of the invented states goes with population to the power of 0.7."""
    past, rows = split(both)
    rule = next(rule for rule in RULES if rule.name == "Poisson regression with the past")
    shares = rule.shares(past, rows)
    nothing = np.ones(len(rows)) / rows.groupby("year")["share"].transform("size")
    assert np.abs(shares - rows["share"]).sum() < np.abs(nothing - rows["share"]).sum() / 2
