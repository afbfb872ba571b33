"""Executors give the same rows; what is no scheduler is told at once, or after a bounded wait."""

import contextlib
import os
import socket
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest
from experiments.faults.begun import RUNS, SEED
from stored import same

from simulation.experiments.batch import run_batch
from simulation.experiments.cluster import is_address
from simulation.scenario.mistakes import InputError


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
    assert err.startswith(
        f"--scheduler {address or repr(address)}: must be an address as tcp://HOST:PORT"
    )
    assert not folder.exists()


@pytest.mark.parametrize("address", ["tcp://host:8786", "tcp://10.0.0.1:1", "tcp://[::1]:65535"])
def test_addresses_of_schedulers_are_known(address):
    assert is_address(address)
