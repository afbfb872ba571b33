"""One function per picture, each with its equivalent in words: ``plot_x`` and ``describe_x``."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # What a type checker reads; at run time a name is imported when first used.
    from simulation.figures.horseshoe import describe_horseshoe, plot_horseshoe
    from simulation.figures.outcomes import (
        describe_outcomes,
        describe_outcomes_over_time,
        plot_outcomes,
        plot_outcomes_over_time,
    )
    from simulation.figures.strength import describe_strength, plot_strength
    from simulation.figures.tallies import describe_tallies, plot_tallies
    from simulation.figures.vetoes import (
        describe_hidden_vetoes,
        describe_vetoes_by_member,
        plot_hidden_vetoes,
        plot_vetoes_by_member,
    )

PUBLIC = {
    "describe_hidden_vetoes": "simulation.figures.vetoes",
    "describe_horseshoe": "simulation.figures.horseshoe",
    "describe_outcomes": "simulation.figures.outcomes",
    "describe_outcomes_over_time": "simulation.figures.outcomes",
    "describe_strength": "simulation.figures.strength",
    "describe_tallies": "simulation.figures.tallies",
    "describe_vetoes_by_member": "simulation.figures.vetoes",
    "plot_hidden_vetoes": "simulation.figures.vetoes",
    "plot_horseshoe": "simulation.figures.horseshoe",
    "plot_outcomes": "simulation.figures.outcomes",
    "plot_outcomes_over_time": "simulation.figures.outcomes",
    "plot_strength": "simulation.figures.strength",
    "plot_tallies": "simulation.figures.tallies",
    "plot_vetoes_by_member": "simulation.figures.vetoes",
}
"""Where each public name lives."""

__all__ = [
    "describe_hidden_vetoes",
    "describe_horseshoe",
    "describe_outcomes",
    "describe_outcomes_over_time",
    "describe_strength",
    "describe_tallies",
    "describe_vetoes_by_member",
    "plot_hidden_vetoes",
    "plot_horseshoe",
    "plot_outcomes",
    "plot_outcomes_over_time",
    "plot_strength",
    "plot_tallies",
    "plot_vetoes_by_member",
]


if not TYPE_CHECKING:  # A checker that saw this would take any name for right.

    def __getattr__(name: str) -> object:
        """Import a public name when it is first used, for not every use of this room draws."""
        if name not in PUBLIC:
            raise AttributeError(f"module 'simulation.figures' has no attribute {name!r}")
        return getattr(import_module(PUBLIC[name]), name)


def __dir__() -> list[str]:
    """The public names."""
    return [*__all__]
