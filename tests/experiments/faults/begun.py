"""A batch of small parts, as a command of its own that can be stopped or killed."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

RUNS, SEED, SMALL = 1600, 2, 4000

ROOT = Path(__file__).parents[3]

COMMAND = f"""
from simulation.cli import main
from simulation.experiments import layout
layout.ROUNDS_A_BLOCK = {SMALL}
main()
"""
"""The command with sixteen small parts in place of few large ones."""


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
