"""Keys that a design varies: which there are, what their values may be, over which ranges."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from simulation.scenario.build import COSTS, ORDERED
from simulation.scenario.calls import ANY, Call
from simulation.scenario.load import check_changes, place
from simulation.scenario.mistakes import InputError, Mistake, Why, nearest
from simulation.scenario.words import counted
from simulation.stages.parameters import TABLE, Parameters
from simulation.stages.voting import cutpoints_cross

WORDS = ("rules", "burden")
"""Keys that take words and may be varied too, in a grid or a table."""

type Value = float | str

SPREAD = 0.5
"""By default a parameter is varied by half of its value, up and down."""

HARMLESS_ABOVE, HARMLESS_BELOW = ("veto_cost", "dissent_cost"), ("consensus_bonus", "party_relief")
"""Of ``COSTS``, those that may be as high, or as low, as one likes."""

NARROWER = (0.4, 0.3, 0.2, 0.15, 0.1, 0.05)
"""Shares by which these are varied where a half is too much."""


DEFINITIONS = ("grave", "adequate", "large")
"""What is counted as what: to vary these would change the question, not the answer."""

MOST_SHOWN = 20
"""Mistakes that are shown; the rest are counted."""


def is_whole(key: str) -> bool:
    """Whether a key takes whole numbers."""
    return key == "rounds" or (key in TABLE and bool(TABLE[key]["whole"]))


def first_mistakes(mistakes: Iterable[str]) -> InputError:
    """The mistakes, each once, and no more than a person reads."""
    found = list(dict.fromkeys(mistakes))
    more = len(found) - MOST_SHOWN
    return InputError(
        found[:MOST_SHOWN] + ([f"and {counted(more, 'more mistake')}"] if more > 0 else [])
    )


def known(keys: Iterable[str], argument: str) -> list[Mistake]:
    """A mistake for each bare key that is none of a scenario; others are looked up there.

    ``argument`` is the one of a function that names the keys.
    """
    there = {*TABLE, *WORDS, "rounds"}
    return [
        of_key(
            argument, key, f"is no key of a scenario; {nearest(key, there)} (docs/parameters.md)"
        )
        for key in keys
        if key not in there and (len(place(key)) < 2 or place(key)[0] == "parameters")
    ]


def of_key(argument: str, key: str, why: Why, value: str | None = None) -> Mistake:
    """A mistake in what an argument says of a key."""
    parts = (why,) if isinstance(why, str) else why
    parts = (": ", *parts) if value is None else parts
    return Mistake("", argument, parts, value=value, whose=f" {key}")


def number(text: str) -> float | None:
    """A finite number, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def comma_hint(argument: str, key: str, listed: str) -> Mistake | None:
    """What is wrong where the commas of a list are surely meant as decimal ones.

    They are where the parts taken two by two are values that the key may have, while the parts
    alone are not, or every first one is the same.

    >>> print(comma_hint("vary", "reach", "0,3,0,6"))
    vary reach = 0,3,0,6: write decimal points, as in reach=0.3,0.6
    >>> comma_hint("vary", "rounds", "0,1"), comma_hint("vary", "reach", "0.1,0.2")
    (None, None)
    """
    parts = [part.strip() for part in listed.split(",")]
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    if len(parts) % 2 or is_whole(key) or not all(map(str.isdecimal, parts)):
        return None
    meant = [f"{first}.{rest}" for first, rest in pairs]
    within = not any(outside(key, float(value), argument) for value in meant)
    off_scale = any(outside(key, float(part), argument) for part in parts)
    twice = len(parts) > 2 and len({float(part) for part in parts[::2]}) == 1
    if not within or not (off_scale or twice):
        return None
    points = "a decimal point" if len(meant) == 1 else "decimal points"
    return of_key(argument, key, f"write {points}, as in {key}={','.join(meant)}", listed)


def read_value(key: str, text: str, argument: str) -> tuple[Value, list[Mistake]]:
    """A value of a key from text, and what is wrong with it."""
    text = text.strip()
    if key in WORDS:
        return text, wrong_word(key, text, argument)
    value = number(text)
    if value is None:
        return math.nan, [of_key(argument, key, "must be a number", repr(text))]
    return value, outside(key, value, argument)


def wrong_word(key: str, text: str, argument: str) -> list[Mistake]:
    """What is wrong with a word as the value of a key, whatever the scenario."""
    if not text:
        return [of_key(argument, key, "write a name")]
    try:
        check_changes({key: text})
    except InputError as error:
        return [of_key(argument, key, parts_of(each, key), repr(text)) for each in error.mistakes]
    return []


