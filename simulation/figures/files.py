"""Pictures as files: a PNG and, beside it, its equivalent in words."""

from __future__ import annotations

import io
from pathlib import Path

from matplotlib.axes import Axes

from simulation.experiments.files import refused, write_in_place


def ready(folder: Path) -> None:
    """Make the folder if there is none.

    Raises
    ------
    InputError
        If it cannot be made or is a file.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refused(folder, error) from error


def png(ax: Axes) -> bytes:
    """The figure that these axes are in, as a PNG; the same bytes for the same picture."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    content = io.BytesIO()
    figure.savefig(content, format="png", metadata={"Software": None})
    return content.getvalue()


def write_figure(ax: Axes, words: str, path: Path) -> list[Path]:
    """Write ``path`` with .png and with .txt.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    files = {path.with_suffix(".png"): png(ax), path.with_suffix(".txt"): words.encode("utf-8")}
    for name, content in files.items():
        write(name, content)
    return list(files)


def write(path: Path, content: bytes) -> None:
    """Write one file, whole or not at all.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    try:
        write_in_place(path, content)
    except OSError as error:
        raise refused(path, error) from error
