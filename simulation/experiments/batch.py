"""A batch: many histories played in blocks and stored in parts, here, by workers, on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa

from simulation.engine.arrays import play
from simulation.engine.delegations import Delegations
from simulation.engine.draws import check_source
from simulation.experiments.cluster import Cluster, is_address, lent
from simulation.experiments.dataset import DETAILS, tables
from simulation.experiments.files import PARTIAL, remove_partial, unwritable
from simulation.experiments.layout import Block, Part, check_size
from simulation.experiments.lock import FILE as LOCK
from simulation.experiments.lock import locked
from simulation.experiments.manifest import FILE, Manifest, program
from simulation.experiments.points import Point, PointTable, differing_settings, write_points
from simulation.experiments.processes import Processes, wrong_number
from simulation.experiments.results import Results
from simulation.experiments.work import ENGINES, Done, Failed, Task
from simulation.experiments.workforce import Told, Workers, play_all
from simulation.scenario.load import loaded
from simulation.scenario.mistakes import InputError, nearest, shown
from simulation.scenario.scenario import Scenario

type Progress = Callable[[int], None]


class NothingPlayedError(RuntimeError):
    """Every part failed; the manifest in the folder has the tracebacks."""


def run_batch(
    scenario: Scenario | str | Path,
    runs: int = 1000,
    *,
    seed: int = 1,
    out: Path | str | None = None,
    detail: str = "ballots",
    engine: str = "arrays",
    points: Sequence[Point] | None = None,
    delegations: Delegations | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    told: Told | None = None,
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
        same folder does what is left, one with more runs plays the further ones.
    detail : {"ballots", "rounds", "runs"}
        How much is stored.
    engine : {"arrays", "mesa"}
        The same histories from either; Mesa's is some hundred times slower.
    points : sequence of Point, optional
        Settings, each played with the same histories' draws; the column ``point`` tells
        their rows apart.
    delegations : Delegations, optional
        Who decides in place of the rules, as ``Seats({"rival": MyDelegation()})``;
        for the array engine and in memory only, since a folder could not say who.
    workers : int
        How many processes of this machine play parts, for a folder. They are fresh
        ones, so that a script which asks for them keeps its own work behind
        ``if __name__ == "__main__":``.
    scheduler : str, optional
        Address of a Dask scheduler whose workers play the parts instead.
    executor : concurrent.futures.Executor, optional
        Anything else that runs functions elsewhere; it must see the folder.
    progress : callable, optional
        Called with the number of histories just finished.
    told : callable, optional
        Called with a sentence where something went wrong that does not end the batch.

    Returns
    -------
    Results
        Of the parts that are finished. ``results.manifest.failed`` has those whose code
        raised, with tracebacks; the same call plays them again.

    Raises
    ------
    InputError
        If a value is out of range, or the folder cannot be used.
    NothingPlayedError
        If every part failed.
    """
    made = loaded(scenario)
    check_batch(runs=runs, seed=seed, detail=detail, engine=engine)
    check_who(workers=workers, scheduler=scheduler, executor=executor, folder=out is not None)
    table = None if points is None else PointTable.of(made, points)
    played = [made] if points is None else [point.scenario for point in points]
    check_size(len(played), runs, made.rounds, engine)
    manifest = Manifest.of(made, runs=runs, seed=seed, detail=detail, engine=engine, points=table)
    report = progress or (lambda _: None)
    if delegations is not None and (out is not None or engine != "arrays"):
        raise InputError(["delegations: play by the array engine and without a folder only"])
    if out is None:
        pieces = in_memory(played, manifest.parts(), seed, detail, engine, delegations, report)
        return Results.in_memory(manifest, list(pieces), None if table is None else table.arrow())
    folder = Path(out)
    if len(manifest.parts()) == 1 and scheduler is None and executor is None:
        workers = 1  # A second process would have nothing to do.
    with hired(workers, scheduler, executor) as who:
        manifest = filled(folder, manifest, table, played, who, report, told or (lambda _: None))
    if not manifest.finished:
        raise NothingPlayedError(manifest.failed[0]["traceback"])
    return Results.open(folder)


def scenarios_in(part: Part, played: Sequence[Scenario]) -> dict[int, Scenario]:
    """The scenarios of the points in a part."""
    return {block.point: played[block.point] for block in part.blocks}


def filled(
    folder: Path,
    manifest: Manifest,
    table: PointTable | None,
    played: Sequence[Scenario],
    who: Workers | None,
    progress: Progress,
    told: Told,
) -> Manifest:
    """The manifest of the folder once whoever plays has played what was left to do.

    Raises
    ------
    InputError
        If the folder cannot be written, by whatever the disk says, or is not this batch's.
    """
    try:
        prepare(folder)
        with locked(folder):
            keep = Keeper(folder, opened(folder, manifest, table), progress)
            if table is not None:
                write_points(table.arrow(), folder)
            play_all(who, keep.begin(played), keep, told)
    except OSError as error:
        raise unwritable(folder, error) from error
    return keep.manifest


