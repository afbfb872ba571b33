"""Stage 9, outcome: whether an answer succeeds, what it costs in lives, when a crisis closes."""

from __future__ import annotations

import numpy as np

from simulation.stages.bypass import success
from simulation.stages.challenge import Crisis
from simulation.stages.numerics import Bools, Floats, Ints, quotient, sum_seats
from simulation.stages.parameters import Parameters


def resisted(crisis: Crisis, early: Bools, p: Parameters) -> Floats:
    """The resistance that an answer meets, R·(1 - e_con·consent)·(1 - r_rap·early); (history,).

    ``early`` says where an answer with the United Nations' authority is given in the
    round in which the crisis broke out: forces on hand (Charter, Art. 43; standby
    arrangements) then meet a challenger that has not dug in. The first weeks decide
    most (Brahimi report, A/55/305, para. 87; Feil 1998, Preventing Genocide).
    """
    unready = 1.0 - p.rapid_response * early
    return np.asarray(crisis.resistance * (1.0 - p.consent_easing * crisis.consent) * unready)


def chance_of_success(
    effort: Floats, resistance: Floats, usefulness: Floats, p: Parameters
) -> Floats:
    """p_win (history,): the contest of useful effort and resistance.

    ``usefulness`` is what force is worth against this type of challenger, 0 to 1.
    """
    return success(usefulness * effort, resistance, p)


def casualties(effort: Floats, resistance: Floats, strength: Floats, p: Parameters) -> Floats:
    """Casualties this round, (contributor, history): cas · effort share · resistance · y²."""
    share = quotient(effort, sum_seats(effort))
    return np.asarray(share * (p.casualty_rate * resistance * strength**2))


def political_success(settled: Bools, mediated: Bools, lawful: Bools) -> Bools:
    """Whether a crisis is settled with authority: mediated, or by an answer that was lawful."""
    return settled & (mediated | lawful)


def humanitarian_harm(severity: Floats, standing: Bools, settled: Bools) -> Floats:
    """Harm of the round: the severity of a crisis that stands and is not settled, else 0."""
    return np.where(standing & ~settled, severity, 0.0)


def given_up(age: Ints, p: Parameters) -> Bools:
    """Whether a crisis that has stood for ``age`` rounds closes unresolved; (history,)."""
    return age >= p.patience
