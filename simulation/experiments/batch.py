"""A batch: many histories played in blocks and stored in parts, here, by workers, on a cluster."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from simulation.engine.arrays import play
from simulation.engine.delegations import Delegations, deciding
from simulation.engine.draws import check_source
from simulation.engine.history import History
from simulation.engine.memory import Behaviour, class_name, shared_state
from simulation.experiments.cluster import Cluster, is_address, lent
from simulation.experiments.columns import DETAILS, LEVELS
from simulation.experiments.dataset import tables
from simulation.experiments.description import experiment_differences, fewer_runs
from simulation.experiments.files import OWN_PARTIAL, kind_of, remove_partial, unwritable
from simulation.experiments.layout import Block, Part, check_size
from simulation.experiments.lock import FILE as LOCK
from simulation.experiments.lock import check_free, locked
from simulation.experiments.manifest import FILE, Manifest, program
from simulation.experiments.points import FOLDER as POINTS
from simulation.experiments.points import Point, PointTable, differing_settings, write_points
from simulation.experiments.processes import Processes, wrong_number
from simulation.experiments.receipts import FOLDER as RECEIPTS
from simulation.experiments.receipts import check_folders, receipts_of
from simulation.experiments.results import Results
from simulation.experiments.work import ENGINES, Done, Failed, PartTask
from simulation.experiments.workforce import Notify, Progress, Workers, play_all
from simulation.scenario.calls import ANY, Call
from simulation.scenario.load import loaded
from simulation.scenario.mistakes import InputError, Mistake, closest, shown
from simulation.scenario.scenario import Scenario


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
    delegations: Delegations | Mapping[str, Behaviour] | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    notify: Notify | None = None,
) -> Results:
    """Play many histories and return what came out.

    Parameters
    ----------
    scenario : Scenario, str or Path
        What is simulated: a scenario, the name of one that is shipped, or the path of a file.
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
    delegations : Delegations or mapping of str to Delegation, optional
        Who decides in place of the rules, as ``{"rival": MyDelegation}``;
        for the array engine and in memory only, since a folder could not say who.
        The first history is played twice, and the two must be the same.
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
    notify : callable, optional
        Called with a sentence where something went wrong that does not end the batch.

    Returns
    -------
    Results
        Of the parts that are finished. ``results.manifest.failed`` has those whose code
        raised, with tracebacks; the same call plays them again.

    Raises
    ------
    InputError
        If a value is out of range, the folder cannot be used, or delegations answer
        otherwise when a history is played again.
    NothingPlayedError
        If every part failed.

    Examples
    --------
    >>> results = run_batch("horseshoe", 20, seed=1)
    >>> results.runs.count_rows()
    20
    >>> results.to_pandas(["run", "end"]).shape
    (800, 2)
    """
    made, instead = loaded(scenario), deciding(delegations)
    check_batch(runs=runs, seed=seed, detail=detail, engine=engine)
    check_who(workers=workers, scheduler=scheduler, executor=executor, folder=out is not None)
    table = None if points is None else PointTable.of(made, points)
    played = [made] if points is None else [point.scenario for point in points]
    check_size(len(played), runs, made.rounds, engine)
    manifest = Manifest.of(
        made, runs=runs, seed=seed, detail=detail, engine=engine, points=table,
        behaviours=[] if instead is None else instead.behaviours(),
    )  # fmt: skip
    report = progress or (lambda _: None)
    if instead is not None and (out is not None or engine != "arrays"):
        raise InputError(["delegations: play by the array engine and without a folder only"])
    if out is None:
        pieces = in_memory(played, manifest.parts(), seed, detail, engine, instead, report)
        return Results.in_memory(manifest, list(pieces), None if table is None else table.arrow())
    folder = Path(out)
    if len(manifest.parts()) == 1 and scheduler is None and executor is None:
        workers = 1  # A second process would have nothing to do.
    with hired(workers, scheduler, executor) as who:
        manifest = filled(folder, manifest, table, played, who, report, notify or (lambda _: None))
    if not manifest.finished:
        raise NothingPlayedError(manifest.failed[0]["traceback"])
    return Results.of(folder, manifest)


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
    notify: Notify,
) -> Manifest:
    """The manifest of the folder once what was left to do is played.

    Raises
    ------
    InputError
        If the folder cannot be written, by whatever the disk says, or is not this batch's.
    """
    try:
        check_before(folder, manifest, table)
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            keep = Keeper(folder, opened(folder, manifest, table), progress)
            try:
                play_all(who, keep.begin(played), keep, notify)
            finally:
                if who is not None:
                    who.close()  # What ended workers left can be removed once they have ended.
                remove_partial(folders_of(folder))
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

    def begin(self, played: Sequence[Scenario]) -> list[PartTask]:
        """What is left to do; that the rest is finished is reported."""
        e, cut, here = self.manifest.experiment, self.manifest.parts(), program()
        left = [part for part in cut if part.name not in self.manifest.finished]
        self.progress(sum(part.histories for part in cut) - sum(part.histories for part in left))
        return [
            PartTask(
                str(self.folder.resolve()), self.manifest.batch, part,
                scenarios_in(part, played), e["seed"], e["detail"], e["engine"], here,
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
            else played_otherwise(scenario, seed, block, delegations)
        )
        return tables(found, detail, point=block.point)

    for part in cut:
        for block in part.blocks:
            yield history(block)
            progress(len(block.runs))


def played_otherwise(
    scenario: Scenario, seed: int, block: Block, delegations: Delegations
) -> History:
    """The histories of a block by these delegations, the first of them played twice.

    Raises
    ------
    InputError
        If it is another one alone and after others: something was carried from one
        history into another, or drawn by chance, and no batch could be made again.
    """
    before = shared_state(delegations)
    found = play(scenario, seed=seed, runs=block.runs, delegations=delegations)
    if shared_state(delegations) != before:
        raise InputError(
            [f"delegations: {class_name(delegations)} changed while it played, so that a history "
             "would depend on those played before it; remember nothing in it"]
        )  # fmt: skip
    alone = play(scenario, seed=seed, runs=block.runs[:1], delegations=delegations)
    same = all(
        np.array_equal(once[..., 0], again[..., 0], equal_nan=once.dtype.kind == "f")
        for once, again in [
            (found.ballots, alone.ballots),
            *((found[name], alone[name]) for name in found.columns),
        ]
    )
    if not same:
        named = ", ".join(f"{who['by']} ({who['member']})" for who in delegations.behaviours())
        raise InputError(
            [f"delegations: {named}: history {block.start} came out otherwise when it was played "
             "again; answer from the view and the object's own attributes alone, and draw from "
             "view.luck or a generator made in __init__"]
        )  # fmt: skip
    return found


def check_batch(*, runs: int, seed: int, detail: str, engine: str) -> None:
    """Refuse what cannot be played, every mistake at once."""
    mistakes: list[str] = []
    if isinstance(runs, bool) or not isinstance(runs, int) or runs < 1:
        why = "must be a whole number, 1 or more"
        mistakes.append(Mistake("", "runs", why, value=shown(runs)))
    try:
        check_source(seed, range(1))
    except InputError as error:
        mistakes += error.mistakes
    for key, given, allowed in (("detail", detail, DETAILS), ("engine", engine, ENGINES)):
        if given not in allowed:
            mistakes.append(Mistake("", key, one_of(given, allowed), value=shown(given)))
    if mistakes:
        raise InputError(mistakes)


def one_of(given: str, allowed: Iterable[str]) -> str:
    """What may be written instead, all of it, and first what is surely meant."""
    close = closest(given, allowed)
    hint = "" if close is None else f"did you mean {close}? "
    *first, last = allowed
    return f"{hint}{'Write' if hint else 'write'} {', '.join(first)} or {last}"


def check_who(
    *, workers: int, scheduler: str | None, executor: Executor | None, folder: bool
) -> None:
    """Refuse workers that cannot be had."""
    mistakes = wrong_number(workers)
    if not (mistakes or folder or (workers == 1 and scheduler is None and executor is None)):
        into = (": write parts into a folder; name one with ", Call(out=ANY))
        mistakes.append(Mistake("", "workers", into))
    if scheduler is not None and (executor is not None or workers != 1):
        other = "workers" if executor is None else "executor"
        alone = (": brings its own workers; leave out ", Call(**{other: ANY}))
        mistakes.append(Mistake("", "scheduler", alone))
    if scheduler is not None and not is_address(scheduler):
        why = "must be an address as tcp://HOST:PORT"
        mistakes.append(Mistake("", "scheduler", why, value=shown(scheduler)))
    if mistakes:
        raise InputError(mistakes)


def folders_of(folder: Path) -> list[Path]:
    """Where a batch writes: the folder itself and those in it."""
    return [folder, *(folder / name for name in (*LEVELS, POINTS, RECEIPTS))]


def taken_up(folder: Path, manifest: Manifest, table: PointTable | None) -> Manifest:
    """The manifest of the folder: the one found if it is the same experiment's, or this one.

    One found with fewer runs is given as many as this one has. Which parts are finished is
    not looked at, and nothing is written.

    Raises
    ------
    InputError
        If the folder holds something else.
    """
    check_folders(folder)
    if not folder.exists():
        return manifest
    if not folder.is_dir():
        raise InputError([f"{folder}: is {kind_of(folder.stat().st_mode)}; choose a folder"])
    if not os.path.lexists(folder / FILE):
        return without_manifest(folder, manifest)
    found = Manifest.read(folder)
    differences = experiment_differences(manifest.experiment, found.experiment)
    if manifest.experiment["points_sha256"] != found.experiment["points_sha256"]:
        differences += differing_settings(table, folder, found.points_file)
        differences = differences or ["the settings of its design are others there"]
    if differences:
        raise another(folder, differences)
    there, here = found.experiment["runs"], manifest.experiment["runs"]
    if here < there:
        raise another(folder, [fewer_runs(there, here)])
    return found.with_runs(here)


def check_before(folder: Path, manifest: Manifest, table: PointTable | None) -> None:
    """Look at the folder before the lock, which is a file: one that is refused stays as it is.

    What another process is writing at the moment may look like anything; the error then says
    that it is writing.

    Raises
    ------
    InputError
        If another process is writing there, or the folder holds something else.
    """
    try:
        taken_up(folder, manifest, table)
    except InputError:
        check_free(folder)
        taken_up(folder, manifest, table)  # The other process may have ended meanwhile.


def without_manifest(folder: Path, manifest: Manifest) -> Manifest:
    """The manifest of a folder that has none: this one, cut as the parts that are there say.

    Raises
    ------
    InputError
        If the folder holds something else than parts of this batch.
    """
    others = [
        path.name
        for path in folder.iterdir()
        if path.name != LOCK and not OWN_PARTIAL.fullmatch(path.name)
    ]
    if not others:
        return manifest
    receipts = list(receipts_of(folder))
    cuts = [one["cut"] for one in receipts if one["experiment"] == manifest.batch.experiment]
    if not cuts and not receipts:
        raise InputError([f"{folder}: is not empty and holds no batch; choose another folder"])
    if not cuts:
        raise another(
            folder, [f"its parts are of another scenario, seed, version or format (no {FILE})"]
        )
    cut, runs = max(cuts), manifest.experiment["runs"]
    if cut[-1] > runs:
        raise another(folder, [fewer_runs(cut[-1], runs)])
    return replace(manifest, earlier=[end for end in cut if end < runs])


def another(folder: Path, differences: Iterable[str]) -> InputError:
    """That a folder holds another experiment."""
    lines = [f"{folder}: holds another experiment: {line}" for line in differences]
    return InputError([*lines[:-1], f"{lines[-1]}; choose another folder"])


def opened(folder: Path, manifest: Manifest, table: PointTable | None) -> Manifest:
    """The manifest of the folder, written, with those parts that are finished.

    Raises
    ------
    InputError
        If the folder holds another experiment.
    """
    found = taken_up(folder, manifest, table)
    remove_partial(folders_of(folder))
    seal = None if table is None else write_points(table.arrow(), folder)
    manifest = replace(found.with_whole_parts(folder), points_file=seal)
    manifest.write(folder)
    return manifest
