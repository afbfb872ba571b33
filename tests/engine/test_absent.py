"""Off means absent: at its off value each mechanism leaves the history that is played without it.

Without it: with its rule taken out of the code, everything else, and every draw, as it is.
"""

from dataclasses import replace

import numpy as np
import pytest

from simulation.engine.arrays import play
from simulation.scenario.load import load
from simulation.stages import answers, attention, burden, bypass, challenge, learning, outcome
from simulation.stages.bypass import Action
from simulation.stages.challenge import Crisis
from simulation.stages.numerics import logistic, quotient, sum_seats

RUNS = 60


def never(uniform, *_):
    return np.zeros(uniform.shape, dtype=bool)


def surely_known(response, success, attribution, deterrable, p):
    return np.where(deterrable, response * success, 0.0)


def by_nearness(near, size, *, interdependence, elasticity):
    felt = size**elasticity * near
    return quotient(felt, sum_seats(felt))


def size_aside(near, size, *, interdependence, elasticity):
    felt = interdependence + (1.0 - interdependence) * near + 0.0 * size
    return quotient(felt, sum_seats(felt))


def as_in_force(kind, p):
    return np.ones(kind.shape)


def helpless(kind, attacked, p):
    return np.zeros(kind.shape)


def all_alike(permanent, p):
    return np.ones(permanent.shape)


def resisted_by_all(crisis, early, p):
    return np.asarray(crisis.resistance * (1.0 - p.consent_easing * crisis.consent))


def resisted_whoever_consents(crisis, early, p):
    return np.asarray(crisis.resistance * (1.0 - p.rapid_response * early))


def bloodless(effort, resistance, strength, p):
    return np.zeros(effort.shape)


def support_of_the_hopeful(casualties, mandated, answered, p_win, p):
    hope = np.where(answered, p.support_success * (p_win - 0.5), 0.0)
    rest = np.full(casualties.shape, p.support_prior)
    return np.clip(rest + p.support_mandate * mandated + hope, 0.0, 1.0)


def support_without_flag(casualties, mandated, answered, p_win, p):
    hope = np.where(answered, p.support_success * (p_win - 0.5), 0.0)
    lost = p.support_casualties * np.log10(1.0 + casualties)
    return np.clip(p.support_prior + hope - lost, 0.0, 1.0)


def support_without_hope(casualties, mandated, answered, p_win, p):
    lost = p.support_casualties * np.log10(1.0 + casualties)
    return np.clip(p.support_prior + p.support_mandate * mandated - lost, 0.0, 1.0)


def nobody_withdraws(support, p):
    at_rest = logistic(np.asarray(4.0 * (p.support_prior - 0.5)))
    return logistic(4.0 * (support - 0.5)) / at_rest


def drift(belief, prior, challenged, p):
    return np.where(challenged, belief, (1.0 - p.forgetting) * belief + p.forgetting * prior)


def responses_unlearnt(response, group, challenged, answered, settled_in_peace, p):
    return drift(response, p.belief_response, challenged, p)


def success_unlearnt(success, group, challenged, answered, p_win, p):
    return drift(success, p.belief_success, challenged, p)


def legitimacy_at_rest(legitimacy, action, lawful, won, unanswered, p):
    by_un = (action == Action.COUNCIL) | (action == Action.ASSEMBLY)
    judged = by_un | ((action != Action.NONE) & ~lawful) | unanswered
    return drift(legitimacy, p.legitimacy_prior, judged, p)


def trust_unspent(trust, exceeded, p):
    return drift(trust, p.r2p_trust, exceeded, p)


def unpaid_by_nobody(assessment, target, arrears):
    return np.asarray(assessment * target)


def heedless(wanted, stakes, capability, joint, legitimacy_weight, *rest):
    return READINESS(wanted, stakes, capability, joint, 0.0 * legitimacy_weight, *rest)


READINESS = bypass.readiness

