"""``unsc compare``: the same crises under several rule sets or settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulation.cli.help import MANY
from simulation.cli.options import (
    AsJson,
    Burden,
    Overwrite,
    Redraft,
    ScenarioName,
    Seed,
    Settings,
    Workers,
    as_written,
    checks,
    fraction,
    measures_named,
    on_the_side,
    pairs_in,
    print_json,
    scenario_of,
    settings,
)
from simulation.cli.out_folder import Pictures, check_out, files_of, write_pictures
from simulation.cli.shell import app

if TYPE_CHECKING:
    from simulation.analysis.compare import Comparison

FIGURE = "comparison"
"""The picture that is written to --out."""


@app.command(
    rich_help_panel=MANY,
    help="""Play the same histories under several settings and take the differences.

    Every setting meets the same crises with the same tempers and luck. Differences
    are taken history by history, so that few histories are enough. The first rule
    set is the base, with which the others are compared; without --rules, the base
    is the scenario as it is. The text under the table defines each measure. With
    --out, a command that was stopped continues where it was.

    Examples:

    unsc compare repeated-crises --rules charter,double-veto,no-veto --runs 500

    unsc compare horseshoe --against rules=no-veto --against reach=1,cover=0

    unsc compare free-riders --against interdependence=1 --precision 0.005
    """,
)
def compare(
    scenario: ScenarioName,
    rules: Annotated[
        str,
        typer.Option(
            "--rules", "-r", metavar="A,B,...", help="Rule sets; the first is the base."
        ),
    ] = "",
    against: Annotated[
        list[str] | None,
        typer.Option(
            "--against", metavar='"KEY=VALUE,..."',
            help="A setting to compare with the base; repeatable.",
        ),
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(
            "--measure", "-m", metavar="NAME", callback=measures_named, is_eager=True,
            help="Only this measure; repeatable. `-m '?'` lists all measures.",
        ),
    ] = None,
    runs: Annotated[
        int,
        typer.Option("--runs", "-n", metavar="N", help="Histories of each setting, 2 or more."),
    ] = 500,
    seed: Seed = 1,
    workers: Workers = 1,
    burden: Burden = None,
    set_: Settings = None,
    redraft: Redraft = False,
    within: Annotated[
        str | None,
        typer.Option(
            "--precision", metavar="X",
            help="Print how many histories are needed for intervals of ± X.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="DIR",
            help="Folder for figure and text; it also keeps finished work meanwhile.",
        ),
    ] = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Compare settings."""
    from simulation.analysis.compare import (
        DEFAULT,
        check_effort,
        made_or_wrong,
        settings_of,
        too_few,
    )
    from simulation.analysis.compare import compare as compared
    from simulation.cli.endings import keeping
    from simulation.cli.progress import histories
    from simulation.cli.terminal import Terminal
    from simulation.experiments.description import description
    from simulation.experiments.made_by import Maker
    from simulation.experiments.ranges import WORDS
    from simulation.measures.names import chosen

    names = [name.strip() for name in rules.split(",") if name.strip()]
    with checks() as wrong:
        wrong.take(check_effort, runs=runs, seed=seed, workers=workers)
        wrong.take(chosen, measure or DEFAULT)
        precision = None if within is None else wrong.take(fraction, "--precision", within)
        made = scenario_of(wrong, scenario, set_, burden=burden, redraft=redraft)
        begun, settled = len(wrong.mistakes), None
        changes = [
            settings(pairs_in(text), wrong, option="--against", words=WORDS)
            for text in against or []
        ]
        if made is not None and len(wrong.mistakes) == begun:
            settled = wrong.take(settings_of, made, names, changes)
        else:  # A setting that cannot be read is none to compare; what is left of it is checked.
            there = made or as_written(scenario)
            wrong.add(made_or_wrong(there, names, [some for some in changes if some])[1])
            wrong.add(too_few(names, against or []))
        maker = None
        if out is not None and made is not None and settled is not None:
            by = [{name: description(each) for name, each in settled.items()}, measure, seed]
            maker = Maker.of("compare", f"{made.name}: {', '.join(settled)}; seed {seed}", by)
        check_out(wrong, out, files_of([FIGURE]), maker, overwrite=overwrite)
    assert made is not None
    many = max(len(names), 1) + len(changes)
    with keeping(out) as keep:
        with histories(many * max(runs, 0), hands=workers) as progress:
            found = compared(
                made,
                rules=names,
                against=changes,
                measures=measure or DEFAULT,
                runs=runs,
                seed=seed,
                workers=workers,
                keep=keep,
                progress=progress,
                notify=on_the_side,
            )
        if as_json:
            print_json(plain(found, precision))
        else:
            print_comparison(found, precision, Terminal())
        write_pictures(out, maker, lambda: pictures(found), kept=keep, as_json=as_json)


