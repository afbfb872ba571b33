"""Whether what leads to a vote is gone: crises, ties, wants, attention."""

from dataclasses import fields, replace

import numpy as np
from stages.off_values.crises import (
    ALL_OFF,
    BY_SEAT,
    HISTORIES,
    PROFILES,
    SEATS,
    YES,
    U,
    crises,
    profiles_before,
    switched,
    trust_of,
)

from simulation.stages.challenge import acts, belief_in_an_answer, gains
from simulation.stages.parameters import Parameters
from simulation.stages.preferences import PreferencesParameters, rivalry, terms, ties


def terms_under(p):
    """The terms of what members want, in many crises."""
    crisis = crises(Parameters())
    tie = ties(crisis, profiles_before(crisis), Parameters())
    return terms(profiles_before(crisis), tie, BY_SEAT - 0.5, crisis, U[0], trust_of(p), p)


def term(p, name):
    """One of them."""
    return terms_under(p)[name]


def is_zero(p, name):
    return bool((term(p, name) == 0.0).all())


def terms_weighed():
    """The terms that are there with a parameter on and nothing with it off, by parameter.

    So a weight of a term is tested without a line here. Which term is whose, the equation in
    test_preferences.py says.
    """
    found = {}
    for name in {field.name for field in fields(PreferencesParameters)} & set(ALL_OFF):
        on, off = (terms_under(p) for p in switched(name))
        gone = [term for term in on if on[term].any() and not off[term].any()]
        if gone:
            (found[name],) = gone
    return found


def ties_do_not_escalate(p):
    crisis = crises(Parameters())
    tie = ties(crisis, profiles_before(crisis), Parameters())
    return np.array_equal(term(p, "client tie"), -tie)


def nobody_inherits(p, seats):
    crisis, rows = crises(p), np.flatnonzero(seats)
    return np.array_equal(ties(crisis, profiles_before(crisis), p)[rows], crisis.ties[rows])


def atrocities_are_as_others(p):
    crisis = crises(Parameters())
    calm = replace(crisis, atrocity=np.zeros(HISTORIES, dtype=bool))
    zeros = np.zeros((SEATS, HISTORIES))
    here, there = (
        terms(profiles_before(c), zeros, zeros, c, U[0], trust_of(p), p)["sovereignty"]
        for c in (crisis, calm)
    )
    return np.array_equal(here, there)


def no_party(p):
    return not crises(p).parties.any()


def only_parties_have_ties(p):
    crisis = crises(p, party=1.0 - 2.0**-53)
    return not crisis.ties.any()


def weakest_tie_is_none(p):
    return not crises(p, tie=0.0, party=1.0 - 2.0**-53).ties.any()


def parties_have_no_tie(p):
    crisis = crises(p)
    return not crisis.ties[crisis.parties].any()


def everybody_acts(p):
    belief = np.full(HISTORIES, p.belief_response * p.belief_success)
    return bool(acts(gains(U[0], p), belief, p).all())


def attribution_is_nothing_to_a_challenger(p):
    crisis = crises(p)
    unsure, sure = (
        belief_in_an_answer(U[0], U[1], attribution, YES, p)
        for attribution in (crisis.attribution, np.ones(HISTORIES))
    )
    return np.array_equal(unsure, sure)


def nobody_heeds_rivalry(p):
    alignment = PROFILES.alignment[:, None]
    return not rivalry(alignment, alignment[0], p).any()
