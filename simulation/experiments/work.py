"""What a worker does: play the blocks of one part and write its files."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from simulation.engine.arrays import play
from simulation.engine.history import History
from simulation.experiments.columns import DETAILS, MANY, repeating, stored_schema
from simulation.experiments.dataset import tables
from simulation.experiments.files import aside, settle, unwritable
from simulation.experiments.layout import Block, Part
from simulation.experiments.manifest import FILE, program
from simulation.experiments.receipts import Batch, file_of, receipt, receipt_file
from simulation.scenario.mistakes import InputError
from simulation.scenario.scenario import Scenario


@dataclass(frozen=True)
class PartTask:
    """A part to be played: all that a worker, wherever it is, needs to know.

    ``scenarios`` are those of the points in the part, ``program`` what the
    batch was begun with (:func:`simulation.experiments.manifest.program`).
    """

    folder: str
    batch: Batch
    part: Part
    scenarios: dict[int, Scenario]
    seed: int
    detail: str
    engine: str
    program: dict[str, str]

    @property
    def name(self) -> str:
        """The name of its part."""
        return self.part.name

    def play(self) -> Done | Failed:
        """Play it and write its files."""
        return play_part(self)

    def given_up(self, why: str) -> Failed:
        """That it could not be played; it is found by its histories of its first point."""
        first, last = self.part.blocks[0], self.part.blocks[-1]
        stop = max(block.stop for block in self.part.blocks if block.point == first.point)
        if last.point > first.point:
            why += f" (with histories of points {first.point} to {last.point})"
        return Failed(self.part.name, first.point, first.start, stop - 1, why)


@dataclass(frozen=True)
class Done:
    """A part that is on the disk."""

    part: str
    histories: int


@dataclass(frozen=True)
class Failed:
    """A part that could not be played, and why; runs ``first`` to ``last`` of a point."""

    part: str
    point: int
    first: int
    last: int
    traceback: str

    @property
    def reason(self) -> str:
        """The last line of the traceback: which error it was."""
        return self.traceback.strip().splitlines()[-1]


def play_part(task: PartTask) -> Done | Failed:
    """Play a part and write its files, all of them or none.

    An error in a block is handed back, since it says nothing of other parts.

    Raises
    ------
    InputError
        If this worker cannot write the folder, does not see it, or runs another
        program: no other part would fare better.
    """
    folder = Path(task.folder)
    check_worker(task, folder)
    name = task.part.name
    last = receipt_file(folder, name)
    try:
        with ExitStack() as stack:
            files: dict[str, Path] = {}
            writers: dict[str, pq.ParquetWriter] = {}
            for level in DETAILS[task.detail]:
                path = file_of(folder, name, level)
                path.parent.mkdir(exist_ok=True)
                files[level] = stack.enter_context(aside(path))
                writers[level] = stack.enter_context(parquet_writer(files[level], level))
            for block in task.part.blocks:
                made = played(task, block)
                if isinstance(made, Failed):
                    return made
                for level, table in made.items():
                    writers[level].write_table(table, row_group_size=max(1, table.num_rows))
                # Not kept while the next block is played: it is a third of what a worker holds.
                del made, table
            for writer in writers.values():
                writer.close()
            last.parent.mkdir(exist_ok=True)
            unfinished = stack.enter_context(aside(last))
            unfinished.write_bytes(receipt(name, task.batch, files))
            named = {file_of(folder, name, level): path for level, path in files.items()}
            settle(named | {last: unfinished})
    except OSError as error:
        raise unwritable(folder, error) from error
    return Done(name, task.part.histories)


def parquet_writer(path: Path, level: str) -> pq.ParquetWriter:
    """A writer of one file of a folder.

    Pages carry checksums, which any reader of Parquet can check. Lists of real numbers are
    stored byte by byte, which takes a tenth less. The least and largest value of each row
    group are kept of the columns that rows are found by.
    """
    schema = stored_schema(level)
    return pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        use_dictionary=repeating(level),
        use_byte_stream_split=[f"{f.name}.list.element" for f in schema if f.type == MANY],
        write_page_checksum=True,
        write_statistics=[name for name in ("point", "run", "round") if name in schema.names],
    )


def played(task: PartTask, block: Block) -> dict[str, pa.Table] | Failed:
    """The tables of one block, or what went wrong."""
    try:
        history = ENGINES[task.engine](task.scenarios[block.point], task.seed, block.runs)
        return tables(history, task.detail, point=block.point)
    except Exception:
        return Failed(
            task.part.name, block.point, block.start, block.stop - 1, traceback.format_exc()
        )


def check_worker(task: PartTask, folder: Path) -> None:
    """Refuse to work where the rows would differ or nobody would find them."""
    here = program()
    mistakes = [
        f"worker: {key} is {here[key]!r}, but {value!r} where the batch was begun; give all "
        "machines the same installation"
        for key, value in task.program.items()
        if here[key] != value
    ]
    if not (folder / FILE).is_file():
        mistakes.append(
            f"{folder}: a worker does not see this folder; choose one that all machines share"
        )
    if mistakes:
        raise InputError(mistakes)


def play_mesa(scenario: Scenario, seed: int, runs: range) -> History:
    """One history by the Mesa model."""
    from simulation.engine.mesa_model import CouncilModel

    return CouncilModel(scenario, seed=seed, run=runs.start).run()


ENGINES: dict[str, Callable[[Scenario, int, range], History]] = {
    "arrays": lambda scenario, seed, runs: play(scenario, seed=seed, runs=runs),
    "mesa": play_mesa,
}
