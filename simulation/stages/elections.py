"""Stage 11, elections: who may stand, who is chosen within each group, and who sits next year.

Half of the elected seats are filled each year, for two years (Charter, Art. 23(2)).
A conditional logit within the regional group says how likely each candidate is:
populous and richer states, and those that waited longer, are chosen more often,
states at war less often.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simulation.stages.declare import Slots
from simulation.stages.numerics import Bools, Floats, Ints

SLOTS = Slots("elections", 16)
"""One for each seat that is filled."""

type Cohorts = Sequence[Mapping[str, int]]
"""Seats of each group whose terms begin in even years, then those that begin in odd years."""

COHORTS_SINCE_1966: Cohorts = (
    {"AFR": 2, "APG": 1, "EEG": 1, "GRULAC": 1},
    {"AFR": 1, "APG": 1, "GRULAC": 1, "WEOG": 2},
)
"""The ten elected seats (General Assembly resolution 1991 A (XVIII) and practice since).

The resolution gives five to Africa and Asia together: three and two in practice.
"""

COHORTS_1946_1965: Cohorts = (
    {"APG": 1, "EEG": 1, "GRULAC": 1},
    {"AFR": 1, "GRULAC": 1, "WEOG": 1},
)
"""The six elected seats of the first Council, in today's groups (judged).

