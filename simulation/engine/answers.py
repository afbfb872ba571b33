"""What one member answered in one history, as plain numbers; None where it cannot be used."""

from __future__ import annotations

import math
from collections.abc import Container
from typing import Any

import numpy as np


def number(answer: Any, kinds: str = "biuf") -> float | None:
    """One finite number, given as such or as an array of one.

    ``kinds`` are those of NumPy that are taken for numbers; without ``b``, True and False are not.

    >>> number(0.5), number(np.array([[2]])), number("N"), number(float("nan")), number(True, "iuf")
    (0.5, 2.0, None, None, None)
    """
    try:
        value = np.asarray(answer)
    except ValueError:  # Lists of unequal lengths.
        return None
    if value.size != 1 or value.dtype.kind not in kinds or not math.isfinite(value.item()):
        return None
    return float(value.item())


def within(answer: Any, least: float, most: float, kinds: str = "biuf") -> tuple[float] | None:
    """A number from the least to the most."""
    value = number(answer, kinds)
    return None if value is None or not least <= value <= most else (value,)


def one_of(answer: Any, known: Container[float]) -> tuple[float] | None:
    """One of some numbers."""
    value = number(answer)
    return None if value is None or value not in known else (value,)


def singles(*values: Any) -> tuple[float, ...] | None:
    """The numbers in arrays that hold one each."""
    found = [np.asarray(value) for value in values]
    if any(value.size != 1 or value.dtype.kind not in "biuf" for value in found):
        return None
    return tuple(value.item() for value in found)
