"""What the model has as numbers and codes, as lines of the catalogue: strengths, remedies, names.

A line is a sentence with what is filled in: ``key`` and ``values``, which may be lines, numbers and
lists themselves; or a member, ``member`` and ``name``. :func:`said` puts it into words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulation.analysis.remedies import Change
from simulation.classroom.catalogue import Words
from simulation.scenario.schema import SeatFile
from simulation.scenario.words import STRENGTHS
from simulation.stages.adoption import Rules

type Line = dict[str, Any]


def line(key: str, **values: Any) -> Line:
    """One sentence."""
    return {"key": key, "values": values}


def member(state: SeatFile) -> Line:
    """The name of a member."""
    return {"member": state.member, "name": state.name}


def said(words: Words, part: Any) -> Any:
    """A line in words; a number stays one, for the sentence around it."""
    if isinstance(part, list | tuple):
        return words.listed([str(words.shown(said(words, each))) for each in part])
    if not isinstance(part, dict):
        return part
    if "member" in part:
        return words.member(part["member"], part["name"])
    return words.say(
        part["key"], **{name: said(words, value) for name, value in part["values"].items()}
    )


def strength(value: float) -> Line:
    """A strength in the words of the scale, as ``strength_words`` of the scenarios has it."""
    reached = [step for step in STRENGTHS if step <= value]
    if not reached:
        return line("strength.less", words=on_scale(min(STRENGTHS)))
    if reached[-1] == value:
        return on_scale(value)
    above = min(step for step in STRENGTHS if step > value)
    return line("strength.between", low=on_scale(reached[-1]), high=on_scale(above))


def on_scale(step: float) -> Line:
    """A step of the scale."""
    return line(f"strength.{round(100 * step)}")


MOST_SPELT = 10
"""Numbers up to this one are spelt out."""

INSTEAD = {"N": "no", "A": "abstain", "NV": "away"}
"""What a member did that blocked, by the letter of its ballot."""


def remedy(way: Change, ballots: Mapping[str, str], rules: Rules, names: Mapping[str, str]) -> Line:
    """A smallest change that would have adopted a draft, as ``sentence`` of the remedies says it.

    Parameters
    ----------
    way : Change
        The change, its members by their codes.
    ballots, names : mapping of str to str
        The letter of each member's ballot, and its name, by its code.
    rules : Rules
        Those of the vote.
    """
    blocking = [names[code] for code in way.blocked_by]
    if way.lift == 0:
        more = more_yes(way.more_yes, [names[code] for code in way.among])
        overrides = len(blocking) >= rules.vetoes_to_block
        return line("way.override", more=more) if overrides else more
    everyone = way.lift == len(blocking)
    who = blocking if everyone else line("way.some", number=spelt(way.lift), names=blocking)
    away = "abstain" if rules.abstention_allowed else "stay_away"
    before = {ballots[code] for code in way.blocked_by}
    alike = INSTEAD.get(before.pop()) if len(before) == 1 else None
    instead = line(f"way.instead_{alike or 'blocking'}")
    if way.more_yes == 0:
        return line(f"way.{away}", who=who, number=way.lift, instead=instead)
    if way.more_yes < way.lift:
        left, number = way.lift - way.more_yes, way.more_yes
        yes = line("way.yes", number=number, spelt=spelt(number), names=blocking)
        rest = line("way.the_others", number=spelt(left)) if left > 1 else line("way.the_other")
        who = rest if everyone else line("way.more", number=spelt(left))
        without = line(f"way.{away}", who=who, number=left, instead=instead)
        return line("way.change", yes=yes, away=without)
    first = line("way.vote_yes", who=who, number=way.lift, instead=instead)
    if way.more_yes == way.lift:
        return first
    others = [code for code in way.among if not everyone or code not in way.blocked_by]
    more = more_yes(way.more_yes - way.lift, [names[code] for code in others])
    return line("way.and", first=first, more=more)


def spelt(number: int) -> Line | int:
    """A small number in words."""
    return line(f"way.number_{number}") if 1 <= number <= MOST_SPELT else number


def more_yes(number: int, among: Sequence[str]) -> Line:
    """So many more yeses among these members."""
    if number == len(among):
        return line("way.all_of", names=list(among))
    return line("way.among", number=number, names=", ".join(among))
