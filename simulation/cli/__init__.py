"""The command ``unsc`` at its edge: whatever ends it, an exit status and sentences."""

from __future__ import annotations

import contextlib
import os
import sys

from simulation.cli.statuses import INTERRUPTED, NOTHING_KEPT, READER_GONE, WRONG_INPUT

MOST_LINES, LONGEST_LINE = 40, 1000
"""Mistakes that are printed, and the letters of each; the rest are counted."""


def main() -> None:
    """Run the command; wrong input gets exit status 2 and a sentence for each mistake.

    Nothing but the standard library is imported before it is called, so that an
    interruption finds it wherever the command has come to.
    """
    try:
        status = answered()
    except KeyboardInterrupt as stop:
        say(f"stopped; {stop}" if stop.args else f"stopped; {NOTHING_KEPT}")
        status = INTERRUPTED
    except BrokenPipeError:
        status = READER_GONE
        drop_output()
    except OSError as error:
        say(f"{error.filename or 'standard output'}: cannot be used: {error.strerror or error}")
        status = WRONG_INPUT
        drop_output()
    sys.exit(status)


def answered() -> int:
    """Run the command and give its exit status, with mistakes and output printed."""
    from io import TextIOWrapper

    for stream in (sys.stdout, sys.stderr):
        # A terminal or file that has not every sign gets a question mark, not a traceback.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    if wrong := [*out_of_place()]:
        say(*wrong)
        return WRONG_INPUT
    from simulation.cli.commands import run_command
    from simulation.scenario.mistakes import InputError

    try:
        status = run_command()
    except InputError as error:
        say(*error.mistakes)
        status = WRONG_INPUT
    if sys.stdout is not None:  # It is None where the shell closed it.
        sys.stdout.flush()
    return status


def out_of_place() -> list[str]:
    """What makes any command impossible: a working folder that is gone, words that are no text."""
    mistakes = []
    try:
        os.getcwd()  # noqa: PTH109  pathlib adds nothing
    except OSError:
        mistakes.append("the working folder is not there any more; change to one that is")
    for number, word in enumerate(sys.argv[1:], start=1):
        try:
            word.encode()
        except UnicodeEncodeError:
            mistakes.append(
                f"word {number} of the command, {word!a}: is not text (UTF-8); if it is the "
                "name of a file or folder, rename that"
            )
    return mistakes


def say(*sentences: str) -> None:
    """Print sentences on standard error, a line each and a page at most, where it can be."""
    from simulation.scenario.visible import visible

    more = len(sentences) - MOST_LINES
    lines = [shortened(visible(sentence)) for sentence in sentences[:MOST_LINES]]
    if more > 0:
        lines.append(f"and {more:,} more")
    with contextlib.suppress(OSError):
        for line in lines:
            print(line, file=sys.stderr)
        sys.stderr.flush()


def shortened(line: str) -> str:
    """A line that a person reads; of a longer one its beginning and its end."""
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 200]} … {line[-200:]}"


def drop_output() -> None:
    """Let nothing more be written where writing failed: the interpreter would try at its end."""
    if sys.stdout is sys.__stdout__ and sys.stdout is not None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
