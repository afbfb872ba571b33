"""What a member can decide: one row a decision, and the one loop that takes it from members.

A row says what a member sees, what the rules decide, and what may come back. The array engine
takes the rules for all seats at once; :func:`decide_by_seat` takes them only where nobody else
decides, and agents or replaced seats for the rest, one seat and one history at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from simulation.engine import answers
from simulation.engine.views import Burden, Motion, Prospect, View
from simulation.scenario.mistakes import InputError, shown
from simulation.stages import drafting, preferences, voting
from simulation.stages.adoption import Cause
from simulation.stages.bypass import Readiness
from simulation.stages.drafting import Choice, Outlook
from simulation.stages.numerics import Ballots, Bools, Floats, Ints

type Deciders = tuple[int, Ints, Callable[[int], Any]]
"""A seat, the histories in which it decides, and what decides in each."""


def prefer(view: View) -> Floats:
    """The rule: the strength wanted before rivalry, (row, history)."""
    return preferences.wanted(view.terms())


def draft(view: View, outlook: Outlook) -> Choice:
    """The rule: what the penholders table."""
    return drafting.draft(outlook, view.sitting.rules, view.parameters)


def chances(view: View, motion: Motion) -> tuple[Floats, Floats]:
    """The rule: P(yes) and P(no) of a member that takes part, (row, history)."""
    p = view.parameters
    yes, no = voting.chances(
        view.gain(motion.strength),
        view.bonus,
        view.cost,
        p.choice_noise,
        view.sitting.rules.abstention_allowed,
    )
    return voting.with_sponsors(yes, no, motion.sponsors, p)


def vote(view: View, motion: Motion) -> Ballots:
    """The rule: ballots (row, history)."""
    yes, no = chances(view, motion)
    return voting.ballots(view.luck, yes, no, view.absent, view.parameters)


def lead(view: View, prospect: Prospect) -> Readiness:
    """The rule: at what strength members would lead without the Council, and what it is worth."""
    return prospect.readiness(view.absent, view.parameters)


def contribute(view: View, burden: Burden) -> Floats:
    """The rule: NaN (row, history), for each responds to the others; burden.effort comes of it."""
    return np.full((len(view.seats), burden.action.size), np.nan)


@dataclass(frozen=True)
class Decision:
    """A row of the table: something that every member can decide.

    Attributes
    ----------
    name : str
        The method of a delegation that decides it.
    sees : str
        What the member sees beside its view.
    must : str
        What the answer must be, as the end of a sentence; ``{means}`` stands for the most
        that the member may bear, ``{rule}`` for what leaves it to the rule.
    rule : callable
        What the rules decide for all rows and histories.
    decides : callable
        (seat, view, shown) to where that seat has this to decide, (history,).
    numbers : callable
        An answer and what the member saw to the plain numbers that stand for it in the arrays
        of the rule's answer; None where it is no answer.
    allowed : callable
        A whole answer, for all seats, and what they saw to where it may stand, by element.
    blank : callable
        View to an answer of the rule's shape that is still to be filled.
    by_seat : bool
        Whether what it sees has a row a seat, of which each member gets its own.
    """

    name: str
    sees: str
    must: str
    rule: Callable[..., Any]
    decides: Callable[..., Bools]
    numbers: Callable[..., tuple[float, ...] | None]
    allowed: Callable[..., Bools]
    blank: Callable[[View], Any]
    by_seat: bool = True

    def check(self, answer: Any, view: View, *seen: Any) -> tuple[float, ...]:
        """The numbers that stand for one member's answer in one history.

        Raises
        ------
        InputError
            If it cannot be used.
        """
        found = self.numbers(answer, view, *seen)
        if found is None:
            raise InputError(
                [f"{view.member}: {self.name} gave {shown(answer)}: {self.said(seen)}"]
            )
        return found

    def check_all(self, answer: Any, view: View, *seen: Any, by: str) -> None:
        """Check an answer that stands for all seats and histories at once.

        Raises
        ------
        InputError
            If it has another shape than the rule's, or a value that cannot be used.
        """
        blank = self.blank(view)
        if type(answer) is not type(blank):
            raise InputError(
                [
                    f"{by}: {self.name} gave {shown(answer)}: must be {kind(blank)}, as what "
                    "super() gives"
                ]
            )
        for given, meant in zip(arrays(answer), arrays(blank), strict=True):
            if getattr(given, "shape", None) != meant.shape or given.dtype.kind not in "biuf":
                raise InputError(
                    [
                        f"{by}: {self.name} gave {shape(given)}: must be numbers of shape "
                        f"{meant.shape}, here {axes(meant)}"
                    ]
                )
        wrong = np.argwhere(~self.allowed(answer, view, *seen))
        if wrong.size:
            at = tuple(wrong[0])
            value = arrays(answer)[0][at].item()
            mine = [part.of_seat(at[0]) if self.by_seat else part for part in seen]
            one = [part.at(np.array([at[-1]])) for part in mine]
            must = self.said(one, "NaN to leave it to the rule")
            raise InputError([f"{by}: {self.name} gave {shown(value)}: {must}"])

    def said(self, seen: Any, rule: str = "None to respond to the others by the rule") -> str:
        """What must be answered, as the end of a sentence."""
        means = [f"{part.means.item():.4g}" for part in seen if isinstance(part, Burden)]
        return "must be " + self.must.format(means="".join(means), rule=rule)


def everywhere(seat: int, view: View, *_: Any) -> Bools:
    """Every seat decides in every history."""
    return np.ones(view.histories, dtype=bool)


def present(seat: int, view: View, *_: Any) -> Bools:
    """Where a seat's member is not absent."""
    return np.asarray(~view.absent[seat])


