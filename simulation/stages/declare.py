"""What a stage declares beside its rules: its parameters, its draws and its columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

PROTOTYPE = "tuned by hand and by random search in a prototype of this model"
CONVENTION = "conventional value"


def parameter(
    symbol: str,
    default: float,
    low: float,
    high: float,
    meaning: str,
    *,
    off: float | None,
    unit: str = "strength",
    label: str = "invented",
    source: str = PROTOTYPE,
    whole: bool = False,
) -> Any:
    """A number of the model's science: a field of a stage's dataclass of parameters.

    Parameters
    ----------
    symbol : str
        As docs/model.md writes it.
    default, low, high : float
        The stylised value, and the range that a scenario may choose from.
    meaning : str
        A few words.
    off : float, optional
        The value at which the mechanism vanishes; None where a number is a scale or a
        threshold and so has none.
    unit : str
        What it is counted in.
    label, source : str
        Provenance: measured, estimated, judged or invented, and by whom.
    whole : bool
        Whether it takes whole numbers only.

    Returns
    -------
    dataclasses.Field
        With all this as its metadata.
    """
    return field(
        default=default,
        metadata={
            "symbol": symbol,
            "unit": unit,
            "off": off,
            "low": low,
            "high": high,
            "whole": whole,
            "meaning": meaning,
            "provenance": f"{label}: {source}",
        },
    )


LARGEST_COUNCIL = 32
"""Seats for which there are draws: a larger council meets the same tempers and has more."""


@dataclass(frozen=True)
class Slots:
    """The uniforms that a stage draws in a round, from a stream of its own.

    ``purpose`` keys the stream; of its ``words`` a round, a multiple of four, the first are
    used, in the order of ``names``. Where there is one for each seat, ``names`` is empty.
    """

    purpose: str
    words: int
    names: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> int:
        """The place of a slot."""
        return self.names.index(name)

    def __iter__(self) -> Iterator[str]:
        """Their names."""
        return iter(self.names)

    def __len__(self) -> int:
        """How many are named."""
        return len(self.names)


WORD = "word"
"""The kind of a column of words that come again and again."""


@dataclass(frozen=True)
class Column:
    """A column of what happens in a round: name, kind, unit and meaning.

    ``kind`` is the name of a NumPy type or ``WORD``; ``unit`` is empty for flags and words.
    ``blank`` says what stands where there is no value, None where there always is.
    """

    name: str
    kind: str
    meaning: str
    unit: str = ""
    blank: str | None = None
