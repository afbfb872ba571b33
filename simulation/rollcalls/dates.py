"""Dates of votes as tables write them, and the year that a symbol of the United Nations says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache

from simulation.scenario.states import same

MONTHS = (
    "january janvier enero jan janv ene",
    "february fevrier febrero feb fevr",
    "march mars marzo mar",
    "april avril abril apr avr abr",
    "may mai mayo",
    "june juin junio jun",
    "july juillet julio jul juil",
    "august aout agosto aug ago",
    "september septembre septiembre setiembre sep sept",
    "october octobre octubre oct",
    "november novembre noviembre nov",
    "december decembre diciembre dec dic",
)
MONTH = {word: n for n, words in enumerate(MONTHS, start=1) for word in words.split()}

ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
NUMBER = re.compile(r"(\d+)(?:st|nd|rd|th|er)?")
IN_SYMBOL = re.compile(r"\((\d{4})\)|S/(\d{4})/")


def day_first(cells: Iterable[str]) -> bool | None:
    """Whether a column writes 29/11/1990 or 11/29/1990; None where both can be meant.

    >>> day_first(["5/6/1990", "29/11/1990"]), day_first(["5/6/1990"])
    (True, None)
    """
    pairs = [(int(m[1]), int(m[2])) for cell in cells if (m := NUMBERS.fullmatch(cell))]
    days, months = (any(pair[n] > 12 for pair in pairs) for n in (0, 1))
    return days if days != months else None


@cache
def date_in(cell: str, first: bool | None) -> date | None:
    """The date that a cell says, with the day ``first`` where it has numbers alone.

    >>> date_in("29 November 1990", None), date_in("1er mars 2001", None), date_in("5/6/1990", None)
    (datetime.date(1990, 11, 29), datetime.date(2001, 3, 1), None)
    """
    if found := ISO.fullmatch(cell):
        year, month, day = map(int, found.groups())
    elif found := NUMBERS.fullmatch(cell):
        one, other, year = map(int, found.groups())
        if first is None:
            return None
        day, month = (one, other) if first else (other, one)
    else:
        words = [word for word in same(cell).split() if word not in ("de", "del")]
        months = [MONTH[word] for word in words if word in MONTH]
        numbers = [int(m[1]) for word in words if (m := NUMBER.fullmatch(word))]
        if (len(words), len(months), len(numbers)) != (3, 1, 2):
            return None
        [month], (day, year) = months, sorted(numbers)
    try:
        return date(year, month, day) if year > 999 else None
    except ValueError:
        return None


@cache
def year_of_symbol(symbol: str) -> int | None:
    """The year in the symbol of a draft or a resolution.

    >>> year_of_symbol("S/RES/678 (1990)"), year_of_symbol("S/2014/189"), year_of_symbol("S/4567")
    (1990, 2014, None)
    """
    found = IN_SYMBOL.search(symbol)
    return int(found[1] or found[2]) if found else None
