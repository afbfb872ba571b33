"""``unsc profiles``: councils and pools made from the public tables, and how they were judged."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.cli.help import RECORD, Commands
from simulation.cli.options import AsJson, checks, print_json, say
from simulation.cli.shell import app
from simulation.scenario.words import counted
from simulation.studies.tables.options import Data, reading_tables

if TYPE_CHECKING:
    from simulation.scenario.mistakes import Gathered
    from simulation.studies.profiles.profile import ProfilesByYear

profiles_app = Commands(
    help="""Make councils and pools from the public tables; compare estimated ties with judged ones.

    docs/sources.md says where the tables come from and how a profile is made.
    """,
)
app.add_typer(profiles_app, name="profiles", rich_help_panel=RECORD)


@profiles_app.command(
    help="""Write a council for every year and the pools of the membership.

    Numbers come from the tables in the folders of --data, judgements and names
    from judged.toml, places.toml and states.toml in the folder
    scenarios/profiles. All are made before any is written; a file that would stay as it
    is, is not touched. In a checkout `--out scenarios` makes those that are
    shipped.

    Example:

    unsc profiles build --data tables --out mine
    """
)
def build(
    data: Data = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="DIR", help="Where councils/ and pools/ go."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the files."""
    from simulation.cli.endings import stopping
    from simulation.cli.progress import histories
    from simulation.scenario.files import shown_path
    from simulation.studies.profiles import files

    with checks() as wrong:
        folder = wrong.take(folder_of, out)
        profiles = wrong.take(read_profiles, data, wrong)
    assert folder is not None and profiles is not None  # noqa: PT018
    with (
        stopping(lambda: "no file was written; the same command begins again"),
        histories(files.number_of_files(profiles), "files") as advance,
    ):
        written = files.build(profiles, folder, advance)
    if as_json:
        print_json({key: [str(path) for path in paths] for key, paths in asdict(written).items()})
        return
    say(
        f"{shown_path(folder)}: {counted(len(written.changed), 'file')} written, "
        f"{len(written.same)} as they were"
    )


@profiles_app.command(
    help="""Print how estimated ties compare with the judged ones of the cases, as Markdown.

    Example:

    unsc profiles compare --data tables > docs/evidence-profiles.md
    """
)
def compare(data: Data = None, as_json: AsJson = False) -> None:
    """Print the comparison."""
    from simulation.scenario.visible import visible
    from simulation.studies.profiles import compare as comparing

    with checks() as wrong:
        profiles = read_profiles(data, wrong)
    assert profiles is not None
    found = comparing.compare(profiles)
    if as_json:
        print_json(
            {
                "rank_correlation": found.rank_correlation,
                "mean_distance": found.mean_distance,
                "mean_difference": found.mean_difference,
                **asdict(found),
            }
        )
    else:
        print(visible(comparing.page(found), keep="\n"), end="")


def folder_of(out: Path | None) -> Path:
    """The folder for councils/ and pools/, which must be named and can be written to."""
    from simulation.experiments.files import check_writable
    from simulation.experiments.made_by import check_no_batch
    from simulation.scenario.mistakes import InputError

    if out is None:
        raise InputError(
            [
                "--out is missing: name the folder for councils/ and pools/; files that are "
                "shipped are written over only where it is named (in a checkout: --out scenarios)"
            ]
        )
    check_writable(out)
    check_no_batch(out)
    return out


def read_profiles(data: list[Path] | None, wrong: Gathered) -> ProfilesByYear | None:
    """The profiles of these tables; where something is wrong already they are not read."""
    from simulation.scenario.files import scenarios_folder
    from simulation.studies.profiles.profile import NEEDED, ProfilesByYear

    with reading_tables(data) as tables:
        tables.require(*NEEDED)
        return None if wrong.mistakes else ProfilesByYear(tables, scenarios_folder() / "profiles")
