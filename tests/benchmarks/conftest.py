"""What the measurements share: a quiet machine, one core, and where datasets go."""

import os
import time

import pytest
from benchmarks.page import IDLE_ENOUGH

PATIENCE = 2.0
"""Seconds to wait before a timing for the machine to fall idle; then it is measured as it is."""


@pytest.fixture
def idle(benchmark):
    """How idle the machine was just before the timing, percent; printed and recorded."""
    import psutil

    begun, share = time.monotonic(), 0.0
    while share < IDLE_ENOUGH and time.monotonic() - begun < PATIENCE:
        share = 100.0 - psutil.cpu_percent(interval=0.3)
    benchmark.extra_info["idle"] = share
    print(f"  idle {share:.0f} %", end="", flush=True)
    return share


@pytest.fixture
def one_core():
    """Everything on one core, where the system lets a process choose."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    yield
    os.sched_setaffinity(0, before)