def pictures(found: Comparison) -> Pictures:
    """The picture, with its text."""
    from simulation.figures.compare import describe_comparison, plot_comparison

    return {FIGURE: (plot_comparison(found), describe_comparison(found))}


def plain(found: Any, precision: float | None) -> dict[str, Any]:
    """A comparison as plain data."""
    rows = []
    for row in found.rows:
        shown = {
            "measure": row.measure,
            "words": row.words,
            "setting": row.setting,
            "level": vars(row.level),
            "difference": vars(row.paired),
            "difference_unpaired": vars(row.unpaired),
            "histories_that_differ": row.differing,
        }
        if precision is not None and row.setting != found.settings[0]:
            paired, unpaired = found.needed(row, precision)
            shown["histories_needed"] = {"same_draws": paired, "own_draws": unpaired}
        rows.append(shown)
    return {
        "scenario": found.scenario,
        "base": found.settings[0],
        "settings": found.settings,
        "runs": found.runs,
        "seed": found.seed,
        "intervals": "95 %, over histories; simulation error only",
        "rows": rows,
        **({"too_weak": found.too_weak} if found.too_weak else {}),
        "cannot_say": found.cannot_say,
    }


def print_comparison(found: Any, precision: float | None, console: Any) -> None:
    """A table for each setting but the first."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from simulation.analysis.caveat import SIMULATED
    from simulation.figures.compare import (
        TOO_SURE,
        WIDEST_HEAD,
        beside_record,
        glossary,
        marked,
        named,
        shown,
        signed,
        undefined,
        within,
    )
    from simulation.figures.text import about
    from simulation.measures.rates import NOTHING_COUNTED

    base = found.settings[0]
    simulated = SIMULATED if found.cannot_say else ""
    for setting in found.settings[1:]:
        console.print(Text(f"{setting} less {base}{simulated}", style="italic"))
        table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
        table.add_column("measure", no_wrap=True)
        for name, otherwise in ((base, "base"), (setting, "setting")):
            head = name if len(name) <= WIDEST_HEAD else otherwise
            table.add_column(Text(head), justify="right", overflow="fold")
        table.add_column("difference", justify="right", no_wrap=True)
        if precision is not None:
            table.add_column(f"runs for ± {precision:g}", justify="right", overflow="fold")
        for row in found.rows:
            if row.setting != setting:
                continue
            cells = [
                named(row.measure, found),
                shown(found.of(row.measure, base).level.value),
                shown(row.level.value),
                f"{signed(row)} {within(row)}".rstrip(),
            ]
            if precision is not None:
                cells.append("{} ({})".format(*map(about, found.needed(row, precision))))
            table.add_row(*cells)
        console.print(table)
    console.print(
        f"{found.scenario}, seed {found.seed}: the same {found.runs:,} histories under each; 95 % "
        "intervals, one measure at a time, over histories: simulation error only. 0.01 is one "
        "percentage point."
    )
    if undefined(found):
        console.print(f"{NOTHING_COUNTED}.")
    if marked(found):
        console.print(TOO_SURE)
    if precision is not None:
        console.print(
            f"Runs: histories needed, estimated from {found.runs:,} histories, to two digits; in "
            "brackets, if each setting had draws of its own; – where it cannot be estimated."
        )
    console.print(glossary(found))
    if found.record:
        console.print(beside_record(found))
    if found.too_weak:
        console.print(found.too_weak)
    if found.cannot_say:
        console.print(found.cannot_say)
