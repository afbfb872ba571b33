"""Compiled loops behind stage functions: the same arithmetic in the same order, so the same bits.

They need numba, the extra ``[fast]``, and are loaded when first worth it. Exponentials
stay with NumPy, whose last bit differs from that of the C library.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

WORTHWHILE = 250
"""Drafts side by side from which compiled code is quicker: twice as quick from some 350 on."""

enabled = True
"""Set to False to do without, for instance to compare; results do not depend on it."""


def worthwhile(histories: int) -> bool:
    """Whether to use compiled code for so many histories."""
    return enabled and histories >= WORTHWHILE and installed()


@cache
def installed() -> bool:
    """Whether numba is there and goes with this NumPy; loaded to find out, once."""
    try:
        import_module("simulation.stages.compiled.prospects")
    except ImportError:
        return False
    return True
