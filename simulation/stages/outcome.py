"""Stage 9, outcome: whether an answer succeeds, what it costs in lives, when a crisis closes."""

from __future__ import annotations

import numpy as np

from simulation.stages.bypass import success
from simulation.stages.challenge import Crisis
from simulation.stages.numerics import Bools, Floats, Ints
from simulation.stages.parameters import Parameters


def resisted(crisis: Crisis, p: Parameters) -> Floats:
    """The resistance R that an answer meets: less where the host consents; (history,)."""
    return np.asarray(crisis.resistance * (1.0 - p.consent_easing * crisis.consent))


def chance_of_success(effort: Floats, crisis: Crisis, usefulness: Floats, p: Parameters) -> Floats:
    """p_win (history,): the contest of useful effort and resistance.

    ``usefulness`` is what force is worth against this type of challenger, 0 to 1.
    """
    return success(usefulness * effort, resisted(crisis, p), p)


def casualties(effort: Floats, crisis: Crisis, strength: Floats, p: Parameters) -> Floats:
    """Casualties this round, (contributor, history): cas · effort share · R · y²."""
    total = np.cumsum(effort, axis=0)[-1]
    share = np.divide(effort, total, out=np.zeros_like(effort), where=total > 0.0)
    return np.asarray(share * (p.casualty_rate * resisted(crisis, p) * strength**2))


def political_success(settled: Bools, mediated: Bools, lawful: Bools) -> Bools:
    """Whether a crisis is settled with authority: mediated, or by an answer that was lawful."""
    return settled & (mediated | lawful)


def humanitarian_harm(severity: Floats, standing: Bools, settled: Bools) -> Floats:
    """Harm of the round: the severity of a crisis that stands and is not settled, else 0."""
    return np.where(standing & ~settled, severity, 0.0)


def given_up(age: Ints, p: Parameters) -> Bools:
    """Whether a crisis that has stood for ``age`` rounds closes unresolved; (history,)."""
    return age >= p.patience