def parts_of(mistake: str, key: str) -> Why:
    """What is wrong, without the key and its value where the sentence begins with them."""
    if not isinstance(mistake, Mistake):
        return mistake
    if mistake.key != key:
        return (mistake.head, *mistake.parts)
    first, *others = mistake.parts
    return (first.removeprefix(": ") if isinstance(first, str) else first, *others)


def outside(key: str, value: float, argument: str) -> list[Mistake]:
    """A mistake if a value lies outside its parameter's range, or should be whole."""
    if is_whole(key) and not value.is_integer():
        return [of_key(argument, key, "must be a whole number", f"{value:g}")]
    low, high = (TABLE[key]["low"], TABLE[key]["high"]) if key in TABLE else (-math.inf, math.inf)
    if low <= value <= high:
        return []
    return [of_key(argument, key, f"must be from {low:g} to {high:g}", f"{value:g}")]


def ranges(texts: Sequence[str]) -> dict[str, tuple[float, float]]:
    """``KEY=LOW,HIGH`` texts as ranges; ``KEY`` alone is all that its table allows.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    mistakes: list[str] = []
    found: dict[str, tuple[float, float]] = {}
    for text in texts:
        key, given, ends = (part.strip() for part in text.partition("="))
        if unknown := known([key], "ranges"):
            mistakes += unknown
            continue
        if key in found:
            mistakes.append(of_key("ranges", key, "is given twice; keep one"))
        if key in WORDS:
            words = ("takes words, which have no range; use ", Call(vary=ANY))
            mistakes.append(of_key("ranges", key, words))
            continue
        if not given:
            found[key] = whole_range(key)
            if not all(map(math.isfinite, found[key])):
                why = f"has no ends of its own; write {key}=LOW,HIGH"
                mistakes.append(of_key("ranges", key, why))
            continue
        read = [number(end) for end in ends.split(",")]
        if len(read) > 2 and (commas := comma_hint("ranges", key, ends)):
            mistakes.append(commas)
        elif len(read) != 2 or read[0] is None or read[1] is None or read[0] >= read[1]:
            mistakes.append(of_key("ranges", text, "write KEY=LOW,HIGH with LOW below HIGH"))
        else:
            mistakes += outside(key, read[0], "ranges") + outside(key, read[1], "ranges")
            found[key] = (read[0], read[1])
    if mistakes:
        raise first_mistakes(mistakes)
    return found


def whole_range(key: str) -> tuple[float, float]:
    """All that the table of parameters allows; infinite for any other key."""
    return (TABLE[key]["low"], TABLE[key]["high"]) if key in TABLE else (-math.inf, math.inf)


def usual_ranges(p: Parameters, given: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    """Ranges of every parameter that is not off: half its value up and down, or those given.

    Whole numbers, infinite values and definitions of measures are left out. What
    bears on the cost of a no is varied by less, on the side where the consensus bonus
    could reach that cost.
    """
    found: dict[str, tuple[float, float]] = {}
    for key, row in TABLE.items():
        value = float(getattr(p, key))
        if key in given:
            found[key] = given[key]
        elif value and math.isfinite(value) and not row["whole"] and key not in DEFINITIONS:
            found[key] = around(p, key, SPREAD)
    found |= {key: ends for key, ends in given.items() if key not in found}
    free = [key for key in COSTS if key in found and key not in given]
    for spread in NARROWER:
        if not any(cutpoints_cross(replace(p, **corner)) for corner in corners(found)):
            break
        found |= {key: short_of_crossing(p, key, spread) for key in free}
    for low, high in ORDERED:
        if low in found and high in found and found[low][1] > found[high][0]:
            middle = (float(getattr(p, low)) + float(getattr(p, high))) / 2.0
            if low not in given:
                found[low] = found[low][0], min(found[low][1], middle)
            if high not in given:
                found[high] = max(found[high][0], middle), found[high][1]
    return found


def short_of_crossing(p: Parameters, key: str, spread: float) -> tuple[float, float]:
    """A range narrower on the side on which the bonus could reach the cost of a no."""
    (low, high), (lowest, highest) = around(p, key, spread), around(p, key, SPREAD)
    return (
        lowest if key in HARMLESS_BELOW else low,
        highest if key in HARMLESS_ABOVE else high,
    )


def around(p: Parameters, key: str, spread: float) -> tuple[float, float]:
    """A share of a parameter's value up and down, inside its range."""
    value, row = float(getattr(p, key)), TABLE[key]
    low, high = sorted((value * (1.0 - spread), value * (1.0 + spread)))
    return max(low, row["low"]), min(high, row["high"])


def corners(over: Mapping[str, tuple[float, float]]) -> Iterable[dict[str, float]]:
    """Every combination of the ends of what bears on the cost of a no."""
    here = {key: over[key] for key in COSTS if key in over}
    return (dict(zip(here, ends, strict=True)) for ends in itertools.product(*here.values()))
