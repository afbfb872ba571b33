"""Tables of the pages."""

from __future__ import annotations


def markdown(heads: list[str], rows: list[list[str]], *, texts: int = 1) -> str:
    """A table in Markdown, its first columns texts to the left, numbers to the right."""
    rule = ["---"] * texts + ["---:"] * (len(heads) - texts)
    return "".join(f"| {' | '.join(line)} |\n" for line in [heads, rule, *rows])
