"""Options that several commands share, their checks, and results printed for programs."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from simulation.scenario.mistakes import Gathered
    from simulation.scenario.scenario import Scenario

ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A name (`unsc scenarios` lists them) or a path.")
]
Seed = Annotated[
    int,
    typer.Option(
        "--seed",
        "-s",
        metavar="N",
        help="Seed of the draws: the same seed gives the same histories.",
    ),
]
Rules = Annotated[
    str | None,
    typer.Option(
        "--rules", "-r", metavar="RULES", help="Rule set to play under, in place of the scenario's."
    ),
]
Burden = Annotated[
    str | None,
    typer.Option(
        "--burden", metavar="HOW", help="How burdens are shared: voluntary, optimum or assessed."
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Set a parameter (docs/parameters.md) or another numeric key; repeatable.",
    ),
]
Redraft = Annotated[
    bool,
    typer.Option(
        "--redraft",
        help="Keep crises, dates and penholders of a script, and let the model decide what is "
        "tabled.",
    ),
]
Workers = Annotated[
    int,
    typer.Option(
        "--workers",
        "-w",
        metavar="N",
        help="Number of processes; the result does not depend on it.",
    ),
]
MEASURES_LISTED = "?"
"""What stands for a measure in a request for the list of measures."""


def measures_named(given: list[str] | None) -> list[str]:
    """Measures by the names or labels that were given, none if none was.

    Raises
    ------
    typer.Exit
        Where the list of measures was requested, once it is printed.
    """
    from simulation.measures.names import name_of
    from simulation.measures.table import MEASURES

    labels = given or []
    if MEASURES_LISTED not in labels:
        return [name_of(label) for label in labels]
    from rich.table import Table

    from simulation.cli.terminal import Terminal

    listed = Table.grid(padding=(0, 2))
    listed.add_column(no_wrap=True)
    listed.add_column(overflow="fold")
    for name, measure in MEASURES.items():
        listed.add_row(name, measure.words)
    Terminal().print(listed)
    raise typer.Exit


AsJson = Annotated[
    bool, typer.Option("--json", help="Print the result as JSON, for programs, and nothing else.")
]

Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Replace files that another experiment made there.")
]
OverwriteFile = Annotated[
    bool, typer.Option("--overwrite", help="Replace the file of --out if it exists.")
]
FigureFolder = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="DIR", help="Folder for figure and text.")
]
CouncilName = Annotated[
    str | None,
    typer.Option("--council", "-c", metavar="COUNCIL", help="Council that votes, by name or path."),
]


@contextmanager
def checks() -> Iterator[Gathered]:
    """Gather every mistake of a command before it begins, those in its words first.

    What raises mistakes inside may be tried with ``take``, to go on with the next check.

    Raises
    ------
    InputError
        At the end, if there is any mistake.
    """
    from simulation.cli.help import TYPED
    from simulation.scenario.mistakes import Gathered

    wrong = Gathered(TYPED.get())
    TYPED.set(())
    with wrong.kept():
        yield wrong
    wrong.stop()


def scenario_of(
    wrong: Gathered,
    name: str | None,
    set_: list[str] | None,
    *,
    rules: str | None = None,
    burden: str | None = None,
    redraft: bool = False,
) -> Scenario | None:
    """The scenario that a command names, changed as it says; None if something is wrong."""
    from simulation.scenario.load import check_changes, load

    found = settings(set_, wrong)
    if name is not None:
        return wrong.take(load, name, rules=rules, burden=burden, redraft=redraft, settings=found)
    given = {"rules": rules, "burden": burden}
    wrong.take(check_changes, found | {key: text for key, text in given.items() if text})
    return None


def set_and_varied(
    fixed: list[str] | None,
    varied: Iterable[str],
    *,
    rules: str | None = None,
    burden: str | None = None,
) -> list[str]:
    """A sentence for each key that one option fixes and another varies.

    ``fixed`` and ``varied`` begin with a key; ``parameters.reach`` is ``reach``.
    """
    from simulation.scenario.load import place

    def key_of(text: str) -> str:
        key = text.partition("=")[0].strip()
        way = place(key)
        return str(way[-1]) if way[:1] == ["parameters"] else key

    here = {key_of(text) for text in varied}
    kept = [key_of(text) for text in fixed or []]
    kept += [key for key, given in (("rules", rules), ("burden", burden)) if given is not None]
    return [f"{key} is both set and varied; keep one" for key in dict.fromkeys(kept) if key in here]


def as_written(name: str | None) -> Scenario | None:
    """A scenario as its file has it, to check against it what no change of it bears on.

    None if there is none, or something is wrong with it: that is said already.
    """
    from simulation.scenario.load import load
    from simulation.scenario.mistakes import Gathered

    return None if name is None else Gathered().take(load, name)


DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
"""A number as people write it where a comma stands before decimals."""

THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
"""One whose comma may as well stand between thousands."""


def pairs_in(text: str) -> list[str]:
    """The pairs of ``KEY=VALUE,KEY=VALUE``; a number with a decimal comma is not parted.

    >>> pairs_in("reach=0,3,cover=0.2"), pairs_in("rules=charter,reach=1")
    (['reach=0,3', 'cover=0.2'], ['rules=charter', 'reach=1'])
    """
    pairs: list[str] = []
    for piece in text.split(","):
        last = pairs[-1].partition("=")[2].strip() if pairs else ""
        if last and DECIMAL_COMMA.fullmatch(f"{last},{piece.strip()}"):
            pairs[-1] += f",{piece.strip()}"
        else:
            pairs.append(piece)
    return pairs


def settings(
    pairs: list[str] | None,
    wrong: Gathered,
    *,
    option: str = "--set",
    words: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Keys of a scenario from ``KEY=VALUE`` pairs; numbers, and words for some keys.

    Pairs that are not of that form are noted in ``wrong``, and so is a key that is set twice,
    with what is wrong with its other value; names and ranges are checked with the scenario.
    """
    from simulation.experiments.ranges import WORDS
    from simulation.scenario.load import check_changes, place
    from simulation.scenario.mistakes import naming

    found: dict[str, Any] = {}
    first: dict[tuple[str | int, ...], str] = {}
    for pair in pairs or []:
        key, _, text = (part.strip() for part in pair.partition("="))
        value: Any = text
        if key in WORDS and text and key not in words:
            wrong.note(f"{option} {pair}: {option} takes numbers; write --{key} {text}")
            continue
        if key not in words or not text:
            value, why = number_of(key, text)
            if why:
                where = f"{option} {pair}:" if pair.strip() else f"{option}: is empty;"
                besides = f", or a word for {' and '.join(words)}" if words else ""
                wrong.note(f"{where} {why}{'' if value is not None else besides}")
            if value is None:
                continue
        way = tuple(place(key))
        if way in first:
            wrong.note(f"{option} {pair}: {first[way]} is set twice; keep one")
            with wrong.kept(), naming(option.removeprefix("--"), {key}):
                check_changes({key: value})
            continue
        first[way] = key
        found[key] = value
    return found


