"""A batch: many histories played in blocks and stored in parts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from simulation.engine.arrays import play
from simulation.engine.delegations import Delegations
from simulation.engine.draws import check_source
from simulation.engine.history import History
from simulation.experiments.dataset import DETAILS, tables
from simulation.experiments.manifest import FILE, PARTIAL, Manifest
from simulation.experiments.results import Results
from simulation.scenario.load import loaded
from simulation.scenario.mistakes import InputError, nearest
from simulation.scenario.scenario import Scenario

ROUNDS_A_BLOCK = 80_000
"""Histories are played together in blocks of about so many rounds."""

ROUNDS_A_PART = 200_000
"""And stored together in parts of about so many: what an interruption may cost."""

type Progress = Callable[[int], None]


def run_batch(
    scenario: Scenario | str | Path,
    runs: int = 1000,
    *,
    seed: int = 1,
    out: Path | str | None = None,
    detail: str = "ballots",
    engine: str = "arrays",
    delegations: Delegations | None = None,
    progress: Progress | None = None,
) -> Results:
    """Play many histories and return what came out.

    Parameters
    ----------
    scenario : Scenario or str
        What is simulated, or the name or path of its file.
    runs : int
        How many histories, at least 1; run r is the same whatever their number.
    seed : int
        Which histories, 0 or more.
    out : path, optional
        Folder for the dataset; in memory if not given. The same call over the
        same folder does what is left.
    detail : {"ballots", "rounds", "runs"}
        How much is stored.
    engine : {"arrays", "mesa"}
        The same histories from either; Mesa's is some hundred times slower.
    delegations : Delegations, optional
        Who decides in place of the rules, as ``Seats({"rival": MyDelegation()})``;
        for the array engine and in memory only, since a folder could not say who.
    progress : callable, optional
        Called with the number of histories just finished.

    Raises
    ------
    InputError
        If a value is out of range, or the folder cannot be used.
    """
    made = loaded(scenario)
    check_batch(runs=runs, seed=seed, detail=detail, engine=engine)
    manifest = Manifest.of(made, runs=runs, seed=seed, detail=detail, engine=engine)
    report = progress or (lambda _: None)
    if delegations is not None and (out is not None or engine != "arrays"):
        raise InputError(["delegations: play by the array engine and without a folder only"])
    if out is None:
        played = blocks(
            made, range(runs), seed=seed, engine=engine, progress=report, delegations=delegations
        )
        pieces = [tables(history, detail) for history in played]
        return Results.in_memory(manifest, pieces)
    folder = Path(out)
    manifest = opened(folder, manifest)
    for part in parts(runs, made.rounds, engine):
        name = f"part-{part.start:09d}-{part.stop - 1:09d}"
        if name in manifest.finished:
            report(len(part))
            continue
        pieces = [
            tables(history, detail)
            for history in blocks(made, part, seed=seed, engine=engine, progress=report)
        ]
        try:
            for level in pieces[0]:
                write_part(folder / level / f"{name}.parquet", [piece[level] for piece in pieces])
            manifest = manifest.with_part(name)
            manifest.write(folder)
        except OSError as error:
            raise unwritable(folder, error) from error
    return Results.open(folder)


def check_batch(*, runs: int, seed: int, detail: str, engine: str) -> None:
    """Refuse what cannot be played, every mistake at once."""
    mistakes = []
    if isinstance(runs, bool) or not isinstance(runs, int) or runs < 1:
        mistakes.append(f"runs = {runs}: must be a whole number, 1 or more")
    try:
        check_source(seed, range(1))
    except InputError as error:
        mistakes += error.mistakes
    if detail not in DETAILS:
        mistakes.append(f"detail = {detail!r}: {nearest(detail, DETAILS)}")
    if engine not in ENGINES:
        mistakes.append(f"engine = {engine!r}: {nearest(engine, ENGINES)}")
    if mistakes:
        raise InputError(mistakes)


def parts(runs: int, rounds: int, engine: str) -> Iterator[range]:
    """The runs of each part; few for Mesa, which takes as long for one as arrays for hundreds."""
    size = max(1, (ROUNDS_A_PART if engine == "arrays" else ROUNDS_A_PART // 200) // rounds)
    return (range(start, min(start + size, runs)) for start in range(0, runs, size))


def blocks(
    scenario: Scenario,
    runs: range,
    *,
    seed: int,
    engine: str,
    progress: Progress,
    delegations: Delegations | None = None,
) -> Iterator[History]:
    """The histories of these runs, block by block."""
    size = 1 if engine == "mesa" else max(1, ROUNDS_A_BLOCK // scenario.rounds)
    for start in range(runs.start, runs.stop, size):
        block = range(start, min(start + size, runs.stop))
        if delegations is None:
            yield ENGINES[engine](scenario, seed, block)
        else:
            yield play(scenario, seed=seed, runs=block, delegations=delegations)
        progress(len(block))


def play_mesa(scenario: Scenario, seed: int, runs: range) -> History:
    """One history by the Mesa model."""
    from simulation.engine.mesa_model import CouncilModel

    return CouncilModel(scenario, seed=seed, run=runs.start).run()


ENGINES: dict[str, Callable[[Scenario, int, range], History]] = {
    "arrays": lambda scenario, seed, runs: play(scenario, seed=seed, runs=runs),
    "mesa": play_mesa,
}


def opened(folder: Path, manifest: Manifest) -> Manifest:
    """The folder made ready; the manifest found there if it is the same experiment's.

    Raises
    ------
    InputError
        If the folder cannot be written or holds something else.
    """
    if (folder / FILE).is_file():
        found = Manifest.read(folder)
        differences = manifest.differences(found)
        if differences:
            raise InputError(
                [f"{folder}: holds another experiment: {line}" for line in differences]
            )
        for aside in folder.rglob(f"*{PARTIAL}"):
            aside.unlink()
        return found.with_whole_parts(folder)
    if folder.is_dir() and any(not path.name.endswith(PARTIAL) for path in folder.iterdir()):
        raise InputError([f"{folder}: is not empty and holds no batch; choose another folder"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        manifest.write(folder)
    except OSError as error:
        raise unwritable(folder, error) from error
    return manifest


def unwritable(folder: Path, error: OSError) -> InputError:
    """That a folder cannot be written, as a mistake somebody can mend."""
    why = error.strerror or str(error)
    return InputError(
        [f"{folder}: cannot be written: {why}; what is whole is kept, and the same call goes on"]
    )


def write_part(path: Path, pieces: list[pa.Table]) -> None:
    """Write one Parquet file aside, make sure of it, and only then give it its name."""
    path.parent.mkdir(exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}{PARTIAL}")
    table = pa.concat_tables(pieces, promote_options="default").unify_dictionaries()
    pq.write_table(table, aside, compression="zstd")
    with aside.open("rb+") as file:
        os.fsync(file.fileno())
    aside.replace(path)
