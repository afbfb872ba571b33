"""A classroom as a teacher starts it: the command, on a port of its own, and its addresses."""

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass

READY = 600.0
"""Seconds after which a command that says nothing has failed; it takes a few by itself."""


@dataclass
class Live:
    """A command that runs, and what it printed."""

    process: subprocess.Popen
    said: str

    @property
    def console(self):
        return re.search(r"http://\S+/teacher/\S+", self.said)[0]

    @property
    def home(self):
        return re.search(r"(http://127\.0\.0\.1:\d+/)teacher/", self.said)[1]

    @property
    def code(self):
        return re.search(r"room code (\w+)", self.said)[1]

    def kill(self):
        self.process.kill()
        self.process.wait()


def started(folder, *words):
    """A classroom that has said where it listens."""
    log = folder / f"said-{time.monotonic_ns()}.txt"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "simulation.cli", "classroom", "--port", "0", *words],
            stdout=out, stderr=subprocess.STDOUT, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    end = time.monotonic() + READY
    while time.monotonic() < end:
        said = log.read_text(encoding="utf-8")
        if "room code" in said and "phones" in said.rpartition("room code")[2]:
            return Live(process, said)
        assert process.poll() is None, said
        time.sleep(0.1)
    process.kill()
    raise AssertionError(f"not ready: {log.read_text(encoding='utf-8')}")
