"""What happens to a batch when things go wrong: it is killed, full, raising, taken."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from stored import rows, same

from simulation.experiments import layout, work
from simulation.experiments.batch import NothingPlayedError, run_batch
from simulation.experiments.cluster import is_address
from simulation.experiments.receipts import sealed
from simulation.experiments.results import Results
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError

RUNS, SEED, SMALL = 1600, 2, 4000
ROOT = Path(__file__).parents[2]

COMMAND = f"""
from simulation.cli import main
from simulation.experiments import layout
layout.ROUNDS_A_BLOCK = {SMALL}
main()
"""
"""The command with sixteen small parts in place of few large ones."""


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """The same parts in this process."""
    monkeypatch.setattr(layout, "ROUNDS_A_BLOCK", SMALL)


@pytest.fixture(scope="module")
def whole():
    """The batch as it is if nothing goes wrong."""
    return run_batch("horseshoe", RUNS, seed=SEED)


def command(folder, *more):
    """The command that makes the same batch."""
    words = ["batch", "horseshoe", "--runs", str(RUNS), "--seed", str(SEED), "--out", str(folder)]
    return [sys.executable, "-c", COMMAND, *words, *more]


def heeding_ctrl_c():
    """Let a command heed Ctrl-C though the tests run in the background, where a shell ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def started(folder, *more):
    """The command under way, with one part finished at least, and more to come."""
    process = subprocess.Popen(
        command(folder, *more), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=heeding_ctrl_c,
    )  # fmt: skip
    for _ in range(15000):
        if finished(folder):
            return process
        if process.poll() is not None:
            raise AssertionError(process.communicate())
        time.sleep(0.02)
    process.kill()
    raise AssertionError("no part was finished in five minutes")


def finished(folder):
    """How many parts the manifest says are finished."""
    try:
        return len(json.loads((folder / "manifest.json").read_text())["finished"])
    except FileNotFoundError:
        return 0


@pytest.mark.long
@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_a_command_killed_or_stopped_leaves_whole_parts_and_is_finished_by_the_same_call(
    tmp_path, whole, workers, end
):
    folder = tmp_path / "b"
    process = started(folder, "--workers", workers)
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(end)
    _, said = process.communicate(timeout=300)
    assert process.returncode != 0
    assert "Traceback" not in said
    assert "Warning" not in said
    # Workers end with their parent, however it ended.
    _, alive = psutil.wait_procs(children, timeout=20)
    assert not alive
    parts = list(layout.parts(1, RUNS, 40))
    assert 0 < finished(folder) < len(parts)
    for path in folder.rglob("*.parquet"):
        # Where nobody is elected, the first part alone says who sits.
        assert work.pq.read_table(path).num_rows > 0 or path.parent.name == "seats"
    again = run_batch("horseshoe", RUNS, seed=SEED, out=folder, workers=int(workers))
    same(again, whole)
    assert not list(folder.rglob("*.partial"))


@pytest.mark.long
def test_a_worker_that_is_killed_is_replaced_and_nothing_is_lost(tmp_path, whole):
    folder = tmp_path / "b"
    process = started(folder, "--workers", "2")
    workers = [
        child
        for child in psutil.Process(process.pid).children()
        if "spawn_main" in " ".join(child.cmdline())
    ]
    workers[0].send_signal(signal.SIGKILL)
    _, said = process.communicate(timeout=500)
    assert process.returncode == 0, said
    assert "a worker died" in said
    same(Results.open(folder), whole)


