"""All commands, in the order in which help lists them, and how the one that is typed is run."""

from __future__ import annotations

from importlib import import_module

import typer

from simulation.cli.endings import Stopped
from simulation.cli.help import UNUSABLE, unusable
from simulation.cli.shell import app
from simulation.cli.statuses import INTERRUPTED

MODULES = (
    "simulation.cli.demo",
    "simulation.cli.scenarios",
    "simulation.cli.run",
    "simulation.cli.forecast",
    "simulation.cli.batch",
    "simulation.cli.report",
    "simulation.cli.compare",
    "simulation.cli.sensitivity",
    "simulation.cli.tally",
    "simulation.studies.profiles.command",
    "simulation.studies.calibration.command",
    "simulation.studies.backtest.command",
)
"""Where each is; a module adds its command to the app when it is imported."""

for module in MODULES:
    import_module(module)


def run() -> int:
    """Run the command that ``sys.argv`` names, and give its exit status.

    Raises
    ------
    InputError
        With a sentence for every mistake in what was typed or in the files it names.
    KeyboardInterrupt
        If it was stopped, with what is kept, if anything is.
    """
    from simulation.scenario.mistakes import InputError

    try:
        status = app(standalone_mode=False)
    except UNUSABLE as error:
        said = unusable(error)
        # A command without what it needs has printed its help already, and says nothing.
        raise InputError([said] if said else []) from error
    except Stopped as stopped:
        raise KeyboardInterrupt(str(stopped)) from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    if status == INTERRUPTED:
        raise KeyboardInterrupt
    return status if isinstance(status, int) else 0
