"""The command ``unsc`` that the modules of this room add their commands to."""

from __future__ import annotations

from typing import Annotated

import typer

from simulation.cli.help import Commands

app = Commands(
    name="unsc",
    help="""A simulator of the United Nations Security Council.

    Five permanent and ten elected members meet crisis after crisis. See which
    drafts are adopted, watered down, vetoed or never tabled, and why.

    Start with `unsc demo`, then `unsc run kuwait-1990 --seed 7`.""",
)

INTERRUPTED = 130

UNUSABLE: type[Exception] = typer.BadParameter.__mro__[2]
"""What typer raises for options it cannot use; it has no public name of its own."""


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
    from simulation.scenario.mistakes import InputError, plain

    try:
        status = app(standalone_mode=False)
    except UNUSABLE as error:
        said = unusable(error)
        # A command without what it needs has printed its help already, and says nothing.
        raise InputError([f"{plain(said).rstrip('.')} (see --help)"] if said else []) from error
    except Stopped as stopped:
        raise KeyboardInterrupt(str(stopped)) from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    if status == INTERRUPTED:
        raise KeyboardInterrupt
    return status if isinstance(status, int) else 0


def unusable(error: Exception) -> str:
    """What typer says of an option it cannot use, with the value that was given."""
    from pydantic import ValidationError

    option = getattr(error, "param", None)
    if isinstance(error.__cause__, ValidationError) and option is not None:
        (mistake, *_) = error.__cause__.errors()
        return f"{option.opts[0]} {mistake['input']}: {mistake['msg']}"
    return error.format_message() if hasattr(error, "format_message") else str(error)
