"""Whole commands: start-up, two workers, a million rounds; run by `make bench`.

Also ten million rounds and the memory they take: `make bench-memory`.
"""

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pyarrow.dataset as ds
import pytest

UNSC = Path(sys.executable).with_name("unsc")
BATCH = [UNSC, "batch", "repeated-crises", "--seed", "1", "--workers", "2"]
ROUNDS_A_RUN = 40
PAIRS = 5
COMMANDS = {
    "bare interpreter": [sys.executable, "-c", "pass"],
    "import simulation": [sys.executable, "-c", "import simulation"],
    "unsc --help": [UNSC, "--help"],
    "unsc scenarios": [UNSC, "scenarios"],
    "unsc tally": [UNSC, "tally", "--council", "1990", "--votes", "USA=N, *=Y"],
    "unsc run": [UNSC, "run", "kuwait-1990", "--seed", "7"],
    "unsc forecast": [UNSC, "forecast", "kuwait-1990"],
}


def run(*commands):
    """Run commands side by side to their ends."""
    running = [
        subprocess.Popen(c, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for c in commands
    ]
    assert [process.wait() for process in running] == [0] * len(commands)


@pytest.mark.parametrize(("lap", "what"), [(lap, name) for lap in range(9) for name in COMMANDS])
def test_start_up(lap, what, benchmark, idle):
    benchmark.extra_info |= {"what": what}
    benchmark.pedantic(run, args=(COMMANDS[what],), rounds=1, iterations=1)


@pytest.mark.parametrize(
    ("pair", "what"), [(pair, w) for pair in range(PAIRS) for w in ("two workers", "two processes")]
)
def test_two_workers(pair, what, benchmark, idle, tmp_path):
    runs = 32000  # long beside the start of a third interpreter; blocks are alike, 80,000 rounds
    one = [playing(runs, tmp_path / str(k)) for k in (1, 2)]
    both = [playing(2 * runs, tmp_path / "both", workers=2)]
    benchmark.extra_info |= {"what": what, "amount": 2 * runs * ROUNDS_A_RUN}
    commands = both if what == "two workers" else one
    benchmark.pedantic(run, args=commands, rounds=1, iterations=1)


def playing(runs, folder, *, workers=1):
    """A process that plays and stores hardly anything: one row a history."""
    call = f"'repeated-crises', {runs}, out={str(folder)!r}, detail='runs', workers={workers}"
    return [sys.executable, "-c", f"import simulation; simulation.run_batch({call})"]


def watched(command):
    """Run a command to its end; the most memory its workers, and all of it, held together."""
    process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    workers = whole = 0
    while process.poll() is None:
        try:
            others = sum(resident(child) for child in process.children(recursive=True))
            workers, whole = max(workers, others), max(whole, others + resident(process))
        except psutil.NoSuchProcess:
            pass
        time.sleep(0.1)
    assert process.returncode == 0
    return workers, whole


def resident(process):
    """Resident memory in bytes; what processes share counts in each."""
    try:
        return process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0


@pytest.mark.parametrize("rounds", [1_000_000, 10_000_000])
def test_a_whole_batch(rounds, benchmark, idle, tmp_path):
    runs, folder = str(rounds // ROUNDS_A_RUN), str(tmp_path / "batch")
    command = [*BATCH, "--runs", runs, "--out", folder]
    workers, whole = benchmark.pedantic(watched, args=(command,), rounds=1, iterations=1)
    size = {level.name: stored(level) for level in (tmp_path / "batch").iterdir() if level.is_dir()}
    votes = ds.dataset(tmp_path / "batch" / "ballots").count_rows()
    benchmark.extra_info |= {
        "what": f"{rounds} rounds",
        "amount": rounds,
        "workers": workers,
        "whole": whole,
        "bytes_a_round": sum(size.values()) / rounds,
        "bytes_a_ballot": size["ballots"] / votes / 15,
    }


def stored(folder):
    """Bytes of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
