"""One function per picture, each with its equivalent in words: ``plot_x`` and ``describe_x``."""

from __future__ import annotations

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
