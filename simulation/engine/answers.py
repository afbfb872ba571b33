"""What a delegation answered, checked, as the engine takes it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from simulation.scenario.mistakes import InputError, shown
from simulation.stages import voting
from simulation.stages.decision import Cause
from simulation.stages.drafting import Choice
from simulation.stages.numerics import Ballots, Floats
from simulation.stages.preferences import FORCE

if TYPE_CHECKING:
    from simulation.engine.delegations import View


def strength_from(answer: Floats | float, view: View) -> float:
    """The strength that one member's ``prefer`` gave, in one history.

    Raises
    ------
    InputError
        If it is not one finite number.
    """
    value = np.asarray(answer)
    if value.size != 1 or value.dtype.kind not in "biuf" or not math.isfinite(value.item()):
        raise InputError([f"{view.member}: prefer gave {shown(answer)}: must be one finite number"])
    return float(value.item())


def ballot_from(answer: Ballots | int, view: View) -> int:
    """The ballot that one member's ``vote`` gave, in one history.

    Raises
    ------
    InputError
        If it is none of the four.
    """
    value = np.asarray(answer)
    if value.size != 1 or value.item() not in range(len(voting.LETTERS)):
        raise InputError(
            [
                f"{view.member}: vote gave {shown(answer)}: must be YES, NO, ABSTAIN or "
                "NOT_VOTING of simulation.stages.voting"
            ]
        )
    return int(value.item())


def text_from(answer: Choice | float | None, view: View) -> Choice | float | None:
    """What one member's ``draft`` gave, in one history.

    Raises
    ------
    InputError
        If it is neither None nor a strength on the scale.
    """
    if answer is None or isinstance(answer, Choice):
        return answer
    value = np.asarray(answer)
    # A comparison with NaN is False, so that NaN is refused as well.
    if value.size != 1 or value.dtype.kind not in "biuf" or not 0.0 <= value.item() <= FORCE:
        raise InputError(
            [
                f"{view.member}: draft gave {shown(answer)}: must be a strength from 0 to 1, "
                "or None to withhold"
            ]
        )
    return float(value.item())


def as_choice(made: Choice | float | None, rule: Choice, history: int) -> Choice:
    """A seat's answer as a choice; one that is not the rule's own has no twin."""
    if isinstance(made, Choice):
        return made
    one = slice(history, history + 1)
    strength = np.array([np.nan if made is None else float(made)])
    cause = Cause.NO_INTEREST if made is None else Cause.NONE
    return Choice(
        strength, np.array([np.nan]), rule.top[one], rule.step[one], np.array([int(cause)])
    )
