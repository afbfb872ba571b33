"""A batch on a cluster: Dask's own scheduler and workers, as processes on the loopback."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from stored import same

from simulation.experiments import layout
from simulation.experiments.batch import run_batch
from simulation.scenario.mistakes import InputError

distributed = pytest.importorskip("distributed")

pytestmark = [
    pytest.mark.long,
    # Dask's client warns of its own doing when a worker goes.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

RUNS, SEED = 1200, 3
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


@contextmanager
def cluster(folder, workers):
    """A scheduler's address and its workers; all ended afterwards."""
    known = folder / "scheduler.json"
    quiet = ("--no-dashboard",)
    begun = [
        dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", known, *quiet)
    ]
    try:
        waited_for(known)
        with distributed.Client(scheduler_file=str(known), set_as_default=False) as client:
            address = client.scheduler.address
            begun += [
                dask("worker", address, "--nthreads", "1", "--no-nanny",
                     "--local-directory", folder / f"worker-{number}", *quiet)
                for number in range(workers)
            ]  # fmt: skip
            if workers:
                client.wait_for_workers(workers, timeout=60)
        yield address, begun[1:]
    finally:
        for process in reversed(begun):
            process.kill()
            process.wait()


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """Twelve parts of a hundred histories."""
    monkeypatch.setattr(layout, "ROUNDS_A_BLOCK", 4000)


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