def test_a_block_that_raises_is_told_in_the_manifest_and_the_rest_goes_on(
    tmp_path, whole, monkeypatch
):
    honest = work.ENGINES["arrays"]

    def faulty(scenario, seed, runs):
        if 1000 in runs:
            raise ZeroDivisionError("one block is cursed")
        return honest(scenario, seed, runs)

    monkeypatch.setitem(work.ENGINES, "arrays", faulty)
    found = run_batch("horseshoe", RUNS, seed=SEED, out=tmp_path)
    (failure,) = found.manifest.failed
    assert "ZeroDivisionError: one block is cursed" in failure["traceback"]
    assert failure["first"] <= 1000 <= failure["last"]
    parts = list(layout.parts(1, RUNS, 40))
    assert len(found.manifest.finished) == len(parts) - 1
    monkeypatch.setitem(work.ENGINES, "arrays", honest)
    mended = run_batch("horseshoe", RUNS, seed=SEED, out=tmp_path)
    assert mended.manifest.failed == []
    same(mended, whole)


def test_if_every_part_fails_so_does_the_batch(tmp_path, monkeypatch):
    def broken(scenario, seed, runs):
        raise ZeroDivisionError("all is cursed")

    monkeypatch.setitem(work.ENGINES, "arrays", broken)
    with pytest.raises(NothingPlayedError, match="all is cursed"):
        run_batch("horseshoe", 3, out=tmp_path)
    assert json.loads((tmp_path / "manifest.json").read_text())["failed"]


def test_a_command_of_which_every_part_fails_says_so_without_a_traceback(
    unsc, tmp_path, monkeypatch
):
    def broken(scenario, seed, runs):
        raise ZeroDivisionError("all is cursed")

    monkeypatch.setitem(work.ENGINES, "arrays", broken)
    status, out, err = unsc("batch", "horseshoe", "--runs", "3", "--out", str(tmp_path / "b"))
    assert (status, out) == (1, "")
    assert "histories 0 to 2 could not be played: ZeroDivisionError: all is cursed" in err
    assert "Traceback (" not in err


def test_the_status_of_a_command_with_a_failed_part_is_one(unsc, tmp_path, monkeypatch):
    honest = work.ENGINES["arrays"]

    def faulty(scenario, seed, runs):
        if 0 in runs:
            raise ZeroDivisionError("the first is cursed")
        return honest(scenario, seed, runs)

    monkeypatch.setitem(work.ENGINES, "arrays", faulty)
    status, _, err = unsc("batch", "horseshoe", "--runs", "200", "--out", str(tmp_path / "b"))
    assert status == 1
    assert "ZeroDivisionError: the first is cursed" in err
    assert "the same command plays them again" in " ".join(err.split())


WHOLE = 3

FILL = f"""
import resource
from simulation.experiments import work

honest, whole = work.play_part, []

def filling(task):
    if len(whole) == {WHOLE}:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
    whole.append(honest(task))
    return whole[-1]

work.play_part = filling
{COMMAND}"""
"""The command on a disk that has room for so many parts."""


def test_a_disk_without_room_is_told_and_keeps_what_is_whole(tmp_path, whole):
    """A limit on the size of files stands for the disk: writes fail as there."""
    folder = tmp_path / "b"
    words = command(folder)[3:]
    stopped = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FILL, *words],
        cwd=ROOT, capture_output=True, text=True, check=False,
        preexec_fn=lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
    )  # fmt: skip
    assert stopped.returncode == 2, stopped.stderr
    assert "cannot be written" in stopped.stderr
    assert "the same call goes on" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    assert finished(folder) == WHOLE
    for path in folder.rglob("*.parquet"):
        # Where nobody is elected, the first part alone says who sits.
        assert work.pq.read_table(path).num_rows > 0 or path.parent.name == "seats"
    assert not list(folder.rglob("*.partial"))
    same(run_batch("horseshoe", RUNS, seed=SEED, out=folder), whole)


