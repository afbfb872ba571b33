"""The random numbers of histories: one stream a purpose, any run reachable alone.

A stream is Philox keyed by (seed, purpose). Run r reads from position
r x words, with a fixed number of words a run; so a range of runs is one call,
and nothing depends on chunks, workers or engine. Every draw is one uniform;
normals come from ``ndtri``, which takes exactly one. Draws by seat are padded
to 32 seats, so that a larger council meets the same tempers and has more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from simulation.scenario.mistakes import InputError, Mistake, shown
from simulation.stages.declare import LARGEST_COUNCIL, Slots
from simulation.stages.numerics import SMALLEST_UNIFORM, Floats, Ints
from simulation.stages.parameters import STAGES

WORDS_A_STEP = 4
"""Philox4x64 makes four 64-bit words a step; ``advance`` counts steps."""

LARGEST_SEED = LARGEST_RUN = 2**63 - 1
"""What a dataset can store in a column of whole numbers."""

STREAMS = tuple(
    declared for stage in STAGES for declared in vars(stage).values() if isinstance(declared, Slots)
)
"""What the stages draw, each from a stream of its own."""

PURPOSES = {slots.purpose: slots.words for slots in STREAMS}
"""Uniforms a round for each purpose, in whole steps of four."""

BY_SEAT = tuple(slots.purpose for slots in STREAMS if slots.words == LARGEST_COUNCIL)
"""Purposes that have a slot for each seat."""


@dataclass(frozen=True)
class Draws:
    """Draws of a range of runs, (round, slot, history); taste and perception are normals."""

    challenge: Floats
    attention: Floats
    pen: Floats
    taste: Floats
    perception: Floats
    ballot: Floats
    bypass: Floats
    outcome: Floats
    elections: Floats

    def at(self, round_number: int, histories: Ints | slice = slice(None)) -> Draws:
        """The draws of one round, (slot, history)."""
        return Draws(
            **{
                purpose: np.ascontiguousarray(values[round_number][:, histories])
                for purpose, values in vars(self).items()
            }
        )


def draw(seed: int, runs: range, *, rounds: int, seats: int) -> Draws:
    """The draws of these runs, for a council of so many seats.

    Raises
    ------
    InputError
        If the seed is no whole number from 0 on, or the runs no plain range from 0 on.
    """
    check_source(seed, runs)
    made = {}
    for purpose in PURPOSES:
        values = uniforms(seed, purpose, runs, rounds)
        # What seats beyond the council would have drawn is let go of at once: it is half of all.
        made[purpose] = values[:, :seats].copy("K") if purpose in BY_SEAT else values
    for purpose in ("taste", "perception"):
        made[purpose] = normals(made[purpose])
    return Draws(**made)


def check_source(seed: int, runs: range) -> None:
    """Refuse a seed or runs for which there are no draws."""
    mistakes = []
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LARGEST_SEED:
        why = f"must be a whole number from 0 to {LARGEST_SEED}"
        mistakes.append(Mistake("", "seed", why, value=shown(seed)))
    if runs.step != 1 or runs.start < 0 or runs.stop - 1 > LARGEST_RUN:
        mistakes.append(
            Mistake(
                "",
                "runs",
                f"must be range(first, last + 1) with both from 0 to {LARGEST_RUN}",
                value=repr(runs),
            )
        )
    if mistakes:
        raise InputError(mistakes)


def uniforms(seed: int, purpose: str, runs: range, rounds: int) -> Floats:
    """Uniforms in [0, 1) for a purpose, (round, slot, history)."""
    slots = PURPOSES[purpose]
    key = np.random.SeedSequence(seed, spawn_key=tuple(purpose.encode()))
    stream = np.random.Philox(key)
    stream.advance(runs.start * rounds * slots // WORDS_A_STEP)
    flat = np.random.Generator(stream).random(len(runs) * rounds * slots)
    # Left in the order drawn: a round is turned when it comes, while it fits the cache.
    return flat.reshape(len(runs), rounds, slots).transpose(1, 2, 0)


def normals(uniform: Floats) -> Floats:
    """Standard normals, one from each uniform."""
    positive = np.maximum(uniform, SMALLEST_UNIFORM)
    return np.asarray(ndtri(positive, out=positive))
