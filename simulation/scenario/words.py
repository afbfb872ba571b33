"""Sentences as people read them: of at most 80 columns, things counted in them."""

import math
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

WIDTH = 80

STRENGTHS = {
    0.2: "condemn or demand",
    0.35: "provisional measures or a ceasefire",
    0.5: "an arms embargo or targeted sanctions",
    0.65: "comprehensive sanctions",
    0.8: "sanctions enforced by force or a no-fly zone",
    1.0: "all necessary means",
}
"""What strengths were read as in the cases from history, as docs/model.md has it."""

IRREGULAR = {"crisis": "crises", "history": "histories", "signatory": "signatories"}


def counted(number: int, thing: str) -> str:
    """A number of things: ``1 draft``, ``1,204 drafts``, ``2 crises``."""
    return f"{number:,} {thing if number == 1 else IRREGULAR.get(thing, f'{thing}s')}"


def amount_words(amount: float, unit: str) -> str:
    """An amount in a unit that a file gives in the plural.

    >>> amount_words(3, "ships"), amount_words(1, "ships"), amount_words(1, "million pounds")
    ('3 ships', '1 ship', '1 million pounds')
    """
    one = amount == 1 and " " not in unit
    return f"{amount:g} {unit.removesuffix('s') if one else unit}"


def listed(names: Sequence[str]) -> str:
    """Names, at least one, as a sentence has them.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def borne_words(borne: Mapping[str, Any]) -> str:
    """A list of burdens on record: what was borne, in which unit, and by whom, the most first.

    >>> borne_words({"what": "ships at sea", "unit": "ships", "amounts": {"FRA": 2, "GBR": 3}})
    'ships at sea: GBR 3 ships, FRA 2'
    """
    amounts = sorted(borne["amounts"].items(), key=lambda pair: -pair[1])
    (first, most), *others = [pair for pair in amounts if pair[1] > 0.0] or amounts[:1]
    nothing = [state for state, amount in amounts if amount == 0.0 and state != first]
    text = f"{borne['what']}: {first} {amount_words(most, borne['unit'])}"
    text += "".join(f", {state} {amount:g}" for state, amount in others)
    return text + (f" (nothing by {', '.join(nothing)})" if nothing else "")


SLACK = 1e-6
"""How far the sum of parts may be from 1: rounding."""


def per_cents(shares: Sequence[float]) -> list[str]:
    """The parts of one whole in whole per cent, which add up to 100: by largest remainder.

    No part that there is looks like nothing, and none that is not all like all.

    Parameters
    ----------
    shares : sequence of float
        Parts of 0 or more that add up to 1.

    Raises
    ------
    ValueError
        If they do not.

    Examples
    --------
    >>> per_cents([0.335, 0.335, 0.33]), per_cents([0.125, 0.125, 0.75])
    (['34', '33', '33'], ['13', '12', '75'])
    >>> per_cents([0.994, 0.004, 0.002]), per_cents([1.0, 0.0])
    (['>99', '<1', '<1'], ['100', '0'])
    """
    if abs(math.fsum(shares) - 1.0) > SLACK:
        raise ValueError(f"parts of one whole add up to 1, not to {math.fsum(shares):g}")
    exact = [round(100.0 * share, 9) for share in shares]  # The last digits of sums are noise.
    whole = [math.floor(part) for part in exact]
    missing = 100 - sum(whole)
    by_remainder = sorted(range(len(exact)), key=lambda n: (whole[n] - exact[n], n))
    for n in by_remainder[: max(missing, 0)]:
        whole[n] += 1
    return [part_shown(number, part) for number, part in zip(whole, exact, strict=True)]


def part_shown(number: int, exact: float) -> str:
    """A part in whole per cent, rounded to ``number``."""
    if number == 0 and exact > 0.0:
        return "<1"
    return ">99" if number == 100 and exact < 100.0 else str(number)


def per_cent_1(chance: float) -> str:
    """A chance in per cent to one place, without false zeros and certainties.

    >>> per_cent_1(0.0602), per_cent_1(0.0), per_cent_1(0.0004), per_cent_1(0.9995), per_cent_1(1.0)
    ('6.0', '0.0', '<0.1', '>99.9', '100.0')
    """
    sign, part = in_per_cent(chance, 1)
    return f"{sign}{part:.1f}"


def in_per_cent(chance: float, places: int) -> tuple[str, float]:
    """A chance in per cent, and the sign before it where rounding would make it 0 or 100.

    >>> in_per_cent(0.25, 0), in_per_cent(0.0004, 1), in_per_cent(0.9999, 0)
    (('', 25.0), ('<', 0.1), ('>', 99.0))
    """
    # The last digits of sums are noise.
    part, least = 100.0 * round(chance, 12), 10.0**-places
    if 0.0 < part < least / 2.0:
        return "<", least
    return (">", 100.0 - least) if 100.0 - least / 2.0 <= part < 100.0 else ("", part)


def sentences(*said: str) -> str:
    """Sentences as one paragraph; a word that is longer than a line is not broken.

    A number and its per cent sign stand on one line.

    >>> sentences("x" * 77, "95 % of all").splitlines()[1]
    '95 % of all'
    """
    return filled(" ".join(said), WIDTH)


def filled(text: str, width: int) -> str:
    """Text in lines of at most so many columns, no number parted from its per cent sign."""
    joined = re.sub(r"(?<=\d) %", "\N{NO-BREAK SPACE}%", text)
    lines = textwrap.fill(joined, width, break_long_words=False, break_on_hyphens=False)
    return lines.replace("\N{NO-BREAK SPACE}%", " %")


def strength_words(strength: float) -> str:
    """A strength in the words of the scale.

    >>> strength_words(0.65), strength_words(0.1)
    ('comprehensive sanctions', 'less than to condemn or demand')
    >>> strength_words(0.7)
    'between comprehensive sanctions and sanctions enforced by force or a no-fly zone'
    """
    reached = [step for step in STRENGTHS if step <= strength]
    if not reached:
        return f"less than to {STRENGTHS[min(STRENGTHS)]}"
    words = STRENGTHS[reached[-1]]
    if reached[-1] == strength:
        return words
    return f"between {words} and {STRENGTHS[min(s for s in STRENGTHS if s > strength)]}"
