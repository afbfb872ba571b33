"""A simulator of the United Nations Security Council.

>>> import simulation
>>> results = simulation.run_batch("horseshoe", runs=100, seed=1)
>>> results.manifest.experiment["rules"]
'charter'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # What a type checker reads; at run time a name is imported when first used.
    from simulation.analysis.compare import compare
    from simulation.analysis.forecast import forecast
    from simulation.analysis.power import power
    from simulation.analysis.sensitivity import sensitivity
    from simulation.analysis.story import story
    from simulation.engine.arrays import play
    from simulation.engine.delegations import Delegation, Delegations, Seats
    from simulation.engine.mesa_model import CouncilModel
    from simulation.experiments.batch import run_batch
    from simulation.experiments.design import grid, points_of
    from simulation.experiments.results import Results
    from simulation.figures.report import write_report
    from simulation.rollcalls.reader import read_vote_table
    from simulation.scenario.load import load
    from simulation.scenario.mistakes import InputError

    __version__: str

PUBLIC = {
    "CouncilModel": "simulation.engine.mesa_model",
    "Delegation": "simulation.engine.delegations",
    "Delegations": "simulation.engine.delegations",
    "InputError": "simulation.scenario.mistakes",
    "Results": "simulation.experiments.results",
    "Seats": "simulation.engine.delegations",
    "compare": "simulation.analysis.compare",
    "forecast": "simulation.analysis.forecast",
    "grid": "simulation.experiments.design",
    "load": "simulation.scenario.load",
    "play": "simulation.engine.arrays",
    "points_of": "simulation.experiments.design",
    "power": "simulation.analysis.power",
    "read_vote_table": "simulation.rollcalls.reader",
    "run_batch": "simulation.experiments.batch",
    "sensitivity": "simulation.analysis.sensitivity",
    "story": "simulation.analysis.story",
    "write_report": "simulation.figures.report",
}
"""Where each public name lives."""

__all__ = [
    "CouncilModel",
    "Delegation",
    "Delegations",
    "InputError",
    "Results",
    "Seats",
    "compare",
    "forecast",
    "grid",
    "load",
    "play",
    "points_of",
    "power",
    "read_vote_table",
    "run_batch",
    "sensitivity",
    "story",
    "write_report",
]


if not TYPE_CHECKING:  # A checker that saw this would take any name for right.

    def __getattr__(name: str) -> object:
        """Import a public name when it is first used, so that ``import simulation`` is quick."""
        if name == "__version__":
            from importlib.metadata import version

            return version("unsc-simulation")
        if name not in PUBLIC:
            raise AttributeError(f"module 'simulation' has no attribute {name!r}")
        return getattr(import_module(PUBLIC[name]), name)


def __dir__() -> list[str]:
    """The public names."""
    return [*__all__, "__version__"]
