"""The command ``unsc`` that the modules of this room add their commands to."""

from __future__ import annotations

from typing import Annotated

import typer

from simulation.cli.help import UNUSABLE, Commands, unusable

app = Commands(
    name="unsc",
    help="""A simulator of the United Nations Security Council.

    Five permanent and ten elected members meet crisis after crisis. See which
    drafts are adopted, watered down, vetoed or never tabled, and why.

    Start with `unsc demo`, then `unsc run kuwait-1990 --seed 7`.""",
)

INTERRUPTED = 130


@app.callback(invoke_without_command=True)
def before_all(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Answer what needs no command."""
    if version:
        from importlib.metadata import version as version_of

        print(version_of("unsc-simulation"))
        raise typer.Exit


def run() -> int:
    """Run the command that ``sys.argv`` names, and give its exit status.

    Raises
    ------
    InputError
        With a sentence for every mistake in what was typed or in the files it names.
    KeyboardInterrupt
        If it was stopped, with what is kept, if anything is.
    """
    from simulation.cli import commands  # noqa: F401  registers the commands
    from simulation.cli.endings import Stopped
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
