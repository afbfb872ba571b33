"""All commands, in the order in which help lists them."""

from simulation.cli import tally  # noqa: F401
