"""``unsc calibrate``: estimate the eras' parameters from recorded roll calls."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulation.cli.help import RECORD
from simulation.cli.options import (
    AsJson,
    Overwrite,
    Workers,
    checks,
    on_the_side,
    print_json,
)
from simulation.cli.out_folder import check_out
from simulation.cli.shell import app
from simulation.studies.tables.options import Data, reading_tables

if TYPE_CHECKING:
    from simulation.stages.numerics import Floats
    from simulation.studies.calibration.calibrate import Calibrated
    from simulation.studies.calibration.checked import Checked
    from simulation.studies.calibration.eras import Era
    from simulation.studies.tables.reading import Tables
    from simulation.studies.tables.shapes import Kind

NEEDED: tuple[Kind, ...] = ("votes", "member votes", "ideal points")

PAGE = "calibration.md"

OUT = Path("out/calibration")
"""Where scenarios and page are written unless another folder is named."""


@app.command(
    rich_help_panel=RECORD,
    help="""Estimate parameters of three eras from recorded roll calls.

    Needs the public tables of votes (docs/sources.md says where they come from), in
    folders named by --data or by the variable UNSC_DATA.
    Twenty moments of each era's roll calls, such as the share vetoed, are matched by
    simulated histories. Where the tables of personnel, assessments, membership, gdp and
    capabilities are there too, who sends peacekeepers is set beside the record of 1990
    and later, and not matched. Writes a scenario for each era, and calibration.md with every
    moment beside its record, errors, and what cannot be identified. Takes some
    seven minutes an era with two --workers; fewer --searches, --steps or --runs take less
    and fit worse. Settings that are played are kept in the folder of --out until all is
    written: a command that was stopped goes on from there.

    Examples:

    unsc calibrate --data tables --out out/calibration

    unsc calibrate --data tables --era era-1990-2011 --steps 4
    """,
)
def calibrate(
    data: Data = None,
    era: Annotated[
        list[str] | None,
        typer.Option("--era", metavar="ERA", help="Only this era; repeatable."),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for scenarios and page.")
    ] = OUT,
    searches: Annotated[
        int,
        typer.Option(
            "--searches",
            metavar="N",
            min=1,
            max=1_000,
            help="Number of searches, each from another start.",
        ),
    ] = 4,
    steps: Annotated[
        int,
        typer.Option(
            "--steps", metavar="N", min=1, max=1_000, help="Largest number of steps of a search."
        ),
    ] = 20,
    runs: Annotated[
        int,
        typer.Option("--runs", metavar="N", min=20, max=100_000, help="Histories of each setting."),
    ] = 400,
    workers: Workers = 1,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Estimate parameters."""
    from dataclasses import replace

    from simulation.cli.endings import keeping, writing
    from simulation.cli.progress import histories, working
    from simulation.cli.terminal import Terminal
    from simulation.experiments.batch import hired
    from simulation.experiments.files import write_in_place
    from simulation.experiments.made_by import Maker
    from simulation.experiments.processes import wrong_number
    from simulation.studies.calibration.calibrate import (
        Recorded,
        assessed,
        matched,
        roll_calls_of,
        write_scenario,
    )
    from simulation.studies.calibration.checked import CHECKED, concerns, missing, sent_on_record
    from simulation.studies.calibration.eras import FREE, eras_named
    from simulation.studies.calibration.likelihood import NoBandsError
    from simulation.studies.calibration.match import SearchEffort
    from simulation.studies.calibration.moments import MOMENTS
    from simulation.studies.calibration.page import calibration_page

    effort = replace(SearchEffort(), searches=searches, steps=steps, runs=runs)
    with checks() as wrong:
        wrong.add(wrong_number(workers))
        eras = wrong.take(eras_named, era or []) or ()
        maker = None
        files = [PAGE, *(f"{named.name}.toml" for named in eras)]
        check_out(wrong, out, files, None, overwrite=overwrite)
        with reading_tables(data) as tables:
            tables.require(*NEEDED)
            if not wrong.mistakes:
                for kind in NEEDED:
                    tables.read(kind)
                for named in eras:
                    roll_calls_of(tables, named)
                    sent_on_record(tables, named)
                names = [named.name for named in eras]
                maker = Maker.of(
                    "calibrate",
                    ", ".join(names),
                    [tables.digests(*tables_used(tables, eras)), names],
                )
                check_out(wrong, out, files, maker, overwrite=overwrite, own=out == OUT)
    assert maker is not None
    samples = effort.samples
    for named in eras:
        if concerns(named) and (lacking := missing(tables)):
            on_the_side(left_out(named, lacking))
    with keeping(out) as keep:
        records = []
        for named in eras:
            with working(f"{named.years}: what ballots alone say"):
                records.append(Recorded.of(tables, named, samples=samples))
        settings = len(eras) * effort.settings(len(FREE))
        with histories(settings, "settings", hands=workers) as progress, hired(workers) as who:
            matches = [
                matched(record, effort, who, keep, progress, on_the_side) for record in records
            ]
        found: list[Calibrated] = []
        for record, match in zip(records, matches, strict=True):
            with working(f"{record.era.years}: fresh histories"):
                found.append(assessed(record, match, samples=samples))
        if as_json:
            print_json({one.era.name: as_object(one) for one in found})
        else:
            console = Terminal()
            for one in found:
                console.print(
                    f"{one.era.years}: {int(one.inside.sum())} of {len(MOMENTS)} moments of "
                    f"{len(one.record.roll_calls):,} recorded drafts inside their 95 % intervals"
                )
                if one.checked is not None:
                    console.print(
                        f"{one.era.years}: {sum(one.checked.inside.values())} of {len(CHECKED)} "
                        "moments of who sends peacekeepers inside, none of them matched"
                    )
                if isinstance(one.bands_of_model, NoBandsError):
                    console.print(
                        f"{one.era.years}: the abstention bands of simulated ballots are left "
                        f"out: {one.bands_of_model}"
                    )
        with writing(out, keep):
            maker.sign(out)
            for one in found:
                write_scenario(one, out)
            write_in_place(out / PAGE, calibration_page(found, effort).encode("utf-8"))
        if not as_json:
            console.print(f"Scenarios and {PAGE} are in {out}.")


