"""A vote of a lesson: a recorded draft of a case, with all that a class may be told before it."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.analysis.chosen_draft import number_of
from simulation.analysis.right import ENOUGH, shares_of
from simulation.classroom.catalogue import ENGLISH, Words, words_of
from simulation.classroom.lesson_file import VoteFile
from simulation.classroom.once import once
from simulation.classroom.spoken import on_scale, said
from simulation.engine.arrays import play
from simulation.scenario.load import load
from simulation.scenario.mistakes import Gathered, InputError, Mistake
from simulation.scenario.scenario import Scenario, ScriptedDraft
from simulation.scenario.words import STRENGTHS

BADGE_RUNS, BADGE_SEED = 1000, 1
"""The draws of docs/cases.md, so that a badge says what stands there."""


@dataclass(frozen=True)
class Case:
    """A recorded draft before its council; ``number`` counts the drafts of the script from 0.

    ``history`` is what a class is told of it, in the lesson's ``language``; ``own_crisis`` and
    ``own_title`` are the lesson's names of the crisis and the draft, or None for those on record.
    """

    name: str
    case: str
    number: int
    history: tuple[str, ...]
    language: str = ENGLISH
    own_crisis: str | None = None
    own_title: str | None = None

    @property
    def words(self) -> Words:
        """The words of its language."""
        return words_of(self.language)

    @property
    def crisis(self) -> str:
        """What the crisis is called."""
        return self.own_crisis or self.draft.crisis_name

    @property
    def title(self) -> str:
        """What the draft is called."""
        return self.own_title or self.draft.title

    @property
    def scenario(self) -> Scenario:
        """The case under its own rules."""
        return scenario_under(self.case, None)

    @property
    def draft(self) -> ScriptedDraft:
        """The draft as it is on record."""
        return self.scenario.script[self.number]

    @property
    def members(self) -> tuple[str, ...]:
        """The members' codes, in the order of seats."""
        return self.draft.sitting.council.members

    @property
    def permanent(self) -> tuple[str, ...]:
        """The codes of those that hold a veto."""
        rules = self.draft.sitting.rules
        return tuple(m for m, holds in zip(self.members, rules.holds_veto, strict=True) if holds)

    @property
    def names(self) -> dict[str, str]:
        """The members' names by their codes."""
        seats = self.draft.sitting.council.seats
        return {seat.member: self.words.member(seat.member, seat.name) for seat in seats}

    @property
    def ladder(self) -> tuple[tuple[float, str], ...]:
        """Strengths of a text and their words, the weakest first."""
        return tuple((step, said(self.words, on_scale(step))) for step in STRENGTHS)

    @property
    def as_tabled(self) -> int:
        """The rung of the ladder that the draft reaches as it was tabled: its strongest clause."""
        assert self.draft.strength is not None
        reached = [k for k, (y, _) in enumerate(self.ladder) if y <= self.draft.strength + 1e-9]
        return reached[-1] if reached else 0

    @property
    def reveal_order(self) -> tuple[int, ...]:
        """Seats in the order in which they are revealed: those without a veto first."""
        holds = self.draft.sitting.rules.holds_veto
        return tuple(sorted(range(len(self.members)), key=lambda seat: (bool(holds[seat]), seat)))


@once()
def scenario_under(case: str, rules: str | None) -> Scenario:
    """A case under a rule set, loaded once."""
    return load(case, rules=rules)


@dataclass(frozen=True)
class Badge:
    """How well the model does on a draft and on its case, as docs/cases.md counts.

    ``share`` is that of draws which end as the record; ``right`` whether that is enough;
    ``drafts_right`` of ``drafts`` with a record are.
    """

    share: float
    right: bool
    drafts_right: int
    drafts: int


@once()
def badge(case: Case) -> Badge:
    """How often a thousand draws of the case end as its record."""
    scenario = case.scenario
    history = play(scenario, seed=BADGE_SEED, runs=range(BADGE_RUNS))
    shares = {
        number: shares_of(history, number)[draft.record.published.outcome]
        for number, draft in enumerate(scenario.script)
        if draft.record is not None
    }
    right = sum(share > ENOUGH for share in shares.values())
    here = shares[case.number]
    return Badge(here, here > ENOUGH, right, len(shares))


def case_of(vote: VoteFile, *, file: str, key: str, language: str = ENGLISH) -> Case:
    """The vote that a lesson names, told in the language of ``vote``.

    Raises
    ------
    InputError
        With a sentence for every mistake: no such case or draft, no record of a vote on it,
        nobody who holds the pen.
    """
    case, symbol = vote.case, vote.symbol
    gathered = Gathered()
    scenario = number = None
    if not case:
        gathered.note(Mistake(file, f"{key}.case", ' is missing; add it, as case = "syria-2011"'))
    else:
        try:
            scenario = scenario_under(case, None)
        except InputError as error:
            gathered.add(said_of(f"{key}.case", error, file, case))
    if scenario is not None:
        try:
            number = number_of(scenario, symbol or None)
        except InputError as error:
            gathered.add(said_of(f"{key}.symbol", error, file, symbol))
    if scenario is not None and number is not None:
        draft = scenario.script[number]
        shown = repr(draft.symbol)
        if draft.record is None or draft.strength is None or draft.withheld is not None:
            why = "no vote on it is on record; choose a draft that was voted on"
            gathered.note(Mistake(file, f"{key}.symbol", why, value=shown))
        elif draft.penholder is None:
            why = (
                "nobody is known to have held the pen, which an exact chance needs; choose another"
            )
            gathered.note(Mistake(file, f"{key}.symbol", why, value=shown))
    gathered.stop()
    assert number is not None
    return Case(
        vote.name, case, number, tuple(vote.history), language, vote.crisis, vote.draft
    )  # fmt: skip


def said_of(key: str, error: InputError, file: str, value: str) -> list[Mistake]:
    """Mistakes in what a key names, said of the key."""
    return [
        Mistake(file, key, m.parts if isinstance(m, Mistake) else m, value=repr(value))
        for m in error.mistakes
    ]
