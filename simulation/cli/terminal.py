"""Where text of files and arguments reaches a terminal: shown letter for letter, never obeyed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from simulation.scenario.visible import visible


class Terminal(Console):
    """A console that takes no word for markup, and spells out control signs.

    In strings they are spelt out before the layout is made, in anything else after.
    """

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, markup=False, emoji=False, highlight=False)

    def render_str(self, text: str, **how: Any) -> Text:
        """A string as it will be laid out."""
        return super().render_str(visible(text, keep="\n"), **how)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """What is laid out, as it will be written."""
        return made_visible(super().render(renderable, options))


def made_visible(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Pieces of what is laid out, with control signs of theirs spelt out."""
    for segment in segments:
        if segment.control:
            yield segment
        else:
            yield Segment(visible(segment.text, keep="\n"), segment.style)