def left_out(era: Era, lacking: Sequence[str]) -> str:
    """That an era's record of peacekeepers is not compared, and for want of which tables."""
    return (
        f"{era.years}: who sends peacekeepers is left out: there is no {', no '.join(lacking)}; "
        "add what is missing, or leave it"
    )


def tables_used(tables: Tables, eras: Sequence[Era]) -> list[Kind]:
    """The tables that a calibration of these eras depends on."""
    from simulation.studies.calibration.checked import concerns, missing
    from simulation.studies.peacekeeping.panel import NEEDED as OF_PEACEKEEPERS

    compared = any(map(concerns, eras)) and not missing(tables)
    return [*NEEDED, *(OF_PEACEKEEPERS if compared else ())]


def as_object(one: Calibrated) -> dict[str, Any]:
    """An era for programs."""
    from simulation.studies.calibration.likelihood import Bands
    from simulation.studies.calibration.moments import MATCHED

    model = one.bands_of_model
    holds = one.target.holds(one.judged.moments)
    return {
        "drafts": len(one.record.roll_calls),
        "inside": int(one.inside.sum()),
        "moments": {
            name: {
                "record": one.target.moments[k],
                "record_low": one.target.low[k],
                "record_high": one.target.high[k],
                "model": one.judged.moments[k],
                "model_low": one.judged.low[k],
                "model_high": one.judged.high[k],
                "inside": bool(holds[k]),
            }
            for k, name in enumerate(MATCHED)
        },
        "checked": {} if one.checked is None else checked_object(one.checked),
        "bands": one.record.bands.values,
        "bands_of_model": model.values if isinstance(model, Bands) else None,
        **({} if isinstance(model, Bands) else {"no_bands_of_model": str(model)}),
        "estimates": {name: one.match.values[name] for name in one.match.space.names},
        "errors": by_name(one, one.uncertainty.errors),
        "spread": by_name(one, one.uncertainty.spread),
        "learned": by_name(one, one.uncertainty.learned),
        **one.parts,
    }


def checked_object(found: Checked) -> dict[str, Any]:
    """The moments of who sends peacekeepers for programs: record of the era, model, periods."""
    own, *periods = found.record.by_years
    return {
        name: {
            "years": own,
            "record": on_record.value,
            "record_low": on_record.low,
            "record_high": on_record.high,
            "model": found.model[name].value,
            "model_low": found.model[name].low,
            "model_high": found.model[name].high,
            "inside": found.inside[name],
            "periods": {years: vars(found.record.by_years[years][name]) for years in periods},
        }
        for name, on_record in found.record.era.items()
    }


def by_name(one: Calibrated, values: Floats) -> dict[str, float]:
    """Values of the parameters (parameter,) by their names."""
    return dict(zip(one.match.space.names, map(float, values), strict=True))
