"""A batch on a cluster: Dask's own scheduler and workers, as processes on the loopback."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
from stored import same

from simulation.experiments import layout, workforce
from simulation.experiments.batch import run_batch
from simulation.experiments.results import Results
from simulation.scenario.mistakes import InputError

distributed = pytest.importorskip("distributed")

pytestmark = [
    pytest.mark.long,
    # Dask's client warns of its own doing when a worker goes.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

RUNS, SEED = 120, 3
QUIET = "--no-dashboard"
ROOT = Path(__file__).parents[2]


def dask(*words):
    """One of Dask's own commands under way; its words go to a file beside the test's."""
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )  # fmt: skip


def waited_for(path):
    """What a file says once it is there."""
    for _ in range(1500):
        if path.is_file() and path.stat().st_size:
            return path.read_text(encoding="utf-8")
        time.sleep(0.02)
    raise AssertionError(f"{path.name} is not there after half a minute")


def worker(address, folder, *, nanny=False, preload=None):
    """A worker; one with a nanny is started again when it dies."""
    more = ["--nanny" if nanny else "--no-nanny"]
    more += [] if preload is None else ["--preload", preload]
    return dask("worker", address, "--nthreads", "1", "--local-directory", folder, QUIET, *more)


@contextmanager
def cluster(folder, workers, **kind):
    """A scheduler's address and its workers; all ended afterwards."""
    known = folder / "scheduler.json"
    begun = [
        dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", known, QUIET)
    ]
    try:
        waited_for(known)
        with distributed.Client(scheduler_file=str(known), set_as_default=False) as client:
            address = client.scheduler.address
            begun += [
                worker(address, folder / f"worker-{number}", **kind) for number in range(workers)
            ]
            if workers:
                client.wait_for_workers(workers, timeout=60)
        yield address, begun[1:]
    finally:
        for process in reversed(begun):
            end(process)


