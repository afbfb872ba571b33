"""A history in which people decide for some members, replayed from its start.

The delegations below play it as those of a batch do. Where a decision of a person is not there
yet, the model's own stands in for it and the decision is noted as waiting: what was decided before
it in the round is as it will stay, and what comes after it is not shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from simulation.classroom.once import once
from simulation.classroom.table import ASKED, Table
from simulation.engine.decisions import DECISIONS, Deciders
from simulation.engine.delegations import Delegation, SeatBySeat
from simulation.engine.draws import Draws, draw
from simulation.engine.round import Round, play_round
from simulation.engine.state import State, initial_state
from simulation.engine.views import Burden, View
from simulation.stages.bypass import Action
from simulation.stages.numerics import Floats

MODEL = "model"
"""In place of a decision: the model's own, because nobody decided in time or at all."""

type Value = float | str | None
"""A decision: a number, None (a draft withheld), or ``MODEL``."""

type Place = tuple[int, str, str]
"""Where a decision stands: the round from 0, what is decided, the member's code."""

type Decisions = frozenset[tuple[Place, Value]]

RULES = Delegation()


@dataclass(frozen=True, eq=False)
class Question:
    """What a member is asked: its own view alone, and what it sees beside it.

    ``answer`` is what it decided, or ``MODEL``; ``waiting`` says that nothing is decided yet.
    """

    meeting: int
    round: int
    kind: str
    member: str
    seat: int
    view: View
    seen: tuple[Any, ...]
    answer: Value
    waiting: bool

    @property
    def place(self) -> Place:
        """Where its decision stands."""
        return self.round, self.kind, self.member

    @property
    def by_rule(self) -> float | None:
        """What the model decides in this chair; None where it would withhold its draft."""
        if self.kind == "contribute":
            return float(self.seen[0].effort.item())
        answer = getattr(RULES, self.kind)(self.view, *self.seen)
        value = DECISIONS[self.kind].check(answer, self.view, *self.seen)[0]
        return None if math.isnan(value) else float(value)

    @property
    def decided(self) -> float | None:
        """What is decided: the person's decision, or the model's in its place."""
        return self.by_rule if self.answer == MODEL else self.answer  # type: ignore[return-value]


class People(SeatBySeat):
    """Delegations of one round in which people decide for some members.

    ``given`` are the decisions by kind and member; ``kinds`` what people are asked. What was
    asked is in ``questions``, and what is to be borne in ``burden``.
    """

    def __init__(
        self,
        humans: tuple[str, ...],
        kinds: tuple[str, ...],
        given: dict[tuple[str, str], Value],
        meeting: int,
        *,
        secret: bool,
    ) -> None:
        self.humans, self.kinds, self.given = humans, kinds, given
        self.meeting, self.secret = meeting, secret
        self.questions: list[Question] = []
        self.burden: Burden | None = None

    def decides(self, name: str) -> bool:
        """Whether people may decide this; burdens are looked at in any case."""
        return name == "contribute" or name in self.kinds

    def deciders(self, name: str, view: View) -> Iterator[Deciders]:
        """The seats of people, where they are asked this."""
        if name not in self.kinds:
            return
        here = np.arange(view.histories)
        for seat, held in enumerate(view.occupants):
            member = view.sitting.states[int(held[0])].member
            if member in self.humans:
                yield seat, here, partial(self.chair, name, member, seat)

    def chair(self, kind: str, member: str, seat: int, history: int) -> Chair:
        """Who decides in a seat, in the one history there is."""
        return Chair(self, kind, member, seat)

    def decision(self, chair: Chair, view: View, *seen: Any) -> Any:
        """A person's decision, or the model's where there is none yet."""
        waits = any(question.waiting for question in self.questions if question.kind != chair.kind)
        key = chair.kind, chair.member
        answer = self.given.get(key, MODEL)
        if not waits:
            self.questions.append(
                Question(
                    meeting=self.meeting,
                    round=view.round,
                    kind=chair.kind,
                    member=chair.member,
                    seat=chair.seat,
                    view=view,
                    seen=seen,
                    answer=answer,
                    waiting=key not in self.given,
                )
            )
        if answer == MODEL:
            return getattr(RULES, chair.kind)(view, *seen)
        return int(answer) if chair.kind == "vote" else answer  # type: ignore[arg-type]

    def contribute(self, view: View, burden: Burden) -> Floats:
        """What people pledge; where pledges are secret, the others give as in equilibrium."""
        self.burden = burden
        found = super().contribute(view, burden)
        if self.secret and self.kinds:
            found = np.where(np.isnan(found) & burden.may_contribute, burden.effort, found)
        return found


@dataclass(frozen=True)
class Chair:
    """One seat for one decision, as the loop of the decisions wants it."""

    people: People
    kind: str
    member: str
    seat: int

    def prefer(self, view: View) -> Any:
        """The strength wanted."""
        return self.people.decision(self, view)

    def draft(self, view: View, outlook: Any) -> Any:
        """The text of the penholder."""
        return self.people.decision(self, view, outlook)

    def vote(self, view: View, motion: Any) -> Any:
        """The ballot."""
        return self.people.decision(self, view, motion)

    def contribute(self, view: View, burden: Any) -> Any:
        """The effort."""
        return self.people.decision(self, view, burden)


