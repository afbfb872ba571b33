"""The parts of docs/findings.md on how far the findings hold, and what holds by construction."""

from __future__ import annotations

from markdown_table import markdown

from simulation.stages.parameters import TABLE
from simulation.studies.findings.plausible import plausible
from simulation.studies.findings.spread import SURE, Spread, by_chance
from simulation.studies.findings.words import between, depends_on, here, of_claim, share

FAR = """
## How far the findings hold

The parameters behind the findings are mostly invented, so an interval of simulation
error says little. So the eight regimes are played again, {runs:,} histories each, at
{settings:,} other settings: a Latin hypercube over plausible ranges of {keys} parameters
(at the end of this page), with the same draws at every setting. *Range* holds the middle
90 % of the settings, their simulation error included. *Holds* is the share of settings at
which the finding holds as it is worded; *fails* the share at which it surely does not, its
whole 95 % interval on the other side. Numbers are points, or per cent where they are of
provision. *Moves most with*: the parameters whose ranks go most with those of the number,
with Spearman's correlation, two at least; over so many, chance alone shows hardly more than
{chance:.2f}. The stylised values are not the middle of the ranges, and so the scenario's own
number (*here*) is not the median.

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
            share(one.holds) + (f" of {one.defined}" if one.defined < one.values.size else ""),
            share(one.fails),
            depends_on(one),
        ]
        for one in found
    ]
    heads = ["finding", "here", "median", "range", "holds", "fails", "moves most with"]
    lines = [
        f"- {one.claim.sentence} This holds at {share(one.holds)} and surely fails at "
        f"{share(one.fails)}; it depends on {depends_on(one)}.\n"
        for one in found
        if one.depends
    ]
    return head + markdown(heads, rows) + (DEPENDS + "".join(lines) if lines else "") + PICTURE


def ranges_table() -> str:
    """The plausible ranges with their reasons."""
    rows = [
        [f"`{one.key}`", f"{TABLE[one.key]['default']:g}", f"{one.low:g} … {one.high:g}",
         f"{one.label}: {one.reason}"]
        for one in plausible()
    ]  # fmt: skip
    return markdown(["parameter", "stylised", "range", "who says so, and why"], rows, texts=4)