def end(process):
    """End a process and those that it began."""
    if process.poll() is None:
        for child in psutil.Process(process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                child.kill()
    process.kill()
    process.wait()


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """Twelve parts of ten histories."""
    monkeypatch.setattr(layout, "ROUNDS_A_BLOCK", 400)


@pytest.fixture(scope="module")
def whole():
    """The batch as one process makes it."""
    return run_batch("horseshoe", RUNS, seed=SEED)


def test_a_cluster_gives_the_same_rows_even_if_one_of_its_workers_is_killed(tmp_path, whole):
    deaths = []
    with cluster(tmp_path, 2) as (address, workers):

        def kill_one(done):
            """After the first part: whatever the worker plays is lost."""
            if done and not deaths:
                workers[0].send_signal(signal.SIGKILL)
                deaths.append(workers[0].wait())

        found = run_batch(
            "horseshoe", RUNS, seed=SEED, out=tmp_path / "b", scheduler=address,
            progress=kill_one,
        )  # fmt: skip
        assert workers[1].poll() is None
    assert deaths == [-signal.SIGKILL]
    assert found.manifest.failed == []
    assert len(found.manifest.finished) == 12
    same(found, whole)


def test_a_scheduler_without_workers_is_told(tmp_path):
    with (
        cluster(tmp_path, 0) as (address, _),
        pytest.raises(InputError, match="has no worker; start some with `dask worker"),
    ):
        run_batch("horseshoe", 5, out=tmp_path / "b", scheduler=address)


def test_a_scheduler_that_ends_is_told_and_the_same_call_goes_on(tmp_path, whole):
    with cluster(tmp_path, 2) as (address, _):
        scheduler = next(
            process
            for process in psutil.process_iter(["cmdline"])
            if str(tmp_path / "scheduler.json") in (process.info["cmdline"] or ())
        )
        killed = threading.Event()

        def kill_it(done):
            if done and not killed.is_set():
                scheduler.kill()
                killed.set()

        with pytest.raises(InputError, match="the same call goes on"):
            run_batch(
                "horseshoe", RUNS, seed=SEED, out=tmp_path / "b", scheduler=address,
                progress=kill_it,
            )  # fmt: skip
    mended = run_batch("horseshoe", RUNS, seed=SEED, out=tmp_path / "b")
    same(mended, whole)


@pytest.fixture
def hurry(monkeypatch):
    """Looks every half second, and gives up after three."""
    monkeypatch.setattr(workforce, "LOOK", 0.5)
    monkeypatch.setattr("simulation.experiments.cluster.PATIENCE", 3.0)


@contextmanager
def reached(address, how):
    """The cluster as run_batch is told of it: by its address, or by an executor of it."""
    if how == "scheduler":
        yield {"scheduler": address}
        return
    with distributed.Client(address, set_as_default=False) as client:
        yield {"executor": client.get_executor(pure=False), "workers": 1}


ways = pytest.mark.parametrize(
    ("how", "named"), [("scheduler", "scheduler"), ("executor", "executor of")]
)


@ways
def test_a_cluster_that_loses_all_its_workers_waits_says_so_and_gives_up(
    tmp_path, whole, hurry, how, named
):
    said = []
    with cluster(tmp_path, 1) as (address, (only,)), reached(address, how) as who:

        def kill_it(done):
            if done and only.poll() is None:
                only.kill()
                only.wait()

        with pytest.raises(InputError, match=r"no worker came in .* the same call goes on"):
            run_batch(
                "horseshoe", RUNS, seed=SEED, out=tmp_path / "b", progress=kill_it,
                notify=said.append, **who,
            )  # fmt: skip
    (sentence,) = said
    assert sentence.startswith(f"{named} {address}: no worker is left; waiting")
    assert 0 < len(Results.open(tmp_path / "b").manifest.finished) < 12
    same(run_batch("horseshoe", RUNS, seed=SEED, out=tmp_path / "b"), whole)


@ways
def test_a_cluster_that_loses_all_its_workers_goes_on_with_new_ones(
    tmp_path, whole, hurry, monkeypatch, how, named
):
    monkeypatch.setattr("simulation.experiments.cluster.PATIENCE", 300.0)
    said, begun = [], []
    with cluster(tmp_path, 1) as (address, (only,)), reached(address, how) as who:

        def kill_it(done):
            if done and only.poll() is None:
                only.kill()
                only.wait()

        def start_another(sentence):
            said.append(sentence)
            begun.append(worker(address, tmp_path / "worker-new"))

        try:
            found = run_batch(
                "horseshoe", RUNS, seed=SEED, out=tmp_path / "b", progress=kill_it,
                notify=start_another, **who,
            )  # fmt: skip
        finally:
            for process in begun:
                process.kill()
                process.wait()
    (sentence,) = said
    assert sentence.startswith(f"{named} {address}: no worker is left; waiting 5 minutes for new")
    assert found.manifest.failed == []
    same(found, whole)


PRELOAD = """
import os, signal
from simulation.engine.arrays import play
from simulation.experiments import work

def deadly(scenario, seed, runs):
    if 0 in runs:
        os.kill(os.getpid(), signal.SIGKILL)
    return play(scenario, seed=seed, runs=runs)

work.ENGINES["arrays"] = deadly
"""


def test_a_part_that_ends_every_worker_of_a_cluster_is_given_up_by_name(tmp_path, whole):
    """Its workers are started again, as a queue or Dask's nanny does."""
    preload = tmp_path / "deadly.py"
    preload.write_text(PRELOAD, encoding="utf-8")
    said = []
    with cluster(tmp_path, 2, nanny=True, preload=preload) as (address, _):
        found = run_batch(
            "horseshoe", RUNS, seed=SEED, out=tmp_path / "b", scheduler=address, notify=said.append
        )
    (failure,) = found.manifest.failed
    assert failure["first"] == 0
    assert "KilledWorker: Attempted to run task" in failure["traceback"]
    assert len(found.manifest.finished) == 11
    assert "KilledWorker" in said[0]
    assert said[0].endswith("played again, alone")
    same(run_batch("horseshoe", RUNS, seed=SEED, out=tmp_path / "b"), whole)
