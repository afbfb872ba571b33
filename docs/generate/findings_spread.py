"""The parts of docs/findings.md on how far the findings hold, and what holds by construction."""

from __future__ import annotations

from collections.abc import Iterable

from markdown_table import markdown

from simulation.stages.parameters import TABLE
from simulation.studies.findings.plausible import plausible
from simulation.studies.findings.spread import SURE, Spread, by_chance
from simulation.studies.findings.words import (
    NOT_HERE,
    between,
    depends_on,
    fails_here,
    here,
    moves_with,
    of_claim,
    share,
    within,
)

FAR = """
## How far the findings hold

The parameters behind the findings are mostly invented, so an interval of simulation
error says little. So the eight regimes are played again, {runs:,} histories each, at
{settings:,} other settings: a Latin hypercube over plausible ranges of {keys} parameters
(at the end of this page), with the same draws at every setting. *Range* holds the middle
90 % of the settings, their simulation error included. *Holds* is the share of settings at
which the finding holds as it is worded, of the number as it is shown, with Wilson's 95 %
interval: other settings out of the same ranges would give another share. *Surely* is the
share at which its whole 95 % interval lies there, *fails* that at which the whole interval
does not. Numbers are points, or per cent where they are of provision. *Moves most with*: the
parameters whose ranks go most with those of the number (of its size, where the finding is
that it is small), with Spearman's correlation, two at least; over so many, chance alone shows
hardly more than {chance:.2f}. Only parameters beyond that are named where a finding depends
on the setting. The stylised values are not the middle of the ranges, and so the scenario's own
number (*here*) is not the median. Findings are worded as they came out at the scenario's own
setting, but for those named below: so *holds* says how far a sign that was seen first travels to
other settings, and confirms no prediction.

"""

DEPENDS = f"""
A finding that holds at fewer than {100 * SURE:.0f} % of the settings depends on the setting:

"""
"""What stands above the findings that do."""

PICTURE = """
![Each finding at every setting](figures/spread.png)

The same in words: [figures/spread.txt](figures/spread.txt).
"""

BUILT_IN = """
## True by construction

- Burdens are borne after the vote. So how they are shared cannot decide whether a draft is
  adopted in the same round; it does so only later, through what was settled, what members
  expect and how legitimate the Council is.
- Easy-riding is measured against the best provision for the text as it was adopted, not for
  the one that was wanted.
- Easy-riding is 0 where burdens are optimal, and is not defined where nothing is done.
- Client ties are the only reason for a permanent member to oppose a draft strongly. So that
  vetoes matter for clients and hardly for others is no finding.
"""

RANGES = """
## Plausible ranges

Each is narrower than what the model allows ([parameters.md](parameters.md)), and is
judged or invented. Who sits, the types and regions of crises, the rules of a vote and
what counts as grave are the same at every setting; the scenario has no regional
organisations.

"""


def how_far(found: list[Spread], runs: int) -> str:
    """The table of claims, and what those depend on that hold at too few settings."""
    settings, keys = found[0].values.size, len(plausible())
    head = FAR.format(runs=runs, settings=settings, keys=keys, chance=by_chance(settings, keys))
    rows = [
        [
            one.claim.sentence,
            here(one),
            of_claim(one.claim, one.median),
            between(one),
            within(one) + (f" of {one.defined}" if one.defined < one.values.size else ""),
            share(one.surely),
            share(one.fails),
            moves_with(one),
        ]
        for one in found
    ]
    heads = ["finding", "here", "median", "range", "holds", "surely", "fails", "moves most with"]
    lines = [
        f"- {one.claim.sentence} This holds at {within(one)} and surely fails at "
        f"{share(one.fails)}; {depends_on(one, 'it ')}.\n"
        for one in found
        if one.depends
    ]
    return (
        head
        + markdown(heads, rows)
        + (DEPENDS + "".join(lines) if lines else "")
        + listed_where(
            f"Too few settings to tell on which side of {100 * SURE:.0f} % it is:",
            [one for one in found if one.doubtful],
        )
        + listed_where(f"Findings that hold elsewhere, {NOT_HERE}:", filter(fails_here, found))
        + PICTURE
    )


def listed_where(said: str, found: Iterable[Spread]) -> str:
    """Findings under a sentence, or nothing where there is none."""
    lines = "".join(f"- {one.claim.sentence}\n" for one in found)
    return f"\n{said}\n\n{lines}" if lines else ""


def ranges_table() -> str:
    """The plausible ranges with their reasons."""
    rows = [
        [f"`{one.key}`", f"{TABLE[one.key]['default']:g}", f"{one.low:g} … {one.high:g}",
         f"{one.label}: {one.reason}"]
        for one in plausible()
    ]  # fmt: skip
    return markdown(["parameter", "stylised", "range", "who says so, and why"], rows, texts=4)