WITHOUT = {
    "article_99": (0.0, {}, [(attention, "raised_under_article_99", never)]),
    "mediation": (0.0, {}, [(attention, "mediated", never)]),
    "cover": (0.0, {"scenario": "new-threats"},
              [(challenge, "belief_in_an_answer", surely_known)]),
    "worsening": (0.0, {}, [(Crisis, "worsened", lambda crisis, by: crisis)]),
    "uniting_for_peace": (0.0, {}, [(bypass, "taken_to_the_assembly",
                                     lambda uniform, vetoed, p: never(uniform))]),
    "norm": (0.0, {}, [(bypass, "readiness", heedless)]),
    "interdependence": (0.0, {}, [(burden, "benefit_shares", by_nearness)]),
    "stake_elasticity": (0.0, {}, [(burden, "benefit_shares", size_aside)]),
    "sanctions_effect": (1.0, {}, [(answers, "effect", as_in_force)]),
    "own_defence": (0.0, {}, [(answers, "defended", helpless)]),
    "nearness": (0.0, {}, [(answers, "near", lambda distance, p: np.ones(distance.shape))]),
    "impartiality": (0.0, {}, [(answers, "share_sent", all_alike)]),
    "arrears": (0.0, {"burden": "assessed"}, [(burden, "assessed", unpaid_by_nobody)]),
    "rapid_response": (0.0, {"scenario": "early-warning"},
                       [(outcome, "resisted", resisted_by_all)]),
    "consent_easing": (0.0, {}, [(outcome, "resisted", resisted_whoever_consents)]),
    "casualty_rate": (0.0, {}, [(outcome, "casualties", bloodless)]),
    "support_casualties": (0.0, {}, [(learning, "support", support_of_the_hopeful)]),
    "support_mandate": (0.0, {}, [(learning, "support", support_without_flag)]),
    "support_success": (0.0, {}, [(learning, "support", support_without_hope)]),
    "withdrawal": (0.0, {"support_casualties": 0.6},
                   [(learning, "willingness", nobody_withdraws)]),
    "learning_rate": (0.0, {}, [(learning, "response_belief", responses_unlearnt),
                                (learning, "success_belief", success_unlearnt)]),
    "legitimacy_rate": (0.0, {}, [(learning, "legitimacy", legitimacy_at_rest)]),
    "overreach": (0.0, {}, [(learning, "exceeded", never)]),
    "overreach_price": (0.0, {"overreach": 1.0}, [(learning, "r2p_trust", trust_unspent)]),
}  # fmt: skip
"""Each mechanism's off value, where it is looked at, and what stands in its rule's place."""


def made(name, on):
    """Where a mechanism is looked at, on or off."""
    off, changes, _ = WITHOUT[name]
    rest = dict(changes)
    scenario = load(rest.pop("scenario", "repeated-crises"), **rest)
    if on:
        return scenario
    return replace(scenario, parameters=replace(scenario.parameters, **{name: off}))


def played(scenario):
    return play(scenario, seed=71, runs=range(RUNS))


def same(one, other):
    """Whether two histories agree in every column, ballot and burden."""
    return (
        np.array_equal(one.ballots, other.ballots)
        and all(
            np.array_equal(getattr(one, borne), getattr(other, borne))
            for borne in ("effort", "forces", "money", "stakes")
        )
        and all(
            np.array_equal(one[name], other[name], equal_nan=one[name].dtype.kind == "f")
            for name in one.columns
        )
    )


@pytest.mark.parametrize("name", WITHOUT)
def test_off_is_the_history_without_the_mechanism(name, monkeypatch):
    off, on = played(made(name, on=False)), played(made(name, on=True))
    for module, function, instead in WITHOUT[name][2]:
        monkeypatch.setattr(module, function, instead)
    assert same(off, played(made(name, on=False)))
    assert same(off, played(made(name, on=True)))
    assert not same(off, on)
