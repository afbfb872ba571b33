"""Stage 9, outcome: whether an answer succeeds, what it costs in lives, when a crisis closes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulation.stages.bypass import success
from simulation.stages.challenge import Crisis
from simulation.stages.declare import CONVENTION, Column, Slots, parameter
from simulation.stages.numerics import Bools, Floats, Ints, quotient, sum_seats

if TYPE_CHECKING:
    from simulation.stages.parameters import Parameters


@dataclass(frozen=True, kw_only=True)
class OutcomeParameters:
    """The numbers of this stage."""

    # A line or two for what a number is, one for what is said of it.
    # fmt: off
    resistance_min: float = parameter(
        "R_min", 0.2, 0.001, 5, "least resistance of a challenger", off=None, unit="effort"
    )
    resistance_max: float = parameter(
        "R_max", 0.8, 0.001, 5, "greatest resistance of a challenger", off=None, unit="effort"
    )
    decisiveness: float = parameter(
        "m", 1.0, 0.1, 10, "decisiveness of effort in the contest",
        off=None, unit="exponent", label="judged", source=CONVENTION,
    )
    consent_easing: float = parameter(
        "e_con", 0.5, 0, 1, "share of the resistance that the host's consent removes",
        off=0, unit="share", label="judged", source="own estimate",
    )
    rapid_response: float = parameter(
        "r_rap", 0.0, 0, 0.9,
        "share of the resistance that forces on hand spare an answer in a crisis's first round",
        off=0, unit="share", label="judged",
        source="own choice; Brahimi report 2000 and Feil 1998: that the first weeks decide",
    )
    casualty_rate: float = parameter(
        "cas", 3.0, 0, 100, "casualties by share of effort, resistance and strength squared",
        off=0, unit="hundreds",
    )
    # fmt: on


SLOTS = Slots("outcome", 4, ("won", "exceeded"))


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
    effort: Floats, resistance: Floats, usefulness: Floats, defence: Floats, p: Parameters
) -> Floats:
    """p_win (history,): the contest of useful effort and resistance.

    ``usefulness`` is what such an answer is worth against this type of challenger, 0 to 1,
    ``defence`` what an attacked state adds for itself.
    """
    return success(usefulness * effort + defence, resistance, p)


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


COLUMNS = (
    Column(
        "p_win",
        "float64",
        "chance that the answer succeeds",
        unit="probability",
        blank="nothing was done",
    ),
    Column("won", "bool", "military outcome: it succeeded"),
    Column("political", "bool", "political outcome: the crisis settled, mediated or lawfully"),
    Column(
        "harm",
        "float64",
        "humanitarian outcome: severity of a crisis not settled in the round",
        unit="severity",
    ),
    Column("exceeded", "bool", "force exceeded a mandate against an atrocity"),
)
"""What this stage says of a round."""
