"""Which draft of a script is asked about, at which strength, in whose pen."""

from __future__ import annotations

from dataclasses import replace

from simulation.scenario.mistakes import InputError, nearest
from simulation.scenario.roster import Roster
from simulation.scenario.scenario import Scenario, ScriptedDraft
from simulation.scenario.words import counted
from simulation.stages.preferences import FORCE


def number_of(scenario: Scenario, draft: int | str | None) -> int:
    """Which draft of the script is meant, counted from 0.

    Raises
    ------
    InputError
        If there is no script, or no such draft in it.
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
    whole = text.lstrip("+-").isdecimal()
    counted_on = f"write 1 to {len(script)}, or a symbol such as {symbols[-1]}"
    hint = counted_on if whole else nearest(text, symbols)
    raise InputError(
        [f"draft = {text}: {scenario.name} has {counted(len(script), 'draft')}; {hint}"]
    )


def off_scale(strength: float) -> list[str]:
    """A sentence if a strength lies off the scale."""
    if 0.0 <= strength <= FORCE:  # NaN does not either
        return []
    return [f"strength = {strength:g}: must be from 0 (nothing) to 1 (full force)"]


def check_strength(strength: float | None) -> None:
    """Refuse a strength off the scale, where one is given."""
    if strength is not None and (mistakes := off_scale(strength)):
        raise InputError(mistakes)


def as_asked(
    scenario: Scenario, number: int, strength: float | None, pen: str | None
) -> ScriptedDraft:
    """A draft of the script with the strength and penholder that are asked for.

    Raises
    ------
    InputError
        If they cannot be, or no strength is known.
    """
    draft = scenario.script[number]
    mistakes = []
    asked = draft.strength if strength is None else float(strength)
    if asked is None:
        mistakes.append(f"{scenario.name}: penholders draft again, so give a strength")
    else:
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
