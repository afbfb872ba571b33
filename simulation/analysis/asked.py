"""Which draft of a script is asked about, at which strength, in whose pen."""

from __future__ import annotations

import datetime
from dataclasses import replace

from simulation.scenario.mistakes import Gathered, InputError, nearest, shortened
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
    whole = text.lstrip("+-").isdecimal()
    counted_on = f"write 1 to {len(script)}, or a symbol such as {symbols[-1]}"
    hint = counted_on if whole else nearest(text, symbols)
    raise InputError(
        [f"draft = {text}: {scenario.name} has {counted(len(script), 'draft')}; {hint}"]
    )


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
    listed = ", ".join(
        f"{number + 1} ({'' if found else f'{script[number].date}, '}{script[number].symbol})"
        for number in found or range(len(script))
    )
    raise InputError(
        [
            f"draft = {day}: {scenario.name} has {counted(len(script), 'draft')}, and {what}; "
            f"write the number of one: {listed}"
        ]
    )


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
                f"strength = {shortened(given)}: must be a number from 0 (nothing) to 1 (full "
                "force), as 0.6, or a percentage, as 60%"
            ]
        )
    return value / 100.0 if percent else value


def off_scale(strength: float) -> list[str]:
    """A sentence if a strength lies off the scale."""
    if 0.0 <= strength <= FORCE:  # NaN does not either
        return []
    return [f"strength = {strength:g}: must be from 0 (nothing) to 1 (full force)"]


def check_strength(strength: float | str | None) -> None:
    """Refuse a strength that is no number or off the scale, where one is given."""
    if strength is not None and (mistakes := off_scale(strength_of(strength))):
        raise InputError(mistakes)


def as_asked(
    scenario: Scenario, number: int, strength: float | str | None, pen: str | None
) -> ScriptedDraft:
    """A draft of the script with the strength and penholder that are asked for.

    Raises
    ------
    InputError
        If they cannot be, or no strength is known.
    """
    draft = scenario.script[number]
    gathered = Gathered()
    asked = draft.strength if strength is None else gathered.take(strength_of, strength)
    mistakes = gathered.mistakes
    if asked is None and strength is None:
        mistakes.append(f"{scenario.name}: penholders draft again, so give a strength")
    elif asked is not None:
        mistakes += off_scale(asked)
    seat, council = draft.penholder, draft.sitting.council
    if pen is not None:
        roster = Roster.of(council.seats, f"on {council.title}")
        member = roster.find(pen)
        if member is None:
            mistakes.append(f"pen = {pen}: {roster.absent(pen)}")
        else:
            seat = council.seat_of(member)
            if draft.absent[seat]:
                mistakes.append(f"pen = {pen}: is absent, so it cannot draft; name another")
    if mistakes:
        raise InputError(mistakes)
    return replace(draft, strength=asked, penholder=seat)