def blank_floats(view: View) -> Floats:
    """Numbers by seat and history."""
    return np.empty((len(view.seats), view.histories))


def blank_ballots(view: View) -> Ballots:
    """Ballots by seat and history."""
    return np.empty((len(view.seats), view.histories), dtype=np.int8)


def blank_choice(view: View) -> Choice:
    """A choice by history."""
    strength, twin, top, step = np.empty((4, view.histories))
    return Choice(strength, twin, top, step, np.empty(view.histories, dtype=np.int64))


def blank_readiness(view: View) -> Readiness:
    """Strength and worth by seat and history."""
    return Readiness(blank_floats(view), blank_floats(view))


def text(answer: Any, view: View, outlook: Outlook) -> tuple[float, ...] | None:
    """A text as the numbers of a choice; one that is not the rule's own has no twin."""
    if isinstance(answer, Choice):
        return answers.singles(*vars(answer).values())
    strength = np.nan if answer is None else answers.number(answer)
    if strength is None or not (answer is None or 0.0 <= strength <= preferences.FORCE):
        return None
    by_rule = draft(view, outlook)
    cause = Cause.NO_INTEREST if answer is None else Cause.NONE
    return strength, np.nan, by_rule.top.item(), by_rule.step.item(), int(cause)


def leading(answer: Any, view: View, prospect: Prospect) -> tuple[float, ...] | None:
    """Readiness to lead as strength and worth; see :class:`Delegation`."""
    if isinstance(answer, Readiness):
        return answers.singles(answer.strength, answer.worth)
    if answer is None:
        return 0.0, -np.inf
    strength = answers.number(answer, "iuf")
    if strength is None or not 0.0 < strength <= preferences.FORCE:
        return None
    worth = lead(view, prospect.wanting(strength)).worth.item()
    return strength, max(worth, LEAST_WORTH)


def effort(answer: Any, view: View, burden: Burden) -> tuple[float] | None:
    """An effort within a member's means; NaN where it responds as the rules say."""
    if answer is None:
        return (np.nan,)
    return answers.within(answer, 0.0, burden.means.item(), "iuf")


LEAST_WORTH = float(np.finfo(np.float64).tiny)
"""What leading is worth to a member that decides to, though the rule finds no gain in it."""

