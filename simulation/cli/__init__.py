"""The command ``unsc``: what it is asked, checked; what it finds, told."""

from __future__ import annotations

import sys

import typer

app = typer.Typer(
    name="unsc",
    help="""A simulator of the United Nations Security Council.

    Five permanent and ten elected members meet crisis after crisis. See which
    drafts are adopted, watered down, vetoed or never tabled, and why.

    Start with `unsc demo`, then `unsc run kuwait-1990 --seed 7`.""",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command; wrong input gets exit status 2 and a sentence for each mistake."""
    from simulation.cli import commands  # noqa: F401  registers the commands
    from simulation.scenario.mistakes import InputError

    try:
        app()
    except InputError as error:
        for mistake in error.mistakes:
            print(mistake, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