@pytest.fixture
def tiny_disk(tmp_path):
    """A disk of three megabytes, some five parts, and what mounts it otherwise."""
    where = tmp_path / "disk"
    where.mkdir()

    def mount(options):
        return subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", where], capture_output=True, check=False
        )  # fmt: skip

    if shutil.which("mount") is None or mount("size=3m").returncode:
        pytest.skip("nobody but root may mount a disk")
    yield where, lambda options: mount(f"remount,{options}")
    subprocess.run(["umount", where], check=True)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_full_disk_is_told_and_the_same_call_goes_on_once_there_is_room(
    tiny_disk, whole, workers
):
    disk, mount = tiny_disk
    folder = disk / "b"
    with pytest.raises(InputError, match="cannot be written: No space left on device"):
        run_batch("horseshoe", RUNS, seed=SEED, out=folder, workers=workers)
    assert 0 < finished(folder) < 16
    mount("size=64m")
    same(run_batch("horseshoe", RUNS, seed=SEED, out=folder), whole)
    assert not list(folder.rglob("*.partial"))


@pytest.mark.parametrize("begun", [False, True])
def test_a_disk_that_is_full_from_the_start_is_told(unsc, tiny_disk, begun):
    disk, _ = tiny_disk
    folder = disk / "b"
    words = ("batch", "horseshoe", "--runs", "2", "--detail", "runs", "--out", folder)
    if begun:
        assert unsc(*words)[0] == 0
    with pytest.raises(OSError, match="No space left"):
        (disk / "film").write_bytes(bytes(4_000_000))
    more = ("--runs", "3") if begun else ()
    status, out, err = unsc(*words, *more)
    assert (status, out) == (2, "")
    assert f"{folder}: cannot be written: No space left on device" in " ".join(err.split())


@pytest.mark.parametrize("begun", [False, True])
def test_a_disk_that_may_only_be_read_is_told(unsc, tiny_disk, begun):
    disk, mount = tiny_disk
    folder = disk / "b"
    words = ("batch", "horseshoe", "--runs", "2", "--detail", "runs", "--out", folder)
    if begun:
        assert unsc(*words)[0] == 0
    mount("ro")
    status, out, err = unsc(*words)
    assert (status, out) == (2, "")
    assert f"{folder}: cannot be written: Read-only file system" in " ".join(err.split())


@pytest.mark.parametrize("name", [".lock", "manifest.json", "points/points.parquet"])
def test_a_folder_in_the_place_of_a_file_is_told(tmp_path, name):
    from simulation.experiments.points import Point

    points = [Point({"veto_cost": cost}, load("horseshoe", veto_cost=cost)) for cost in (0.2, 0.4)]
    run_batch("horseshoe", 1, points=points, out=tmp_path, detail="runs")
    (tmp_path / name).unlink()
    (tmp_path / name).mkdir()
    said = {
        ".lock": r"\.lock: is a folder, not a lock of this program; remove it, or choose",
        "manifest.json": r"manifest\.json: is a folder, not a regular file; choose another folder",
    }.get(name, f"^{re.escape(str(tmp_path))}: cannot be written: Is a directory")
    with pytest.raises(InputError, match=said):
        run_batch("horseshoe", 1, points=points, out=tmp_path, detail="runs")


def lock_that_is(kind, folder, victim):
    """Something else under the name of the lock."""
    lock = folder / ".lock"
    lock.unlink()
    match kind:
        case "a symbolic link":
            lock.symlink_to(victim)
        case "a link to nothing":
            lock.symlink_to(victim.with_name("nothing"))
        case "a hard link":
            os.link(victim, lock)
        case "a pipe":
            os.mkfifo(lock)
        case "a device":
            lock.symlink_to("/dev/zero")
        case "a text":
            lock.write_text("two years of work")
        case "a socket":
            os.mknod(lock, stat.S_IFSOCK | 0o600)


