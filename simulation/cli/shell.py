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


@app.callback(invoke_without_command=True)
def before_all(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Answer what needs no command."""
    if version:
        from importlib.metadata import version as version_of

        print(version_of("unsc-simulation"))
        raise typer.Exit
