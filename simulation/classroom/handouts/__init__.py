"""What a teacher prints and what pupils take home, each one file that loads nothing."""

from __future__ import annotations

from collections.abc import Callable

from simulation.classroom.handouts.pack import pack, slips_of
from simulation.classroom.handouts.take_home import take_home
from simulation.classroom.kinds.base import Room


def pack_of(room: Room) -> str:
    """The pack of a class's lesson."""
    return pack(room.lesson, room.seed)


HANDOUTS: dict[str, Callable[[Room], str]] = {
    "pack.html": pack_of,
    "slips.html": slips_of,
    "take-home.html": take_home,
}
"""By the name of their file, as the console links them."""
