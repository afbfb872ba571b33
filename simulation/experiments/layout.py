"""How a batch is cut: points of a design into histories, histories into blocks and parts.

The cut depends on what is played alone, never on who plays it: so the parts of
any number of workers are the same files, and what one left another goes on with.
A batch to which runs were added is cut stage by stage, each as if it were alone, so
that the parts of earlier stages stay as they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from simulation.scenario.mistakes import InputError, Mistake
from simulation.scenario.words import counted

ROUNDS_A_BLOCK = 80_000
"""Histories are played together in blocks of at most so many rounds, all of a part alike.

Measured: half this block size costs 17 % a round, a quarter 40 %; twice as much gains nothing.
With a quarter more, two workers would hold over a gigabyte.
"""

ROUNDS_A_PART = 800_000
"""And stored together in parts of at most about so many."""

SPREAD = 48
"""Batches too small for so many parts of that size are cut into as many, if blocks allow."""

MOST_PARTS = 12_500
"""A batch is cut into no more: ten thousand million rounds, for which names have digits enough."""

EVEN = 4
"""From three on, the number of parts is a multiple of this: two or four workers end together."""

SLOWER = {"arrays": 1, "mesa": 200}
"""How many times longer an engine takes, roughly: its blocks and parts are that much smaller."""


@dataclass(frozen=True)
class Block:
    """Histories played together: ``runs`` of one point."""

    point: int
    start: int
    stop: int

    @property
    def runs(self) -> range:
        """Which histories of its point."""
        return range(self.start, self.stop)


@dataclass(frozen=True)
class Part:
    """Histories stored together, counted over all points: point x runs + run.

    Those of a later stage count on from the earlier ones of all points.
    """

    first: int
    last: int
    blocks: tuple[Block, ...]

    @property
    def name(self) -> str:
        """The name of its files; names sort as histories do."""
        return f"part-{self.first:010d}-{self.last:010d}"

    @property
    def histories(self) -> int:
        """How many histories it holds."""
        return self.last - self.first + 1


def check_size(points: int, runs: int, rounds: int, engine: str) -> None:
    """Refuse a batch that would be cut into more parts than can be kept.

    Raises
    ------
    InputError
        Naming how many runs it may have.
    """
    if number_of_parts(points * runs * rounds, engine) > MOST_PARTS:
        most = MOST_PARTS * ROUNDS_A_PART // (points * rounds * SLOWER[engine])
        where = f" at each of {points:,} settings" if points > 1 else ""
        raise InputError(
            [Mistake("", "runs", f"a batch is kept in at most {MOST_PARTS:,} parts, which hold "
             f"{counted(most, 'history')} of {counted(rounds, 'round')}{where} by this engine; "
             "write at most as many, and play more in another folder with another seed",
             value=str(runs))]
        )  # fmt: skip


def parts(
    points: int, runs: int, rounds: int, engine: str = "arrays", earlier: Sequence[int] = ()
) -> Iterator[Part]:
    """The parts of a batch of so many points, runs a point and rounds a run.

    ``earlier`` are smaller numbers of runs, rising, at which the batch once ended.
    """
    ends = (0, *earlier, runs)
    for begin, end in pairwise(ends):
        yield from stage(points, range(begin, end), rounds, engine)


def stage(points: int, runs: range, rounds: int, engine: str) -> Iterator[Part]:
    """The parts of these runs of every point."""
    histories, before = points * len(runs), points * runs.start
    size = math.ceil(histories / number_of_parts(histories * rounds, engine))
    block = 1 if engine == "mesa" else max(1, ROUNDS_A_BLOCK // rounds)
    for first in range(0, histories, size):
        stop = min(first + size, histories)
        yield Part(before + first, before + stop - 1, tuple(blocks(first, stop, runs, block)))


def number_of_parts(rounds: int, engine: str) -> int:
    """Into how many parts so many rounds are cut."""
    least = math.ceil(rounds * SLOWER[engine] / ROUNDS_A_PART)
    most = math.ceil(rounds * SLOWER[engine] / ROUNDS_A_BLOCK)
    number = max(least, min(most, SPREAD))
    return number if number < 3 else EVEN * math.ceil(number / EVEN)


def blocks(first: int, stop: int, runs: range, size: int) -> Iterator[Block]:
    """Blocks of at most ``size`` histories, each within one point and nearly alike there."""
    while first < stop:
        point, start = divmod(first, len(runs))
        here = min(stop - first, len(runs) - start)
        length = math.ceil(here / math.ceil(here / size))
        yield Block(point, runs[start], runs[start] + length)
        first += length