The understanding of 1946 gave two to Latin America and one each to the
Commonwealth, Eastern Europe, the Middle East and Western Europe. As in 1950,
the Commonwealth's seat counts here as Asia's (India) and the Middle East's as
Africa's (Egypt); the years are those of the terms that ran then.
"""

PERMANENT = -1
"""The cohort of a seat that is never filled by election."""

NEVER = -(2**31)
"""The year in which a state that never served last served."""

NOBODY = -1
"""No state of the pool."""


def cohorts_of_seats(groups: Sequence[str], permanent: Sequence[bool], table: Cohorts) -> Ints:
    """Which cohort each seat belongs to, (seat,): 0 even years, 1 odd years, or PERMANENT.

    Seats take their group's places in the table in the order in which they
    stand. Whatever the table does not cover joins, group by group, the cohort
    with fewer seats of that group, then the one with fewer in all, then the
    even one: so an empty table, ``({}, {})``, still staggers any council, half
    and half but for an odd seat.

    Raises
    ------
    ValueError
        If the table does not have two cohorts.
    """
    if len(table) != 2:
        raise ValueError(f"a table of cohorts has two, even and odd years, not {len(table)}")
    cohorts = np.full(len(groups), PERMANENT, dtype=np.int64)
    elected = [seat for seat, fixed in enumerate(permanent) if not fixed]
    free = [dict(places) for places in table]
    for seat in elected:
        for cohort in (0, 1):
            if free[cohort].get(groups[seat], 0) > 0:
                free[cohort][groups[seat]] -= 1
                cohorts[seat] = cohort
                break
    group_of = np.array(groups)
    # Group by group, since only then do the groups' odd seats balance one another.
    for seat in sorted(elected, key=lambda seat: groups.index(groups[seat])):
        if cohorts[seat] == PERMANENT:
            cohorts[seat] = min(
                (0, 1),
                key=lambda cohort: (
                    np.count_nonzero((cohorts == cohort) & (group_of == groups[seat])),
                    np.count_nonzero(cohorts == cohort),
                ),
            )
    return cohorts


def cohorts_of_terms(terms: Sequence[int | None], permanent: Sequence[bool]) -> Ints | None:
    """The cohorts of seats whose terms are known, (seat,); None where some are not.

    A member in its second year leaves at the first election, that of year 1;
    one in its first year a year later.
    """
    elected = [term for term, fixed in zip(terms, permanent, strict=True) if not fixed]
    if not elected or None in elected:
        return None
    return np.array(
        [
            PERMANENT if fixed else int(term == 2)
            for term, fixed in zip(terms, permanent, strict=True)
        ],
        dtype=np.int64,
    )


def opened(cohorts: Ints, year: int) -> Ints:
    """Seats (opening,) whose new terms begin in this year, in the order of the seats."""
    return np.flatnonzero(cohorts == year % 2)


def holding_seats(occupants: Ints, states: int) -> Bools:
    """Which states of the pool hold a seat, (state, history), of occupants (seat, history)."""
    # One row more, for NOBODY, which is the last row's index too.
    held = np.zeros((states + 1, occupants.shape[1]), dtype=bool)
    for of_seat in occupants:
        held[of_seat, np.arange(of_seat.size)] = True
    return held[:states]


def eligible(occupants: Ints, states: int) -> Bools:
    """Who may be elected, (state, history): those that do not sit when the vote is held.

    A retiring member still sits then, so that this is the rule against
    immediate re-election (Charter, Art. 23(2)) as well.
    """
    return ~holding_seats(occupants, states)


def waiting_years(last_served: Ints, year: int, *, base_year: int = 1945) -> Ints:
    """Years since each state last served, at least 1, (state, history).

    A state that never served counts from ``base_year``: by default 1945, when
    the Charter came into force.
    """
    since = np.where(last_served == NEVER, base_year, last_served)
    return np.asarray(np.maximum(year - since, 1))


def utilities(
    population: Floats,
    income: Floats,
    at_war: Bools,
    waiting: Ints,
    *,
    population_weight: float = 0.65,
    turn_weight: float = 0.55,
    war_weight: float = -0.6,
    income_weight: float = 0.5,
) -> Floats:
    """What draws votes to a candidate: the utility of the conditional logit, (state, history).

    v = β_p ln population + β_t ln waiting + β_w [war] + β_y ln income.

    The default weights are judged. Their signs are those of Dreher, Gould,
    Rablen & Vreeland 2014 (Public Choice 158, 180 elections of 1970-2005): a
    compromise between populous states and taking turns, richer developing
    states chosen more often, states at war less often. Their sizes are rounded
    from a conditional logit on 176 seats filled in 1970-2005 (membership;
    COW NMC population; World Bank income; UCDP/PRIO conflicts of the year
    before): 0.67, 0.55, -0.58 and 0.49, standard errors 0.06, 0.10, 0.24 and 0.09.
    Groups differ: taking turns weighs most in Africa (about 1), next to nothing
    in Latin America. A weight of 0 switches its term off; with all at 0 every
    candidate is as likely as any other.

    Parameters
    ----------
    population, income
        (state,), above 0, in any unit: only ratios within a group matter.
    at_war
        (state,), whether the state was party to an armed conflict.
    waiting
        (state, history), years, at least 1.
    population_weight, turn_weight, war_weight, income_weight
        β_p, β_t, β_w, β_y.

    Raises
    ------
    ValueError
        If a population or an income is not above 0.
    """
    if not ((population > 0.0).all() and (income > 0.0).all()):
        raise ValueError("population and income must be above 0, since their logarithms are taken")
    constant = (
        population_weight * np.log(population)
        + war_weight * at_war
        + income_weight * np.log(income)
    )
    return np.asarray(constant[:, None] + turn_weight * np.log(waiting.astype(np.float64)))


def shares(utility: Floats, candidates: Bools) -> Floats:
    """Chance of each candidate, (state, history): exp(v) over the sum; 0 for all where none stands.

    The sum runs state by state, so that a history's shares do not depend on
    how many histories stand beside it.
    """
    of_candidates = utility.copy()
    np.copyto(of_candidates, -np.inf, where=~candidates)
    best = of_candidates.max(axis=0)
    best = np.where(np.isfinite(best), best, 0.0)
    weights = np.exp(np.minimum(of_candidates - best, 0.0))
    total = np.cumsum(weights, axis=0)[-1]
    return np.asarray(weights / np.where(total > 0.0, total, 1.0))


def draw(chances: Floats, uniform: Floats) -> Ints:
    """The state chosen in each history by inverse cdf, or NOBODY where no one stands, (history,).

    ``chances`` is (state, history) as from :func:`shares`, ``uniform`` (history,) in [0, 1).
    """
    cumulative = np.cumsum(chances, axis=0)
    total = cumulative[-1]
    # Against the computed total, not 1, so that rounding elects nobody without a chance.
    chosen = np.count_nonzero(cumulative <= uniform * total, axis=0)
    return np.where(total > 0.0, chosen, NOBODY)


def elect(
    occupants: Ints,
    last_served: Ints,
    uniforms: Floats,
    *,
    year: int,
    seats: Ints,
    seat_groups: Ints,
    state_groups: Ints,
    utility: Floats,
) -> tuple[Ints, Ints]:
    """The Council of ``year`` after its elections: occupants and the year each state last served.

    Every seat is drawn from the shares of its own group's candidates, one
    uniform a seat, and who is elected stands no longer. Where a group has fewer
    candidates than seats, the seats left over go, once all others are filled,

    1. to a candidate of any group, by the same logit over all who still stand;
    2. where no candidate is left at all, to a retiring member, first of the
       seat's own group and then of any: so nobody is re-elected immediately
       unless there is nobody else.

    Parameters
    ----------
    occupants
        (seat, history), index into the pool, no state twice; NOBODY for a
        member that is not in the pool. Permanent seats are never in ``seats``.
    last_served
        (state, history), a year or NEVER.
    uniforms
        (opening, history), in [0, 1), in the order of ``seats``.
    year
        The year in which the new terms begin.
    seats
        (opening,), the seats to fill, as from :func:`opened`.
    seat_groups, state_groups
        (seat,) and (state,), group numbers.
    utility
        (state, history), as from :func:`utilities`.

    Raises
    ------
    ValueError
        If the pool has fewer states than the Council seats, or there is not
        one row of uniforms for each seat to fill.
    """
    states = state_groups.size
    if states < seat_groups.size:
        raise ValueError(f"a pool of {states} states cannot fill {seat_groups.size} seats")
    if uniforms.shape[0] != seats.size:
        raise ValueError(f"{seats.size} seats to fill take as many rows of uniforms")
    before = holding_seats(occupants, states)
    newcomers = ~before
    staying = np.delete(occupants, seats, axis=0)
    free = eligible(staying, states)
    chosen = np.full((seats.size, occupants.shape[1]), NOBODY, dtype=np.int64)
    everyone = np.arange(states)
    for retiring_too, any_group in ((False, False), (False, True), (True, False), (True, True)):
        for opening, seat in enumerate(seats):
            to_fill = chosen[opening] == NOBODY
            of_group = everyone if any_group else np.flatnonzero(state_groups == seat_groups[seat])
            if not to_fill.any() or not of_group.size:
                continue
            standing = free[of_group] & to_fill
            if not retiring_too:
                standing &= newcomers[of_group]
            place = draw(shares(utility[of_group], standing), uniforms[opening])
            winner = np.where(place == NOBODY, NOBODY, of_group[place])
            chosen[opening] = np.where(to_fill, winner, chosen[opening])
            free &= everyone[:, None] != winner
    after = occupants.copy()
    after[seats] = chosen
    served = np.where(before, np.maximum(last_served, year - 1), last_served)
    return after, np.where(holding_seats(after, states), year, served)
