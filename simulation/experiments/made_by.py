"""Which experiment made the files of a folder, so that no other replaces them in silence."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from simulation.experiments.description import digest_of
from simulation.experiments.files import UnusableFileError, read_regular, write_in_place
from simulation.scenario.calls import Call
from simulation.scenario.mistakes import InputError, Mistake

NOTE = "made-by.json"
"""The file in a folder that says, for each command, which experiment made its files."""

MOST_BYTES = 100_000


@dataclass(frozen=True)
class Maker:
    """A command and the experiment whose files it writes: its name, and a digest of all of it."""

    command: str
    experiment: str
    sha256: str

    @classmethod
    def of(cls, command: str, experiment: str, decided_by: Any) -> Self:
        """Of plain data that decide what the command shows, however many histories it plays."""
        return cls(command, experiment, digest_of(decided_by))

    def check_folder(
        self, folder: Path, names: Iterable[str], *, overwrite: bool, own: bool = False
    ) -> None:
        """Refuse a folder of a batch, or one with files of these names by another experiment.

        ``names`` may be patterns. With ``overwrite`` the files of others may be replaced; in the
        command's ``own`` folder those of which no note says who made them.

        Raises
        ------
        InputError
            With what is there, and what to do.
        """
        check_no_batch(folder)
        try:
            there = sorted(p.name for name in names for p in folder.glob(name) if p.is_file())
        except OSError:
            return  # Whether it can be written is another question.
        made = noted(folder).get(self.command)
        unclaimed = made is None and (own or not there)
        if overwrite or unclaimed or (made or {}).get("sha256") == self.sha256:
            return
        files = there[0] if there else "files"
        if made is None:
            whose = "and no note says which experiment made it"
        elif made["experiment"] == self.experiment:
            whose = f"made by {made['experiment']!r} too, but of other settings or files"
        else:
            whose = f"made by {made['experiment']!r}; this is {self.experiment!r}"
        why = f"holds {files}, {whose}; choose another folder, or add "
        replace = f" to replace {'it' if there else 'them'}"
        raise InputError([Mistake(str(folder), "", (why, Call(overwrite=True), replace))])

    def sign(self, folder: Path) -> None:
        """Note in the folder, made if there is none, whose files the command writes there."""
        folder.mkdir(parents=True, exist_ok=True)
        mine = {self.command: {"experiment": self.experiment, "sha256": self.sha256}}
        text = json.dumps(noted(folder) | mine, indent=2, ensure_ascii=False) + "\n"
        write_in_place(folder / NOTE, text.encode("utf-8", errors="replace"))


def check_no_batch(folder: Path) -> None:
    """Refuse the folder of a batch, or one that the batch keeps in it, for files of another kind.

    Raises
    ------
    InputError
        If it is one.
    """
    from simulation.experiments.columns import LEVELS
    from simulation.experiments.manifest import FILE as MANIFEST
    from simulation.experiments.points import FOLDER as POINTS
    from simulation.experiments.receipts import FOLDER as PARTS

    with suppress(OSError):  # Whether it can be written is another question.
        if (folder / MANIFEST).exists():
            raise InputError(
                [f"{folder}: is the folder of a batch; choose another for these files"]
            )
        own = {*LEVELS, POINTS, PARTS}
        for above in folder.absolute().parents:
            within = folder.absolute().relative_to(above).parts[0]
            if within in own and (above / MANIFEST).is_file():
                why = f"is a folder within the batch {above}; choose another for these files"
                raise InputError([f"{folder}: {why}"])


def noted(folder: Path) -> dict[str, dict[str, str]]:
    """What the note of a folder says, for each command; nothing where there is no such note."""
    with suppress(OSError, UnusableFileError, ValueError, RecursionError):
        note = json.loads(read_regular(folder / NOTE, MOST_BYTES).decode("utf-8"))
        if isinstance(note, dict):
            return {
                command: made
                for command, made in note.items()
                if isinstance(made, dict) and {"experiment", "sha256"} <= made.keys()
            }
    return {}