def hired(
    workers: int, scheduler: str | None = None, executor: Executor | None = None
) -> AbstractContextManager[Workers | None]:
    """Who plays; nobody where this process does."""
    if scheduler is not None:
        return closing(Cluster(scheduler))
    if executor is not None:
        return nullcontext(lent(executor, workers))
    return nullcontext(None) if workers == 1 else closing(Processes(workers))


class Keeper:
    """Keeps the manifest of a folder true as parts are finished or fail."""

    def __init__(self, folder: Path, manifest: Manifest, progress: Progress) -> None:
        self.folder = folder
        self.manifest = manifest
        self.progress = progress

    def begin(self, played: Sequence[Scenario]) -> list[Task]:
        """What is left to do; that the rest is finished is reported."""
        e, cut, here = self.manifest.experiment, self.manifest.parts(), program()
        left = [part for part in cut if part.name not in self.manifest.finished]
        self.progress(sum(part.histories for part in cut) - sum(part.histories for part in left))
        return [
            Task(
                str(self.folder.resolve()), part, scenarios_in(part, played), e["seed"],
                e["detail"], e["engine"], here,
            )
            for part in left
        ]  # fmt: skip

    def __call__(self, came: Done | Failed) -> None:
        """Write down what came of a part."""
        if isinstance(came, Done):
            self.manifest = self.manifest.with_part(came.part)
            self.progress(came.histories)
        else:
            self.manifest = self.manifest.with_failure(asdict(came))
        self.manifest.write(self.folder)


def in_memory(
    played: Sequence[Scenario],
    cut: Iterable[Part],
    seed: int,
    detail: str,
    engine: str,
    delegations: Delegations | None,
    progress: Progress,
) -> Iterator[dict[str, pa.Table]]:
    """The tables of every block, one after another."""

    def history(block: Block) -> dict[str, pa.Table]:
        scenario = played[block.point]
        found = (
            ENGINES[engine](scenario, seed, block.runs)
            if delegations is None
            else play(scenario, seed=seed, runs=block.runs, delegations=delegations)
        )
        return tables(found, detail, point=block.point)

    for part in cut:
        for block in part.blocks:
            yield history(block)
            progress(len(block.runs))


def check_batch(*, runs: int, seed: int, detail: str, engine: str) -> None:
    """Refuse what cannot be played, every mistake at once."""
    mistakes = []
    if isinstance(runs, bool) or not isinstance(runs, int) or runs < 1:
        mistakes.append(f"runs = {shown(runs)}: must be a whole number, 1 or more")
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


def check_who(
    *, workers: int, scheduler: str | None, executor: Executor | None, folder: bool
) -> None:
    """Refuse workers that cannot be had."""
    mistakes = wrong_number(workers)
    if not (mistakes or folder or (workers == 1 and scheduler is None and executor is None)):
        mistakes.append("workers: write parts into a folder; name one with out=")
    if scheduler is not None and (executor is not None or workers != 1):
        mistakes.append("scheduler: brings its own workers; leave out workers and executor")
    if scheduler is not None and not is_address(scheduler):
        mistakes.append(f"scheduler = {scheduler!r}: must be an address as tcp://HOST:PORT")
    if mistakes:
        raise InputError(mistakes)


def prepare(folder: Path) -> None:
    """Make the folder if there is none.

    Raises
    ------
    InputError
        If it holds something else than a batch.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = (FILE, LOCK)
    foreign = [
        path.name
        for path in folder.iterdir()
        if path.name not in known and not path.name.endswith(PARTIAL)
    ]
    if foreign and not (folder / FILE).is_file():
        raise InputError([f"{folder}: is not empty and holds no batch; choose another folder"])


def opened(folder: Path, manifest: Manifest, table: PointTable | None) -> Manifest:
    """The manifest of the folder: the one found if it is the same experiment's, or this one.

    One found with fewer runs is given as many as this one has.

    Raises
    ------
    InputError
        If the folder holds another experiment.
    """
    if (folder / FILE).is_file():
        found = Manifest.read(folder)
        differences = manifest.differences(found)
        if manifest.experiment["points_sha256"] != found.experiment.get("points_sha256"):
            differences += differing_settings(table, folder)
            differences = differences or ["the settings of its design are others there"]
        if differences:
            raise InputError(
                f"{folder}: holds another experiment: {line}; choose another folder"
                for line in differences
            )
        remove_partial(folder)
        manifest = found.with_runs(manifest.experiment["runs"]).with_whole_parts(folder)
    manifest.write(folder)
    return manifest
