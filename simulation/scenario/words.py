"""Sentences as people read them: of at most 80 columns, things counted in them."""

import textwrap

WIDTH = 80

IRREGULAR = {"crisis": "crises", "history": "histories"}


def counted(number: int, thing: str) -> str:
    """A number of things: ``1 draft``, ``1,204 drafts``, ``2 crises``."""
    return f"{number:,} {thing if number == 1 else IRREGULAR.get(thing, f'{thing}s')}"


def sentences(*said: str) -> str:
    """Sentences as one paragraph; a word that is longer than a line is not broken."""
    return textwrap.fill(" ".join(said), WIDTH, break_long_words=False, break_on_hyphens=False)
