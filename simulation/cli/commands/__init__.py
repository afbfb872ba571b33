"""The commands: each a file of this folder, or the ``command.py`` of a study's folder."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import typer

import simulation
from simulation.cli.endings import Stopped
from simulation.cli.help import UNUSABLE, unusable
from simulation.cli.shell import app
from simulation.cli.statuses import INTERRUPTED

PACKAGE = Path(simulation.__file__).parent


def modules() -> list[str]:
    """Where the commands are; a module adds its own to the app when it is imported."""
    here = [f"{__name__}.{module.name}" for module in iter_modules(__path__)]
    studies = sorted(PACKAGE.glob("studies/*/command.py"))
    return here + [
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in studies
    ]


for module in modules():
    import_module(module)


def run_command() -> int:
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