@dataclass(frozen=True, eq=False)
class Played:
    """A round as it was replayed, and the state after it.

    ``meeting`` is its number from 1 where people were asked, 0 elsewhere; ``met`` how many
    meetings there were with it, ``asked_in`` the crises of which one was a meeting.
    """

    round: Round
    state: State
    questions: tuple[Question, ...]
    burden: Burden | None
    meeting: int
    met: int
    asked_in: frozenset[int]

    @property
    def bears(self) -> bool:
        """Whether there is a burden: something is done that costs effort."""
        return self.burden is not None and self.burden.action.size > 0

    @property
    def action(self) -> str:
        """On whose decision something is done; ``words`` where that costs nobody anything."""
        answer = self.round.answer
        if answer.answered[0] and not self.bears:
            return "words"
        return Action(answer.action[0]).name.lower()

    @property
    def waiting(self) -> tuple[Question, ...]:
        """What is to be decided before the history goes on."""
        return tuple(question for question in self.questions if question.waiting)


@once(64)
def draws_of(table: Table) -> Draws:
    """The draws of history 0."""
    scenario = table.scenario
    seats = len(scenario.sitting.council.seats)
    return draw(table.seed, range(1), rounds=scenario.rounds, seats=seats)


@once(4096)
def played(table: Table, number: int, decisions: Decisions) -> Played:
    """A round after those before it, all of whose decisions are made.

    ``decisions`` are those of this round and of the rounds before.
    """
    scenario = table.scenario
    before = None if number == 0 else played(table, number - 1, until(decisions, number - 1))
    state = initial_state(1, scenario) if before is None else before.state
    met = 0 if before is None else before.met
    asked_in = frozenset[int]() if before is None else before.asked_in
    episode = int(state.episode[0]) + (0 if state.standing[0] else 1)
    once = not scenario.script
    kinds = () if once and episode in asked_in else table.kinds(met + 1)
    given = {(kind, who): value for (at, kind, who), value in decisions if at == number}
    people = People(table.humans, kinds, given, met + 1, secret=table.secret)
    after, record = play_round(state, draws_of(table).at(number), scenario, people)
    asked = bool(people.questions)
    return Played(
        round=record,
        state=after,
        questions=tuple(people.questions),
        burden=people.burden,
        meeting=met + 1 if asked else 0,
        met=met + asked,
        asked_in=asked_in | {episode} if asked else asked_in,
    )


def until(decisions: Decisions, number: int) -> Decisions:
    """The decisions of the rounds up to this one."""
    return frozenset(item for item in decisions if item[0][0] <= number)


@dataclass(frozen=True, eq=False)
class Replay:
    """A history as far as it is decided.

    ``rounds`` are those played; the last one is not over where something is ``waiting``: what
    comes in it after the decision that waits is the model's, and is not to be shown.
    """

    table: Table
    decisions: Decisions
    rounds: tuple[Played, ...] = field(repr=False)

    @property
    def waiting(self) -> tuple[Question, ...]:
        """What is asked now; nothing where the history is over."""
        return self.rounds[-1].waiting

    @property
    def over(self) -> bool:
        """Whether all rounds are played."""
        return not self.waiting

    @property
    def questions(self) -> tuple[Question, ...]:
        """All that was asked, and is."""
        return tuple(question for one in self.rounds for question in one.questions)

    def meeting(self, number: int) -> Played | None:
        """The round that was a meeting, counted from 1; None where there is none yet."""
        for one in self.rounds:
            if one.meeting == number:
                return one
        return None

    def question(self, meeting: int, kind: str, member: str) -> Question | None:
        """What a member was asked at a meeting."""
        one = self.meeting(meeting)
        found = [q for q in one.questions if (q.kind, q.member) == (kind, member)] if one else []
        return found[0] if found else None

    def passed(self, meeting: int, kind: str) -> bool:
        """Whether a meeting is beyond a decision: what came of it may be shown."""
        one = self.meeting(meeting)
        if one is None:
            return False
        waiting = {question.kind for question in one.waiting}
        return not any(ASKED.index(each) <= ASKED.index(kind) for each in waiting)


def replay(table: Table, decisions: Decisions = frozenset()) -> Replay:
    """The history of a table, to the first decision that is not there yet.

    The same table and decisions give the same history. Without people it is the history
    that ``unsc run`` plays with the same seed.

    Parameters
    ----------
    table : Table
        The council, its seed, and who is asked what.
    decisions : frozenset of (place, value)
        What people decided, or ``MODEL``. Those of rounds that are not reached have no part.

    Raises
    ------
    InputError
        If a decision cannot stand, as an effort beyond a member's means.
    """
    rounds: list[Played] = []
    for number in range(table.scenario.rounds):
        rounds.append(played(table, number, until(decisions, number)))
        if rounds[-1].waiting:
            break
    return Replay(table, decisions, tuple(rounds))


def completed(table: Table, decisions: Decisions) -> Replay:
    """The history to its end, the model deciding whatever nobody decided."""
    found = replay(table, decisions)
    while found.waiting:
        decisions |= {(question.place, MODEL) for question in found.waiting}
        found = replay(table, decisions)
    return found
