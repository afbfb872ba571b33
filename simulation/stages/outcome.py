"""Stage 9, outcome: whether the crisis is settled, stands on graver, or closes unresolved.

Effort and its success are not modelled yet: an adequate mandate settles the
crisis, anything less leaves it standing.
"""

from __future__ import annotations

from simulation.stages.numerics import Bools, Floats, Ints
from simulation.stages.parameters import Parameters


def settled(mandate: Floats, mediated: Bools, p: Parameters) -> Bools:
    """Whether the crisis is over: mediated, or under an adequate mandate; (history,)."""
    return mediated | (mandate >= p.adequate)


def given_up(age: Ints, p: Parameters) -> Bools:
    """Whether a crisis that has stood for ``age`` rounds closes unresolved; (history,)."""
    return age >= p.patience