@pytest.mark.parametrize(
    "kind",
    ["a symbolic link", "a link to nothing", "a hard link", "a pipe", "a device", "a text",
     "a socket"],
)  # fmt: skip
def test_what_is_no_lock_of_this_program_is_refused_and_left_as_it_is(tmp_path, kind):
    folder, victim = tmp_path / "b", tmp_path / "thesis.txt"
    victim.write_text("two years of work")
    run_batch("horseshoe", 1, out=folder, detail="runs")
    lock_that_is(kind, folder, victim)
    with pytest.raises(InputError, match=r"\.lock: is .*; remove it, or choose another folder"):
        run_batch("horseshoe", 1, out=folder, detail="runs")
    assert victim.read_text() == "two years of work"
    assert not (tmp_path / "nothing").exists()
    if kind == "a text":
        assert (folder / ".lock").read_text() == "two years of work"
    (folder / ".lock").unlink()
    run_batch("horseshoe", 1, out=folder, detail="runs")
    run_batch("horseshoe", 2, out=folder, detail="runs")


MARK = "0123456789abcdef" * 2

OTHERS = [
    "thesis.partial", "rounds/download.partial", "report/figure.png.partial",
    f"rounds/.mine.{MARK}.partial", "sub/deep/film.partial", f".manifest.json.{MARK}.partial.txt",
    ".manifest.json.999.partial", f"report/.part-0000000000-0000000001.parquet.{MARK}.partial",
]  # fmt: skip
"""Files that end as unfinished ones do, and are somebody's own."""

LEFT = [
    f".manifest.json.{MARK}.partial",
    f"rounds/.part-0000000000-0000000001.parquet.{MARK}.partial",
    f"seats/.part-0000000002-0000000003.parquet.{MARK}.partial",
    f"parts/.part-0000000000-0000000001.json.{MARK}.partial",
    f"points/.points.parquet.{MARK}.partial",
]
"""Files that this program left unfinished."""


def test_only_what_this_program_left_unfinished_is_removed(tmp_path):
    run_batch("horseshoe", 2, out=tmp_path)
    for name in (*OTHERS, *LEFT):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    run_batch("horseshoe", 2, out=tmp_path)
    assert {name for name in (*OTHERS, *LEFT) if (tmp_path / name).exists()} == {*OTHERS}


@pytest.mark.parametrize("name", LEFT)
def test_what_a_dead_worker_left_is_removed_at_the_end_of_the_batch(tmp_path, monkeypatch, name):
    """It is left while the batch is under way, so that its beginning cannot have removed it."""
    honest = work.ENGINES["arrays"]

    def leaving(scenario, seed, runs):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
        return honest(scenario, seed, runs)

    monkeypatch.setitem(work.ENGINES, "arrays", leaving)
    run_batch("horseshoe", 2, out=tmp_path)
    assert (tmp_path / "manifest.json").is_file()
    assert not list(tmp_path.rglob("*.partial"))


def web_server(server):
    """Answers, once it is spoken to, as a web page does."""
    with server, contextlib.suppress(OSError):
        there, _ = server.accept()
        with there:
            there.recv(100)
            there.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")


def silent(server):
    """Takes every call and says nothing."""
    with server, contextlib.suppress(OSError):
        there, _ = server.accept()
        with there:
            there.recv(1)


def ssh(server):
    """Speaks first, as a mail or login server does."""
    with server, contextlib.suppress(OSError):
        there, _ = server.accept()
        with there:
            there.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")
            there.recv(1)


def short(server):
    """Says two bytes and ends."""
    with server, contextlib.suppress(OSError):
        there, _ = server.accept()
        with there:
            there.sendall(b"ok")


def deaf(server):
    """Takes no call, though the system has taken it."""
    time.sleep(2)
    server.close()


@pytest.mark.parametrize("kind", [web_server, silent, ssh, short, deaf])
def test_something_that_is_no_scheduler_is_told_after_a_bounded_wait(
    unsc, tmp_path, monkeypatch, kind
):
    monkeypatch.setattr("simulation.experiments.cluster.ANSWERS", 0.5)
    server = socket.create_server(("127.0.0.1", 0))
    address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    threading.Thread(target=kind, args=(server,), daemon=True).start()
    folder = tmp_path / "b"
    status, out, err = unsc("batch", "horseshoe", "--out", folder, "--scheduler", address)
    assert (status, out) == (2, "")
    assert f"--scheduler {address}: something answers there that is no Dask scheduler" in err
    assert "perhaps its dashboard (a web page, usually port 8787)" in err
    assert not folder.exists()


