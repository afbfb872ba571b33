"""A simulator of the United Nations Security Council.

>>> import simulation
>>> results = simulation.run_batch("horseshoe", runs=100, seed=1)
>>> results.manifest.experiment["rules"]
'charter'
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

PUBLIC = {
    "load": "simulation.scenario.load",
    "play": "simulation.engine.arrays",
    "CouncilModel": "simulation.engine.mesa_model",
    "Delegation": "simulation.engine.delegations",
    "Seats": "simulation.engine.delegations",
    "grid": "simulation.experiments.design",
    "points_of": "simulation.experiments.design",
    "run_batch": "simulation.experiments.batch",
    "Results": "simulation.experiments.results",
    "compare": "simulation.analysis.compare",
    "forecast": "simulation.analysis.forecast",
    "sensitivity": "simulation.analysis.sensitivity",
    "story": "simulation.analysis.story",
    "InputError": "simulation.scenario.mistakes",
    "write_report": "simulation.figures.report",
}
"""The public names and where they live; loaded when first asked for."""

__all__ = sorted(PUBLIC)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that ``import simulation`` is quick."""
    if name not in PUBLIC:
        raise AttributeError(f"module 'simulation' has no attribute {name!r}")
    return getattr(import_module(PUBLIC[name]), name)


def __dir__() -> list[str]:
    """The public names."""
    return __all__
