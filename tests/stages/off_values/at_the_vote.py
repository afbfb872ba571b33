"""Whether what makes a text and its ballots is gone: costs, drafts, perception, sponsors."""

import math
from dataclasses import replace

import numpy as np
from stages.off_values.crises import (
    BY_SEAT,
    HISTORIES,
    NOBODY,
    PERMANENT,
    SEATS,
    SITTING,
    U,
    crises,
)

from simulation.stages.drafting import Outlook, draft, grid, holder_of_the_pen, perceived, values
from simulation.stages.preferences import no_outside
from simulation.stages.voting import ballots, consensus_bonus, cost_of_no, with_sponsors


def cost(p, *, legitimacy=0.5, party=False, signatory=False, atrocity=False):
    """The cost of a permanent and of an elected member's no."""
    crisis = replace(crises(p).at(np.array([0])), atrocity=np.array([atrocity]))
    who = np.array([[True], [False]])
    flag = np.ones((2, 1), dtype=bool)
    return cost_of_no(who, signatory & flag, party & flag, crisis, np.array([legitimacy]), p)[:, 0]


def only_floor_for(seat):
    """Whether a no costs no more than the bonus forgone, for a permanent or an elected member."""
    return lambda p: cost(p)[seat] == np.nextafter(consensus_bonus(np.array([0.5]), p)[0], math.inf)


def ballots_cast(p):
    """Ballots of members that have thirty in a hundred of any, on many uniforms."""
    return ballots(BY_SEAT, np.full(BY_SEAT.shape, 0.3), np.full(BY_SEAT.shape, 0.3), NOBODY, p)


def hopeless():
    """A draft that only its penholder wants, in the eyes of that penholder."""
    wanted = np.full((SEATS, 1), -1.0)
    wanted[0] = 0.8
    nobody = np.zeros((SEATS, 1), dtype=bool)
    none = np.zeros(1)
    return Outlook(
        pen=np.array([0]),
        perceived=wanted,
        cost=np.full((SEATS, 1), 0.2),
        sponsors=np.arange(SEATS)[:, None] == 0,
        silent=nobody,
        uncounted=nobody,
        spared=nobody,
        status_quo=none,
        bonus=none,
        statement=none,
        outside=no_outside(1),
    )


def sharp(p):
    return replace(p, choice_noise=1e-9, perception_sd=0.0)


def shortfalls_cost_nothing(p):
    strengths = grid(np.array([0.8]), p)
    real, twin = values(strengths, hopeless(), SITTING.rules, sharp(p))
    return not real.any() and not twin.any()


def hopeless_drafts_are_tabled(p):
    return bool(np.isfinite(draft(hopeless(), SITTING.rules, sharp(p)).strength).all())


def only_elected_members_draft(p):
    pen = holder_of_the_pen(U[0], BY_SEAT, SITTING.council.may_hold_pen[:, None], ~PERMANENT, p)
    return not SITTING.council.permanent[pen].any()


def sight_is_perfect(p):
    pen = np.zeros(HISTORIES, dtype=np.int64)
    return np.array_equal(perceived(BY_SEAT, BY_SEAT - 0.5, pen, p), BY_SEAT)


def sponsors_vote_as_others(p):
    yes, no = with_sponsors(BY_SEAT / 2, BY_SEAT / 2, ~NOBODY, p)
    return np.array_equal(yes, BY_SEAT / 2) and np.array_equal(no, BY_SEAT / 2)


def texts_go_down_to_nothing(p):
    return grid(np.array([0.8]), p)[-1, 0] == 0.0
