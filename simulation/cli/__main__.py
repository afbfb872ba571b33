"""``python -m simulation.cli`` is ``unsc``."""

from simulation.cli import main

main()
