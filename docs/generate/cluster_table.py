"""How large a batch is before it is played, the table of docs/cluster.md.

``python docs/generate/cluster_table.py`` prints it.
"""

from __future__ import annotations

import math

from simulation.experiments.columns import DETAILS
from simulation.experiments.layout import Part, parts

ROUNDS = 40
"""Rounds a history in these sums."""

SIZES = (10**6, 10**7, 10**8, 10**9)
"""Rounds of a batch."""

WORKERS = (2, 64)

BYTES_A_ROUND = {"runs": 4.2, "rounds": 98, "ballots": 189}
"""What each detail takes on the disk for a round of ``repeated-crises``, all folders together."""

ROUNDS_A_SECOND = 48_000
"""Of each of two workers, over the whole command for ten million (docs/performance.md)."""

BYTES_A_WORKER = 450e6
"""The memory that each held there; it does not grow with the number of rounds."""


def table() -> str:
    """The sizes of batches as a table in Markdown."""
    head = ["rounds", "histories", "parts", "blocks", "largest file"]
    head += [f"`--detail {detail}`" for detail in DETAILS]
    head += [f"{workers} workers take" for workers in WORKERS]
    lines = [head, ["---:"] * len(head), *(row(rounds) for rounds in SIZES)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def row(rounds: int) -> list[str]:
    """One line of the table."""
    histories = rounds // ROUNDS
    cut = list(parts(1, histories, ROUNDS))
    cells = [f"{rounds:,}", f"{histories:,}", f"{len(cut):,}", f"{blocks(cut):,}"]
    cells.append(size(max(part.histories for part in cut) * ROUNDS * BYTES_A_ROUND["rounds"]))
    cells += [size(rounds * BYTES_A_ROUND[detail]) for detail in DETAILS]
    return cells + [duration(seconds(cut, workers)) for workers in WORKERS]


def seconds(cut: list[Part], workers: int) -> float:
    """How long these parts take so many workers, who take one after another."""
    turns = math.ceil(len(cut) / workers)
    return turns * cut[0].histories * ROUNDS / ROUNDS_A_SECOND


def blocks(cut: list[Part]) -> int:
    """How many blocks these parts have."""
    return sum(len(part.blocks) for part in cut)


def size(many: float) -> str:
    """Bytes in words, two digits."""
    power = min(int(math.log10(many) // 3), 4)
    unit = ("B", "kB", "MB", "GB", "TB")[power]
    return f"{two_digits(many / 1000**power)} {unit}"


def duration(seconds: float) -> str:
    """Seconds in words, two digits."""
    for unit, many in (("h", 3600.0), ("min", 60.0)):
        if seconds >= many:
            return f"{two_digits(seconds / many)} {unit}"
    return f"{two_digits(seconds)} s"


def two_digits(number: float) -> str:
    """A number rounded to two digits, without an exponent."""
    digits = 1 - math.floor(math.log10(number))
    return f"{round(number, digits):,.{max(digits, 0)}f}"


if __name__ == "__main__":
    print(table(), end="")
