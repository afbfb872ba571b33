"""The folder of ``--out``: tried before the work, written once the result is printed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.cli.endings import writing
from simulation.cli.options import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulation.experiments.kept import Kept
    from simulation.experiments.made_by import Maker
    from simulation.scenario.mistakes import Gathered

type Pictures = dict[str, tuple[Axes, str]]
"""By the name of its file each picture, with its text."""


def files_of(names: Collection[str]) -> list[str]:
    """The files of pictures of these names: each, and its text."""
    return [f"{name}{end}" for name in names for end in (".png", ".txt")]


def check_out(
    wrong: Gathered,
    folder: Path | None,
    files: Collection[str],
    maker: Maker | None,
    *,
    overwrite: bool,
    own: bool = False,
) -> None:
    """Note in ``wrong`` why the files cannot be written to the folder, if one is given.

    ``maker`` is the command with its experiment, None where it is not known for mistakes;
    in its ``own`` folder, its usual one, files without a note are its own too.
    """
    from simulation.experiments.files import check_writable
    from simulation.experiments.made_by import check_no_batch

    if folder is None:
        return
    wrong.take(check_writable, folder, *files)
    wrong.take(check_no_batch, folder)
    if maker is not None:
        wrong.take(maker.check_folder, folder, files, overwrite=overwrite, own=own)


def write_pictures(
    folder: Path | None,
    maker: Maker | None,
    draw: Callable[[], Pictures],
    *,
    kept: Kept | None = None,
    as_json: bool,
) -> None:
    """Write pictures of a printed result to a folder, if one is given, each with its text.

    Raises
    ------
    typer.Exit
        With status 1 if anything cannot be written.
    """
    if folder is None or maker is None:
        return
    with writing(folder, kept):
        from simulation.figures.files import ready, write_figure

        ready(folder)
        maker.sign(folder)
        pictures = draw()
        for name, (picture, words) in pictures.items():
            write_figure(picture, words, folder / name)
    if not as_json:
        what = "The figure and its text" if len(pictures) == 1 else "Figures and their text"
        say(f"{what} are in {folder}/.")