DECISIONS = {
    row.name: row
    for row in (
        Decision(
            name="prefer",
            sees="nothing else",
            must="one finite number",
            rule=prefer,
            decides=everywhere,
            numbers=lambda answer, _: answers.within(answer, -np.inf, np.inf),
            allowed=lambda wanted, _: np.isfinite(wanted),
            blank=blank_floats,
        ),
        Decision(
            name="lead",
            sees="prospect: what acting without the Council promises",
            must="a strength above 0 and at most 1, or None to stay out",
            rule=lead,
            decides=present,
            numbers=leading,
            allowed=lambda ready, view, _: (
                (np.where(ready.worth > 0.0, ready.strength, 1.0) > 0.0)
                & (ready.strength <= preferences.FORCE)
                & ~(view.absent & (ready.worth > 0.0))
            ),
            blank=blank_readiness,
        ),
        Decision(
            name="draft",
            sees="outlook: what the penholder knows of the others",
            must="a strength from 0 to 1, or None to withhold",
            rule=draft,
            decides=lambda seat, _, outlook: outlook.pen == seat,
            numbers=text,
            allowed=lambda choice, *_: (
                ~((choice.strength < 0.0) | (choice.strength > preferences.FORCE))
            ),
            blank=blank_choice,
            by_seat=False,
        ),
        Decision(
            name="vote",
            sees="motion: the text put to the vote, and who sponsors it",
            must="YES, NO, ABSTAIN or NOT_VOTING of simulation.stages.voting; NOT_VOTING if the "
            "member is absent",
            rule=vote,
            decides=present,
            numbers=lambda answer, *_: answers.one_of(answer, range(len(voting.LETTERS))),
            allowed=lambda cast, view, _: (
                np.isin(cast, range(len(voting.LETTERS)))
                & (~view.absent | (cast == voting.NOT_VOTING))
            ),
            blank=blank_ballots,
        ),
        Decision(
            name="contribute",
            sees="burden: what is done, and what it would bear by the rules",
            must="an effort from 0 to its means, burden.means = {means}, or {rule}",
            rule=contribute,
            decides=lambda seat, _, burden: burden.may_contribute[seat],
            numbers=effort,
            allowed=lambda decided, _, burden: (
                np.isnan(decided)
                | (burden.may_contribute & (decided >= 0.0) & (decided <= burden.means))
            ),
            blank=blank_floats,
        ),
    )
}
"""Everything that a member can decide, in the order of a round."""


def decide_by_seat(
    decision: Decision, view: View, seen: tuple[Any, ...], who: Iterable[Deciders]
) -> Any:
    """What is decided where some decide, and by the rules elsewhere.

    Parameters
    ----------
    decision : Decision
        What is to be decided.
    view, seen
        What all seats may know, and what this decision shows beside it.
    who : iterable of (seat, histories, decider)
        What decides, each seat in some histories.

    Returns
    -------
    array, Choice or Readiness
        As the decision's rule gives it; the arrays are the caller's own.
    """
    cells = []
    for seat, histories, decider in who:
        here = histories[decision.decides(seat, view, *seen)[histories]]
        cells += [(seat, int(h), decider) for h in here]
    rows = len(view.seats) if decision.by_seat else 1
    # The rule of a draft takes longest of all: it is left out where its answer has no part.
    nothing_left = len(cells) == rows * view.histories
    found = decision.blank(view) if nothing_left else own(decision.rule(view, *seen))
    last, mine, shown_to = None, view, seen
    for seat, h, decider in cells:
        if seat != last:
            last, mine = seat, view.of_seat(seat)
            shown_to = tuple(p.of_seat(seat) if decision.by_seat else p for p in seen)
        what = (mine, *shown_to)
        if view.histories > 1:
            what = tuple(part.at(np.array([h])) for part in what)
        answer = getattr(decider(h), decision.name)(*what)
        for values, value in zip(arrays(found), decision.check(answer, *what), strict=True):
            values[(seat, h) if values.ndim == 2 else h] = value
    return found


def arrays(answer: Any) -> list[Any]:
    """The arrays of an answer: itself, or those of a choice or of readiness."""
    if isinstance(answer, Choice | Readiness):
        return [getattr(answer, field.name) for field in fields(answer)]
    return [answer]


def own(answer: Any) -> Any:
    """An answer whose arrays are nobody else's."""
    copies = [values.copy() for values in arrays(answer)]
    return type(answer)(*copies) if isinstance(answer, Choice | Readiness) else copies[0]


def kind(answer: Any) -> str:
    """What an answer is called."""
    return type(answer).__name__ if isinstance(answer, Choice | Readiness) else "an array"


def shape(given: Any) -> str:
    """What an array is like, in words."""
    if not isinstance(given, np.ndarray):
        return shown(given)
    return f"an array of shape {given.shape} and type {given.dtype}"


def axes(values: Any) -> str:
    """What the axes of an answer are."""
    return "(seat, history)" if values.ndim == 2 else "(history,)"
