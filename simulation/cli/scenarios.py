"""``unsc scenarios``: what there is, and one scenario in full."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from simulation.cli import app
from simulation.cli.options import AsJson, Burden, Rules, Settings, print_json, settings

KINDS = ("scenario", "rule set", "council", "organisation", "pool")

OF_YEARS = {
    "council": "Security Council of each year",
    "pool": "the membership in some of these years",
}
"""What is many, each by its year."""


@app.command(
    help="""List all there is to play with; or print one scenario in full.

    With a scenario's name, prints the whole of it as TOML with every default
    filled in, its council and rules in place: save it, change it, and give its
    path to any command. With the name of a rule set, council, organisation or
    pool, prints that file; docs/files.md says what each key means.

    Examples:

    unsc scenarios

    unsc scenarios kuwait-1990 > mine.toml
    """
)
def scenarios(
    name: Annotated[
        str | None,
        typer.Argument(metavar="SCENARIO", help="A name or a path; nothing lists all."),
    ] = None,
    rules: Rules = None,
    burden: Burden = None,
    set_: Settings = None,
    as_json: AsJson = False,
) -> None:
    """List what there is, or print one."""
    from simulation.scenario.files import find, read
    from simulation.scenario.load import load
    from simulation.scenario.mistakes import InputError

    kind = "" if name is None else kind_of(name)
    if kind != "scenario" and (rules or burden or set_):
        other = f", and {name} is a {kind}" if kind else ""
        raise InputError([f"--rules, --burden and --set change a scenario{other}; name one"])
    if name is None:
        list_all(as_json)
        return
    if kind != "scenario":
        path = find(kind, name)
        if as_json:
            print_json(read(path))
        else:
            print(path.read_text(encoding="utf-8"), end="")
        return
    described = load(name, rules=rules, burden=burden, settings=settings(set_)).described()
    if as_json:
        print_json(described)
        return
    import tomli_w

    print(tomli_w.dumps(described, multiline_strings=True), end="")


def kind_of(name: str) -> str:
    """What kind of file a name stands for, or comes nearest to; a path is a scenario's."""
    from simulation.scenario.files import is_path, names
    from simulation.scenario.mistakes import closest

    if is_path(name):
        return "scenario"
    kinds = [kind for kind in KINDS if name in names(kind)]
    kinds += [kind for kind in KINDS if closest(name, names(kind))]
    return next(iter(kinds), "scenario")


def list_all(as_json: bool) -> None:
    """Everything there is, by kind."""
    from simulation.scenario.files import names, read

    found: dict[str, list[dict[str, Any]]] = {
        kind: [{"name": name, "title": read(path)["title"]} for name, path in names(kind).items()]
        for kind in KINDS
    }
    if as_json:
        print_json(found)
        return
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    for kind, entries in found.items():
        table = Table(
            title=f"{kind.capitalize()}s", title_justify="left", box=None, show_header=False
        )
        table.add_column(style="bold cyan", no_wrap=True)
        table.add_column(overflow="fold")
        years = sorted(entry["name"] for entry in entries if entry["name"].isdigit())
        if years:
            table.add_row(f"{years[0]} to {years[-1]}", OF_YEARS[kind])
        for entry in entries:
            if not entry["name"].isdigit():
                table.add_row(entry["name"], entry["title"])
        console.print(table)
        console.print()
    console.print(
        "Print any in full with `unsc scenarios NAME`; tell a scenario with `unsc run NAME`."
    )
