"""The state of a class at a lesson: where it is, who sits where, what they answered. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

type Answer = Mapping[str, Any]
"""What a seat or a count of hands says at a step, checked by the step's kind."""

NOTHING: Mapping[Any, Any] = MappingProxyType({})


class Refused(Exception):  # noqa: N818  it is the rule of the lesson, not an error
    """Something that cannot be done now; its text is a key of the catalogue of words.

    ``values`` fill in the places of its sentence.
    """

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.values = values


@dataclass(frozen=True)
class Seat:
    """A seat of the class: its number from 1, a nickname or none, and the digest of its token.

    ``last`` is the number of its last request, so that a repeated or late one changes nothing.
    ``chair`` is the lowest number that no other had when it came in: who comes after somebody was
    taken away sits down there.
    """

    number: int
    name: str
    digest: str
    last: int = 0
    chair: int = 0


@dataclass(frozen=True)
class Branch:
    """A line of the lesson: what was answered at earlier steps is its parent's."""

    parent: int | None = None
    step: int = 0


@dataclass(frozen=True)
class Position:
    """All that the teacher decides; an undo brings the one before back.

    ``revealed`` counts what is shown at each step; ``ends`` is when the timer ends, by the
    clock of the events, or None. ``void`` are answers, by branch, step and seat, whose seat was
    taken away while the step was open. ``hands`` and ``paper`` are what the teacher typed in:
    counts, and decisions by member. ``shut`` says that nobody new comes in.
    """

    step: int = 0
    locked: frozenset[tuple[int, int]] = frozenset()
    revealed: Mapping[tuple[int, int], int] = NOTHING
    blank: bool = False
    ends: float | None = None
    kicked: frozenset[str] = frozenset()
    void: frozenset[tuple[int, int, str]] = frozenset()
    branch: int = 0
    hands: Mapping[tuple[int, int], Answer] = NOTHING
    paper: Mapping[tuple[int, int], Mapping[str, Answer]] = NOTHING
    shut: bool = False


@dataclass(frozen=True)
class State:
    """All that is known of a class; ``answers`` by branch, step and seat, ``seed`` its draws.

    ``shown`` are the steps whose right answer the class has seen, in any line: neither undo nor
    another line takes that back. At those that are ``over`` nothing else is answered.
    """

    seats: Mapping[str, Seat] = NOTHING
    answers: Mapping[tuple[int, int, str], Answer] = NOTHING
    branches: tuple[Branch, ...] = (Branch(),)
    here: Position = field(default_factory=Position)
    past: tuple[Position, ...] = ()
    seed: int = 0
    shown: frozenset[int] = frozenset()
    over: frozenset[int] = frozenset()

    def branch_of(self, step: int, branch: int | None = None) -> int:
        """The branch whose answers hold at a step: this one's, or the parent's before the fork."""
        found = self.here.branch if branch is None else branch
        while (parent := self.branches[found].parent) is not None and step < self.branches[
            found
        ].step:
            found = parent
        return found

    def place(self, step: int) -> tuple[int, int]:
        """Where a step's answers stand: the branch whose they are, and the step."""
        return self.branch_of(step), step

    def locked(self, step: int) -> bool:
        """Whether no more answers are taken at a step."""
        return step in self.over or self.place(step) in self.here.locked

    def revealed(self, step: int) -> int:
        """How much of a step is revealed."""
        return self.here.revealed.get(self.place(step), 0)

    def hands(self, step: int) -> Answer:
        """The counts of hands that the teacher typed in at a step."""
        return self.here.hands.get(self.place(step), NOTHING)

    def paper(self, step: int) -> Mapping[str, Answer]:
        """What states decided on paper at a step, by member."""
        return self.here.paper.get(self.place(step), NOTHING)

    @property
    def sitting(self) -> dict[str, Seat]:
        """The seats that were not taken away."""
        return {key: seat for key, seat in self.seats.items() if key not in self.here.kicked}

    def answers_at(self, step: int) -> dict[str, Answer]:
        """The answers of a step by seat, in the order of seats."""
        branch = self.branch_of(step)
        found = {key: self.answers.get((branch, step, key)) for key in self.sitting}
        return {key: answer for key, answer in found.items() if answer is not None}

    def answer_of(self, step: int, seat: str) -> Answer | None:
        """What a seat answered at a step."""
        return self.answers.get((self.branch_of(step), step, seat))
