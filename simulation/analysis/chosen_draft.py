"""The draft of a script that a forecast is of: which, at which strength, in whose pen."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

from simulation.scenario.mistakes import Gathered, InputError, Mistake, closest, shortened
from simulation.scenario.roster import Roster
from simulation.scenario.scenario import Scenario, ScriptedDraft
from simulation.scenario.words import counted
from simulation.stages.preferences import FORCE


def number_of(scenario: Scenario, draft: int | str | None) -> int:
    """Which draft of the script is meant, counted from 0.

    ``draft`` is its number from 1, its symbol, or its date where no other has that.

    Raises
    ------
    InputError
        If there is no script, or no such draft in it, or several.
    """
    script = scenario.script
    if not script:
        raise InputError(
            [
                f"{scenario.name}: has no script, so there is no draft to forecast; take a case "
                "such as kuwait-1990, or write a [[crisis]] with a [[crisis.draft]] (docs/files.md)"
            ]
        )
    if draft is None:
        return len(script) - 1
    text = str(draft).strip()
    symbols = [each.symbol for each in script]
    for number, symbol in enumerate(symbols):
        if text.casefold() in (symbol.casefold(), str(number + 1)):
            return number
    if (day := day_of(text)) is not None:
        return number_of_day(scenario, day)
    why = f"{scenario.name} has {counted(len(script), 'draft')}"
    if text.lstrip("+-").isdecimal():
        why += f"; write 1 to {len(script)}, or a symbol such as {symbols[-1]}"
    elif DATE_LIKE.fullmatch(text):
        why = f"is no date; {why}; write the number of one: {numbered(script)}"
    elif close := closest(text, symbols):
        why += f"; did you mean {close}?"
    else:
        why += f"; write the number, symbol or date of one: {numbered(script)}"
    raise InputError([Mistake("", "draft", why, value=text)])


DATE_LIKE = re.compile(r"\d{1,4}([-./])\d{1,2}\1\d{1,4}|\d{8}")
"""What is meant for a date, whether or not there is such a day."""


def numbered(script: Sequence[ScriptedDraft]) -> str:
    """The drafts of a script by their numbers, with dates and symbols."""
    return ", ".join(f"{n} ({d.date}, {d.symbol})" for n, d in enumerate(script, start=1))


def day_of(text: str) -> datetime.date | None:
    """The day that a text is, as 2011-10-04, if it is one."""
    try:
        return datetime.date.fromisoformat(text) if text.count("-") == 2 else None
    except ValueError:
        return None


def number_of_day(scenario: Scenario, day: datetime.date) -> int:
    """Which draft is of that day, counted from 0.

    Raises
    ------
    InputError
        If none is or several are, with a list of those that may be meant.
    """
    script = scenario.script
    found = [number for number, draft in enumerate(script) if draft.date == day]
    if len(found) == 1:
        return found[0]
    what = "several are of that day" if found else "none is of that day"
    listed = ", ".join(f"{number + 1} ({script[number].symbol})" for number in found)
    why = (
        f"{scenario.name} has {counted(len(script), 'draft')}, and {what}; "
        f"write the number of one: {listed or numbered(script)}"
    )
    raise InputError([Mistake("", "draft", why, value=str(day))])


def strength_of(given: float | str) -> float:
    """A strength as people write it: 0.6, 0,6 or 60 %.

    >>> strength_of("60%"), strength_of("0,6"), strength_of(" 60 % "), strength_of(0.6)
    (0.6, 0.6, 0.6, 0.6)

    Raises
    ------
    InputError
        If it is no number.
    """
    if not isinstance(given, str):
        return float(given)
    number, percent, rest = given.strip().partition("%")
    try:
        value = float(number.replace(",", ".", 1) if "." not in number else number)
    except ValueError:
        value = None
    if value is None or rest:
        raise InputError(
            [
                Mistake(
                    "",
                    "strength",
                    "must be a number from 0 (nothing) to 1 (full force), as 0.6, or a "
                    "percentage, as 60%",
                    value=shortened(given),
                )
            ]
        )
    return value / 100.0 if percent else value


MEANT_PER_CENT = 10.0
"""From here on a number off the scale is surely meant as per cent; 7 may stand for 0.7."""


def off_scale(strength: float) -> list[str]:
    """A sentence if a strength lies off the scale."""
    if 0.0 <= strength <= FORCE:  # NaN does not either
        return []
    why = "must be from 0 (nothing) to 1 (full force)"
    if MEANT_PER_CENT <= strength <= 100.0:
        why += f"; for {strength:g} per cent write {strength / 100.0:g} or {strength:g}%"
    return [Mistake("", "strength", why, value=f"{strength:g}")]


def check_strength(strength: float | str | None) -> None:
    """Refuse a strength that is no number or off the scale, where one is given."""
    if strength is not None and (mistakes := off_scale(strength_of(strength))):
        raise InputError(mistakes)


def chosen_draft(
    scenario: Scenario,
    draft: int | str | None,
    strength: float | str | None,
    pen: str | None,
) -> tuple[int, ScriptedDraft]:
    """A draft of the script with the strength and penholder that are chosen, after its number.

    Raises
    ------
    InputError
        With a sentence for every mistake, also where nobody knows which draft is meant.
    """
    gathered = Gathered()
    number = gathered.take(number_of, scenario, draft)
    found = None if number is None else scenario.script[number]
    chosen = None if strength is None else gathered.take(strength_of, strength)
    if chosen is not None:
        gathered.add(off_scale(chosen))
    elif strength is None and found is not None:
        chosen = found.strength
        if chosen is None:
            gathered.note(f"{scenario.name}: penholders draft again, so give a strength")
    seat = None if found is None else found.penholder
    if pen is not None:
        seat = gathered.take(seat_of_pen, scenario, found, pen)
    gathered.stop()
    assert number is not None and found is not None  # noqa: PT018
    return number, replace(found, strength=chosen, penholder=seat)


def seat_of_pen(scenario: Scenario, draft: ScriptedDraft | None, pen: str) -> int | None:
    """The seat of the member that is to hold the pen; None where the draft is not known.

    Raises
    ------
    InputError
        If it has no seat when the draft is voted on, at no draft where this one is not known, or
        is absent.
    """
    if draft is None:
        seats = [seat for each in scenario.script for seat in each.sitting.council.seats]
        roster = Roster.of(seats, f"in {scenario.name}")
    else:
        council = draft.sitting.council
        roster = Roster.of(council.seats, f"on {council.title}")
    member = roster.find(pen)
    if member is None and roster.codes:
        raise InputError([Mistake("", "pen", roster.absent(pen), value=pen)])
    if draft is None or member is None:
        return None
    seat = council.seat_of(member)
    if draft.absent[seat]:
        why = "is absent, so it cannot draft; name another"
        raise InputError([Mistake("", "pen", why, value=pen)])
    return seat
