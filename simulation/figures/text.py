"""Figures in words: titles, and small aligned tables of at most 80 columns."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from simulation.measures.rates import NOT_DEFINED, NOTHING_COUNTED
from simulation.scenario.visible import visible
from simulation.scenario.words import WIDTH, sentences

IN_BRACKETS = "In brackets: "

LEAST = 12
"""Columns that a label has at least."""

INTERVAL = re.compile(r"\[-?[\d.]+, -?[\d.]+\]")
"""A printed interval."""

BRACKETS = " [95 %]"
"""What stands in the head of a column with intervals."""

UNDEFINED = re.compile(rf"  {NOT_DEFINED}(?=  |$)", re.MULTILINE)
"""A cell of an aligned table that is not defined."""


def aligned(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table: the first column to the left, the others to the right, two spaces between.

    A first column that would make it wider than 80 columns is broken over lines. A head speaks
    of intervals only where its column has some.

    >>> print(aligned(("end", "drafts"), [("vetoed", "12"), ("fell short", "3")]))
    end         drafts
    vetoed          12
    fell short       3
    """
    body = [list(row) for row in rows]
    said = [
        head if any(INTERVAL.search(row[k]) for row in body) else head.removesuffix(BRACKETS)
        for k, head in enumerate(heads)
    ]
    table = [said, *body]
    widths = [max(len(row[k]) for row in table) for k in range(len(heads))]
    others = sum(width + 2 for width in widths[1:])
    first = min(widths[0], max(WIDTH - others, LEAST))
    lines = []
    for row in table:
        label, *more = broken(row[0], first)
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join([label.ljust(first), *cells]).rstrip())
        lines += more
    return "\n".join(lines)


def broken(label: str, width: int) -> list[str]:
    """A label in lines of at most so many columns, the further ones two columns further in.

    >>> broken("  weakened much: others", 18)
    ['  weakened much:', '    others']
    """
    if len(label) <= width:
        return [label]
    inset = label[: len(label) - len(label.lstrip())]
    return textwrap.wrap(label.strip(), width, initial_indent=inset, subsequent_indent=f"{inset}  ")


def about(needed: int | None) -> str:
    """A number that is needed, to two digits, rounded up; a dash if there is none.

    >>> about(622693), about(7), about(None)
    ('630000', '7', '–')
    """
    if needed is None:
        return "–"
    unit = 10 ** max(0, len(str(needed)) - 2)
    return str(-(-needed // unit) * unit)


def capital(words: str) -> str:
    """Words as a sentence begins; what is a name within them keeps its capital."""
    return words[:1].upper() + words[1:]


def described(title: str, *parts: str, intervals: str = "") -> str:
    """The text beside a picture: its title, then paragraphs and tables.

    The first of them ends with what its ``intervals`` are; that brackets have them is said only
    where there are such brackets.
    Under the last table with a cell that is not defined stands why, unless a part says so.
    """
    text = [title, *(part for part in parts if part)]
    if intervals and (not intervals.startswith(IN_BRACKETS) or any(map(INTERVAL.search, text))):
        text[1] = sentences(text[1], intervals)
    lacking = [place for place, part in enumerate(text) if UNDEFINED.search(part)]
    if lacking and not any(f"{NOT_DEFINED}:" in part for part in text):
        text.insert(lacking[-1] + 1, NOTHING_COUNTED)
    return visible("\n\n".join(text) + "\n", keep="\n")