def number_of(key: str, text: str) -> tuple[float | int | None, str]:
    """The number that a key is set to, None if it is none, and what is wrong with its text."""
    comma = DECIMAL_COMMA.fullmatch(text) is not None
    if comma and key and THOUSANDS.fullmatch(text):
        either = f"{key}={text.replace(',', '')} or {key}={text.replace(',', '.')}"
        return None, f"write {either}, whichever is meant"
    try:
        value = float(text.replace(",", ".") if comma else text)
    except ValueError:
        value = math.nan
    if not key or math.isnan(value):
        return None, "write KEY=VALUE with a number, as in veto_cost=0.3"
    why = f"write a decimal point, as in {key}={text.replace(',', '.')}" if comma else ""
    return int(value) if value.is_integer() else value, why


def fraction(option: str, text: str) -> float:
    """A number between 0 and 1 from the text of an option.

    Raises
    ------
    InputError
        If it is none, or has a decimal comma.
    """
    from simulation.scenario.mistakes import InputError

    if DECIMAL_COMMA.fullmatch(text.strip()):
        point = text.strip().replace(",", ".")
        raise InputError([f"{option} {text}: write a decimal point, as in {point}"])
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0.0 < value < 1.0:
        raise InputError([f"{option} {text}: write a number between 0 and 1, as 0.01"])
    return value


def on_the_side(sentence: str) -> None:
    """Say what went wrong without ending the command, on standard error."""
    from simulation.scenario.visible import visible

    print(visible(sentence), file=sys.stderr)


def say(sentence: str) -> None:
    """Print a sentence on lines of at most 80 columns, none broken within a path."""
    from simulation.scenario.visible import visible
    from simulation.scenario.words import sentences

    print(sentences(visible(sentence)))


def print_json(result: Any) -> None:
    """A result for programs, on standard output; a number that is not there is null."""
    print(as_json_text(result), end="")


def as_json_text(result: Any) -> str:
    """A result for programs; control signs in its texts are escaped, as JSON can."""
    from simulation.experiments.description import plain
    from simulation.scenario.visible import visible

    text = json.dumps(plain(result), indent=2, ensure_ascii=False, allow_nan=False)
    if visible(text, keep="\n") != text:
        text = json.dumps(plain(result), indent=2, allow_nan=False)
    return text + "\n"
