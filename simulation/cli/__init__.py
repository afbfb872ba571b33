"""The command ``unsc``: what it is asked, checked; what it finds, told."""

from __future__ import annotations

import sys
from io import TextIOWrapper
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

WRONG_INPUT, INTERRUPTED = 2, 130

UNUSABLE: type[Exception] = typer.BadParameter.__mro__[2]
"""What typer raises for options it cannot use; it has no public name of its own."""

STOPPED = "stopped; whole parts of a batch are kept, and the same command goes on"


@app.callback(invoke_without_command=True)
def before_all(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Answer what needs no command."""
    if version:
        from importlib.metadata import version as version_of

        print(version_of("unsc-simulation"))
        raise typer.Exit


def unusable(error: Exception) -> str:
    """What typer says of an option it cannot use, with the value that was given."""
    from pydantic import ValidationError

    option = getattr(error, "param", None)
    if isinstance(error.__cause__, ValidationError) and option is not None:
        (mistake, *_) = error.__cause__.errors()
        return f"{option.opts[0]} {mistake['input']}: {mistake['msg']}"
    return error.format_message() if hasattr(error, "format_message") else str(error)


def main() -> None:
    """Run the command; wrong input gets exit status 2 and a sentence for each mistake."""
    from simulation.cli import commands  # noqa: F401  registers the commands
    from simulation.scenario.mistakes import InputError, plain

    for stream in (sys.stdout, sys.stderr):
        # A terminal or file that has not every sign gets a question mark, not a traceback.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        status = app(standalone_mode=False)
        if status == INTERRUPTED:
            raise KeyboardInterrupt
    except InputError as error:
        for mistake in error.mistakes:
            print(mistake, file=sys.stderr)
        sys.exit(WRONG_INPUT)
    except UNUSABLE as error:
        said = unusable(error)
        if said:  # A command without what it needs has printed its help already.
            print(f"{plain(said).rstrip('.')} (see --help)", file=sys.stderr)
        sys.exit(WRONG_INPUT)
    except (KeyboardInterrupt, typer.Abort):
        print(STOPPED, file=sys.stderr)
        sys.exit(INTERRUPTED)
    sys.exit(status if isinstance(status, int) else 0)


if __name__ == "__main__":
    main()