def test_a_part_that_is_whole_is_no_longer_told_as_failed(unsc, tmp_path):
    """As where a worker that was cut off finishes a part after it was given up."""
    words = ("batch", "horseshoe", "--runs", "2", "--out", tmp_path)
    assert unsc(*words)[0] == 0
    path = tmp_path / "manifest.json"
    manifest = json.loads(path.read_text())
    failure = {"part": manifest["finished"][0], "point": 0, "first": 0, "last": 1,
               "traceback": "KilledWorker"}  # fmt: skip
    del manifest["sha256"]
    path.write_text(json.dumps(sealed(manifest | {"failed": [failure]})))
    status, _, err = unsc(*words)
    assert (status, err) == (0, "")
    assert json.loads(path.read_text())["failed"] == []


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_gives_the_same_rows(tmp_path, whole, kind):
    with kind(2) as executor:
        found = run_batch("horseshoe", RUNS, seed=SEED, out=tmp_path, executor=executor, workers=2)
        assert executor.submit(os.getpid).result()
    same(found, whole)


def test_workers_that_cannot_be_had_are_refused():
    for more, said in (
        ({"workers": 0}, "workers = 0"),
        ({"workers": 2}, "name one with out="),
        ({"scheduler": "tcp://127.0.0.1:1", "workers": 2}, "brings its own"),
    ):
        with pytest.raises(InputError) as error:
            run_batch("horseshoe", 1, out="x" if "scheduler" in more else None, **more)
        assert any(said in mistake for mistake in error.value.mistakes)


def test_a_scheduler_that_does_not_answer_is_told(tmp_path):
    with pytest.raises(InputError, match="nobody answers"):
        run_batch("horseshoe", 1, out=tmp_path / "b", scheduler="tcp://127.0.0.1:9")
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    "address",
    ["", "127.0.0.1", "127.0.0.1:8786", "tcp://127.0.0.1", "tcp://:8786", "tcp://127.0.0.1:99999",
     "tcp://127.0.0.1:0", "tcp://127.0.0.1:http", "tls://127.0.0.1:8786", "ucx://127.0.0.1:8786",
     "inproc://x"],
)  # fmt: skip
def test_what_is_no_address_of_a_scheduler_is_refused_before_anything_is_made(
    unsc, tmp_path, address
):
    folder = tmp_path / "b"
    status, out, err = unsc("batch", "horseshoe", "--out", folder, "--scheduler", address)
    assert (status, out) == (2, "")
    assert err.startswith(f"scheduler = {address!r}: must be an address as tcp://HOST:PORT")
    assert not folder.exists()


@pytest.mark.parametrize("address", ["tcp://host:8786", "tcp://10.0.0.1:1", "tcp://[::1]:65535"])
def test_addresses_of_schedulers_are_known(address):
    assert is_address(address)


def test_points_meet_the_same_draws_and_are_told_apart(tmp_path):
    from simulation.experiments.points import Point

    points = [Point({"veto_cost": cost}, load("horseshoe", veto_cost=cost)) for cost in (0.2, 0.4)]
    stored = run_batch("horseshoe", 30, seed=5, points=points, out=tmp_path)
    held = run_batch("horseshoe", 30, seed=5, points=points)
    same(stored, held)
    for number, point in enumerate(points):
        alone = run_batch(point.scenario, 30, seed=5)
        here = stored.at(number)
        own = (rows(one, "rounds").drop_columns("point") for one in (here, alone))
        assert next(own).equals(next(own))
        assert here.summary()["measures"] == alone.summary()["measures"]
    assert stored.points.column("veto_cost").to_pylist() == [0.2, 0.4]
