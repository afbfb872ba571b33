"""``unsc scenarios``: what there is, and one scenario in full."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from simulation.cli.help import BEGIN
from simulation.cli.new_file import check_new, write_new
from simulation.cli.options import (
    AsJson,
    Burden,
    OverwriteFile,
    Rules,
    Settings,
    as_json_text,
    checks,
    print_json,
    say,
    scenario_of,
)
from simulation.cli.shell import app

KINDS = ("scenario", "rule set", "council", "organisation", "pool")

OF_YEARS = {
    "council": "Security Council of each year",
    "pool": "the membership in some of these years",
}
"""What is many, each by its year."""


@app.command(
    rich_help_panel=BEGIN,
    help="""List scenarios, rule sets, councils and pools; or print one in full.

    With a scenario's name, prints it whole as TOML, with every default, its council
    and its rules filled in: save it with --out, change it, and give its path to any
    command. With the name of a rule set, council, organisation or
    pool, prints that file; docs/files.md says what each key means.

    Examples:

    unsc scenarios

    unsc scenarios kuwait-1990 --out mine.toml
    """,
)
def scenarios(
    name: Annotated[
        str | None,
        typer.Argument(metavar="SCENARIO", help="A name or a path; without it, all are listed."),
    ] = None,
    rules: Rules = None,
    burden: Burden = None,
    set_: Settings = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="Write it to this file, in UTF-8."),
    ] = None,
    overwrite: OverwriteFile = False,
    as_json: AsJson = False,
) -> None:
    """List what there is, or print one."""
    from simulation.scenario.files import find, read, text_in
    from simulation.scenario.visible import visible

    kind = "" if name is None else kind_of(name)
    text = ""
    with checks() as wrong:
        if kind != "scenario" and (rules or burden or set_):
            other = f", and {name} is a {kind}" if kind else ""
            wrong.add([f"--rules, --burden and --set change a scenario{other}; name one"])
        if name is None and out is not None:
            wrong.add([f"--out {out}: one file is written; name which"])
        if out is not None and name is not None:
            wrong.take(check_new, out, overwrite=overwrite)
        if name is not None and kind != "scenario":
            path = find(kind, name)
            text = as_json_text(read(path)) if as_json else text_in(path)
        elif name is not None:
            made = scenario_of(wrong, name, set_, rules=rules, burden=burden)
            described = {} if made is None else made.described()
            text = as_json_text(described) if as_json else as_toml(described)
    if name is None:
        list_all(as_json)
        return
    if out is None:
        print(visible(text, keep="\n\t"), end="")
    else:
        write_new(out, text, overwrite=overwrite)
        say(f"Written to {out}.")


def as_toml(described: dict[str, Any]) -> str:
    """What makes a scenario, as a file of its own."""
    import tomli_w

    return tomli_w.dumps(described, multiline_strings=True)


def kind_of(name: str) -> str:
    """What kind of file a name stands for, or comes nearest to; a path is a scenario's."""
    from simulation.scenario.files import in_its_case, is_path, names
    from simulation.scenario.mistakes import closest

    if is_path(name):
        return "scenario"
    if name.isdecimal():
        return "council"  # Only councils, and pools, are named by a year alone.
    kinds = [kind for kind in KINDS if in_its_case(name, names(kind)) in names(kind)]
    kinds += [kind for kind in KINDS if closest(name, names(kind))]
    return next(iter(kinds), "scenario")


def list_all(as_json: bool) -> None:
    """Everything there is, by kind."""
    from simulation.scenario.files import names, read

    def title(path: Path) -> str:
        return str(read(path)["title"])

    found = {kind: names(kind) for kind in KINDS}
    if as_json:
        print_json(
            {
                kind: [{"name": name, "title": title(path)} for name, path in paths.items()]
                for kind, paths in found.items()
            }
        )
        return
    from rich.table import Table

    from simulation.cli.terminal import Terminal

    console = Terminal()
    for kind, paths in found.items():
        table = Table(
            title=f"{kind.capitalize()}s", title_justify="left", box=None, show_header=False
        )
        table.add_column(style="bold cyan", no_wrap=True)
        table.add_column(overflow="fold")
        years = sorted(name for name in paths if name.isdigit())
        if years:
            table.add_row(f"{years[0]} to {years[-1]}", OF_YEARS[kind])
        for name, path in paths.items():
            if not name.isdigit():
                table.add_row(name, title(path))
        console.print(table)
        console.print()
    console.print(
        "Print any in full with `unsc scenarios NAME`; play a scenario with `unsc run NAME`."
    )
