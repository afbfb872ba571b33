"""The receipt of a part: what its files are, to the byte, and of which batch.

A receipt is written last of all files of a part. So a part is finished if its receipt is
there and its files are those that the receipt names; a list of parts elsewhere is not needed
to know. A batch whose manifest is lost is found again by the receipts of its parts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.experiments.columns import LEVELS
from simulation.experiments.description import digest_of
from simulation.experiments.files import kind_of, read_regular, seal_of, words_of
from simulation.scenario.mistakes import InputError

FOLDER = "parts"

SEAL = "sha256"
"""The key of a digest of all other keys, by which a change is found."""

MOST_BYTES = 1 << 20
"""A receipt is smaller."""

PART_NAME = re.compile(r"part-\d{10,}-\d{10,}")

type Seal = dict[str, int | str]
"""How many ``bytes`` a file has, and their ``sha256``."""


class DamageError(ValueError):
    """A part's files are not those that were written; the words say which, and why."""


@dataclass(frozen=True)
class Batch:
    """Which batch a part belongs to: a digest of its experiment, and how it is cut.

    ``cut`` are the numbers of runs that the batch had when the part was played, rising,
    the last the one it then had.
    """

    experiment: str
    cut: tuple[int, ...]


def sealed(data: dict[str, Any]) -> dict[str, Any]:
    """Plain data with a digest of itself."""
    return data | {SEAL: digest_of(data)}


def is_sealed(data: dict[str, Any]) -> bool:
    """Whether plain data is as it was when it was sealed."""
    rest = {key: value for key, value in data.items() if key != SEAL}
    return bool(data.get(SEAL) == digest_of(rest))


def file_of(folder: Path, part: str, level: str) -> Path:
    """The file of one level of a part."""
    return folder / level / f"{part}.parquet"


def receipt_file(folder: Path, part: str) -> Path:
    """The file of the receipt of a part."""
    return folder / FOLDER / f"{part}.json"


def receipt(part: str, batch: Batch, files: dict[str, Path]) -> bytes:
    """The receipt of a part whose files, by level, are these."""
    seals = {level: seal_of(path) for level, path in files.items()}
    data = {"part": part, "experiment": batch.experiment, "cut": list(batch.cut), "files": seals}
    return json.dumps(sealed(data), indent=1).encode()


def read_receipt(folder: Path, part: str) -> dict[str, Any]:
    """The receipt of a part.

    Raises
    ------
    DamageError
        If it is not there, or not as it was written.
    """
    path = receipt_file(folder, part)
    where = f"{FOLDER}/{path.name}"
    try:
        data = json.loads(read_regular(path, MOST_BYTES))
    except OSError as error:
        raise DamageError(f"{where} {words_of(error)}") from error
    except (ValueError, RecursionError) as error:
        raise DamageError(f"{where} is torn") from error
    if not isinstance(data, dict) or not is_sealed(data) or not is_receipt(data):
        raise DamageError(f"{where} was changed after it was written")
    if data["part"] != part:
        raise DamageError(f"{where} is the receipt of another part")
    return data


def is_receipt(data: dict[str, Any]) -> bool:
    """Whether this has the keys of a receipt, of the right kinds."""
    cut, files = data.get("cut"), data.get("files")
    if not isinstance(cut, list) or not isinstance(files, dict) or not cut:
        return False
    rising = all(type(number) is int for number in cut) and [0, *cut] == sorted({0, *cut})
    seals = all(
        isinstance(seal, dict) and type(seal.get("bytes")) is int and seal.keys() == {"bytes", SEAL}
        for seal in files.values()
    )
    return rising and seals and isinstance(data.get("experiment"), str)


def check_part(folder: Path, part: str, batch: Batch, levels: Sequence[str]) -> None:
    """Refuse a part whose files are not those that were written for this batch.

    Raises
    ------
    DamageError
        Naming the file, and what is wrong with it.
    """
    data = read_receipt(folder, part)
    if data["experiment"] != batch.experiment or data["files"].keys() != {*levels}:
        raise DamageError(f"{FOLDER}/{part}.json is of another batch")
    for level in levels:
        path, seal = file_of(folder, part, level), data["files"][level]
        where = f"{level}/{path.name}"
        try:
            found = seal_of(path, seal["bytes"])
        except OSError as error:
            raise DamageError(f"{where} {words_of(error)}") from error
        if found != seal:
            raise DamageError(f"{where} is damaged: its bytes are not those that were written")


def check_folders(folder: Path) -> None:
    """Refuse a batch of which a folder is something else, such as a link to elsewhere.

    Raises
    ------
    InputError
        With a sentence for each.
    """
    mistakes = []
    for name in (*LEVELS, "points", FOLDER):
        path = folder / name
        if path.is_symlink() or (path.exists() and not path.is_dir()):
            kind = kind_of(path.lstat().st_mode)
            mistakes.append(
                f"{path}: is {kind}, not a folder of the batch; nothing outside {folder} is read "
                "or written, so put the folder itself there"
            )
    if mistakes:
        raise InputError(mistakes)


def receipts_of(folder: Path) -> Iterator[dict[str, Any]]:
    """Every receipt in a folder that is as it was written."""
    own = folder / FOLDER
    if own.is_symlink() or not own.is_dir():
        return
    for path in sorted(own.glob("part-*.json")):
        if PART_NAME.fullmatch(path.stem):
            try:
                yield read_receipt(folder, path.stem)
            except DamageError:
                continue
