"""What is said of a forecast, on a page and beside its picture."""

from __future__ import annotations

import math
from collections.abc import Mapping

from simulation.analysis.forecast import UNLIKELY, Forecast, MemberForecast
from simulation.figures.text import aligned
from simulation.scenario.words import in_per_cent, per_cents, strength_words

OUTCOMES = {"adopted": "adopted", "vetoed": "vetoed", "fell_short": "fell short"}

ASSUMED = (
    "Exact chances in the simulated Council, not drawn: tempers and the noise of choice are "
    "integrated out, ballots independent. Beliefs, legitimacy and trust are at rest, nobody is "
    "expected to act outside, and the penholder and the sponsors stay the same at any "
    "strength. They are exact for the numbers of the model, which are judged: real chances are "
    "less certain (docs/cases.md)."
)
"""What the chances take as given."""

CAST = {"yes": "yes", "no": "no", "abstain": "abstained", "not_voting": "took no part"}
"""What a member did, by the name of its ballot."""

WAS = {"adopted": "was adopted", "vetoed": "was vetoed", "fell_short": "fell short"}
"""How a vote ended, by the name of its outcome."""


def strongest_words(found: Forecast) -> list[str]:
    """The strongest texts with an even chance and with 80 %, in a sentence or two."""
    even, likely = found.strongest_even, found.strongest_likely
    if even is None:
        return ["No text has an even chance of adoption."]
    strongest = "The strongest text with at least an even chance of adoption"
    if likely == even:
        return [f"{strongest}, and with 80 %: {strength_shown(even)}."]
    at_80 = "none" if likely is None else strength_shown(likely)
    return [f"{strongest}: {strength_shown(even)}.", f"With 80 %: {at_80}."]


def missed_words(found: Forecast) -> list[str]:
    """What of the record this forecast clearly misses, in a sentence or two."""
    bar = f"a chance below {100 * UNLIKELY:.0f} %"
    said = []
    if found.missed_outcome is not None and found.record is not None:
        ended = str(found.record["outcome"])
        said.append(
            f"This forecast misses the record: the draft {WAS[ended]}, which has a chance of "
            f"{outcome_parts(found.outcomes)[ended]} % here."
        )
    if found.missed_ballots:
        by_code = {member.member: member for member in found.members}
        missed = ", ".join(
            f"{code} {CAST[ballot]} ({ballot_part(by_code[code], ballot)} %)"
            for code, (ballot, _) in found.missed_ballots.items()
        )
        said.append(f"Ballots on record that have {bar} here: {missed}.")
    return said


def beside_a_batch(found: Forecast) -> str:
    """What a batch of the scenario has otherwise than this forecast; empty where nothing is."""
    if not found.as_scripted or found.withheld:
        return ""
    otherwise = []
    if found.draft > 1:
        otherwise.append(
            "the drafts before this one have moved beliefs, legitimacy and trust, which are at "
            "rest here"
        )
    if found.penholder is None:
        otherwise.append(
            "the model names a penholder, whose rivals want less and whose yes is sure"
        )
    if not otherwise:
        return ""
    return f"A batch may give other shares: there {', and '.join(otherwise)}."


def strength_shown(strength: float) -> str:
    """A strength and what it was in the cases."""
    return f"{strength:.2f} ({strength_words(strength)})"


def curve_table(found: Forecast) -> str:
    """The curve in per cent, two strengths a line."""
    heads = ("strength", *OUTCOMES.values())
    rows = [(f"{row['strength']:.2f}", *outcome_parts(row).values()) for row in found.curve]
    half = (len(rows) + 1) // 2
    return aligned(
        (*heads, *heads),
        [(*left, *right) for left, right in zip(rows[:half], rows[half:], strict=True)],
    )


def outcome_parts(chances: Mapping[str, float]) -> dict[str, str]:
    """The chances of the three outcomes in whole per cent, which add up to 100."""
    return dict(zip(OUTCOMES, per_cents([chances[name] for name in OUTCOMES]), strict=True))


def ballot_parts(member: MemberForecast) -> tuple[str, str, str]:
    """A member's chances of yes, of no and of anything else, in whole per cent that make 100."""
    chances = member.chances
    rest = chances["abstain"] + chances["not_voting"]
    yes, no, other = per_cents([chances["yes"], chances["no"], rest])
    return yes, no, other


def ballot_part(member: MemberForecast, ballot: str) -> str:
    """The chance of one ballot of a member, as the table of members has it if it does."""
    yes, no, other = ballot_parts(member)
    if ballot in ("yes", "no"):
        return yes if ballot == "yes" else no
    alone = min(member.chances["abstain"], member.chances["not_voting"]) <= 0.0
    return other if alone else per_cent(member.chances[ballot])


def blocking_part(member: MemberForecast) -> str:
    """The chance that a member blocks; where it is that of its no, as the table has that."""
    same = math.isclose(member.blocks, member.chances["no"], abs_tol=1e-12)
    return ballot_part(member, "no") if same else per_cent(member.blocks)


def per_cent(chance: float) -> str:
    """A chance by itself in whole per cent, without false zeros and certainties.

    >>> per_cent(0.0), per_cent(0.004), per_cent(0.417), per_cent(0.999), per_cent(1.0)
    ('0', '<1', '42', '>99', '100')
    """
    sign, part = in_per_cent(chance, 0)
    return f"{sign}{part:.0f}"
